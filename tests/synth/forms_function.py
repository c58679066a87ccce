"""Forms by function (收入表, 支出表, 一般公共预算支出表, fund forms): every code style, total and index row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import truth as t
from .blocks import Cell, Form, Table
from .columns import SHORT, Column, Measure, head, parse
from .facts import Amount, Fact, FunctionLine
from .gov_economic import gov_code
from .look import Look, fill, form_of, headed, index_row
from .names import economic_name, function_name
from .printing import money, number, plain
from .truth import Account

LABELS = {
    "joined": ("{code} = code", "{name} = name"),
    "separate": ("{code}/类 = lei", "{code}/款 = kuan", "{code}/项 = xiang", "{name} = name"),
    "own": ("{code}/类 = own_lei", "{code}/款 = own_kuan", "{code}/项 = own_xiang", "{name} = name"),
    "stacked": ("{code}/类 = stacked", "{code}/款 = blank", "{code}/项 = blank", "{name} = name"),
    "bracketed": ("{name} = bracketed",),
    "dashed": ("{name} = dashed",),
    "names": ("{name} = indented",),
    "wrapped": ("{name} = wrapped",),
    "behind": ("{name} = behind",),
}
WIDTHS = {
    "code": 1.1, "name": 2.6, "unit_name": 1.8, "lei": 0.5, "kuan": 0.45, "xiang": 0.45, "own_lei": 0.45,
    "own_kuan": 0.45, "own_xiang": 0.45, "stacked": 0.45, "blank": 0.4, "bracketed": 3.0, "dashed": 2.9,
    "wrapped": 1.7, "behind": 3.2, "indented": 2.6, "econ_code": 0.9, "econ_name": 1.8, "econ_dashed": 1.9,
    "gov_dashed": 1.9,
}  # fmt: skip
TOTALS = {
    ("expenditure", "total"): "expenditure.{span}", ("expenditure", "basic"): "expenditure.basic",
    ("expenditure", "project"): "expenditure.project", ("revenue", "total"): "revenue.{span}",
    ("revenue", "current"): "revenue.current", ("revenue", "carryover"): "carryover.opening",
    ("general_budget", "total"): "general_budget.expenditure", ("general_budget", "basic"): "general_budget.basic",
    ("general_budget", "personnel"): "general_budget.personnel",
    ("general_budget", "operating_cost"): "general_budget.operating_cost",
    ("government_fund", "total"): "government_fund.expenditure",
    ("state_capital", "total"): "state_capital.expenditure",
    ("grant_expenditure", "total"): "grant.expenditure_total",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A row: the functional line, and the unit or economic class it is limited to."""

    code: str
    name: str
    unit: int | None = None
    economic: str = ""
    total: bool = False

    @property
    def depth(self) -> int:
        """0 for a class, 1 for a section, 2 for an item."""
        return (len(self.code) - 3) // 2 if self.code else 0


def expand(specs: list[str], look: Look, account: Account) -> list[str]:
    """The columns of a form, `@label` replaced by the label columns of the code style."""
    out: list[str] = []
    for spec in specs:
        if spec.endswith("@label"):
            top = spec.removesuffix("@label")
            out += [top + c.format(code=look.code_head, name=look.name_head) for c in LABELS[look.codes]]
        else:
            out.append(fill(spec, account))
    return out


def lines(
    account: Account, levels: tuple[int, ...], codes: tuple[str, ...], unit: int | None = None
) -> Iterator[Line]:
    """The tree of functional lines down to the items, without their amounts."""
    seen: set[str] = set()
    for item in codes:
        for level in levels:
            if (code := item[:level]) not in seen:
                seen.add(code)
                yield Line(code, function_name(code, account.year), unit)


def _body(account: Account, spec: dict[str, Any], look: Look, funds: tuple[str, ...]) -> Iterator[Line]:
    """The rows under the head, without the total row."""
    if spec.get("by") == "unit":
        for unit, name in enumerate(account.units):
            yield Line("", name, unit)
            if look.levels:
                yield from lines(account, look.levels, account.codes(funds, unit), unit)
    elif spec.get("by") == "economic":
        pairs = {(e.code, e.economic) for e in account.entries if e.fund in funds}
        for code, economic in sorted(pairs):
            yield Line(code, function_name(code, account.year), None, economic)
    else:
        yield from lines(account, look.levels, account.codes(funds))


def _label(line: Line, key: str, look: Look, account: Account) -> str:
    """What a label column prints in a row."""
    code, name, deep = line.code, line.name, line.depth
    if key.startswith(("econ", "gov")):
        return _economic(line, key, account)
    if key == "unit_name":
        return "" if line.unit is None else account.units[line.unit]
    if not code:
        return name if key in ("name", "indented", "bracketed", "dashed", "wrapped", "behind") else ""
    own = {"own_lei": 0, "own_kuan": 1, "own_xiang": 2}
    parts = {"lei": code[:3], "kuan": code[3:5], "xiang": code[5:7]}
    if key in own:
        return code[-2:] if own[key] == deep and deep else code if own[key] == deep else ""
    if key in parts:
        return parts[key]
    whole = {
        "code": code, "stacked": code, "name": look.indent * deep + name, "indented": look.indent * deep + name,
        "bracketed": look.indent * deep + f"[{code}]{name}", "dashed": look.indent * deep + f"{code}-{name}",
        "wrapped": f"{code}\n{name}", "behind": look.indent * deep + f"{name}（{code}）", "blank": "",
    }  # fmt: skip
    return whole[key]


