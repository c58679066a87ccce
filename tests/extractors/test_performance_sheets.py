"""Sheets: one project or one whole department in a table of labels, money and indicators."""

from __future__ import annotations

from decimal import Decimal

from extractors.performance import extract
from pipeline.core.model import Document
from pipeline.core.records import Amount, Finding, PerformanceIndicator, PerformanceProject
from tests.extractors.grids import context, document, table

CENTRAL_FIRST = """
项目名称 | ^ | 示例平台维护 | ^ | ^ | ^ | ^ | ^
主管部门 | ^ | [901]示例部 | ^ | ^ | 实施单位 | 示例部信息中心 | ^
项目资金⏎（万元） | ^ | | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 得分
~ | ~ | 年度资金总额： | 120.50 | 118.00 | 117.41 | 10.0 | 9.9
~ | ~ | 其中：财政拨款 | 100.50 | 98.00 | 97.41 | -- | --
~ | ~ | 上年结转 | 20.00 | 20.00 | 20.00 | -- | --
年度总体目标 | 预期目标 | ^ | ^ | 实际完成情况 | ^ | ^ | ^
~ | 平台稳定运行。 | ^ | ^ | 平台全年稳定运行。 | ^ | ^ | ^
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
~ | 产出指标 | 数量指标 | 巡检次⏎数 | ≥12次 | 12次 | 20 | 20
~ | ~ | ~ | 培训人数 | ≥40人 | 38人 | 10 | 9.5
"""
CENTRAL_SECOND = """
 | | | | 故障修复时长 | ≤4小时 | 3小时 | 10 | 10
 | | 效益指标 | 社会效益指标 | 系统可用率 | ≥99% | 99.6% | 40 | 40
 | | 满意度指标 | 服务对象满意度指标 | 用户满意度 | ≥95% | 96% | 10 | 10
总分 | ^ | ^ | ^ | ^ | ^ | 100 | 99.4
"""
SICHUAN = """
部门预算项目支出绩效自评表（2024年度） | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^
项目名称 | ^ | 99123424T000000123456-示例慰问经费 | ^ | ^ | ^ | ^ | ^ | ^ | ^
主管部门 | ^ | 云汀县示例局 | ^ | ^ | 实施单位 （盖章） | ^ | 云汀县示例局机关 | ^ | ^
项目基本情况 | 1.项目年度目标完成情况 | 项目年度目标 | ^ | ^ | ^ | 年度目标完成情况 | ^ | ^ | ^
~ | ~ | 按时慰问。 | ^ | ^ | ^ | 已按时慰问。 | ^ | ^ | ^
预算执行情况（10分） | 年度预算数（万元） | ^ | 年初预算 | 调整后预算数 | 预算执行数 | 预算执行率 | 权重 | 得分 | 原因
~ | 总额 | ^ | | 15.00 | 14.82 | 98.80% | 10 | 9.9 |
~ | 其中：财政资金 | ^ | | 15.00 | 14.82 | 98.80% | / | / |
~ | 单位资金 | ^ | 0.00 | 0.00 | 0.00 | 0.00% | / | / |
绩效指标（90分） | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 完成值 | 权重 | 得分
~ | 产出指标 | 数量指标 | 慰问人数 | ≥ | 100 | 人/户 | 105 | 60 | 60
~ | 满意度指标 | 服务对象满意度指标 | 受慰问人满意度 | ＝ | 100 | % | 100 | 30 | 30
合计 | ^ | ^ | ^ | ^ | ^ | ^ | ^ | 100 | 99.9
评价结论 | 项目完成较好，产出指标全部达标。 | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^
"""
NINGDE = """
专项名称 | ^ | 901部门整体 | ^ | ^ | ^ | ^
部门（单位）名称 | ^ | 云汀市示例办公室 | ^ | 部门预算编码 | 901 | ^
财政资金安排和使用情况 | | 预算安排 | ^ | ^ | 拨付情况 | ^
~ | | 年初部门预算安排金额（含历年结余结转）① | 年中调整金额② | 小计③=①+② | 年度拨付金额④ | 支出实现率(%)⑤=④/③
~ | 合计 | 900.00 | 100.00 | 1000.00 | 950.00 | 95.00
~ | 财政资金小计 | 900.00 | 100.00 | 1000.00 | 950.00 | 95.00
绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 指标分值 | 自评得分
~ | 成本指标 | 经济成本指标 | 基本支出成本 | ≤900万元 | 40 | 38
~ | 产出指标 | 数量指标 | 召开会议次数 | ≥30次 | 50 | 50
总分值、评价总分（S） | ^ | ^ | ^ | ^ | 93.5 | ^
评价等级 | ^ | 优（S≧90） | ^ | ^ | ^ | ^
"""
SHANGHAI = """
财政项目支出绩效目标申报表 | ^ | ^ | ^
（2026年度） | ^ | ^ | ^
项目名称： | 示例街区修缮 | 项目类别： | 经常性专项业务费
主管部门： | 云汀区示例委员会 | 实施单位： | 云汀区示例中心
计划开始日期： | 2026-01-01 | 计划完成日期： | 2026-12-31
项目资金（元） | 项目资金总额： | 年度资金申请总额： | 1,250,000.00
~ | 2,000,000.00 | 其中：当年财政拨款 | 1,250,000.00
项目总体目标 | 三年内修缮完毕。 | 年度总体目标 | 当年完成一期。
一级指标 | 二级指标 | 三级指标 | 年度指标值
产出指标 | 数量 | 修缮面积 | ≥3000平方米
~ | 时效 | 完工及时率 | =100%
效益指标 | 社会效益 | 安全隐患数 | =0处
"""
XIAN = """
项目名称 | ^ | 示例评审 | ^ | ^ | ^
主管部门 | ^ | 云汀市示例局 | ^ | ^ | ^
资金金额⏎（万元） | ^ | 实施期资金总额： | 30 | 年度资金总额： | 12.5
~ | ~ | 其中：财政拨款 | 30 | 其中：财政拨款 | 12.5
总体目标 | 实施期总目标 | ^ | 年度总目标 | ^ | ^
~ | 三年完成评审。 | ^ | 当年评审百项。 | ^ | ^
年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 | 分值权重⏎（90分）
~ | 成本指标 | 经济成本 | 支出控制数（万元） | 12.5 | 20
~ | 产出指标 | 数量指标 | 评审数量（个） | ≥100 | 60
~ | 满意度指标 | 服务对象满意度指标 | 满意度（%） | ≥90 | 10
"""
BEIJING_WHOLE = """
部门名称 | ^ | 云汀市示例办公室 | ^ | ^
总体资金情况（万元） | ^ | 预算支出总额 | 财政拨款 | 其他资金
~ | ~ | 300.5 | 300.5 |
整体绩效目标 | 整体绩效目标 | 统筹推进各项工作。 | ^ | ^
~ | 活动 | 绩效指标 | 指标性质 | 指标值
~ | 机构运行 | 产出指标质量指标做好人员经费⏎保障 | 定性 | 优
~ | 机构运行 | 满意度指标服务对象满意度指标群众满意度 | ≥ | 90
"""


