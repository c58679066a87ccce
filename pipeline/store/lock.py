"""One writer a dataset: the lock of a process that died is free by itself."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.store.errors import StoreError

_NAME = ".lock"


@contextmanager
def locked(root: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the dataset at `root` for writing.

    The system drops the lock with the process that holds it, however that ends.

    Raises:
        StoreError: another run holds it, and `wait` is false.
    """
    root.mkdir(parents=True, exist_ok=True)
    with (root / _NAME).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            file.seek(0)
            raise StoreError(f"process {file.read().strip() or '?'} is writing this dataset") from error
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield
