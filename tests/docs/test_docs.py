"""The documentation says what the program does: made pages are current, examples run, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.core.resources import ROOT
from pipeline.store.pages import PAGES
from pipeline.store.questions import questions

DOCS = ROOT / "docs"
_COMMAND = re.compile(r"yujuesuan (\w+)")
_LINK = re.compile(r"\]\((\w[\w./-]*\.md)\)")


@pytest.mark.parametrize("name", list(PAGES))
def test_made_pages_are_current(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == PAGES[name](), "run: python -m pipeline.store.pages docs"


def test_twenty_questions() -> None:
    assert len(questions()) >= 20


@pytest.mark.parametrize("path", sorted([*DOCS.glob("*.md"), ROOT / "CONTRIBUTING.md"]), ids=lambda p: p.name)
def test_commands_and_links_exist(path: Path) -> None:
    text = path.read_text("utf-8")
    known = {c.name or getattr(c.callback, "__name__", "") for c in app.registered_commands}
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.S))
    for command in _COMMAND.findall(blocks):
        assert command in known, command
    for target in _LINK.findall(text):
        assert (path.parent / target).exists(), target


def test_help_of_every_command() -> None:
    for command in ("query", "export", "explain", "explore"):
        assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0
