"""Documents by the hundred thousand that need no reading: their rows are made from those of one that was read.

What is measured over them is the run beside the reading: sources, hashes, ledger, staging, report, publication.
"""

from __future__ import annotations

import copy
import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.core.source import Source
from pipeline.run.confine import Limits
from pipeline.run.document import process
from pipeline.run.isolate import Outcome
from pipeline.run.result import Result
from pipeline.run.version import used_bits
from pipeline.run.work import Work

TEXT = """示例市云溪局{year}年度部门决算
一、收入支出决算总体情况说明
{year}年度收、支总计{amount}万元。
二、一般公共预算财政拨款支出决算情况说明
1.一般公共服务支出（类）人大事务（款）行政运行（项）。支出决算为{amount}万元。
"""
_YEARS, _PROVINCES = 12, 31
_FOLDER = 500  # files of one folder


def write_files(folder: Path, n: int) -> None:
    """`n` small disclosures, no two of them the same."""
    for i in range(n):
        below = folder / f"{i // _FOLDER:05d}"
        if i % _FOLDER == 0:
            below.mkdir(parents=True, exist_ok=True)
        text = TEXT.format(year=2010 + i % _YEARS, amount=f"{i + 1}.{i % 100:02d}")
        (below / f"{i:07d}.txt").write_text(text, "utf-8")


def _template() -> Result:
    """What one such disclosure yields, read for good."""
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), 1)
        return process(next(Path(folder).rglob("*.txt")))


def _rows(template: dict[str, list[dict[str, Any]]], source: Source) -> dict[str, list[dict[str, Any]]]:
    number = int(source.path.stem)
    body = source.path.read_bytes()
    own = {
        "doc_id": hashlib.sha256(body).hexdigest(), "fiscal_year": 2010 + number % _YEARS,
        "province_code": f"{number % _PROVINCES + 10:02d}", "department": f"示例局{number}",
    }  # fmt: skip
    tables = copy.deepcopy(template)
    for rows in tables.values():
        for row in rows:
            row |= own
    tables["documents"][0] |= {"source_uri": source.uri, "file_name": source.path.name, "bytes": len(body)}
    return tables


class Made:
    """An engine that takes made rows instead of reading documents; they are staged as ever, in this process."""

    def __init__(self) -> None:
        template = _template()
        self._template, self._used = template.tables(), used_bits(template.used)

    def each(self, jobs: Sequence[Source], work: Work, limits: Limits) -> Iterator[Outcome[Source]]:
        """One outcome a job."""
        for source in jobs:
            tables = _rows(self._template, source)
            row = tables["documents"][0]
            work.staging.write(row["doc_id"], tables)
            yield Outcome(source, {"row": row, "used": self._used}, None, "", 0.0, 0.0)
