"""What the pipeline reads in an invented disclosure, held against what it states."""

from __future__ import annotations

from pathlib import Path

from pipeline.run.result import Result
from pipeline.score import keys
from pipeline.score.compare import Tally, tally
from pipeline.score.labels import Labels


def tallies(result: Result, gold: Path) -> dict[str, Tally]:
    """The tallies of one document by table, as the score command counts them."""
    labels, tables = Labels(gold), result.tables()
    functions = tables.get("function_lines", [])
    whole, value = keys.function_lines(labels, functions)
    pairs = {
        "function": whole,
        "function_value": value,
        "narrative": keys.narrative(labels, functions),
        "economic": keys.economic_lines(labels, tables.get("economic_lines", [])),
        "amounts": keys.amounts(labels, tables.get("amounts", [])),
        "indicators": keys.indicators(labels, tables.get("performance_indicators", [])),
        "projects": keys.projects(labels, tables.get("performance_projects", [])),
        "identity": keys.identity(labels, tables["documents"][0]),
    }
    return {name: tally(pair) for name, pair in pairs.items()}
