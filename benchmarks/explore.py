"""`python -m benchmarks.explore [--documents N] [--out FOLDER]`: how long views take on a large dataset.

The dataset is made of the rows of the bundled samples: every document again and again under another hash, department
and region, over twelve years and thirty-one provinces, written as Parquet with the schema of a build. Every view is
asked for several times; printed are the first answer and the middle one of the rest, by wall clock and, so that a busy
machine does not tell, by processor time of the server.
"""

from __future__ import annotations

import argparse
import resource
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa
import pyarrow.compute as pc
import uvicorn

from pipeline.core.resources import SAMPLES
from pipeline.core.schema import DATASET_TABLES, TABLES
from pipeline.explore.site import Site, create_app
from pipeline.run.local import run, sources
from pipeline.store.arrow import arrow_schema
from pipeline.store.manifest import Manifest, PartitionEntry
from pipeline.store.package import write_views
from pipeline.store.partition import write_empty, write_pieces
from pipeline.store.reader import open_reader

YEARS, PROVINCES, TIMES = 12, 31, 5
FIRST_BAR, HEAVIEST_BAR = 0.3, 2.0
_MOST_LINES = 1000  # samples with more are one of a kind

Tables = dict[str, pa.Table]


def template() -> Tables:
    """The rows of the samples, documents in order."""
    with tempfile.TemporaryDirectory() as folder:
        run(sources([SAMPLES / "files"]), Path(folder) / "d")
        reader = open_reader(Path(folder) / "d")
        long = f"doc_id IN (SELECT doc_id FROM function_lines GROUP BY ALL HAVING count(*) > {_MOST_LINES})"
        kept = {
            name: reader.table(f"SELECT * FROM {name} WHERE NOT {long} ORDER BY ALL").cast(arrow_schema(name))
            for name in TABLES
        }
        reader.close()
    return kept


def _again(table: pa.Table, copies: Sequence[int], year: int, province: int) -> pa.Table:
    """A template table once for each of `copies`, as rows of other documents of other departments."""
    n = table.num_rows
    which = pa.array([c for c in copies for _ in range(n)], pa.int32())
    rows = pa.concat_tables([table] * len(copies)).combine_chunks()
    number = pc.cast(which, pa.string())
    place = pc.binary_join_element_wise("示例", number, "市", "")
    changed: dict[str, Any] = {
        "doc_id": pc.binary_join_element_wise(
            pc.utf8_lpad(number, 12, "0"), pc.utf8_slice_codeunits(rows["doc_id"], 12), ""
        ),
        "fiscal_year": pa.array([year] * rows.num_rows, pa.int16()),
        "province_code": pa.array([str(11 + province)] * rows.num_rows),
        "region": place,
        "department": pc.binary_join_element_wise(place, rows["department"], ""),
    }
    for name, values in changed.items():
        if name in rows.schema.names:
            at = rows.schema.get_field_index(name)
            rows = rows.set_column(at, rows.schema.field(at), values)
    return rows


