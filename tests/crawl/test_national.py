"""A small form of the national trial; `make crawl-trial` runs it at full size."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipeline.store.snapshots import Snapshots
from tests.crawl.national import Trial, counted

pytest.importorskip("scrapy")


def test_three_nights_with_kills(tmp_path: Path) -> None:
    said: list[str] = []
    trial = Trial(tmp_path, sites=7, each=9, rate=50.0, nights=3, kills=2, per_list=1, tell=said.append)
    trial.run()
    assert len(said) == 5
    counts = counted(tmp_path / "out")
    assert counts["documents"] == trial.figures["documents"] > 50
    assert counts["function_lines"] >= counts["documents"]
    current = Snapshots(tmp_path / "out").current()
    with duckdb.connect() as connection:
        ((told, fetched, unknown),) = connection.execute(
            "SELECT count(page_title), count(fetched_at), count(*) FILTER (department IS NULL) "
            f"FROM read_parquet('{current}/documents/**/*.parquet')"
        ).fetchall()
    assert (told, fetched, unknown) == (counts["documents"], counts["documents"], 0)
