from __future__ import annotations

import colorsys
import datetime as dt
import io
import math
import os
import posixpath
import shutil
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import attrs
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from openxml_audit import OpenXmlValidator

from mpfkit.document import (
    Callout,
    Chart,
    ChartKind,
    Column,
    Document,
    Figure,
    Heading,
    Image,
    Paragraph,
    Section,
    Series,
    Table,
)
from mpfkit.emblem import emblem_image
from mpfkit.errors import RenderError
from mpfkit.records import DocxLook, HouseStyle, Page, Palette, ToneColours
from mpfkit.writers import docx
from mpfkit.writers._charts import series_looks
from mpfkit.writers.docx._charts import chart_size, chart_workbook, chart_xml
from mpfkit.writers.docx._measures import text_width
from mpfkit.writers.markdown import to_markdown

PLAIN = HouseStyle(name="test")
DAY = dt.date(2019, 3, 27)
NS = {
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
THEMES = ("Legislation", "Procedures", "Data exchange", "Training")
LONG = (
    "Exchange of information between national contact points and liaison officers in third countries",
    "Identification of persons and issuance of travel documents by consular services",
)


def chart_of(*series: Series, **more: Any) -> Chart:
    values = series or (Series("Yes", (5, 3, None, 2)), Series("No", (1, 0, 3, 4)))
    return Chart(**{"categories": THEMES, "series": values, "alt": "Most reply yes.", **more})


def document_of(*blocks: Any, **more: Any) -> Document:
    return Document(**{"title": "A title", "language": "en", "blocks": blocks, "date": DAY, **more})


def figure_of(chart: Chart, caption: str = "Replies", **more: Any) -> Figure:
    return Figure(graphic=chart, caption=caption, **more)


def rendered(*charts: Chart, style: HouseStyle = PLAIN, **more: Any) -> bytes:
    stream = io.BytesIO()
    docx.write(document_of(*map(figure_of, charts), **more), style, stream)
    return stream.getvalue()


def audit(data: bytes, folder: Path) -> list[str]:
    path = folder / "audited.docx"
    path.write_bytes(data)
    return [str(error) for error in OpenXmlValidator().validate(path).errors]


def tree_of(data: bytes, part: str) -> Any:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(part))


def targets_of(data: bytes, part: str) -> dict[str, str]:
    folder, name = posixpath.split(part)
    relationships = tree_of(data, f"{folder}/_rels/{name}.rels")
    return {one.get("Id"): posixpath.normpath(posixpath.join(folder, one.get("Target"))) for one in relationships}


def charts_of(data: bytes) -> list[tuple[Any, Any]]:
    """Return the charts that the body shows, each with the sheet that it refers to."""
    links = targets_of(data, "word/document.xml")
    found = []
    for shown in tree_of(data, "word/document.xml").iter(f"{{{NS['c']}}}chart"):
        part = links[shown.get(f"{{{NS['r']}}}id")]
        root = tree_of(data, part)
        rid = root.find("c:externalData", NS).get(f"{{{NS['r']}}}id")
        book = zipfile.ZipFile(io.BytesIO(data)).read(targets_of(data, part)[rid])
        found.append((root, openpyxl.load_workbook(io.BytesIO(book)).active))
    return found


def cells(sheet: Any, formula: str) -> list[Any]:
    name, area = formula.split("!")
    assert name == sheet.title
    found = sheet[area.replace("$", "")]
    return [row[0].value for row in found] if isinstance(found, tuple) else [found.value]


def cached(reference: Any) -> list[str | None]:
    cache = reference[1]
    values: list[str | None] = [None] * int(cache.find("c:ptCount", NS).get("val"))
    for point in cache.findall("c:pt", NS):
        values[int(point.get("idx"))] = point.find("c:v", NS).text
    return values


def same(found: Any, wanted: Any) -> bool:
    """Tell whether numbers are the same in the 15 digits that cells of workbooks keep."""
    return all(
        one is other or math.isclose(one, other, rel_tol=1e-15, abs_tol=0)
        for one, other in zip(found, wanted, strict=True)
    )


def part_of_chart(chart: Chart, style: HouseStyle = PLAIN, language: str = "en") -> Any:
    return etree.fromstring(chart_xml(chart, style, language).encode())


def value(root: Any, path: str) -> str | None:
    found = root.find(path, NS)
    return found.get("val") if found is not None else None


