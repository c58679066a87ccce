"""What was fetched, by the hash of its bytes: a file is there whole or not at all."""

from __future__ import annotations

import hashlib
import os
import threading
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.catalogue import object_path


@dataclass(frozen=True, slots=True)
class Objects:
    """Files named after their content below a folder."""

    root: Path

    def path(self, name: str) -> Path:
        """Where the bytes of that hash are, or would be."""
        return object_path(self.root, name)

    def put(self, body: bytes) -> str:
        """Keep bytes, whole and on the disk when this returns; their hash."""
        name = hashlib.sha256(body).hexdigest()
        path = self.path(name)
        if path.exists():
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{name}.{os.getpid()}-{threading.get_ident()}.tmp")
        with draft.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return name

    def get(self, name: str) -> bytes:
        """The bytes of that hash."""
        return self.path(name).read_bytes()

    def forget_drafts(self) -> None:
        """Remove what a crawl that was killed had begun to write."""
        for draft in self.root.glob("*/*.tmp"):
            draft.unlink(missing_ok=True)
