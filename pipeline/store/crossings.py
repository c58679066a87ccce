"""What documents say together, kept in the ledger by family: made anew only where one of its documents changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.core.schema import CROSS_TABLES
from pipeline.store.arrow import arrow_schema, to_batch
from pipeline.store.ledger import Ledger
from pipeline.store.staging import read_staged

_NONE = b""


@dataclass(frozen=True, slots=True)
class CrossPart:
    """What one family adds to one partition of the cross tables: a hash of its rows, and where they are kept."""

    folder: str
    family: str
    digest: str
    ledger: Ledger

    def pieces(self) -> Iterator[tuple[str, pa.Table]]:
        """(table, rows) of every cross table."""
        with pa.BufferReader(self.ledger.crossing_rows(self.family, self.folder)) as source:
            for name in CROSS_TABLES:
                yield name, pa.ipc.open_stream(source).read_all()


def keep(
    ledger: Ledger, family: str, made_of: str, tables: Mapping[str, Mapping[str, Sequence[Any]]]
) -> None:
    """Keep a family's rows: partition -> table -> rows; a family without rows is kept as one, not looked at again."""
    packed = {folder: _packed(rows) for folder, rows in tables.items()} or {"": _NONE}
    ledger.record_crossing(
        family, made_of, [(f, hashlib.sha256(b).hexdigest()[:32], b) for f, b in sorted(packed.items())]
    )


def parts(ledger: Ledger) -> dict[str, list[CrossPart]]:
    """What every family adds, by partition, families in order."""
    out: dict[str, list[CrossPart]] = {}
    for folder, family, digest in ledger.crossings():
        if folder:
            out.setdefault(folder, []).append(CrossPart(folder, family, digest, ledger))
    return out


def _packed(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> bytes:
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    for name in CROSS_TABLES:
        with pa.ipc.new_stream(sink, arrow_schema(name), options=options) as stream:
            stream.write_batch(to_batch(name, tables.get(name, ())))
    return bytes(sink.getvalue().to_pybytes())


def staged_rows(path: Path, columns: Mapping[str, Iterable[str]]) -> dict[str, list[dict[str, Any]]]:
    """The rows that a document staged, of the tables and columns named."""
    found = {
        name: table.select(list(columns[name])).to_pylist() for name, table in read_staged(path, columns)
    }
    return {name: found.get(name, []) for name in columns}
