"""What a document says, as records. Each module's `extract(document, context)` is a pure function."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from extractors import (
    as_of_dates,
    economic_forms,
    empty_forms,
    form_amounts,
    function_forms,
    listed_forms,
    narrative,
    performance,
    placeholders,
    told_projects,
    unmapped_columns,
)
from extractors.context import Context
from pipeline.core.model import Document
from pipeline.core.records import Finding, Record

Extractor = Callable[[Document, Context], Iterator[Record | Finding]]

EXTRACTORS: tuple[Extractor, ...] = (
    function_forms.extract,
    economic_forms.extract,
    form_amounts.extract,
    empty_forms.extract,
    listed_forms.extract,
    unmapped_columns.extract,
    narrative.extract,
    told_projects.extract,
    as_of_dates.extract,
    placeholders.extract,
    performance.extract,
)
"""Every extractor, in the order in which their records are numbered."""
