"""Dates and times of day, alone and as ranges."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time
from functools import cache

from mpfkit.errors import ModelError, UnknownNameError
from mpfkit.locale._languages import babel_locale, check_language

__all__ = ["format_date", "format_date_range", "format_time", "format_time_range", "parse_date"]

STYLES = ("text", "table", "weekday")
_DASH = "\N{EN DASH}"
_HARD_SPACE = "\N{NO-BREAK SPACE}"
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?")

Parts = tuple[int, int, int]
"""Year, month, day; 0 for what is not known."""


def _parts(value: object) -> Parts:
    if isinstance(value, date):
        return value.year, value.month, value.day
    text = str(value)
    match = _PARTIAL.fullmatch(text)
    if match is None:
        raise ModelError(f"{text!r} is not a date; write YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part or 0) for part in match.groups())
    try:
        date(year, month if match[2] else 1, day if match[3] else 1)
    except ValueError as error:
        raise ModelError(f"{text!r} is not a date: {error}") from error
    return year, month, day


def _check_style(style: str) -> None:
    if style not in STYLES:
        raise UnknownNameError("style of dates", style, STYLES)


@cache
def _month(month: int, language: str) -> str:
    return str(babel_locale(language).months["format"]["wide"][month])


@cache
def _weekday(weekday: int, language: str) -> str:
    return str(babel_locale(language).days["format"]["wide"][weekday])


def _day(day: int, language: str) -> str:
    return "1er" if language == "fr" and day == 1 else str(day)


def _one(parts: Parts, language: str, style: str) -> str:
    year, month, day = parts
    if style == "table":
        return ".".join(str(part) for part in (day, month, year) if part)
    words = [_day(day, language)] if day else []
    if day and style == "weekday":
        words.insert(0, _weekday(date(year, month, day).weekday(), language))
    if month:
        words.append(_month(month, language))
    return " ".join((*words, str(year)))


def format_date(value: object, language: str, *, style: str = "text") -> str:
    """Write a date.

    Args:
        value: A date, a datetime (its day counts), or anything whose text is `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, such as
            `mpfkit.model.PartialDate`.
        language: `en`, `fr` or `ar`.
        style: `text` for running text ("14 February 2019"); `table` for tables: day, month and year in figures with
            points and without leading zeros ("14.2.2019", Interinstitutional Style Guide 7.1.2), in all languages;
            `weekday` as `text` with the day of the week before it ("Thursday 14 February 2019"), for programmes.

    Returns:
        The date with the precision that it has: "14 February 2019", "February 2019", "2019". French writes the first
        day of a month "1er".

    Raises:
        ModelError: The value is not a date.
        UnknownNameError: The language or the style is not known.
    """
    check_language(language)
    _check_style(style)
    return _one(_parts(value), language, style)


@cache
def _months(language: str) -> dict[str, int]:
    names = babel_locale(language).months
    return {
        _spelled(str(name)).rstrip("."): month
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for month, name in names[context][width].items()
    }


def _spelled(text: str) -> str:
    """Return a text as months are compared: without case, and with figures as Latin letters go with them."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split()).translate(_FIGURES)


_FIGURES = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_WRITTEN = re.compile(r"(\d{1,2})(?:er|\.)? (\D+?) (\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_IN_FIGURES = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def parse_date(text: str, language: str) -> date | None:
    """Read a day as people write it, where it can only be that day.

    Args:
        text: Such as "14 February 2019", "1er mars 2019", "2019-02-14" or "14.2.2019". With points the day comes first
            in Europe; with slashes it may be the month, so that such a text is not read.
        language: Language of the months: `en`, `fr` or `ar`.

    Returns:
        The day; None where the text is none, or may be another one.

    Raises:
        UnknownNameError: The language is not known.
    """
    plain = _spelled(text)
    months = _months(check_language(language))
    if found := _YEAR_FIRST.fullmatch(plain):
        year, month, day = (int(part) for part in found.groups())
    elif found := _IN_FIGURES.fullmatch(plain):
        day, month, year = (int(part) for part in found.groups())
    elif (found := _WRITTEN.fullmatch(plain)) and found[2].rstrip(".") in months:
        day, month, year = int(found[1]), months[found[2].rstrip(".")], int(found[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _join(first: str, last: str) -> str:
    """Join the ends of a range: closed up, with spaces where the ends themselves hold any."""
    spaced = " " in first or " " in last or _HARD_SPACE in first + last
    return f"{first} {_DASH} {last}" if spaced else f"{first}{_DASH}{last}"


def format_date_range(start: object, end: object, language: str, *, style: str = "text") -> str:
    """Write a range of dates with an en dash and without repeating what both ends share.

    The dash is closed up between single figures or words and has spaces where an end has spaces itself:
    "14-15 February 2019", "30 January - 2 February 2019", "January-March 2019", "2018-2019" (with en dashes).

    Args:
        start: First day, month or year; see `format_date`.
        end: Last one, included.
        language: `en`, `fr` or `ar`.
        style: `text` or `table`; in tables only days of one month are drawn together ("14-15.2.2019"). With
            `weekday` nothing is drawn together.

    Returns:
        The range; a single date where both ends are the same.

    Raises:
        ModelError: A value is not a date, or the range ends before it starts.
        UnknownNameError: The language or the style is not known.
    """
    check_language(language)
    _check_style(style)
    first, last = _parts(start), _parts(end)
    if first == last:
        return _one(first, language, style)
    known = [(a, b) for a, b in zip(first, last, strict=True) if a and b]
    if [b for _, b in known] < [a for a, _ in known]:
        raise ModelError(f"a range of dates ends ({end}) before it starts ({start})")
    same_precision = [bool(part) for part in first] == [bool(part) for part in last]
    year, month, day = last
    if same_precision and day and first[:2] == last[:2] and style != "weekday":
        if style == "table":
            return f"{_join(str(first[2]), str(day))}.{month}.{year}"
        return f"{_join(_day(first[2], language), _day(day, language))} {_month(month, language)} {year}"
    if same_precision and month and first[0] == year and style == "text":
        begin = _one(first, language, style).removesuffix(f" {year}")
        finish = _one(last, language, style).removesuffix(f" {year}")
        return f"{_join(begin, finish)} {year}"
    return _join(_one(first, language, style), _one(last, language, style))


def _clock(value: object) -> tuple[int, int]:
    if isinstance(value, datetime | time):
        return value.hour, value.minute
    match = _CLOCK.fullmatch(str(value))
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise ModelError(f"{str(value)!r} is not a time of day; write HH:MM")
    return int(match[1]), int(match[2])


def format_time(value: object, language: str) -> str:
    """Write a time of day in the 24-hour system.

    Args:
        value: A time, a datetime (as it stands, in its own zone), or a text `HH:MM`.
        language: `en`, `fr` or `ar`.

    Returns:
        "09:30"; in French "9 h 30", with hard spaces.

    Raises:
        ModelError: The value is not a time of day.
        UnknownNameError: The language is not known.
    """
    check_language(language)
    hour, minute = _clock(value)
    if language == "fr":
        return f"{hour}{_HARD_SPACE}h" + (f"{_HARD_SPACE}{minute:02d}" if minute else "")
    return f"{hour:02d}:{minute:02d}"


def format_time_range(start: object, end: object, language: str) -> str:
    """Write a range of times of day; it may pass midnight.

    Args:
        start: See `format_time`.
        end: See `format_time`.
        language: `en`, `fr` or `ar`.

    Returns:
        "09:30-10:15" with an en dash; in French "9 h 30 - 10 h 15" with an en dash between spaces.

    Raises:
        ModelError: A value is not a time of day.
        UnknownNameError: The language is not known.
    """
    return _join(format_time(start, language), format_time(end, language))
