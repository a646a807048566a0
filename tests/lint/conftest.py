"""A report of the Word writer, small enough to know by heart, and a way to edit it as a person with Word would."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from mpfkit.document import (
    BulletList,
    Cell,
    Column,
    Contents,
    Cover,
    CoverLine,
    Document,
    Figure,
    Footnote,
    Heading,
    Image,
    Link,
    ListOf,
    PageBreak,
    Paragraph,
    Reference,
    Section,
    Span,
    Table,
    Tone,
)
from mpfkit.emblem import emblem_image, png
from mpfkit.funding import disclaimer_parts, statements
from mpfkit.records import Contract, HouseStyle
from mpfkit.writers import docx

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
BODY = "word/document.xml"
LOGO = Image(data=png(), media_type="image/png", width_mm=18.0, height_mm=12.0, alt="Logo of the centre")
HOUSE = HouseStyle(
    name="house",
    country_order="alphabetical",
    emblem=emblem_image,
    contract=Contract(
        title=True,
        contents_from=3,
        page_numbers=True,
        statement=statements(),
        disclaimer=disclaimer_parts(),
        emblem=True,
        style_guide=True,
    ),
)


def _table(name: str, *, caption: str | None, **more: Any) -> Table:
    return Table(
        columns=(Column("Country"), Column("Reply")),
        rows=(
            (Cell("Austria", header=True), Cell("yes", tone=Tone.GOOD)),
            (Cell("Belgium", header=True), Cell("no", tone=Tone.BAD)),
            (Cell("Croatia", header=True), "in part"),
        ),
        caption=caption,
        description=f"Replies on {name}",
        **more,
    )


DOCUMENT = Document(
    title="Mapping of replies",
    language="en",
    date=dt.date(2019, 3, 27),
    authors=("ICMPD",),
    header="Mapping of replies",
    footer="Funded by the European Union",
    marking="TLP:GREEN",
    cover=Cover(
        title="Mapping of replies",
        kicker="Migration Partnership Facility",
        subtitle="Report",
        lines=(CoverLine("The Hague", "Place"),),
        statement="Funded by the European Union",
        implemented_by="Implemented by ICMPD",
        marking="TLP:GREEN",
    ),
    blocks=(
        Paragraph(
            "The contents of this report are the sole responsibility of ICMPD and can in no way be taken to reflect "
            "the views of the European Union."
        ),
        PageBreak(),
        Contents(title="Contents", levels=2),
        ListOf(what="tables", title="Tables"),
        Heading("Introduction", key="introduction"),
        Paragraph(("Replies came from three countries", Footnote("Austria, Belgium and Croatia."), ".")),
        Paragraph(
            ("They are shown in ", Reference("replies"), " and at ", Link("the centre", "https://icmpd.org"), ".")
        ),
        Paragraph(("The name of Greece is ", Span("Ελλάδα", language="el"), ".")),
        Heading("Method", 2),
        Paragraph("Questions went to all ministries."),
        BulletList(("by letter", "by telephone")),
        Heading("Channels", 3),
        Paragraph("Letters went first."),
        Heading("Gaps", key="gaps"),
        Paragraph("Gaps remain in three fields."),
        _table("officers", caption="Replies on officers", key="replies"),
        Paragraph("Some replies came late."),
        _table("channels", caption=None),
        Paragraph("A chart shows the same."),
        Figure(graphic=attrs.evolve(LOGO, alt="Two of three countries replied"), caption="Share of replies"),
        Section(blocks=(Heading("Matrix"), _table("all questions", caption="All replies")), landscape=True),
        Heading("Outlook"),
        Paragraph("The mapping goes on."),
        Paragraph("العربية فقط في فقرة كاملة"),
    ),
)


class Edited:
    """A .docx whose parts can be changed.

    Attributes:
        parts: Bytes of each part by name; what `tree` gave is written back by `to_bytes`.
    """

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self._trees: dict[str, Any] = {}

    def tree(self, part: str = BODY) -> Any:
        from lxml import etree

        if part not in self._trees:
            self._trees[part] = etree.fromstring(self.parts[part])
        return self._trees[part]

    @staticmethod
    def new(xml: str) -> Any:
        from lxml import etree

        tag, rest = xml[1:].split(" " if " " in xml.split(">", maxsplit=1)[0] else ">", 1)
        closed = tag.endswith("/")
        tag = tag.rstrip("/")
        glue = " " if " " in xml.split(">", maxsplit=1)[0] else ("/>" if closed else ">")
        return etree.fromstring(f"<{tag} {NAMESPACES}{glue}{rest}")

    def paragraph(self, start: str, part: str = BODY) -> Any:
        """Return the first paragraph outside of the contents that starts with a text."""
        for found in self.tree(part).iter(f"{{{W}}}p"):
            text = "".join(each.text or "" for each in found.iter(f"{{{W}}}t"))
            if text.startswith(start) and found.find(f"{{{W}}}hyperlink") is None:
                return found
        raise LookupError(start)

    def run(self, start: str, part: str = BODY) -> Any:
        """Return the first run of that paragraph, with properties to be changed."""
        run = self.paragraph(start, part).find(f"{{{W}}}r")
        if run.find(f"{{{W}}}rPr") is None:
            run.insert(0, self.new("<w:rPr/>"))
        return run

    def format(self, start: str, xml: str, part: str = BODY) -> None:
        """Format the first run of a paragraph by hand."""
        properties = self.run(start, part).find(f"{{{W}}}rPr")
        for element in self.new(f"<w:rPr>{xml}</w:rPr>"):
            properties.append(element)

    def after(self, start: str, *xml: str) -> None:
        """Put paragraphs or tables below a paragraph."""
        here = self.paragraph(start)
        for each in xml:
            new = self.new(each)
            here.addnext(new)
            here = new

    def table(self, number: int) -> Any:
        """Return a table, counted from 1."""
        return list(self.tree().iter(f"{{{W}}}tbl"))[number - 1]

    def replace(self, old: str, new: str, part: str = BODY) -> None:
        """Replace text in a part, which has to be there."""
        text = self._bytes(part).decode()
        assert old in text, old
        self.parts[part] = text.replace(old, new, 1).encode()
        self._trees.pop(part, None)

    def relate(self, kind: str, target: str, rid: str = "rIdNew", *, external: bool = False, part: str = BODY) -> None:
        """Let a part refer to another."""
        folder, name = part.rsplit("/", 1)
        mode = ' TargetMode="External"' if external else ""
        self.replace(
            "</Relationships>",
            f'<Relationship Id="{rid}" '
            f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
            f'Target="{target}"{mode}/></Relationships>',
            f"{folder}/_rels/{name}.rels",
        )

    def _bytes(self, part: str) -> bytes:
        from lxml import etree

        if part in self._trees:
            return etree.tostring(self._trees[part], xml_declaration=True, encoding="UTF-8", standalone=True)
        return self.parts[part]

    def to_bytes(self) -> bytes:
        with io.BytesIO() as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
                for name in self.parts:
                    package.writestr(name, self._bytes(name))
            return stream.getvalue()


def rendered(document: Document = DOCUMENT, style: HouseStyle = HOUSE) -> bytes:
    """Write a document as .docx."""
    with io.BytesIO() as stream:
        docx.write(document, style, stream)
        return stream.getvalue()


@pytest.fixture(scope="session")
def render_docx() -> Callable[..., bytes]:
    """Writes a document as .docx."""
    return rendered


@pytest.fixture(scope="session")
def document() -> Document:
    """Gives the document that the report was written from."""
    return DOCUMENT


@pytest.fixture(scope="session")
def house() -> HouseStyle:
    """Gives a house style with a contract."""
    return HOUSE


@pytest.fixture(scope="session")
def report() -> bytes:
    """Gives the report."""
    return rendered()


@pytest.fixture
def edited(report: bytes) -> Edited:
    """Gives the report, to be edited."""
    return Edited(report)
