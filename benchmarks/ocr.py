"""`python -m benchmarks.ocr [FILE] [--pages N]`: a scanned page read whole, against RapidOCR alone on its image.

Both in one process on one thread, page by page in turn, on the same rendered image; without a file, on a generated
scan. The ratio is of CPU time, models loaded.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from rapidocr import RapidOCR

from pipeline.read.grid import tables_of
from pipeline.read.ocr import DPI
from pipeline.read.ocr_page import read_scan
from pipeline.read.pdf_chars import Frame
from tests.synth.document import disclosure
from tests.synth.scan import scanned


def _alone() -> Callable[[Any], Any]:
    """RapidOCR as it comes, on one thread."""
    one = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return RapidOCR(params={"Global.log_level": "warning", **one})


def _ours(image: Any) -> None:
    """Text, rules and tables of the page."""
    high, wide = (n * 72.0 / DPI for n in image.shape[:2])
    text, drawing = read_scan(image, Frame(0, 0, wide, high), DPI)
    tables_of(1, text.chars, drawing)


def _seconds(work: Callable[[Any], Any], image: Any) -> float:
    began = time.process_time()
    work(image)
    return time.process_time() - began


def main() -> None:
    """Measure page by page and print the sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--pages", type=int, default=8)
    options = parser.parse_args()
    data = options.file.read_bytes() if options.file else scanned(disclosure("central", 1).render("pdf"))
    peers = {"rapidocr": _alone(), "yujuesuan": _ours}
    spent = dict.fromkeys(peers, 0.0)
    pdf = pdfium.PdfDocument(data)
    for number in range(min(len(pdf), options.pages)):
        image = pdf[number].render(scale=DPI / 72.0).to_numpy()
        for name, work in peers.items():
            if number == 0:
                work(image)  # loads the models
            spent[name] += _seconds(work, image)
    for name, seconds in spent.items():
        print(f"{name:12} {seconds / min(len(pdf), options.pages):6.2f} cpu s/page")
    print(f"ratio        {spent['yujuesuan'] / spent['rapidocr']:6.2f}")


if __name__ == "__main__":
    main()