def _rows(doc: Document) -> list[tuple[object, ...]]:
    found = [r for r in extract(doc, context()) if isinstance(r, PerformanceIndicator)]
    return [(r.level1, r.level2, r.level3, r.operator, r.target, r.weight, r.score) for r in found]


def _projects(doc: Document) -> list[PerformanceProject]:
    return [r for r in extract(doc, context()) if isinstance(r, PerformanceProject)]


def _central() -> Document:
    first = table(CENTRAL_FIRST)
    return document(["示例平台维护项目绩效自评表", "（2024年度）", first], [table(CENTRAL_SECOND)])


def test_central_sheet_gives_its_project_with_money_and_score() -> None:
    (project,) = _projects(_central())
    assert (project.project_name, project.supervisor, project.implementer) == (
        "示例平台维护", "[901]示例部", "示例部信息中心",
    )  # fmt: skip
    assert project.budget_initial_yuan == Decimal("1205000.00")
    assert project.budget_full_year_yuan == Decimal("1180000.00")
    assert project.executed_yuan == Decimal("1174100.00")
    assert project.score_total == Decimal("99.4")
    assert (project.goal, project.achievement) == ("平台稳定运行。", "平台全年稳定运行。")
    assert (project.page, project.locator, project.unit) == (1, "p1/t1/r1/c3", "万元")


def test_central_sheet_goes_on_over_the_page_without_its_header() -> None:
    assert _rows(_central()) == [
        ("产出指标", "数量指标", "巡检次数", None, "≥12次", 20, 20),
        ("产出指标", "数量指标", "培训人数", None, "≥40人", 10, Decimal("9.5")),
        ("产出指标", "数量指标", "故障修复时长", None, "≤4小时", 10, 10),
        ("效益指标", "社会效益指标", "系统可用率", None, "≥99%", 40, 40),
        ("满意度指标", "服务对象满意度指标", "用户满意度", None, "≥95%", 10, 10),
    ]


def test_a_row_cut_by_the_page_break_is_joined() -> None:
    rest = """
    | | | | （含夜间） | | | |
    | | | 质量指标 | 合格率 | ≥98% | 99% | 10 | 10
    """
    doc = document(["项目绩效自评表", table(CENTRAL_FIRST)], [table(rest)])
    assert [(r[1], r[2], r[4]) for r in _rows(doc)][1:] == [
        ("数量指标", "培训人数（含夜间）", "≥40人"), ("质量指标", "合格率", "≥98%"),
    ]  # fmt: skip


