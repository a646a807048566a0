"""Native charts: DrawingML as strings, and the workbook by which Word edits the numbers.

A chart is a part of its own (ISO/IEC 29500-1, 14.2.1) that refers to a workbook in the same package and repeats its
numbers, so that it shows without the workbook being opened. Children of `c:barChart`, `c:ser`, `c:catAx` and the others
have a fixed order (ISO/IEC 29500-1, 21.2); the functions that write them keep it.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, cast

from mpfkit.document import ChartKind
from mpfkit.opc import Part, write_package
from mpfkit.writers._charts import (
    SeriesLook,
    chart_problem,
    chart_table,
    check_chart,
    decimals,
    extremes,
    one_line,
    series_looks,
    written,
)
from mpfkit.writers._text import escape, escape_value

from ._language import is_rtl, word_language
from ._measures import emu, text_width
from ._tables import kept

if TYPE_CHECKING:
    from docx.opc.part import Part as WordPart
    from docx.package import Package

    from mpfkit.document import Chart, Series
    from mpfkit.records import HouseStyle

    from ._emit import Emitter
    from ._tables import Place

__all__ = ["add_charts", "chart_pieces", "chart_size", "chart_workbook", "chart_xml"]

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORKBOOK_ID = "rId1"
_SHEET = "Sheet1"
_CATEGORIES, _VALUES = 1001, 1002
"""Ids of the axes; they are unique in a chart."""
_PER_CENT = "0%"
_PLOT = 0.56
"""Share of the width that bars have at least."""
_NAMES = 0.4
"""Share of the width that long names of bars have."""
_LETTER, _LINE = 0.18, 0.44
"""Usual width of a letter and height of a line, in millimetres for each point of the size."""
_SHOW_NOTHING_ELSE = "".join(f'<c:show{what} val="0"/>' for what in ("CatName", "SerName", "Percent", "BubbleSize"))
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


# ------------------------------------------------------------------ size


def _points(style: HouseStyle) -> float:
    """Return the size of the letters of a chart in points."""
    return max(8.0, style.fonts.size_pt - 2)


def chart_size(chart: Chart, style: HouseStyle, width: int, *, landscape: bool = False) -> tuple[float, float]:
    """Return width and height of a chart in millimetres.

    Args:
        chart: The chart.
        style: Gives the page and the size of letters.
        width: Width of the text where the chart stands, in twentieths of a point.
        landscape: Whether the page lies across.

    Returns:
        No wider than the text, and no higher than leaves room for a caption on the page.
    """
    page = style.page
    wide = min(chart.width_mm, width * 25.4 / 1440)
    # Two lines of a caption and its distances.
    most = (page.width_mm if landscape else page.height_mm) - page.top_mm - page.bottom_mm - 22
    return wide, min(chart.height_mm or _height(chart, _points(style), wide), most)


def _has_long_names(chart: Chart, points: float, width: float) -> bool:
    """Tell whether the names of bars would take up more than their share of the width, in millimetres."""
    longest = max(len(one_line(name)) for name in chart.categories)
    return chart.kind is not ChartKind.LINE and longest * _LETTER * points > width * _NAMES


def _below(chart: Chart, points: float, width: float) -> float:
    """Return the height of what stands below the bars or lines, in millimetres."""
    line = points * _LINE
    room = 4 + line * 1.2
    if chart.unit and chart.kind is not ChartKind.LINE:
        room += line * 1.5
    if len(chart.series) > 1:
        letters = sum(len(series.name) + 6 for series in chart.series)
        room += line * (1 + 1.2 * math.ceil(letters * points * _LETTER / (width * 0.9)))
    return room


def _height(chart: Chart, points: float, width: float) -> float:
    """Return the height in which the names and bars of a chart can be read, in millimetres."""
    line, room = points * _LINE, 2 + _below(chart, points, width)
    if chart.kind is ChartKind.LINE:
        return room + width * 0.45
    bars = len(chart.series) if chart.kind is ChartKind.BAR else 1
    lines = max(math.ceil(len(name) * points * _LETTER / (width * _NAMES * 0.85)) for name in chart.categories)
    return room + len(chart.categories) * max(lines * line + 1.5, bars * line * 1.05 + line * 0.6, line * 1.7)


# ------------------------------------------------------------------ the workbook


def chart_workbook(chart: Chart, date: dt.date, *, rtl: bool) -> bytes:
    """Return the workbook of a chart: categories in the first column, a column for each series.

    Names are written as text and never as formulas, whatever they start with.

    Args:
        chart: A chart without a problem.
        date: Day of the document; stands for the time of writing, so that the same chart gives the same bytes.
        rtl: Whether its columns run from right to left.
    """
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    with io.BytesIO() as stream:
        book = Workbook(stream, {"in_memory": True})
        book.set_properties({"created": dt.datetime.combine(date, dt.time(), tzinfo=dt.UTC)})
        sheet = book.add_worksheet(_SHEET)
        if rtl:
            sheet.right_to_left()
        shape = book.add_format({"num_format": _format(chart)})
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, len(chart.series), 16)
        for row, name in enumerate(chart.categories, 1):
            sheet.write_string(row, 0, one_line(name))
        for column, series in enumerate(chart.series, 1):
            sheet.write_string(0, column, one_line(series.name))
            for row, value in enumerate(series.values, 1):
                if value is not None:
                    sheet.write_number(row, column, value, shape)
        book.close()
        with zipfile.ZipFile(stream) as made:
            parts = [Part(name, made.read(name)) for name in made.namelist()]
    with io.BytesIO() as packed:
        write_package(packed, parts)
        return packed.getvalue()


def _column(number: int) -> str:
    """Return the letters of a column of a workbook: A is 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# ------------------------------------------------------------------ the part


