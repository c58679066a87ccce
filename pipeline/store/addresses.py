"""Addresses of files and datasets: a path, or what fsspec can open (s3://bucket/prefix)."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

_FILE = "file://"


def is_remote(address: str) -> bool:
    """Whether an address is no path of this machine."""
    return "://" in address and not address.startswith(_FILE)


def local(address: str) -> Path:
    """The path that an address of this machine means."""
    return Path(address.removeprefix(_FILE))


def kept_for(address: str, purpose: str) -> Path:
    """The folder of this machine where what belongs to a remote address is kept between runs."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    short = re.sub(r"\W+", "-", address)[-40:].strip("-")
    key = hashlib.sha256(address.rstrip("/").encode()).hexdigest()[:10]
    return Path(home) / "yujuesuan" / purpose / f"{short}-{key}"
