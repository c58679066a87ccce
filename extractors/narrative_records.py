"""What records out of sentences share: their place, and what is said of the main phase."""

from __future__ import annotations

from extractors.narrative_facts import DEFAULT_PHASE
from extractors.narrative_read import Reading
from extractors.segment import Part
from pipeline.core.records import Amount, FunctionLine


def placed(record: FunctionLine | Amount, part: Part, start: int, end: int) -> None:
    """Give `record` the place and the printed text of squeezed characters `start` to `end`."""
    first, last = part.text.source_span(start, end)
    record.at(part.paragraph.place(first, last))
    record.raw_text = part.paragraph.text[first:last]


def main_phase(phases: list[str], kind: str | None) -> str | None:
    """The phase that changes and shares speak of: the document's own, or the only one of this year."""
    own = DEFAULT_PHASE.get(kind or "")
    current = [p for p in phases if not p.startswith("prior")]
    return own if own in phases else current[0] if len(current) == 1 else None


def reason_text(reading: Reading, part: Part) -> str | None:
    """The reason as printed, white space removed."""
    if reading.reason is None:
        return None
    return part.text.text[slice(*reading.reason)].strip(",。；：（）") or None


def restate(record: FunctionLine | Amount, phase: str, reading: Reading) -> None:
    """Put what the sentence states of the same phase once more on `record`, as printed."""
    if (again := reading.again.get(phase)) and again.money:
        record.restated_text = f"{again.money.text}{again.money.unit}"


def complete(record: FunctionLine | Amount, reading: Reading, part: Part) -> None:
    """Put what the sentence says besides the amount on `record`, where nothing stands yet."""
    if isinstance(record, FunctionLine):
        record.change_yuan = reading.change if record.change_yuan is None else record.change_yuan
    elif record.change_value is None:
        record.change_value = reading.change
    if record.change_pct is None:
        record.change_pct = reading.change_pct
    if record.share_pct is None:
        record.share_pct = reading.share
    if record.completion_pct is None:
        record.completion_pct = reading.completion
    record.against_budget = record.against_budget or reading.against_budget
    record.reason = record.reason or reason_text(reading, part)
