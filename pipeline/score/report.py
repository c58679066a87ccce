"""The accuracy report: tables by document, layout and format, calibration, what was proved and yet is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from pipeline.core.intervals import wilson
from pipeline.score.compare import DocumentScore, Tally, by, by_kind, calibration

FACTS = ("function", "narrative", "economic", "amounts")
ALL = ("function", "function_value", "narrative", "economic", "amounts", "indicators", "projects", "identity")


def as_json(scores: list[DocumentScore]) -> dict[str, dict[str, dict[str, int]]]:
    """Counts by document and in all, for a machine."""
    groups = {s.name: s.tallies for s in scores} | by(scores, "")
    return {
        name: {k: {"gold": t.gold, "data": t.data, "hit": t.hit} for k, t in tallies.items()}
        for name, tallies in groups.items()
    }


def markdown(scores: list[DocumentScore], n_misses: int = 0) -> str:
    """The whole report as Markdown."""
    parts = [
        _table("合计 Total", by(scores, "")),
        _table("按文件 By document", {s.name: s.tallies for s in scores}),
        _table("按版式 By layout", by(scores, "layout")),
        _table("按格式 By format", by(scores, "media_type")),
        _calibration(scores),
        _proved_wrong(scores),
        _parties(scores),
    ]
    if n_misses:
        parts.append("\n".join(_misses(scores, n_misses)))
    return "\n\n".join(parts) + "\n"


def _table(title: str, groups: Mapping[str, Mapping[str, Tally]]) -> str:
    """One line a group: precision / recall (hits of labels) for every compared table that has rows."""
    lines = [f"## {title}", "", "| | " + " | ".join(ALL) + " |", "|---" * (len(ALL) + 1) + "|"]
    for name, tallies in groups.items():
        lines.append(f"| {name} | " + " | ".join(_cell(tallies[k]) for k in ALL) + " |")
    return "\n".join(lines)


def _cell(t: Tally) -> str:
    return f"{t.precision:.3f} / {t.recall:.3f} ({t.hit}/{t.gold})" if t.gold or t.data else ""


def _calibration(scores: list[DocumentScore]) -> str:
    lines = ["## 置信度校准 Calibration", "", "| confidence | rows | right | share |", "|---|---|---|---|"]
    for confidence, n, right in calibration(scores, FACTS):
        lines.append(f"| {confidence:.3f} | {n} | {right} | {right / n:.4f} |")
    lines += ["", "### 按表、来源、证明 By table, place, proof and text source", ""]
    lines += [
        "| table | place | proof | text | confidence | rows | right | at least | at most |",
        "|---" * 9 + "|",
    ]
    for table, (place, proof, source, confidence), n, right in by_kind(
        scores, (*FACTS, "indicators", "projects")
    ):
        low, high = wilson(right, n)
        row = (table, place, proof, source, f"{confidence:.3f}", n, right, f"{low:.3f}", f"{high:.3f}")
        lines.append("| " + " | ".join(map(str, row)) + " |")
    return "\n".join(lines)


def n_judged(scores: list[DocumentScore]) -> tuple[int, int]:
    """(rows marked proved, rows) of those that labels speak of."""
    judged = [j for s in scores for k in FACTS for j in s.tallies[k].judged]
    return sum(p for _, p, _ in judged), len(judged)


def proved_wrong(scores: list[DocumentScore]) -> list[tuple[str, str, int, str]]:
    """(document, table, page, key) of rows marked proved that the labels do not hold: the worst fault there is."""
    return [
        (s.name, name, row["page"], " | ".join(map(str, key)))
        for s in scores for name in FACTS for key, row in s.tallies[name].invented if row.get("proof") == "proved"
    ]  # fmt: skip


def disclosed(scores: list[DocumentScore]) -> list[tuple[str, int, str | None, str, str]]:
    """(document, page, identity, severity, message) of findings that blame the disclosure, empty forms left out."""
    return [
        (s.name, f["page"], f["identity_id"], f["severity"], f["message"])
        for s in scores for f in s.findings if f["party"] == "disclosure" and f["kind"] != "empty_form"
    ]  # fmt: skip


def _proved_wrong(scores: list[DocumentScore]) -> str:
    wrong, (proved, compared) = proved_wrong(scores), n_judged(scores)
    head = f"## 已验证而有误 Proved and yet not as labelled: {len(wrong)} of {proved} proved rows ({compared} compared)"
    return "\n".join(
        [head, "", *(f"- {doc}, {table}, page {page}: {key}" for doc, table, page, key in wrong)]
    )


def _parties(scores: list[DocumentScore]) -> str:
    """Findings by party, and those that blame the disclosure one by one, to be held against their pages."""
    counts = Counter((f["party"], f["kind"]) for s in scores for f in s.findings)
    lines = ["## 发现 Findings by party", "", "| party | kind | n |", "|---|---|---|"]
    lines += [f"| {party} | {kind} | {n} |" for (party, kind), n in sorted(counts.items())]
    lines += ["", "### 归于公开文件 That blame the disclosure", ""]
    lines += [
        f"- {doc}, page {page}, {identity or '-'} ({severity}): {message}"
        for doc, page, identity, severity, message in disclosed(scores)
    ]
    return "\n".join(lines)


def _misses(scores: list[DocumentScore], limit: int) -> Iterator[str]:
    """The first `limit` misses and inventions of every document and table."""
    yield "## 差异 Differences"
    for s in scores:
        for name, t in s.tallies.items():
            if t.missed or t.invented:
                yield f"\n### {s.name}: {name}\n"
            yield from (f"- missed: {' | '.join(map(str, k))}" for k in t.missed[:limit])
            for k, r in t.invented[:limit]:
                yield f"- not labelled: {' | '.join(map(str, k))}, page {r.get('page')}"
