"""A first draft of a source file, from one page: what to start from, and what would be followed."""

from __future__ import annotations

import json
from collections import Counter
from urllib.parse import urlsplit

from pipeline.crawl.links import Role
from pipeline.crawl.page import Page, ways
from pipeline.crawl.source import Site, site_of

_SHOWN = 5


def probe(url: str) -> Site:
    """A source of nothing but one page, as its own site sees it."""
    return site_of("draft", {"name": "draft", "start": [url], "depth": 1, "max_pages": 1})


def draft(page: Page) -> str:
    """The text of a source file for the site of a page.

    Where the page lists disclosures it is the start; where it only leads to columns of them, those are.
    """
    site = probe(page.url)
    followed = ways(page, Role.LIST, site)
    listed = [w for w in followed if w.role in (Role.FILE, Role.DETAIL)]
    columns = [w for w in followed if w.pattern in ("column.words", "column.holding")]
    start = [page.url] if listed or not columns else [w.link.url for w in columns]
    kinds = Counter(w.pattern for w in followed)
    lines = [
        f"name = {_text(page.title or (urlsplit(page.url).hostname or ''))}",
        f"start = [{', '.join(map(_text, start))}]",
        f"hosts = [{', '.join(map(_text, site.hosts))}]  # add *.HOST for files and bodies on hosts beside it",
        "rate = 0.5",
        "",
        "# On the page, by pattern: " + (", ".join(f"{k} {n}" for k, n in kinds.most_common()) or "nothing"),
    ]
    lines += [f"#   {w.role}: {w.link.text[:60]}" for w in followed[:_SHOWN]]
    if not followed:
        lines += [
            "# Nothing on it is known as a column or a disclosure. Its links, for a [[pattern]] of your own:",
            *(f"#   {k.text[:60]}" for k in [k for k in page.links if k.text][: 4 * _SHOWN]),
        ]
    return "\n".join([*lines, ""])


def _text(value: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(value, ensure_ascii=False)
