"""The engine that is asked for, and nothing of one that is not."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.core.resources import ROOT
from tests.torture.kill import write_inputs
from tests.torture.machines import run


def test_no_scheduler(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    write_inputs(tmp_path / "in", 1, random.Random(2))
    done = run(tmp_path / "in", tmp_path / "out", "--engine", "dask")
    assert done.returncode == 2
    done = run(tmp_path / "in", tmp_path / "out", "--engine", "dask", "--scheduler", "nowhere")
    assert done.returncode == 1
    assert "no scheduler answers at nowhere" in done.stderr


def test_dask_is_loaded_only_when_asked_for() -> None:
    code = "import pipeline, pipeline.cli, sys; print([m for m in ('dask', 'distributed', 'fsspec') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"
