"""What a cover shows of the organisations of a project."""

from __future__ import annotations

import datetime as dt

import pytest

from mpfkit.composing import Context, logos
from mpfkit.emblem import png
from mpfkit.errors import FileError
from mpfkit.model import LangString, Organisation, OrganisationRole, Project
from mpfkit.records import Brief


def organisation(name: str, role: OrganisationRole = OrganisationRole.PARTNER, logo: str = "") -> Organisation:
    return Organisation(id=name.lower(), name=LangString.of(name), role=role, logo=logo)


def context(*organisations: Organisation, language: str = "en", **pictures: bytes) -> Context:
    project = Project(id="p", title=LangString.of("A project"), as_of=dt.date(2019, 2, 14), organisations=organisations)
    brief = Brief(
        date=dt.date(2019, 3, 1),
        language=language,
        pictures={f"{name}.png": data for name, data in pictures.items()},
    )
    return Context(project, brief)


@pytest.mark.parametrize(
    ("language", "alt"), [("en", "Logo of Ministry"), ("fr", "Logo de Ministry"), ("ar", "شعار Ministry")]
)
def test_the_cover_shows_the_logos_whose_files_are_at_hand(language: str, alt: str) -> None:
    ctx = context(
        organisation("Ministry", logo="a.png"),
        organisation("Police", logo="lost.png"),
        organisation("Academy"),
        language=language,
        a=png(),
    )
    (logo,) = logos(ctx)

    assert logo.alt == alt
    assert logo.data == png()
    assert (logo.width_mm, logo.height_mm) == pytest.approx((30.0, 20.0))


def test_the_union_has_its_emblem_and_no_logo() -> None:
    ctx = context(organisation("European Union", OrganisationRole.FUNDING, logo="a.png"), a=png())

    assert logos(ctx) == ()


def test_a_logo_that_is_no_picture_is_named_by_its_file() -> None:
    ctx = context(organisation("Ministry", logo="a.png"), a=b"no picture")

    with pytest.raises(FileError, match=r"^images/a\.png: the file is no PNG"):
        logos(ctx)
