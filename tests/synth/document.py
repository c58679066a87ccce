"""One invented disclosure: cover, narrative, forms and performance sheets of a family, and its labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from . import docx, forms_economic, forms_function, forms_small, forms_summary, html, pdf, text, workbook
from .blocks import Block, Form, PageBreak, Text, facts_of
from .facts import Fact
from .family import Family, family
from .invent import invent
from .look import Look
from .narrative import narrative
from .performance import sheets
from .truth import Account

BUILDERS: dict[str, Callable[[dict[str, Any], Account, Look], Form]] = {
    "summary": forms_summary.build,
    "function": forms_function.build,
    "economic": forms_economic.build,
    "economic_pair": forms_economic.build_by_function,
    "three_public": forms_small.three_public,
    "procurement": forms_small.procurement,
    "projects": forms_small.projects,
    "empty": forms_small.empty,
}

RENDERERS: dict[str, Callable[[Sequence[Block]], bytes]] = {
    "docx": docx.render,
    "xlsx": workbook.render_xlsx,
    "xls": workbook.render_xls,
}


@dataclass(frozen=True)
class Disclosure:
    """A disclosure that nobody published."""

    name: str
    family: Family
    account: Account
    blocks: tuple[Block, ...]

    @property
    def facts(self) -> tuple[Fact, ...]:
        """All it states, in reading order."""
        return tuple(facts_of(list(self.blocks)))

    def render(self, form: str) -> bytes:
        """Its bytes as pdf, docx, html, gbk (HTML that lies about it), xlsx, xls, txt or led (text, a line a cell)."""
        if form == "pdf":
            return pdf.render(self.blocks, self.family.look)
        if form in ("html", "gbk"):
            return html.render(self.blocks, "gb18030" if form == "gbk" else "utf-8")
        if form in RENDERERS:
            return RENDERERS[form](self.blocks)
        return text.render(self.blocks, led=form == "led")


def _cover(account: Account) -> list[Block]:
    kind = "决算" if account.kind == "final" else "预算"
    return [
        Text(f"{account.department}", "cover"),
        Text(f"{account.year}年度部门{kind}", "cover"),
        PageBreak(),
    ]


def disclosure(name: str, seed: int) -> Disclosure:
    """The disclosure of a family and a seed."""
    mine = family(name, seed)
    account = invent(Random(f"{name}/{seed}"), mine.wish)
    forms: list[Block] = [BUILDERS[spec["type"]](spec, account, mine.look) for spec in mine.forms]
    kind = "决算" if account.kind == "final" else "预算"
    prose = narrative(mine.narrative, account, Random(f"words/{name}/{seed}"))
    part = [PageBreak(), Text(f"{account.year}年度部门{kind}表", "part")]
    body = [*part, *forms, PageBreak(), *prose] if mine.forms_first else [*prose, *part, *forms]
    after = sheets(mine.performance, account, mine.look)
    blocks = (*_cover(account), *body, *after)
    return Disclosure(f"{name}-{seed}", mine, account, blocks)
