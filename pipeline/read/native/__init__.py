"""The two inner loops of reading a PDF page in C, where a compiler was there at set-up; the same bytes without.

`python -m pipeline.read.native` builds them. The library's name tells the source it was made from: an old one is
never loaded. `YUJUESUAN_NATIVE=0` leaves it aside.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.read.pdf_calls import address_of

VARIABLE = "YUJUESUAN_NATIVE"
_HERE = Path(__file__).parent
_SOURCES = ("pdf_glyphs.c", "pdf_paths.c", "rect.h")
_SYSTEM = f"{sys.platform}-{platform.machine()}"
_FLAGS = ("-O2", "-ffp-contract=off", "-shared", "-fPIC")


def library_path() -> Path:
    """Where the library made of these very sources lies, or would lie."""
    digest = hashlib.sha256(b"".join((_HERE / name).read_bytes() for name in _SOURCES)).hexdigest()[:12]
    return _HERE / f"{_SYSTEM}-{digest}.so"


@cache
def library() -> ctypes.PyDLL | None:
    """The compiled loops; None where they were not built, or are not wanted."""
    path = library_path()
    if os.environ.get(VARIABLE) == "0" or not path.exists():
        return None
    try:
        return ctypes.PyDLL(str(path))
    except OSError:  # built for another system library
        return None


def build() -> str:
    """Compile the loops where a C compiler is there; what came of it, in words."""
    compiler = next((found for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), None)
    if compiler is None:
        return "没有 C 编译器，用 Python 循环 / no C compiler: the loops in Python do the same, slower"
    path = library_path()
    draft = path.with_name(f"{os.getpid()}.draft")
    sources = [str(_HERE / name) for name in _SOURCES if name.endswith(".c")]
    try:
        made = subprocess.run(
            [compiler, *_FLAGS, "-o", str(draft), *sources, "-lm"],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            return f"编译不成，用 Python 循环 / the compiler fails, the loops in Python do the same: {made.stderr}"
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    for old in _HERE.glob(f"{_SYSTEM}-*.so"):
        if old != path:
            old.unlink()
    return path.name


def addresses(functions: Sequence[Any]) -> ctypes.Array[ctypes.c_void_p]:
    """Functions of pdfium as the table that a loop takes."""
    return (ctypes.c_void_p * len(functions))(*map(address_of, functions))
