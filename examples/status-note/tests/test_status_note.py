"""The note says who replied, holds what the audience may see, and is the same each time."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import docx
import pytest

import acme_status_note
from mpfkit import Project, Registry, render
from mpfkit.model import Answer, Country, FrozenDict, LangString, Marking, MarkingLevel, Response

REGISTRY = Registry.of(acme_status_note)
CLEAR = Marking(level=MarkingLevel.CLEAR)
RED = Marking(level=MarkingLevel.RED)
PROJECT = Project(
    id="invented",
    title=LangString.of("An invented project"),
    as_of=dt.date(2025, 6, 30),
    illustrative=True,
    marking=CLEAR,
    countries=tuple(
        Country(code=code, name=LangString.of(name), group="MP")
        for code, name in (("XA", "Aldovia"), ("XB", "Borduria"))
    ),
    responses=(
        Response(
            id="xa",
            questionnaire="form|1",
            country="XA",
            answers=FrozenDict({"A": (Answer(value="for all"),), "B": (Answer(value="for few", marking=RED),)}),
        ),
    ),
)


def rendered(language: str = "en", audience: str = "public") -> bytes:
    return render(PROJECT, renderer="status-note", language=language, audience=audience, registry=REGISTRY)


def rows(data: bytes) -> list[list[str]]:
    (table,) = docx.Document(io.BytesIO(data)).tables
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_it_lists_who_was_asked_and_who_replied() -> None:
    assert rows(rendered(audience="internal")) == [
        ["Country", "Replied", "Questions answered"],
        ["Aldovia", "yes", "2"],
        ["Borduria", "no", "0"],
    ]


def test_what_an_edition_withholds_counts_as_answered_and_is_not_shown() -> None:
    assert rows(rendered())[1] == ["Aldovia", "yes", "2"]
    with zipfile.ZipFile(io.BytesIO(rendered())) as package:
        assert not any(b"for few" in package.read(name) for name in package.namelist())


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_same_project_gives_the_same_bytes_in_every_language(language: str) -> None:
    assert rendered(language) == rendered(language)
    properties = docx.Document(io.BytesIO(rendered(language))).core_properties
    assert "An invented project" in properties.title
    assert properties.language == language
