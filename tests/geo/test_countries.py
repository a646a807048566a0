"""Codes, names, designations: what `mpfkit.geo` says of a single country."""

from __future__ import annotations

import itertools
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpfkit import geo
from mpfkit.errors import UnknownNameError

WORKSHOP = date(2019, 2, 14)
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 12, 31))
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("given_code", "code", "iso"),
    [
        ("GR", "EL", "GR"),
        ("el", "EL", "GR"),
        ("GB", "UK", "GB"),
        ("uk", "UK", "GB"),
        (" ma ", "MA", "MA"),
        ("XK", "XK", "XK"),
        ("xa", "XA", "XA"),
    ],
)
def test_a_code_is_written_as_the_eu_writes_it(given_code: str, code: str, iso: str) -> None:
    assert geo.canonical_code(given_code) == code
    assert geo.iso_code(given_code) == iso


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("ZZ", "use a code of ISO 3166-1 alpha-2"),
        ("ESP", "the code of Spain is ES"),
        ("Morocco", "the code of Morocco is MA"),
        ("", "use a code of ISO 3166-1 alpha-2"),
    ],
)
def test_an_unknown_code_is_refused_with_advice(code: str, advice: str) -> None:
    with pytest.raises(UnknownNameError, match=advice):
        geo.canonical_code(code)


def test_all_codes_of_iso_3166_1_and_kosovo_are_known() -> None:
    assert len(geo.codes()) == 250
    assert {"EL", "UK", "XK", "PS", "TW", "EH", "AX"} <= set(geo.codes())
    assert "GR" not in geo.codes()
    assert geo.is_known("GR")
    assert not geo.is_known("EU")


