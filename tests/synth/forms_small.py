"""Small forms: 三公, procurement, project lists, and the empty form with its sentence."""

from __future__ import annotations

from typing import Any

from .blocks import Cell, Form, Table
from .columns import head
from .facts import Amount, Fact, FunctionLine, ProjectLine
from .look import Look, fill, form_of, headed
from .names import function_name
from .printing import money, plain
from .truth import OPERATING_COST, Account, Project


def _public(account: Account, key: str, phase: str) -> int:
    """A 三公 figure, or the running costs of the agency, or meetings and training."""
    which = (
        "budget"
        if phase == "budget" and account.kind == "final"
        else "prior"
        if phase.startswith("prior")
        else "amount"
    )
    if key == "agency":
        return account.spend("", ("general_public_budget",), (OPERATING_COST,), which=which)
    if key in ("meeting", "training"):
        return account.spend(
            "", ("general_public_budget",), (), {"meeting": "30215", "training": "30216"}[key], which
        )
    return account.three_public(which)[key]


def _public_cell(account: Account, what: str, look: Look) -> Cell:
    key, _, phase = what.strip().partition("@")
    phase = phase or account.kind
    text = money(_public(account, key, phase), look.style)
    if text in ("", "-") or key in ("meeting", "training"):
        return Cell(text, align="r")
    concept = "agency_operation" if key == "agency" else f"three_public.{key}"
    return Cell(text, (Amount("form", concept, phase, plain(text), look.unit),), align="r")


def three_public(spec: dict[str, Any], account: Account, base: Look) -> Form:
    """三公 in one row of many columns, or down the page with a column for every stage."""
    look = base.over(spec)
    if "rows" in spec:
        stages = [fill(c, account).partition(" = ") for c in spec["columns"]]
        header = head([(spec.get("name_head", "项目"),), *((headed(s[0].strip(), look),) for s in stages)])
        rows = []
        for text in spec["rows"]:
            name, _, key = text.partition(" = ")
            rows.append([Cell(name), *(_public_cell(account, f"{key}@{s[2].strip()}", look) for s in stages)])
        return form_of(
            spec, account, look, Table(header + rows, [3.0] + [1.5] * len(stages), 1, None, look.font)
        )
    columns = [fill(c, account).rpartition(" = ") for c in spec["columns"]]
    paths = [tuple(p.strip() for p in c[0].split("/")) for c in columns]
    front = [("单位名称",)] if spec.get("unit_column") else []
    header = head([*front, *((*p[:-1], headed(p[-1], look)) for p in paths)])
    cells = [_public_cell(account, c[2], look) for c in columns]
    n_head = len(header)
    if look.index:
        header.append(
            [Cell("栏次", align="c")] * len(front) + [Cell(str(i + 1), align="c") for i in range(len(cells))]
        )
        n_head += 1
    rows = [[Cell(account.department) for _ in front] + cells]
    return form_of(
        spec,
        account,
        look,
        Table(header + rows, [2.0] * len(front) + [1.0] * len(cells), n_head, None, look.font),
    )


def procurement(spec: dict[str, Any], account: Account, base: Look) -> Form:
    """政府采购 by kind."""
    look = base.over(spec)
    rows = [[Cell(h, align="c") for h in (spec.get("name_head", "采购类别"), headed("金额", look))]]
    for text in spec["rows"]:
        name, _, key = text.partition(" = ")
        printed = money(account.procurement[key], look.style)
        fact = Amount("form", f"procurement.{key}", account.kind, plain(printed), look.unit)
        rows.append([Cell(name), Cell(printed, (fact,), align="r")])
    return form_of(spec, account, look, Table(rows, [2.0, 1.5], 1, None, look.font))


def _project_row(
    project: Project, keys: list[str], spec: dict[str, Any], account: Account, look: Look
) -> list[Cell]:
    """One project under the columns of a list."""
    printed, function = money(project.executed, look.style), function_name(project.function, account.year)
    name = f"{project.code}-{project.name}" if spec.get("coded") else project.name
    facts: list[Fact] = []
    if spec.get("listed", True):
        code = project.code if spec.get("coded") else ""
        facts.append(ProjectLine(project.name, code, budget_initial=plain(printed), unit=look.unit))
    if "function" in keys or "code" in keys:
        fund = spec.get("fund", "all")
        line = FunctionLine(
            "project", project.function, function, "expenditure", account.kind, fund, "project", plain(printed),
            look.unit,
        )  # fmt: skip
        facts.append(line)
    texts = {
        "project": Cell(name), "unit": Cell(account.units[project.unit]),
        "function": Cell(f"{project.function}-{function}"), "code": Cell(project.function), "name": Cell(function),
        "amount": Cell(printed, tuple(facts), align="r"), "goal": Cell(project.goal), "blank": Cell(),
    }  # fmt: skip
    return [texts[k] for k in keys]


def projects(spec: dict[str, Any], account: Account, base: Look) -> Form:
    """A list of projects, with their functional lines where the form has that column."""
    look = base.over(spec)
    columns = [fill(c, account).rpartition(" = ") for c in spec["columns"]]
    paths = [tuple(p.strip() for p in c[0].split("/")) for c in columns]
    keys = [c[2].strip() for c in columns]
    header = head(paths)
    shown = [p for p in account.projects if spec.get("fund", "all") in ("all", p.fund)]
    rows = [_project_row(p, keys, spec, account, look) for p in shown]
    total = money(sum(p.executed for p in shown), look.style)
    labels = len(keys) - keys[::-1].index("amount") - 1
    total_row = [
        Cell("合计", align="c", cols=labels),
        Cell(total, align="r"),
        *(Cell() for _ in keys[labels + 1 :]),
    ]
    rows = [*rows, total_row] if look.total == "last" else [total_row, *rows]
    widths = [{"amount": 1.2, "code": 1.0, "goal": 3.2}.get(k, 2.4) for k in keys]
    return form_of(spec, account, look, Table(header + rows, widths, len(header), None, look.font))


def empty(spec: dict[str, Any], account: Account, base: Look) -> Form:
    """A form kept for completeness: its head, blank rows, and the sentence that says why."""
    look = base.over(spec)
    paths = [tuple(p.strip() for p in c.split("/")) for c in spec["columns"]]
    header = head(paths)
    rows = [[Cell() for _ in paths] for _ in range(spec.get("blank_rows", 2))]
    widths = [2.0 if i < 2 else 1.2 for i in range(len(paths))]
    made = form_of(spec, account, look, Table(header + rows, widths, len(header), None, look.font))
    sentence = fill(
        spec.get("sentence", "说明：本部门{year}年度没有相关收入，也没有相关支出，故本表无数据。"), account
    )
    return Form(
        made.title,
        made.table,
        made.label,
        made.left,
        made.right,
        (sentence,),
        made.wide,
        made.new_page,
        made.look,
    )
