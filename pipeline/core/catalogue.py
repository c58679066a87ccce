"""The catalogue of a store: which documents there are now, where they came from, and what their sites say of them.

One JSON object a line, in order of address. A dataset is made of a catalogue and the files it names, and of nothing
else: times of fetching are in it, clocks are not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from pipeline.core.source import Source, Told

NAME, OBJECTS = "catalogue.jsonl", "objects"


class CatalogueError(ValueError):
    """A file that should be a catalogue and is none, by its line."""


def object_path(objects: Path, name: str) -> Path:
    """Where the bytes of that hash lie below the folder of a store's objects."""
    return objects / name[:2] / name


def write_catalogue(path: Path, documents: Iterable[Source]) -> int:
    """Write a catalogue whole, beside the folder of its files; the number of documents."""
    draft, n = path.with_suffix(f".{os.getpid()}.tmp"), 0
    with draft.open("w", encoding="utf-8") as file:
        for source in documents:
            told = asdict(source.told) if source.told else {}
            entry = {"file": source.path.relative_to(path.parent).as_posix(), "uri": source.uri} | told
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            n += 1
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return n


def read_catalogue(path: Path) -> list[Source]:
    """The documents of a catalogue.

    Raises:
        CatalogueError: a line that is none of a catalogue, by its number.
    """
    found: list[Source] = []
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                entry: dict[str, str] = json.loads(line)
                file_name, uri = entry.pop("file"), entry.pop("uri")
                found.append(Source(path.parent / file_name, uri, told=Told(**entry)))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise CatalogueError(f"{path}:{number}: {error!r}") from error
    return found
