"""What the text says behind a name, up to the next: amounts by phase, change, share, reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.narrative_compared import against_budget
from extractors.narrative_facts import Fact, fact_at, is_prior, phase_of, phase_word, told_at
from extractors.narrative_years import governing_year
from extractors.narrative_zones import Layout, Zone
from pipeline.core.money import Unit
from pipeline.core.patterns import load

_COMPARED_IN_PURPOSE = ("completion", "share")


@dataclass(frozen=True)
class Frame:
    """What governs a paragraph: the kind and year of the document, and the unit where none is printed."""

    kind: str | None
    year: int | None
    unit: Unit | None = None


@dataclass
class Reading:
    """What was said of one name. `amounts` by phase, the first that was stated of each."""

    amounts: dict[str, Fact] = field(default_factory=dict)
    again: dict[str, Fact] = field(
        default_factory=dict
    )  # what is stated of a phase once more, and is another
    change: Decimal | None = None
    change_pct: Decimal | None = None
    share: Decimal | None = None
    completion: Decimal | None = None
    reason: tuple[int, int] | None = None
    against_budget: str | None = None
    compared: str = ""  # with what its change is, for the parts that follow
    either: bool = False  # the template's 增加（减少） was left in: the percentage tells which
    says_own: bool = False  # a change right behind the name, not some clauses on
    end: int = 0

    @property
    def says_change(self) -> bool:
        """True when it compares with the prior year."""
        return self.change is not None or self.change_pct is not None


@dataclass
class Reader:
    """Reads the facts behind the name at `start` to `end`, as far as `limit`."""

    layout: Layout
    frame: Frame
    starts: Sequence[int]  # where the names of the paragraph begin
    phase: str | None = None  # where the name itself decides the phase
    inherited: str | None = None  # the phase of the sum that the name is part of
    name_tells: bool = True  # whether 预算 or 决算 in the name says the phase (案件执行 is a line)
    compared: str = ""  # what the sum that the name is part of was compared with
    _divided: bool = False  # its parts were listed: amounts stated behind the list are not its own
    _compared: str = ""  # against_budget | against_prior | another: what the clause compares with

    def read(self, start: int, end: int) -> Reading:
        """The reading of one name."""
        reading = Reading(end=end)
        text, when = self.layout.text, governing_year(self.layout, start)
        before = self.layout.inside(start, "against_budget", "against_prior")
        self._compared = self._comparison(before) if before else self.compared
        at, limit, direct = end, self._limit(start, end), True
        listed = self.layout.inside(start, "inner")
        while at < limit:
            if listed and at >= listed.end and reading.amounts:
                break  # what follows the list is said of the sum
            zone = self._zone_from(at, end)
            if zone is not None and zone.kind == "inner":
                around = self.layout.bracket_around(zone.start)
                if around and around[0] >= end:  # 350万元（其中医疗收入320万元），占40.91%
                    at, direct = around[1] + 1, False
                else:
                    at, limit, direct, self._divided = zone.end, self._limit(start, zone.end), False, True
                continue
            if zone is not None:
                at = self._pass(zone, at, reading, limit)
                direct = False
                continue
            told = told_at(text, (start, end), at, direct=direct, unit=self.frame.unit)
            if told and told[-1].end <= limit:
                reading.says_own = reading.says_own or (direct and told[0].kind.startswith("change"))
                for fact in told:
                    self._take(fact, reading, text[start:end] if self.name_tells else "", when)
                reading.end, at, direct = max(reading.end, told[-1].end), told[-1].end, False
                continue
            at, stepped_over = self._step(at, limit)
            direct = direct and stepped_over
        reading.against_budget = against_budget(text[start:limit])
        reading.change = None if reading.either else reading.change
        return reading

    def _limit(self, start: int, end: int) -> int:
        """The next name outside deeper brackets, or the end of the name's own bracket."""
        own = self.layout.bracket_around(end - 1) if end else None
        stop = own[1] if own else len(self.layout.text)
        nxt = [s for s in self.starts if s >= end and s > start and self.layout.bracket_around(s) == own]
        return min([stop, *nxt[:1]])

    def _zone_from(self, at: int, end: int) -> Zone | None:
        """The zone that holds `at` and was opened behind the name."""
        held = [z for z in self.layout.zones if end <= z.start <= at < max(z.body, z.start + 1)]
        return held[0] if held else None

    def _pass(self, zone: Zone, at: int, reading: Reading, limit: int) -> int:
        """Where reading goes on behind a reason, a purpose or a comparison."""
        if zone.kind == "reason":
            if reading.reason is None and zone.end > zone.body:
                reading.reason = (zone.body, min(zone.end, limit))
            return max(zone.end, at + 1)
        if zone.kind == "purpose":
            return self._behind_purpose(zone)
        self._compared = self._comparison(zone)
        return max(zone.body, at + 1)

    def _behind_purpose(self, zone: Zone) -> int:
        """A purpose ends with its sentence, or where a clause compares or names a year's amount."""
        at = zone.body
        while (at := self.layout.next_clause(at)) < zone.end:
            at += 1
            if any(z.start == at and z.kind.startswith("against") for z in self.layout.zones):
                return at
            fact = fact_at(self.layout.text, at, direct=False, unit=self.frame.unit)
            if fact and (fact.based or fact.when or fact.kind in _COMPARED_IN_PURPOSE):
                return at
        return zone.end

    def _comparison(self, zone: Zone) -> str:
        """What a comparison is with: the budget, the prior year, or another year."""
        if zone.kind == "against_budget":
            return zone.kind
        return self._base(self.layout.text[zone.start : zone.body])

    def _base(self, words: str) -> str:
        """against_prior for words for the year before, against_budget for the year itself, else another."""
        found = load("narrative/facts")["facts.compared_year"].regex.search(words)
        if found is None:
            return "against_budget"
        prior = is_prior(found["when"], self.frame.year)
        if prior and self.frame.kind == "final" and phase_word(words) == "budget":
            return "another"  # an outturn against last year's budget is no change from year to year
        return "against_prior" if prior else "against_budget" if prior is False else "another"

    def _step(self, at: int, limit: int) -> tuple[int, bool]:
        """(where the next clause begins, whether only a bracket was stepped over)."""
        layout = self.layout
        mark = layout.next_clause(at)
        opened = [z.start for z in layout.zones if at < z.start <= mark and not z.kind.startswith("against")]
        if opened:
            return min(opened[0], limit), False
        if mark >= limit:
            return limit, False
        close = layout.brackets.get(mark)
        if close is not None and any(mark < s < close for s in self.starts):
            return close + 1, mark == at
        if layout.text[mark] == "。":
            self._compared = ""
        return mark + 1, False

    def _take(self, fact: Fact, reading: Reading, name: str, when: str) -> None:
        """Put `fact` where it belongs."""
        if fact.kind == "stated" and not self._divided:
            based = fact.pattern_id == "facts.base" and "final" in reading.amounts
            phase = phase_of(fact, "" if based else name, when, self.frame.kind, self.frame.year)
            if self.inherited and not (phase_word(fact.words) or phase_word(name)):
                said = fact.when or when
                same = is_prior(said, self.frame.year) is self.inherited.startswith("prior")
                phase = self.inherited if not said or (phase is None and same) else phase
            if self.phase == "budget" and phase == "final":
                phase = "budget"  # what is reserved is a plan, whatever the document
            if phase is not None:
                self._state(phase, fact, reading)
                if phase.startswith("prior") and not self._compared:
                    self._compared = "against_prior"  # 2022年决算500万元，增加60万元
            if fact.pattern_id == "facts.base":
                self._compared = self._base(fact.when)
        elif fact.kind == "share" and reading.share is None:
            reading.share = None if _is_of(fact.words, name) else fact.value
        elif fact.kind == "completion" and reading.completion is None:
            reading.completion = fact.value
        elif fact.kind in ("change", "change_pct") and self._against_prior(fact):
            self._take_change(fact, reading)

    def _state(self, phase: str, fact: Fact, reading: Reading) -> None:
        """Take an amount; a clause may state it once more in its own words (…9万元。…支出决算为8万元)."""
        first = reading.amounts.setdefault(phase, fact)
        said = fact.pattern_id == "facts.stated_later" and phase_word(fact.words)
        if said and first.money and fact.money and first.money.yuan != fact.money.yuan:
            reading.again.setdefault(phase, fact)

    def _against_prior(self, fact: Fact) -> bool:
        """True for a change against the prior year, as the text says or, in a budget, takes for granted."""
        if fact.based:
            self._compared = self._base(self.layout.text[fact.start : fact.end])
        return self._compared == "against_prior" or (not self._compared and self.frame.kind == "budget")

    def _take_change(self, fact: Fact, reading: Reading) -> None:
        value, reading.compared = fact.value, self._compared
        if fact.kind == "change" and reading.change is None:
            reading.change, reading.either = value, fact.words == "either"
        elif fact.kind == "change_pct" and reading.change_pct is None:
            if fact.words == "either":
                if reading.change is None or reading.either or value is None:
                    return
                value = value.copy_sign(reading.change)
            elif reading.either and reading.change is not None and value is not None:
                reading.change, reading.either = reading.change.copy_sign(value), False
            reading.change_pct = value


def _is_of(whole: str, name: str) -> bool:
    """True for a share of the named amount itself: another's, whose name was not known."""
    core = whole.strip("的比重例率")
    return min(len(core), len(name)) > 3 and (core in name or name in core)