KINDS = tuple(ChartKind)
EVERY = (
    *(chart_of(kind=kind) for kind in KINDS),
    *(chart_of(Series("Yes", (5, 3, 0, 2)), kind=kind, unit="countries", data_table=True) for kind in KINDS),
    *(
        chart_of(*(Series(f"S {at}", (at, 2, None, at * 3)) for at in range(9)), kind=kind, unit="x", show_values=False)
        for kind in KINDS
    ),
    *(
        chart_of(Series("Yes", (0.98, 0.25)), Series("No", (0.02, 0.75)), categories=LONG, kind=kind, percent=True)
        for kind in KINDS
    ),
    chart_of(Series("Change", (-5, 3, 12_345, 0)), width_mm=900, height_mm=900),
    chart_of(Series("Average", (1.25, 3, 2.5, None)), whole_numbers=False, width_mm=60, height_mm=50),
    chart_of(Series("Yes", (7,) * 40), categories=tuple(f"Country {at}" for at in range(40))),
    chart_of(Series("Yes", (None, None, None, None))),
)


# ------------------------------------------------------------------ the package


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_kind_of_chart_gives_a_valid_file(language: str, tmp_path: Path) -> None:
    assert audit(rendered(*EVERY, language=language), tmp_path) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_has_its_workbook_and_repeats_its_numbers(kind: ChartKind) -> None:
    chart = chart_of(Series("Yes", (5, 3.25, None, -2)), Series("No", (0.1 + 0.2, 0, 1e-7, 123_456)), kind=kind)

    [(root, sheet)] = charts_of(rendered(chart))

    assert next(sheet.iter_rows(values_only=True)) == (None, "Yes", "No")
    drawn = root.findall(".//c:ser", NS)
    assert len(drawn) == len(chart.series)
    for series, found in zip(chart.series, drawn, strict=True):
        for path in ("c:tx/c:strRef", "c:cat/c:strRef", "c:val/c:numRef"):
            reference = found.find(path, NS)
            in_book = cells(sheet, reference[0].text)
            if path.endswith("numRef"):
                numbers = [None if text is None else float(text) for text in cached(reference)]
                assert numbers == in_book
                assert same(in_book, series.values)
            else:
                assert cached(reference) == in_book == ([series.name] if "tx" in path else list(chart.categories))


@given(
    names=st.lists(
        st.text(
            st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"),
            min_size=1,
            max_size=20,
        )
        .map(str.strip)
        .filter(bool),
        min_size=2,
        max_size=3,
        unique=True,
    ),
    numbers=st.lists(st.floats(-1e12, 1e12) | st.none() | st.integers(0, 200), min_size=3, max_size=3),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_names_and_numbers_arrive_unchanged(names: list[str], numbers: list[float | None]) -> None:
    categories = (*names, "_x0041_")
    categories = (*categories, "=1+1")[-3:]
    chart = chart_of(*(Series(name, tuple(numbers)) for name in names), categories=categories)

    [(root, sheet)] = charts_of(rendered(chart))

    rows = list(sheet.iter_rows(values_only=True, max_row=4, max_col=len(names) + 1))
    assert [row[0] for row in rows[1:]] == list(categories)
    assert list(rows[0][1:]) == names
    for column in range(1, len(names) + 1):
        assert same([row[column] for row in rows[1:]], numbers)
    shown = [text.replace("_x005F_", "_") for text in cached(root.find(".//c:cat/c:strRef", NS)) if text]
    assert shown == list(categories)


@pytest.mark.parametrize(
    "name", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(1)", '=HYPERLINK("http://x")', "http://x.eu"]
)
def test_a_name_never_becomes_a_formula_or_a_link(name: str) -> None:
    [(_, sheet)] = charts_of(rendered(chart_of(Series(name, (1,)), categories=(name,))))

    for cell in (sheet["A2"], sheet["B1"]):
        assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)


def test_nothing_tells_when_or_by_whom_a_workbook_was_made() -> None:
    book = chart_workbook(chart_of(), DAY, rtl=False)

    package = zipfile.ZipFile(io.BytesIO(book))
    assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = package.read("docProps/core.xml").decode()
    assert core.count("2019-03-27T00:00:00Z") == 2
    assert etree.fromstring(core.encode()).findtext("{http://purl.org/dc/elements/1.1/}creator") == ""
    assert chart_workbook(chart_of(), DAY, rtl=True) != book


