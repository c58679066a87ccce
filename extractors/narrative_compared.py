"""What a sentence says in words of an outturn against its budget: above, below, equal, or nearly equal."""

from __future__ import annotations

from pipeline.core.patterns import load

_WORDS = {"above": "above", "below": "below", "equal": "equal", "same": "equal", "near": "near"}


def against_budget(text: str) -> str | None:
    """The relation that the first such words of `text` state; None where there are none."""
    pattern = load("narrative/facts")["facts.against_budget_words"]
    match = next(pattern.finditer(text), None)
    return next((_WORDS[name] for name in pattern.groups(match)), None) if match else None
