"""The officer's workbook as it is written; reading it is the work of a plugin."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl

from mpfkit.intake import WORKBOOK, cell_mark, plain_cell, project_workbook, safe_cell, workbook_marks, workbook_rows
from mpfkit.locale import Catalogue
from mpfkit.model import Country, LangString, Marking, Participant, Project, Workshop

PROJECT = Project(
    id="p",
    title=LangString.of("=A project"),
    as_of=dt.date(2025, 6, 30),
    languages=("fr", "en"),
    marking=Marking(handling="LIMITE"),
    countries=(Country(code="XQ"),),
    workshops=(
        Workshop(id="w", title=LangString.of("W"), participants=(Participant(name="A"), Participant(function="B"))),
    ),
)


def test_rows_stand_in_the_order_of_the_project_and_have_no_empty_cells() -> None:
    rows = [(owner, cells) for owner, _, cells in workbook_rows(PROJECT, "participants")]
    assert rows == [
        ("w", {"workshop": "w", "name": "A", "consent": "none"}),
        ("w", {"workshop": "w", "function": "B", "consent": "none"}),
    ]
    ((_, project, cells),) = workbook_rows(PROJECT, "project")
    assert project is PROJECT
    assert cells == {"title:en": "=A project", "as_of": "2025-06-30"}


def test_the_mark_of_a_cell_is_that_of_its_words_however_a_program_keeps_them() -> None:
    assert cell_mark("=a  b") == cell_mark(safe_cell("=a b ")) == cell_mark("=a_x000D_ b") != cell_mark("a b")
    assert plain_cell("'=a") == "=a"
    assert plain_cell("'a'") == "'a'"
    assert workbook_marks({"id": "a"}) == f"id={cell_mark('a')}"


def test_headings_are_in_the_first_language_of_the_project_unless_another_one_is_wanted() -> None:
    data = project_workbook(PROJECT)
    assert data == project_workbook(PROJECT, "fr") != project_workbook(PROJECT, "ar")
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book["Read me"]["A1"].value == "Classeur du projet\u00a0: =A project"
    assert [cell.value for cell in book["project"][1]][:3] == ["title:fr", "title:en", "as_of"]
    assert [cell.value for cell in book["project"][4]][:3] == [None, "'=A project", "2025-06-30"]
    assert ("XQ", "XQ") in [(row[0].value, row[1].value) for row in book["codes"].iter_rows()]


def test_every_column_and_sheet_has_its_words_in_all_languages() -> None:
    phrases = Catalogue.load("mpfkit.intake", "phrases/workbook")
    assert phrases.problems() == ()
    keys = set(phrases.keys())
    for sheet in WORKBOOK:
        assert f"sheet.{sheet.name}" in keys
        for column in sheet.columns:
            assert {f"column.{column.words}", f"hint.{column.kind}"} <= keys
