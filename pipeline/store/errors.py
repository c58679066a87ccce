"""What can go wrong with a store."""

from __future__ import annotations


class StoreError(RuntimeError):
    """The store cannot be written or is not what it should be; the message says what and why."""


class QueryError(ValueError):
    """A query that is refused or fails; the message says why, in words for whoever wrote it."""
