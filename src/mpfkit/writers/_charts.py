"""What writers share about charts: whether one can be shown at all, and its numbers as a table."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from mpfkit.document import Align, Cell, Chart, ChartKind, Column, Table
from mpfkit.errors import CharacterError, RenderError
from mpfkit.writers._colours import DARK, shade
from mpfkit.writers._text import first_bad, show_character

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mpfkit.records import Palette
    from mpfkit.writers._words import Words

__all__ = [
    "SeriesLook",
    "chart_problem",
    "chart_table",
    "check_chart",
    "decimals",
    "extremes",
    "one_line",
    "series_looks",
    "written",
]

_LONGEST = 32_767
"""Characters of a cell, counted in UTF-16 (Excel specifications and limits)."""
_MOST_SERIES = 255
"""Series of a chart (Excel specifications and limits)."""
_MOST_CATEGORIES = 32_000
"""Data points of a series of a chart that is not spatial, as older versions of Office have it."""
_MOST_DECIMALS = 10
_TOO_LARGE = 1e15
"""Cells of a workbook keep 15 digits of a number (Excel specifications and limits)."""
_BLANKS = re.compile(r"[\t\n\r]+")
_NOTHING = "\N{EN DASH}"


def one_line(text: str) -> str:
    """Return a name as it stands in a chart: on one line, without blanks around it."""
    return _BLANKS.sub(" ", text).strip()


def written(value: float) -> str:
    """Return a number as it stands in the files: in the 16 digits that the cells of workbooks keep."""
    return f"{value:.16G}"


def chart_problem(chart: Chart) -> str:
    """Say why a chart cannot be shown.

    Args:
        chart: Any chart.

    Returns:
        What is wrong and what to do, without the place; empty where nothing is wrong.
    """
    return next(_problems(chart), "")


def check_chart(chart: Chart, place: str) -> None:
    """Say that a chart cannot be shown.

    Args:
        chart: Any chart.
        place: Where it stands, as the message begins.

    Raises:
        CharacterError: If a name in it holds a character that a file cannot.
        RenderError: If it cannot be shown for another reason.
    """
    for what, text in _texts(chart):
        bad = first_bad(text)
        if bad:
            raise CharacterError(f"{place}: {_bad_character(what, *bad)}", text=text, position=bad[1])
    problem = chart_problem(chart)
    if problem:
        raise RenderError(f"{place}: {problem}")


def _problems(chart: Chart) -> Iterator[str]:
    if not one_line(chart.alt):
        yield "the chart has no alternative text; say in `alt` what it shows"
    if not chart.series:
        yield "the chart has no series; give it one, or leave the figure out"
    if not chart.categories:
        yield "the chart has no categories; give it one, or leave the figure out"
    if len(chart.series) > _MOST_SERIES:
        yield f"the chart has {len(chart.series)} series; Word shows {_MOST_SERIES} at most"
    if len(chart.categories) > _MOST_CATEGORIES:
        yield f"the chart has {len(chart.categories)} categories; Word shows {_MOST_CATEGORIES} at most"
    for name, length in (("width_mm", chart.width_mm), ("height_mm", chart.height_mm)):
        if not math.isfinite(length) or length < 0 or (length == 0 and name == "width_mm"):
            yield f"{name} of the chart is {length:g}; that is no length in millimetres"
    yield from _bad_texts(chart)
    names: set[str] = set()
    for series in chart.series:
        name = one_line(series.name)
        if name in names:
            yield f"two series of the chart are called {name[:60]!r}; give each a name of its own"
        names.add(name)
        if len(series.values) != len(chart.categories):
            yield (
                f"series {name[:60]!r} of the chart has {len(series.values)} values, there are "
                f"{len(chart.categories)} categories; give one value each, None where there is none"
            )
        for at, value in enumerate(series.values, 1):
            if value is not None and not _is_number(value):
                yield (
                    f"value {at} of series {name[:60]!r} of the chart is {_shortened(value)}; only numbers of at most "
                    "15 digits can be drawn"
                )


def _texts(chart: Chart) -> Iterator[tuple[str, str]]:
    """Yield what a text of a chart is, and the text."""
    yield "the alternative text", chart.alt
    yield "the unit", chart.unit
    for at, series in enumerate(chart.series, 1):
        yield f"the name of series {at}", series.name
    for at, name in enumerate(chart.categories, 1):
        yield f"the name of category {at}", name


def _bad_character(what: str, character: str, position: int) -> str:
    place = f"{show_character(character)} at character {position} of {what} of the chart"
    return f"{place} is no character of a text; remove it"


def _bad_texts(chart: Chart) -> Iterator[str]:
    for what, text in _texts(chart):
        bad = first_bad(text)
        if bad:
            yield _bad_character(what, *bad)
        elif not one_line(text) and what.startswith("the name"):
            yield f"{what} of the chart is empty; write what it counts"
        elif len(text) > _LONGEST // 2 and len(text.encode("utf-16-le")) > 2 * _LONGEST:
            yield f"{what} of the chart is longer than the {_LONGEST} characters that a cell of a workbook holds"


def _shortened(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        # Python refuses to write out whole numbers of thousands of digits.
        return f"a whole number of {value.bit_length()} bits"
    return repr(value)[:60]


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return abs(float(value)) < _TOO_LARGE
    except OverflowError:
        return False


def decimals(chart: Chart) -> int:
    """Return how many decimals the numbers of a chart are shown with: none for counts and percentages.

    Args:
        chart: A chart without a problem.

    Returns:
        As many as the numbers have, but no more than tell the largest to two digits, and one where they are larger.
    """
    if chart.percent:
        return 0
    values = [value for series in chart.series for value in series.values if value]
    largest = max((abs(value) for value in values), default=0.0)
    most = min(_MOST_DECIMALS, max(1, 1 - math.floor(math.log10(largest)))) if largest else 0
    return next((count for count in range(most) if all(round(value, count) == value for value in values)), most)


def chart_table(chart: Chart, language: str, words: Words) -> Table:
    """Return the numbers of a chart as a table: a row for each category, a column for each series.

    Args:
        chart: A chart without a problem.
        language: Language tag of the document.
        words: Words of the document's language.
    """
    places = decimals(chart)
    return Table(
        columns=(
            Column(words.category, width=2.0),
            *(Column(one_line(series.name), align=Align.END) for series in chart.series),
        ),
        rows=tuple(
            (
                Cell(one_line(name), header=True),
                *(_shown(series.values[at], chart, language, places) for series in chart.series),
            )
            for at, name in enumerate(chart.categories)
        ),
        description=one_line(chart.alt),
        units=f"({one_line(chart.unit)})" if one_line(chart.unit) else "",
    )


def _shown(value: float | None, chart: Chart, language: str, places: int) -> str:
    from mpfkit.locale import LANGUAGES, format_number

    if value is None:
        return _NOTHING
    language = language.split("-", maxsplit=1)[0].lower()
    language = language if language in LANGUAGES else "en"
    number = Decimal(written(value)) * (100 if chart.percent else 1)
    sign = ("\N{NO-BREAK SPACE}%" if language == "fr" else "%") if chart.percent else ""
    return format_number(number, language, decimals=places) + sign


def extremes(chart: Chart) -> tuple[float, float]:
    """Return the largest and the least number that the axis has to show, zero included."""
    columns: list[Sequence[float]] = [
        [series.values[at] or 0.0 for series in chart.series] for at in range(len(chart.categories))
    ]
    if chart.kind is ChartKind.STACKED_BAR:
        columns = [
            (sum(value for value in column if value > 0), sum(value for value in column if value < 0))
            for column in columns
        ]
    return (
        max(0.0, *(max(column) for column in columns)),
        min(0.0, *(min(column) for column in columns)),
    )


class SeriesLook(NamedTuple):
    """How a series is told from the others: by colour, and by something else as well (EN 301 549, 10.1.4.1).

    Attributes:
        colour: Six hexadecimal digits; at least 3:1 on white (EN 301 549, 10.1.4.11), and on the colour before it.
        pattern: Preset pattern of its bars; empty for a plain fill.
        on_it: Colour of text on a plain fill.
        dash: Preset dash of its line.
        marker: Shape of its marks.
    """

    colour: str
    pattern: str
    on_it: str
    dash: str
    marker: str


# Relative luminance (WCAG 2.1) that differs by 3:1 from DARK, and from white.
_MIDDLE = 0.29
_PATTERNS = ("wdUpDiag", "wdDnDiag", "dkHorz", "lgCheck", "dkVert", "pct40", "trellis")
_DASHES = ("solid", "dash", "sysDot", "lgDashDot", "sysDash", "dashDot", "lgDash")
_MARKERS = ("circle", "square", "triangle", "diamond", "x", "star", "plus")


def series_looks(palette: Palette, count: int) -> tuple[SeriesLook, ...]:
    """Return the looks of the series of a chart.

    Dark and middle shades of the palette's hues take turns. From the third series on bars have patterns, since the
    shades come again; lines differ by dashes and marks from the second on.

    Args:
        palette: Palette of the house style.
        count: How many series there are.
    """
    tones = palette.tones
    colours = (
        shade(palette.accent, DARK),
        shade(tones.partial, _MIDDLE),
        shade(tones.bad, DARK),
        shade(tones.good, _MIDDLE),
        shade(palette.muted, DARK),
        shade(tones.accent, _MIDDLE),
    )
    looks: list[SeriesLook] = []
    for at in range(count):
        colour = colours[at % len(colours)]
        looks.append(
            SeriesLook(
                colour=colour,
                pattern=_PATTERNS[(at - 2) % len(_PATTERNS)] if at > 1 else "",
                on_it="FFFFFF" if at % 2 == 0 else "000000",
                dash=_DASHES[at % len(_DASHES)],
                marker=_MARKERS[at % len(_MARKERS)],
            )
        )
    return tuple(looks)