def chart_xml(chart: Chart, style: HouseStyle, language: str) -> str:
    """Return the part of a chart, which refers to its workbook as `rId1`.

    It has no title of its own, since the caption of the figure is its title, and nothing spatial. Where a chart runs
    from right to left, its categories stand at the right.

    Args:
        chart: A chart without a problem.
        style: Gives fonts, palette and page.
        language: Language tag of the document.
    """
    return _ChartPart(chart, style, language).whole()


class _ChartPart:
    def __init__(self, chart: Chart, style: HouseStyle, language: str) -> None:
        self.chart = chart
        self.style = style
        self.rtl = is_rtl(language)
        tags = word_language(language)
        self.language = tags.bidi if self.rtl else tags.latin
        self.points = _points(style)
        self.looks = series_looks(style.palette, len(chart.series))
        self.stacked = chart.kind is ChartKind.STACKED_BAR
        self.format = _format(chart)
        self.decimals = decimals(chart)
        self.count = len(chart.categories)
        self.largest, self.least = extremes(chart)
        self.size = chart_size(chart, style, text_width(style.page))
        self.has_long_names = _has_long_names(chart, self.points, self.size[0])

    def whole(self) -> str:
        legend = ""
        if len(self.chart.series) > 1:
            legend = f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{self.letters()}</c:legend>'
        plot = self.lines() if self.chart.kind is ChartKind.LINE else self.bars()
        return (
            f'{_DECLARATION}<c:chartSpace xmlns:c="{_C}" xmlns:a="{_A}" xmlns:r="{_R}"><c:date1904 val="0"/>'
            f'<c:lang val="{escape_value(self.language)}"/><c:roundedCorners val="0"/>'
            f'<c:chart><c:autoTitleDeleted val="1"/><c:plotArea>{self.layout()}{plot}{self.axes()}'
            f"<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:plotArea>{legend}"
            '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
            "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
            f"{self.letters()}"
            f'<c:externalData r:id="{_WORKBOOK_ID}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
        )

    def layout(self) -> str:
        """Return c:layout: left to Word, unless long names would leave little of the width to the bars."""
        if not self.has_long_names:
            return "<c:layout/>"
        width, height = self.size
        room = _below(self.chart, self.points, width)
        box = {"x": 1 - _NAMES - _PLOT if self.rtl else _NAMES, "y": 0.02, "w": _PLOT}
        box["h"] = max(0.3, 1 - room / height - box["y"])
        return (
            '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
            + "".join(f'<c:{name} val="{share:.4f}"/>' for name, share in box.items())
            + "</c:manualLayout></c:layout>"
        )

    # -------------------------------------------------------------- letters

    def properties(self, tag: str, colour: str, *, language: str = "") -> str:
        """Return a:defRPr or a:rPr."""
        fonts = self.style.fonts
        lang = f'lang="{escape_value(language)}" ' if language else ""
        return (
            f'<a:{tag} {lang}sz="{round(self.points * 100)}" b="0">{_fill(colour)}'
            f'<a:latin typeface="{escape_value(fonts.body)}"/><a:cs typeface="{escape_value(fonts.arabic)}"/></a:{tag}>'
        )

    def paragraph(self, colour: str) -> str:
        direction = ' rtl="1"' if self.rtl else ""
        return f"<a:pPr{direction}>{self.properties('defRPr', colour)}</a:pPr>"

    def letters(self, colour: str = "") -> str:
        """Return c:txPr."""
        return (
            f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p>{self.paragraph(colour or self.style.palette.text)}"
            f'<a:endParaRPr lang="{escape_value(self.language)}"/></a:p></c:txPr>'
        )

    # -------------------------------------------------------------- series

    def bars(self) -> str:
        grouping, overlap = ("stacked", 100) if self.stacked else ("clustered", 0)
        series = "".join(
            f'{self.head(at, series)}{self.bar_look(look)}<c:invertIfNegative val="0"/>{self.labels(at)}'
            f"{self.data(at, series)}</c:ser>"
            for at, (series, look) in enumerate(zip(self.chart.series, self.looks, strict=True))
        )
        return (
            f'<c:barChart><c:barDir val="bar"/><c:grouping val="{grouping}"/><c:varyColors val="0"/>{series}'
            f'<c:gapWidth val="{50 if len(self.chart.series) > 1 else 60}"/><c:overlap val="{overlap}"/>'
            f'<c:axId val="{_CATEGORIES}"/><c:axId val="{_VALUES}"/></c:barChart>'
        )

    def bar_look(self, look: SeriesLook) -> str:
        # Where parts of a bar meet, a white line parts them.
        edge = "FFFFFF" if self.stacked and not look.pattern else look.colour
        if look.pattern:
            fill = (
                f'<a:pattFill prst="{look.pattern}"><a:fgClr><a:srgbClr val="{look.colour}"/></a:fgClr>'
                '<a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>'
            )
        else:
            fill = _fill(look.colour)
        return f'<c:spPr>{fill}<a:ln w="9525">{_fill(edge)}</a:ln></c:spPr>'

    def lines(self) -> str:
        series = "".join(
            f"{self.head(at, series)}"
            f'<c:spPr><a:ln w="28575" cap="rnd">{_fill(look.colour)}<a:prstDash val="{look.dash}"/><a:round/></a:ln>'
            f'</c:spPr><c:marker><c:symbol val="{look.marker}"/><c:size val="7"/><c:spPr>{_fill(look.colour)}'
            f'<a:ln w="12700">{_fill(look.colour)}</a:ln></c:spPr></c:marker>{self.labels(at)}'
            f'{self.data(at, series)}<c:smooth val="0"/></c:ser>'
            for at, (series, look) in enumerate(zip(self.chart.series, self.looks, strict=True))
        )
        return (
            f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}<c:marker val="1"/>'
            f'<c:axId val="{_CATEGORIES}"/><c:axId val="{_VALUES}"/></c:lineChart>'
        )

    def head(self, at: int, series: Series) -> str:
        """Return the start of c:ser, down to its name."""
        return (
            f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:tx><c:strRef><c:f>{_SHEET}!${_column(at + 1)}$1</c:f>'
            f"{_texts((series.name,))}</c:strRef></c:tx>"
        )

    def data(self, at: int, series: Series) -> str:
        """Return c:cat and c:val: where the workbook has them, and what it has there."""
        column, last = _column(at + 1), self.count + 1
        points = "".join(
            f'<c:pt idx="{number}"><c:v>{written(value)}</c:v></c:pt>'
            for number, value in enumerate(series.values)
            if value is not None
        )
        return (
            f"<c:cat><c:strRef><c:f>{_SHEET}!$A$2:$A${last}</c:f>{_texts(self.chart.categories)}</c:strRef></c:cat>"
            f"<c:val><c:numRef><c:f>{_SHEET}!${column}$2:${column}${last}</c:f><c:numCache>"
            f'<c:formatCode>{escape(self.format)}</c:formatCode><c:ptCount val="{self.count}"/>{points}</c:numCache>'
            "</c:numRef></c:val>"
        )

    def labels(self, at: int) -> str:
        """Return c:dLbls: the number at each bar or mark."""
        if not self.chart.show_values:
            return f'<c:dLbls><c:showLegendKey val="0"/><c:showVal val="0"/>{_SHOW_NOTHING_ELSE}</c:dLbls>'
        exceptions: dict[int, str] = {}
        values = self.chart.series[at].values
        if self.stacked:
            look = self.looks[at]
            on_white = self.label("ctr", ground="FFFFFF")
            label = on_white if look.pattern else self.label("ctr", colour=look.on_it)
            if not look.pattern:
                exceptions = {point: on_white for point, value in enumerate(values) if value and self.is_narrow(value)}
        elif self.chart.kind is ChartKind.LINE:
            label = self.label("t")
            below = self.label("b")
            exceptions = {point: below for point, value in enumerate(values) if self.has_room_below(point, value)}
        else:
            label = self.label("outEnd")
        special = "".join(f'<c:dLbl><c:idx val="{point}"/>{text}</c:dLbl>' for point, text in exceptions.items())
        return f"<c:dLbls>{special}{label}</c:dLbls>"

    def label(self, position: str, *, colour: str = "", ground: str = "") -> str:
        """Return what c:dLbl and c:dLbls hold."""
        # Nothing is drawn for zero in a stack: a number there would stand on its neighbour.
        shape = f"{self.format};-{self.format};;" if self.stacked else self.format
        return (
            f'<c:numFmt formatCode="{escape_value(shape)}" sourceLinked="0"/>'
            f"<c:spPr>{_fill(ground) if ground else '<a:noFill/>'}<a:ln><a:noFill/></a:ln></c:spPr>"
            f'{self.letters(colour)}<c:dLblPos val="{position}"/><c:showLegendKey val="0"/><c:showVal val="1"/>'
            f"{_SHOW_NOTHING_ELSE}"
        )

    def is_narrow(self, value: float) -> bool:
        """Tell whether a part of a bar is narrower than its number, which then needs a ground of its own."""
        shown = f"{value:.0%}" if self.chart.percent else f"{value:.{self.decimals}f}"
        plot = self.size[0] * (_PLOT if self.has_long_names else 0.8)
        return abs(value) / (self.largest - self.least) * plot < len(shown) * self.points * 0.2 + 1.5

    def has_room_below(self, point: int, value: float | None) -> bool:
        """Tell whether a number stands better below its mark: another line is above it, and the axis not near."""
        others = [series.values[point] for series in self.chart.series]
        if value is None or all(other is None or other <= value for other in others):
            return False
        return value - self.least > 0.1 * (self.largest - self.least)

    # -------------------------------------------------------------- axes

    def axes(self) -> str:
        """Return both axes; bars start at the top and at the side where reading starts."""
        line = self.chart.kind is ChartKind.LINE
        rule = self.style.palette.rule
        # From the top down, or from right to left, an axis runs against its own direction.
        names = "maxMin" if not line or self.rtl else "minMax"
        numbers = "maxMin" if not line and self.rtl else "minMax"
        side = "r" if self.rtl else "l"
        few = '<c:tickLblSkip val="1"/><c:tickMarkSkip val="1"/>' if self.shows_all_names() else ""
        categories = (
            f'<c:catAx><c:axId val="{_CATEGORIES}"/><c:scaling><c:orientation val="{names}"/></c:scaling>'
            f'<c:delete val="0"/><c:axPos val="{"b" if line else side}"/>'
            '<c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
            '<c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
            f'<c:spPr><a:ln w="9525">{_fill(self.style.palette.muted)}</a:ln></c:spPr>'
            f'{self.letters()}<c:crossAx val="{_VALUES}"/><c:crosses val="autoZero"/><c:auto val="0"/>'
            f'<c:lblAlgn val="ctr"/><c:lblOffset val="100"/>{few}<c:noMultiLvlLbl val="1"/></c:catAx>'
        )
        values = (
            f'<c:valAx><c:axId val="{_VALUES}"/><c:scaling><c:orientation val="{numbers}"/>{self.limits()}</c:scaling>'
            f'<c:delete val="0"/><c:axPos val="{side if line else "b"}"/>'
            f'<c:majorGridlines><c:spPr><a:ln w="6350">{_fill(rule)}</a:ln></c:spPr></c:majorGridlines>'
            f'{self.unit(upright=line)}<c:numFmt formatCode="{escape_value(self.axis_format())}" sourceLinked="0"/>'
            '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
            f"<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>{self.letters()}"
            f'<c:crossAx val="{_CATEGORIES}"/><c:crosses val="{"autoZero" if line else "max"}"/>'
            f'<c:crossBetween val="between"/>{self.step()}</c:valAx>'
        )
        return categories + values

    def shows_all_names(self) -> bool:
        """Tell whether there is room for the names of all bars; otherwise Word leaves some out."""
        if self.chart.kind is ChartKind.LINE:
            return False
        return self.size[1] / self.count > self.points * 0.4

    def unit(self, *, upright: bool) -> str:
        """Return the title of the axis of numbers."""
        text = one_line(self.chart.unit)
        if not text:
            return ""
        turned = '<a:bodyPr rot="-5400000" vert="horz"/>' if upright else "<a:bodyPr/>"
        colour = self.style.palette.text
        return (
            f"<c:title><c:tx><c:rich>{turned}<a:lstStyle/><a:p>{self.paragraph(colour)}<a:r>"
            f"{self.properties('rPr', colour, language=self.language)}<a:t>{escape(text)}</a:t></a:r></a:p></c:rich>"
            '</c:tx><c:overlay val="0"/></c:title>'
        )

    def limits(self) -> str:
        """Return c:max and c:min; what can be left to Word is, so that the axis follows numbers that are edited."""
        # Word starts bars elsewhere than at zero where all are of nearly the same length.
        least = '<c:min val="0"/>' if self.least >= 0 else ""
        return f'<c:max val="1"/>{least}' if self.ends_at_one() else least

    def ends_at_one(self) -> bool:
        """Tell whether the axis ends at one: shares at the whole, and where all is nothing."""
        if self.largest == self.least == 0:
            return self.chart.percent or self.chart.whole_numbers
        # Sums of shares may be a little more than the whole.
        return self.chart.percent and self.least >= 0 and 0.5 < self.largest <= 1 + 1e-9

    def step(self) -> str:
        """Return c:majorUnit where Word would choose fractions of whole numbers: it does so up to about ten."""
        if self.chart.percent:
            return '<c:majorUnit val="0.2"/>' if self.ends_at_one() else ""
        span = self.largest - self.least
        if not self.chart.whole_numbers or span > 20:
            return ""
        return f'<c:majorUnit val="{1 if span <= 6 else 2 if span <= 12 else 5}"/>'

    def axis_format(self) -> str:
        if self.chart.percent:
            return _PER_CENT
        if self.chart.whole_numbers:
            return "#,##0" if self.largest >= 10_000 else "0"
        return "General"


