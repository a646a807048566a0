"""Small twins of foreign files, made for the tests."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import openpyxl
import pytest

import mpfkit_surveys
from mpfkit import Project, Registry
from mpfkit.intake import ReadingRequest, Source
from mpfkit.model import Country, LangString

Sheets: TypeAlias = dict[str, Sequence[Sequence[Any]]]


def make_workbook(sheets: Sheets) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def workbook() -> Callable[..., Source]:
    """Return a function that makes a workbook from rows by sheet."""

    def make(sheets: Sheets, name: str = "file.xlsx") -> Source:
        return Source(name, make_workbook(sheets))

    return make


@pytest.fixture
def registry() -> Registry:
    """Return what mpfkit and this plugin offer."""
    return Registry.of(mpfkit_surveys)


@pytest.fixture
def project() -> Project:
    """Return a project with two countries and nothing else."""
    return Project(
        id="p",
        title=LangString.of("P"),
        as_of=dt.date(2019, 2, 14),
        languages=("en",),
        countries=(
            Country(code="XA", name=LangString.of("Country A"), group="MP"),
            Country(code="XB", name=LangString.of("Country B"), group="MP"),
        ),
    )


@pytest.fixture
def request_for(project: Project) -> Callable[..., ReadingRequest]:
    """Return a function that makes a request for the project."""

    def make(**more: Any) -> ReadingRequest:
        return ReadingRequest(**{"project": project, "mapping_name": "map.yaml", **more})

    return make
