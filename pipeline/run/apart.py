"""Functions called in a process of its own: what starts threads has no place in one that forks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from pipeline.store.errors import StoreError


def environment() -> dict[str, str]:
    """The environment for another Python that finds the modules this one does."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)}


def call(module: str, *arguments: str) -> Any:
    """What `python -m module arguments...` answers by way of `answer`.

    Raises:
        StoreError: what it raised there, or that it ended without an answer.
    """
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, env=environment(), check=False)
    try:
        said: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise StoreError(f"{module} ended with {done.returncode} and without an answer") from None
    if "error" in said:
        raise StoreError(said["error"])
    return said["answer"]


def answer(work: Callable[..., Any]) -> None:
    """The other side of `call`: print what `work` gives for the arguments of this process, or its error."""
    try:
        said = {"answer": work(*sys.argv[1:])}
    except StoreError as error:
        said = {"error": str(error)}
    print(json.dumps(said))
