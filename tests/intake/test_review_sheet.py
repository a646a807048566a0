"""The review sheet: made of texts only, and the same bytes for the same doubts."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpfkit.intake import REVIEW_COLUMNS, Doubt, review_sheet, safe_cell

DOUBT = Doubt(
    place="FR.xlsx, sheet 'Data', row 12, column 'Q7'",
    text='=HYPERLINK("http://evil.example";"x")',
    why="not a choice",
    proposal="police",
    response="fr-1",
    link_id="A.1",
    instance=(2, 1),
)


def test_a_sheet_holds_place_text_proposal_and_room_for_a_decision() -> None:
    data = review_sheet([(DOUBT, "Which body?")])
    assert data == review_sheet([(DOUBT, "Which body?")])
    sheet = openpyxl.load_workbook(io.BytesIO(data))["review"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == list(REVIEW_COLUMNS)
    assert rows[1] == [
        DOUBT.place,
        "Which body?",
        f"'{DOUBT.text}",
        "not a choice",
        "police",
        None,
        None,
        "fr-1",
        "A.1",
        "2.1",
    ]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert [rule.formula1 for rule in sheet.data_validations.dataValidation] == ['"accept,leave out"']


@given(st.text())
def test_no_text_becomes_a_formula(text: str) -> None:
    safe = safe_cell(text)
    assert len(safe) <= 32_767
    assert not safe.startswith(("=", "@", "\t", "\r"))
    assert not safe.startswith(("+", "-")) or safe.lstrip("+-").replace(".", "", 1).isdigit()


@pytest.mark.parametrize(
    ("text", "safe"), [("-5", "-5"), ("+3.5", "+3.5"), ("-x", "'-x"), ("x" * 40_000, "x" * 32_766)]
)
def test_numbers_keep_their_sign_and_long_texts_are_cut(text: str, safe: str) -> None:
    assert safe_cell(text) == safe
