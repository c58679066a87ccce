"""Performance tables that hold all projects: long tables over many pages, and lists with running text in a cell."""

from __future__ import annotations

from dataclasses import replace

from .blocks import Cell, Form, Table
from .facts import IndicatorLine
from .look import Look
from .sheet_rows import actual, indicator_rows, joined, money, project_fact
from .truth import Account, Indicator

UNIT = "万元"
NUMBERS = {
    "产出指标": "1", "效益指标": "2", "满意度指标": "3", "成本指标": "4", "数量指标": "11", "质量指标": "12",
    "时效指标": "13", "经济效益指标": "21", "社会效益指标": "22", "可持续影响指标": "24",
    "服务对象满意度指标": "31", "经济成本指标": "41",
}  # fmt: skip


def long_table(account: Account, look: Look) -> Form:
    """One project over many rows: name, money and goal merged down beside its indicators."""
    names = ("项目名称", "项目总额", "财政资金", "其他资金", "绩效目标", "一级指标", "二级指标", "三级指标",
             "绩效指标性质", "本年绩效指标值", "绩效度量单位")  # fmt: skip
    rows = [[Cell(n, align="c") for n in names]]
    for project in account.projects:
        n = len(project.indicators)
        amount = money(project.executed, UNIT)
        stated = project_fact(project, account, UNIT, coded=True, parties=False)
        body = indicator_rows(
            project.indicators, lambda i: (i.operator, i.target, i.target_unit), project.name, "plan split"
        )
        body[0] = [
            Cell(f"{project.code}-{project.name}", (stated,), rows=n), Cell(amount, align="r", rows=n),
            Cell(amount, align="r", rows=n), Cell(rows=n), Cell(project.goal, rows=n), *body[0],
        ]  # fmt: skip
        rows += body
    widths = [1.6, 0.9, 0.9, 0.7, 2.2, 0.9, 1.0, 1.6, 0.7, 0.9, 0.7]
    table = Table(rows, widths, 1, None, 7.5)
    return Form(
        "项目支出绩效目标表",
        table,
        "预算12表",
        "",
        "单位：万元",
        wide=True,
        look=replace(look, rules="full", turn=""),
    )


def _running(indicators: tuple[Indicator, ...]) -> str:
    """1、1-产出指标；11-数量指标；NAME；实施周期指标值：…；年度指标值：…。"""
    out = []
    for n, i in enumerate(indicators, 1):
        level2 = i.level2.removesuffix("指标")
        out.append(
            f"{n}、{NUMBERS[i.level1]}-{i.level1}；{NUMBERS[i.level2]}-{level2}；{i.level3}；"
            f"实施周期指标值：{actual(i)}；年度指标值：{joined(i)}。"
        )
    return "".join(out)


def running_list(account: Account, look: Look) -> Form:
    """One row a project, its indicators as running text in the last cell."""
    rows = [
        [
            Cell(n, align="c")
            for n in ("项目名称（资金使用单位）", "总计", "财政拨款", "其他资金", "绩效目标", "绩效指标")
        ]
    ]
    for project in account.projects:
        amount = money(project.executed, UNIT)
        stated = project_fact(project, account, UNIT, coded=False, parties=False)
        lines = tuple(
            IndicatorLine(project.name, i.level1, i.level2.removesuffix("指标"), i.level3, target=joined(i))
            for i in project.indicators
        )
        rows.append(
            [Cell(project.name, (stated,)), Cell(amount, align="r"), Cell(amount, align="r"), Cell(),
             Cell(project.goal), Cell(_running(project.indicators), lines)]
        )  # fmt: skip
    table = Table(rows, [1.4, 0.8, 0.8, 0.7, 1.6, 5.0], 1, None, 7.5)
    title = "项目支出绩效目标表（含转移支付项目）"
    return Form(title, table, "", "", "单位：万元", wide=True, look=replace(look, rules="full", turn=""))