SCRIPT = """
import datetime as dt, hashlib, io
from mpfkit.document import Chart, ChartKind, Document, Figure, Series
from mpfkit.records import HouseStyle
from mpfkit.writers import docx
series = tuple(Series(name, (1, 2.5, None)) for name in ("Yes", "No", "Partly"))
blocks = tuple(
    Figure(graphic=Chart(kind=kind, categories=("A", "B", "C"), series=series, alt="x", data_table=True), caption="x")
    for kind in ChartKind
)
stream = io.BytesIO()
docx.write(Document(title="x", language="ar", blocks=blocks, date=dt.date(2019, 3, 27)), HouseStyle(name="x"), stream)
print(hashlib.sha256(stream.getvalue()).hexdigest())
"""


def test_the_bytes_depend_on_nothing_but_the_document() -> None:
    hashes = set()
    for seed, zone in (("0", "UTC"), ("42", "Asia/Tokyo")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=True
        )
        hashes.add(run.stdout)

    assert len(hashes) == 1


def test_a_document_without_charts_does_not_import_what_makes_workbooks() -> None:
    code = SCRIPT.replace("for kind in ChartKind", "for kind in ()") + "import sys; print('xlsxwriter' in sys.modules)"

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.split()[-1] == "False"


def test_a_live_document_has_charts_that_survive_being_saved(tmp_path: Path) -> None:
    stream = io.BytesIO()
    docx.to_document(document_of(*map(figure_of, EVERY)), PLAIN).save(stream)

    found = charts_of(stream.getvalue())

    assert len(found) == len(EVERY)
    assert [sheet["B1"].value for _, sheet in found] == [chart.series[0].name for chart in EVERY]
    assert audit(stream.getvalue(), tmp_path) == []


def test_charts_of_a_template_keep_their_names(tmp_path: Path) -> None:
    template = rendered(chart_of(), chart_of())
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as package, zipfile.ZipFile(stream, "w") as changed:
        for name in package.namelist():
            # Names of parts are the same without regard to case.
            text = package.read(name).replace(b"charts/chart1.xml", b"charts/Chart1.xml")
            changed.writestr(name.replace("/chart1.xml", "/Chart1.xml"), text)
    style = HouseStyle(name="own", docx=DocxLook(template=stream.getvalue))

    data = rendered(chart_of(Series("New", (1, 2, 3, 4))), style=style)

    names = [name.lower() for name in zipfile.ZipFile(io.BytesIO(data)).namelist()]
    assert len(set(names)) == len(names)
    [(_, sheet)] = charts_of(data)
    assert sheet["B1"].value == "New"
    assert audit(data, tmp_path) == []


# ------------------------------------------------------------------ what it looks like


@pytest.mark.parametrize(
    ("kind", "plot", "grouping"),
    [
        (ChartKind.BAR, "barChart", "clustered"),
        (ChartKind.STACKED_BAR, "barChart", "stacked"),
        (ChartKind.LINE, "lineChart", "standard"),
    ],
)
def test_each_kind_is_a_kind_of_word(kind: ChartKind, plot: str, grouping: str) -> None:
    root = part_of_chart(chart_of(kind=kind))

    assert value(root, f".//c:{plot}/c:grouping") == grouping
    assert value(root, ".//c:barDir") == (None if kind is ChartKind.LINE else "bar")
    assert value(root, ".//c:overlap") == {"stacked": "100", "clustered": "0"}.get(grouping)
    assert value(root, "c:chart/c:autoTitleDeleted") == "1"
    assert root.find("c:chart/c:title", NS) is None
    assert value(root, ".//c:dispBlanksAs") == "gap"
    assert not root.xpath("//*[contains(local-name(), '3D')]")


@pytest.mark.parametrize(
    ("kind", "language", "side", "names", "numbers"),
    [
        (ChartKind.BAR, "en", "l", "maxMin", "minMax"),
        (ChartKind.BAR, "ar", "r", "maxMin", "maxMin"),
        (ChartKind.LINE, "en", "b", "minMax", "minMax"),
        (ChartKind.LINE, "ar", "b", "maxMin", "minMax"),
    ],
)
def test_categories_start_at_the_top_or_where_reading_starts(
    kind: ChartKind, language: str, side: str, names: str, numbers: str
) -> None:
    root = part_of_chart(chart_of(kind=kind), language=language)

    assert value(root, ".//c:catAx/c:axPos") == side
    assert value(root, ".//c:catAx/c:scaling/c:orientation") == names
    assert value(root, ".//c:valAx/c:scaling/c:orientation") == numbers
    assert value(root, ".//c:valAx/c:crosses") == ("autoZero" if kind is ChartKind.LINE else "max")