def _format(chart: Chart) -> str:
    """Return the number format; Word shows it with the decimal sign of who reads it."""
    if chart.percent:
        return _PER_CENT
    places = decimals(chart)
    largest, least = extremes(chart)
    whole = "#,##0" if max(largest, -least) >= 10_000 else "0"
    return f"{whole}.{'0' * places}" if places else whole


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def _texts(texts: Sequence[str]) -> str:
    """Return c:strCache."""
    points = "".join(
        # Office reads _x0041_ as the character that it names (ISO/IEC 29500-1, 22.9.2.19).
        f'<c:pt idx="{at}"><c:v>{escape(_ESCAPED.sub("_x005F_", one_line(text)))}</c:v></c:pt>'
        for at, text in enumerate(texts)
    )
    return f'<c:strCache><c:ptCount val="{len(texts)}"/>{points}</c:strCache>'


# ------------------------------------------------------------------ the package and the body


def add_charts(
    part: WordPart, charts: Sequence[Chart], style: HouseStyle, language: str, date: dt.date
) -> tuple[str, ...]:
    """Put charts with their workbooks into a package.

    Args:
        part: The part that shows them.
        charts: Charts in the order of the document.
        style: Gives fonts, palette and page.
        language: Language tag of the document.
        date: Day of the document.

    Returns:
        Relationship id of each; empty for those that cannot be shown, which the emitter refuses, saying where.
    """
    if not charts:
        return ()
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part as NewPart

    # python-docx allows for parts outside a package; that of a document is in one.
    package = cast("Package", part.package)
    # Names of parts are the same without regard to case (ISO/IEC 29500-2, 6.3.5).
    taken = {str(one.partname).lower() for one in package.iter_parts()}
    number = 0
    ids: list[str] = []
    for chart in charts:
        if chart_problem(chart):
            ids.append("")
            continue
        number += 1
        while taken & {name.format(number).lower() for name in (_CHART_NAME, _WORKBOOK_NAME)}:
            number += 1
        data = chart_workbook(chart, date, rtl=is_rtl(language))
        workbook = NewPart(PackURI(_WORKBOOK_NAME.format(number)), _WORKBOOK_TYPE, data, package)
        xml = chart_xml(chart, style, language).encode()
        shown = NewPart(PackURI(_CHART_NAME.format(number)), _CHART_TYPE, xml, package)
        shown.load_rel(RELATIONSHIP_TYPE.PACKAGE, workbook, _WORKBOOK_ID)
        ids.append(part.relate_to(shown, RELATIONSHIP_TYPE.CHART))
    return tuple(ids)


