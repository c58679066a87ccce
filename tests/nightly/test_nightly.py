"""A night as a command: its steps, its exit codes, its hooks, and what its configuration may say."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.nightly.config import ConfigError, load_config
from pipeline.store.lock import locked
from pipeline.store.snapshots import Snapshots
from tests.crawl.national import Serving
from tests.crawl.serving import Server
from tests.crawl.web import Web

pytest.importorskip("scrapy")

HEAD = 'sources = ["sources"]\nstore = "store"\nout = "out"\n'
HOOK = """import json, pathlib, sys
report = json.load(sys.stdin)
pathlib.Path(sys.argv[1]).write_text(json.dumps([sys.argv[2], report["state"], [s["step"] for s in report["steps"]]]))
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("store = 'a'\nout = 'b'\n", "sources: is missing"),
        (HEAD + "stores = 'x'\n", "unknown key stores"),
        (HEAD + "[crawl]\nrate = 1\n", "crawl: unknown key rate"),
        (HEAD + "[crawl]\nseconds = 'x'\n", "crawl: seconds: 'x' is no number"),
        (HEAD + "[run]\njobs = true\n", "run: jobs: True is no whole number"),
        (HEAD + "[notify]\ncommand = 'mail me'\n", "notify: command: 'mail me' is no list of texts"),
        (HEAD + "[notify]\non = ['never']\n", "notify: on: 'never' is none of done, attention, failed"),
        (HEAD + "[network]\nallow = ['here']\n", "network: allow: 'here' does not appear"),
        (HEAD + "run = 3\n", "run: is no table"),
        (HEAD.replace('"sources"]', '"elsewhere"]'), "sources: elsewhere does not exist"),
        ("x = [", "c.toml"),
    ],
)
def test_a_wrong_configuration_names_its_key(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "c.toml").write_text(text, "utf-8")
    with pytest.raises(ConfigError) as error:
        load_config(tmp_path / "c.toml")
    assert said in str(error.value)


def test_the_example_of_the_documentation_is_sound(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "nightly.md").read_text("utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    (tmp_path / "sources").mkdir()
    (tmp_path / "c.toml").write_text(example, "utf-8")
    assert load_config(tmp_path / "c.toml").notify.command


@dataclass
class Place:
    """A place where nights are run."""

    folder: Path
    serving: Serving

    def night(self, more: str = "") -> tuple[int, dict[str, object]]:
        """(exit code, report) of a night."""
        network = '[network]\nallow = ["127.0.0.0/8"]\nhosts = { "*.crawl.test" = "127.0.0.1" }\n'
        (self.folder / "night.toml").write_text(HEAD + network + "[crawl]\nbackoff = 0.1\n" + more, "utf-8")
        command = [sys.executable, "-m", "pipeline.cli", "nightly", str(self.folder / "night.toml"), "--json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
        return done.returncode, json.loads(done.stdout) if done.stdout.startswith("{") else {
            "said": done.stderr
        }


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder, serving = tmp_path_factory.mktemp("nights"), Serving(Web(2, 12, 0))
    with Server(serving) as server:
        serving.web = Web(2, 12, server.port)
        (folder / "sources").mkdir()
        for site in range(2):
            (folder / "sources" / f"s{site}.toml").write_text(serving.web.source(site), "utf-8")
        (folder / "hook.py").write_text(HOOK, "utf-8")
        yield Place(folder, serving)


def test_a_night_ends_well_and_says_so(place: Place) -> None:
    hook = f'[notify]\ncommand = ["{sys.executable}", "hook.py", "said.json"]\n'
    code, report = place.night(hook)
    assert (code, report["exit_name"]) == (0, "done")
    steps = {s["step"]: s for s in report["steps"]}  # type: ignore[attr-defined]
    assert list(steps) == ["crawl", "run", "check", "notify"]
    assert steps["run"]["documents"] == 24 and steps["run"]["build"] == 1
    assert json.loads((place.folder / "said.json").read_text()) == [
        "done",
        "done",
        ["crawl", "run", "check", "notify"],
    ]
    kept = json.loads((place.folder / "store" / "reports" / "night-000001.json").read_text("utf-8"))
    assert kept["steps"][0]["sources"]["s0"]["documents"] == 12


def test_a_site_that_loses_its_list_needs_a_person(place: Place) -> None:
    lost = place.serving.web
    place.serving.web = Web(2, 1, lost.port)  # lists of one, files of all others gone
    code, report = place.night("[run]\ngate = false\n")
    place.serving.web = lost
    assert (code, report["exit_name"]) == (3, "attention")
    signs = {(s["source"], s["kind"]) for s in report["steps"][0]["signs"]}  # type: ignore[index]
    assert ("s0", "shrunk") in signs and ("s0", "layout") in signs


def test_a_hook_that_fails_fails_the_night(place: Place) -> None:
    code, report = place.night(
        f'[run]\ngate = false\n[publish]\ncommand = ["{sys.executable}", "-c", "raise SystemExit(7)"]\n'
    )
    assert (code, report["exit_name"]) == (6, "hook_failed")
    assert report["steps"][-1]["exit"] == 7  # type: ignore[index]


def test_two_nights_at_once(place: Place) -> None:
    with locked(place.folder / "store" / ".nightly"):
        code, report = place.night()
    assert (code, report["exit_name"]) == (5, "locked")


def test_a_damaged_source_and_a_damaged_store(place: Place) -> None:
    good = (place.folder / "sources" / "s0.toml").read_text("utf-8")
    before = Snapshots(place.folder / "out").current()
    (place.folder / "sources" / "s0.toml").write_text("name = 1", "utf-8")
    code, report = place.night()
    (place.folder / "sources" / "s0.toml").write_text(good, "utf-8")
    assert (code, report["exit_name"]) == (2, "wrong_config")
    assert Snapshots(place.folder / "out").current() == before
