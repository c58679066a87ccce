"""What has been read of one project so far, and the records it becomes when its table ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.core.model import Cell, Place, Table
from pipeline.core.money import NotAnAmount, Unit, parse_amount, parse_number, parse_percent
from pipeline.core.patterns import load
from pipeline.core.records import Amount, Finding, PerformanceIndicator, PerformanceProject
from pipeline.core.text import squash

_UNKNOWN_UNIT = "金额没有单位：表名、表头和单元格都没有写明"
_FULL_WEIGHT = {Decimal(90), Decimal(100)}  # what the weights of one sheet add to, with or without 预算执行率


def printed(cell: Cell | None) -> str | None:
    """The text of a cell as printed, its line breaks closed; None when empty."""
    if cell is None:
        return None
    return "".join(line.strip() for line in cell.text.splitlines()) or None


def compact(cell: Cell | None) -> str | None:
    """The text of a cell as printed, without any white space; None when empty."""
    return None if cell is None else "".join(cell.text.split()) or None


def points(text: str | None) -> Decimal | None:
    """The points of a weight or a score, "10分" and "10" alike; None where there is no number."""
    try:
        return parse_number((text or "").strip().removesuffix("分"))
    except NotAnAmount:
        return None


def fits(text: str, pattern_id: str) -> bool:
    """True when the squashed text is what the named pattern of patterns/performance/names.toml says."""
    return load("performance/names")[pattern_id].regex.search(squash(text)) is not None


@dataclass(slots=True)
class Draft:
    """One project, or one whole department, as far as it is read.

    `money` holds printed amounts with their unit by role: initial, full_year, executed, total, year_total,
    term_total. `named`: the name with its code. `whole`: a whole department's sheet.
    `evidence`: a title or an indicator header says that this is a performance table.
    `plain`: from a list that states no goals. `group`: the list, where units may stand among its projects.
    `remarks` go with `rows`. `running`: the cell of running text that the last rows came from.
    """

    place: Place
    pattern_id: str
    raw: str = ""
    unit: Unit | None = None
    named: str = ""
    name: str | None = None
    running: tuple[Cell, Table] | None = None
    code: str | None = None
    supervisor: str | None = None
    implementer: str | None = None
    goal: str | None = None
    term_goal: str | None = None
    achievement: str | None = None
    money: dict[str, tuple[str, Unit | None]] = field(default_factory=dict)
    rate: Decimal | None = None
    rate_weight: Decimal | None = None
    rate_score: Decimal | None = None
    score: Decimal | None = None
    weight: Decimal | None = None
    scored: tuple[Place, str] | None = None
    department: str | None = None
    whole: bool = False
    evidence: bool = False
    plain: bool = False
    lost_name: bool = False
    group: object = None
    rows: list[PerformanceIndicator] = field(default_factory=list)
    remarks: list[str | None] = field(default_factory=list)

    def rename(self, cell: Cell, table: Table) -> None:
        """Take the project's name from `cell`, its code split off, and its place."""
        self.call(compact(cell) or "")
        self.raw, self.place = cell.text, table.place(cell)

    def call(self, text: str) -> None:
        """Take a name as printed without white space, its code split off."""
        self.named = text
        coded = load("performance/names")["name.coded"].regex.match(text)
        if coded is not None:
            self.code, text = coded["code"], coded["name"]
        self.name = text or None

    def pay(self, role: str, text: str | None, unit: Unit | None) -> None:
        """Keep the first printed amount of a role; texts that are no amount do not count."""
        if not text or role in self.money:
            return
        try:
            parse_amount(text, unit or Unit.YUAN)
        except NotAnAmount:
            return
        self.money[role] = (text, unit)

    @property
    def paid(self) -> str | None:
        """The amount that was read first, as printed."""
        return next((text for text, _ in self.money.values()), None)

    @property
    def blank(self) -> bool:
        """True for the official template, filled with XX instead of a name."""
        return self.name is not None and fits(self.name, "name.placeholder")

    def rate_whole(self, cell: Cell | None, table: Table) -> None:
        """Take the total score of the sheet from its cell."""
        self.score = points(cell.text) if cell else None
        self.scored = (table.place(cell), cell.text) if cell else None

    def weigh_whole(self, cell: Cell | None) -> None:
        """Take what the sheet prints as the sum of its weights."""
        self.weight = points(cell.text) if cell else None

    def records(self) -> Iterator[PerformanceProject | PerformanceIndicator | Amount | Finding]:
        """The project, if it has a name, then its indicators; nothing for a blank template."""
        if self.blank or (self.name is not None and fits(self.name, "name.empty")):
            return
        if (self.name or self.code) and self.evidence:
            yield from self._project()
        if self.whole and self.score is not None and self.scored is not None:
            yield self._department_score(*self.scored)
        self._weigh()
        for row in self.rows:
            if not self.whole:
                row.project_code, row.project_name = self.code, self.name
            yield row
        if self.lost_name and self.name is None and self.rows:
            yield Finding(
                kind="unread", party="extraction", page=self.place.page, left_locator=self.place.locator,
                message="项目名称未能读出，其绩效指标没有归属",
            )  # fmt: skip

    def _department_score(self, place: Place, text: str) -> Amount:
        """The total score of a whole department's sheet."""
        amount = Amount(
            place="form", concept="performance.score_department", phase="final", value=self.score,
            value_unit="分", amount_text=text.strip(), unit="分", raw_text=text, pattern_id=self.pattern_id,
        )  # fmt: skip
        amount.at(place)
        return amount

    def _weigh(self) -> None:
        """Take a column 备注 for the weights when its numbers add to 90 or 100, and no other column holds weights."""
        values = [points(r) for r in self.remarks]
        said = [v for r, v in zip(self.remarks, values, strict=True) if r and r.strip("-—")]
        if not said or None in said or any(r.weight is not None for r in self.rows):
            return
        if sum(v for v in said if v is not None) in _FULL_WEIGHT:
            for row, value in zip(self.rows, values, strict=True):
                row.weight = value

    def _amount(self, *roles: str) -> tuple[Decimal | None, Unit | None]:
        """Yuan of the first role that was printed, and the unit that governed it; None without a unit."""
        for role in roles:
            if role in self.money:
                text, unit = self.money[role]
                governed = unit or self.unit or self._told_unit()
                money = parse_amount(text, governed or Unit.YUAN)
                if governed is None and money.text.strip().endswith("元"):
                    governed = money.unit
                return (money.yuan, money.unit) if governed else (None, None)
        return None, None

    def _told_unit(self) -> Unit | None:
        """万元 where the sheet prints no unit but states its cost indicators in it: ≤120万元."""
        told = any(Unit.WAN in f"{r.target or ''}{r.target_unit or ''}" for r in self.rows)
        return Unit.WAN if told else None

    def _project(self) -> Iterator[PerformanceProject | Finding]:
        """The project's record, and a finding when its amounts have no unit."""
        initial = self._amount("initial", "total", "year_total", "term_total")
        full_year, executed = self._amount("full_year"), self._amount("executed")
        record = PerformanceProject(
            project_code=self.code, project_name=self.name, supervisor=self.supervisor, implementer=self.implementer,
            budget_initial_yuan=initial[0], budget_full_year_yuan=full_year[0], executed_yuan=executed[0],
            execution_rate_pct=self.rate, execution_weight=self.rate_weight, execution_score=self.rate_score,
            score_total=self.score, weight_total=self.weight, goal=self.goal or self.term_goal,
            achievement=self.achievement, unit=initial[1] or full_year[1] or executed[1], raw_text=self.raw,
            pattern_id=self.pattern_id,
        )  # fmt: skip
        record.at(self.place)
        yield record
        if self.money and record.unit is None:
            yield Finding(
                kind="unit", party="unknown", message=_UNKNOWN_UNIT, page=self.place.page,
                left_locator=self.place.locator,
            )  # fmt: skip


def percent(text: str | None) -> Decimal | None:
    """A printed rate in percent; None where there is no number."""
    try:
        return parse_percent(text or "")
    except NotAnAmount:
        return None
