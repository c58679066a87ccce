"""Object storage by way of fsspec, which is loaded when an address asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pipeline.store.errors import StoreError


@dataclass(frozen=True, slots=True)
class Place:
    """A prefix of a file system of fsspec."""

    files: Any
    root: str

    def path(self, relative: str) -> str:
        """The full path of a name below the prefix."""
        return f"{self.root}/{relative}"

    def sizes(self, relative: str) -> dict[str, int]:
        """The objects below a name: their paths relative to it, and how large they are."""
        folder = self.path(relative)
        self.files.invalidate_cache()
        try:
            found = self.files.find(folder, detail=True)
        except FileNotFoundError:
            return {}
        return {
            path[len(folder) + 1 :]: info["size"] for path, info in found.items() if info["type"] == "file"
        }

    def text(self, relative: str) -> str | None:
        """What a small object says; None where there is none."""
        try:
            return str(self.files.cat_file(self.path(relative)).decode("utf-8"))
        except FileNotFoundError:
            return None


@contextmanager
def place(address: str) -> Iterator[Place]:
    """The prefix that an address names; whatever goes wrong there becomes one kind of error that names it.

    Raises:
        StoreError: the driver is missing, or the storage cannot be reached, refuses, or lacks what was asked of it.
    """
    try:
        from fsspec.core import url_to_fs

        files, root = url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise StoreError(f"{address}: {error}; for s3://: pip install 'yujuesuan[s3]'") from error
    try:
        files.invalidate_cache()
        yield Place(files, root.rstrip("/"))
    except StoreError:
        raise
    except Exception as error:  # drivers throw what their libraries throw
        raise StoreError(f"{address}: {type(error).__name__}: {error}") from error
