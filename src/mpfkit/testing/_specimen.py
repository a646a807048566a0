"""A document with everything that a document can hold, to try a writer or a house style on."""

from __future__ import annotations

import datetime as dt
import struct
import tomllib
import zlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from mpfkit.document import (
    Align,
    Anchor,
    BulletList,
    Callout,
    Cell,
    Chart,
    ChartKind,
    Code,
    Column,
    Contents,
    Cover,
    CoverLine,
    Document,
    Emphasis,
    Figure,
    Footnote,
    Form,
    FormChoice,
    FormField,
    FormFieldKind,
    Heading,
    HeadingKind,
    Image,
    LineBreak,
    Link,
    ListOf,
    NumberedList,
    PageBreak,
    Paragraph,
    ParagraphRole,
    Reference,
    Row,
    RowKind,
    Section,
    Series,
    Span,
    SpanRole,
    Strong,
    Table,
    Tone,
)
from mpfkit.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mpfkit.document import Blocks

__all__ = ["logo", "specimen"]

_LANGUAGES = ("ar", "en", "fr")
_OTHER = {"en": "fr", "fr": "en", "ar": "fr"}
_DAY = dt.date(2019, 3, 27)


def specimen(language: str = "en") -> Document:
    """Return a document with every node, every option of each, and prose in the language.

    What it says is invented, and it says so. Its pictures are made here; nothing in it comes from elsewhere. The same
    language gives the same document. `Document.pages` and the like are left out, as only a layout knows them.

    Args:
        language: `en`, `fr` or `ar`; in Arabic with Latin text inside.

    Returns:
        A document that every writer can write.

    Raises:
        UnknownNameError: The language is none of these.

    Example:
        Look at a house style of your own::

            from mpfkit.testing import specimen
            from mpfkit.writers import docx

            with open("specimen.docx", "wb") as stream:
                docx.write(specimen("fr"), my_house_style, stream)
    """
    if language not in _LANGUAGES:
        raise UnknownNameError("specimen in the language", language, _LANGUAGES)
    texts = _texts(language)
    return _whole(texts, language, tuple(block for part in _PARTS for block in part(texts, language)))


def logo(alt: str) -> Image:
    """Return a small picture.

    Args:
        alt: What it shows.
    """
    return Image(data=_png(_days, 140, 80), media_type="image/png", width_mm=21, height_mm=12, alt=alt)


