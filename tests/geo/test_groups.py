"""Groups of countries as of a date, and the orders in which countries are listed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpfkit import geo
from mpfkit.errors import UnknownNameError

WORKSHOP = date(2019, 2, 14)
AFTER_EXIT = date(2020, 2, 1)
PROTOCOL_ORDER = "BE BG CZ DK DE EE IE EL ES FR HR IT CY LV LT LU HU MT NL AT PL PT RO SI SK FI SE"
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 12, 31))
EU_27 = tuple(PROTOCOL_ORDER.split())
PARTNERS = ("AM", "AZ", "BY", "CV", "ET", "GE", "IN", "JO", "MD", "MA", "NG", "TN")


def test_the_scope_of_the_workshop_is_28_and_9_and_3_countries() -> None:
    assert len(geo.members("EU", on=WORKSHOP)) == 28
    assert len(geo.members("MP", on=WORKSHOP)) == 9
    assert len(geo.members("CAMM", on=WORKSHOP)) == 3
    assert geo.scope(("EU", "MP", "CAMM"), on=WORKSHOP) == (*EU_27, "UK", *PARTNERS)


def test_a_year_later_the_united_kingdom_is_gone_and_nothing_else() -> None:
    assert geo.scope(("EU", "MP", "CAMM"), on=AFTER_EXIT) == (*EU_27, *PARTNERS)
    assert geo.members("EU", on=date(2020, 1, 31))[-1] == "UK"


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(1957, 12, 31), 0),
        (date(1958, 1, 1), 6),
        (date(1972, 12, 31), 6),
        (date(1973, 1, 1), 9),
        (date(1981, 1, 1), 10),
        (date(1986, 1, 1), 12),
        (date(1995, 1, 1), 15),
        (date(2004, 4, 30), 15),
        (date(2004, 5, 1), 25),
        (date(2007, 1, 1), 27),
        (date(2013, 6, 30), 27),
        (date(2013, 7, 1), 28),
        (date(2020, 2, 1), 27),
    ],
)
def test_the_union_has_the_size_that_it_had(day: date, count: int) -> None:
    assert len(geo.members("EU", on=day)) == count


@pytest.mark.parametrize(
    ("day", "partners"),
    [
        (date(2008, 6, 4), 0),
        (date(2008, 6, 5), 2),
        (date(2016, 3, 31), 8),
        (date(2016, 10, 12), 8),
        (date(2016, 10, 13), 9),
    ],
)
def test_a_partnership_counts_from_the_day_of_its_signature(day: date, partners: int) -> None:
    assert len(geo.members("MP", on=day)) == partners


def test_signatures_have_their_dates() -> None:
    assert geo.signature_date("MP", "MA") == date(2013, 6, 7)
    assert geo.signature_date("CAMM", "ET") == date(2015, 11, 11)


def test_a_signature_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no signatory of MP is named 'EL'; known: AM, AZ"):
        geo.signature_date("MP", "GR")
    with pytest.raises(UnknownNameError, match="no group of signatories is named 'EU'; known: CAMM, MP"):
        geo.signature_date("EU", "MT")
    with pytest.raises(UnknownNameError, match="no group of countries is named 'CAM'; did you mean 'CAMM'"):
        geo.signature_date("CAM", "NG")


def test_what_was_not_seen_in_a_source_says_so() -> None:
    camm = {entry.code: entry for group in geo.groups() if group.name == "CAMM" for entry in group.memberships}
    assert camm["ET"].verified
    assert not camm["IN"].verified
    assert "disagree" in camm["IN"].source
    assert not any(group.verified for group in geo.groups() if group.name in {"EFTA", "SCHENGEN", "CANDIDATE"})


def test_a_country_knows_its_groups() -> None:
    assert geo.group_of("GR", on=WORKSHOP) == ("EU", "SCHENGEN")
    assert geo.group_of("MD", on=WORKSHOP) == ("MP",)
    assert geo.group_of("MD", on=date(2022, 6, 23)) == ("MP", "CANDIDATE")
    assert geo.group_of("UK", on=AFTER_EXIT) == ()
    assert geo.group_of("XA", on=WORKSHOP) == ()


def test_members_of_any_group_stand_in_protocol_order() -> None:
    assert geo.members("SCHENGEN", on=WORKSHOP)[-4:] == ("IS", "LI", "NO", "CH")
    assert geo.members("SCHENGEN", on=WORKSHOP)[:3] == ("BE", "CZ", "DK")
    assert geo.members("CANDIDATE", on=WORKSHOP) == ("AL", "MK", "ME", "RS", "TR")
    assert geo.members("CANDIDATE", on=date(2019, 2, 15)) == ("AL", "ME", "MK", "RS", "TR")


@given(day=DAYS)
def test_nobody_is_a_member_and_a_candidate_or_in_the_union_and_in_efta(day: date) -> None:
    union = set(geo.members("EU", on=day))
    assert not union & set(geo.members("CANDIDATE", on=day))
    assert not union & set(geo.members("EFTA", on=day))


@given(day=DAYS, groups=st.lists(st.sampled_from([group.name for group in geo.groups()]), max_size=8))
def test_a_scope_is_the_union_of_its_groups_without_repetition(day: date, groups: list[str]) -> None:
    scope = geo.scope(groups, on=day)
    assert len(set(scope)) == len(scope)
    assert set(scope) == {code for group in groups for code in geo.members(group, on=day)}


@given(
    day=DAYS,
    policy=st.sampled_from(geo.ORDER_POLICIES),
    language=st.sampled_from(geo.LANGUAGES),
    codes=st.lists(st.sampled_from([*geo.codes(), "XA", "XB", "GR"]), max_size=30),
)
def test_an_order_keeps_every_code_and_does_not_depend_on_the_order_before(
    day: date, policy: str, language: str, codes: list[str]
) -> None:
    ordered = geo.order(codes, policy=policy, on=day, language=language)
    assert sorted(ordered) == sorted(geo.canonical_code(code) for code in codes)
    assert geo.order(reversed(codes), policy=policy, on=day, language=language) == ordered


def test_the_protocol_order_does_not_depend_on_the_language_but_that_of_other_countries_does() -> None:
    codes = ("DE", "AT", "ET", "IN", "XB", "XA", "MA")
    assert geo.order(codes, on=WORKSHOP) == ("DE", "AT", "ET", "IN", "MA", "XA", "XB")
    assert geo.order(("CH", "US", "DE"), on=WORKSHOP) == ("DE", "CH", "US")
    assert geo.order(("CH", "US", "DE"), on=WORKSHOP, language="fr") == ("DE", "US", "CH")


def test_the_alphabetical_order_follows_the_language_and_ignores_articles_and_accents() -> None:
    codes = ("FR", "GM", "GA", "AX", "AT", "MK")
    assert geo.order(codes, policy="alphabetical", on=WORKSHOP) == ("AX", "AT", "MK", "FR", "GA", "GM")
    assert geo.order(("DE", "EE", "ES", "EC"), policy="alphabetical", on=WORKSHOP, language="fr") == (
        "DE",
        "EC",
        "ES",
        "EE",
    )


def test_the_eurostat_order_puts_efta_candidates_kosovo_and_the_united_kingdom_after_the_union() -> None:
    codes = ("MA", "UK", "XK", "UA", "BA", "CH", "IS", "SE", "BE", "XA")
    assert geo.order(codes, policy="eurostat", on=AFTER_EXIT) == (
        "BE",
        "SE",
        "IS",
        "CH",
        "BA",
        "UA",
        "XK",
        "UK",
        "MA",
        "XA",
    )
    assert geo.order(codes, policy="eurostat", on=WORKSHOP)[:3] == ("BE", "SE", "UK")


def test_an_unknown_order_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'protocol'"):
        geo.order(("MA",), policy="protocoll", on=WORKSHOP)


def test_groups_have_labels_in_all_languages() -> None:
    assert geo.group_label("EU", "en", True) == "EU Member States"
    assert geo.group_label("MP", plural=True) == "Mobility Partnership signatories"
    assert geo.group_label("CAMM", "en") == "signatories of a Common Agenda on Migration and Mobility"
    assert geo.group_label("CAMM", "en", False) == "signatory of a Common Agenda on Migration and Mobility"
    for group in geo.groups():
        for language in geo.LANGUAGES:
            assert geo.group_label(group.name, language)
            assert geo.group_label(group.name, language, False)
