"""The source file of a document: found by its hash, shown by a child process that has limits."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from pipeline.core.catalogue import OBJECTS, object_path
from pipeline.core.source import digest

_SECONDS, _KEPT = 60, 24


class NoSource(LookupError):
    """The source cannot be shown; the message says why, for people."""


@dataclass(slots=True)
class Sources:
    """The folder with the source files of a dataset; None: rows can be read, pages not seen."""

    folder: Path | None
    _pages: OrderedDict[tuple[str, int], tuple[dict[str, Any], bytes]] = field(default_factory=OrderedDict)
    _paths: dict[str, Path] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def path(self, document: dict[str, Any]) -> Path:
        """The file of a document: where it was, or of that name elsewhere; always with the same bytes.

        Raises:
            NoSource: no folder was given, or no file in it has these bytes.
        """
        doc_id = str(document["doc_id"])
        if self.folder is None:
            raise NoSource("未指定来源文件夹（--files） / started without --files")
        if doc_id in self._paths:
            return self._paths[doc_id]
        root = self.folder.resolve()
        uri = str(document["source_uri"] or "")
        candidates: list[Path] = [object_path(root / OBJECTS, doc_id), root / uri]
        if _is_plain(Path(uri).name):
            candidates += root.rglob(Path(uri).name)
        for path in candidates:
            real = path.resolve()
            if real.is_relative_to(root) and real.is_file() and digest(real)[0] == doc_id:
                self._paths[doc_id] = real
                return real
        raise NoSource(f"{self.folder} 里没有这个文件 / no file there has these bytes")

    def page(self, document: dict[str, Any], number: int) -> tuple[dict[str, Any], bytes]:
        """({width, height} in points, PNG) of a page.

        Raises:
            NoSource: there is no file, or the page cannot be drawn.
        """
        key = (document["doc_id"], number)
        with self._lock:
            if key not in self._pages:
                answer = _child("page", self.path(document), str(number))
                head, _, png = answer.partition(b"\n")
                self._pages[key] = json.loads(head), png
                while len(self._pages) > _KEPT:
                    self._pages.popitem(last=False)
            return self._pages[key]

    def passage(self, document: dict[str, Any], locator: str) -> dict[str, Any]:
        """The table or paragraph around a place in a document without pages.

        Raises:
            NoSource: there is no file, or no such place in it.
        """
        found: dict[str, Any] = json.loads(_child("passage", self.path(document), locator))
        if not found:
            raise NoSource(f"{locator}: 找不到 / not found")
        return found


def _is_plain(name: str) -> bool:
    return bool(name) and not any(c in name for c in "*?[]")


def _child(what: str, path: Path, argument: str) -> bytes:
    """What the child that draws and reads says; a file that kills it costs itself only."""
    command = [sys.executable, "-m", "pipeline.explore.render", what, str(path), argument]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise NoSource("来源文件打开太慢 / the source took too long") from error
    if done.returncode != 0:
        raise NoSource("来源文件无法显示 / the source cannot be shown")
    return done.stdout
