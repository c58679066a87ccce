"""Documents as a page of HTML: paragraphs and tables between the navigation and the footer of a site."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from html import escape

from .blocks import Block, Cell, Form, Picture, Table, Text

BEFORE = (
    "<div class=top><ul><li><a href=/>首页</a><li><a href=/a>政务公开</a><li><a href=/b>互动交流</a></ul>"
    "<select><option>示例委<option>示例厅</select></div><table width=100%><tr><td>"
)
BEHIND = "</td></tr></table><footer>主办单位：某网站</footer><script>var a = '<p>1</p>';</script>"
LEVEL = {"cover": "h1", "part": "h2", "title": "h2", "heading": "h3"}


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.split("\n"))


def _cell(cell: Cell) -> str:
    spans = (f" rowspan={cell.rows}" if cell.rows > 1 else "") + (
        f" colspan={cell.cols}" if cell.cols > 1 else ""
    )
    return f"<td{spans}>{_lines(cell.text) or '&nbsp;'}"


def _table(table: Table) -> str:
    rows = "".join(f"<tr>{''.join(_cell(c) for c in row)}</tr>\n" for row in table.rows)
    return f"<table border=1>{rows}</table>"


def _form(form: Form) -> str:
    above = (form.label, form.title, "　　".join(x for x in (form.left, form.right) if x))
    lines = "".join(f"<p align=center>{escape(x)}</p>\n" for x in above if x)
    return lines + _table(form.table) + "".join(f"<p>{escape(n)}</p>" for n in form.notes)


def inside(picture: Picture) -> str:
    """The address that holds a picture itself."""
    return f"data:image/png;base64,{base64.b64encode(picture.png).decode()}"


def render(
    blocks: Sequence[Block], encoding: str = "utf-8", address: Callable[[Picture], str] = inside
) -> bytes:
    """The page; it says UTF-8 whatever its encoding, as pages do. `address` tells where a picture is."""
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Text):
            tag = LEVEL.get(block.role, "p")
            parts.append(f"<{tag}>{_lines(block.number + block.text)}</{tag}>\n")
        elif isinstance(block, Form):
            parts.append(_form(block))
        elif isinstance(block, Picture):
            parts.append(f'<p align=center><img src="{address(block)}"></p>\n')
    head = "<html><head><meta charset=utf-8></head><body>"
    return f"{head}{BEFORE}{''.join(parts)}{BEHIND}</body></html>".encode(encoding)
