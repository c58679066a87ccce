"""Which units of the pattern files a document was read with, noted when they are first used.

A unit that was not used decided nothing of the document, which a change of it leaves as it is. Noting costs once a unit
and document: the attribute that a caller wants is looked up once and then stands there. What is kept over documents and
made of patterns is forgotten when a document begins, or the units it is made of would seem unused.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")
_noted: list[tuple[str, dict[str, Any], str]] = []
_kept: list[Callable[[], None]] = []


def note(owner: object, attribute: str, unit: str) -> None:
    """Note that `unit` is used, from within the `cached_property` `attribute` of `owner`."""
    _noted.append((unit, owner.__dict__, attribute))


def begin() -> None:
    """Nothing is used from here on: a document begins."""
    for _, attributes, name in _noted:
        attributes.pop(name, None)
    _noted.clear()
    for forget in _kept:
        forget()


def used() -> frozenset[str]:
    """The units that were used since the document began."""
    return frozenset(unit for unit, _, _ in _noted)


def remembered(maxsize: int | None = None) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """`functools.lru_cache` for what patterns decide: every document finds it empty."""

    def keeping(function: Callable[P, T]) -> Callable[P, T]:
        cached = lru_cache(maxsize)(function)
        _kept.append(cached.cache_clear)
        return cast("Callable[P, T]", cached)

    return keeping
