"""`score`: how right a dataset is, by labels or by reviews."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from pipeline.run.local import run as run_local
from pipeline.run.local import sources
from pipeline.score.compare import DocumentScore
from pipeline.score.compare import score as score_dataset
from pipeline.score.labels import LabelError, label_sets
from pipeline.score.report import as_json, markdown
from pipeline.score.report_html import as_html
from pipeline.score.reviewed import score_reviews
from pipeline.store.errors import StoreError


def add_to(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(score)


def score(
    gold: Annotated[
        Path | None, typer.Argument(help="Folder of label folders.", exists=True, file_okay=False)
    ] = None,
    files: Annotated[
        Path | None, typer.Option(help="Folder with the labelled documents.", exists=True)
    ] = None,
    dataset: Annotated[Path | None, typer.Option(help="A dataset; without it the files are run.")] = None,
    reviews: Annotated[
        Path | None,
        typer.Option(
            help="A file of reviews (of `explore`) as labels; needs --dataset, no labels.", exists=True
        ),
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Write the report here, as Markdown.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write the report here, as one HTML page.")] = None,
    counts: Annotated[Path | None, typer.Option(help="Write the counts here, as JSON.")] = None,
    misses: Annotated[int, typer.Option(help="Show so many differences a table.", min=0)] = 0,
) -> None:
    """Hold a dataset against labels, cell by cell: by document, table, layout and format."""
    try:
        scores = _scores(gold, files, dataset, reviews)
    except (LabelError, FileNotFoundError, StoreError) as error:
        raise typer.BadParameter(str(error)) from error
    text = markdown(scores, misses)
    if report is not None:
        report.write_text(text, "utf-8")
    if html is not None:
        html.write_text(as_html(scores), "utf-8")
    if counts is not None:
        counts.write_text(
            json.dumps(as_json(scores), ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8"
        )
    typer.echo(text)


def _scores(
    gold: Path | None, files: Path | None, dataset: Path | None, reviews: Path | None
) -> list[DocumentScore]:
    """By reviews, or by labels and the files that they name."""
    if reviews is not None:
        if gold is not None or dataset is None:
            raise typer.BadParameter("--reviews FILE --dataset DATASET, without a folder of labels")
        return score_reviews(dataset, reviews)
    if gold is None or files is None:
        raise typer.BadParameter("GOLD --files FOLDER, or --reviews FILE --dataset DATASET")
    with tempfile.TemporaryDirectory(prefix="yujuesuan-") as folder:
        return score_dataset(dataset or _dataset_of(gold, files, Path(folder)), gold, files)


def _dataset_of(gold: Path, files: Path, out: Path) -> Path:
    """A dataset of the labelled documents, made now."""
    run_local(sources(files / labels.document["file"] for labels in label_sets(gold)), out)
    return out
