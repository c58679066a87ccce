"""The accuracy report as one HTML page: tables, two plots, what is proved and wrong; nothing loaded from outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from html import escape

from pipeline.score.compare import DocumentScore, Tally, by, calibration
from pipeline.score.report import ALL, FACTS, disclosed, n_judged, proved_wrong

_STYLE = """
body{font:15px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}
td,th{padding:.2rem .7rem;border-bottom:1px solid #ddd;text-align:left;font-weight:normal;vertical-align:top}
th{color:#666}td.n{text-align:right;font-variant-numeric:tabular-nums}small{color:#666}
svg{max-width:46rem}svg text{font-size:12px;fill:#333}
"""
_SIDE, _PAD = 360, 44  # of the calibration plot, in its own units
_BAR, _LEFT, _WIDTH = 18, 150, 420


def as_html(scores: list[DocumentScore]) -> str:
    """The whole report."""
    total = by(scores, "").get("TOTAL", {})
    wrong, alarms = proved_wrong(scores), disclosed(scores)
    proved, compared = n_judged(scores)
    parts = [
        "<h1>准确率 Accuracy</h1>",
        f"<p>{len(scores)} 份有标注的文件，逐格比对。查准 precision / 查全 recall（相符 hits / 标注 labelled）。</p>",
        "<h2>查全率 Recall by table</h2>",
        _bars([(name, total[name]) for name in ALL if name in total]),
        *(
            f"<h2>{title}</h2>{_tallies(groups)}"
            for title, groups in (
                ("合计 Total", by(scores, "")),
                ("按格式 By format", by(scores, "media_type")),
                ("按版式 By layout", by(scores, "layout")),
                ("按文件 By document", {s.name: s.tallies for s in scores}),
            )
        ),
        "<h2>置信度校准 Calibration</h2>",
        _calibration(calibration(scores, FACTS)),
        f"<h2>已验证而有误 Proved and yet not as labelled</h2><p>{len(wrong)} / {proved} ({compared})</p>",
        _rows([], wrong),
        "<h2>发现 Findings by party</h2>",
        _rows(("责任方 party", "类别 kind", "程度 severity", "n"), _parties(scores)),
        "<h2>归于公开文件的发现 Findings that blame the disclosure</h2>"
        "<p>每一条都应与原页核对 / each to be held against its page.</p>",
        _rows(("文件 document", "页 page", "勾稽 identity", "程度", "说明 message"), alarms),
    ]
    head = f"<!doctype html><html lang=zh><meta charset=utf-8><title>yujuesuan accuracy</title><style>{_STYLE}</style>"
    return head + "\n".join(parts) + "</html>\n"


def _tallies(groups: Mapping[str, Mapping[str, Tally]]) -> str:
    rows = [(name, *(_cell(tallies[k]) for k in ALL)) for name, tallies in sorted(groups.items())]
    return _rows(("", *ALL), rows)


def _cell(t: Tally) -> str:
    return f"{t.precision:.3f} / {t.recall:.3f} ({t.hit}/{t.gold})" if t.gold or t.data else ""


def _rows(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table; its first row the head, where there is one."""
    top = "".join(f"<th>{escape(h)}</th>" for h in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape('' if v is None else str(v))}</td>" for v in row) + "</tr>"
        for row in rows
    )
    return f"<table>{f'<tr>{top}</tr>' if top else ''}{body}</table>"


def _parties(scores: list[DocumentScore]) -> list[tuple[str, str, str, int]]:
    counts = Counter((f["party"], f["kind"], f["severity"]) for s in scores for f in s.findings)
    return [(*key, n) for key, n in sorted(counts.items())]


def _svg(width: int, height: int, body: str) -> str:
    return f'<svg viewBox="0 0 {width} {height}" role="img">{body}</svg>'


def _bars(values: list[tuple[str, Tally]]) -> str:
    """A bar a table: the share of its labelled rows that were given."""
    body = ""
    for i, (name, t) in enumerate(values):
        y, width = i * (_BAR + 4), _WIDTH * t.recall
        body += (
            f'<text x="0" y="{y + 13}">{escape(name)}</text>'
            f'<rect x="{_LEFT}" y="{y}" width="{_WIDTH}" height="{_BAR}" fill="#eee"/>'
            f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_BAR}" fill="#2a7f62"/>'
            f'<text x="{_LEFT + _WIDTH + 6}" y="{y + 13}">{t.recall:.2%} ({t.hit:,}/{t.gold:,})</text>'
        )
    return _svg(_LEFT + _WIDTH + 170, len(values) * (_BAR + 4), body)


def _calibration(points: list[tuple[float, int, int]]) -> str:
    """Given confidence across, share that was right upwards, with the counts behind it below."""
    across = _SIDE + 2 * _PAD
    body = f'<path d="M{_PAD} {_PAD + _SIDE}L{_PAD + _SIDE} {_PAD}" stroke="#bbb" stroke-dasharray="4 4"/>'
    for step in range(6):
        at = _SIDE * step / 5
        body += (
            f'<text x="{_PAD + at - 8:.0f}" y="{_PAD + _SIDE + 18}">{step / 5:.1f}</text>'
            f'<text x="8" y="{_PAD + _SIDE - at + 4:.0f}">{step / 5:.1f}</text>'
        )
    body += f'<rect x="{_PAD}" y="{_PAD}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#999"/>'
    for confidence, n, right in points:
        x, y = _PAD + _SIDE * confidence, _PAD + _SIDE * (1 - right / n)
        radius = 3 + 2 * len(str(n))
        body += (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="#2a7f62" fill-opacity=".5">'
            f"<title>{confidence:.3f}: {right} / {n}</title></circle>"
        )
    rows = [(f"{c:.3f}", n, right, f"{right / n:.4f}") for c, n, right in points]
    return _svg(across, across, body) + _rows(("confidence", "rows", "right", "share"), rows)
