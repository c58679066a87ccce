"""What earlier versions of the extractor read, taken over where nothing that it was read with has changed since.

Of every document the ledger holds which units of the pattern files it used. A unit that it did not use decided nothing
of it, so that it yields the same under any version that differs in such units only. Code, reference lists, recognition
and a pattern file that is new may concern every document.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from pipeline.core.patterns import file_of
from pipeline.run.version import PATTERN_FILE, common_parts, pattern_units, used_bits
from pipeline.store.ledger import Extracted, Ledger, VersionUnits
from pipeline.store.staging import Staging


@dataclass(slots=True)
class Narrowing:
    """What became of the documents that earlier versions read.

    `again`: the parts that changed since the last build, with the number of documents that each has read again.
    `for_all`: those of them that concern every document. `kept`: the documents that nothing concerns that changed.
    """

    again: Counter[str] = field(default_factory=Counter)
    for_all: tuple[str, ...] = ()
    kept: int = 0


class Earlier:
    """The earlier versions that a ledger holds, for the version of a staging."""

    def __init__(self, ledger: Ledger, staging: Staging) -> None:
        self._ledger, self._staging = ledger, staging
        ledger.record_version(VersionUnits(staging.version, common_parts(), pattern_units()))
        held = ledger.versions()
        self._versions = [_Since(v) for v in held if v.version != staging.version]
        self.narrowing = Narrowing()
        if held[0].version != staging.version:
            last = self._versions[0]
            self.narrowing.for_all = last.for_all
            self.narrowing.again.update(dict.fromkeys((*last.for_all, *last.files), 0))

    def taken_over(self, doc_id: str, key: str) -> dict[str, Any] | None:
        """The row of a document that an earlier version read under the same address and this one would read alike."""
        concerned: Sequence[str] = ()
        for since in self._versions:
            found = self._ledger.extraction(doc_id, since.version)
            if found is None or found.uri != key:
                continue
            parts = since.concerning(int(found.used, 16))
            if not parts and self._staging.take_over(since.version, doc_id):
                used = since.used_now(found.used)
                self._ledger.record(self._staging.version, Extracted(key, found.row, used))
                self.narrowing.kept += 1
                return found.row
            concerned = concerned or parts
        self.narrowing.again.update(concerned)
        return None


def reach(ledger: Ledger) -> tuple[int, dict[str, dict[str, int]]]:
    """Of the last build: its documents; of every pattern file, unit -> how many used it, and "" -> how many used any.

    So many a change of the unit has read again.
    """
    last = next(iter(ledger.versions()), None)
    units = list(last.units) if last else []
    uses = Counter(ledger.uses(last.version)) if last else Counter()
    out: dict[str, dict[str, int]] = {file_of(unit): {"": 0} for unit in units}
    out_of = {unit: out[file_of(unit)] for unit in units}
    for unit in units:
        out_of[unit][unit] = 0
    for used, n in uses.items():
        mine = [unit for i, unit in enumerate(units) if int(used, 16) >> i & 1]
        for unit in mine:
            out_of[unit][unit] += n
        for file in {file_of(unit) for unit in mine}:
            out[file][""] += n
    return uses.total(), out


class _Since:
    """What changed since an earlier version: parts that concern all documents, and of pattern files the units."""

    def __init__(self, before: VersionUnits) -> None:
        self.version, self._units, now = before.version, list(before.units), pattern_units()
        common = [part for part, said in common_parts().items() if before.common.get(part) != said]
        new = {file_of(unit) for unit in now} - {file_of(unit) for unit in before.units}
        self.for_all = (*common, *sorted(PATTERN_FILE + file for file in new))
        self.files: dict[str, int] = {}  # which bits of what a document used are units that changed
        for i, (unit, decides) in enumerate(before.units.items()):
            if now.get(unit) != decides:
                part = PATTERN_FILE + file_of(unit)
                self.files[part] = self.files.get(part, 0) | 1 << i
        self.used_now = cache(self._used_now) if self._units != list(now) else str

    def concerning(self, used: int) -> list[str]:
        """The changed parts that concern a document which used these units."""
        return [*self.for_all, *(part for part, changed in self.files.items() if changed & used)]

    def _used_now(self, used: str) -> str:
        """The bits, as this version counts them, of units that it has too."""
        bits = int(used, 16)
        return used_bits(unit for i, unit in enumerate(self._units) if bits >> i & 1)
