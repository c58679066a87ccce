"""Every example of every pattern file, both ways: what it must read, and what it must leave alone."""

from collections.abc import Iterator

import pytest

from pipeline.core.patterns import Example, Pattern, load, pattern_files
from pipeline.core.text import squash


def _patterns() -> Iterator[tuple[str, Pattern]]:
    for name in pattern_files():
        for pattern in load(name).patterns:
            yield f"{name}:{pattern.id}", pattern


MATCHES = [(f"{key}:match{i}", p, example) for key, p in _patterns() for i, example in enumerate(p.match)]
REJECTS = [(f"{key}:reject{i}", p, text) for key, p in _patterns() for i, text in enumerate(p.reject)]


@pytest.mark.parametrize(("pattern", "example"), [m[1:] for m in MATCHES], ids=[m[0] for m in MATCHES])
def test_match(pattern: Pattern, example: Example) -> None:
    found = next(pattern.finditer(squash(example.text)), None)
    assert found is not None
    assert pattern.groups(found) == example.groups


@pytest.mark.parametrize(("pattern", "text"), [r[1:] for r in REJECTS], ids=[r[0] for r in REJECTS])
def test_reject(pattern: Pattern, text: str) -> None:
    assert next(pattern.finditer(squash(text)), None) is None
