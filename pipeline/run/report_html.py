"""The run report as one HTML page: figures, two plots, failures with advice; nothing loaded from outside."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

TAKEN_OVER = "未用到变更的规则，沿用原结果 taken over, used nothing that changed"
ALL_AGAIN = "可能影响每个文件，全部重读 may concern every document, all read again"
_STYLE = """
body{font:15px/1.5 system-ui,"Noto Sans CJK SC",sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}
td{padding:.2rem .8rem;border-bottom:1px solid #ddd;text-align:left}
td.n{text-align:right;font-variant-numeric:tabular-nums}small{color:#666}svg text{font-size:12px;fill:#333}
"""
_COLOURS = {"ok": "#2a7f62", "partial": "#8fbf9f", "skipped": "#b8b8b8", "failed": "#c0392b"}
_BAR, _LEFT, _WIDTH = 18, 110, 760


def as_html(data: dict[str, Any]) -> str:
    """The page for the data of a run report."""
    proved = data["proved_share"]
    figures = [
        ("文件 documents", f"{data['documents']:,}"), ("未变 unchanged", f"{data['unchanged']:,}"),
        ("页 pages", f"{data['pages']:,}"), ("用时 seconds", f"{data['seconds']:,.1f}"),
        ("已验证 proved share", "-" if proved is None else f"{proved:.1%}"),
        ("发现 findings", f"{data['findings']:,}"), ("内存峰值 peak MB", f"{data['peak_rss_mb']:,.0f}"),
        ("分区 partitions written / linked", f"{data['partitions_written']} / {data['partitions_linked']}"),
    ]  # fmt: skip
    parts = [
        f"<h1>yujuesuan {escape(data['started'])}</h1>",
        f"<p><small>build {data['build']}, extractor {escape(data['version'])}</small></p>",
        _table([(escape(k), v) for k, v in figures]),
        *_changes(data),
        "<h2>各表行数 Rows</h2>",
        _table([(escape(k), f"{v:,}") for k, v in data["rows"].items()]),
        "<h2>各省文件 Documents by province</h2>",
        _stacked(data["provinces"]),
        "<h2>最慢的文件 Slowest documents (seconds)</h2>",
        _bars([(f"{d['source_uri']} ({d['pages']} p)", d["seconds"]) for d in data["slowest"]]),
        "<h2>失败 Failures</h2>",
        _failures(data),
    ]
    body = "\n".join(parts)
    head = f"<!doctype html><html lang=zh><meta charset=utf-8><title>yujuesuan</title><style>{_STYLE}</style>"
    return f"{head}{body}</html>\n"


def _table(rows: list[tuple[str, str]]) -> str:
    return "<table>" + "".join(f"<tr><td>{k}</td><td class=n>{v}</td></tr>" for k, v in rows) + "</table>"


def _changes(data: dict[str, Any]) -> Iterator[str]:
    """What changed of the extractor since the last build, and which documents that concerns."""
    if data["changed_parts"]:
        yield "<h2>规则变更与重读 Changed since the last build, documents read again</h2>"
        yield _table([(escape(part), f"{n:,}") for part, n in data["changed_parts"].items()])
        for_all = "、".join(data["changed_for_all"])
        yield f"<p>{ALL_AGAIN}: {escape(for_all)}</p>" if for_all else ""
        yield f"<p>{TAKEN_OVER}: {data['taken_over']:,}</p>"


def _failures(data: dict[str, Any]) -> str:
    rows = "".join(
        f"<tr><td>{escape(f['source_uri'])}</td><td>{escape(f['error_class'])}</td>"
        f"<td>{escape(f['error'])}<br><small>{escape(f['advice'])}</small></td></tr>"
        for f in data["failed"]
    )
    counts = _table([(escape(k), f"{v:,}") for k, v in data["failures"].items()])
    return f"{counts}<table>{rows}</table>" if rows else "<p>0</p>"


def _svg(height: int, body: str) -> str:
    return f'<svg viewBox="0 0 {_LEFT + _WIDTH + 60} {height}" role="img">{body}</svg>'


def _stacked(groups: dict[str, dict[str, int]]) -> str:
    """A bar a group, its parts coloured by status."""
    most = max((sum(v.values()) for v in groups.values()), default=1)
    body = ""
    for i, (name, parts) in enumerate(groups.items()):
        y, x = i * (_BAR + 4), float(_LEFT)
        body += f'<text x="0" y="{y + 13}">{escape(name)}</text>'
        for status in _COLOURS:
            width = _WIDTH * parts.get(status, 0) / most
            body += (
                f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{_BAR}" fill="{_COLOURS[status]}"/>'
            )
            x += width
        body += f'<text x="{x + 6:.1f}" y="{y + 13}">{sum(parts.values()):,}</text>'
    legend = " ".join(f'<span style="color:{c}">■</span> {s}' for s, c in _COLOURS.items())
    return f"<p>{legend}</p>" + _svg(len(groups) * (_BAR + 4), body)


def _bars(values: list[tuple[str, float]]) -> str:
    """A bar a value, its name written over it."""
    most = max((v for _, v in values), default=1.0) or 1.0
    body = ""
    for i, (name, value) in enumerate(values):
        y = i * (_BAR + 4)
        body += (
            f'<rect x="{_LEFT}" y="{y}" width="{_WIDTH * value / most:.1f}" height="{_BAR}" fill="#9db7d5"/>'
        )
        body += f'<text x="0" y="{y + 13}">{value:.2f}</text>'
        body += f'<text x="{_LEFT + 4}" y="{y + 13}">{escape(name)}</text>'
    return _svg(len(values) * (_BAR + 4), body)
