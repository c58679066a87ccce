"""How a family prints: units, codes, totals, rules and pages, and the words around a form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from .blocks import Cell, Form, Table
from .printing import Style
from .truth import Account


@dataclass(frozen=True)
class Look:
    """One way to print a disclosure; a form may override any of it."""

    unit: str = "万元"
    decimals: int = 2
    commas: bool = True
    zero: str = ""
    codes: str = "joined"  # separate own stacked bracketed dashed joined names wrapped behind
    levels: tuple[int, ...] = (3, 5, 7)
    total: str = "first"  # last each_page none
    total_name: str = "合计"
    total_span: bool = True  # the word spans the label columns, or stands in the last of them
    index: str = ""  # 栏次, ** or nothing
    unit_at: str = "caption"  # header title
    unit_words: str = "单位：{unit}"
    code_head: str = "科目编码"
    name_head: str = "科目名称"
    indent: str = "　"
    rules: str = "full"  # half none
    turn: str = ""  # rotate drawn
    repeat: bool = True  # the head again on continuation pages
    cut: bool = False  # rows may be cut by the page break
    numbers: str = "- {n} -"
    running: str = ""
    font: float = 9.0
    wide: bool = False

    @property
    def style(self) -> Style:
        """How this look prints money."""
        return Style(self.unit, self.decimals, self.commas, self.zero)

    def over(self, spec: dict[str, Any]) -> Look:
        """This look with what a form says otherwise."""
        mine = {k: v for k, v in spec.items() if k in Look.__dataclass_fields__}
        if "levels" in mine:
            mine["levels"] = tuple(mine["levels"])
        return replace(self, **mine)


def fill(text: str, account: Account) -> str:
    """The words of a family with the account's year and names."""
    return text.format(
        year=account.year,
        prior=account.year - 1,
        department=account.department,
        region=account.place.region,
        province=account.place.province,
        units=len(account.units),
    )


def headed(text: str, look: Look) -> str:
    """A money column's lowest head, with the unit where the layout states it there."""
    return f"{text}（{look.unit}）" if look.unit_at == "header" else text


def form_of(spec: dict[str, Any], account: Account, look: Look, table: Table) -> Form:
    """Title, label, the line over the table and the notes under it."""
    title = fill(spec["title"], account)
    unit = look.unit_words.format(unit=look.unit)
    if look.unit_at == "title":
        title = f"{title}（{unit.strip('（）')}）"
    left = fill(spec.get("left", ""), account)
    notes = tuple(fill(n, account) for n in spec.get("notes", ()))
    right = unit if look.unit_at == "caption" else ""
    return Form(
        title, table, spec.get("label", ""), left, right, notes, look.wide, spec.get("new_page", True), look
    )


def index_row(labels: int, amounts: int, look: Look) -> list[Cell]:
    """栏次 1 2 3, or ** ** 1 2 3."""
    stars = look.index == "**"
    front = [Cell("**", align="c")] * labels if stars else [Cell(look.index, align="c", cols=labels)]
    return front + [Cell(str(i + 1), align="c") for i in range(amounts)]