def test_letters_have_the_fonts_colour_and_language_of_the_document() -> None:
    style = attrs.evolve(PLAIN, fonts=attrs.evolve(PLAIN.fonts, body="Tahoma", arabic="Amiri & Co", size_pt=12.0))

    root = part_of_chart(chart_of(unit="بلدان"), style, "ar")

    letters = root.find("c:txPr//a:defRPr", NS)
    assert letters.get("sz") == "1000"
    assert letters.find("a:latin", NS).get("typeface") == "Tahoma"
    assert letters.find("a:cs", NS).get("typeface") == "Amiri & Co"
    assert letters.find("a:solidFill/a:srgbClr", NS).get("val") == style.palette.text
    assert {one.get("rtl") for one in root.iter(f"{{{NS['a']}}}pPr")} == {"1"}
    assert {one.get("lang") for one in root.xpath("//a:endParaRPr | //a:rPr", namespaces=NS)} == {"ar-SA"}
    assert value(root, "c:lang") == "ar-SA"
    assert "rtl" not in chart_xml(chart_of(), style, "fr")


def test_in_arabic_the_paragraph_of_a_chart_stands_at_the_right_and_runs_left_to_right() -> None:
    body = tree_of(rendered(chart_of(), language="ar"), "word/document.xml")

    [paragraph] = body.xpath("//w:p[w:r/w:drawing]", namespaces=NS)
    # LibreOffice mirrors the letters of charts in paragraphs that run from right to left.
    assert paragraph.find("w:pPr/w:bidi", NS) is None
    assert paragraph.find("w:pPr/w:jc", NS).get(f"{{{NS['w']}}}val") == "right"
    assert paragraph.getnext().find("w:pPr/w:bidi", NS) is not None


def test_the_unit_is_the_title_of_the_axis_of_numbers() -> None:
    assert part_of_chart(chart_of(unit="countries")).findtext(".//c:valAx/c:title//a:t", namespaces=NS) == "countries"
    turned = part_of_chart(chart_of(unit="countries", kind=ChartKind.LINE)).find(".//c:valAx/c:title//a:bodyPr", NS)
    assert turned.get("rot") == "-5400000"
    assert part_of_chart(chart_of()).find(".//c:valAx/c:title", NS) is None


def test_a_legend_stands_below_only_where_there_is_something_to_tell_apart() -> None:
    assert value(part_of_chart(chart_of()), ".//c:legend/c:legendPos") == "b"
    assert part_of_chart(chart_of(Series("Yes", (1, 2, 3, 4)))).find(".//c:legend", NS) is None


@pytest.mark.parametrize(
    ("values", "more", "axis", "labels", "step", "limits"),
    [
        ((1, 2, 3, 4), {}, "0", "0", "1", (None, "0")),
        ((9, 2, 3, 4), {}, "0", "0", "2", (None, "0")),
        ((19, 2, 3, 4), {}, "0", "0", "5", (None, "0")),
        ((21, 2, 3, 4), {}, "0", "0", None, (None, "0")),
        ((10_000, 2, 3, 4), {}, "#,##0", "#,##0", None, (None, "0")),
        ((0, 0, 0, 0), {}, "0", "0", "1", ("1", "0")),
        ((0, 0, 0, None), {"percent": True}, "0%", "0%", "0.2", ("1", "0")),
        ((-1, 2, 3, 4), {}, "0", "0", "1", (None, None)),
        ((2.5, 2, 3, 4), {}, "0", "0.0", "1", (None, "0")),
        ((2.5, 2, 3, 4), {"whole_numbers": False}, "General", "0.0", None, (None, "0")),
        ((0.125, 0.5, 0.25, 0), {"whole_numbers": False}, "General", "0.00", None, (None, "0")),
        ((0.125, 0.5, 0.25, 0), {"percent": True}, "0%", "0%", None, (None, "0")),
        ((0.9, 0.5, 0.25, 0), {"percent": True}, "0%", "0%", "0.2", ("1", "0")),
        ((1.5, 0.5, 0.25, 0), {"percent": True}, "0%", "0%", None, (None, "0")),
    ],
)
def test_the_axis_of_numbers_shows_what_they_are(
    values: Any, more: dict[str, Any], axis: str, labels: str, step: str | None, limits: tuple[str | None, str | None]
) -> None:
    root = part_of_chart(chart_of(Series("Yes", values), **more))

    scale = root.find(".//c:valAx", NS)
    assert scale.find("c:numFmt", NS).get("formatCode") == axis
    assert root.find(".//c:dLbls/c:numFmt", NS).get("formatCode") == labels
    assert root.findtext(".//c:numCache/c:formatCode", namespaces=NS) == labels
    assert value(scale, "c:majorUnit") == step
    assert (value(scale, "c:scaling/c:max"), value(scale, "c:scaling/c:min")) == limits


