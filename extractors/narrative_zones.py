"""The build of one paragraph: sentences, brackets, and the zones whose figures are not the subject's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pipeline.core.patterns import load

CLAUSE_MARKS = ",。；：、（）"
_LONGEST_BRACKET = 400
_NEAR = 40
_NO_ZONE = ("own_change", "side", "compares", "goes_on", "numbered_reason", "weak_reason", "change")
_GOES_ON = "zones.goes_on"
_NUMBERED_REASON = "zones.numbered_reason"


@dataclass(frozen=True)
class Zone:
    """Characters `start` to `end` that a marker opens; what it says begins at `body`."""

    kind: str  # reason | purpose | inner | against_budget | against_prior
    start: int
    body: int
    end: int


@dataclass(frozen=True)
class Layout:
    """A squeezed paragraph with its brackets matched and its zones marked."""

    text: str

    @cached_property
    def brackets(self) -> dict[int, int]:
        """Where each opening bracket closes; unmatched ones and very long ones are left out."""
        pairs: dict[int, int] = {}
        opened: list[int] = []
        for i, char in enumerate(self.text):
            if char == "（":
                opened.append(i)
            elif char == "）" and opened:
                start = opened.pop()
                if i - start <= _LONGEST_BRACKET:
                    pairs[start] = i
        return pairs

    def bracket_around(self, at: int) -> tuple[int, int] | None:
        """The innermost bracket pair that holds character `at`."""
        around = [(o, c) for o, c in self.brackets.items() if o < at < c]
        return max(around) if around else None

    def end_of(self, at: int, marks: str) -> int:
        """Where the stretch around `at` ends: at one of `marks` outside deeper brackets, or with its own."""
        own = self.bracket_around(at)
        stop = own[1] if own else len(self.text)
        i = at
        while i < stop:
            if self.text[i] in marks:
                return i
            close = self.brackets.get(i)
            i = close + 1 if close is not None and close <= stop else i + 1
        return stop

    def sentence_start(self, at: int) -> int:
        """Where the sentence that holds `at` begins: behind the 。 before it, or in front of its bracket."""
        own = self.bracket_around(at)
        start = own[0] + 1 if own else 0
        found = [i + 1 for i in range(start, at) if self.text[i] == "。" and self.bracket_around(i) == own]
        return found[-1] if found else start

    @cached_property
    def zones(self) -> tuple[Zone, ...]:
        """Every zone, in order of its start."""
        return tuple(sorted(self._zones(), key=lambda z: (z.start, z.end)))

    def _zones(self) -> Iterator[Zone]:
        for pattern in load("narrative/zones").patterns:
            kind = str(pattern.sets["zone"])
            if kind in _NO_ZONE:
                continue
            matches = [*pattern.finditer(self.text)]
            for match in matches:
                start, body = match.span()
                is_purpose = kind == "reason" and not self._explains(match[0], start)
                as_kind = "purpose" if is_purpose else kind
                end = self._zone_end(as_kind, start, body)
                if kind == "inner" and self._nested(start, [m.start() for m in matches]):
                    end = min(end, self.end_of(body, "；"))
                yield Zone(as_kind, start, body, end)

    def _nested(self, at: int, starts: list[int]) -> bool:
        """True for a list of parts inside another of the same sentence: it ends with its part, at ；."""
        begin = self.sentence_start(at)
        return any(begin <= s < at for s in starts)

    def _explains(self, marker: str, at: int) -> bool:
        """False for a 主要是 behind an amount without a change: it says what the money is for."""
        zones = load("narrative/zones")
        if not zones["zones.weak_reason"].regex.search(marker):
            return True
        said = self.text[max(self.sentence_start(max(at - 1, 0)), at - _NEAR) : at]
        return zones["zones.change"].regex.search(said) is not None

    def _zone_end(self, kind: str, start: int, body: int) -> int:
        """A comparison or a list of parts holds to the sentence's end, a reason or purpose to ； or 。."""
        if kind == "inner":
            return min(self.end_of(body, "。"), self._compared_after(body))
        if kind in ("against_budget", "against_prior"):
            return self.end_of(body, "。")
        at = body
        inside = self.text[start] == "（"
        end = self.brackets.get(start, len(self.text)) if inside else self.end_of(at, "。；")
        if kind == "reason" and not inside:
            end = self._with_more_reasons(end)
        return self._compared_behind(start, body, end) if kind == "reason" else end

    def _compared_behind(self, start: int, body: int, end: int) -> int:
        """Where a reason against the budget gives way to 与上年相比减少5万元, which is the amount's own change."""
        clause = max(self.text.rfind(mark, 0, start) for mark in CLAUSE_MARKS)
        against = load("narrative/facts")["facts.against_budget_words"].regex
        if not against.search(self.text[clause + 1 : body]):
            return end
        own = load("narrative/zones")["zones.own_change"].regex.search(self.text, body, end)
        return own.start() if own else end

    def _compared_after(self, body: int) -> int:
        """Where a list without any amount gives way to a comparison, which is the sum's."""
        found = load("narrative/zones")["zones.compares"].regex.search(self.text, body)
        said = found and load("narrative/facts")["facts.money"].regex.search(self.text, body, found.start())
        return len(self.text) if found is None or said else found.start()

    def _with_more_reasons(self, end: int) -> int:
        """The end of a reason that goes on behind ； or in numbered sentences (一是…。二是…)."""
        zones = load("narrative/zones")
        while end < len(self.text) and self.text[end] in "；。":
            more = zones[_GOES_ON if self.text[end] == "；" else _NUMBERED_REASON].regex
            if not more.match(self.text[end + 1 :]):
                break
            end = self.end_of(end + 1, "。；")
        return end

    def inside(self, at: int, *kinds: str) -> Zone | None:
        """The last zone of one of `kinds` that holds `at`."""
        return next((z for z in reversed(self.zones) if z.kind in kinds and z.start <= at < z.end), None)

    def next_clause(self, at: int) -> int:
        """The first clause mark at or behind `at`; the end of the text when there is none."""
        return next((i for i in range(at, len(self.text)) if self.text[i] in CLAUSE_MARKS), len(self.text))
