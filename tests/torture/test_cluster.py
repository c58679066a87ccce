"""A cluster reads what this machine would have read, whatever happens to it meanwhile."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipeline.core.resources import ROOT
from tests.torture.kill import TEXT, contents, write_inputs
from tests.torture.machines import Cluster, Killer, children, command, on, run
from tests.torture.poison import EXPECTED

pytest.importorskip("distributed")
SAMPLES = ROOT / "data" / "samples" / "files"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with Cluster(tmp_path_factory.mktemp("cluster"), preload="tests.torture.poisoned") as started:
        yield started


def mixed(folder: Path) -> Path:
    """Disclosures, an archive of some, copies, and files that cannot be read."""
    folder.mkdir()
    for path in sorted(SAMPLES.glob("*.docx"))[:2] + sorted(SAMPLES.glob("*.pdf"))[:2]:
        shutil.copy(path, folder)
    write_inputs(folder, 40, random.Random(1))
    with zipfile.ZipFile(folder / "附件.zip", "w") as archive:
        archive.writestr("表/a.txt", TEXT.format(year=2031, amount="7.00"))
        archive.writestr("b.txt", TEXT.format(year=2032, amount="8.00"))
    (folder / "empty.pdf").write_bytes(b"")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    return folder


def rows(out: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(out / "dataset.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_same_bytes_as_a_local_run(cluster: Cluster, tmp_path: Path) -> None:
    inputs = mixed(tmp_path / "in")
    assert run(inputs, tmp_path / "here").returncode == 0
    done = run(inputs, tmp_path / "there", *on(cluster))
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "there") == contents(tmp_path / "here")
    unpacked = {p.name for p in (tmp_path / "there" / ".unpacked").rglob("*.txt")}
    assert unpacked == {"a.txt", "b.txt"}
    again = run(inputs, tmp_path / "there", *on(cluster))
    assert "not read again" in again.stdout


def test_workers_that_do_not_see_the_inputs(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.run import cluster as engine
    from pipeline.run.cluster_batch import Sent
    from pipeline.run.extraction import Options
    from pipeline.run.local import run as run_here
    from pipeline.run.local import sources

    inputs = mixed(tmp_path / "in")
    seen: list[bool] = []

    def elsewhere(sent: Sent) -> Sent:
        seen.append(True)
        return filled(sent)

    filled, sent_before = engine._filled, engine._sent
    monkeypatch.setattr(engine, "_filled", elsewhere)
    monkeypatch.setattr(
        engine, "_sent", lambda s: Sent(s, sent_before(s).n_bytes, -5)
    )  # as another machine's file
    report = run_here(
        sources([inputs]), tmp_path / "there", Options(engine=engine.DaskEngine(str(cluster.scheduler_file)))
    )
    assert seen
    assert report.n_documents == 49
    assert run(inputs, tmp_path / "here").returncode == 0
    assert contents(tmp_path / "there") == contents(tmp_path / "here")


def test_poison_among_good_ones(cluster: Cluster, tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    inputs.mkdir()
    kinds = [*EXPECTED, "worker", "exit"] + ["good"] * 30
    random.Random(3).shuffle(kinds)
    for i, kind in enumerate(kinds):
        text = TEXT.format(year=2015 + i % 10, amount=f"{i + 1}.00")
        (inputs / f"{kind}-{i:02d}.txt").write_text(text, "utf-8")
    done = run(inputs, tmp_path / "out", *on(cluster), "--seconds", "3", "--memory-mb", "500")
    assert done.returncode == 0, done.stderr
    found = rows(tmp_path / "out", "SELECT source_uri, status, error_class FROM documents")
    assert len(found) == len(kinds)
    for uri, status, why in found:
        kind = str(uri).partition("-")[0]
        if kind in EXPECTED:
            assert why in EXPECTED[kind], (uri, why)
        else:  # one that takes its machine with it is read by a child of this one, which finds nothing wrong
            assert status == "ok", (uri, why)


def test_workers_killed_again_and_again(cluster: Cluster, tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    write_inputs(inputs, 150, random.Random(2))
    for path in sorted(SAMPLES.glob("*.pdf"))[:6]:
        shutil.copy(path, inputs)
    assert run(inputs, tmp_path / "here").returncode == 0
    killer = Killer(cluster, seconds=2.0, most=5, seed=4)
    killer.start()
    done = run(inputs, tmp_path / "there", *on(cluster))
    killer.stop()
    assert done.returncode == 0, done.stderr
    assert killer.n_killed >= 2
    assert contents(tmp_path / "there") == contents(tmp_path / "here")


def test_scheduler_gone_and_resume(tmp_path: Path) -> None:
    inputs = tmp_path / "in"
    write_inputs(inputs, 20, random.Random(2))
    for path in sorted(SAMPLES.glob("*.pdf"))[:6]:
        shutil.copy(path, inputs)
    (tmp_path / "c").mkdir()
    with Cluster(tmp_path / "c") as cluster:
        process = subprocess.Popen(
            [*command(inputs, tmp_path / "there", *on(cluster), "--json")],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, cwd=ROOT,
        )  # fmt: skip
        assert process.stderr is not None
        assert process.stderr.readline().startswith("{")
        cluster.kill_scheduler()
        said = process.stderr.read()
        process.stderr.close()
        assert process.wait(60) == 1
    assert f"the scheduler {cluster.scheduler_file} is gone" in said
    done = run(inputs, tmp_path / "there")
    assert "not read again" in done.stdout
    assert run(inputs, tmp_path / "here").returncode == 0
    assert contents(tmp_path / "there") == contents(tmp_path / "here")


def test_a_fork_server_ends_with_its_caller(tmp_path: Path) -> None:
    (tmp_path / "hang-1.txt").write_text("x")
    code = (
        "import sys; from pathlib import Path; from tests.torture.poisoned import dask_setup; dask_setup(None)\n"
        "from pipeline.run.forks import *\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "ForkServer().read(Source(folder / 'hang-1.txt', 'x'), Work(Staging(folder / 's', 'v'), "
        "Archives(folder / 'u'), False), Limits())"
    )
    caller = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    until = time.monotonic() + 60
    while time.monotonic() < until and not any(map(children, children(caller.pid))):
        time.sleep(0.05)
    family = [pid for server in children(caller.pid) for pid in (server, *children(server))]
    assert len(family) == 2
    caller.kill()
    caller.wait()
    while time.monotonic() < until and any(Path(f"/proc/{pid}").exists() for pid in family):
        time.sleep(0.05)
    assert not [pid for pid in family if Path(f"/proc/{pid}").exists()]
