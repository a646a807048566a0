"""The letter is filled in with what the audience may see, and is the same each time."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import docx
import pytest

import acme_cover_letter
from mpfkit import Project, Registry, render
from mpfkit.model import Answer, Country, FrozenDict, LangString, Marking, MarkingLevel, Response

REGISTRY = Registry.of(acme_cover_letter)
CLEAR = Marking(level=MarkingLevel.CLEAR)
RED = Marking(level=MarkingLevel.RED)
PROJECT = Project(
    id="invented",
    title=LangString.of("Borders & <bridges>"),
    as_of=dt.date(2025, 6, 30),
    illustrative=True,
    marking=CLEAR,
    countries=(Country(code="XA", name=LangString.of("Aldovia"), group="MP"),),
    responses=(
        Response(
            id="xa",
            questionnaire="form|1",
            country="XA",
            answers=FrozenDict({"A": (Answer(value="for all"),), "B": (Answer(value="for few", marking=RED),)}),
        ),
    ),
)


def rendered(language: str = "en", audience: str = "public", **options: str) -> bytes:
    return render(
        PROJECT, renderer="cover-letter", language=language, audience=audience, options=options, registry=REGISTRY
    )


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def test_the_letter_is_filled_in_whatever_the_characters() -> None:
    letter = texts(rendered(addressee="Ministry of R&D", signatory="A. Person"))
    assert "Borders & <bridges>" in letter
    assert "Ministry of R&D" in letter
    assert "A. Person" in letter
    assert not any("{" in text for text in letter)


def test_what_an_edition_withholds_counts_as_answered_and_is_not_shown() -> None:
    for audience in ("internal", "public"):
        assert "Aldovia: 2 questions answered" in texts(rendered(audience=audience))
    with zipfile.ZipFile(io.BytesIO(rendered())) as package:
        assert not any(b"for few" in package.read(name) for name in package.namelist())


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_same_project_gives_the_same_bytes_in_every_language(language: str) -> None:
    assert rendered(language) == rendered(language)
