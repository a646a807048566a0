"""Finding the country that a text means."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpfkit import geo
from mpfkit.errors import UnknownNameError

WORKSHOP = date(2019, 2, 14)


@pytest.mark.parametrize(
    ("text", "code", "how"),
    [
        ("MA", "MA", "code"),
        ("EL", "EL", "code"),
        ("XA", "XA", "code"),
        ("GR", "EL", "other-code"),
        ("fr", "FR", "other-code"),
        ("SVN", "SI", "other-code"),
        ("Morocco", "MA", "name"),
        ("MAROC", "MA", "name"),
        ("المغرب", "MA", "name"),
        ("Kosovo*", "XK", "name"),
        ("Guinee Bissau", "GW", "name"),
        ("Cote d'Ivoire", "CI", "name"),
        ("the Netherlands", "NL", "name"),
        ("Slovak Republic", "SK", "official-name"),
        ("Republic of Moldova", "MD", "official-name"),
        ("Czech Republic", "CZ", "former-name"),
        ("Cape Verde", "CV", "former-name"),
        ("North Macedonia", "MK", "former-name"),
        ("Netherland", "NL", "other-name"),
        ("USA", "US", "other-code"),
        ("Ivory Coast", "CI", "other-name"),
        ("Bosnia & Herzegovina", "BA", "name"),
        ("Germny", "DE", "spelling"),
        ("Slovena", "SI", "spelling"),
    ],
)
def test_a_text_is_understood_and_it_is_said_how(text: str, code: str, how: str) -> None:
    match = geo.find(text, on=WORKSHOP)
    assert (match.code, match.how) == (code, how)
    assert match.exact == (how in {"code", "name"})
    assert match.matched


def test_a_name_is_exact_on_the_days_on_which_it_was_in_force() -> None:
    assert not geo.find("North Macedonia", on=WORKSHOP).exact
    assert geo.find("North Macedonia", on=date(2019, 2, 15)).exact
    assert geo.find("Cape Verde", on=date(2008, 6, 5)).exact


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Nigera", r"no country is named 'Nigera'; did you mean 'Nigeria' \(NG\) or 'Niger' \(NE\)\?"),
        ("Slovia", r"did you mean 'Slovenia' \(SI\) or 'Slovakia' \(SK\)\?"),
        ("Korea", "write its two-letter code, such as MA or EL"),
        ("Atlantis", r"no country is named 'Atlantis'"),
        ("", "no country is named ''"),
        ("ZZ", "no country is named 'ZZ'"),
    ],
)
def test_what_could_mean_several_countries_or_none_is_never_guessed(text: str, message: str) -> None:
    with pytest.raises(UnknownNameError, match=message):
        geo.find(text, on=WORKSHOP)


@pytest.mark.parametrize("language", geo.LANGUAGES)
def test_every_name_in_force_is_found_exactly(language: str) -> None:
    for code in geo.codes():
        match = geo.find(geo.name(code, on=WORKSHOP, language=language), on=WORKSHOP)
        assert (match.code, match.exact) == (code, True)


def test_every_official_name_is_found() -> None:
    for code in geo.codes():
        official = geo.official_name(code, on=WORKSHOP)
        if official:
            assert geo.find(official, on=WORKSHOP).code == code


@given(text=st.text(max_size=30))
def test_any_text_is_either_understood_or_refused_in_one_line(text: str) -> None:
    try:
        match = geo.find(text, on=WORKSHOP)
    except UnknownNameError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 - both outcomes are right
    else:
        assert geo.canonical_code(match.code) == match.code
