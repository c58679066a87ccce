"""Self-evaluation sheets and lists with seldom words and builds, with invented projects and numbers."""

from __future__ import annotations

from decimal import Decimal

from extractors.performance import extract
from pipeline.core.records import PerformanceIndicator, PerformanceProject
from tests.extractors.grids import context, document, table

Value = str | None


def read(*paragraphs: str, drawing: str = "") -> tuple[list[PerformanceProject], list[PerformanceIndicator]]:
    """The projects and the indicators of one table under its title, or of text alone."""
    blocks = [*paragraphs, *([table(drawing)] if drawing else [])]
    found = list(extract(document(blocks), context("performance", 2023)))
    projects = [r for r in found if isinstance(r, PerformanceProject)]
    return projects, [r for r in found if isinstance(r, PerformanceIndicator)]


def plain(value: Decimal | None) -> Value:
    return None if value is None else f"{value.normalize():f}"


def money(project: PerformanceProject) -> tuple[Value, ...]:
    """Initial and full-year budget, outturn, rate, score."""
    values = (
        project.budget_initial_yuan, project.budget_full_year_yuan, project.executed_yuan,
        project.execution_rate_pct, project.score_total,
    )  # fmt: skip
    return tuple(plain(v) for v in values)


def brief(rows: list[PerformanceIndicator]) -> list[tuple[Value, ...]]:
    return [(r.level3, r.target, r.actual, plain(r.weight), plain(r.score)) for r in rows]


def test_the_score_stands_in_the_head_and_the_rate_has_points_of_its_own() -> None:
    projects, rows = read("项目支出绩效自评表", drawing="""
        项目名称 | 河道清淤工程 | ^ | ^ | 自评总分 | 96.5 | ^ | ^ | ^
        资金情况（万元） | 年初预算数 | ^ | 全年预算数 | 全年执行数 | 执行率（%） | 执行率权重 | 执行率得分 | 备注
        年度总金额 | 200.00 | ^ | 210.00 | 199.50 | 95 | 10 | 9.5 |
        绩效指标 | 指标名称 | 计量单位 | 指标性质 | 指标值 | 全年完成值 | 得分系数（%） | 指标权重 | 指标得分
        ~ | 清淤长度 | 公里 | ≥ | 12 | 12 | 100 | 90 | 87
    """)  # fmt: skip
    (project,) = projects
    assert money(project) == ("2000000", "2100000", "1995000", "95", "96.5")
    assert (project.execution_weight, project.execution_score) == (Decimal(10), Decimal("9.5"))
    assert brief(rows) == [("清淤长度", "12", "12", "90", "87")]


def test_points_behind_the_names_and_beside_the_money() -> None:
    projects, rows = read("项目支出绩效自评表", drawing="""
        项目名称 | 农田建设补助 | ^ | ^ | ^ | ^
        预算执行情况（万元）⏎（20分） | | 预算数（A） | 执行数（B） | 执行率（B/A） | 得分⏎（20分*执行率）
        ~ | 年度财政资金总额 | 500 | 480 | 96% | 19.2
        一级指标 | 二级指标 | 三级指标 | 年初目标值（A） | 实际完成值（B） | 得分
        年度绩效目标⏎（80分） | 产出指标⏎（50分） | 建成面积（50分） | 5000亩 | 4900亩 | 49.6
        ~ | 效益指标⏎（30分） | 亩均增收（30分） | ≥300元 | 310元 | 30
        总分 | ^ | ^ | ^ | ^ | 98.8
    """)  # fmt: skip
    (project,) = projects
    assert money(project) == ("5000000", None, "4800000", "96", "98.8")
    assert (project.execution_weight, project.execution_score) == (Decimal(20), Decimal("19.2"))
    assert [(r.level3, plain(r.weight), plain(r.score)) for r in rows] == [
        ("建成面积（50分）", "50", "49.6"),
        ("亩均增收（30分）", "30", "30"),
    ]