def write_dataset(root: Path, n: int, made_of: Tables) -> Manifest:
    """A build of about `n` documents at `root`; of no use but for asking."""
    each = made_of["documents"].num_rows
    copies = -(-n // each)
    manifest = Manifest("made", {})
    root.mkdir(parents=True)
    for part in range(YEARS * PROVINCES):
        mine = list(range(part, copies, YEARS * PROVINCES))
        if not mine:
            continue
        year, province = 2013 + part % YEARS, part // YEARS
        folder = f"fiscal_year={year}/province_code={11 + province}"
        pieces = ((name, _again(table, mine, year, province)) for name, table in made_of.items())
        entries = list(write_pieces(root, folder, TABLES, pieces))
        for name, entry in entries:
            manifest.counts[name] = manifest.counts.get(name, 0) + entry.rows
        manifest.partitions[folder] = PartitionEntry("made", [], [entry for _, entry in entries])
    for name in DATASET_TABLES:
        if name not in manifest.counts:
            write_empty(root, name, "fiscal_year=0/province_code=99")
    write_views(root)
    manifest.write(root)
    return manifest


def views(site: Site) -> Iterator[tuple[str, str]]:
    """(what, address) of every view."""
    row = site.reader.rows("SELECT * FROM documents WHERE report_kind = 'final' LIMIT 1 OFFSET 7")[0]
    d = quote(f"{row['province_code']}|{row['region'] or ''}|{row['department']}")
    line = site.reader.rows(
        "SELECT seq FROM function_lines WHERE doc_id = $d AND fiscal_year = $y LIMIT 1",
        {"d": row["doc_id"], "y": row["fiscal_year"]},
    )[0]
    yield "home", "/"
    yield "search", "/search"
    yield "search, a name", "/search?q=" + quote(row["region"])
    yield "search, a code", "/search?q=20129"
    yield "search, a province", "/search?province_code=31"
    yield "department", f"/department?d={d}"
    yield "compare", f"/compare?d={d}"
    yield "line", "/line/2010101"
    yield "line, a year", "/line/2010101?fiscal_year=2020"
    yield "findings", "/findings"
    yield "findings, errors", "/findings?severity=error"
    yield "document", f"/document/{row['doc_id']}"
    yield "document, amounts", f"/document/{row['doc_id']}?form=amounts"
    yield "evidence", f"/evidence/{row['doc_id']}/function_lines/{line['seq']}"
    yield "sql, classes", "/sql?question=classes"


@contextmanager
def serving(site: Site) -> Iterator[int]:
    """The port on which the page is served meanwhile."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(site), log_level="error", lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join(10)


def ask(port: int, address: str) -> None:
    """Get one page."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{address}: {answer.status} {body[-400:].decode('utf-8', 'replace')}")


def measure(site: Site, times: int) -> dict[str, tuple[float, float, float]]:
    """Seconds of every view: the first answer, the middle of the next, processor seconds of that."""
    found: dict[str, tuple[float, float, float]] = {}
    with serving(site) as port:
        for what, address in views(site):
            walls, cpus = [], []
            for _ in range(times + 1):
                wall, cpu = time.perf_counter(), _cpu()
                ask(port, address)
                walls.append(time.perf_counter() - wall)
                cpus.append(_cpu() - cpu)
            found[what] = (walls[0], statistics.median(walls[1:]), statistics.median(cpus[1:]))
            first, middle, cpu = found[what]
            print(f"{what:22} {first:8.3f} {middle:8.3f} {cpu:8.3f}", flush=True)
    return found


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Make the dataset, unless it is there, and time the views."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--out", type=Path, help="keep the made dataset here, or use the one that is here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yujuesuan-") as folder:
        root = options.out or Path(folder) / "dataset"
        if not root.exists():
            began = time.monotonic()
            write_dataset(root, options.documents, template())
            print(f"made in {time.monotonic() - began:.0f} s")
        began = time.monotonic()
        site = Site(root, None)
        site.reader.close()
        held = time.monotonic() - began
        began = time.monotonic()
        site = Site(root, None)
        again = time.monotonic() - began
        (count,) = site.reader.rows(
            "SELECT (SELECT count(*) FROM documents) AS d, (SELECT count(*) FROM function_lines) AS l"
        )
        print(f"{count['d']:,} documents, {count['l']:,} function lines")
        print(f"opened in {held:.1f} s, the second time in {again:.1f} s")
        print(f"{'view':22} {'first s':>8} {'next s':>8} {'cpu s':>8}")
        found = measure(site, options.times)
        site.reader.close()
    slowest = max(found, key=lambda k: found[k][1])
    print(f"first view {found['home'][0]:.3f} s (bar {FIRST_BAR})")
    print(f"heaviest view: {slowest} {found[slowest][1]:.3f} s (bar {HEAVIEST_BAR})")


if __name__ == "__main__":
    main()
