from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

from mpfkit.document import Cell, Column, Document, Heading, Paragraph, Row, RowKind, Strong, Table, Tone
from mpfkit.errors import RenderError
from mpfkit.records import HouseStyle
from mpfkit.writers import docx
from mpfkit.writers.markdown import to_markdown

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def document_of(*rows: Any, language: str = "en", columns: int = 3) -> Document:
    table = Table(
        columns=tuple(Column(name) for name in "ABCDEF"[:columns]), rows=rows, description="What it shows", notes=("n",)
    )
    return Document(title="T", language=language, blocks=(Heading("Gaps"), table), date=dt.date(2019, 3, 27))


SPANNED = (
    (Cell("both", row_span=2, tone=Tone.GOOD, header=True), "1", "2"),
    ("3", "4"),
    Row(("a group",), RowKind.GROUP),
    ("5", Cell((Strong("wide"), " and high"), span=2, row_span=3)),
    (Cell("6", language="fr"),),
    ("7",),
    ("8", "", "9"),
    Row(("10", "11", "12"), RowKind.TOTAL),
)


def merges(body: Any) -> list[list[str]]:
    """Return for each row and cell: text, columns, and whether it starts or goes on from above."""
    found = []
    for row in body.iter(f"{W}tr"):
        cells = []
        for cell in row.iter(f"{W}tc"):
            merge, span = cell.find(f"{W}tcPr/{W}vMerge"), cell.find(f"{W}tcPr/{W}gridSpan")
            sign = "" if merge is None else "+" if merge.get(f"{W}val") == "restart" else "|"
            width = "" if span is None else f"x{span.get(f'{W}val')}"
            cells.append("".join(text.text for text in cell.iter(f"{W}t")) + sign + width)
        found.append(cells)
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_cell_that_covers_rows_is_one_cell_in_word(
    language: str, render_docx: Any, part_of: Any, tmp_path: Path
) -> None:
    data = render_docx(document_of(*SPANNED, language=language))

    assert merges(part_of(data))[1:-1] == [
        ["both+", "1", "2"],
        ["|", "3", "4"],
        ["a groupx3"],
        ["5", "wide and high+x2"],
        ["6", "|x2"],
        ["7", "|x2"],
        ["8", "", "9"],
        ["10", "11", "12"],
    ]
    (tmp_path / "spans.docx").write_bytes(data)
    assert list(OpenXmlValidator().validate(tmp_path / "spans.docx").errors) == []


def test_a_covered_cell_keeps_the_shading_of_the_cell_that_covers_it(render_docx: Any, part_of: Any) -> None:
    rows = list(part_of(render_docx(document_of(*SPANNED))).iter(f"{W}tr"))

    first, below = (row.find(f"{W}tc/{W}tcPr/{W}shd") for row in rows[1:3])
    assert below.get(f"{W}fill") == first.get(f"{W}fill")
    assert "".join(rows[1].find(f"{W}tc//{W}r").itertext()) == "both"
    assert rows[1].find(f"{W}tc//{W}rPr") is not None
    assert rows[2].find(f"{W}tc//{W}rPr") is None


def test_rows_that_share_a_cell_stand_on_one_page(render_docx: Any, part_of: Any) -> None:
    more = tuple((str(number), "x", "y") for number in range(20))
    rows = list(
        part_of(render_docx(document_of(*more, (Cell("a", row_span=3), "1", "2"), ("3", "4"), ("5", "6"), *more))).iter(
            f"{W}tr"
        )
    )

    kept = [
        all(paragraph.find(f"{W}pPr/{W}keepNext") is not None for paragraph in row.iter(f"{W}p")) for row in rows[18:28]
    ]
    assert kept == [False, False, False, True, True, False, False, False, False, False]


def test_markdown_leaves_covered_cells_empty() -> None:
    text = to_markdown(document_of(*SPANNED))

    assert [line for line in text.splitlines() if line.startswith("|")][2:] == [
        "| **both** | 1 | 2 |",
        "|  | 3 | 4 |",
        "| **a group** |  |  |",
        "| 5 | **wide** and high |  |",
        "| 6 |  |  |",
        "| 7 |  |  |",
        "| 8 |  | 9 |",
        "| **10** | **11** | **12** |",
    ]


