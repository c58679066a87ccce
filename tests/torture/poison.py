"""Documents that abort, exit, hang, overflow the stack or eat memory among good ones: the good ones do not notice."""

from __future__ import annotations

import faulthandler
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipeline.core.issues import ErrorClass
from pipeline.core.source import Source, Told
from pipeline.run import work
from pipeline.run.confine import Limits
from pipeline.run.local import Options, run, sources
from pipeline.run.result import Result
from tests.torture.kill import TEXT, contents

_SECONDS = 2.0
_MEMORY = 500 << 20


def _overflow(depth: int = 0) -> int:
    return _overflow(depth + 1) + 1


def die(kind: str) -> None:
    """End, or never end, in one of the ways that a parser can."""
    faulthandler.disable()
    if kind == "abort":
        os.kill(os.getpid(), signal.SIGABRT)
    if kind == "exit":
        os._exit(5)
    if kind == "hang":
        time.sleep(1000)
    if kind == "memory":
        bytearray(4 << 30)
    if kind == "stack":
        sys.setrecursionlimit(10**9)
        _overflow()


EXPECTED = {
    "abort": {ErrorClass.CRASH}, "exit": {ErrorClass.INTERNAL_ERROR}, "hang": {ErrorClass.TIMEOUT},
    "memory": {ErrorClass.MEMORY}, "stack": {ErrorClass.CRASH, ErrorClass.MEMORY, ErrorClass.TIMEOUT},
}  # fmt: skip


@contextmanager
def _poisoned() -> Iterator[None]:
    """Have documents named after a way to die die so."""
    good = work.process

    def process(path: Path, source_uri: str = "", told: Told | None = None) -> Result:
        die(path.stem.partition("-")[0])
        return good(path, source_uri, told)

    work.process = process
    try:
        yield
    finally:
        work.process = good


def poison_rounds(folder: Path, n_documents: int, seed: int) -> None:
    """Run `n_documents`, one in six poisoned, and compare the good ones with a run of them alone.

    Raises:
        AssertionError: a good document's rows differ, or a poisoned one has the wrong class.
    """
    chance = random.Random(seed)
    inputs = folder / "in"
    inputs.mkdir()
    kinds = [chance.choice(list(EXPECTED)) if i % 6 == 5 else "good" for i in range(n_documents)]
    chance.shuffle(kinds)
    for i, kind in enumerate(kinds):
        text = TEXT.format(year=2015 + i % 10, amount=f"{i + 1}.00")
        (inputs / f"{kind}-{i:04d}.txt").write_text(text, "utf-8")
    every = sources([inputs])
    rows: dict[str, dict[str, Any]] = {}
    options = Options(2, Limits(_SECONDS, _MEMORY))
    with _poisoned():
        run(every, folder / "all", options, lambda done: rows.update({done.source.uri: done.row}))
    for uri, row in rows.items():
        kind = uri.partition("-")[0]
        if kind == "good" and row["status"] != "ok":
            raise AssertionError(f"{uri}: {row['status']} {row['error']}")
        if kind != "good" and row["error_class"] not in EXPECTED[kind]:
            raise AssertionError(f"{uri}: {row['error_class']} {row['error']}")
    _compare(folder, [s for s in every if s.uri.startswith("good")], options)


def _compare(folder: Path, good: list[Source], options: Options) -> None:
    run(good, folder / "good", options)
    alone, beside = contents(folder / "good"), contents(folder / "all")
    for path in alone:
        if path.startswith(("function_lines", "amounts")) and alone[path] != beside.get(path):
            raise AssertionError(f"{path} differs beside poison")