def test_sichuan_sheet_splits_the_code_and_keeps_an_empty_initial_budget_empty() -> None:
    doc = document([table(SICHUAN)])
    (project,) = _projects(doc)
    assert (project.project_code, project.project_name) == ("99123424T000000123456", "示例慰问经费")
    assert project.budget_initial_yuan is None
    assert (project.budget_full_year_yuan, project.executed_yuan) == (Decimal(150000), Decimal(148200))
    assert (project.execution_rate_pct, project.score_total) == (Decimal("98.80"), Decimal("99.9"))
    assert (project.goal, project.achievement) == ("按时慰问。", "已按时慰问。")
    assert (project.execution_weight, project.weight_total) == (Decimal(10), Decimal(100))
    assert _rows(doc) == [
        ("产出指标", "数量指标", "慰问人数", "≥", "100", 60, 60),
        ("满意度指标", "服务对象满意度指标", "受慰问人满意度", "＝", "100", 30, 30),
    ]


def test_two_sheets_in_one_table_and_two_tables_on_a_page_are_projects_of_their_own() -> None:
    other = SICHUAN.replace("123456-示例慰问经费", "654321-示例帮扶经费").replace("慰问人数", "帮扶人数")
    for doc in (
        document([table(SICHUAN.strip() + other)]),
        document([table(SICHUAN), table(other, index=2)]),
    ):
        assert [p.project_name for p in _projects(doc)] == ["示例慰问经费", "示例帮扶经费"]
        found = [r for r in extract(doc, context()) if isinstance(r, PerformanceIndicator)]
        assert [(r.project_name, r.level3) for r in found][::2] == [
            ("示例慰问经费", "慰问人数"), ("示例帮扶经费", "帮扶人数"),
        ]  # fmt: skip


def test_a_whole_department_sheet_has_indicators_of_no_project() -> None:
    doc = document(["部门整体绩效自评表", "（2024年度）", table(NINGDE)])
    (project,) = _projects(doc)
    assert (project.project_name, project.score_total) == ("901部门整体", Decimal("93.5"))
    # The sheet prints no unit; its cost indicator is in 万元.
    assert (project.budget_initial_yuan, project.executed_yuan) == (Decimal(9000000), Decimal(9500000))
    assert (project.budget_full_year_yuan, project.execution_rate_pct) == (Decimal(10000000), Decimal(95))
    found = [r for r in extract(doc, context()) if isinstance(r, PerformanceIndicator)]
    assert {r.project_name for r in found} == {None}
    assert [(r.level3, r.weight, r.score) for r in found] == [
        ("基本支出成本", Decimal(40), Decimal(38)),
        ("召开会议次数", Decimal(50), Decimal(50)),
    ]


def test_an_application_sheet_counts_the_money_of_the_year() -> None:
    doc = document([table(SHANGHAI)])
    (project,) = _projects(doc)
    assert (project.supervisor, project.implementer) == ("云汀区示例委员会", "云汀区示例中心")
    assert (project.budget_initial_yuan, project.unit) == (Decimal("1250000.00"), "元")
    assert project.goal == "当年完成一期。"
    assert _rows(doc) == [
        ("产出指标", "数量", "修缮面积", None, "≥3000平方米", None, None),
        ("产出指标", "时效", "完工及时率", None, "=100%", None, None),
        ("效益指标", "社会效益", "安全隐患数", None, "=0处", None, None),
    ]


def test_the_money_of_the_year_comes_before_that_of_the_whole_term() -> None:
    doc = document(["部门专项业务经费绩效目标表", "（2026年度）", table(XIAN)])
    (project,) = _projects(doc)
    assert (project.budget_initial_yuan, project.goal) == (Decimal(125000), "当年评审百项。")
    assert sum(r[5] for r in _rows(doc)) == 90  # type: ignore[misc]


def test_levels_run_together_in_one_cell_are_split() -> None:
    doc = document(["部门整体支出绩效目标表", table(BEIJING_WHOLE)])
    assert _projects(doc) == []
    assert _rows(doc) == [
        ("产出指标", "质量指标", "做好人员经费保障", "定性", "优", None, None),
        ("满意度指标", "服务对象满意度指标", "群众满意度", "≥", "90", None, None),
    ]


