"""Nothing in the program runs what a file says, and nothing known to be unsafe is installed."""

from __future__ import annotations

import ast
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = sorted(p for folder in ("pipeline", "extractors") for p in (ROOT / folder).rglob("*.py"))
_MODULES = {"pickle", "marshal", "shelve", "dill", "yaml"}
_CALLS = {"eval", "exec", "extractall", "unpack_archive", "system", "popen"}


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def faults(source: str) -> list[str]:
    """What of a module runs or unpacks whatever it is given."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Call):
            if _name(node.func) in _CALLS:
                found.append(f"{node.lineno}: {_name(node.func)}")
            found += [f"{node.lineno}: shell" for k in node.keywords if k.arg == "shell"]
        found += [f"{node.lineno}: {n}" for n in names if n.partition(".")[0] in _MODULES]
    return found


@pytest.mark.parametrize("path", PROGRAM, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_nothing_is_run(path: Path) -> None:
    assert faults(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from yaml import load",
        "eval(x)",
        "run(c, shell=True)",
        "z.extractall(d)",
        "os.system(c)",
    ],
)
def test_what_would_be_found(source: str) -> None:
    assert len(faults(source)) == 1


def test_a_pdf_cannot_have_a_pickle_loaded() -> None:
    assert int(version("pdfminer.six")) >= 20251107  # CVE-2025-64512


def test_every_package_is_pinned_by_hash() -> None:
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    pinned = [line for line in lines if line and not line[0].isspace() and not line.startswith(("#", "-"))]
    assert len(pinned) > 20
    assert all("==" in line and line.rstrip().endswith("\\") for line in pinned)
    assert sum("--hash=sha256:" in line for line in lines) >= len(pinned)
