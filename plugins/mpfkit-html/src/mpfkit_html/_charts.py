"""Charts as drawings: no script, no font and no colour of their own, and their numbers as a table below."""

from __future__ import annotations

import math
import textwrap
from abc import ABC, abstractmethod
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import attrs

from mpfkit.document import ChartKind
from mpfkit.writers.common import SeriesLook, chart_table, check_chart, extremes, one_line, series_looks

from ._inline import value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from mpfkit.document import Chart, OutlineEntry, Table

    from ._page import Page

    _Place: TypeAlias = Callable[[float], float]

__all__ = ["chart_svg", "chart_table_of"]

_PIXELS = 96 / 25.4
_WIDEST_MM = 247.0
_LETTER, _LINE, _BAR = 7.2, 17.0, 18.0
"""Usual width of a letter, height of a line and height of a bar, in pixels."""
_NAMES = 0.4
"""Share of the width that names of bars have at most."""
_TICKS = 6
_DASHES = {
    "solid": "",
    "dash": "9 5",
    "sysDot": "2 3",
    "lgDashDot": "14 4 2 4",
    "sysDash": "6 3",
    "dashDot": "9 4 2 4",
    "lgDash": "16 6",
}
# Of patterns: what repeats in a square of eight pixels.
_PATTERNS = {
    "wdUpDiag": '<path d="M-2 2L2-2M0 8L8 0M6 10L10 6" stroke-width="3"/>',
    "wdDnDiag": '<path d="M-2 6L2 10M0 0L8 8M6-2L10 2" stroke-width="3"/>',
    "dkHorz": '<path d="M0 2H8M0 6H8" stroke-width="2.2"/>',
    "lgCheck": '<path d="M0 2H4M4 6H8" stroke-width="4"/>',
    "dkVert": '<path d="M2 0V8M6 0V8" stroke-width="2.2"/>',
    "pct40": '<path d="M1 2H4M5 6H8" stroke-width="3"/>',
    "trellis": '<path d="M0 0L8 8M8 0L0 8" stroke-width="2"/>',
}
_MARKERS = {
    "circle": "M{x} {y}m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z",
    "square": "M{x} {y}m-4-4h8v8h-8Z",
    "triangle": "M{x} {y}m0-5l5 9h-10Z",
    "diamond": "M{x} {y}m0-5l5 5l-5 5l-5-5Z",
    "x": "M{x} {y}m-4-4l8 8m0-8l-8 8",
    "star": "M{x} {y}m-5 0h10m-5-5v10m-3.5-8.5l7 7m0-7l-7 7",
    "plus": "M{x} {y}m-5 0h10m-5-5v10",
}


def chart_table_of(page: Page, chart: Chart, entry: OutlineEntry) -> Table:
    """Return the numbers of a chart as a table that says whose numbers they are.

    Raises:
        RenderError: If the chart cannot be shown; says why, and where it stands.
    """
    check_chart(chart, f"{page.place()}: figure {entry.number}")
    table = chart_table(chart, page.document.language, page.words)
    return attrs.evolve(table, description=page.say("numbers", label=page.labels[entry.key]))


def chart_svg(page: Page, chart: Chart, numbers: Table) -> str:
    """Return the drawing of a chart.

    Args:
        page: Writes the document; gives language, direction and colours.
        chart: A chart without a problem.
        numbers: Its numbers, as they are written.
    """
    return (_Lines if chart.kind is ChartKind.LINE else _Bars)(page, chart, numbers).whole()


class _Axis(NamedTuple):
    """The axis of numbers.

    Attributes:
        least: Where it starts.
        largest: Where it ends.
        step: From one line to the next.
    """

    least: float
    largest: float
    step: float

    def ticks(self) -> Iterator[float]:
        count = round((self.largest - self.least) / self.step)
        return (self.least + at * self.step for at in range(count + 1))


def _axis(chart: Chart) -> _Axis:
    """Return an axis that ends at round numbers."""
    largest, least = extremes(chart)
    if chart.percent and least >= 0 and largest <= 1 + 1e-9:
        largest = 1.0 if largest > 0.5 or not largest else largest
    span = (largest - least) or 1.0
    raw = span / _TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * part for part in (1, 2, 5, 10) if power * part >= raw * 0.999)
    if chart.whole_numbers and not chart.percent:
        step = max(1.0, step)
    # Sums of shares may be a little more than the whole.
    return _Axis(step * math.floor(least / step + 1e-9), step * (math.ceil(largest / step - 1e-9) or (not least)), step)


