"""What a form is: by its title, or by its header alone where no title was found."""

from __future__ import annotations

from extractors.form_model import Block, Form
from extractors.headers import LABEL_ROLES
from extractors.label_text import split_label
from pipeline.core.codes import function_code, is_economic
from pipeline.core.patterns import Pattern, load

_CODED_ROWS = 3  # fewer coded rows than this make no form
_MOST_ROWS = 25  # of a table on 三公 alone
_THREE = 3
_OWN_INCOME = {
    "unit_funds",
    "institutional",
    "institutional_operating",
    "superior_subsidy",
    "affiliated_remit",
}
_OTHER_SPENDING = {"remit_superior", "operating", "subsidy_affiliated"}


def specification(title: str) -> Pattern | None:
    """The title pattern that fits `title`, or None."""
    return next((p for p in load("forms/titles").patterns if p.regex.search(title)), None)


def by_header(form: Form) -> None:
    """Give an untitled form the kind its header leaves no doubt about; other coded tables are `other`.

    A picture of a table without a title or a unit shows a piece of some form: nothing tells what its amounts are.
    """
    if form.is_excerpt:
        return
    blocks = [b for b in form.pieces[0].blocks if any(c.path for c in b.labels)]
    if not blocks:
        return
    kind = _two_sided(blocks) or _one_sided(blocks[0])
    if kind is None and _coded_rows(form) >= _CODED_ROWS:
        kind = "other"
    elif kind is None and _is_three_public(form):
        kind = "three_public"
    if kind is not None:
        form.kind, form.pattern_id = kind, "title.by_header"
        form.fund = "fiscal_grant" if kind in ("grant_summary", "three_public") else "all"
        form.direction = kind if kind in ("revenue", "expenditure") else None


def _is_three_public(form: Form) -> bool:
    """True for a short table that names 三公, or stands under a line that does, and prints all three parts."""
    words, piece = load("amounts/forms"), form.pieces[0]
    if len(form.pieces) > 1 or len(piece.rows) > _MOST_ROWS:
        return False
    labels = [c for b in piece.blocks for c in b.labels]
    texts = [
        *(piece.text(r, c) for r in piece.rows for c in labels),
        *(t for c in piece.columns for t in c.path),
    ]
    parts = {m.lastgroup for t in texts for m in words["word.part_of_three_public"].finditer(t)}
    named = words["word.three_public"].regex
    return len(parts) == _THREE and any(named.search(t) for t in [*texts, *piece.caption.lines])


def _two_sided(blocks: list[Block]) -> str | None:
    """A summary has a revenue and an expenditure block; funds in columns make it one of fiscal grants."""
    if not {"revenue", "expenditure"} <= {b.side for b in blocks}:
        return None
    funds = {c.fund for b in blocks for c in b.amounts} - {None}
    return "grant_summary" if "government_fund" in funds else "summary"


def _one_sided(block: Block) -> str | None:
    """Revenue by own sources, or expenditure with parts that only the form of all funds has."""
    if not any(c.role in LABEL_ROLES and c.dimension == "function" for c in block.labels):
        return None
    if len(_OWN_INCOME & {c.source for c in block.amounts}) > 1:
        return "revenue"
    return "expenditure" if _OTHER_SPENDING & {c.component for c in block.amounts} else None


def _coded_rows(form: Form) -> int:
    """The number of rows whose first label is a classification code."""
    count = 0
    for piece in form.pieces:
        labels = [c for b in piece.blocks[:1] for c in b.labels]
        for row in piece.rows:
            code = next((split_label(t)[1].get("code") for c in labels if (t := piece.text(row, c))), None)
            count += bool(code and (function_code(code) or is_economic(code)))
    return count
