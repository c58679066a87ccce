"""Named questions: words in Chinese and English, and the SQL that answers them (patterns/questions.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from pipeline.core.patterns import read_toml
from pipeline.store.errors import QueryError


@dataclass(frozen=True, slots=True)
class Question:
    """A question.

    `values` are the parameters of its SQL with what they are when nothing is said; `plot` the columns that a plot of
    its answer shows: those that label a bar, and last the one that is drawn.
    """

    id: str
    zh: str
    en: str
    sql: str
    values: dict[str, str] = field(default_factory=dict)
    plot: list[str] = field(default_factory=list)

    def filled(self, values: Mapping[str, str] | None = None) -> str:
        """The SQL with its values written in: what a person can read, change and run anywhere.

        Raises:
            QueryError: a value the question does not ask for.
        """
        if unknown := set(values or ()) - set(self.values):
            raise QueryError(f"{self.id}: 没有参数 / asks for no {', '.join(sorted(unknown))}")
        sql = self.sql.strip()
        for name, value in (self.values | dict(values or {})).items():
            sql = sql.replace(f"${name}", literal(value))
        return sql


def literal(value: str | int) -> str:
    """A value as SQL writes it."""
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


@cache
def questions() -> dict[str, Question]:
    """Every question by id, in the order of the file."""
    found = [Question(**raw) for raw in read_toml("questions")["question"]]
    return {q.id: q for q in found}


def question(name: str) -> Question:
    """The question with that id.

    Raises:
        QueryError: there is none; the message names those there are.
    """
    try:
        return questions()[name]
    except KeyError:
        raise QueryError(
            f"没有这个问题 / no question {name!r}; there are: {', '.join(questions())}"
        ) from None
