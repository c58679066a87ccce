"""What can go wrong with a store."""

from __future__ import annotations


class StoreError(RuntimeError):
    """The store cannot be written or is not what it should be; the message says what and why."""
