"""Dates and times of day as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpfkit.errors import ModelError, UnknownNameError
from mpfkit.locale import (
    LANGUAGES,
    check_language,
    format_date,
    format_date_range,
    format_time,
    format_time_range,
    is_rtl,
    parse_date,
)
from mpfkit.model import PartialDate

DAY = date(2019, 2, 14)
DASH = "\N{EN DASH}"
HARD = "\N{NO-BREAK SPACE}"


def test_only_arabic_is_written_from_right_to_left() -> None:
    assert [language for language in LANGUAGES if is_rtl(language)] == ["ar"]


def test_an_unknown_language_is_refused() -> None:
    assert check_language("fr") == "fr"
    with pytest.raises(UnknownNameError, match="no language is named 'de'; known: ar, en, fr"):
        check_language("de")


@pytest.mark.parametrize(
    ("value", "language", "style", "text"),
    [
        (DAY, "en", "text", "14 February 2019"),
        (DAY, "en", "table", "14.2.2019"),
        (DAY, "fr", "text", "14 février 2019"),
        (DAY, "fr", "table", "14.2.2019"),
        (DAY, "ar", "text", "14 فبراير 2019"),
        (date(2019, 2, 1), "en", "text", "1 February 2019"),
        (date(2019, 2, 1), "fr", "text", "1er février 2019"),
        (date(2019, 2, 1), "fr", "table", "1.2.2019"),
        (datetime(2019, 2, 14, 23, 59, tzinfo=UTC), "en", "text", "14 February 2019"),
        ("2019-02-14", "en", "text", "14 February 2019"),
        ("2019-02", "en", "text", "February 2019"),
        ("2019-02", "en", "table", "2.2019"),
        ("2019", "en", "text", "2019"),
        ("2019", "ar", "table", "2019"),
        (PartialDate(2019, 12), "fr", "text", "décembre 2019"),
        (PartialDate(2019, 2, 14), "en", "table", "14.2.2019"),
        (DAY, "en", "weekday", "Thursday 14 February 2019"),
        (DAY, "fr", "weekday", "jeudi 14 février 2019"),
        (DAY, "ar", "weekday", "الخميس 14 فبراير 2019"),
        ("2019-02", "en", "weekday", "February 2019"),
    ],
)
def test_a_date_is_written_with_the_precision_that_it_has(value: object, language: str, style: str, text: str) -> None:
    assert format_date(value, language, style=style) == text


@pytest.mark.parametrize("value", ["14.2.2019", "2019-13", "2019-02-30", "2019-00", "", "2019-2-1", None, 2019.5])
def test_what_is_no_date_is_refused(value: object) -> None:
    with pytest.raises(ModelError, match="is not a date"):
        format_date(value, "en")


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no style of dates is named 'tabel'; did you mean 'table'"):
        format_date(DAY, "en", style="tabel")


@pytest.mark.parametrize(
    ("start", "end", "language", "text"),
    [
        (DAY, date(2019, 2, 15), "en", f"14{DASH}15 February 2019"),
        (DAY, date(2019, 2, 15), "ar", f"14{DASH}15 فبراير 2019"),
        (date(2019, 2, 1), date(2019, 2, 3), "fr", f"1er{DASH}3 février 2019"),
        (date(2019, 1, 30), date(2019, 2, 2), "en", f"30 January {DASH} 2 February 2019"),
        (date(2018, 12, 30), date(2019, 1, 2), "en", f"30 December 2018 {DASH} 2 January 2019"),
        (DAY, DAY, "en", "14 February 2019"),
        ("2019-01", "2019-03", "en", f"January{DASH}March 2019"),
        ("2018-12", "2019-03", "en", f"December 2018 {DASH} March 2019"),
        ("2018", "2019", "en", f"2018{DASH}2019"),
        ("2019-02-14", "2019-03", "en", f"14 February 2019 {DASH} March 2019"),
        ("2019", "2019-03", "en", f"2019 {DASH} March 2019"),
    ],
)
def test_a_range_does_not_repeat_what_both_ends_share(start: object, end: object, language: str, text: str) -> None:
    assert format_date_range(start, end, language) == text


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (DAY, date(2019, 2, 15), f"14{DASH}15.2.2019"),
        (date(2019, 1, 30), date(2019, 2, 2), f"30.1.2019{DASH}2.2.2019"),
        ("2019-01", "2019-03", f"1.2019{DASH}3.2019"),
        (DAY, DAY, "14.2.2019"),
    ],
)
def test_a_range_in_a_table_has_figures_only(start: object, end: object, text: str) -> None:
    assert format_date_range(start, end, "en", style="table") == text


@given(
    first=st.dates(min_value=date(1000, 1, 1)),
    last=st.dates(min_value=date(1000, 1, 1)),
    language=st.sampled_from(LANGUAGES),
)
def test_a_range_is_written_exactly_when_it_does_not_end_before_it_starts(
    first: date, last: date, language: str
) -> None:
    if last < first:
        with pytest.raises(ModelError, match="before it starts"):
            format_date_range(first, last, language)
        return
    text = format_date_range(first, last, language)
    assert text.endswith(str(last.year))
    assert (DASH in text) == (first != last)


@given(day=st.dates(min_value=date(1000, 1, 1)), language=st.sampled_from(LANGUAGES))
def test_a_date_in_a_table_can_be_read_back(day: date, language: str) -> None:
    number, month, year = format_date(day, language, style="table").split(".")
    assert date(int(year), int(month), int(number)) == day


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        (time(9, 30), "en", "09:30"),
        (time(9, 30), "fr", f"9{HARD}h{HARD}30"),
        (time(14, 0), "fr", f"14{HARD}h"),
        (time(14, 5), "ar", "14:05"),
        ("09:30", "en", "09:30"),
        ("9:30:00", "en", "09:30"),
        (datetime(2019, 2, 14, 9, 30, tzinfo=UTC), "en", "09:30"),
    ],
)
def test_a_time_is_written_in_the_24_hour_system(value: object, language: str, text: str) -> None:
    assert format_time(value, language) == text


@pytest.mark.parametrize("value", ["24:00", "9.30", "12:60", "noon", ""])
def test_what_is_no_time_is_refused(value: str) -> None:
    with pytest.raises(ModelError, match="is not a time of day; write HH:MM"):
        format_time(value, "en")


def test_a_range_of_times_has_spaces_where_its_ends_have() -> None:
    assert format_time_range(time(9, 0), time(10, 15), "en") == f"09:00{DASH}10:15"
    assert format_time_range(time(9, 0), time(10, 15), "fr") == f"9{HARD}h {DASH} 10{HARD}h{HARD}15"
    assert format_time_range("22:00", "01:00", "ar") == f"22:00{DASH}01:00"


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("14 February 2019", "en", date(2019, 2, 14)),
        ("14 Feb. 2019", "en", date(2019, 2, 14)),
        ("1er mars 2019", "fr", date(2019, 3, 1)),
        ("٣ مارس ٢٠١٩", "ar", date(2019, 3, 3)),
        ("2019-02-14", "fr", date(2019, 2, 14)),
        ("14.2.2019", "en", date(2019, 2, 14)),
        ("03/04/2019", "en", None),
        ("30 February 2019", "en", None),
        ("14 février 2019", "en", None),
        ("spring of 2019", "en", None),
    ],
)
def test_a_day_is_read_where_it_can_only_be_that_day(text: str, language: str, day: date | None) -> None:
    assert parse_date(text, language) == day


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(LANGUAGES))
def test_a_day_that_is_written_is_read_back(day: date, language: str) -> None:
    for style in ("text", "table"):
        assert parse_date(format_date(day, language, style=style), language) == day
