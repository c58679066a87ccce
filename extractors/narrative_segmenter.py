"""Runs of official names without marks, parted by jieba with the official names as its whole dictionary."""

from __future__ import annotations

from functools import cache
from typing import Any

from pipeline.core.reference import Reference

_SILENT = '（）、,"'  # names are compared without these


def parted(run: str, reference: Reference) -> list[str]:
    """`run` cut into the fewest pieces that are official names; single characters where none fits."""
    kept = [i for i, char in enumerate(run) if char not in _SILENT]
    pieces: list[str] = []
    start = done = 0
    for token in _segmenter(reference.function_names()).cut("".join(run[i] for i in kept), HMM=False):
        done += len(token)
        end = kept[done] if done < len(kept) else len(run)
        pieces.append(run[start:end])
        start = end
    return pieces


@cache
def _segmenter(names: frozenset[str]) -> Any:
    """A jieba segmenter that knows `names` alone: every name costs the same, so that fewer and longer ones win."""
    import jieba  # only texts without marks need it, and it takes a quarter of a second to load

    words = dict.fromkeys((name[:i] for name in names for i in range(1, len(name))), 0)
    words |= dict.fromkeys(names, 1)
    segmenter = jieba.Tokenizer()
    segmenter.FREQ, segmenter.total, segmenter.initialized = words, len(names), True
    return segmenter
