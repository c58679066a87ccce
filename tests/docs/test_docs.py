"""The documentation says what the program does: made pages are whole, examples run, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.core.resources import ROOT
from pipeline.core.schema import DATASET_TABLES, table_columns
from pipeline.store.pages import PAGES, write_pages
from pipeline.store.questions import questions

DOCS = ROOT / "docs"
_COMMAND = re.compile(r"yujuesuan (\w+)")
_LINK = re.compile(r"\]\((\w[\w./-]*\.md)\)")


def test_made_pages_hold_every_column_and_question(tmp_path: Path) -> None:
    write_pages(tmp_path)
    words, recipes = ((tmp_path / n).read_text("utf-8") for n in ("dictionary.md", "cookbook.md"))
    for table in DATASET_TABLES:
        assert f"## {table}" in words
        assert all(f"| `{c.name}` |" in words for c in table_columns(table))
    assert all(q.filled() in recipes and q.zh in recipes for q in questions().values())


def test_twenty_questions() -> None:
    assert len(questions()) >= 20


@pytest.mark.parametrize("path", sorted([*DOCS.glob("*.md"), ROOT / "CONTRIBUTING.md"]), ids=lambda p: p.name)
def test_commands_and_links_exist(path: Path) -> None:
    text = path.read_text("utf-8")
    known = {c.name or getattr(c.callback, "__name__", "") for c in app.registered_commands}
    known |= {g.name for g in app.registered_groups if g.name}
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.S))
    for command in _COMMAND.findall(blocks):
        assert command in known, command
    for target in _LINK.findall(text):
        assert target in PAGES or (path.parent / target).exists(), target


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda p: p.name)
def test_options_exist(path: Path) -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    for block in re.findall(r"```(?:sh|ini)?\n(.*?)```", path.read_text("utf-8"), re.S):
        for name, rest in re.findall(r"yujuesuan (\w+)([^\n#]*)", block):
            known = {option for p in commands[name].params for option in p.opts + p.secondary_opts}
            assert known.issuperset(re.findall(r"(?<!\S)--[\w-]+", rest)), (name, rest)


def test_help_of_every_command() -> None:
    for command in ("query", "export", "explain", "explore"):
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0


@pytest.mark.parametrize("path", sorted(DOCS.glob("*.md")), ids=lambda p: p.name)
def test_pictures_exist_have_words_and_are_small(path: Path) -> None:
    for words, target in re.findall(r"!\[([^\]]*)\]\((pictures/[^)]*)\)", path.read_text("utf-8")):
        assert " / " in words, "in Chinese and English, for whoever does not see the picture"
        assert 1000 < (DOCS / target).stat().st_size < 150_000
