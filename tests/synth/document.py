"""One invented disclosure: cover, narrative, forms and performance sheets of a family, and its labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from . import (
    docx,
    forms_economic,
    forms_function,
    forms_small,
    forms_summary,
    html,
    mht,
    ofd,
    pdf,
    text,
    workbook,
)
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

RENDERERS: dict[str, Callable[[Sequence[Block], Look], bytes]] = {
    "pdf": pdf.render,
    "ofd": ofd.render,
    "docx": lambda blocks, _: docx.render(blocks),
    "html": lambda blocks, _: html.render(blocks),
    "gbk": lambda blocks, _: html.render(blocks, "gb18030"),
    "mht": lambda blocks, _: mht.render(blocks),
    "xlsx": lambda blocks, _: workbook.render_xlsx(blocks),
    "xls": lambda blocks, _: workbook.render_xls(blocks),
    "csv": lambda blocks, _: workbook.render_csv(blocks),
    "txt": lambda blocks, _: text.render(blocks),
    "led": lambda blocks, _: text.render(blocks, led=True),
}
"""Each format: gbk is HTML that lies about its encoding, csv the sheets one after the other, led a cell a line."""


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
        """Its bytes in one of the formats of `RENDERERS`."""
        return RENDERERS[form](self.blocks, self.family.look)


def _cover(account: Account) -> list[Block]:
    kind = "决算" if account.kind == "final" else "预算"
    return [
        Text(f"{account.department}", "cover"),
        Text(f"{account.year}年度{'单位' if account.scope == 'unit' else '部门'}{kind}", "cover"),
        PageBreak(),
    ]


def disclosure(name: str, seed: int) -> Disclosure:
    """The disclosure of a family and a seed."""
    mine = family(name, seed)
    return drawn(f"{name}-{seed}", mine, invent(Random(f"{name}/{seed}"), mine.wish), f"{name}/{seed}")


def drawn(name: str, mine: Family, account: Account, seed: str) -> Disclosure:
    """The disclosure of an account in the layout of a family."""
    forms: list[Block] = [BUILDERS[spec["type"]](spec, account, mine.look) for spec in mine.forms]
    kind = "决算" if account.kind == "final" else "预算"
    prose = narrative(mine.narrative, account, Random(f"words/{seed}"))
    part = [PageBreak(), Text(f"{account.year}年度部门{kind}表", "part")]
    body = [*part, *forms, PageBreak(), *prose] if mine.forms_first else [*prose, *part, *forms]
    after = sheets(mine.performance, account, mine.look)
    return Disclosure(name, mine, account, (*_cover(account), *body, *after))