def _wrapped(text: str, pixels: float) -> list[str]:
    return textwrap.wrap(one_line(text), max(4, int(pixels / _LETTER))) or [one_line(text)]


class _Drawing(ABC):
    """What all charts have: a frame of coordinates, letters, an axis of numbers and a legend."""

    def __init__(self, page: Page, chart: Chart, numbers: Table) -> None:
        self.page = page
        self.chart = chart
        self.palette = page.palette
        self.rtl = page.rtl
        self.looks: tuple[SeriesLook, ...] = series_looks(page.palette, len(chart.series))
        # The first cell of a row names it; the others are texts.
        self.shown = [[str(cell) for cell in row[1:]] for row in numbers.rows if isinstance(row, tuple)]
        self.axis = _axis(chart)
        self.width = min(chart.width_mm, _WIDEST_MM) * _PIXELS
        self.out: list[str] = []
        self.fills = self.pattern_fills() if chart.kind is not ChartKind.LINE else []

    def pattern_fills(self) -> list[str]:
        """Return how the bars of each series are filled; patterns are defined on the way."""
        fills = []
        for look in self.looks:
            if not look.pattern:
                fills.append(f"#{look.colour}")
                continue
            name = self.page.new_id(f"pattern-{look.pattern}")
            self.out.append(
                f'<pattern id="{name}" width="8" height="8" patternUnits="userSpaceOnUse">'
                f'<rect width="8" height="8" fill="#FFFFFF"/><g stroke="#{look.colour}" fill="none">'
                f"{_PATTERNS[look.pattern]}</g></pattern>"
            )
            fills.append(f"url(#{name})")
        return fills

    def x(self, at: float) -> float:
        """Return where a place lies that is so far from where lines start."""
        return round(self.width - at if self.rtl else at, 1)

    def text(self, at: float, y: float, text: str, anchor: str = "start", more: str = "") -> None:
        """Write a text; `start` and `end` are those of the direction of the page."""
        self.out.append(f'<text x="{self.x(at)}" y="{y:.1f}" text-anchor="{anchor}"{more}>{value(text)}</text>')

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1) -> None:
        self.out.append(
            f'<path d="M{self.x(x1)} {y1:.1f}L{self.x(x2)} {y2:.1f}" stroke="#{colour}" stroke-width="{width:g}"/>'
        )

    def tick(self, number: float) -> str:
        """Return a number of the axis as it is written."""
        from mpfkit.locale import LANGUAGES, format_number

        language = self.page.document.language.split("-", maxsplit=1)[0].lower()
        language = language if language in LANGUAGES else "en"
        factor = 100 if self.chart.percent else 1
        places = max(0, -math.floor(math.log10(self.axis.step * factor) + 1e-9))
        sign = ("\N{NO-BREAK SPACE}%" if language == "fr" else "%") if self.chart.percent else ""
        return format_number(Decimal(repr(round(number * factor, 10))), language, decimals=places) + sign

    def legend(self, y: float) -> float:
        """Write which series is which; return where it ends."""
        if len(self.chart.series) < 2:
            return y
        at = 4.0
        y += _LINE
        for number, series in enumerate(self.chart.series):
            name = one_line(series.name)
            room = 40 + len(name) * _LETTER + 14
            if at > 4 and at + room > self.width:
                at, y = 4.0, y + _LINE * 1.2
            self.swatch(at, y, number)
            for more, line in enumerate(_wrapped(name, self.width - at - 44)):
                y += _LINE if more else 0
                self.text(at + 40, y, line)
            at += room
        return y + 6

    @abstractmethod
    def swatch(self, at: float, y: float, number: int) -> None:
        """Draw the look of a series beside its name."""

    def rect(self, start: float, end: float, y: float, height: float, number: int, edge: str = "") -> None:
        """Draw a bar of a series."""
        left, right = sorted((self.x(start), self.x(end)))
        self.out.append(
            f'<rect x="{left:.1f}" y="{y:.1f}" width="{right - left:.1f}" height="{height:.1f}" '
            f'fill="{self.fills[number]}" stroke="#{edge or self.looks[number].colour}"/>'
        )

    def drawn(self, height: float) -> str:
        """Return the drawing."""
        alt = value(self.page.checked(self.chart.alt))
        width = f"{self.width:.0f}"
        return (
            f'<svg class="chart" role="img" aria-label="{alt}" viewBox="0 0 {width} {height:.0f}" width="{width}" '
            f'height="{height:.0f}">{"".join(self.out)}</svg>'
        )


