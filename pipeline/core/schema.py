"""The dataset's schema, derived from the record classes: one source for Parquet, data package and documentation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any

from pipeline.core.cross_records import CROSS_RECORDS
from pipeline.core.model import Box
from pipeline.core.records import RECORDS


@dataclass(frozen=True, slots=True)
class Column:
    """A dataset column: Parquet type, Chinese label, description."""

    name: str
    kind: str
    label: str
    description: str


DOCUMENT_COLUMNS = (
    Column("doc_id", "string", "文件标识", "sha256 of the source bytes, hex"),
    Column("seq", "int32", "序号", "order in the document, from 0"),
    Column("fiscal_year", "int16", "年度", "the year the figures are for; 0 unknown; partition"),
    Column("province_code", "string", "省级代码", "GB/T 2260, two digits; 00 central, 99 unknown; partition"),
    Column("region", "string", "地区", "finest region printed"),
    Column("department", "string", "部门", "reporting entity as printed"),
    Column(
        "department_id",
        "string",
        "部门标识",
        "one id for all names of one institution of one place; null unknown",
    ),
    Column("scope", "string", "范围", "department | unit | unknown"),
    Column("report_kind", "string", "类型", "final | budget | performance"),
)
"""The columns that every fact row takes from its document."""

DOCUMENTS = (
    Column("doc_id", "string", "文件标识", "sha256 of the source bytes, hex"),
    Column("source_uri", "string", "来源地址", "where the file came from"),
    Column("file_name", "string", "文件名", "as given; names lie, so never evidence alone"),
    Column("media_type", "string", "格式", "from the content"),
    Column("bytes", "int64", "字节数", "size of the file"),
    Column("pages", "int32", "页数", "0 where the format has none"),
    Column("report_kind", "string", "类型", "final | budget | performance; null unknown"),
    Column("fiscal_year", "int16", "年度", "the year the figures are for; 0 unknown; partition"),
    Column("province_code", "string", "省级代码", "GB/T 2260, two digits; 00 central, 99 unknown; partition"),
    Column("region", "string", "地区", "finest region printed"),
    Column("department", "string", "部门", "reporting entity as printed"),
    Column(
        "department_id",
        "string",
        "部门标识",
        "one id for all names of one institution of one place; null unknown",
    ),
    Column(
        "supervisor_id",
        "string",
        "主管部门标识",
        "the one department that its project tables name as 主管部门, where that is another; null unknown",
    ),
    Column("scope", "string", "范围", "department | unit | unknown"),
    Column("title", "string", "标题", "as printed"),
    Column("published_at", "string", "公开日期", "ISO date, when known"),
    Column("fetched_at", "string", "抓取时间", "ISO time, when known"),
    Column("page_uri", "string", "公开页面", "the page that led to the file, when it was crawled"),
    Column("page_title", "string", "页面标题", "what that page or its link calls the document"),
    Column("page_publisher", "string", "发布机构", "who published it, as the page says"),
    Column("page_column", "string", "栏目", "the column of the site it stands in"),
    Column("status", "string", "状态", "ok | partial | failed | skipped"),
    Column("error_class", "string", "错误类别", "closed list, null when ok"),
    Column("error", "string", "错误说明", "what was seen, where, and what to do"),
    Column("text_source", "string", "文字来源", "digital | ocr | mixed"),
    Column("n_function_lines", "int32", "功能科目行数", "rows"),
    Column("n_economic_lines", "int32", "经济科目行数", "rows"),
    Column("n_amounts", "int32", "数额行数", "rows"),
    Column("n_performance_indicators", "int32", "绩效指标行数", "rows"),
    Column("n_findings", "int32", "发现数", "rows"),
    Column("proved_share", "float", "验证比例", "share of amount rows that are proved"),
    Column(
        "extractor_version",
        "string",
        "抽取版本",
        "fingerprint of code, reference data and of the patterns that the document was read with",
    ),
    Column("seconds", "float", "耗时", "wall seconds; 0 when a build must be reproducible"),
    Column("peak_rss_mb", "float", "内存峰值", "MB; 0 when a build must be reproducible"),
)

PARTITIONS = ("fiscal_year", "province_code")


@cache
def table_columns(table: str) -> tuple[Column, ...]:
    """The columns of a dataset table in order, partitions included.

    Raises:
        KeyError: no such table.
    """
    if table == "documents":
        return DOCUMENTS
    own = tuple(
        Column(f.name, f.metadata["type"], f.metadata["label"], f.metadata["description"])
        for f in fields((RECORDS | CROSS_RECORDS)[table])
        if "type" in f.metadata
    )
    return DOCUMENT_COLUMNS + own


TABLES = ("documents", *RECORDS)
"""What a document yields, and staging keeps."""

CROSS_TABLES = tuple(CROSS_RECORDS)
"""What documents say together."""

DATASET_TABLES = (*TABLES, *CROSS_TABLES)


def row(record: Any) -> dict[str, Any]:
    """A record as a plain dict of its own columns; boxes become dicts, everything else stays."""
    kind: Any = type(record)
    names, special, values = _layout(kind)
    out: dict[str, Any] = dict(zip(names, values(record), strict=True))
    for name in special:
        value = out[name]
        if isinstance(value, Box):
            out[name] = {"x0": value.x0, "top": value.top, "x1": value.x1, "bottom": value.bottom}
        elif isinstance(value, Decimal) and value.is_nan():
            out[name] = None
    return out


@cache
def _layout(kind: type[Any]) -> tuple[tuple[str, ...], tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """The columns of a record class, those that may hold boxes or Decimals, and what gives their values."""
    columns = fields(kind)
    names = tuple(f.name for f in columns)
    plain = ("string", "int16", "int32", "int64", "float")
    return names, tuple(f.name for f in columns if f.metadata.get("type") not in plain), attrgetter(*names)