def test_the_axis_of_a_stack_ends_at_its_sum() -> None:
    shares = (Series("Yes", (0.4, 0.1)), Series("No", (0.6, 0.9)))

    assert value(part_of_chart(chart_of(*shares, categories=LONG, percent=True)), ".//c:scaling/c:max") == "1"
    low = (Series("Yes", (0.2, 0.1)), Series("No", (0.1, 0.2)))
    stacked = chart_of(*low, categories=LONG, percent=True, kind=ChartKind.STACKED_BAR)
    assert value(part_of_chart(stacked), ".//c:scaling/c:max") is None
    assert value(part_of_chart(attrs.evolve(stacked, series=shares)), ".//c:scaling/c:max") == "1"


def test_values_are_shown_or_not() -> None:
    for kind in KINDS:
        assert value(part_of_chart(chart_of(kind=kind)), ".//c:dLbls/c:showVal") == "1"
        assert value(part_of_chart(chart_of(kind=kind, show_values=False)), ".//c:dLbls/c:showVal") == "0"


def test_a_number_in_a_stack_can_be_read_on_what_is_behind_it() -> None:
    chart = chart_of(
        Series("Yes", (0.98, 0.01)),
        Series("No", (0.02, 0.29)),
        Series("Partly", (0.0, 0.7)),
        categories=("A", "B"),
        kind=ChartKind.STACKED_BAR,
        percent=True,
    )

    for at, series in enumerate(part_of_chart(chart).findall(".//c:ser", NS)):
        narrow = {
            int(label.find("c:idx", NS).get("val")): label.find("c:spPr/a:solidFill/a:srgbClr", NS).get("val")
            for label in series.findall("c:dLbls/c:dLbl", NS)
        }
        assert narrow == [{1: "FFFFFF"}, {0: "FFFFFF"}, {}][at]
        ground = series.find("c:dLbls/c:spPr/a:solidFill/a:srgbClr", NS)
        letters = series.find("c:dLbls/c:txPr//a:srgbClr", NS).get("val")
        if at == 2:
            assert ground.get("val") == "FFFFFF"
            assert series.find("c:spPr/a:pattFill", NS) is not None
            fill = "FFFFFF"
        else:
            assert ground is None
            fill = series.find("c:spPr/a:solidFill/a:srgbClr", NS).get("val")
        assert contrast(fill, letters) >= 4.5
        # A part of no size has no number.
        assert series.find("c:dLbls/c:numFmt", NS).get("formatCode") == "0%;-0%;;"


def test_the_number_of_the_lower_of_two_lines_stands_below_it_unless_the_axis_is_near() -> None:
    chart = chart_of(Series("Yes", (5, 3, 4, None)), Series("No", (9, 1, 0, 4)), kind=ChartKind.LINE)

    first, second = part_of_chart(chart).findall(".//c:ser/c:dLbls", NS)

    assert [(label[0].get("val"), value(label, "c:dLblPos")) for label in first.findall("c:dLbl", NS)] == [("0", "b")]
    assert [label[0].get("val") for label in second.findall("c:dLbl", NS)] == ["1"]
    assert value(first, "c:dLblPos") == value(second, "c:dLblPos") == "t"


def test_long_names_leave_room_for_bars() -> None:
    for language, start in (("en", 0.4), ("ar", 0.04)):
        box = part_of_chart(chart_of(Series("Yes", (1, 2)), categories=LONG), language=language).find(
            ".//c:manualLayout", NS
        )
        assert float(value(box, "c:x") or 0) == pytest.approx(start)
        assert float(value(box, "c:w") or 0) >= 0.5
        assert 0.3 <= float(value(box, "c:y") or 0) + float(value(box, "c:h") or 0) < 1
    for chart in (chart_of(), chart_of(Series("Yes", (1, 2)), categories=LONG, kind=ChartKind.LINE)):
        assert part_of_chart(chart).find(".//c:manualLayout", NS) is None


