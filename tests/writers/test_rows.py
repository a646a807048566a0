"""Rows of plain text are written many at a time; they must come out as they do one by one."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mpfkit.document import Cell, Column, Document, Row, RowKind, Strong, Table, Tone
from mpfkit.errors import RenderError
from mpfkit.records import HouseStyle
from mpfkit.writers import docx
from mpfkit.writers.docx import _tables

PLAIN = HouseStyle(name="test")
TEXTS = st.one_of(
    st.sampled_from(
        [
            "",
            "yes",
            "A & B <c> 100 %",
            "%s %% %d",
            "text-of-a-cell",
            " a",
            "a ",
            "a  b",
            "a\nb",
            "نعم",
            "«\u00a0a\u00a0»",
        ]
    ),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12),
)
CELLS = st.one_of(
    TEXTS,
    st.builds(Cell, TEXTS, tone=st.sampled_from(list(Tone)), header=st.booleans()),
    st.builds(Cell, TEXTS, language=st.sampled_from(["", "fr"])),
    st.builds(Strong, TEXTS),
)
ROWS = st.one_of(
    st.tuples(CELLS, CELLS),
    st.builds(Row, st.tuples(CELLS, CELLS), st.sampled_from([RowKind.BODY, RowKind.TOTAL, RowKind.GROUP])),
    st.builds(Row, st.tuples(TEXTS), st.just(RowKind.GROUP)),
    st.tuples(st.builds(Cell, TEXTS, span=st.just(2))),
)


def body_of(document: Document) -> str:
    stream = io.BytesIO()
    docx.write(document, PLAIN, stream)
    with zipfile.ZipFile(stream) as package:
        return package.read("word/document.xml").decode()


def document_of(*rows: Any, language: str = "en", **more: Any) -> Document:
    table = Table(columns=(Column("A"), Column("B", 2.0)), rows=rows, description="What it shows", **more)
    return Document(title="A title", language=language, blocks=(table,), date=dt.date(2019, 3, 27))


def one_by_one(document: Document) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_tables._Batch, "add", lambda *_, **__: False)
        return body_of(document)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(ROWS, max_size=14), st.booleans(), st.sampled_from(["en", "ar"]))
def test_rows_are_the_same_written_together_and_one_by_one(rows: list[Any], compact: bool, language: str) -> None:
    document = document_of(*rows, compact=compact, language=language, notes=("A note",) if compact else ())

    assert body_of(document) == one_by_one(document)


def test_long_tables_are_the_same_written_together_and_one_by_one() -> None:
    rows = [(Cell(f"Country {number}", header=True), f"Answer & {number}") for number in range(1000)]
    rows[500] = (Cell("Country 500", header=True), "an answer\nof two lines")
    document = document_of(*rows)

    assert body_of(document) == one_by_one(document)


def test_an_error_in_a_row_names_it_among_many_of_plain_text() -> None:
    rows = [("a", "b")] * 300
    rows[200] = ("a", "b\x00")

    with pytest.raises(RenderError, match=r"table 1, row 202: U\+0000 at character 2"):
        body_of(document_of(*rows))


def test_a_row_that_does_not_fit_is_named_among_many_of_plain_text() -> None:
    rows: list[tuple[str, ...]] = [("a", "b")] * 300
    rows[200] = ("a", "b", "c")

    with pytest.raises(RenderError, match=r"table 1, row 202: the row covers 3 columns, the table has 2"):
        body_of(document_of(*rows))


def test_rows_that_share_a_cell_are_written_one_by_one() -> None:
    rows = [*[("a", "b")] * 20, (Cell("both", row_span=2), "b"), ("c",), *[("d", "e")] * 20]
    document = document_of(*rows)

    assert body_of(document) == one_by_one(document)
    assert body_of(document).count("<w:vMerge/>") == 1


def test_the_fast_way_writes_the_same_parts() -> None:
    pytest.importorskip("isal")
    document = document_of(*[("a", "b & c")] * 50)
    found = []
    for write in (docx.write, docx.write_fast):
        stream = io.BytesIO()
        write(document, PLAIN, stream)
        with zipfile.ZipFile(stream) as package:
            assert package.testzip() is None
            found.append({name: package.read(name) for name in package.namelist()})

    assert found[0] == found[1]
    assert docx.WRITER.write_fast is docx.write_fast
