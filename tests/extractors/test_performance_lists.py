"""Lists: one project a row, or one project over many rows of indicators and many pages."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from extractors.performance import extract
from pipeline.core.model import Document, Table
from pipeline.core.records import Finding, PerformanceIndicator, PerformanceProject
from tests.extractors.grids import context, document, table

BEIJING_HEAD = """
项目名称 | 项目总额 | 其中： | ^ | 绩效目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 本年绩效指标值 | 度量单位
~ | ~ | 财政资金 | 其他资金 | ~ | ~ | ~ | ~ | ~ | ~ | ~
"""
BEIJING = (
    "金额单位：万元 | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^"
    + BEIJING_HEAD
    + """
99000022T00000039⏎1740-示例展览 | 43.352803 | 43.352803 | | 办好展览。 | 产出指标 | 数量指标 | 布展⏎面积 | ≥ | 800 | 米
~ | ~ | ~ | ~ | ~ | 成本指标 | 经济成本指标 | 总成本 | ≤ | 43.35 | 万元
99000022T00000045⏎5362-示例咨 | 13.500000 | 13.500000 | | 提供咨询， | 产出指标 | 质量指标 | 采纳率 | ＝ | 90 | %
~ | ~ | ~ | ~ | ~ | 产出指标 | 数量指标 | 咨询次数 | ≥ | 35 | 次
"""
)
HUNAN_HEAD = """
单位编码 | 单位（项目）名称 | 资金总额 | 绩效目标 | 绩效指标 | ^ | ^ | ^ | ^ | ^ | ^
~ | ~ | ~ | ~ | 一级指标 | 二级指标 | 三级指标 | 指标值 | 度量单位 | 指标值类型 | 备注
"""
RUNNING = (
    "1、1-产出指标；11-数量指标；印制册数；实施周期指标值：300册；年度指标值：100册。"
    "2、2-效益指标；22-社会效益；数据引用次数；实施周期指标值：≥30次；年度指标值：≥10次。"
)
GUANGZHOU = f"""
项目名称（资金使用单位） | 总计： | 财政拨款 | 绩效目标 | 绩效指标
合计 | 58.00 | 58.00 | |
云汀市示例局 | 58.00 | 58.00 | |
示例普查经费 | 50.00 | 50.00 | 完成普查。 | {RUNNING}
示例运维经费 | 8.00 | 8.00 | 保障运行。 | 1、3-满意度指标；31-服务对象满意度；用户满意度；年度指标值：≥90%。
"""


def _projects(doc: Document) -> list[tuple[object, ...]]:
    found = [r for r in extract(doc, context()) if isinstance(r, PerformanceProject)]
    return [(r.project_code, r.project_name, r.budget_initial_yuan, r.implementer) for r in found]


def _indicators(doc: Document) -> list[PerformanceIndicator]:
    return [r for r in extract(doc, context()) if isinstance(r, PerformanceIndicator)]


def _goals(doc: Document) -> list[str | None]:
    return [r.goal for r in extract(doc, context()) if isinstance(r, PerformanceProject)]


def test_one_project_over_many_rows_with_its_code_split_off() -> None:
    doc = document(["预算12表 项目支出绩效目标表", table(BEIJING)])
    assert _projects(doc) == [
        ("99000022T000000391740", "示例展览", Decimal("433528.03"), None),
        ("99000022T000000455362", "示例咨", Decimal("135000.00"), None),
    ]
    assert [(r.project_name, r.level1, r.level3, r.operator, r.target, r.target_unit) for r in _indicators(doc)] == [
        ("示例展览", "产出指标", "布展面积", "≥", "800", "米"),
        ("示例展览", "成本指标", "总成本", "≤", "43.35", "万元"),
        ("示例咨", "产出指标", "采纳率", "＝", "90", "%"),
        ("示例咨", "产出指标", "咨询次数", "≥", "35", "次"),
    ]  # fmt: skip


def test_an_amount_that_lost_its_point_is_no_amount() -> None:
    spoilt = BEIJING.replace("13.500000 | 13.500000", "13 500000 | 13 500000")
    found = _projects(document(["预算12表 项目支出绩效目标表", table(spoilt)]))
    assert [(name, amount) for _, name, amount, _ in found] == [
        ("示例展览", Decimal("433528.03")),
        ("示例咨", None),
    ]


@pytest.mark.parametrize("head", ["", BEIJING_HEAD.strip() + "\n"])
def test_a_project_cut_by_the_page_break_stays_one(head: str) -> None:
    rest = (
        head
        + """询服务 | | | | 支持决策。 | 效益指标 | 社会效益指标 | 落实率 | ＝ | 100 | %
        99000023T000002103382-示例档案 | 8.5664 | 8.5664 | | 整理档案。 | 产出指标 | 数量指标 | 卷数 | ≥ | 100 | 卷"""
    )
    doc = document(["预算12表 项目支出绩效目标表", table(BEIJING)], [table(rest)])
    assert [p[:2] for p in _projects(doc)][1:] == [
        ("99000022T000000455362", "示例咨询服务"), ("99000023T000002103382", "示例档案"),
    ]  # fmt: skip
    assert _goals(doc)[1] == "提供咨询，支持决策。"
    assert [(r.project_name, r.page) for r in _indicators(doc)][2:] == [
        ("示例咨询服务", 1), ("示例咨询服务", 1), ("示例咨询服务", 2), ("示例档案", 2),
    ]  # fmt: skip


def test_a_name_printed_on_the_next_page_names_the_blank_cell_before_it() -> None:
    lost = (
        BEIJING
        + """
    | | | | | | 产出指标 | 时效指标 | 完成时间 | ≤ | 12 | 月
    ~ | ~ | ~ | ~ | ~ | 产出指标 | 数量指标 | 会审次数 | ≥ | 2 | 次
    """
    )
    rest = "99000024Y000002851260-示例财务 | 72.8 | 72.8 | | 做好财务。 | 产出指标 | 质量指标 | 准确率 | ≥ | 95 | %"
    doc = document(["项目支出绩效目标表", table(lost)], [table(rest)])
    assert _projects(doc)[-1][:3] == ("99000024Y000002851260", "示例财务", Decimal(728000))
    assert [r.project_name for r in _indicators(doc)][-3:] == ["示例财务"] * 3


def test_a_name_that_never_comes_leaves_its_indicators_and_a_finding() -> None:
    lost = (
        BEIJING
        + """
    | | | | | | 产出指标 | 时效指标 | 完成时间 | ≤ | 12 | 月
    ~ | ~ | ~ | ~ | ~ | 产出指标 | 数量指标 | 会审次数 | ≥ | 2 | 次
    """
    )
    found = list(extract(document(["项目支出绩效目标表", table(lost)]), context()))
    assert [f.kind for f in found if isinstance(f, Finding)] == ["unread"]
    assert [r.project_name for r in found if isinstance(r, PerformanceIndicator)][-2:] == [None, None]


def test_amounts_beside_one_merged_name_are_projects_of_that_name() -> None:
    drawing = (
        BEIJING_HEAD
        + """
    99000021Y000000390843-示例运维类 | 65.5 | 65.5 | | 网络维护。 | 产出指标 | 数量指标 | 维护次数 | ≥ | 12 | 次
    ~ | ~ | ~ | ~ | ~ | 产出指标 | 时效指标 | 完成时间 | ≤ | 12 | 月
    ~ | 29.7 | 29.7 | | 专线租用。 | 产出指标 | 数量指标 | 专线条数 | ＝ | 2 | 条
    ~ | ~ | ~ | ~ | ~ | 成本指标 | 经济成本指标 | 租费 | ≤ | 29.7 | 万元
    """
    )
    doc = document(["项目支出绩效目标表", "单位：万元", table(drawing)])
    assert [p[1:3] for p in _projects(doc)] == [
        ("示例运维类", Decimal(655000)),
        ("示例运维类", Decimal(297000)),
    ]
    assert _goals(doc) == ["网络维护。", "专线租用。"]


def test_units_in_the_column_of_names_are_no_projects_and_implement_those_below() -> None:
    first = (
        HUNAN_HEAD
        + """
    合计 | | 46.00 | | | | | | | |
    901001 | 云汀市示例局 | 46.00 | | | | | | | |
    901001 | 示例接待专项 | 35.78 | 优化接待。 | 成本指标 | 经济成本指标 | 总成本 | 35.78 | 万元 | ≤ | 20
    ~ | ~ | ~ | ~ | ~ | 社会成本指标 | 不适用 | 无 | | 定性 |
    ~ | ~ | ~ | ~ | 产出指标 | 数量指标 | 接待批次 | 50 | 次 | ≥ | 60
    """
    )
    second = (
        HUNAN_HEAD
        + """
    901001 | 示例接待专项 | 35.78 | 优化接待。 | 满意度指标 | 服务对象满意度指标 | 群众满意度 | 90 | % | ≥ | 10
    ~ | 示例热线专项 | 10.22 | 办好热线。 | 产出指标 | 数量指标 | 接听量 | 800 | 个 | ≥ | 10
    """
    )
    caption = ["2026年项目支出绩效目标表", "部门名称：云汀市示例局 单位：万元"]
    doc = document([*caption, table(first)], [*caption, table(second)])
    assert _projects(doc) == [
        (None, "示例接待专项", Decimal("357800.00"), "云汀市示例局"),
        (None, "示例热线专项", Decimal("102200.00"), "云汀市示例局"),
    ]
    # 备注 holds the weights: its numbers add to 90 for the first project, not for the second.
    assert [r.weight for r in _indicators(doc)] == [20, None, 60, 10, None]


def test_running_text_gives_one_indicator_a_piece() -> None:
    doc = document(["项目支出绩效目标表（含转移支付项目）", "单位：万元", table(GUANGZHOU)])
    assert [p[1:] for p in _projects(doc)] == [
        ("示例普查经费", Decimal(500000), "云汀市示例局"), ("示例运维经费", Decimal(80000), "云汀市示例局"),
    ]  # fmt: skip
    assert [(r.project_name, r.level1, r.level2, r.level3, r.target) for r in _indicators(doc)] == [
        ("示例普查经费", "产出指标", "数量指标", "印制册数", "100册"),
        ("示例普查经费", "效益指标", "社会效益", "数据引用次数", "≥10次"),
        ("示例运维经费", "满意度指标", "服务对象满意度", "用户满意度", "≥90%"),
    ]


def test_a_goal_in_running_text_gives_its_indicators() -> None:
    drawing = f"""
    项目 | 预算数（单位：万元） | 绩效目标
    示例普查经费 | 50 | {RUNNING}
    示例运维经费 | 8 | 保障运行。
    """
    found = _indicators(document(["重点项目绩效目标情况如下：", table(drawing)]))
    assert [(r.project_name, r.level3, r.target) for r in found] == [
        ("示例普查经费", "印制册数", "100册"), ("示例普查经费", "数据引用次数", "≥10次"),
    ]  # fmt: skip


def test_a_list_of_goals_goes_on_over_the_page_and_joins_a_cut_goal() -> None:
    first = """
    二级预算单位名称 | 一级项目名称 | 预算数（万元） | 绩效目标
    云汀市示例局 | 示例大厅运行 | 603.84 | 一是值守；
    """
    second = """
    | | | | 二是处置。
    云汀市示例局 | 示例大厅运行 | 4.90 | 同名的另一项目。
    云汀市示例院 | 预算准备金 | 4.90 | 应急。
    """
    doc = document(["重点项目绩效目标情况如下：", table(first)], [table(second)])
    assert [p[1:] for p in _projects(doc)] == [
        ("示例大厅运行", Decimal("6038400.00"), "云汀市示例局"),
        ("示例大厅运行", Decimal("49000.00"), "云汀市示例局"),
        ("预算准备金", Decimal("49000.00"), "云汀市示例院"),
    ]
    assert _goals(doc)[0] == "一是值守；二是处置。"


def test_a_list_without_goals_counts_only_where_no_table_states_goals() -> None:
    plain = """
    支出项目类别 | 总计 | 一般公共预算拨款
    ** | 1 | 2
    云汀市示例局 | 30.00 | 30.00
    示例采购经费 | 20.00 | 20.00
    示例培训经费 | 10.00 | 10.00
    """
    goals = """
    项目 | 预算数（单位：万元） | 绩效目标
    示例采购经费 | 20 | 按时采购。
    """
    title = ["项目支出总表", "单位：万元"]
    alone = document([*title, table(plain)])
    assert [p[1] for p in _projects(alone)] == ["示例采购经费", "示例培训经费"]
    both = document([*title, table(plain)], ["重点项目绩效目标情况", table(goals)])
    assert [p[1] for p in _projects(both)] == ["示例采购经费"]


def test_a_unit_is_known_by_the_sum_of_its_projects_whatever_its_name() -> None:
    drawing = """
    项目名称（资金使用单位） | 总计 | 绩效目标
    JY90101 | 30.00 |
    示例采购经费 | 20.00 | 按时采购。
    示例培训经费 | 10.00 | 开展培训。
    示例监狱 | 5.00 |
    示例修缮经费 | 5.00 | 修缮。
    示例结转经费 | 7.00 |
    """
    doc = document(["项目支出预算表", "单位：万元", table(drawing)])
    assert [(p[1], p[3]) for p in _projects(doc)] == [
        ("示例采购经费", "JY90101"), ("示例培训经费", "JY90101"), ("示例修缮经费", "示例监狱"), ("示例结转经费", None),
    ]  # fmt: skip


def test_a_repeated_header_spoilt_by_text_under_it_is_still_the_header() -> None:
    spoilt = BEIJING_HEAD.replace("项目名称", "1项00目名称", 1).replace("绩效目标", "提供绩效目标咨询", 1)
    rest = spoilt + "询服务 | | | | 支持决策。 | 效益指标 | 社会效益指标 | 落实率 | ＝ | 100 | %"
    doc = document(["项目支出绩效目标表", table(BEIJING)], [table(rest)])
    assert _projects(doc)[-1][:2] == ("99000022T000000455362", "示例咨询服务")


def test_a_long_list_takes_time_in_step_with_its_length() -> None:
    def seconds(pages: int) -> float:
        rows = "\n".join(
            f"99000021T0000003{i:05d}-示例工程{i} | {i}.5 | {i}.5 | | 目标。 | 产出指标 | 数量指标 | 次数 | ≥ | 1 | 次"
            for i in range(10)
        )
        body: list[list[str | Table]] = [
            ["预算12表 项目支出绩效目标表", "单位：万元", table(BEIJING_HEAD + rows)] for _ in range(pages)
        ]
        doc = document(*body)
        begin = time.perf_counter()
        assert len(_projects(doc)) == 10 * pages
        return time.perf_counter() - begin

    seconds(5)
    assert seconds(160) < 12 * seconds(40) + 0.5


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("2024年专项资金项目清单", "序号 | 项目名称 | 项目类别 | 预算金额"),
        ("项目支出预算明细表", "序号 | 项目名称 | 资金来源 | 年初预算数"),
        ("项目支出", "序号 | 项目 | 主管部门 | 金额（万元）"),
    ],
)
def test_a_list_of_projects_that_is_all_there_is(title: str, head: str) -> None:
    drawing = f"{head}\n1 | 示例展览 | 其他 | 12.50\n2 | 示例运维 | 其他 | 7.50\n合计 | ^ | ^ | 20.00"
    found = _projects(document([title, "单位：万元", table(drawing)]))
    assert [(name, budget) for _, name, budget, _ in found] == [
        ("示例展览", Decimal("125000.00")), ("示例运维", Decimal("75000.00")),
    ]  # fmt: skip


@pytest.mark.parametrize("title", ["政府采购项目清单", "行政事业性收费项目清单", "三公经费支出表"])
def test_a_list_of_other_things_is_none_of_projects(title: str) -> None:
    drawing = "序号 | 项目名称 | 预算金额\n1 | 示例展览 | 12.50\n2 | 示例运维 | 7.50"
    assert _projects(document([title, "单位：万元", table(drawing)])) == []
