"""A row that takes most of a page may be split over two; all others stay whole."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import Any

import pytest

from mpfkit.document import BulletList, Cell, Column, Document, Heading, LineBreak, Paragraph, Row, RowKind, Table
from mpfkit.lint import lint
from mpfkit.writers._rows import TALLEST, cell_text, lines_in

LONG = "A sentence of an answer that goes on for a while. " * 60
LINES = tuple(part for number in range(TALLEST + 1) for part in (f"{number}. no answer", LineBreak()))


def rows_of(data: bytes) -> list[bool]:
    """Return for each row below the header whether it stays whole."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        text = package.read("word/document.xml").decode()
    table = re.search(r"<w:tbl>.*?</w:tbl>", text, re.DOTALL)
    assert table is not None
    return ["<w:cantSplit/>" in row for row in re.findall(r"<w:tr>.*?</w:tr>", table[0], re.DOTALL)][1:]


def table(*rows: Any) -> Table:
    columns = (Column("Country"), Column("Answer", 4.0))
    return Table(columns=columns, rows=rows, caption="Answers", description="Answers of countries")


@pytest.fixture
def render(render_docx: Any) -> Any:
    def rendered(*rows: Any) -> bytes:
        blocks = (Heading("Answers"), table(*rows))
        data = render_docx(Document(title="Answers", language="en", date=dt.date(2019, 2, 14), blocks=blocks))
        return bytes(data)

    return rendered


@pytest.mark.parametrize(
    ("cells", "whole"),
    [
        (("XA", "Yes"), True),
        (("XA", LONG[:1000]), True),
        (("XA", LONG), False),
        (("XA", LINES), False),
        (("XA", "\n".join(["no answer"] * (TALLEST + 1))), False),
        ((Cell("XA", header=True), Cell((Paragraph(LONG),))), False),
        (("XA", Cell((Paragraph("Short"), BulletList(("one", "two"))))), True),
        (("XA", Cell((BulletList(tuple(f"point {number}" for number in range(TALLEST + 1))),))), False),
        ((LONG[:900], "Yes"), False),
        ((Cell(LONG[:900], span=2),), True),
    ],
)
def test_only_a_tall_row_may_be_split(cells: Any, whole: bool, render: Any) -> None:
    data = render(("XB", "No"), cells, ("XC", "No"))
    assert rows_of(data) == [True, whole, True]


def test_the_lint_has_nothing_against_a_tall_row_that_may_be_split(render: Any) -> None:
    data = render(("XB", "No"), ("XA", LONG), ("XC", "No"))
    assert not [problem for problem in lint(data) if problem.code == "MPF411"]


def test_the_lint_finds_a_short_row_that_may_be_split(render: Any) -> None:
    data = render(("XB", "No"), ("XA", LONG), ("XC", "No"))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(stream, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content.replace(b"<w:cantSplit/>", b"") if name == "word/document.xml" else content)
    assert [problem.code for problem in lint(stream.getvalue()) if problem.code == "MPF411"] == ["MPF411"]


def test_rows_that_share_a_cell_stay_whole(render: Any) -> None:
    shared = Row((Cell("XA", row_span=2), LONG))
    assert rows_of(render(shared, Row((LONG,)), Row((Cell("End", span=2),), RowKind.GROUP))) == [True, True, True]


def test_lines_are_counted_by_the_width_of_the_cell() -> None:
    assert lines_in("", 1000) == 1
    assert lines_in("word " * 20, 10_000) == 2
    assert lines_in("word " * 20, 1_050) == 10
    assert cell_text(Cell((Paragraph("a"), BulletList(("b", (Paragraph("c"), BulletList(("d",)))))))) == "a\nb\nc\nd"
