"""The chain of evidence as text, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.explore.evidence import FACTS, Evidence, Shown, Side
from pipeline.store.reader import Reader

_WHERE = (
    "page",
    "locator",
    "raw_text",
    "amount_text",
    "unit",
    "pattern_id",
    "confidence",
    "proof",
    "text_source",
)
_SOURCE = ("file_name", "source_uri", "doc_id", "media_type", "title", "region", "department", "fiscal_year")
_MOST_SIDES = 12


def tell_row(evidence: Evidence) -> str:
    """Everything known of one row, line by line."""
    row = evidence.row
    lines = [f"■ {evidence.id}"]
    what = {
        k: v for k, v in row.items() if k not in {*_WHERE, *_SOURCE, "bbox", "seq"} and v not in (None, "")
    }
    lines += ["", "是什么 / what it is", *_pairs(what)]
    lines += ["", "在哪里、怎么读出 / where it stands, what read it"]
    lines += _pairs({k: row[k] for k in _WHERE if row.get(k) is not None})
    if row.get("bbox"):
        lines += _pairs({"bbox": ", ".join(f"{k} {v:.1f}" for k, v in row["bbox"].items())})
    lines += ["", "来源文件 / source", *_pairs({k: evidence.document[k] for k in _SOURCE})]
    lines += ["", f"勾稽关系 / identities: {len(evidence.identities)}"]
    for shown in evidence.identities:
        lines += _identity(shown)
    if not evidence.identities:
        lines.append("  没有可以比较的数 / nothing to compare with")
    if evidence.same_cell:
        lines += ["", "同一格的其他行 / other rows of the same cell", *(f"  {n}" for n in evidence.same_cell)]
    lines += [f"  ! {f['severity']} {f['message']}" for f in evidence.findings]
    return "\n".join(lines)


def _pairs(values: Mapping[str, Any]) -> Iterator[str]:
    for key, value in values.items():
        shown = (
            f"{value:,}"
            if hasattr(value, "quantize")
            else f"{value:.3g}"
            if isinstance(value, float)
            else value
        )
        yield f"  {key:<22} {shown}"


def _identity(shown: Shown) -> Iterator[str]:
    sign = "≤" if shown.at_most else "="
    verdict = "✓ 成立 closes" if shown.closes else "✗ 不成立 does not close"
    yield f"  {verdict}  {shown.id} {shown.zh}"
    yield f"      {shown.what}: {shown.left_value:,} {sign} {shown.right_value:,}  (±{shown.tolerance:,})"
    yield from _sides("左 left ", shown.left)
    yield from _sides("右 right", shown.right)


def _sides(label: str, sides: Sequence[Side]) -> Iterator[str]:
    for side in sides[:_MOST_SIDES]:
        mark = "→" if side.is_this else " "
        yield f"      {label} {mark} {side.text}{side.unit}  {side.name}  {side.locator}"
    if len(sides) > _MOST_SIDES:
        yield f"      {label}   … {len(sides) - _MOST_SIDES} more"


def tell_document(reader: Reader, document: Mapping[str, Any], limit: int) -> str:
    """What one document gave: its row, rows by table and proof, patterns by use, findings."""
    lines = [f"■ {document['doc_id']}", *_pairs({k: v for k, v in document.items() if v not in (None, "")})]
    for table in FACTS:
        found = reader.rows(
            f"SELECT proof, pattern_id, count(*) AS n FROM {table} WHERE doc_id = $doc GROUP BY ALL ORDER BY n DESC",
            {"doc": document["doc_id"]},
        )
        if found:
            lines += ["", f"{table}: {sum(r['n'] for r in found):,}"]
            lines += [f"  {r['n']:>7,}  {r['proof']:<9} {r['pattern_id']}" for r in found[: limit or None]]
    findings = reader.rows(
        "SELECT severity, party, page, message FROM findings WHERE doc_id = $doc ORDER BY seq",
        {"doc": document["doc_id"]},
    )
    lines += ["", f"findings: {len(findings)}"]
    lines += [
        f"  p{f['page']} {f['severity']} {f['party']}: {f['message']}" for f in findings[: limit or None]
    ]
    return "\n".join(lines)
