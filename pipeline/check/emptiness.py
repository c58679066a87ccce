"""Forms that print nothing although the text states amounts for them (patterns/identities/empty_forms)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.check.index import Index, Stated
from pipeline.check.rules import entries
from pipeline.core.records import Finding


def empty_form_findings(index: Index, found: Sequence[Finding]) -> Iterator[Finding]:
    """One finding an empty form: the first amount other than zero that the text states of what it should show.

    Args:
        index: the document's records, filed.
        found: what extractors found, forms without data among it.
    """
    empty = [f for f in found if f.kind == "empty_form" and f.identity_id is None]
    for entry in entries("empty_forms", "empty_form") if empty else ():
        form = next((f for f in empty if any(w in f.message for w in entry["titles"])), None)
        said = _stated(index, entry["concept"]) if form else None
        if form and said:
            yield _finding(form, said, entry)


def _stated(index: Index, wanted: str) -> Stated | None:
    """The first nonzero amount of money in the text; None where any form prints one of the concepts."""
    of_form: list[Stated] = [
        s for (concept, _), stated in index.amounts.items() if concept.startswith(wanted) for s in stated
    ]
    if any(s.record.place == "form" and s.figure.value for s in of_form):
        return None
    told = [
        s
        for s in of_form
        if s.record.place == "text" and s.figure.value and not s.record.phase.startswith("prior_")
    ]
    return min(told, key=lambda s: s.record.page, default=None)


def _finding(form: Finding, said: Stated, entry: dict[str, str]) -> Finding:
    title = form.message.partition("：")[0]
    return Finding(
        kind="text_form", identity_id=entry["id"], severity="error", party="disclosure",
        message=f"{entry['zh']}：{title}；{said.record.raw_text} | {entry['en']}",
        left_value=said.figure.value, left_locator=said.figure.locator, right_locator=form.left_locator,
        page=said.figure.page,
    )  # fmt: skip
