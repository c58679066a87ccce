"""Further layouts of goals: no levels, levels down the rows, levels across the header, values of other years."""

from __future__ import annotations

import pytest

from extractors.performance import extract
from pipeline.core.records import PerformanceIndicator, PerformanceProject
from tests.extractors.grids import context, document, table

NO_LEVELS = """
项目名称 | 示范扶助资金 | ^ | ^ | ^ | ^
业务主管部门 | 云汀市民生局 | ^ | 预算执行率权重 | 10 | ^
当年预算（万元） | 120.00 | ^ | 本级支出 | 120.00 | ^
当年绩效目标 | 扶助到位。 | ^ | ^ | ^ | ^
绩效指标 | 指标名称 | 指标权重 | 计量单位 | 指标性质 | 指标值
~ | 扶助人数 | 30 | 人 | ≥ | 500
~ | 发放及时率 | 60 | % | = | 100
"""
OTHER_YEARS = """
项目名称 | 社区治理 | ^ | ^ | ^ | ^ | ^
年度绩效目标1 | 完成社区治理。 | ^ | ^ | ^ | ^ | ^
一级指标 | 二级指标 | 三级指标 | 目标值 | ^ | ^ | 目标值确定依据
~ | ~ | ~ | 前年 | 上年 | 预计当年实现 | ~
产出指标 | 数量指标 | 治理社区数 | 3 | 4 | 5 | 计划标准
效益指标 | 社会效益指标 | 群众投诉率 | 9% | 8% | 7% | 历史标准
"""
DOWN_THE_ROWS = """
单位名称、项目名称 | 项目年度绩效目标 | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位
1 | 2 | 3 | 4 | 5 | 6 | 7 | 8
云汀市政府办 | | | | | | |
热线运维经费 | 建设热线。 | | | | | |
| | | 产出指标 | | | | |
| | | | 数量指标 | | | |
| | | | | 接听量 | ≥ | 1000 | 个
| | | 效益指标 | | | | |
| | | | 社会效益 | | | |
| | | | | 办结率 | ≥ | 95 | %
网站经费 | 建设网站。 | | | | | |
| | | 产出指标 | | | | |
| | | | 时效指标 | | | |
| | | | | 更新及时率 | = | 100 | %
"""
ACROSS = """
单位编码（项目编码） | 单位（项目）名称 | 项目金额 | 绩效目标 | 成本指标 | ^ | 产出指标 | ^ | 满意度指标 | ^
~ | ~ | ~ | ~ | 三级指标 | 指标值 | 三级指标 | 指标值 | 三级指标 | 指标值
901001 | 云汀市土地中心 | 300.00 | | | | | | |
990100260000000001 | 收储经费 | 300.00 | 完成收储。 | 总成本 | ≤300万元 | 收储面积 | ≥50亩 | 群众满意度 | ≥90%
~ | ~ | ~ | ~ | | | 完成时限 | 12月 | |
"""
WHOLE = """
部门名称 | 云汀县总工会 | ^ | ^ | ^ | ^ | ^
年度部门整体支出预算 | 资金总额 | 财政拨款 | 其他资金 | ^ | ^ | ^
~ | 841.00 | 841.00 | 0.00 | ^ | ^ | ^
年度总体目标 | 做好服务。 | ^ | ^ | ^ | ^ | ^
年度绩效指标 | 一级指标 | 二级指标 | 三级指标 | 绩效指标性质 | 绩效指标值 | 绩效度量单位
~ | 产出指标 | 数量指标 | 足额保障率 | = | 100 | %
~ | 满意度指标 | 满意度指标 | 职工满意度 | ≥ | 90 | %
"""
TWO_TERMS = """
项目名称 | 示范补助 | ^ | ^ | ^ | ^ | ^
一级指标 | 二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 三年补助户数 | 900户 | 数量指标 | 补助户数 | 300户
~ | 质量指标 | 三年达标率 | 95% | 质量指标 | 达标率 | 92%
"""
LAYOUTS = {
    "the whole term beside the year": (
        ["专项转移支付绩效目标表", TWO_TERMS], [("示范补助", None, None)],
        [("产出指标", "数量指标", "补助户数", None, "300户", None), ("产出指标", "质量指标", "达标率", None, "92%", None)],
    ),
    "no levels": (
        ["部门预算项目支出绩效目标表", NO_LEVELS], [("示范扶助资金", "云汀市民生局", 1_200_000)],
        [(None, None, "扶助人数", "≥", "500", 30), (None, None, "发放及时率", "=", "100", 60)],
    ),
    "other years": (
        ["项目支出绩效目标表", OTHER_YEARS], [("社区治理", None, None)],
        [("产出指标", "数量指标", "治理社区数", None, "5", None),
         ("效益指标", "社会效益指标", "群众投诉率", None, "7%", None)],
    ),
    "levels down the rows": (
        ["项目支出绩效目标表", DOWN_THE_ROWS], [("热线运维经费", None, None), ("网站经费", None, None)],
        [("产出指标", "数量指标", "接听量", "≥", "1000", None), ("效益指标", "社会效益", "办结率", "≥", "95", None),
         ("产出指标", "时效指标", "更新及时率", "=", "100", None)],
    ),
    "levels across the header": (
        ["部门预算项目绩效目标汇总表", "单位：万元", ACROSS], [("收储经费", None, 3_000_000)],
        [("成本指标", None, "总成本", None, "≤300万元", None), ("产出指标", None, "收储面积", None, "≥50亩", None),
         ("满意度指标", None, "群众满意度", None, "≥90%", None), ("产出指标", None, "完成时限", None, "12月", None)],
    ),
    "whole department": (
        ["部门整体支出绩效目标表", "（2026年度）", WHOLE], [],
        [("产出指标", "数量指标", "足额保障率", "=", "100", None),
         ("满意度指标", "满意度指标", "职工满意度", "≥", "90", None)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout(name: str) -> None:
    blocks, projects, indicators = LAYOUTS[name]
    doc = document([table(b) if "|" in b else b for b in blocks])
    found = list(extract(doc, context("budget", 2026)))
    told = [
        (r.project_name, r.supervisor, r.budget_initial_yuan)
        for r in found
        if isinstance(r, PerformanceProject)
    ]
    assert told == projects
    rows = [r for r in found if isinstance(r, PerformanceIndicator)]
    assert [(r.level1, r.level2, r.level3, r.operator, r.target, r.weight) for r in rows] == indicators


def test_a_code_beside_the_name_is_the_projects() -> None:
    doc = document(["部门预算项目绩效目标汇总表", "单位：万元", table(ACROSS)])
    (project,) = [r for r in extract(doc, context()) if isinstance(r, PerformanceProject)]
    assert (project.project_code, project.implementer) == ("990100260000000001", "云汀市土地中心")


LOST_LEVEL = """
项目名称 | 示范项目 | ^ | ^
一级指标 | 二级指标 | 三级指标 | 指标值
产出指标 | 数量指标 | 检查次数 | 26次
~ | 质量指标 | 合格率 | ≥95%
| | 社会效益指标 | 知晓率 | ≥80%
~ | ~ | 投诉率 | ≤5%
"""


def test_a_lost_first_level_follows_from_the_second_on_every_row() -> None:
    found = [
        r for r in extract(document([table(LOST_LEVEL)]), context()) if isinstance(r, PerformanceIndicator)
    ]
    assert [(r.level1, r.level2, r.level3) for r in found] == [
        ("产出指标", "数量指标", "检查次数"),
        ("产出指标", "质量指标", "合格率"),
        ("效益指标", "社会效益指标", "知晓率"),
        ("效益指标", "社会效益指标", "投诉率"),
    ]
