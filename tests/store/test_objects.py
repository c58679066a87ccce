"""Object storage: inputs from it, datasets on it, against a real S3 server on this machine."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.dataset as ds
import pyarrow.fs
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.core.resources import ROOT
from pipeline.run import fetch as fetching
from pipeline.run.fetch import fetch
from pipeline.run.remote import CURRENT, pull, upload
from pipeline.store.addresses import is_remote, local
from pipeline.store.errors import StoreError
from pipeline.store.snapshots import Keep
from tests.torture.kill import contents, write_inputs

fsspec = pytest.importorskip("fsspec")
s3fs = pytest.importorskip("s3fs")
pytest.importorskip("moto")

SERVER = "import sys; from moto.server import main; main(['-H', '127.0.0.1', '-p', sys.argv[1]])"


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an S3 server; the environment says how to reach it, as that of a user would."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (tmp_path_factory.mktemp("s3") / "log").open("wb")
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(port)], stdout=log, stderr=log)
    set_before = dict(os.environ)
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "NO_PROXY": "127.0.0.1",
        "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache")),
    }  # fmt: skip
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield f"127.0.0.1:{port}"
    os.environ.clear()
    os.environ.update(set_before)
    server.kill()
    server.wait()
    log.close()


@pytest.fixture
def bucket(s3: str) -> str:
    name = f"b{random.randrange(10**9)}"
    s3fs.S3FileSystem(skip_instance_cache=True).mkdir(name)
    return name


def run(*arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    """A run as a process of its own, `code` done before."""
    start = f"import sys\n{code}\nfrom pipeline.cli import main\nmain()"
    command = [sys.executable, "-c", start, "run", *arguments, "--jobs", "2"]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def said(bucket: str) -> str:
    storage = s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
    return str(storage.cat_file(f"{bucket}/out/{CURRENT}").decode()).strip()


def put(folder: Path, bucket: str) -> None:
    storage = s3fs.S3FileSystem(skip_instance_cache=True)
    storage.put(str(folder) + "/", f"{bucket}/in/", recursive=True)


def test_from_s3_to_s3_the_bytes_of_a_local_run(bucket: str, tmp_path: Path) -> None:
    inputs, work = tmp_path / "in", tmp_path / "work"
    write_inputs(inputs, 12, random.Random(1))
    (inputs / "年度").mkdir()
    shutil.copy(inputs / "0003.txt", inputs / "年度" / "预算 表+1.txt")
    (inputs / ".hidden").write_text("x")
    put(inputs, bucket)
    there = [f"s3://{bucket}/in", "--out", f"s3://{bucket}/out", "--work", str(work)]
    done = run(*there)
    assert done.returncode == 0, done.stderr
    assert run(str(inputs), "--out", str(tmp_path / "here")).returncode == 0
    assert contents(pull(f"s3://{bucket}/out", tmp_path / "pulled").parents[1]) == contents(tmp_path / "here")

    again = run(*there)  # nothing new: nothing is fetched, read or sent
    assert "not read again" in again.stdout
    before = said(bucket)
    (inputs / "0001.txt").write_text((inputs / "0002.txt").read_text("utf-8") + "另。\n", "utf-8")
    put(inputs, bucket)
    shutil.rmtree(work)  # on a new machine the run goes on from what is published
    done = run(*there)
    assert done.returncode == 0, done.stderr
    assert before.startswith("snapshots/000001-")
    assert said(bucket).startswith("snapshots/000002-")
    fetched = {p.name for p in (work / ".fetched").rglob("*.txt")}
    assert fetched == {p.name for p in inputs.rglob("*.txt")}


def test_readers_of_a_dataset_on_s3(s3: str, bucket: str, tmp_path: Path) -> None:
    write_inputs(tmp_path / "in", 5, random.Random(1))
    address = f"s3://{bucket}/out"
    assert run(str(tmp_path / "in"), "--out", address, "--work", str(tmp_path / "work")).returncode == 0

    storage = pyarrow.fs.S3FileSystem(
        access_key="test", secret_key="test", endpoint_override=s3, scheme="http"
    )
    with storage.open_input_stream(f"{bucket}/out/{CURRENT}") as pointer:
        build = pointer.read().decode().strip()
    table = ds.dataset(f"{bucket}/out/{build}/documents", filesystem=storage, partitioning="hive").to_table()
    assert table.num_rows == 5

    files = s3fs.S3FileSystem(skip_instance_cache=True)
    files.get(f"{bucket}/out/", str(tmp_path / "copy") + "/", recursive=True)
    (recipe,) = re.findall(
        r"```sql\nINSTALL.*?\n(.*?)```", (ROOT / "docs" / "storage.md").read_text("utf-8"), re.S
    )
    connection = duckdb.connect()
    connection.execute(recipe.replace("s3://桶/dataset", str(tmp_path / "copy")))
    assert connection.fetchone() == (5,)

    tool = CliRunner()
    asked = tool.invoke(app, ["query", address, "SELECT count(*) AS n FROM documents", "--csv"])
    assert asked.output.splitlines()[-1] == "5"
    kept = tool.invoke(app, ["export", address, str(tmp_path / "all.zip")])
    assert kept.exit_code == 0
    assert (tmp_path / "all.zip").stat().st_size > 1000
    assert tool.invoke(app, ["verify", address]).output == "ok\n"
    victim = files.find(f"{bucket}/out/{build}/documents")[0]
    body = bytearray(files.cat_file(victim))
    body[100] ^= 1
    files.pipe_file(victim, bytes(body))
    damaged = tool.invoke(app, ["verify", address])
    assert damaged.exit_code == 4
    assert victim.rpartition("/")[2] in damaged.output


def test_killed_between_upload_and_switch(bucket: str, tmp_path: Path) -> None:
    inputs, address = tmp_path / "in", f"s3://{bucket}/out"
    there = [str(inputs), "--out", address, "--work", str(tmp_path / "work")]
    write_inputs(inputs, 6, random.Random(1))
    assert run(*there).returncode == 0
    first, before = said(bucket), contents(pull(address, tmp_path / "one").parents[1])
    write_inputs(inputs, 9, random.Random(2))
    code = "import os\nfrom pipeline.run import remote\nremote.switch = lambda *_: os.kill(os.getpid(), 9)"
    assert run(*there, code=code).returncode == -signal.SIGKILL
    assert said(bucket) == first
    assert contents(pull(address, tmp_path / "two").parents[1]) == before
    assert run(*there).returncode == 0
    assert said(bucket) != first
    assert run(str(inputs), "--out", str(tmp_path / "here")).returncode == 0
    assert contents(pull(address, tmp_path / "two").parents[1]) == contents(tmp_path / "here")


def test_what_is_wrong_is_named(bucket: str, tmp_path: Path) -> None:
    out = ["--out", str(tmp_path / "out")]
    nothing = run(f"s3://{bucket}/nowhere", *out)
    assert nothing.returncode == 1
    assert f"s3://{bucket}/nowhere: nothing is there" in nothing.stderr
    no_bucket = run("s3://no-such-bucket-here/x", *out)
    assert no_bucket.returncode == 1
    assert "no-such-bucket-here" in no_bucket.stderr
    driver = run("nonsense://x/y", *out)
    assert driver.returncode == 1
    assert "yujuesuan[s3]" in driver.stderr
    empty = CliRunner().invoke(app, ["query", f"s3://{bucket}/out", "SELECT 1"])
    assert empty.exit_code == 1


def test_only_what_changed_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = fsspec.filesystem("memory")
    for i in range(4):
        storage.pipe_file(f"/inputs/{i}.txt", b"x" * i)
    got: list[int] = []
    get = fetching._get
    monkeypatch.setattr(fetching, "_get", lambda o, *rest: got.append(len(o)) or get(o, *rest))
    ((*first,),) = fetch(["memory://inputs"], tmp_path)
    assert [(s.uri, s.path.read_bytes()) for s in first] == [(f"{i}.txt", b"x" * i) for i in range(4)]
    storage.pipe_file("/inputs/2.txt", b"new")
    storage.rm_file("/inputs/3.txt")
    ((*second,),) = fetch(["memory://inputs"], tmp_path)
    assert got == [4, 1]
    assert [s.path.read_bytes() for s in second] == [b"", b"x", b"new"]
    assert [s.path for s in second[:2]] == [s.path for s in first[:2]]
    assert sorted(p.name for p in tmp_path.rglob("*.txt")) == ["0.txt", "1.txt", "2.txt"]


def test_old_builds_leave_the_storage(tmp_path: Path) -> None:
    inputs, address = tmp_path / "in", "memory://kept/out"
    names = []
    for i in range(5):
        write_inputs(inputs, 3 + i, random.Random(i))
        assert run(str(inputs), "--out", str(tmp_path / "here")).returncode == 0
        names.append(upload(tmp_path / "here", address, Keep(2, 0.0)))
    left = {p.split("/")[4] for p in fsspec.filesystem("memory").find("/kept/out/snapshots")}
    assert left == {n.rpartition("/")[2] for n in names[-2:]}


def test_a_build_that_names_other_places_is_refused(tmp_path: Path) -> None:
    storage = fsspec.filesystem("memory")
    entry = '{"path": "../../x", "sha256": "", "rows": 0}'
    manifest = f'"partitions": {{"p": {{"made_of": "", "documents": [], "files": [{entry}]}}}}'
    storage.pipe_file("/evil/current", b"snapshots/000001-x\n")
    text = f'{{"version": "", "parts": {{}}, {manifest}, "counts": {{}}, "metrics": {{}}}}'
    storage.pipe_file("/evil/snapshots/000001-x/manifest.json", text.encode())
    with pytest.raises(StoreError, match=r"\.\./\.\./x"):
        pull("memory://evil", tmp_path)


def test_file_addresses_are_paths() -> None:
    assert not is_remote("file:///srv/in")
    assert local("file:///srv/in") == Path("/srv/in")
    assert is_remote("s3://bucket/in")
