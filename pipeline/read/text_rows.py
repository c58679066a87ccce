"""Rows of a table in lines of text: how cells are parted, and what a line that has none of that may still be."""

from __future__ import annotations

from pipeline.core.text import squash, without_list_mark

Rows = list[list[str]]

_TITLE_STARTS = ("附件", "附表", "单位：", "金额单位：", "公开0", "编制单位：")
_MARKS = "+-=_:.─━═│┃║|┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬ \t"
_LONGEST_TITLE = 50
_CELL = 20  # characters up to which a line looks like a cell


def is_amount(text: str) -> bool:
    """Whether a cell holds a number or a share and nothing else."""
    bare = squash(text).replace(",", "").removesuffix("%")
    return bare.replace(".", "", 1).removeprefix("-").isdecimal()


def without_brackets(text: str) -> str:
    """`text` without the brackets at its end: 自评表（2024年度） is 自评表."""
    while text.endswith("）") and "（" in text:
        text = text[: text.rindex("（")]
    return text


def is_title(text: str) -> bool:
    """Whether a line names or captions a table, instead of going on with a cell of the one before."""
    bare = squash(text)
    if not bare or len(bare) > _LONGEST_TITLE:
        return False
    return without_brackets(bare).endswith("表") or bare.startswith(_TITLE_STARTS)


def looks_like_cell(text: str) -> bool:
    """Whether a line is short and no sentence."""
    return len(text) <= _CELL and not text.endswith(("。", "；", ";"))


def is_border(line: str) -> bool:
    """Whether a line only draws."""
    return bool(line.strip()) and not line.strip().strip(_MARKS)


def piped(line: str) -> list[str] | None:
    """The cells of a line that bars part; None where fewer than two bars do."""
    plain = line.strip().replace("│", "|").replace("┃", "|").replace("║", "|")
    if plain.count("|") < 2:
        return None
    return [cell.strip() for cell in plain.removeprefix("|").removesuffix("|").split("|")]


def aligned(line: str) -> list[str] | None:
    """The cells of a line that two or more blanks part; None where there are fewer than three."""
    cells = [cell.strip() for cell in line.replace("\u3000", "  ").split("  ")]
    cells = [cell for cell in cells if cell]
    return cells if len(cells) >= 3 else None


def is_contents(rows: Rows) -> bool:
    """Whether rows are a table of contents: marked or named titles, each with a page number, never falling."""
    if len(rows) < 3 or any(len(row) != 2 for row in rows):
        return False
    if sum(is_title(row[0]) or without_list_mark(row[0]) != row[0].strip() for row in rows) * 2 < len(rows):
        return False
    pages = [squash(row[1]) for row in rows if row[1].strip()]
    if not all(page.isdecimal() and len(page) < 4 for page in pages):
        return False
    numbers = [int(page) for page in pages]
    return len(numbers) > 1 and numbers == sorted(numbers)


def is_list(rows: Rows) -> bool:
    """Whether rows are a numbered list, its marks parted from the text by a tab."""
    return all(len(row) == 2 and not without_list_mark(row[0].strip() + " ").strip() for row in rows)


def names_table(row: list[str]) -> bool:
    """Whether a row holds nothing but the name of a table."""
    filled = [cell for cell in row if cell.strip()]
    return len(filled) == 1 and without_brackets(squash(filled[0])).endswith("表") and is_title(filled[0])


def split_at_titles(rows: Rows) -> list[Rows]:
    """Tables that follow each other without a gap: a row that holds only a title begins the next."""
    tables: list[Rows] = []
    for row in rows:
        if names_table(row) or not tables:
            tables.append([])
        tables[-1].append(row)
    return tables