_CHART_NAME = "/word/charts/chart{}.xml"
_WORKBOOK_NAME = "/word/embeddings/Microsoft_Excel_Worksheet{}.xlsx"


def chart_pieces(emitter: Emitter, chart: Chart, place: Place, number: str) -> Iterator[str]:
    """Yield a chart and, where it is wanted, its numbers as a table; the caption follows.

    The table is one of Word's own and not the data table of the chart: screen readers can read that as little as they
    can read the chart, and its head row does not repeat.

    Args:
        emitter: Writes the document.
        chart: The chart.
        place: Where it stands.
        number: Number of the figure, for messages.

    Raises:
        RenderError: If the chart cannot be shown; says why, and where it stands.
    """
    rid = next(emitter.charts)
    check_chart(chart, f"{emitter.place()}: figure {number}")
    page = emitter.style.page
    width = place.width or text_width(page)
    size = chart_size(chart, emitter.style, width, landscape=width > text_width(page))
    # LibreOffice mirrors the letters of a chart in a paragraph from right to left, digits too; this one has nothing
    # but the chart, so that it only has to stand at the right.
    emitter.bidi = False
    align = '<w:jc w:val="right"/>' if emitter.rtl else ""
    yield emitter.paragraph("figure", _run(emitter, chart, rid, size), keep_next=True, align=align)
    if chart.data_table:
        # The caption stays with the last row.
        *rows, last, end = emitter.table(chart_table(chart, emitter.document.language, emitter.words), place)
        yield from rows
        yield kept(last)
        yield end
        emitter.after_table = False


def _run(emitter: Emitter, chart: Chart, rid: str, size: tuple[float, float]) -> str:
    """Return a run with a chart in line with the text."""
    number = emitter.next_picture
    emitter.next_picture += 1
    name = escape_value(f"{emitter.words.figure} {number}")
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_WP}" xmlns:a="{_A}" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{emu(size[0])}" cy="{emu(size[1])}"/>'
        f'<wp:docPr id="{number}" name="{name}" descr="{escape_value(one_line(chart.alt))}"/>'
        f'<wp:cNvGraphicFramePr/><a:graphic><a:graphicData uri="{_C}"><c:chart xmlns:c="{_C}" r:id="{rid}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
