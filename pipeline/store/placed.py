"""What decides a document's place in a build, kept small: a run holds it for every document until it publishes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.core.source import TOLD

PLACED_BY = (
    "doc_id", "source_uri", "status", "fiscal_year", "province_code", "region", "department", "department_id",
    "supervisor_id", "scope", "report_kind", "extractor_version", *TOLD,
)  # fmt: skip
"""The columns of `documents` that decide where a document stands in a build and what it is held against, what it was
read with, and what its site says of it."""

_AT = {name: i for i, name in enumerate(PLACED_BY)}
_OWN = {"doc_id", "source_uri", "file_name", "page_uri", "page_title"}  # no two documents say the same


class Placed(Mapping[str, Any]):
    """The columns `PLACED_BY` of one row; what many documents say is there once."""

    __slots__ = ("_values",)

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._values = tuple(_shared(name, row[name]) for name in PLACED_BY)

    def __getitem__(self, name: str) -> Any:
        return self._values[_AT[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(PLACED_BY)

    def __len__(self) -> int:
        return len(PLACED_BY)


def _shared(name: str, value: Any) -> Any:
    return sys.intern(value) if type(value) is str and name not in _OWN else value