def test_all_names_of_bars_are_shown_where_there_is_room() -> None:
    def skip(count: int) -> str | None:
        names = tuple(f"Country {at}" for at in range(count))
        return value(part_of_chart(chart_of(Series("Yes", (1,) * count), categories=names)), ".//c:tickLblSkip")

    assert skip(40) == "1"
    assert skip(400) is None


# ------------------------------------------------------------------ colours


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


colours = st.integers(0, 0xFFFFFF).map(lambda number: f"{number:06X}")


@given(accent=colours, muted=colours, tints=st.tuples(*[colours] * 4))
@settings(max_examples=200, deadline=None)
def test_series_stand_out_from_the_page_and_from_their_neighbours(
    accent: str, muted: str, tints: tuple[str, str, str, str]
) -> None:
    good, partial, bad, tone = tints
    palette = Palette(accent=accent, muted=muted, tones=ToneColours(good=good, partial=partial, bad=bad, accent=tone))

    looks = series_looks(palette, 9)

    assert all(contrast(look.colour, "FFFFFF") >= 3 for look in looks)
    assert all(contrast(one.colour, other.colour) >= 3 for one, other in pairwise(looks))
    assert all(contrast(look.colour, look.on_it) >= 4.5 for look in looks)


def test_series_are_told_apart_by_more_than_colour() -> None:
    looks = series_looks(Palette(), 6)

    assert len({look.marker for look in looks}) == len({look.dash for look in looks}) == 6
    # Of bars, the first two differ by light and dark, the others by their pattern.
    assert [bool(look.pattern) for look in looks] == [False, False, True, True, True, True]
    assert len({look.pattern for look in looks}) == 5


def test_colours_are_those_of_the_house() -> None:
    looks = series_looks(PLAIN.palette, 4)

    assert looks[0].colour == PLAIN.palette.accent

    def hue(colour: str) -> float:
        return colorsys.rgb_to_hls(*(int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)))[0]

    assert hue(looks[1].colour) == pytest.approx(hue(PLAIN.palette.tones.partial), abs=0.02)
    assert hue(looks[3].colour) == pytest.approx(hue(PLAIN.palette.tones.good), abs=0.02)
    grey = series_looks(Palette(accent="EEEEEE"), 1)[0].colour
    assert len({grey[:2], grey[2:4], grey[4:]}) == 1


# ------------------------------------------------------------------ size and place


def test_a_chart_is_as_high_as_its_names_and_bars_need() -> None:
    def height(**more: Any) -> float:
        return chart_size(chart_of(**more), PLAIN, text_width(PLAIN.page))[1]

    few = height()
    assert height(unit="countries") > few
    assert height(categories=LONG * 2) > few
    assert height(kind=ChartKind.STACKED_BAR) < few
    twelve = tuple(f"C{at}" for at in range(12))
    assert height(categories=twelve, series=(Series("Yes", (1,) * 12),)) > few
    assert height(height_mm=33) == 33


def test_a_chart_is_never_larger_than_the_page_leaves_room_for() -> None:
    many = tuple(f"Country {at}" for at in range(300))
    chart = chart_of(Series("Yes", (1,) * 300), categories=many, width_mm=900)
    page = Page()

    width, height = chart_size(chart, PLAIN, text_width(page))
    assert width == pytest.approx(160, abs=0.1)
    assert height == pytest.approx(297 - 50 - 22)
    assert chart_size(chart, PLAIN, text_width(page, landscape=True), landscape=True)[1] == pytest.approx(210 - 50 - 22)


def test_a_chart_fits_where_it_stands() -> None:
    many = chart_of(Series("Yes", (1,) * 300), categories=("A",) * 300, width_mm=900)
    blocks = (
        Section(blocks=(figure_of(many), Callout(blocks=(figure_of(many),))), landscape=True),
        Callout(blocks=(figure_of(many),)),
    )
    stream = io.BytesIO()
    docx.write(document_of(*blocks), PLAIN, stream)

    body = tree_of(stream.getvalue(), "word/document.xml")

    sizes = [(int(one.get("cx")) / 36_000, int(one.get("cy")) / 36_000) for one in body.iterfind(".//wp:extent", NS)]
    assert [round(width) for width, _ in sizes] == [247, 239, 152]
    assert [round(height) for _, height in sizes] == [138, 138, 225]