@cache
def _texts(language: str) -> Mapping[str, Any]:
    """Return the texts by name; some are lists."""
    file = resources.files("mpfkit.testing").joinpath("specimen_texts", f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _whole(texts: Mapping[str, Any], language: str, blocks: Blocks) -> Document:
    return Document(
        title=texts["title"],
        language=language,
        blocks=blocks,
        cover=Cover(
            title=texts["title"],
            kicker=texts["kicker"],
            subtitle=texts["subtitle"],
            lines=(
                CoverLine(texts["place_value"], texts["place"]),
                CoverLine(texts["edition_value"], texts["edition"]),
                CoverLine(texts["cover_line"]),
            ),
            notices=(texts["notice"],),
            statement=texts["statement"],
            implemented_by=texts["implemented"],
            marking="TLP:AMBER",
            logos=(logo(texts["logo_alt"]),),
        ),
        subject=texts["subject"],
        authors=("ICMPD", "Europol"),
        keywords=tuple(texts["keywords"]),
        date=_DAY,
        header=texts["short_title"],
        footer=f"{texts['statement']} | {texts['implemented']}",
        marking="TLP:AMBER",
        form=Form(id="specimen", version="1.0", fingerprint=f"{0:064x}", protected=False),
    )


# ----------------------------------------------------------------------------------------------------- the parts


def _front(texts: Mapping[str, Any], language: str) -> Blocks:  # noqa: ARG001 - all parts take the same
    plain = HeadingKind.PLAIN
    return (
        Paragraph(texts["imprint"], ParagraphRole.IMPRINT),
        PageBreak(),
        Contents(title=texts["contents"], levels=2),
        ListOf(what="tables", title=texts["tables"]),
        ListOf(what="figures", title=texts["figures"]),
        PageBreak(),
        Heading(texts["summary"], kind=plain, key="summary"),
        Paragraph(texts["lead"], ParagraphRole.LEAD),
        # Each of these targets comes later.
        Paragraph(
            (
                texts["summary_before"],
                Reference("replies"),
                texts["summary_middle"],
                Reference("table"),
                texts["summary_charts"],
                Reference("chart"),
                texts["summary_after"],
                Reference("annex"),
                texts["end"],
            )
        ),
        Heading(texts["method"], 2, plain, key="method"),
        Paragraph(texts["method_text"]),
        Heading(texts["markings"], 3, plain),
        Paragraph(texts["markings_text"]),
        Heading(texts["colours"], 4, plain),
        Paragraph(texts["colours_text"]),
        Heading(texts["numbers"], 5, plain),
        Paragraph(texts["numbers_text"]),
        Heading(texts["abbreviations"], 6, plain),
        Paragraph(texts["abbreviations_text"]),
    )


def _words(texts: Mapping[str, Any], language: str) -> Blocks:
    other = _OTHER[language]
    comma = texts["comma"]
    names = (("Latin", "ICMPD"), ("el", "Ελληνική Αστυνομία"), ("bg", "Гранична полиция"), ("ar", "شرطة الحدود"))
    scripts: list[Any] = [texts["scripts_before"]]
    for tag, name in names:
        scripts += [Span(name, language="en" if tag == "Latin" else tag), comma]
    return (
        Heading(
            (
                texts["replies"],
                Footnote(
                    (
                        texts["replies_note"],
                        Link(texts["replies_note_link"], "https://www.example.org/mpf?a=1&b=2"),
                        texts["end"],
                    )
                ),
            ),
            key="replies",
        ),
        Paragraph(texts["question"], ParagraphRole.QUESTION, keep_with_next=True),
        Paragraph(
            (
                texts["answer"],
                Footnote(
                    (Emphasis(texts["note"]), " ", Link(texts["note_link"], "http://www.example.org"), texts["end"])
                ),
            )
        ),
        Paragraph(texts["quote"], ParagraphRole.QUOTE),
        Paragraph(texts["meta"], ParagraphRole.META),
        Paragraph(texts["withheld"], ParagraphRole.WITHHELD),
        Paragraph(texts["illustrative"], ParagraphRole.ILLUSTRATIVE),
        Paragraph(texts["in_french"], key="languages", language=other),
        Paragraph(
            (
                texts["not_simple"],
                Emphasis(texts["emphasised"]),
                comma,
                Strong(texts["strong"]),
                comma,
                Strong(Emphasis(texts["both"])),
                texts["code_before"],
                Code("THB.INS.1 <a & b>"),
                texts["code_after"],
            )
        ),
        Paragraph(
            (
                Anchor("dates"),
                texts["anchor_text"],
                LineBreak(),
                texts["lines_before"],
                LineBreak(),
                texts["lines_first"],
                LineBreak(),
                texts["lines_second"],
                LineBreak(),
                Link(texts["write_to"], "mailto:office@example.org"),
            )
        ),
        Paragraph(
            (
                Span(texts["label_before"], role=SpanRole.LABEL),
                texts["label_after"],
                Span(texts["muted"], role=SpanRole.MUTED),
                comma,
                Span(texts["withheld_span"], role=SpanRole.WITHHELD),
                comma,
                Span(texts["illustrative_span"], role=SpanRole.ILLUSTRATIVE),
                texts["end"],
            )
        ),
        Paragraph((*scripts[:-1], texts["end"])),
        # Each of these targets came before.
        Paragraph(
            (
                Reference("dates", texts["anchor_link"]),
                comma,
                Reference("languages", texts["paragraph_link"]),
                comma,
                Reference("summary"),
                comma,
                Reference("matrix", (Emphasis(texts["table_link"]),)),
                texts["end"],
            )
        ),
        *_ladder(
            texts["levels"], texts["levels_text"], texts["level_names"], texts["level_text"], HeadingKind.NUMBERED
        ),
    )


def _ladder(title: str, text: str, names: tuple[str, ...], each: str, kind: HeadingKind, key: str = "") -> Blocks:
    """Return headings of all levels, one below the other."""
    blocks: Blocks = (Heading(title, 1, kind, key), Paragraph(text))
    for level, name in enumerate(names, 2):
        blocks += (Heading(name, level, kind), Paragraph(each))
    return blocks


def _lists(texts: Mapping[str, Any], language: str) -> Blocks:  # noqa: ARG001 - all parts take the same
    first, second, third = texts["steps"]
    sub_first, *sub_others = texts["substeps"]
    tones = zip(texts["tones"], Tone, strict=True)
    return (
        Heading(texts["measures"], key="measures"),
        Paragraph(texts["measures_text"], keep_with_next=True),
        NumberedList(
            (
                first,
                (
                    Paragraph(second),
                    Paragraph(texts["steps_more"]),
                    NumberedList(
                        (
                            (Paragraph(sub_first), NumberedList(tuple(texts["details"]))),
                            *sub_others,
                        )
                    ),
                ),
                Strong(third),
            )
        ),
        BulletList(
            (
                texts["bullets"][0],
                (
                    Paragraph(texts["bullets"][1], key="guard"),
                    Paragraph(texts["bullets_more"]),
                    BulletList(((Paragraph(texts["bullets"][2]), BulletList(tuple(texts["details"]))),)),
                ),
            )
        ),
        Paragraph((texts["again"], Footnote(Reference("guard", texts["bullets"][1]))), keep_with_next=True),
        NumberedList((first, second)),
        Heading(texts["tones_title"], 2),
        Paragraph(texts["tones_text"]),
        *(
            Callout(
                title=title,
                blocks=(
                    Paragraph(texts["tone_text"]),
                    BulletList((texts["bullets"][0], texts["bullets"][1])),
                    NumberedList((first, third)),
                ),
                tone=tone,
            )
            if tone in (Tone.GOOD, Tone.BAD)
            else Callout(title=title, blocks=(Paragraph(texts["tone_text"]),), tone=tone)
            for title, tone in tones
        ),
        Callout(blocks=(Paragraph(texts["untitled"]),)),
    )


def _tables(texts: Mapping[str, Any], language: str) -> Blocks:
    arvia, belmar, corvania, dorelia = texts["countries"]
    other = _OTHER[language]
    replies = Table(
        columns=(
            Column(texts["country"], width=1.3),
            Column(texts["channel"], width=2.4),
            Column(texts["officer"], width=1.2, align=Align.CENTER),
            Column(texts["cost"], align=Align.END),
        ),
        rows=(
            Row((Cell(texts["group_a"], span=4),), RowKind.GROUP),
            (
                Cell(arvia, header=True),
                Cell((Paragraph(texts["two_channels"]), BulletList(tuple(texts["details"])))),
                Cell(texts["yes"], tone=Tone.GOOD),
                "12\u00a0500",
            ),
            (
                Cell(belmar, header=True),
                Cell(texts["in_french"], language=other),
                Cell(texts["partly"], tone=Tone.PARTIAL),
                "8\u00a0000",
            ),
            Row((texts["group_b"], "", "", ""), RowKind.GROUP),
            (
                Cell(corvania, header=True),
                Cell(texts["shared_cell"], tone=Tone.ACCENT, row_span=2),
                Cell(texts["no"], tone=Tone.BAD),
                "0",
            ),
            (Cell(dorelia, header=True), Cell(texts["unknown"], tone=Tone.MUTED), Cell("–", tone=Tone.NEUTRAL)),
            (Cell((Strong(texts["covers"]), ": ", Code("HQ")), span=2, row_span=2), texts["planned"], "1\u00a0000"),
            (texts["yes"], "500"),
            Row((Cell(texts["total"], span=3), "22\u00a0000"), RowKind.TOTAL),
        ),
        caption=(texts["table"], " ", Emphasis("2018")),
        description=texts["table_description"],
        key="table",
        units=texts["units"],
        notes=(texts["table_notes"][0], (Emphasis(texts["table_notes"][1]), " ", Reference("chart"))),
    )
    hours = Table(
        columns=(Column(texts["country"]), Column(texts["small_table"])),
        rows=(Row((arvia, "9–12")), (belmar, "14–17")),
        caption=texts["small_table"],
        description=texts["small_table"],
    )
    return (
        Heading(texts["table"], key="tables"),
        Paragraph(texts["illustrative"]),
        replies,
        Paragraph(texts["meta"], ParagraphRole.META),
        hours,
    )


def _pictures(texts: Mapping[str, Any], language: str) -> Blocks:  # noqa: ARG001 - all parts take the same
    return (
        Heading(texts["pictures"], key="pictures"),
        Paragraph((texts["pictures_text"], " ", Reference("sketch"), texts["end"])),
        Figure(
            graphic=Image(
                data=_sketch(),
                media_type="image/svg+xml",
                width_mm=120,
                height_mm=60,
                alt=texts["sketch_alt"],
                fallback=_png(_coast, 240, 120),
            ),
            caption=texts["sketch"],
            key="sketch",
        ),
        Figure(
            graphic=Image(data=_jpeg(), media_type="image/jpeg", width_mm=90, height_mm=60, alt=texts["photo_alt"]),
            caption=(texts["photo"], Footnote(texts["closing_text"])),
        ),
        Figure(
            graphic=Image(
                data=_png(_days, 140, 80), media_type="image/png", width_mm=70, height_mm=40, alt=texts["grid_alt"]
            ),
            caption=texts["grid"],
        ),
        Figure(
            graphic=Image(
                data=_png(lambda x, _: (25 + x // 2, 70 + x // 2, 120 + x // 2), 160, 4),
                media_type="image/png",
                width_mm=160,
                height_mm=4,
                alt="",
            ),
            caption=texts["ornament"],
        ),
    )


def _charts(texts: Mapping[str, Any], language: str) -> Blocks:  # noqa: ARG001 - all parts take the same
    countries = tuple(texts["countries"])
    return (
        Heading(texts["charts"], key="charts"),
        Paragraph(texts["charts_text"]),
        Figure(
            graphic=Chart(
                categories=countries,
                series=(Series(texts["requests"], (42, 17, 8, None)),),
                alt=texts["chart_bar_alt"],
                unit=texts["requests"],
            ),
            caption=texts["chart_bar"],
            key="chart",
        ),
        Figure(
            graphic=Chart(
                kind=ChartKind.STACKED_BAR,
                categories=countries[:3],
                series=(Series(texts["in_time"], (0.55, 0.65, 0.25)), Series(texts["late"], (0.45, 0.35, 0.75))),
                alt=texts["chart_stacked_alt"],
                whole_numbers=False,
                percent=True,
                data_table=True,
                width_mm=140,
                height_mm=60,
            ),
            caption=texts["chart_stacked"],
        ),
        Figure(
            graphic=Chart(
                kind=ChartKind.LINE,
                categories=("2015", "2016", "2017", "2018"),
                series=(
                    Series(texts["by_officer"], (41.5, 20.25, 8, 3.2)),
                    Series(texts["by_mail"], (60, 55.5, None, 44)),
                ),
                alt=texts["chart_line_alt"],
                unit=texts["days"],
                whole_numbers=False,
                show_values=False,
            ),
            caption=texts["chart_line"],
        ),
    )


def _form(texts: Mapping[str, Any], language: str) -> Blocks:  # noqa: ARG001 - all parts take the same
    choices = tuple(
        FormChoice(value, label)
        for value, label in zip(("officer", "network", "letter"), texts["field_choices"], strict=True)
    )
    check = FormField(key="publish", kind=FormFieldKind.CHECKBOX, label=texts["field_check"], value="yes")
    call = FormField(key="call", kind=FormFieldKind.CHECKBOX, label=texts["field_check_empty"])
    drop_down = FormField(
        key="channel",
        kind=FormFieldKind.DROP_DOWN,
        label=texts["field_choice"],
        value="network",
        choices=choices,
        placeholder=texts["field_choose"],
    )

    def label(name: str) -> Span:
        return Span((texts[name], " "), role=SpanRole.LABEL)

    return (
        Heading(texts["form"], key="form"),
        Paragraph(texts["form_text"]),
        Paragraph(
            (label("field_name"), FormField(key="name", label=texts["field_name"], value=texts["field_name_value"]))
        ),
        Paragraph(texts["field_reply"], ParagraphRole.QUESTION, keep_with_next=True),
        Paragraph(FormField(key="reply", kind=FormFieldKind.RICH_TEXT, label=texts["field_reply"])),
        Paragraph((label("field_choice"), drop_down)),
        BulletList(((check, " ", texts["field_check"]), (call, " ", texts["field_check_empty"]))),
        Table(
            columns=(Column(texts["country"]), Column(texts["field_date"])),
            rows=(
                (
                    Cell(texts["countries"][0], header=True),
                    FormField(key="date", kind=FormFieldKind.DATE, label=texts["field_date"], value="2019-03-27"),
                ),
                (
                    Cell(texts["countries"][1], header=True),
                    FormField(key="date-2", kind=FormFieldKind.DATE, label=texts["field_date"]),
                ),
            ),
            caption=texts["field_date"],
            description=texts["form_text"],
        ),
    )


def _annexes(texts: Mapping[str, Any], language: str) -> Blocks:  # noqa: ARG001 - all parts take the same
    numbers = range(1, 13)
    signs = (texts["yes"], texts["no"], texts["partly"])
    matrix = Table(
        columns=(Column(texts["measure"], width=2.5), *(Column(str(number), align=Align.CENTER) for number in numbers)),
        rows=tuple(
            (Cell(country, header=True), *(signs[(row + number) % 3] for number in numbers))
            for row, country in enumerate(texts["countries"])
        ),
        description=texts["matrix_description"],
        key="matrix",
        compact=True,
    )
    annex = HeadingKind.ANNEX
    return (
        Section(
            blocks=_ladder(
                texts["annex"], texts["annex_text"], texts["annex_levels"], texts["annex_level_text"], annex, "annex"
            )
        ),
        Section(
            blocks=(Heading(texts["second_annex"], 1, annex, "second"), Paragraph(texts["matrix_text"]), matrix),
            landscape=True,
        ),
        Heading(texts["closing"], 1, HeadingKind.PLAIN),
        Paragraph((texts["closing_text"], " ", Reference("second"), texts["end"])),
    )


_PARTS: tuple[Callable[[Mapping[str, Any], str], Blocks], ...] = (
    _front,
    _words,
    _lists,
    _tables,
    _pictures,
    _charts,
    _form,
    _annexes,
)


# ----------------------------------------------------------------------------------------------------- pictures


def _png(colour: Callable[[int, int], tuple[int, int, int]], width: int, height: int) -> bytes:
    """Return a PNG of which each point has the colour that a function gives."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + bytes(part for x in range(width) for part in colour(x, y)) for y in range(height))
    # Stored, not packed: the bytes are the same with any zlib.
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(rows, 0))
        + chunk(b"IEND", b"")
    )


def _days(x: int, y: int) -> tuple[int, int, int]:
    column, row = x // 20, y // 20
    if x % 20 == 0 or y % 20 == 0:
        return (255, 255, 255)
    return (25, 70, 120) if 1 < column < 5 and (column + row) % 4 else (200, 215, 230)


_POINTS = ((40, 18, 5), (70, 34, 3), (100, 46, 3))
"""Places on the coast, from the north, with the size of their marks."""


def _coast(x: int, y: int) -> tuple[int, int, int]:
    """Return the colours of the sketch, two points to each of its units."""
    if any((x - 2 * column) ** 2 + (y - 2 * row) ** 2 <= 4 * size**2 for column, row, size in _POINTS):
        return (181, 18, 27)
    share = x / 240
    edge = 20 * (1 - share) ** 2 + 80 * (1 - share) * share + 92 * share**2
    return (234, 240, 246) if y > edge else (25, 70, 120)


def _sketch() -> bytes:
    """Return an SVG of a coast with three points."""
    points = "".join(f'<circle cx="{x}" cy="{y}" r="{size}" fill="#b5121b"/>' for x, y, size in _POINTS)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 60" width="120mm" height="60mm">'
        '<rect width="120" height="60" fill="#194678"/>'
        f'<path d="M0 10 Q60 20 120 46 V60 H0 Z" fill="#eaf0f6"/>{points}</svg>'
    ).encode()


def _jpeg() -> bytes:
    """Return a JPEG of squares of eight points, each of one colour: sky, horizon and sea.

    Only the mean of each square is written (ITU-T T.81, baseline), for which two small tables of codes are enough.
    """
    columns, rows = 24, 16

    def segment(marker: int, data: bytes) -> bytes:
        return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data

    # Codes of four bits for differences of up to eight bits; one bit says that nothing follows the mean.
    means = bytes([0x00]) + bytes([0, 0, 0, 9, *[0] * 12]) + bytes(range(9))
    ends = bytes([0x10]) + bytes([1, *[0] * 15]) + bytes([0])
    parts = bytes([1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0])
    bits: list[str] = []
    before = [0, 0, 0]
    for row in range(rows):
        for column in range(columns):
            light = 105 - 9 * row + (4 if (column - 16) ** 2 + (row - 7) ** 2 < 12 else 0)
            colour = (light if row < 9 else light - 40, 12 + row, -24 + 3 * row if row < 9 else -6)
            for part, value in enumerate(colour):
                change = value - before[part]
                before[part] = value
                size = abs(change).bit_length()
                bits.append(f"{size:04b}")
                if size:
                    bits.append(f"{change if change > 0 else change + (1 << size) - 1:0{size}b}")
                bits.append("0")
    text = "".join(bits)
    text += "1" * (-len(text) % 8)
    data = bytes(int(text[at : at + 8], 2) for at in range(0, len(text), 8)).replace(b"\xff", b"\xff\x00")
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
        # A mean counts eight times; this step undoes it.
        + segment(0xDB, bytes([0]) + bytes([8]) * 64)
        + segment(0xC0, struct.pack(">BHHB", 8, 8 * rows, 8 * columns, 3) + parts)
        + segment(0xC4, means)
        + segment(0xC4, ends)
        + segment(0xDA, bytes([3, 1, 0, 2, 0, 3, 0, 0, 63, 0]))
        + data
        + b"\xff\xd9"
    )
