"""Plain text: a paragraph a line."""

from __future__ import annotations

import hashlib
from pathlib import Path

from pipeline.core.model import Block, Document, Page, Paragraph, ReadIssue
from pipeline.read import media
from pipeline.read.encoding import decode


def read_text(path: Path) -> Document:
    """The document in a text file."""
    data = path.read_bytes()
    decoded = decode(data)
    page = Page(0, n_chars=len(decoded.text))
    lines = [line.strip() for line in decoded.text.splitlines()]
    blocks: list[Block] = [Paragraph(line, 0, i) for i, line in enumerate(filter(None, lines))]
    page.blocks = blocks
    document = Document(hashlib.sha256(data).hexdigest(), path.name, media.TEXT, len(data), [page])
    if decoded.damaged:
        document.issues.append(
            ReadIssue("unread", f"{decoded.damaged} unreadable characters ({decoded.encoding})")
        )
    return document