def test_a_chart_says_what_it_shows_and_has_an_id_of_its_own() -> None:
    picture = Image(data=emblem_image("x").data, media_type="image/png", width_mm=30, height_mm=20, alt="Emblem")
    blocks = (
        figure_of(chart_of(alt='Most say "yes" & more\nthan before')),
        Figure(graphic=picture, caption="x"),
        figure_of(chart_of()),
    )
    stream = io.BytesIO()
    docx.write(document_of(*blocks), PLAIN, stream)

    found = tree_of(stream.getvalue(), "word/document.xml").findall(".//wp:docPr", NS)

    assert [one.get("descr") for one in found] == ['Most say "yes" & more than before', "Emblem", "Most reply yes."]
    assert [one.get("id") for one in found] == ["1", "2", "3"]


def test_the_caption_is_the_last_of_a_figure() -> None:
    body = tree_of(rendered(chart_of(), chart_of(data_table=True)), "word/document.xml")

    chart, caption, second, table, last = body[0][1:6]
    assert chart.find("w:pPr/w:keepNext", NS) is not None
    assert caption.find("w:pPr/w:keepNext", NS).get(f"{{{NS['w']}}}val") == "0"
    assert second.find("w:pPr/w:keepNext", NS) is not None
    assert table.tag == f"{{{NS['w']}}}tbl"
    assert all(row.find(".//w:keepNext", NS) is not None for row in table.findall("w:tr", NS))
    assert "".join(last.xpath(".//w:t/text()", namespaces=NS)) == "Figure 2: Replies"


# ------------------------------------------------------------------ its numbers as a table


@pytest.mark.parametrize(
    ("language", "head", "rows"),
    [
        ("en", "Category", ["Legislation 1\u00a0234.5 25", "Procedures \u22122.0 –"]),
        ("fr-FR", "Catégorie", ["Legislation 1\u00a0234,5 25", "Procedures \u22122,0 –"]),
        ("ar", "الفئة", ["Legislation 1\u00a0234.5 25", "Procedures \u22122.0 –"]),
        ("de", "Category", ["Legislation 1\u00a0234.5 25", "Procedures \u22122.0 –"]),
    ],
)
def test_the_data_table_is_a_table_of_word(language: str, head: str, rows: list[str]) -> None:
    chart = chart_of(
        Series("Average", (1234.5, -2)),
        Series("Replies", (25, None)),
        categories=THEMES[:2],
        unit="days",
        data_table=True,
        whole_numbers=False,
    )

    body = tree_of(rendered(chart, language=language), "word/document.xml")

    [table] = body.iter(f"{{{NS['w']}}}tbl")
    header, *found = table.findall("w:tr", NS)
    assert header.find("w:trPr/w:tblHeader", NS) is not None
    assert ["".join(cell.itertext()) for cell in header.findall("w:tc", NS)] == [head, "Average", "Replies"]
    texts = [" ".join("".join(cell.itertext()) for cell in row.findall("w:tc", NS)) for row in found]
    # All numbers of a chart have as many decimals.
    assert texts == [row.replace(" 25", " 25.0" if language != "fr-FR" else " 25,0") for row in rows]
    assert "".join(table.getprevious().itertext()) == "(days)"


def test_shares_are_percentages_in_the_data_table() -> None:
    chart = chart_of(Series("Yes", (0.25, -0.004)), categories=THEMES[:2], percent=True)

    assert "| **Legislation** | 25% |\n| **Procedures** | 0% |" in to_markdown(document_of(figure_of(chart)))
    assert "25\u00a0%" in to_markdown(document_of(figure_of(chart), language="fr"))


def test_in_markdown_a_chart_is_what_it_says_and_its_numbers() -> None:
    text = to_markdown(document_of(figure_of(chart_of(alt="Most say\nyes_", unit="countries"), key="replies")))

    assert text.split("\n\n")[1:] == [
        "*Most say yes\\_*",
        "*(countries)*",
        (
            "| Category | Yes | No |\n| --- | --: | --: |\n| **Legislation** | 5 | 1 |\n| **Procedures** | 3 | 0 |\n"
            "| **Data exchange** | – | 3 |\n| **Training** | 2 | 4 |"
        ),
        '<a id="replies"></a>Figure 1: Replies\n',
    ]


# ------------------------------------------------------------------ what cannot be shown


