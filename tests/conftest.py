"""The order of the suite."""

from __future__ import annotations

import pytest

_FIRST = ("tests/run/test_isolate.py", "tests/torture/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that hold children to a memory limit go first: a child inherits what its parent has grown to."""
    items.sort(key=lambda item: not item.nodeid.startswith(_FIRST))