def _economic(line: Line, key: str, account: Account) -> str:
    code = line.economic
    if not code:
        return ""
    if key.startswith("gov"):
        code = gov_code(code, line.code)
    name = economic_name(code, account.year)
    return {"code": code, "name": name, "dashed": f"{code}-{name}"}[key.split("_")[1]]


def _facts(form: str, line: Line, measure: Measure, text: str, look: Look, kind: str) -> tuple[Fact, ...]:
    """The facts a money cell states."""
    amount = plain(text)
    component = measure.said or ("total" if measure.component == "current" else measure.component)
    if measure.said == "none" or (not line.code and not line.total):
        return ()
    fund = "all" if measure.direction == "revenue" else measure.fund
    code, name = (line.code, line.name) if not line.total else ("TOTAL", look.total_name)
    row = FunctionLine(
        form, code, name, measure.direction, measure.phase, fund, component, amount, look.unit, line.economic
    )  # fmt: skip
    concept = TOTALS.get((form, measure.component)) if line.total and not measure.said else None
    if not concept or (measure.direction == "revenue") != (form == "revenue"):
        return (row,)
    if form in ("expenditure", "grant_expenditure") and fund not in ("all", "fiscal_grant"):
        return (row,)  # one fund's column is not the total of all
    concept = concept.format(span="current" if kind == "final" else "total")
    return row, Amount("form", concept, measure.phase, amount, look.unit)


def _cell(account: Account, form: str, line: Line, column: Column, look: Look) -> Cell:
    measure = column.measure
    if measure is None:
        text = _label(line, column.key, look, account)
        return Cell(text, align="c" if column.key in ("lei", "kuan", "xiang", "stacked") else "l")
    limits: dict[str, Any] = {"unit": line.unit}
    if line.economic:
        limits["economic"] = line.economic
    value = measure.value(account, line.code, **limits)
    if measure.computed == "diffpct":
        return Cell(number(value, 10_000, 2), align="r")
    text = money(value, look.style)
    facts = _facts(form, line, measure, text, look, account.kind) if text not in ("", "-") else ()
    return Cell(text, facts if column.labelled and not measure.computed else (), align="r")


def row_of(account: Account, form: str, line: Line, columns: list[Column], look: Look) -> list[Cell]:
    """One printed row; its total word may span the label columns."""
    n = _leading(columns)
    labels, rest = columns[:n], columns[n:]
    amounts = [_cell(account, form, line, c, look) for c in rest]
    if not line.total:
        return _stack([_cell(account, form, line, c, look) for c in labels], labels) + amounts
    if look.total_span or n == 1:
        return [Cell(look.total_name, align="c", cols=n), *amounts]
    blanks = [Cell() for _ in labels[1:]]
    return [*blanks, Cell(look.total_name, align="c"), *amounts]


def _leading(columns: list[Column]) -> int:
    """How many label columns stand left of the first amount."""
    return next(i for i, c in enumerate(columns) if c.measure is not None)


def _stack(cells: list[Cell], labels: list[Column]) -> list[Cell]:
    """Joined codes under 类 款 项 stand in one cell over the three columns."""
    keys = [c.key for c in labels]
    if "stacked" not in keys:
        return cells
    at = keys.index("stacked")
    return [*cells[:at], Cell(cells[at].text, cols=3), *cells[at + 3 :]]


def build(spec: dict[str, Any], account: Account, base: Look) -> Form:
    """A form by function from its data."""
    look = base.over(spec)
    fund = SHORT.get(spec.get("fund", "all"), spec.get("fund", "all"))
    direction = spec.get("direction", "revenue" if spec["form"] == "revenue" else "expenditure")
    phase = spec.get("phase", account.kind)
    columns = [parse(c, direction, fund, phase) for c in expand(spec["columns"], look, account)]
    first = next(c.measure for c in columns if c.measure is not None)
    funds = {"all": t.FUNDS, "fiscal_grant": t.GRANT}.get(fund, (fund,))
    body = [
        line
        for line in _body(account, spec, look, funds)
        if any(
            c.measure.value(account, line.code, unit=line.unit)
            for c in columns
            if c.measure and not c.measure.computed
        )
    ]
    paths = [(*c.path[:-1], headed(c.path[-1], look)) if c.measure else c.path for c in columns]
    header = head(paths)
    n_head = len(header)
    n_labels = _leading(columns)
    if look.index:
        header.append(index_row(n_labels, len(columns) - n_labels, look))
    rows = [row_of(account, spec["form"], line, columns, look) for line in body]
    total = row_of(account, spec["form"], Line("", look.total_name, total=True), columns, look)
    if body or look.zero == "0.00":
        rows = {"last": [*rows, total], "none": rows}.get(look.total, [total, *rows])
    else:
        rows = [[Cell() for _ in columns]] * 2
    repeat = len(header) if look.total == "each_page" and rows else None
    widths = [WIDTHS.get(c.key, 1.3) if c.measure is None else 1.35 for c in columns]
    assert first is not None
    return form_of(
        spec, account, look, Table(header + rows, widths, n_head + bool(look.index), repeat, look.font)
    )
