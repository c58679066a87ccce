"""Labels of a disclosure as the folder of CSV files that the scorer reads."""

from __future__ import annotations

import csv
import io
from dataclasses import fields
from pathlib import Path

from .document import Disclosure
from .facts import FILES

DOCUMENT = "file,report_kind,fiscal_year,province_code,region,department,scope,layout"


def tables(made: Disclosure, file: str) -> dict[str, str]:
    """CSV texts by file name; a table without rows is left out."""
    account = made.account
    row = [
        file,
        account.kind,
        account.year,
        account.place.code,
        account.place.region,
        account.department,
        account.scope,
        made.family.name,
    ]
    out = {"document.csv": _csv(DOCUMENT, [dict(zip(DOCUMENT.split(","), map(str, row), strict=True))])}
    for kind, name in FILES.items():
        facts = [f.__dict__ for f in made.facts if isinstance(f, kind)]
        if facts:
            out[name] = _csv(",".join(f.name for f in fields(kind)), facts)
    return out


def _csv(columns: str, rows: list[dict[str, str]]) -> str:
    names = columns.split(",")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([str(row.get(n, "")).strip("　 ") for n in names])
    return out.getvalue()


def write(made: Disclosure, form: str, files: Path, gold: Path) -> Path:
    """The document into `files` and its labels into a folder of its name under `gold`."""
    suffix = "txt" if form == "led" else form
    path = files / f"{made.name}.{suffix}"
    files.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made.render(form))
    folder = gold / f"{made.name}-{suffix}"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in tables(made, path.name).items():
        (folder / name).write_text(content, encoding="utf-8", newline="")
    return path
