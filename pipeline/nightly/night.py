"""A night from end to end, one step after another; every step is in the report, whatever came of it."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any

from pipeline.core.catalogue import NAME as CATALOGUE
from pipeline.crawl.engine import Crawled, CrawlOptions, crawl
from pipeline.crawl.frontier import Patience
from pipeline.crawl.guard import Network
from pipeline.crawl.places import REPORTS
from pipeline.crawl.source import SourceError, load_sites
from pipeline.nightly.config import Config, Hook
from pipeline.run.confine import Limits
from pipeline.run.extraction import Options
from pipeline.run.local import run, sources
from pipeline.run.report import RunReport
from pipeline.store.errors import StoreError
from pipeline.store.gate import GateError
from pipeline.store.ledger import now
from pipeline.store.lock import locked
from pipeline.store.snapshots import Snapshots
from pipeline.store.verify import verify


class Exit(IntEnum):
    """How a night ended, for who started it: the worst of its steps."""

    DONE = 0
    NOT_PUBLISHED = 1
    WRONG_CONFIG = 2
    ATTENTION = 3
    DAMAGED = 4
    LOCKED = 5
    HOOK_FAILED = 6


_FAILED = {Exit.NOT_PUBLISHED, Exit.DAMAGED, Exit.HOOK_FAILED}


@dataclass(slots=True)
class Night:
    """What came of a night."""

    started: str = field(default_factory=now)
    exit: Exit = Exit.DONE
    steps: list[dict[str, Any]] = field(default_factory=list)
    number: int = 0

    @property
    def state(self) -> str:
        """In a word: done, attention, failed."""
        return "failed" if self.exit in _FAILED else "attention" if self.exit else "done"

    def as_dict(self) -> dict[str, Any]:
        """As in the report and as the notification gets it."""
        return {
            "night": self.number, "state": self.state, "exit": int(self.exit), "exit_name": self.exit.name.lower(),
            "started": self.started, "ended": now(), "steps": self.steps,
        }  # fmt: skip

    @contextmanager
    def step(self, name: str) -> Iterator[dict[str, Any]]:
        """One step; what is put into the dict stands in the report."""
        entry: dict[str, Any] = {"step": name, "ok": True}
        began = time.monotonic()
        self.steps.append(entry)
        try:
            yield entry
        finally:
            entry["seconds"] = round(time.monotonic() - began, 1)

    def fail(self, entry: dict[str, Any], how: Exit, said: str) -> None:
        """Record that a step failed; the first failure decides how the night ends."""
        entry |= {"ok": False, "said": said}
        if self.exit not in _FAILED:
            self.exit = how


def nightly(config: Config) -> Night:
    """Crawl, run, check and publish, report and notify, as the configuration says."""
    night, store = Night(), config.path(config.store)
    try:
        with locked(store / ".nightly"):
            _work(night, config)
    except StoreError as error:
        if night.steps:
            raise
        night.exit = Exit.LOCKED
        night.steps.append({"step": "lock", "ok": False, "said": str(error)})
        return night
    _report(night, store)
    _call(night, "notify", config.notify, config)
    return night


def _work(night: Night, config: Config) -> None:
    """The steps that change something."""
    if not _crawl(night, config):
        return
    if _run(night, config) and _check(night, config):
        _call(night, "publish", config.publish, config)


def _crawl(night: Night, config: Config) -> bool:
    """The sites into the store; whether there is something to run."""
    how, reach = config.crawl, config.network
    options = CrawlOptions(
        seconds=how.seconds, timeout=how.timeout, most_flying=how.flying, contact=how.contact, verify=how.verify,
        network=Network(tuple(reach.allow), dict(reach.hosts)), patience=Patience(how.backoff, how.most_wait),
    )  # fmt: skip
    with night.step("crawl") as entry:
        try:
            done = crawl(config.path(config.store), load_sites(map(config.path, config.sources)), options)
        except SourceError as error:
            night.fail(entry, Exit.WRONG_CONFIG, str(error))
            return False
        except (StoreError, OSError) as error:
            night.fail(entry, Exit.NOT_PUBLISHED, str(error))
            return False
        night.number = done.night
        entry |= _told(done)
        if done.signs or not done.is_done:
            night.exit = Exit.ATTENTION
    return True


def _told(done: Crawled) -> dict[str, Any]:
    return {
        "done": done.is_done, "statuses": done.statuses,
        "signs": [{"source": s.source, "kind": s.kind, "said": s.said} for s in done.signs],
        "sources": {source: counts.as_dict() for source, counts in done.counts.items()},
    }  # fmt: skip


def _run(night: Night, config: Config) -> bool:
    """The store into the dataset, published where the gate lets it; whether it was."""
    how, store = config.run, config.path(config.store)
    limits = Limits(how.seconds, how.memory_mb << 20)
    with night.step("run") as entry:
        try:
            todo = sources([store / CATALOGUE])
            report = run(todo, config.path(config.out), Options(how.jobs, limits, gate=how.gate))
        except GateError as error:
            entry["gate"] = [str(b) for b in error.broken]
            night.fail(entry, Exit.NOT_PUBLISHED, str(error))
            return False
        except (StoreError, OSError, ValueError) as error:
            night.fail(entry, Exit.NOT_PUBLISHED, str(error))
            return False
        entry |= _numbers(report)
        if report.statuses["failed"] and night.exit is Exit.DONE:
            night.exit = Exit.ATTENTION
    return True


def _numbers(report: RunReport) -> dict[str, Any]:
    kept = (
        "documents", "unchanged", "changed_parts", "taken_over", "statuses", "failures", "rows", "findings",
        "proved_share", "build",
    )  # fmt: skip
    return {key: value for key, value in report.as_dict().items() if key in kept}


def _check(night: Night, config: Config) -> bool:
    """Every file of the build against its checksum; whether they hold."""
    with night.step("check") as entry:
        current = Snapshots(config.path(config.out)).current()
        damaged = verify(current) if current else []
        if damaged or current is None:
            said = "; ".join(f"{d.path}: {d.reason}" for d in damaged[:5]) or "no build"
            night.fail(entry, Exit.DAMAGED, said)
    return night.exit is not Exit.DAMAGED


def _report(night: Night, store: Path) -> None:
    """Write the report into the store, whole."""
    folder = store / REPORTS
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"night-{night.number:06d}.json"
    draft = path.with_suffix(".tmp")
    draft.write_text(json.dumps(night.as_dict(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    draft.replace(path)


def _call(night: Night, name: str, hook: Hook, config: Config) -> None:
    """Call a command with the report on its standard input and the state as its last argument."""
    if not hook.command or night.state not in hook.on:
        return
    with night.step(name) as entry:
        try:
            done = subprocess.run(
                [*hook.command, night.state],
                input=json.dumps(night.as_dict(), ensure_ascii=False),
                capture_output=True, text=True, timeout=hook.seconds, check=False, cwd=config.folder,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            night.fail(entry, Exit.HOOK_FAILED, str(error))
            return
        entry["exit"] = done.returncode
        if done.returncode:
            night.fail(entry, Exit.HOOK_FAILED, done.stderr.strip()[-500:])
