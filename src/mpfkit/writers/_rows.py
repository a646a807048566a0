"""How many lines a row of a table takes, about: one that takes most of a page may be split over two, others never."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mpfkit.document import BulletList, Cell, NumberedList, Row, is_blocks, plain_text

if TYPE_CHECKING:
    from mpfkit.document import Inlines

__all__ = ["TALLEST", "cell_text", "letters_in", "lines_in", "row_cells"]

TALLEST = 30
"""A row of more lines may be split. What does not fit below the head of the table would run into the foot of the page,
and what just fits leaves the page before it empty."""

_LETTER = 105
"""Width of an average letter at the size of tables, in twentieths of a point."""


def row_cells(row: Row | tuple[Cell | Inlines, ...]) -> tuple[Cell | Inlines, ...]:
    """Return the cells of a row."""
    return row.cells if isinstance(row, Row) else row


def cell_text(cell: Cell | Inlines) -> str:
    """Return what stands in a cell as text, a line for each paragraph and each item of a list."""
    return _text(cell.content if isinstance(cell, Cell) else cell)


def _text(content: Any) -> str:  # noqa: ANN401 - inline content, or a tuple of blocks
    if not is_blocks(content):
        return plain_text(content)
    lines: list[str] = []
    for block in content:
        if isinstance(block, BulletList | NumberedList):
            lines += map(_text, block.items)
        else:
            # What no cell may hold has none; the writer refuses it when it gets there
            lines.append(plain_text(getattr(block, "content", None)))
    return "\n".join(lines)


def _across(width: int) -> int:
    return max(1, width // _LETTER)


def letters_in(width: int) -> int:
    """Return how many letters in one paragraph make a row no taller than `TALLEST`.

    Args:
        width: Width of the cell in twentieths of a point.
    """
    return TALLEST * _across(width)


def lines_in(text: str, width: int) -> int:
    """Return about how many lines a text takes.

    Args:
        text: The text.
        width: Width of its cell in twentieths of a point.
    """
    across = _across(width)
    return sum(max(1, math.ceil(len(line) / across)) for line in text.split("\n"))
