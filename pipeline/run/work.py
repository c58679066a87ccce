"""What is done with one document, wherever that happens: read it, or unpack it, and stage what it yields."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from pipeline.core.source import Source
from pipeline.run.archives import Archives
from pipeline.run.confine import own_peak_mb
from pipeline.run.document import process
from pipeline.run.version import used_bits
from pipeline.store.staging import Staging


@dataclass(frozen=True, slots=True)
class Work:
    """What a child does: one document, staged; the parent gets its `row` of `documents`, and as bits what it `used`."""

    staging: Staging
    archives: Archives
    timings: bool

    def __call__(self, source: Source) -> dict[str, Any]:
        """Stage what `source` yields and say what the parent must know of it."""
        began = time.monotonic()
        result = self.archives.unpacked(source)
        if result is None:
            result = process(source.path, source.uri, source.told)
            self.archives.unpack_attachments(source, result)
        result.status |= source.columns()
        if self.timings:
            result.status |= spent(time.monotonic() - began, own_peak_mb())
        self.staging.write(result.doc_id, result.tables())
        return {"row": result.status, "used": used_bits(result.used)}


def spent(seconds: float, peak_mb: float) -> dict[str, Any]:
    """The columns of `documents` that tell what a document cost."""
    return {"seconds": round(seconds, 3), "peak_rss_mb": round(peak_mb, 1)}
