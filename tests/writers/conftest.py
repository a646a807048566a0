from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from mpfkit.document import (
    Align,
    Anchor,
    BulletList,
    Callout,
    Cell,
    Code,
    Column,
    Contents,
    Cover,
    CoverLine,
    Document,
    Emphasis,
    Figure,
    Footnote,
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
    Span,
    SpanRole,
    Strong,
    Table,
    Tone,
)
from mpfkit.emblem import emblem_image
from mpfkit.records import DocxLook, HouseStyle
from mpfkit.writers import docx

WORDS = {
    "en": ("Mapping of replies", "Countries in scope", "Replies depend on officers; see the annex.", "yes", "no"),
    "fr": ("Cartographie des réponses", "Pays concernés", "Selon les « officiers » : voir l’annexe.", "oui", "non"),
    "ar": (
        "رسم خريطة الردود",
        "البلدان المشمولة",
        "تعتمد الردود على ضباط الاتصال (Europol) وفق المادة 12.",
        "نعم",
        "لا",
    ),
}


def _document(language: str = "en", *, marking: str = "TLP:GREEN", cover: bool = True) -> Document:
    title, annex, text, yes, no = WORDS[language]
    picture = Image(data=emblem_image("x").data, media_type="image/png", width_mm=900, height_mm=600, alt=title)
    decorative = Image(data=picture.data, media_type="image/png", width_mm=30, height_mm=20, alt="")
    table = Table(
        columns=(Column(annex, width=2), Column(title, width=3), Column(yes, align=Align.CENTER)),
        rows=(
            Row((annex,), RowKind.GROUP),
            (Cell("XA", header=True), text, Cell(yes, tone=Tone.GOOD)),
            (Cell("XB", header=True), Cell((Strong(text), " ", Code("a_b"))), Cell(no, tone=Tone.BAD)),
            (Cell("XC", header=True), Cell((Paragraph(text, ParagraphRole.WITHHELD), BulletList((yes, no)))), "1"),
            (Cell("XD", header=True), Cell((NumberedList((yes, (Paragraph(no), NumberedList((text,))))),)), "2"),
            (Cell(text, span=2, tone=Tone.PARTIAL), Cell("Ελλάδα", language="el")),
            Row(("3", "", "3"), RowKind.TOTAL),
        ),
        caption=title,
        description=f"{title}: {annex}",
        key="replies",
        units="(EUR)",
        notes=((Emphasis(yes), ": ", text), no),
    )
    matrix = Table(
        columns=(Column(annex), *(Column(f"T{number}") for number in range(12))),
        rows=tuple((f"X{letter}", *(yes if ord(letter) % 2 else no for _ in range(12))) for letter in "ABCDEFGH"),
        description=annex,
        key="matrix",
        compact=True,
    )
    blocks = (
        Paragraph(text, ParagraphRole.IMPRINT),
        PageBreak(),
        Contents(title="Contents", levels=2),
        ListOf(what="tables", title="Tables"),
        ListOf(what="figures", title="Figures"),
        PageBreak(),
        Heading(f"{title} 1", kind=HeadingKind.PLAIN, key="summary"),
        Paragraph(text, ParagraphRole.LEAD),
        Heading((f"{title} 2", Footnote(("see ", Link("ICMPD", "https://www.icmpd.org/?a=1&b=2")))), key="intro"),
        Paragraph(
            (
                text,
                Footnote(text),
                Strong("s"),
                Emphasis((" e", Strong("both"))),
                Code("code <&>"),
                LineBreak(),
                Link("programme", "https://europa.eu/é à"),
                Anchor("here"),
                Span("Ελλάδα", language="el"),
                Span("مرحبا بكم", language="ar"),
                *(Span(role.value, role=role) for role in SpanRole),
                *(Reference(key) for key in ("summary", "intro", "replies", "figure", "annex", "deep")),
                Reference("matrix", "the matrix"),
                Reference("here", "there"),
                Reference("key of a paragraph", "above"),
            )
        ),
        *(Paragraph(f"{text} {role.value}", role) for role in ParagraphRole),
        Paragraph("العربية فقط في فقرة كاملة، 12% من Europol.", key="key of a paragraph"),
        Heading(f"{title} 3", 2),
        BulletList(
            (
                text,
                (Paragraph(text, key="item"), Paragraph(text), BulletList((yes, (Paragraph(no), BulletList((yes,)))))),
            )
        ),
        NumberedList((text, (Paragraph(text), NumberedList((yes, no))))),
        NumberedList((yes, no)),
        *(
            Callout(title=title, blocks=(Paragraph(text), BulletList((yes,)), NumberedList((no,))), tone=tone)
            for tone in Tone
        ),
        Callout(blocks=(Paragraph(text),)),
        table,
        Paragraph(text, language="en", keep_with_next=True),
        Figure(graphic=picture, caption=(title, Footnote(text)), key="figure"),
        Figure(graphic=decorative, caption=text),
        Section(blocks=(Heading(f"{annex} 0", 2), matrix), landscape=True),
        Section(blocks=(Heading(annex, kind=HeadingKind.ANNEX, key="annex"), Paragraph(text))),
        Heading(title, 2, HeadingKind.ANNEX, key="deep"),
        Paragraph(text),
        matrix.__class__(columns=(Column(yes),), rows=(("1",),), description=yes),
        matrix.__class__(columns=(Column(yes),), rows=(("2",),), description=yes),
    )
    front = Cover(
        title=title,
        kicker="Migration Partnership Facility",
        subtitle=annex,
        lines=(CoverLine("The Hague", "Place"), CoverLine(text)),
        notices=(text,),
        statement="Funded by the European Union",
        implemented_by="Implemented by ICMPD",
        marking=marking,
    )
    return Document(
        title=title,
        language=language,
        blocks=blocks,
        cover=front if cover else None,
        subject=annex,
        authors=("ICMPD",),
        keywords=("mapping", "replies"),
        date=dt.date(2019, 3, 27),
        header=title,
        footer="Funded by the European Union | Implemented by ICMPD",
        marking=marking,
    )


@pytest.fixture(scope="session")
def kitchen_sink() -> Callable[..., Document]:
    """Gives a document with every node, in a language."""
    return _document


def _styled(cover: str = "plain", **more: Any) -> HouseStyle:
    return HouseStyle(name="test", emblem=emblem_image, docx=DocxLook(cover=cover), **more)


@pytest.fixture(scope="session")
def house() -> Callable[..., HouseStyle]:
    """Gives a house style with a cover layout."""
    return _styled


def _rendered(document: Document, style: HouseStyle | None = None) -> bytes:
    stream = io.BytesIO()
    docx.write(document, style or _styled(), stream)
    return stream.getvalue()


@pytest.fixture(scope="session")
def render_docx() -> Callable[..., bytes]:
    """Writes a document as .docx."""
    return _rendered


def _opened(data: bytes, part: str = "word/document.xml") -> Any:
    from lxml import etree

    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(part))


@pytest.fixture(scope="session")
def part_of() -> Callable[..., Any]:
    """Parses a part of a .docx."""
    return _opened
