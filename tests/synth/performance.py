"""Performance sheets: self-evaluations of projects (result) and targets (plan) in the layouts that are published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .blocks import Block, Cell, Form, Table
from .look import Look
from .performance_lists import long_table, running_list
from .sheet_rows import actual, indicator_rows, joined, money, project_fact, rate, scores
from .truth import Account, Indicator, Project

UNIT = "万元"


def c(text: str = "", cols: int = 1, rows: int = 1) -> Cell:
    """A centred cell."""
    return Cell(text, align="c", cols=cols, rows=rows)


def _form(title: str, rows: list[list[Cell]], widths: list[float], look: Look, subtitle: str = "") -> Form:
    table = Table(rows, widths, 0, None, 8.5)
    return Form(title, table, left="", right=subtitle, look=replace(look, rules="full", repeat=False))


def central(account: Account, project: Project, look: Look) -> Form:
    """Result sheet with the money grid of initial budget, full-year budget and execution."""
    share, total = scores(project)
    sums = [money(v, UNIT) for v in (project.initial, project.full_year, project.executed)]
    stated = project_fact(project, account, UNIT, coded=False, parties=True)
    rows = [
        [c("项目名称", 2), Cell(project.name, (stated,), "c", 8)],
        [c("主管部门", 2), c(account.supervisor, 3), c("实施单位", 2), c(account.units[project.unit], 3)],
        [c("项目资金（万元）", 2, 4), c("", 2), c("年初预算数"), c("全年预算数"), c("全年执行数"), c("分值"),
         c("执行率"), c("得分")],
        [Cell("年度资金总额", cols=2), *(c(s) for s in sums), c("10"), c(f"{rate(project)}%"), c(share)],
        [Cell("其中：财政拨款", cols=2), *(c(s) for s in sums), c("--"), c(f"{rate(project)}%"), c("--")],
        [Cell("其他资金", cols=2), *(c("0.00") for _ in sums), c("--"), c("0.00%"), c("--")],
        [c("年度总体目标", rows=2), c("预期目标", 5), c("实际完成情况", 4)],
        [Cell(project.goal, cols=5), Cell(project.result, cols=4)],
        [c("绩效指标", rows=len(project.indicators) + 1), c("一级指标"), c("二级指标"), c("三级指标", 2),
         c("年度指标值"), c("实际完成值"), c("分值"), c("得分"), c("偏差原因分析及改进措施")],
        *indicator_rows(project.indicators, lambda i: (joined(i), actual(i), str(i.weight), str(i.score), i.reason),
                        project.name, "result", wide=2),
        [c("总分", 7), c("100"), c(total), c()],
    ]  # fmt: skip
    widths = [0.6, 0.9, 1.1, 1.2, 0.9, 1.0, 1.1, 0.7, 0.8, 1.5]
    return _form(f"{project.name}绩效自评表", rows, widths, look, f"（{account.year}年度）")


def _split_result(i: Indicator) -> tuple[str, ...]:
    return i.operator, i.target, i.target_unit, i.actual, str(i.weight), str(i.score), i.reason


def sichuan(account: Account, project: Project, look: Look) -> Form:
    """Result sheet with the project code in the name and sign, value and unit in columns of their own."""
    share, total = scores(project)
    sums = [money(v, UNIT) for v in (project.initial, project.full_year, project.executed)]
    stated = project_fact(project, account, UNIT, coded=True, parties=True)
    rows = [
        [c("项目名称", 2), Cell(f"{project.code}-{project.name}", (stated,), "l", 8)],
        [c("主管部门", 2), c(account.supervisor, 3), c("实施单位（盖章）", 2), c(account.units[project.unit], 3)],
        [c("预算执行情况（10分）", 1, 3), c("年度预算数（万元）", 2), c("年初预算"), c("调整后预算数"), c("预算执行数"),
         c("预算执行率"), c("权重"), c("得分"), c("原因")],
        [Cell("总额", cols=2), *(c(s) for s in sums), c(f"{rate(project)}%"), c("10"), c(share), c()],
        [Cell("其中：财政资金", cols=2), *(c(s) for s in sums), c(f"{rate(project)}%"), c("/"), c("/"), c()],
        [c("项目年度目标", 2), Cell(project.goal, cols=8)],
        [c("年度目标完成情况", 2), Cell(project.result, cols=8)],
        [c("一级指标"), c("二级指标"), c("三级指标"), c("指标性质"), c("指标值"), c("度量单位"), c("完成值"), c("权重"),
         c("得分"), c("未完成原因分析")],
        *indicator_rows(project.indicators, _split_result, project.name, "result split"),
        [c("合计", 7), c("100"), c(total), c()],
        [c("评价结论", 2), Cell("项目执行情况较好，资金使用规范。", cols=8)],
    ]  # fmt: skip
    widths = [1.0, 1.1, 1.5, 0.8, 0.9, 0.8, 0.9, 0.7, 0.7, 1.4]
    return _form(f"部门预算项目支出绩效自评表（{account.year}年度）", rows, widths, look)


def xian(account: Account, project: Project, look: Look) -> Form:
    """Plan sheet with weights."""
    stated = project_fact(project, account, UNIT, coded=False, parties=False)
    stated = replace(stated, supervisor=account.supervisor)
    amount = money(project.executed, UNIT)
    rows = [
        [c("项目名称", 2), Cell(project.name, (stated,), "c", 4)],
        [c("主管部门", 2), c(account.supervisor, 4)],
        [c("资金金额（万元）", 2, 3), c("实施期资金总额："), c(amount), c("执行率分值（10分）"), c("10")],
        [c("其中：财政拨款"), c(amount), c(), c()],
        [c("其他资金"), c(), c(), c()],
        [c("总体目标"), Cell(project.goal, cols=5)],
        [c("绩效指标", rows=len(project.indicators) + 1), c("一级指标"), c("二级指标"), c("三级指标"), c("指标值"),
         c("分值权重（90分）")],
        *indicator_rows(project.indicators, lambda i: (joined(i), str(i.weight)), project.name, "plan weights"),
    ]  # fmt: skip
    title = f"{account.year}年部门专项业务经费绩效目标表"
    return _form(title, rows, [0.7, 1.1, 1.3, 2.2, 1.4, 1.1], look)


def shandong(account: Account, project: Project, look: Look) -> Form:
    """Plan sheet without weights."""
    stated = project_fact(project, account, UNIT, coded=False, parties=True)
    amount = money(project.executed, UNIT)
    rows = [
        [c("项目名称"), Cell(project.name, (stated,), "c", 4)],
        [c("主管部门及代码"), c(account.supervisor, 2), c("实施单位"), c(account.units[project.unit])],
        [c("项目资金（万元）", rows=2), c("年度预算资金总额："), c(amount, 3)],
        [c("其中：财政拨款"), c(amount, 3)],
        [c("总体目标"), Cell(project.goal, cols=4)],
        [c("绩效指标", rows=len(project.indicators) + 1), c("一级指标"), c("二级指标"), c("三级指标"), c("指标值")],
        *indicator_rows(project.indicators, lambda i: (joined(i),), project.name, "plan"),
    ]  # fmt: skip
    return _form("政策和项目预算绩效目标表", rows, [1.1, 1.2, 1.4, 2.4, 1.5], look, f"（{account.year}年度）")


SHEETS: dict[str, Callable[[Account, Project, Look], Form]] = {
    "central": central,
    "sichuan": sichuan,
    "xian": xian,
    "shandong": shandong,
}
LISTS: dict[str, Callable[[Account, Look], Form]] = {"beijing": long_table, "guangzhou": running_list}


def sheets(names: tuple[str, ...], account: Account, look: Look) -> list[Block]:
    """The sheets of a family: one for each of the first projects, or one list of all."""
    out: list[Block] = []
    for name in names:
        if name in LISTS:
            out.append(LISTS[name](account, look))
        else:
            out += [SHEETS[name](account, p, look) for p in account.projects[:3]]
    return out