def test_first_levels_with_their_points_stay_as_printed() -> None:
    drawing = """
    项目名称 | 示例防汛 | ^ | ^ | ^
    一级指标 | 二级指标 | 三级指标 | 年度指标值 | 分值
    产出指标（50分） | 数量指标 | 巡堤次数 | ≥20次 | 30
    ~ | 成本指标 | 控制成本 | ≤5万元 | 20
    效益指标（30分） | 社会效益指标 | 险情处置率 | 100% | 30
    """
    doc = document(["项目支出绩效自评表", "（2022年度）", table(drawing)])
    assert [(r[0], r[1]) for r in _rows(doc)] == [
        ("产出指标（50分）", "数量指标"), ("产出指标（50分）", "成本指标"), ("效益指标（30分）", "社会效益指标"),
    ]  # fmt: skip


def test_a_table_without_merged_cells_carries_blank_levels_down() -> None:
    drawing = """
    项目名称 | 示例防汛
    一级指标 | 二级指标 | 三级指标 | 年初目标值 | 全年预计完成情况
    产出指标 | 数量指标 | 巡堤次数 | 20 | 21
     | | | 培训次数 | 3 | 3
     | | 成本指标 | | 5.30 | 5.30
    满意度指标 | 满意度 | | 满意 | 满意
    """
    doc = document(["项目支出绩效自评表", table(drawing)])
    assert [(*r[:3], r[4]) for r in _rows(doc)] == [
        ("产出指标", "数量指标", "巡堤次数", "20"),
        ("产出指标", "数量指标", "培训次数", "3"),
        ("产出指标", "成本指标", None, "5.30"),
        ("满意度指标", "满意度", None, "满意"),
    ]


def test_a_level_printed_on_the_next_page_only_is_known_on_both() -> None:
    first = """
    项目名称 | ^ | 示例会展 | ^
    一级指标 | 二级指标 | 三级指标 | 指标值
    产出指标 | 数量指标 | 办展场次 | 3场
    ~ | ~ | 参展企业 | 40家
    | | | 场馆费用 | 60万元
    ~ | ~ | 布展费用 | 20万元
    """
    second = """
    | | 成本指标 | 宣传费用 | 10万元
    效益指标 | 社会效益指标 | 观展人次 | 5000
    """
    doc = document(["项目支出绩效目标表", table(first)], [table(second)])
    assert [r[1] for r in _rows(doc)] == [
        "数量指标", "数量指标", "成本指标", "成本指标", "成本指标", "社会效益指标",
    ]  # fmt: skip


def test_the_blank_template_is_no_data() -> None:
    drawing = SICHUAN.replace("99123424T000000123456-示例慰问经费", "XX项目")
    assert list(extract(document([table(drawing)]), context())) == []


def test_amounts_without_any_unit_give_a_finding_and_no_money() -> None:
    drawing = XIAN.replace("（万元）", "")
    found = list(extract(document(["项目绩效目标表", table(drawing)]), context()))
    assert [f.kind for f in found if isinstance(f, Finding)] == ["unit"]
    assert [p.budget_initial_yuan for p in found if isinstance(p, PerformanceProject)] == [None]


def test_forms_of_accounts_are_left_alone() -> None:
    summary = """
    收入 | ^ | 支出 | ^
    项目 | 预算数 | 项目 | 预算数
    一、财政拨款 | 100.00 | 一、一般公共服务支出 | 90.00
    本年收入合计 | 100.00 | 本年支出合计 | 90.00
    """
    catalogue = """
    指导性目录 | ^ | ^ | 预算金额
    一级 | 二级 | 三级 | ~
    公共服务 | 技术服务 | 测绘服务 | 12.00
    """
    doc = document(["收支预算总表", "单位：万元", table(summary)], ["政府购买服务明细表", table(catalogue)])
    assert list(extract(doc, context())) == []


def test_the_total_of_a_whole_departments_sheet_is_its_score() -> None:
    title = "2025年部门整体支出绩效自评表"
    found = list(extract(document([title, table(NINGDE)]), context("performance", 2025)))
    [score] = [r for r in found if isinstance(r, Amount)]
    assert (score.concept, score.place, score.value, score.value_unit) == (
        "performance.score_department", "form", Decimal("93.5"), "分"
    )  # fmt: skip
    assert score.locator.endswith("/r10/c6")


def test_the_money_may_stand_in_the_cell_of_its_label() -> None:
    drawing = """
项目名称 | ^ | 示例奖补 | ^ | ^ | ^
项目资金（万元） | 年度资金总额：500.00 | ^ | 其中：财政拨款 | 450.00 | ^
年度目标 | 建成示范点。 | ^ | ^ | ^ | ^
一级指标 | 二级指标 | 三级指标 | 计量单位 | 本年指标值 | 备注
产出指标 | 数量指标 | 示范点数量 | 个 | 10 |
"""
    found = extract(document(["项目支出绩效目标表", table(drawing)]), context("budget", 2024))
    (project,) = (r for r in found if isinstance(r, PerformanceProject))
    assert project.budget_initial_yuan == Decimal("5000000.00")
