"""The samples of the project: small disclosures in varied layouts and formats, with their labels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .document import Disclosure, disclosure
from .labels import write

SAMPLES = (
    ("central", 1, "pdf"),
    ("shanghai_final", 1, "pdf"),
    ("sichuan_final", 1, "pdf"),
    ("yunnan_final", 1, "docx"),
    ("old_final", 1, "pdf"),
    ("prior_final", 1, "docx"),
    ("shanghai_budget", 1, "pdf"),
    ("beijing_budget", 1, "pdf"),
    ("guangzhou_budget", 1, "pdf"),
    ("shenzhen_budget", 1, "docx"),
    ("jiangsu_budget", 1, "pdf"),
    ("zhejiang_budget", 1, "txt"),
    ("shandong_budget", 1, "pdf"),
    ("shaanxi_budget", 1, "txt"),
    ("chongqing_budget", 1, "pdf"),
    ("funds_budget", 2, "pdf"),
    ("long_budget", 1, "pdf"),
    ("stages_final", 1, "docx"),
)


def samples() -> Iterator[tuple[Disclosure, str]]:
    """Every sample with its format."""
    for name, seed, form in SAMPLES:
        yield disclosure(name, seed), form


def write_samples(out: Path) -> None:
    """Documents into files/ and labels into gold/ of the folder."""
    for made, form in samples():
        write(made, form, out / "files", out / "gold")
