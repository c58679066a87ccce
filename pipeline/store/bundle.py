"""A data package as one zip: Parquet, schema, database, and the words that go with them."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from pipeline.core.schema import DATASET_TABLES, table_columns
from pipeline.store.manifest import MANIFEST, read_manifest
from pipeline.store.package import DATABASE, DATAPACKAGE, write_views

_EPOCH = (1980, 1, 1, 0, 0, 0)  # equal builds give equal archives
_README = """# 部门预决算公开数据 / China's published departmental budgets and final accounts

Parquet, partitioned by `fiscal_year` and `province_code`. Money is yuan (decimal), codes are text. 金额一律为元。

- `datapackage.json`: Frictionless Data Package, the columns of every table / 各表的列
- `dictionary.csv`: the same as a list / 数据字典
- `dataset.duckdb`: views; open it from this folder / 视图，请在本文件夹内打开: `duckdb dataset.duckdb`
- `manifest.json`: sha256 and rows of every file / 各文件的校验和
- `CITATION.cff`: how to cite / 引用方式

Every number carries its file (`doc_id`), `page`, `locator`, printed text (`raw_text`), and `proof`: proved,
unproved or conflict. 每个数字都能追溯到来源文件的页与格。

Build {version}, {documents} documents.
"""
_CITATION = """cff-version: 1.2.0
message: "引用本数据时请注明版本 / When you use this dataset, cite it with its version."
type: dataset
title: "yujuesuan: China's published departmental budgets and final accounts"
authors:
  - name: "yujuesuan contributors"
version: "{version}"
"""


def dictionary() -> Iterator[tuple[str, str, str, str, str]]:
    """(table, column, type, Chinese label, description) of every column."""
    for table in DATASET_TABLES:
        for column in table_columns(table):
            yield table, column.name, column.kind, column.label, column.description


def write_zip(root: Path, path: Path) -> None:
    """Write the build at `root` to `path`; nothing stands there when writing fails."""
    draft = path.with_name(f".{path.name}.part")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            _fill(archive, root)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _fill(archive: zipfile.ZipFile, root: Path) -> None:
    manifest = read_manifest(root)
    words = {
        "version": manifest.version,
        "documents": sum(len(p.documents) for p in manifest.partitions.values()),
    }
    listed = io.StringIO(newline="")
    writer = csv.writer(listed)
    writer.writerow(("table", "column", "type", "label", "description"))
    writer.writerows(dictionary())
    _text(archive, "README.md", _README.format(**words))
    _text(archive, "CITATION.cff", _CITATION.format(**words))
    _text(archive, "dictionary.csv", "\ufeff" + listed.getvalue())
    for name in (DATAPACKAGE, MANIFEST):
        _text(archive, name, (root / name).read_text("utf-8"))
    for table in DATASET_TABLES:
        for part in sorted((root / table).rglob("*.parquet")):
            _file(archive, part.relative_to(root).as_posix(), part, zipfile.ZIP_STORED)
    with tempfile.TemporaryDirectory(prefix="yujuesuan-") as folder:
        for table in DATASET_TABLES:
            (Path(folder) / table).symlink_to(root / table)
        write_views(Path(folder), relative=True)
        _file(archive, DATABASE, Path(folder) / DATABASE, zipfile.ZIP_DEFLATED)


def _text(archive: zipfile.ZipFile, name: str, text: str) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.external_attr = 0o644 << 16
    archive.writestr(info, text, zipfile.ZIP_DEFLATED)


def _file(archive: zipfile.ZipFile, name: str, path: Path, method: int) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.external_attr, info.compress_type = 0o644 << 16, method
    with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target)