@pytest.mark.parametrize(
    ("chart", "message"),
    [
        (chart_of(alt=" \n"), "the chart has no alternative text; say in `alt` what it shows"),
        (chart_of(alt="a\x0bb"), r"U\+000B at character 2 of the alternative text of the chart is no character"),
        (chart_of(unit="\x00"), r"U\+0000 at character 1 of the unit of the chart"),
        (Chart(categories=THEMES, series=(), alt="x"), "the chart has no series; give it one"),
        (chart_of(Series("Yes", ()), categories=()), "the chart has no categories"),
        (chart_of(Series("Yes", (1, 2))), "series 'Yes' of the chart has 2 values, there are 4 categories"),
        (chart_of(Series("A", (1,)), Series(" A", (1,)), categories=("x",)), "two series of the chart are called 'A'"),
        (chart_of(Series("a\x0bb", (1, 2, 3, 4))), r"U\+000B at character 2 of the name of series 1"),
        (chart_of(Series("", (1, 2, 3, 4))), "the name of series 1 of the chart is empty"),
        (
            chart_of(Series("A", (1, 2)), categories=("x", "\ud800")),
            r"U\+D800 at character 1 of the name of category 2",
        ),
        (chart_of(Series("A", (1, 2)), categories=("x", " ")), "the name of category 2 of the chart is empty"),
        (chart_of(Series("A", (1,)), categories=("x" * 32_768,)), "longer than the 32767 characters"),
        (chart_of(Series("A", (1, 2, math.nan, 3))), "value 3 of series 'A' of the chart is nan; only numbers"),
        (chart_of(Series("A", (1, 2, 3, -math.inf))), "value 4 of series 'A' of the chart is -inf"),
        (chart_of(Series("A", (1, 2, 3, 1e15))), "value 4 of series 'A' of the chart is 1000000000000000.0"),
        (chart_of(Series("A", (1, 2, 3, 10**5000))), "is a whole number of 16610 bits"),
        (chart_of(Series("A", (1, 2, 3, "4"))), "value 4 of series 'A' of the chart is '4'"),  # type: ignore[arg-type]
        (chart_of(Series("A", (1, 2, 3, True))), "value 4 of series 'A' of the chart is True"),
        (chart_of(width_mm=0), "width_mm of the chart is 0; that is no length in millimetres"),
        (chart_of(height_mm=-1), "height_mm of the chart is -1"),
        (chart_of(height_mm=math.nan), "height_mm of the chart is nan"),
        (chart_of(*(Series(f"S{at}", (1, 2, 3, 4)) for at in range(256))), "has 256 series; Word shows 255 at most"),
        (
            chart_of(Series("A", (1,) * 32_001), categories=("x",) * 32_001),
            "has 32001 categories; Word shows 32000 at most",
        ),
    ],
)
def test_what_cannot_be_shown_is_said_with_its_place(chart: Chart, message: str) -> None:
    document = document_of(figure_of(chart_of()), Heading("Gaps"), Paragraph("x"), figure_of(chart))

    for write in (lambda: docx.write(document, PLAIN, io.BytesIO()), lambda: to_markdown(document)):
        with pytest.raises(RenderError, match="heading 'Gaps': figure 2: .*" + message) as caught:
            write()
        assert "\n" not in str(caught.value)


def test_a_figure_cannot_stand_in_a_table() -> None:
    table = Table(columns=(Column("A"),), rows=(((figure_of(chart_of()),),),), description="x")

    with pytest.raises(RenderError, match="table 1, row 2: a figure cannot stand in the cell of a table"):
        docx.write(document_of(Heading("A"), table), PLAIN, io.BytesIO())


# ------------------------------------------------------------------ LibreOffice


@pytest.mark.office
@pytest.mark.parametrize("language", ["en", "ar"])
def test_libreoffice_draws_charts_with_their_names_and_numbers(language: str, tmp_path: Path) -> None:
    from pypdf import PdfReader

    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        if os.environ.get("MPFKIT_REQUIRE_OFFICE") == "1":
            pytest.fail("LibreOffice is required here, but soffice is not on the path")
        pytest.skip("LibreOffice is not installed")
    names = ("Legislation", "Procedures") if language == "en" else ("التشريعات", "الإجراءات")
    charts = (chart_of(Series("Replies", (417, 23)), categories=names, kind=kind, unit="days") for kind in KINDS)
    (tmp_path / "charts.docx").write_bytes(rendered(*charts, language=language))
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(tmp_path / "charts.docx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip

    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "charts.pdf").pages)
    assert text.count("417") >= 3
    assert text.count("23") >= 3
    if language == "en":
        assert all(text.count(name) == 3 for name in (*names, "days"))
