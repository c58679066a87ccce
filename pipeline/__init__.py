"""yujuesuan: published departmental budgets and final accounts as proved, traceable data.

For notebooks: `pipeline.open_dataset("out")` and `pipeline.Disclosure("x.pdf")`; loaded when first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.notebook.dataset import Answer, Dataset, open_dataset
    from pipeline.notebook.disclosure import Disclosure, Form
    from pipeline.notebook.errors import CannotParse, NoAnswer, NotThere

__all__ = [
    "Answer", "CannotParse", "Dataset", "Disclosure", "Form", "NoAnswer", "NotThere", "open_dataset",
]  # fmt: skip
_ROOMS = {
    "Answer": "dataset", "Dataset": "dataset", "open_dataset": "dataset", "Disclosure": "disclosure",
    "Form": "disclosure", "CannotParse": "errors", "NoAnswer": "errors", "NotThere": "errors",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module 'pipeline' has no attribute {name!r}")
    return getattr(import_module(f"pipeline.notebook.{_ROOMS[name]}"), name)
