"""Nothing is opened or connected outside: every system call of a run, its children and LibreOffice looked through."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

_CALL = re.compile(r"\b(openat|open|creat|connect|sendto|execve)\((.*)")
_PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
_INTERNET = re.compile(r"sa_family=AF_INET6?\b")
_WRITES = re.compile(r"O_WRONLY|O_RDWR|O_CREAT")
_SYSTEM = (
    "/usr",
    "/lib",
    "/etc",
    "/proc",
    "/sys",
    "/dev",
    "/bin",
    "/opt",
    "/var/cache/fontconfig",
    "/run",
    "/.dockerenv",
)
_WRITABLE = (
    "/dev",
    "/proc",
    "/usr/lib/libreoffice/share/uno_packages/cache/stamp.sys",
)  # the last LibreOffice's own


@dataclass
class Seen:
    """What a traced run did."""

    n_calls: int = 0
    n_refused: int = 0  # connections that a process without a network asked for
    connects: list[str] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)


def traced(command: list[str], log: Path, temp: Path) -> int:
    """The exit code of a command, every file it opened and every address it connected to written to `log`."""
    strace = ["strace", "-f", "-qq", "-s", "512", "-e", "trace=open,openat,creat,connect", "-o", str(log)]
    environment = os.environ | {
        "TMPDIR": str(temp),
        "YUJUESUAN_CACHE": str(temp / "cache"),
        "HOME": str(temp),
    }
    return subprocess.run([*strace, *command], env=environment, capture_output=True, check=False).returncode


def seen(log: Path, inside: list[Path], libraries: list[Path]) -> Seen:
    """What of it lies outside the folders of the run and of its programs, and every connection to a network."""
    own = tuple(str(p.resolve()) for p in inside)
    readable = (*own, *map(str, libraries), *_SYSTEM)
    found = Seen()
    for line in log.read_text("utf-8", "backslashreplace").splitlines():
        found.n_refused += "connect" in line and "ENETUNREACH" in line
        call = _CALL.search(line)
        if call is None:
            continue
        found.n_calls += 1
        if call[1] == "connect":
            found.connects += [line] if _INTERNET.search(line) else []
            continue
        quoted = _PATH.search(call[2])
        path = quoted[1] if quoted else ""
        if not path.startswith("/"):  # from the folder it is in, which is one of its own
            found.writes += [line] if _WRITES.search(line) and ".." in path else []
        elif _WRITES.search(line) and " = -1 " not in line:
            found.writes += [] if path.startswith((*own, *_WRITABLE)) else [path]
        elif " = -1 " not in line:
            found.reads += [] if path.startswith(readable) else [path]
    return found


def trace_run(inputs: Path, folder: Path) -> tuple[Seen, int]:
    """A traced run over `inputs`, and its exit code."""
    temp, out, log = folder / "temp", folder / "out", folder / "calls"
    temp.mkdir()
    root = Path(__file__).resolve().parents[2]
    words = [sys.executable, "-m", "pipeline.cli", "run", str(inputs), "--out", str(out), "--jobs", "2"]
    code = traced(words, log, temp)
    libraries = [root, Path(sys.prefix), Path(sys.base_prefix), Path(sys.executable).resolve().parents[1]]
    libraries += [Path(p) for p in sys.path if p]
    return seen(log, [inputs, out, temp], libraries), code
