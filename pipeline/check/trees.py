"""Levels: every line is the sum of the lines one level below it, the total the sum of the highest ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter

from pipeline.check.equations import Equation, balance, best, looks_like
from pipeline.check.figures import Figure
from pipeline.check.index import UNKNOWN, Index, Line, Path, grouped
from pipeline.check.rules import Rule
from pipeline.core.codes import TOTAL
from pipeline.core.records import EconomicLine, FunctionLine

_FORM = attrgetter("instance", "record.direction", "record.phase", "record.fund")
_COMPONENT = attrgetter("record.component")
_CELL = attrgetter("row", "path", "record.form")
_SUMMARIES = ("summary", "grant_summary")


@dataclass(slots=True)
class _Tree:
    """Lines of one column of one form: who stands under whom, and what stands at the top."""

    children: dict[int, list[Line]] = field(default_factory=dict)  # by the place of the parent in the column
    top: list[int] = field(default_factory=list)


def levels(rule: Rule, index: Index) -> Iterator[Equation]:
    """Equations of every tree in the forms of `rule`: parents, then totals."""
    table, forms = rule.params.get("table", "function"), rule.params.get("forms")
    directions = rule.params.get("directions")
    chosen = [
        line
        for line in index.lines(table)
        if (not forms or line.record.form in forms)
        and (not directions or line.record.direction in directions)
    ]
    for column, is_partial in _columns(chosen, table == "economic"):
        for equation in _column(rule, column):
            yield replace(equation, strict=False) if is_partial and not equation.closes else equation


def _columns(lines: Sequence[Line], economic: bool) -> Iterator[tuple[list[Line], bool]]:
    """Lines that add up with each other: one printing of a form, one column; True for one that leaves lines out."""
    for form in grouped(lines, lambda x: (*_FORM(x), _of_government(x))).values():
        if economic and _is_blocked(form):
            yield form, False
            continue
        by_component = grouped(form, _COMPONENT)
        for component, column in by_component.items():
            is_partial = component == "other" and _leaves_out(column, by_component.get("total", ()))
            if len(set(map(_CELL, column))) == len(column):
                yield column, is_partial
            else:
                for cells in grouped(column, lambda x: x.column).values():
                    yield _of_one_class(cells), is_partial


def _of_government(line: Line) -> bool:
    """True for a line by the government's classes alone, which may stand beside the department's in one table."""
    record = line.record
    return isinstance(record, EconomicLine) and record.economic_code is None


def _of_one_class(column: list[Line]) -> list[Line]:
    """A column under one economic class of a form by function: its lines stand in the tree of functions."""
    records = [line.record for line in column]
    classes = {r.economic_code for r in records if isinstance(r, FunctionLine)}
    if len(classes) != 1 or not (code := classes.pop()):
        return column
    return [
        replace(line, path=tuple(step for step in line.path if not code.startswith(step))) for line in column
    ]


def _leaves_out(column: Sequence[Line], totals: Sequence[Line]) -> bool:
    """True for a column of another kind that is blank where the totals are not: it need not add up."""
    return not {x.row for x in totals} <= {x.row for x in column}


def _is_blocked(form: list[Line]) -> bool:
    """True for a form that prints personnel and operating cost in blocks, so that each code stands once."""
    seen = grouped([x for x in form if x.path], lambda x: x.path)
    components = {x.record.component for x in form}
    return len(components) > 1 and all(len(found) == 1 for found in seen.values())


def _column(rule: Rule, column: list[Line]) -> Iterator[Equation]:
    """The equations of one column: each parent, then the totals."""
    tree = _by_position(column)
    by_code: dict[Path, list[Line]] | None = None
    for at, line in enumerate(column):
        if not line.path:
            continue
        kids = tree.children.get(at)
        equation = balance(rule, [line.figure], _figures(kids), what=line.name) if kids else None
        if equation is None or not equation.closes:
            by_code = _by_code(column) if by_code is None else by_code
            kids = by_code.get(line.path)
            other = balance(rule, [line.figure], _figures(kids), what=line.name) if kids else None
            equation = best((equation, other))
        if equation:
            yield equation
    yield from _totals(rule, column, tree)


def _figures(lines: Sequence[Line]) -> list[Figure]:
    return [line.figure for line in lines]


def _by_position(column: list[Line]) -> _Tree:
    """Every line under the nearest line above it whose code its own code continues."""
    tree = _Tree()
    open_: list[tuple[int, Path]] = []
    for at, line in enumerate(column):
        path = line.path
        if not path:
            continue
        while open_ and (path == open_[-1][1] or path[: len(open_[-1][1])] != open_[-1][1]):
            open_.pop()
        if open_:
            tree.children.setdefault(open_[-1][0], []).append(line)
        else:
            tree.top.append(at)
        if path != UNKNOWN:
            open_.append((at, path))
    return tree


def _by_code(column: list[Line]) -> dict[Path, list[Line]]:
    """The lines below each code wherever they stand, for forms whose blocks break the order of the rows."""
    known = {line.path for line in column}
    out: dict[Path, list[Line]] = {}
    for line in column:
        for n in range(len(line.path) - 1, 0, -1):
            if line.path[:n] in known:
                out.setdefault(line.path[:n], []).append(line)
                break
    return out


def _totals(rule: Rule, column: list[Line], tree: _Tree) -> Iterator[Equation]:
    """Every total against the lines it may add up, and against the other totals of its column.

    Summaries print totals with and without what is carried forward: there one that closes is enough.
    """
    totals = [at for at, line in enumerate(column) if not line.path and line.code == TOTAL]
    if not tree.top or not totals:
        return
    found = [e for n in range(len(totals)) if (e := _total(rule, column, tree, totals, n))]
    among = [e for at in totals if (e := _among_totals(rule, column, totals, at)) and e.closes]
    yield from among
    settled = {e.left[0] for e in (*among, *found) if e.closes}
    if column[0].record.form in _SUMMARIES:
        open_ = [] if any(e.closes for e in found) else sorted(found, key=lambda e: abs(e.difference))[:1]
    else:
        open_ = [e for e in found if e.left[0] not in settled]
    yield from (e for e in found if e.closes or e in open_)


def _total(rule: Rule, column: list[Line], tree: _Tree, totals: list[int], n: int) -> Equation | None:
    """One total: of all top lines, or of those up to the next total or since the last."""
    at = totals[n]
    after = totals[n + 1] if n + 1 < len(totals) else len(column)
    before = totals[n - 1] if n else -1
    every = [column[i] for i in tree.top]
    coded = [x for x in every if x.path != UNKNOWN]
    roots = _roots(coded)
    options = [every, coded if len(coded) < len(every) else [], roots if len(roots) < len(coded) else []]
    if len(totals) > 1:
        options.append([column[i] for i in tree.top if at < i < after])
        options.append([column[i] for i in tree.top if before < i < at])
    what = _total_name(column[at])
    found = best(balance(rule, [column[at].figure], _figures(kids), what=what) for kids in options if kids)
    if found and not found.closes and column[at].record.form in rule.params.get("loose", ()):
        # rows without a code, which are no lines, may stand among the others
        return replace(found, strict=looks_like(column[at].figure.text, f"{found.right_value:.2f}"))
    return found


def _roots(lines: list[Line]) -> list[Line]:
    """The lines below none of the others, for forms whose blocks break the order of the rows."""
    known = {line.path for line in lines}
    return [line for line in lines if not any(line.path[:n] in known for n in range(1, len(line.path)))]


def _among_totals(rule: Rule, column: list[Line], totals: list[int], at: int) -> Equation | None:
    """A total of the other totals: of units, or the one other that a summary prints."""
    others = [column[i] for i in totals if i != at]
    return (
        balance(rule, [column[at].figure], _figures(others), what=_total_name(column[at])) if others else None
    )


def _total_name(line: Line) -> str:
    return line.record.form + " 合计" if not line.name else line.name


def economic_totals(rule: Rule, index: Index) -> Iterator[Equation]:
    """Named totals of an economic form are the sums of their classes, whatever blocks they stand in."""
    for form in grouped(index.economic, lambda x: (x.instance, x.record.phase, x.record.fund)).values():
        for name, codes in rule.params["totals"].items():
            classes = [x for x in form if x.path and x.path[-1] in codes]
            alike = grouped(classes, lambda x: x.code)
            for total in (x for x in form if x.record.economic_code == name):
                own = [x for x in classes if x.record.component == total.record.component]
                options = [own, classes if all(len(c) == 1 for c in alike.values()) else []]
                chosen = best(
                    balance(rule, [total.figure], _figures(kids), what=total.name) for kids in options if kids
                )
                if chosen:
                    yield chosen
