"""Stands in for the project officer who settles a review sheet in Excel.

Usage: python officer.py REVIEW.xlsx
"""

from __future__ import annotations

import sys

import openpyxl  # type: ignore[import-untyped]

# Whoever reads "about 40" asks the ministry; the text below a field belongs to the answer above it
DECISIONS = {"DOC.OPE.2": ("", "41"), "DOC.OPE.1": ("accept", "")}


def main(path: str) -> None:
    """Enter a decision, or a value of one's own, for each doubt."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    column = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        decision, value = DECISIONS[sheet.cell(row, column["link_id"]).value]
        sheet.cell(row, column["decision"]).value = decision or None
        sheet.cell(row, column["own value"]).value = value or None
    book.save(path)


if __name__ == "__main__":
    main(sys.argv[1])
