"""Every sample read whole: the records equal what the generator put in, and equal the records once reviewed.

A golden file that is missing is written and the test fails, so that somebody looks at it; UPDATE_GOLDEN=1 rewrites.
"""

from __future__ import annotations

import base64
import io
import json
import os
import re
import zipfile
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.run.document import process
from pipeline.run.result import Result
from tests.synth.document import Disclosure, disclosure
from tests.synth.judge import tallies
from tests.synth.labels import tables
from tests.synth.samples import SAMPLES

ROOT = Path(__file__).resolve().parents[1]
FILES = ROOT / "data" / "samples" / "files"
GOLD = ROOT / "data" / "samples" / "gold"
GOLDEN = Path(__file__).with_name("golden")
IDS = [f"{name}-{seed}.{form}" for name, seed, form in SAMPLES]
# What may change without a record saying anything else: times, versions, proofs, boxes (by the fonts at hand), and
# what the code lists make of a code (tests/core/test_code_changes.py).
VOLATILE = frozenset(
    ["doc_id", "seq", "seconds", "peak_rss_mb", "extractor_version", "confidence", "bbox", "fetched_at", "bytes",
     "source_uri", "pattern_id", "proof", "proved_share", "n_findings", "text_source", "harmonised_code"]
)  # fmt: skip
SHARED = frozenset(
    ["fiscal_year", "province_code", "region", "department", "department_id", "scope", "report_kind"]
)
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)

each_sample = pytest.mark.parametrize(("name", "seed", "form"), SAMPLES, ids=IDS)


@cache
def _made(name: str, seed: int) -> Disclosure:
    return disclosure(name, seed)


@cache
def _read(name: str, seed: int, form: str) -> Result:
    return process(FILES / f"{name}-{seed}.{form}")


def test_golden_files_are_not_being_rewritten() -> None:
    assert "UPDATE_GOLDEN" not in os.environ, "UPDATE_GOLDEN is set: golden files were rewritten, review them"


@each_sample
def test_truth(name: str, seed: int, form: str) -> None:
    result = _read(name, seed, form)
    assert result.status["status"] == "ok", result.status["error"]
    found = tallies(result, GOLD / f"{name}-{seed}-{form}")
    wrong = {
        table: {"missed": t.missed, "invented": [key for key, _ in t.invented]}
        for table, t in found.items()
        if t.missed or t.invented
    }
    assert not wrong
    assert found["function"].gold > 90


@each_sample
def test_nothing_is_found_wrong(name: str, seed: int, form: str) -> None:
    """The invented accounts add up, so that a finding would be a false alarm; empty forms are told of."""
    result = _read(name, seed, form)
    notes = [f for f in result.findings if f.identity_id == "N13z"]  # 100 % of nothing, as many write it
    assert {f.severity for f in notes} <= {"info"}
    assert [f.message for f in result.findings if f.kind != "empty_form" and f not in notes] == []
    assert result.status["proved_share"] > 0.95


@each_sample
def test_records(name: str, seed: int, form: str) -> None:
    text = _golden(_read(name, seed, form))
    path = GOLDEN / f"{name}-{seed}-{form}.json"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        pytest.fail(f"{path.name} was written: review it and run again")
    assert text == path.read_text(encoding="utf-8")


@each_sample
def test_drawn_again_the_same(name: str, seed: int, form: str) -> None:
    made = _made(name, seed)
    kept = (FILES / f"{name}-{seed}.{form}").read_bytes()
    assert _contents(made.render(form), form) == _contents(kept, form)
    for file, content in tables(made, f"{name}-{seed}.{form}").items():
        assert (GOLD / f"{name}-{seed}-{form}" / file).read_text(encoding="utf-8") == content


def test_samples_are_small() -> None:
    sizes = [path.stat().st_size for path in FILES.iterdir()]
    assert len(sizes) == len(SAMPLES)
    assert sum(sizes) < 2_000_000


def _contents(data: bytes, form: str) -> list[bytes]:
    """The bytes, with what is compressed inflated: compressors differ between builds of Python."""
    if form == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [part for n in archive.namelist() for part in (n.encode(), archive.read(n))]
    if form == "pdf":
        return [_inflated(stream) for stream in STREAM.findall(data)]
    return [data]


def _inflated(stream: bytes) -> bytes:
    """A PDF stream: ASCII85 around deflate, as reportlab writes it."""
    return zlib.decompress(base64.a85decode(stream[: stream.rindex(b"~>")]))


def _golden(result: Result) -> str:
    """The records as JSON, a row on a line, without what may change and without columns that say nothing."""
    out: dict[str, Any] = {}
    for table, rows in sorted(result.tables().items()):
        if table == "findings":
            continue
        left_out = VOLATILE if table == "documents" else VOLATILE | SHARED
        columns = [k for k in rows[0] if k not in left_out and any(row[k] is not None for row in rows)]
        out[table] = [columns, *([_plain(row[k]) for k in columns] for row in rows)]
    lines = []
    for table, rows in out.items():
        body = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
        lines.append(f"{json.dumps(table)}: [\n{body}\n]")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | str | float) else str(value)
