"""Pages of the documentation that are made from what the program itself uses: dictionary and cookbook.

`python -m pipeline.store.pages docs` writes them; `make docs` does so before it builds the site.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from pipeline.core.patterns import read_toml
from pipeline.core.schema import DATASET_TABLES, table_columns
from pipeline.store.questions import questions

_MADE = "<!-- made by python -m pipeline.store.pages docs -->\n"


def dictionary() -> str:
    """Every table with its columns, every view, every concept."""
    return _MADE + "\n".join(_dictionary()) + "\n"


def _dictionary() -> Iterator[str]:
    yield "\n# 数据字典 Dictionary\n\n金额一律为元；编码是文本。Money is yuan, codes are text."
    for table in DATASET_TABLES:
        yield f"\n## {table}\n\n| 列 column | 类型 type | 名称 | description |\n|---|---|---|---|"
        for c in table_columns(table):
            yield f"| `{c.name}` | {c.kind} | {c.label} | {_cell(c.description)} |"
    yield "\n## 视图 Views\n\n| view | |\n|---|---|"
    for view in read_toml("views")["view"]:
        yield f"| `{view['name']}` | {_cell(view['description'])} |"
    yield "\n## 概念 Concepts of `amounts`\n\n| concept | 名称 | 单位 | definition |\n|---|---|---|---|"
    for c in read_toml("amounts/concepts")["concept"]:
        yield f"| `{c['id']}` | {c['label']} | {c['unit']} | {_cell(c['definition'])} |"


def cookbook() -> str:
    """Every named question with its SQL."""
    return _MADE + "\n".join(_cookbook()) + "\n"


def _cookbook() -> Iterator[str]:
    yield "\n# 问题二十则 Cookbook\n"
    yield "`yujuesuan query 数据集 --question 名称`；参数用 `--set code=2012901`。测试在样例上运行每一条。"
    yield "Each runs on the bundled samples in the tests."
    for q in questions().values():
        yield f"\n## {q.zh}\n\n*{q.en}* — `{q.id}`\n\n```sql\n{q.filled()}\n```"
        if q.plot:
            yield f"\n![{q.zh}](plots/{q.id}.svg)"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


PAGES = {"dictionary.md": dictionary, "cookbook.md": cookbook}


def write_pages(folder: Path) -> None:
    """Write the made pages into the folder of the documentation."""
    for name, make in PAGES.items():
        (folder / name).write_text(make(), "utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