class _Bars(_Drawing):
    """Bars across the page, beside each other or one behind the other."""

    def whole(self) -> str:
        """Return the drawing."""
        chart = self.chart
        stacked = chart.kind is ChartKind.STACKED_BAR
        longest = max(len(one_line(name)) for name in chart.categories)
        names = min(_NAMES * self.width, longest * _LETTER + 6)
        labels = [_wrapped(name, names - 6) for name in chart.categories]
        bars = 1 if stacked else len(chart.series)
        heights = [max(len(lines) * _LINE, bars * _BAR) + 10 for lines in labels]
        room = max(len(text) for row in self.shown for text in row) * _LETTER + 10 if chart.show_values else 12
        start = names + 6 + (room if self.axis.least < 0 and not stacked else 0)
        end = self.width - (24 if stacked else max(room, 24))
        end = max(end, start + 60)
        foot = 2 * _LINE + (_LINE if chart.unit else 0)
        most = chart.height_mm * _PIXELS - foot - (2 * _LINE if len(chart.series) > 1 else 0)
        stretch = max(1.0, most / sum(heights))
        heights = [height * stretch for height in heights]
        bottom = 4 + sum(heights)

        def place(number: float) -> float:
            return start + (number - self.axis.least) / (self.axis.largest - self.axis.least) * (end - start)

        for tick in self.axis.ticks():
            self.line(place(tick), 4, place(tick), bottom, self.palette.rule, 0.8)
            self.text(place(tick), bottom + _LINE, self.tick(tick), "middle")
        y = 4.0
        for at, (lines, height) in enumerate(zip(labels, heights, strict=True)):
            top = y + height / 2 - (len(lines) - 1) * _LINE / 2 + 4.5
            for more, line in enumerate(lines):
                self.text(names, top + more * _LINE, line, "end")
            if stacked:
                self.stack(at, y, height, place)
            else:
                self.beside(at, y, height, place)
            y += height
        self.line(place(0), 4, place(0), bottom, self.palette.text)
        y = bottom + _LINE
        if one_line(chart.unit):
            y += _LINE * 1.2
            self.text((start + end) / 2, y, one_line(chart.unit), "middle")
        return self.drawn(self.legend(y + 6) + 4)

    def beside(self, at: int, y: float, height: float, place: _Place) -> None:
        """Draw the bars of a category, one below the other."""
        thick = (height - 10) / len(self.chart.series) - 1
        thick = min(thick, 2 * _BAR)
        top = y + (height - (thick + 1) * len(self.chart.series)) / 2
        for number, series in enumerate(self.chart.series):
            found = series.values[at]
            if found is not None:
                self.rect(place(0), place(found), top, thick, number)
                if self.chart.show_values:
                    side = 5 if found >= 0 else -5
                    anchor = "start" if found >= 0 else "end"
                    self.text(place(found) + side, top + thick / 2 + 4.5, self.shown[at][number], anchor)
            top += thick + 1

    def stack(self, at: int, y: float, height: float, place: _Place) -> None:
        """Draw the parts of the bar of a category; a number that is wider than its part stands in the table only."""
        thick = min(height - 10, 2 * _BAR)
        top = y + (height - thick) / 2
        ends = {True: 0.0, False: 0.0}
        for number, series in enumerate(self.chart.series):
            found = series.values[at]
            if not found:
                continue
            first, last = ends[found > 0], ends[found > 0] + found
            ends[found > 0] = last
            look = self.looks[number]
            self.rect(place(first), place(last), top, thick, number, "" if look.pattern else "FFFFFF")
            text = self.shown[at][number]
            if self.chart.show_values and abs(place(last) - place(first)) > len(text) * _LETTER + 6:
                looks = (
                    ' stroke="#FFFFFF" stroke-width="5" stroke-linejoin="round" paint-order="stroke"'
                    if look.pattern
                    else f' class="{self.page.own_class("on", look.on_it, f".chart .{{}}{{fill:#{look.on_it}}}")}"'
                )
                self.text((place(first) + place(last)) / 2, top + thick / 2 + 4.5, text, "middle", looks)

    def swatch(self, at: float, y: float, number: int) -> None:
        """Draw a small bar."""
        self.rect(at, at + 34, y - 11, 12, number)


