"""Loading what every document needs before the first fork: patterns, lists, dictionaries, the converters of rows."""

from __future__ import annotations

import contextlib
import gc
from importlib import import_module

from pipeline.core.issues import ReadError
from pipeline.core.model import Cell, Document, Page, Paragraph, Table
from pipeline.core.patterns import load, pattern_files
from pipeline.core.uses import begin
from pipeline.read.ocr import is_there
from pipeline.run.document import extracted
from pipeline.store.arrow import to_batch

_LINES = (
    "示例省示例市示例局2024年度部门决算",
    "一、一般公共预算财政拨款支出决算具体情况",
    "1.一般公共服务支出（类）人大事务（款）行政运行（项）。年初预算为1.00万元，支出决算为2.00万元，完成年初预算的200.00%。",
    "一般公共服务人大事务行政运行3.00万元，“三公”经费0.50万元，政府采购支出总额4.00万元。",
    "支出决算表 单位：万元",
)
_ROWS = (
    ("科目编码", "科目名称", "本年支出合计", "基本支出", "项目支出"),
    ("201", "一般公共服务支出", "5.00", "2.00", "3.00"),
    ("", "合计", "5.00", "2.00", "3.00"),
)


def _document() -> Document:
    """A small disclosure of every kind of content."""
    cells = [Cell(r, c, text) for r, row in enumerate(_ROWS) for c, text in enumerate(row)]
    table = Table(0, 1, len(_ROWS), len(_ROWS[0]), cells)
    paragraphs = [Paragraph(text, 0, i) for i, text in enumerate(_LINES)]
    return Document("0" * 64, "warm.txt", "text/plain", 0, [Page(0, blocks=[*paragraphs, table])])


def warm_up() -> None:
    """Fill every cache that a document fills, and take all of it out of the collector's sight."""
    for name in pattern_files():
        load(name)
    for name, rows in extracted(_document()).tables().items():
        to_batch(name, rows)
    begin()  # here, once, and not in every child on pages of its own
    gc.collect()
    gc.freeze()


def load_recognition() -> None:
    """Load the libraries and the network that read lines in pictures, where they are installed.

    One document in ten has something looked at in its picture; loading takes as long as reading ten lines. What is
    wrong with an installation is told by the documents that need it.
    """
    if is_there():
        with contextlib.suppress(ImportError, OSError, ReadError):
            for name in ("ocr_page", "ocr_region"):
                import_module(f"pipeline.read.{name}")
            from pipeline.read.ocr_models import load_reader

            load_reader()
        gc.freeze()
