"""Crawls as processes of their own, as anybody would start them."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

LOOPBACK = ("--allow-network", "127.0.0.0/8", "--resolve", "*.crawl.test=127.0.0.1")


def command(sources: Path, store: Path, *more: str, open_loopback: bool = True) -> list[str]:
    """A crawl of the sources in a folder."""
    start = [sys.executable, "-m", "pipeline.cli", "crawl", str(sources), "--store", str(store)]
    return [*start, *(LOOPBACK if open_loopback else LOOPBACK[2:]), *more]


def crawl(sources: Path, store: Path, *more: str, open_loopback: bool = True, seconds: float = 120) -> str:
    """A crawl to its end; what it printed."""
    done = subprocess.run(
        command(sources, store, *more, open_loopback=open_loopback),
        capture_output=True, text=True, timeout=seconds, check=False,
    )  # fmt: skip
    if done.returncode:
        raise AssertionError(f"exit {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def crawl_killed(sources: Path, store: Path, reached: Callable[[], bool], *more: str) -> bool:
    """A crawl that is killed once it has `reached` a point; False where it was done before."""
    process = subprocess.Popen(
        command(sources, store, *more),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while process.poll() is None and not reached():
        time.sleep(0.002)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return True
    _, said = process.communicate()
    if process.returncode:
        raise AssertionError(f"exit {process.returncode}: {said.decode()}")
    return False


def rows(store: Path, sql: str, *values: object) -> list[tuple[object, ...]]:
    """What the log of a store answers."""
    with sqlite3.connect(f"file:{store / 'crawl.sqlite'}?mode=ro", uri=True) as db:
        found = db.execute(sql, values).fetchall()
    db.close()
    return found


def ends(store: Path) -> dict[str, str]:
    """How every address ended in the last night; fails where one ended twice."""
    night = "(SELECT max(number) FROM nights)"
    found = rows(store, f"SELECT url, status FROM observations WHERE night = {night} ORDER BY id")
    by_url = {str(url): str(status) for url, status in found}
    if len(by_url) != len(found):
        raise AssertionError(f"{len(found)} ends of {len(by_url)} addresses")
    return by_url


def statuses(store: Path) -> dict[str, str]:
    """The same for the store of one host, by path."""
    return {url.split("/", 3)[3]: status for url, status in ends(store).items()}
