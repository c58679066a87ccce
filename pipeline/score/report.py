"""The accuracy report: tables by document, layout and format, calibration, what was proved and yet is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.score.compare import DocumentScore, Tally, by, calibration

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
    return "\n".join(lines)


def _proved_wrong(scores: list[DocumentScore]) -> str:
    """Rows marked proved that the labels do not hold: the worst fault there is."""
    judged = [j for s in scores for k in FACTS for j in s.tallies[k].judged]
    proved = sum(p for _, p, _ in judged)
    wrong = [
        f"- {s.name}, {name}, page {row['page']}: {' | '.join(map(str, key))}"
        for s in scores for name in FACTS for key, row in s.tallies[name].invented if row.get("proof") == "proved"
    ]  # fmt: skip
    count = f"{len(wrong)} of {proved} proved rows ({len(judged)} compared)"
    head = f"## 已验证而有误 Proved and yet not as labelled: {count}"
    return "\n".join([head, "", *wrong])


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
