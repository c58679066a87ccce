"""What a child that reads a document may use: a core, memory, files, a group of its own, and no network."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import shutil
import signal
import tempfile
from dataclasses import dataclass
from pathlib import Path

MB = 1 << 20
_OPEN_FILES = 512
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000  # CLONE_NEWNET, CLONE_NEWUSER
_WAYS = (
    _NEW_NETWORK,
    _NEW_NETWORK | _NEW_USER,
)  # as root; as anybody, where the system lets users have namespaces
_is_cut = False  # of this process; those that it forks have what it has
_PARENT_DEATH = 1  # PR_SET_PDEATHSIG
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # M_TRIM_THRESHOLD, M_MMAP_THRESHOLD
_KEPT = 32 * MB  # the largest piece of memory that the allocator can be told to keep
_TRUSTED = ("CMAP_PATH",)  # what tells a library to load more from elsewhere
_ALONE = {"OPENCV_FOR_THREADS_NUM": "1"}  # a document has one core: the others read other documents


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost.

    Wall seconds: `stall` without a page finished; `base` and `per_page` for each page in all, and what a step that is
    known to be slow (a conversion, a page to recognise) asks for beside; `seconds` whatever happens. Then bytes of
    memory beyond the parent's, and bytes of a file that it writes.
    """

    seconds: float = 1800.0
    memory: int = 1536 * MB
    file_size: int = 2048 * MB
    stall: float = 60.0
    base: float = 60.0
    per_page: float = 2.0


def confine(limits: Limits, parent: int) -> None:
    """Put the limits on the process that calls: its own group, no network, memory, file size, no core, no input."""
    os.setsid()
    end_with_parent(parent, signal.SIGKILL)
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, signal.SIG_DFL)
    cut_network()
    memory = _own_memory() + limits.memory
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_FSIZE, limits.file_size)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # writing too much is an error of the document, not a death
    for name in _TRUSTED:
        os.environ.pop(name, None)
    os.environ.update(_ALONE)
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)


def keep_memory() -> None:
    """Have the allocator keep what is freed, for a process that lives for one document: taking it anew costs time."""
    with contextlib.suppress(OSError, AttributeError):
        allocator = ctypes.CDLL(None)
        allocator.mallopt(_MMAP_THRESHOLD, _KEPT)
        allocator.mallopt(_TRIM_THRESHOLD, 1024 * MB)


def _limit(kind: int, most: int) -> None:
    """Lower a limit; one that is lower already stays."""
    _, hard = resource.getrlimit(kind)
    value = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (value, value))


def end_with_parent(parent: int, signum: signal.Signals) -> None:
    """Have the system send `signum` to the calling process when `parent`, which forked it, ends, however that ends."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PARENT_DEATH, int(signum), 0, 0, 0)
    if os.getppid() != parent:  # it has ended already
        os.kill(os.getpid(), signum)


def cut_network() -> bool:
    """Leave the calling process, and all that it starts, without a network; False where the system does not allow it.

    An empty network namespace of its own: as root, or else in a user namespace that maps only its own user. One that
    has been left without a network by who forked it needs no other, which takes the system as long as a fork.
    """
    global _is_cut
    if _is_cut:
        return True
    try:
        unshare = ctypes.CDLL(None).unshare
    except (OSError, AttributeError):
        return False
    user, group = os.geteuid(), os.getegid()
    way = next((w for w in _WAYS if unshare(w) == 0), None)
    if way is not None and way & _NEW_USER:
        _map(user, group)
    _is_cut = way is not None
    return _is_cut


def _map(user: int, group: int) -> None:
    """Be the same user and group in a user namespace as outside of it."""
    said = {"setgroups": "deny", "uid_map": f"{user} {user} 1", "gid_map": f"{group} {group} 1"}
    for name, text in said.items():
        with contextlib.suppress(OSError):
            Path("/proc/self", name).write_text(text)


def _own_memory() -> int:
    """Bytes of address space that the process has already."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 1024 * MB


def forget_folders(prefix: str) -> None:
    """Remove the temporary folders of a child that ended without doing so."""
    for folder in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        shutil.rmtree(folder, ignore_errors=True)


def own_peak_mb() -> float:
    """The most memory the calling process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