def test_user_assigned_codes_are_xa_to_xz_without_kosovo() -> None:
    assigned = [f"X{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if geo.is_user_assigned(f"X{letter}")]
    assert len(assigned) == 25
    assert "XK" not in assigned
    assert not any(geo.is_known(code) for code in assigned)
    assert not geo.is_user_assigned("QM")
    assert not geo.is_user_assigned("X1")


@pytest.mark.parametrize(
    ("code", "day", "english"),
    [
        ("MK", date(2019, 2, 14), "the former Yugoslav Republic of Macedonia"),
        ("MK", date(2019, 2, 15), "North Macedonia"),
        ("CZ", date(2016, 7, 4), "Czech Republic"),
        ("CZ", WORKSHOP, "Czechia"),
        ("CV", date(2008, 6, 5), "Cape Verde"),
        ("CV", WORKSHOP, "Cabo Verde"),
        ("SZ", date(2018, 10, 8), "Swaziland"),
        ("SZ", date(2018, 10, 9), "Eswatini"),
        ("TR", WORKSHOP, "Turkey"),
        ("TR", date(2022, 6, 1), "Türkiye"),
        ("GR", WORKSHOP, "Greece"),
        ("BA", WORKSHOP, "Bosnia and Herzegovina"),
        ("KN", WORKSHOP, "Saint Kitts and Nevis"),
        ("CD", WORKSHOP, "Democratic Republic of the Congo"),
        ("XK", WORKSHOP, "Kosovo"),
    ],
)
def test_a_name_is_the_one_in_force_on_the_day(code: str, day: date, english: str) -> None:
    assert geo.name(code, on=day) == english


def test_names_come_in_french_and_arabic() -> None:
    assert geo.name("MA", on=WORKSHOP, language="fr") == "Maroc"
    assert geo.name("MA", on=WORKSHOP, language="ar") == "المغرب"
    assert geo.name("MK", on=WORKSHOP, language="fr") == "l’ancienne République yougoslave de Macédoine"


@given(day=DAYS)
def test_every_country_has_one_name_in_every_language_on_every_day(day: date) -> None:
    for code in geo.codes():
        for language in geo.LANGUAGES:
            holding = [
                fact
                for fact in geo.source_of(code)
                if (fact.kind, fact.language) == ("short", language) and fact.holds(day)
            ]
            assert [fact.text for fact in holding] == [geo.name(code, on=day, language=language)]


def test_names_follow_each_other_without_a_gap() -> None:
    for code, language in itertools.product(geo.codes(), geo.LANGUAGES):
        facts = [fact for fact in geo.source_of(code) if (fact.kind, fact.language) == ("short", language)]
        assert facts[0].starts is None
        assert facts[-1].ends is None
        for earlier, later in itertools.pairwise(facts):
            assert earlier.ends is not None
            assert later.starts == earlier.ends + timedelta(days=1)


def test_a_user_assigned_code_has_no_name_of_its_own() -> None:
    with pytest.raises(UnknownNameError, match="XA is a user-assigned code: the project gives it its name"):
        geo.name("XA", on=WORKSHOP)
    assert geo.official_name("XA", on=WORKSHOP) is None
    assert geo.source_of("XA") == ()


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no language is named 'de'; known: ar, en, fr"):
        geo.name("MA", on=WORKSHOP, language="de")


def test_official_names_are_dated_too() -> None:
    assert geo.official_name("GR", on=WORKSHOP) == "Hellenic Republic"
    assert geo.official_name("CV", on=date(2008, 6, 5)) == "Republic of Cape Verde"
    assert geo.official_name("MK", on=WORKSHOP) is None
    assert geo.official_name("FJ", on=WORKSHOP) is None


def test_every_name_says_where_it_was_seen_and_whether_it_was() -> None:
    facts = {fact.text: fact for fact in geo.source_of("TR")}
    assert "not seen" in facts["Türkiye"].source
    assert not facts["Türkiye"].verified
    assert facts["Turquie"].verified
    assert facts["Turquie"].source.startswith("Unicode CLDR")
    assert all(fact.source for code in geo.codes() for fact in geo.source_of(code))


@pytest.mark.parametrize(
    ("code", "wording", "beginning"),
    [
        (
            "XK",
            "eu",
            "This designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999 and",
        ),
        (
            "XK",
            "un",
            "This designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999.",
        ),
        ("XK", "coe", "All reference to Kosovo, whether to the territory, institutions or population,"),
        ("PS", "eu", "This designation shall not be construed as recognition of a State of Palestine"),
    ],
)
def test_a_disputed_designation_carries_its_note(code: str, wording: str, beginning: str) -> None:
    note = geo.designation_note(code, wording=wording, on=WORKSHOP)
    assert note is not None
    assert note.startswith(beginning)
    assert note.endswith(".")


def test_other_names_carry_no_note() -> None:
    assert [code for code in geo.codes() if geo.designation_note(code, on=WORKSHOP)] == ["PS", "XK"]
    assert geo.designation_note("PS", wording="un", on=WORKSHOP) is None


def test_the_opinion_of_the_court_is_not_cited_before_it_was_given() -> None:
    before = geo.designation_note("XK", on=date(2010, 7, 21))
    after = geo.designation_note("XK", on=date(2010, 7, 22))
    assert before is not None
    assert after is not None
    assert "ICJ" not in before
    assert "ICJ" in after


def test_a_note_without_an_official_version_in_a_language_stays_english_and_says_so() -> None:
    french = geo.designation("XK", language="fr")
    arabic = geo.designation("XK", language="ar")
    assert french is not None
    assert arabic is not None
    assert (french.language, french.verified) == ("fr", False)
    assert (arabic.language, arabic.verified) == ("en", True)


def test_maps_carry_the_note_of_the_eu() -> None:
    note = geo.map_note()
    assert note is not None
    assert note.startswith("The designations employed and the presentation of material on this map do not imply")
    assert geo.map_note("coe") is None


def test_an_unknown_wording_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'eu'"):
        geo.designation_note("XK", wording="EU ", on=WORKSHOP)


def test_the_committed_table_is_what_the_generator_writes() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "generate_geo.py"), "--check"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_table_is_read_when_it_is_first_needed_and_without_babel() -> None:
    program = (
        "import sys\n"
        "from mpfkit import geo\n"
        "from mpfkit.geo import _tables\n"
        "assert _tables.tables.cache_info().currsize == 0\n"
        "from datetime import date\n"
        "geo.name('MA', on=date(2019, 2, 14))\n"
        "assert 'babel' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