def test_points_of_the_money_without_a_rate_and_rows_nobody_filled() -> None:
    projects, rows = read("项目支出绩效自评表", drawing="""
        项目名称 | 乡村垃圾清运 | ^ | ^ | ^ | ^ | ^
        项目资金⏎（万元） | | 年初预算数 | 全年预算数（A） | 全年执行数（B） | 分值 | 得分
        ~ | 年度资金总额 | 60 | 62 | 62 | 10 | 10
        ~ | 其他资金 | | | | - | -
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 指标1：清运垃圾量 | 1200吨 | 1250吨 | 90 | 88
        ~ | ~ | 指标2： | | | |
        ~ | ~ | …… | | | |
    """)  # fmt: skip
    (project,) = projects
    assert (project.execution_weight, project.execution_score) == (Decimal(10), Decimal(10))
    assert brief(rows) == [("指标1：清运垃圾量", "1200吨", "1250吨", "90", "88")]


def test_money_beside_its_labels_in_the_head_of_a_sheet() -> None:
    projects, rows = read("项目绩效自评表", drawing="""
        项目名称 | 辅具适配 | ^ | 项目负责人 | 某某 | ^ | ^
        预算金额（万元） | 36.00 | ^ | 实际支出（万元） | 34.20 | 支出进度 | 95.00%
        自评得分 | 97 | ^ | 自评等级 | 优秀 | ^ | ^
        一级指标 | 二级指标 | 指标内容 | 计划完成 | 实际完成 | 权重 | 评分
        产出 | 数量 | 适配件数 | 300件 | 285件 | 100 | 97
    """)  # fmt: skip
    (project,) = projects
    assert money(project) == ("360000", None, "342000", "95", "97")
    assert brief(rows) == [("适配件数", "300件", "285件", "100", "97")]


def test_a_full_hundred_in_a_row_of_labels_is_what_can_be_had() -> None:
    projects, _ = read("项目绩效自评表", drawing="""
        项目名称 | 辅具适配 | ^ | ^
        总分 | 100 | 自评等级 | 优秀
        一级指标 | 二级指标 | 三级指标 | 指标值
        产出指标 | 数量指标 | 适配件数 | 300件
    """)  # fmt: skip
    assert [p.score_total for p in projects] == [None]


def test_a_list_of_results_gives_rates_and_scores() -> None:
    projects, _ = read("2023年度项目支出绩效自评结果", "单位：万元", drawing="""
        序号 | 项目名称 | 预算安排 | 实际支出 | 预算执行率 | 自评得分 | 自评等次
        1 | 信息化运维 | 86.00 | 80.84 | 94.00% | 97.4 | 优
        2 | 支付手续费 | 12.50 | 12.50 | 100.00% | 100 | 优
        合计 | ^ | 98.50 | 93.34 | 94.76% | |
    """)  # fmt: skip
    assert [(p.project_name, *money(p)) for p in projects] == [
        ("信息化运维", "860000", None, "808400", "94", "97.4"),
        ("支付手续费", "125000", None, "125000", "100", "100"),
    ]


TOLD = "项目全年预算数为100.00万元，执行数为95.00万元，完成预算的95%。自评得分96.50分，自评等级为优。"


def test_a_paragraph_that_sums_up_a_project() -> None:
    projects, _ = read(
        "1.项目绩效自评开展情况",
        "我单位对3个项目开展了绩效自评，全年预算数为156.00万元，执行数为150.00万元。",
        f"（1）老旧小区改造项目绩效自评综述：{TOLD}",
        "（2）社区运行项目绩效自评综述：",
        "项目全年预算数为50.00万元，执行数为50.00万元，完成预算的100%，自评得分为99分。",
        "公务接待费全年预算数为1.00万元，执行数为0.50万元。",
    )
    assert [(p.project_name, *money(p)) for p in projects] == [
        ("老旧小区改造", None, "1000000", "950000", "95", "96.5"),
        ("社区运行", None, "500000", "500000", "100", "99"),
    ]


