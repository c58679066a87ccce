"""PDF files whose fonts call their characters by other letters than the page shows."""

from __future__ import annotations

_MOST = 100  # ranges of one block of a map
_OPEN = (
    "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
)


def mapped(data: bytes, ranges: list[str]) -> bytes:
    """A file as the generator draws it, with a map from the characters of its fonts to letters by `ranges`."""
    cmap = _OPEN
    for i in range(0, len(ranges), _MOST):
        some = ranges[i : i + _MOST]
        cmap += f"{len(some)} beginbfrange\n" + "\n".join(some) + "\nendbfrange\n"
    body = (cmap + "endcmap end").encode()
    stream = b"900 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(body), body)
    assert b"/Subtype /Type0" in data
    data = data.replace(b"/Subtype /Type0", b"/ToUnicode 900 0 R /Subtype /Type0")
    return data.replace(b"xref\n", stream + b"xref\n", 1)