@pytest.mark.parametrize(
    ("rows", "row", "message"),
    [
        (((Cell("a", row_span=3), "1", "2"), ("3", "4")), 1, "a cell covers 3 rows, but only 2 are left"),
        (((Cell("a", row_span=0), "1", "2"),), 1, "a cell covers 1 columns and 0 rows"),
        (((Cell("a", row_span=2, span=0), "1", "2"), ("1",)), 1, "a cell covers 0 columns and 2 rows"),
        (
            ((Cell("a", row_span=2), "1", "2"), Row(("g",), RowKind.GROUP), ("1", "2", "3")),
            1,
            "a cell covers 2 rows, and a group row is among them",
        ),
        (
            ((Cell("a", row_span=2), "1", "2"), Row(("1", "2"), RowKind.TOTAL)),
            1,
            "a cell covers 2 rows, and a total row is among them",
        ),
        (
            (Row((Cell("g", row_span=2),), RowKind.GROUP), ("1", "2", "3")),
            1,
            "a cell of a group row covers several rows",
        ),
        (
            (("1", Cell("a", row_span=2), "2"), (Cell("b", span=2), "3")),
            2,
            "a cell covers column 2, which a cell of a row above covers, too",
        ),
        (
            ((Cell("a", row_span=2), "1", "2"), ("3", "4", "5")),
            2,
            "the row covers 4 columns, the table has 3; leave out what a cell of a row above covers",
        ),
        (((Cell("a", row_span=2), "1", "2"), ("3",)), 2, "the row covers 2 columns, the table has 3"),
        (((Cell("a", span=3, row_span=2),), ()), 2, "cells of rows above cover all of the row; leave the row out"),
        (((Cell("a", row_span=2), Cell("b", span=3)), ("3",)), 1, "the row covers 4 columns, the table has 3"),
    ],
)
def test_a_span_that_does_not_fit_is_said_with_its_place(rows: Any, row: int, message: str) -> None:
    with pytest.raises(RenderError) as word:
        docx.write(document_of(*rows), HouseStyle(name="test"), io.BytesIO())
    with pytest.raises(RenderError) as markdown:
        to_markdown(document_of(*rows))

    # In Word the row that names the columns is the first.
    assert f"heading 'Gaps', table 1, row {row + 1}: {message}" in str(word.value)
    assert f"heading 'Gaps': row {row} of a table: {message}" in str(markdown.value)


def test_a_table_without_row_spans_is_written_as_before(render_docx: Any, part_of: Any) -> None:
    body = part_of(render_docx(document_of(("1", Cell("2", span=2)))))

    assert list(body.iter(f"{W}vMerge")) == []


@st.composite
def tilings(draw: Any) -> tuple[list[tuple[Cell, ...]], list[list[int]]]:
    """Give the rows of a table that cells cover without gap, and the number of the cell at each place."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    grid = [[-1] * width for _ in range(height)]
    rows: list[tuple[Cell, ...]] = []
    number = 0
    for top in range(height):
        cells = []
        for left in range(width):
            if grid[top][left] >= 0:
                continue
            free = next((at for at in range(left, width) if grid[top][at] >= 0), width) - left
            span, down = draw(st.integers(1, free)), draw(st.integers(1, height - top))
            for row in range(top, top + down):
                grid[row][left : left + span] = [number] * span
            cells.append(Cell(str(number), span=span, row_span=down))
            number += 1
        rows.append(tuple(cells))
    return rows, grid


@settings(max_examples=50, deadline=None)
@given(tilings().filter(lambda tiling: all(tiling[0])))
def test_any_tiling_comes_back_from_word(tiling: Any) -> None:
    rows, grid = tiling
    word = docx.to_document(document_of(*rows, columns=len(grid[0])), HouseStyle(name="test"))

    # python-docx gives a cell of several rows and columns at each of its places.
    table = word.tables[0]
    assert [[int(table.cell(row, at).text) for at in range(len(grid[0]))] for row in range(1, len(grid) + 1)] == grid


def test_blocks_and_language_of_a_spanned_cell_are_written(render_docx: Any, part_of: Any) -> None:
    cell = Cell((Paragraph("eins"), Paragraph("zwei")), row_span=2, language="de")
    body = part_of(render_docx(document_of((cell, "1", "2"), ("3", "4"))))

    assert merges(body)[1:3] == [["einszwei+", "1", "2"], ["|", "3", "4"]]
    assert [mark.get(f"{W}val") for mark in body.iter(f"{W}lang")] == ["de-DE", "de-DE"]