def test_a_paragraph_on_a_project_that_has_a_sheet_tells_it_once() -> None:
    sheet = """
        项目名称 | 老旧小区改造补助 | ^ | ^ | ^
        项目资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数
        ~ | 年度资金总额 | 90 | 100 | 95
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值
        产出指标 | 数量指标 | 改造小区数 | 6个 | 6个
    """
    projects, _ = read(f"（1）小区改造项目绩效自评综述：{TOLD}", "项目支出绩效自评表", drawing=sheet)
    assert [p.project_name for p in projects] == ["老旧小区改造补助"]


def test_a_sheet_whose_title_alone_names_its_project() -> None:
    sheet = """
        主管部门 | 安河县交通运输局 | ^ | 实施单位 | 安河县公路站
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值
        产出指标 | 数量指标 | 养护里程 | 50公里 | 50公里
    """
    projects, _ = read("2023年度乡村公路养护项目绩效自评表", drawing=sheet)
    assert [p.project_name for p in projects] == ["乡村公路养护"]
    projects, _ = read("安河县2023年度财政支出项目绩效自评表", drawing=sheet)
    assert projects == []


def test_weights_in_percent_and_a_sum_of_points_that_is_no_money() -> None:
    projects, rows = read("2024年部门预算项目绩效目标表", "金额单位：万元", drawing="""
        项目名称 | 智慧监管平台 | ^ | ^ | ^ | ^
        一级指标 | 二级指标 | 三级指标 | 指标值 | 度量单位 | 权重
        产出指标 | 数量指标 | 接入单位数 | ≥200 | 家 | 60%
        效益指标 | 社会效益指标 | 监管效率 | 提升 | | 40%
        合计 | ^ | ^ | ^ | ^ | 100
    """)  # fmt: skip
    assert [plain(r.weight) for r in rows] == ["60", "40"]
    assert [money(p)[0] for p in projects] == [None]


def test_money_under_labels_of_three_kinds_side_by_side() -> None:
    projects, rows = read("预算项目绩效自评表", drawing="""
        一、基本情况 | 项目名称 | 古树保护 | ^ | 实施（主管）单位 | 平原县林业局 | ^ | ^
        二、预算执行情况（万元） | 预算安排情况（调整后） | ^ | 资金到位情况 | ^ | 资金执行情况 | ^ | 预算执行进度
        ~ | 预算数： | 60.00 | 到位数： | 60.00 | 执行数： | 57.00 | 95.00%
        四、年度绩效指标完成情况 | 一级指标 | 二级指标 | 三级指标 | 预期指标值 | 实际完成值 | 自评得分 | 未完成原因
        ~ | 产出指标 | 数量指标 | 保护株数 | 200株 | 200株 | 80 |
        五、自评总分 | 89.5 | ^ | ^ | ^ | ^ | ^ | ^
    """)  # fmt: skip
    (project,) = projects
    assert money(project) == ("600000", None, "570000", "95", "89.5")
    assert brief(rows) == [("保护株数", "200株", "200株", None, "80")]


def test_a_list_with_subtotals_under_each_kind_of_money() -> None:
    projects, _ = read("2022年项目支出绩效自评情况汇总表", "单位：元", drawing="""
        项目名称 | 年初预算数 | 全年预算数 | ^ | 全年执行数 | ^ | 执行率 | 自评分数 | 自评等级
        ~ | ~ | 小计 | 其中：财政拨款 | 小计 | 其中：财政拨款 | ~ | ~ | ~
        养老服务补贴 | 1,000.00 | 1,200.00 | 1,100.00 | 1,140.00 | 1,040.00 | 95% | 98 | 优
    """)  # fmt: skip
    assert [(p.project_name, *money(p)) for p in projects] == [
        ("养老服务补贴", "1000", "1200", "1140", "95", "98"),
    ]


