"""LibreOffice many times over, one conversion in ten killed on its way: the others are whole, and nothing goes on."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.read import office
from pipeline.read.docx import read_docx
from pipeline.run.confine import Limits
from pipeline.run.forking import each_from_server
from tests.synth.document import disclosure
from tests.synth.office_files import all_saved_as

_KILLED_EVERY, _DIES_AFTER = 10, 0.4


def _converting(source: Path, folder: Path) -> Callable[[int], dict[str, Any]]:
    def work(job: int) -> dict[str, Any]:
        own = Path(tempfile.mkdtemp(dir=folder))
        if job % _KILLED_EVERY == 0:
            _die_soon()
        document = read_docx(office.converted(source, ".doc", "docx", own))
        text = "\n".join(c.text for t in document.tables() for c in t.cells)
        return {"text": text}

    return work


def _die_soon() -> None:
    """Have the calling process killed from outside while it goes on."""
    victim = os.getpid()
    if os.fork() == 0:
        time.sleep(_DIES_AFTER)
        os.kill(victim, signal.SIGKILL)
        os._exit(0)


def _still_there(folder: Path) -> list[str]:
    """Processes that were started for a document in `folder` and go on."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(folder) in words:
            found.append(process.name)
    return found


def conversions(folder: Path, n: int) -> Counter[str]:
    """Convert one document `n` times, two at a time; how many ended how.

    Raises:
        AssertionError: one that nobody killed failed, or reads otherwise than the rest; or a process is left.
    """
    written = folder / "a.docx"
    written.write_bytes(disclosure("sichuan_final", 1).render("docx"))
    (source,) = all_saved_as([written], "doc")
    temp = folder / "temp"
    temp.mkdir()
    ended: Counter[str] = Counter()
    texts = set()
    for outcome in each_from_server(range(n), _converting(source, temp), Limits(), 2):
        is_killed = outcome.job % _KILLED_EVERY == 0
        if outcome.answer is None and not is_killed:
            raise AssertionError(f"conversion {outcome.job}: {outcome.error_class} {outcome.error}")
        if outcome.answer is not None:
            texts.add(outcome.answer["text"])
        ended["killed" if outcome.answer is None else "whole"] += 1
    time.sleep(0.5)
    if len(texts) != 1 or (left := _still_there(temp)):
        raise AssertionError(f"{len(texts)} readings of one document; left: {left}")
    return ended
