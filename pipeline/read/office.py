"""LibreOffice as a converter: a process of its own for every document, and no trust in its exit code.

It exits 0 without having written anything, it exits 81 on a new profile only to be started again, and it fetches
what a document refers to. So each conversion has a new profile with active content off, no network where that can
be had, and success is an output that the reader of docx, or xlsx, can parse.
"""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
from functools import cache
from pathlib import Path

from pipeline.core.issues import ErrorClass, ReadError
from pipeline.core.progress import step

SECONDS = 120.0
_RESTART = (79, 81)  # what it exits with when its new profile is made: start me again
_STARTS = 4
_FILTERS = {"docx": "docx:Office Open XML Text", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
_LEAST_ROOM = 16 << 20  # bytes of disk: with less it fails and says no more than of a damaged file
_ADVICE = "install LibreOffice (on Debian and Ubuntu: make office)"

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">{}</oor:items>
"""
_SETTING = (
    '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
)
_SETTINGS = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Setup/L10N", "ooSetupSystemLocale", "zh-CN"),
)


@cache
def program() -> str | None:
    """The program itself, past the script that starts it, so that killing it kills all of it; None: not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        return None
    binary = Path(found).resolve().with_name("soffice.bin")
    return str(binary) if binary.exists() else found


@cache
def _without_network() -> tuple[str, ...]:
    """The command that cuts the network off, where it is there and allowed."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    for command in ((unshare, "-n", "--"), (unshare, "-r", "-n", "--")):
        tried = subprocess.run([*command, "true"], capture_output=True, check=False)
        if tried.returncode == 0:
            return command
    return ()


def identity() -> str:
    """What tells one LibreOffice from another, for conversions that are kept."""
    binary = program()
    if binary is None:
        return ""
    stat = Path(binary).stat()
    return f"{stat.st_size}-{stat.st_mtime_ns}"


def _profile(folder: Path) -> str:
    """A new profile in `folder`, as the address that the program takes."""
    user = folder / "profile" / "user"
    user.mkdir(parents=True)
    settings = "".join(_SETTING.format(*s) for s in _SETTINGS)
    (user / "registrymodifications.xcu").write_text(_PROFILE.format(settings), encoding="utf-8")
    return (folder / "profile").as_uri()


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of the caller's settings but where programs are."""
    path = os.environ.get("PATH", os.defpath)
    return {
        "PATH": path,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
    }


def converted(path: Path, suffix: str, form: str, folder: Path, seconds: float = SECONDS) -> Path:
    """The document at `path` as docx or xlsx, written into `folder`, which must be empty and the caller's own.

    Args:
        path: the document.
        suffix: what its name should have ended in.
        form: docx or xlsx.
        folder: for the copy, the profile and the output.
        seconds: how long it may take.

    Raises:
        OSError: the disk is full.
        ReadError: LibreOffice is not installed, took too long, died, or made nothing of it.
    """
    binary = program()
    if binary is None:
        raise ReadError(ErrorClass.NEEDS_TOOL, _ADVICE)
    source = folder / f"document{suffix}"  # a name that says nothing and needs no quoting
    shutil.copyfile(path, source)
    out = folder / "out"
    command = [
        *_without_network(), binary, f"-env:UserInstallation={_profile(folder)}", "--headless", "--norestore",
        "--nolockcheck", "--convert-to", _FILTERS[form], "--outdir", str(out), str(source),
    ]  # fmt: skip
    step(seconds=seconds)
    code = _run(command, folder, seconds)
    made = out / f"document.{form}"
    if made.exists() and made.stat().st_size:
        return made
    if code < 0:
        name = signal.Signals(-code).name
        raise ReadError(ErrorClass.CRASH, f"LibreOffice was killed by {name} while converting it")
    if shutil.disk_usage(folder).free < _LEAST_ROOM:
        raise OSError(errno.ENOSPC, "LibreOffice had no room", str(folder))
    raise ReadError(ErrorClass.CORRUPT, "LibreOffice could not load it")


def _run(command: list[str], folder: Path, seconds: float) -> int:
    """The exit code of the program, started again as often as it asks for it."""
    code = 0
    for _ in range(_STARTS):
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env=_environment(folder),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise ReadError(ErrorClass.TIMEOUT, f"LibreOffice was not done after {seconds:g} s") from error
        code = done.returncode
        if code not in _RESTART:
            break
    return code
