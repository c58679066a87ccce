"""What comparisons come to, as rows: contradictions with whose they are, proofs, and files of one disclosure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from pipeline.check.across.compare import Comparison, Pair
from pipeline.check.across.disclosures import Disclosure
from pipeline.check.across.sheets import Printed, Sheet
from pipeline.core.cross_records import CrossFinding, CrossProof, DisclosureFile
from pipeline.core.schema import row

_FOUR = Decimal("0.0001")
_REVISED = "；两份文件各自勾稽成立，数字或口径可能有调整"


def _found(comparison: Comparison, pair: Pair, message: str, party: str, severity: str) -> CrossFinding:
    left, right, rule = pair.left, pair.right, comparison.rule
    return CrossFinding(
        other_doc_id=right.doc_id, identity_id=rule.id, severity=severity, party=party,
        message=f"{rule.zh}：{message} | {rule.en}", left_value=pair.left_value.quantize(_FOUR),
        right_value=pair.right_value.quantize(_FOUR), difference=pair.difference.quantize(_FOUR),
        left_locator=left.locator or None, right_locator=right.locator or None, page=left.page,
        other_page=right.page, n_compared=len(comparison.pairs), n_agree=comparison.n_agree,
    )  # fmt: skip


def findings(held: Iterable[Comparison]) -> list[dict[str, Any]]:
    """One finding a contradiction; one for all where too much differs for any of it to be one."""
    out: list[dict[str, Any]] = []
    told: set[tuple[str, str, str]] = set()
    for comparison in held:
        for pair, finding in _of(comparison):
            cells = {(p.doc_id, p.locator, p.text) for p in (pair.left, pair.right)}
            if not cells & told:
                out.append({"doc_id": pair.left.doc_id} | row(finding))
            told |= cells
    return out


def _of(comparison: Comparison) -> Iterator[tuple[Pair, CrossFinding]]:
    """The findings of one comparison, each with the numbers it is about."""
    open_ = [p for p in comparison.pairs if not p.closes]
    if not comparison.rule.strict or not open_:
        return
    if comparison.rule.kind == "units" and not comparison.is_same:
        for pair in open_:
            yield pair, _found(comparison, pair, f"{_what(pair)}，单位之和超过部门", "unknown", "info")
    elif comparison.is_same:
        for pair in open_:
            party, severity, note = _judged(comparison, pair)
            yield pair, _found(comparison, pair, _what(pair) + note, party, severity)
    else:
        first = max(open_, key=lambda p: abs(p.difference))
        n, agree = len(comparison.pairs), comparison.n_agree
        message = f"{n} 个可比数中 {agree} 个一致，口径可能不同或已调整；相差最大：{_what(first)}"
        yield first, _found(comparison, first, message, "unknown", "info")


def _what(pair: Pair) -> str:
    code = next((part for part in pair.left.subject[1:] if part[:1].isdigit()), "")
    name = f"{code} {pair.left.name}".strip()
    return f"{name} {_plain(pair.left_value)} ≠ {_plain(pair.right_value)}"


def _plain(value: Decimal) -> str:
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def _judged(comparison: Comparison, pair: Pair) -> tuple[str, str, str]:
    """(party, severity, note): whose a contradiction is, where the documents themselves tell.

    A number that contradicts its own document and not the other's is the disclosure's error. Two documents that
    each add up may both be right: the number was revised between them, unless they are one disclosure.
    """
    sides = (pair.left, pair.right, *pair.others)
    if not all(p.is_digital for p in sides):
        return "unknown", "warning", ""
    proofs = {p.proof for p in sides}
    if proofs == {"proved", "conflict"}:
        return "disclosure", "error", ""
    if proofs == {"proved"} and comparison.rule.kind == "files":
        return "disclosure", "warning", "；同一公开的两个文件各自成立而不一致"
    if proofs == {"proved"}:
        return "unknown", "info", _REVISED
    return "unknown", "warning", ""


def proofs(held: Iterable[Comparison]) -> list[dict[str, Any]]:
    """Every number that another document repeats, on both sides, each once."""
    out: dict[tuple[str, str, int], dict[str, Any]] = {}
    for comparison in held:
        if not comparison.is_same and comparison.share < 1.0:
            continue  # numbers of another meaning agree by chance
        for pair in comparison.pairs:
            if not pair.closes or comparison.rule.left.minus_change:
                continue
            for one, other in (
                (pair.left, pair.right),
                *((p, pair.left) for p in (pair.right, *pair.others)),
            ):
                if one.value and one.doc_id != other.doc_id:
                    out.setdefault((one.doc_id, one.table, one.seq), _proof(one, other, comparison.rule.id))
    return list(out.values())


def _proof(one: Printed, other: Printed, identity_id: str) -> dict[str, Any]:
    proof = CrossProof(
        table_name=one.table, row_seq=one.seq, locator=one.locator, page=one.page, other_doc_id=other.doc_id,
        other_table=other.table, other_seq=other.seq, other_locator=other.locator, other_page=other.page,
        identity_id=identity_id,
    )  # fmt: skip
    return {"doc_id": one.doc_id} | row(proof)


def file_rows(disclosure: Disclosure) -> Iterator[dict[str, Any]]:
    """A row a file of a disclosure that has several."""
    sheets: Sequence[Sheet] = disclosure.sheets
    if len(sheets) == 1:
        return
    for i, sheet in enumerate(sheets):
        held = disclosure.held_against[i - 1] if i else None
        one = DisclosureFile(
            disclosure_id=disclosure.id, file_rank=i + 1, n_files=len(sheets), holds=sheet.holds,
            n_compared=len(held.pairs) if held else 0, n_agree=held.n_agree if held else 0,
        )  # fmt: skip
        yield {"doc_id": sheet.doc_id} | row(one)
