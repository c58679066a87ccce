"""Mutations of good files, of every format, through the run's own door: every one has a class, none is a fault of ours.

The same seed gives the same files. `python -m tests.torture.fuzz --seconds 300` for longer; what it finds is kept in
the folder given, named after seed and number.
"""

from __future__ import annotations

import argparse
import io
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from pipeline.core.issues import ErrorClass
from pipeline.core.source import Source
from pipeline.run.confine import Limits
from pipeline.run.document import process
from pipeline.run.forking import each_from_server
from pipeline.run.warm import warm_up
from tests.synth.document import disclosure

_FORMATS = ("pdf", "docx", "xlsx", "html", "txt")
_WORDS = (
    b"endobj", b"stream", b"/Length", b"/Count", b"/Kids", b"/W", b"obj", b"xref", b"<w:tbl>", b"</w:tr>",
    b"gridSpan", b"vMerge", b"rowspan", b"colspan", b"<table>", b"</td>", b"ref=", b"r=", b"<row", b"PK\x01\x02",
)  # fmt: skip
_NUMBERS = (b"0", b"-1", b"65536", b"2147483648", b"99999999999999999999", b"1e308")
_MOST = 60  # bytes replaced at a time


def seeds() -> dict[str, bytes]:
    """A small disclosure of each format."""
    return {kind: disclosure("sichuan_final", 1).render(kind) for kind in _FORMATS}


def mutated(data: bytes, chance: Random) -> bytes:
    """`data` with one to eight changes; of a zip, often inside of one of its parts."""
    if data[:2] == b"PK" and chance.random() < 0.7:
        return _in_a_part(data, chance)
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        _change(out, chance)
    return bytes(out)


def _change(out: bytearray, chance: Random) -> None:
    at = chance.randrange(len(out) + 1)
    end = at + chance.randrange(_MOST)
    kind = chance.randrange(7)
    if kind == 0 and at < len(out):
        out[at] ^= 1 << chance.randrange(8)
    elif kind == 1:
        out[at:end] = chance.randbytes(end - at)
    elif kind == 2:
        del out[at:end]
    elif kind == 3:
        out[at:at] = out[at:end] * chance.randint(1, 50)
    elif kind == 4:
        out[at:at] = chance.choice(_WORDS)
    elif kind == 5:
        out[at : at + 2] = chance.choice(_NUMBERS)
    elif chance.random() < 0.2:
        del out[at:]


def _in_a_part(data: bytes, chance: Random) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, mutated(part, chance) if name == chosen and part else part)
    return sink.getvalue()


def _files(folder: Path, seed: int, n: int) -> Iterator[Source]:
    chance, good = Random(seed), seeds()
    for number in range(n):
        kind = chance.choice(_FORMATS)
        path = folder / f"{seed}-{number:05d}.{kind}"
        path.write_bytes(mutated(good[kind], chance))
        yield Source(path, path.name)


def fuzz(folder: Path, seed: int, n: int) -> Counter[str]:
    """How many of `n` mutated files ended with which status or class.

    Raises:
        AssertionError: one has no class, or a class that is ours to mend.
    """
    warm_up()
    ended: Counter[str] = Counter()
    found = each_from_server(
        list(_files(folder, seed, n)), lambda s: process(s.path, s.uri).status, Limits(seconds=60.0), 2
    )
    for outcome in found:
        row = outcome.answer or {
            "status": "failed",
            "error_class": outcome.error_class,
            "error": outcome.error,
        }
        if (
            row["status"] not in ("ok", "partial", "skipped", "failed")
            or row["error_class"] == ErrorClass.INTERNAL_ERROR
        ):
            raise AssertionError(f"{outcome.job.path}: {row['status']} {row['error']}")
        ended[row["error_class"] or row["status"]] += 1
    return ended


def main() -> None:
    """Seed after seed until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("out/fuzz"), help="where finds are kept")
    options = parser.parse_args()
    began, seed, ended = time.monotonic(), options.seed, Counter[str]()
    while time.monotonic() - began < options.seconds:
        with tempfile.TemporaryDirectory() as folder:
            try:
                ended += fuzz(Path(folder), seed, 200)
            except AssertionError as error:
                bad = Path(str(error).partition(": ")[0])
                options.keep.mkdir(parents=True, exist_ok=True)
                bad.replace(options.keep / bad.name)
                raise
        seed += 1
    print(f"fuzz: {ended.total()} files, seeds {options.seed} to {seed - 1}: {dict(ended.most_common())}")


if __name__ == "__main__":
    main()
