"""A file under a second name, without a second copy where the file system can do that."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def link_or_copy(source: Path, target: Path) -> None:
    """Have `target`, which is not there yet, be what `source` is.

    Raises:
        FileNotFoundError: there is no `source`.
    """
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copy2(source, target)
