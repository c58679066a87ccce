"""What a reader says while it works: one more page is done, or the next part will take long.

A run gives a document its time by what it says here. Where nobody listens it costs a look at a variable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[int, float], None]
"""Called with the pages that are done since the last call and the seconds that the next part may take beside."""

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def step(pages: int = 0, seconds: float = 0.0) -> None:
    """A part of the work is done, `pages` of them pages; the next may take `seconds` more than one usually does."""
    said = _listener.get()
    if said is not None:
        said(pages, seconds)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Have `listener` told of all progress inside."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