class _Lines(_Drawing):
    """A line with marks for each series."""

    def whole(self) -> str:
        """Return the drawing."""
        chart = self.chart
        count = len(chart.categories)
        ticks = [(tick, self.tick(tick)) for tick in self.axis.ticks()]
        start = max(len(text) for _, text in ticks) * _LETTER + 12
        end = self.width - 12
        slot = (end - start) / count
        labels = [_wrapped(name, slot - 4) for name in chart.categories]
        every = max(1, math.ceil(4 * _LETTER / slot))
        top = 22.0 + (_LINE if chart.unit else 0)
        foot = max(len(lines) for lines in labels) * _LINE + 8
        plot = self.width * 0.42
        if chart.height_mm:
            plot = max(plot / 2, chart.height_mm * _PIXELS - top - foot - 2 * _LINE)
        bottom = top + plot

        def level(number: float) -> float:
            return bottom - (number - self.axis.least) / (self.axis.largest - self.axis.least) * plot

        if one_line(chart.unit):
            self.text(4, _LINE - 3, one_line(chart.unit))
        for tick, text in ticks:
            self.line(start, level(tick), end, level(tick), self.palette.rule, 0.8)
            self.text(start - 6, level(tick) + 4.5, text, "end")
        self.line(start, level(0), end, level(0), self.palette.text)
        for at, lines in enumerate(labels):
            if at % every == 0:
                for more, line in enumerate(lines):
                    self.text(start + (at + 0.5) * slot, bottom + _LINE * (more + 1) + 2, line, "middle")
        for number, series in enumerate(chart.series):
            points = [
                None if found is None else (start + (at + 0.5) * slot, level(found))
                for at, found in enumerate(series.values)
            ]
            self.path(number, points)
            if chart.show_values:
                self.labels(number, points)
        return self.drawn(self.legend(bottom + foot) + 4)

    def path(self, number: int, points: Sequence[tuple[float, float] | None]) -> None:
        """Draw the line of a series, which is broken where there is no number, and its marks."""
        steps = []
        before = None
        for point in points:
            if point is not None:
                steps.append(f"{'M' if before is None else 'L'}{self.x(point[0])} {point[1]:.1f}")
            before = point
        look = self.looks[number]
        dash = f' stroke-dasharray="{_DASHES[look.dash]}"' if _DASHES[look.dash] else ""
        self.out.append(
            f'<path d="{"".join(steps)}" fill="none" stroke="#{look.colour}" stroke-width="2.5"{dash}/>'
            if steps
            else ""
        )
        for point in points:
            if point is not None:
                self.mark(point[0], point[1], number)

    def mark(self, at: float, y: float, number: int) -> None:
        look = self.looks[number]
        shape = _MARKERS[look.marker].format(x=self.x(at), y=round(y, 1))
        self.out.append(f'<path d="{shape}" fill="#{look.colour}" stroke="#{look.colour}" stroke-width="1.5"/>')

    def labels(self, number: int, points: Sequence[tuple[float, float] | None]) -> None:
        """Write the number at each mark: below it where another line runs above."""
        for at, point in enumerate(points):
            if point is None:
                continue
            values = [series.values[at] for series in self.chart.series]
            own = values[number] or 0.0
            above = any(other is not None and other > own for other in values)
            self.text(point[0], point[1] + (19 if above else -9), self.shown[at][number], "middle")

    def swatch(self, at: float, y: float, number: int) -> None:
        """Draw a short line with its mark."""
        look = self.looks[number]
        dash = f' stroke-dasharray="{_DASHES[look.dash]}"' if _DASHES[look.dash] else ""
        self.out.append(
            f'<path d="M{self.x(at)} {y - 5:.1f}L{self.x(at + 34)} {y - 5:.1f}" stroke="#{look.colour}" '
            f'stroke-width="2.5"{dash}/>'
        )
        self.mark(at + 17, y - 5, number)