def test_a_report_names_its_project_in_a_line_and_its_title_names_the_unit() -> None:
    projects, _ = read(
        "西岭镇卫生院2024年项目绩效自评报告",
        "项目名称：基本公共卫生服务项目",
        "年初预算数60.00万元，全年预算数66.00万元，全年执行数64.68万元，执行率98%。",
        "三、自评得分：自评得分97.5分，等级为优。",
    )
    assert [(p.project_name, *money(p)) for p in projects] == [
        ("基本公共卫生服务项目", "600000", "660000", "646800", "98", "97.5")
    ]


def test_levels_named_in_a_row_of_their_own_under_one_head() -> None:
    _, rows = read("项目支出绩效自评表", drawing="""
        项目名称 | 科普活动 | ^ | ^ | ^ | ^ | ^ | ^
        绩效指标 | ^ | ^ | 指标值 | 完成值 | 权重 | 得分 | 扣分原因分析
        一级 | 二级 | 三级 | ~ | ~ | ~ | ~ | ~
        产出指标 | 数量指标 | 科普场次 | 20场 | 15场 | 40 | 30 | 天气
        合计 | ^ | ^ | ^ | ^ | 40 | 30 |
    """)  # fmt: skip
    assert brief(rows) == [("科普场次", "20场", "15场", "40", "30")]
    assert [(r.level1, r.deviation_reason) for r in rows] == [("产出指标", "天气")]


def levels(rows: list[PerformanceIndicator]) -> list[tuple[Value, ...]]:
    return [(r.level1, r.level2, r.level3) for r in rows]


def test_one_head_over_three_levels() -> None:
    _, rows = read("2023年项目绩效自评表", drawing="""
        项目名称 | 农家书屋 | ^ | ^ | ^ | ^ | ^
        绩效指标 | ^ | ^ | 年初设定指标值 | 全年实际完成值 | 分值 | 得分
        产出指标 | 数量指标 | 更新图书 | 2000册 | 2000册 | 60 | 60
        ~ | 时效指标 | 更新时间 | 6月底 | 6月底 | 40 | 40
    """)  # fmt: skip
    assert levels(rows) == [("产出指标", "数量指标", "更新图书"), ("产出指标", "时效指标", "更新时间")]


def test_levels_under_words_of_their_own() -> None:
    _, rows = read("2023年项目绩效自评表", drawing="""
        项目名称 | 公厕管护 | ^ | ^ | ^ | ^ | ^
        指标类别 | 指标分类 | 具体指标 | 计划指标值 | 实际完成值 | 指标分值 | 实际得分
        产出指标 | 数量指标 | 管护座数 | 12座 | 12座 | 100 | 98
    """)  # fmt: skip
    assert levels(rows) == [("产出指标", "数量指标", "管护座数")]
    assert brief(rows) == [("管护座数", "12座", "12座", "100", "98")]


def test_a_sentence_that_announces_results_is_no_project() -> None:
    projects, _ = read(
        "我单位在2023年度部门决算中反映道路维修、环境整治2个项目绩效自评结果。",
        f"（1）2023年道路维修项目自评综述：{TOLD}",
        "部门整体支出绩效自评综述：全年预算数为127.00万元，执行数为120.00万元，自评得分95分。",
    )
    assert [p.project_name for p in projects] == ["道路维修"]


def test_a_label_over_several_rows_has_no_value_below_it() -> None:
    projects, _ = read("项目支出绩效自评表", drawing="""
        项目名称 | 校舍维修 | ^ | ^ | ^ | ^ | ^
        年度目标完成情况 | 预期目标 | ^ | ^ | 目标实际完成情况 | ^ | ^
        ~ | 维修教学楼2栋 | ^ | ^ | 已维修2栋 | ^ | ^
        年度指标完成情况 | 一级指标 | 二级指标 | 三级指标 | 预期指标值 | 实际完成指标值 | 得分
        ~ | 产出指标 | 数量指标 | 维修数量 | 2栋 | 2栋 | 20
    """)  # fmt: skip
    assert [(p.goal, p.achievement) for p in projects] == [("维修教学楼2栋", "已维修2栋")]
