"""Any document is written in any house style and language: it holds together, and its text comes back in order.

`MPFKIT_GENERATED=2000` looks at as many examples instead of a few.
"""

from __future__ import annotations

import importlib.util
import io
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

from mpfkit import load_registry
from mpfkit.document import (
    BulletList,
    Callout,
    Cell,
    Chart,
    Code,
    Contents,
    Document,
    Figure,
    Footnote,
    FormField,
    FormFieldKind,
    Heading,
    LineBreak,
    Link,
    ListOf,
    NumberedList,
    Paragraph,
    Reference,
    Row,
    Section,
    Table,
    is_blocks,
    outline,
    plain_text,
)
from mpfkit.locale import format_date
from mpfkit.records import HouseStyle
from mpfkit.testing import specimen
from mpfkit.testing.strategies import documents
from mpfkit.writers import docx, markdown
from mpfkit.writers._text import newlines
from mpfkit.writers._words import label_of, load_words

_spec = importlib.util.spec_from_file_location("word_checks", Path(__file__).with_name("word_checks.py"))
assert _spec is not None
assert _spec.loader is not None
checks: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(checks)

EXAMPLES = int(os.environ.get("MPFKIT_GENERATED", "60"))
MANY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(MANY, max_examples=max(4, EXAMPLES // 15))
STYLES = (
    *(load_registry().house_styles[name] for name in ("plain", "icmpd", "eu")),
    HouseStyle(name="test"),
)


def written(document: Document, style: HouseStyle) -> bytes:
    stream = io.BytesIO()
    docx.write(document, style, stream)
    return stream.getvalue()


class Reader:
    """Says which texts a document shows, in the order in which they are read."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.words = load_words(document.language)
        self.entries = outline(document)
        self.labels = {
            entry.key: label_of(entry, self.words) or plain_text(entry.content) for entry in self.entries.entries
        }
        self.notes: list[str] = []

    def body(self) -> list[str]:
        cover = self.document.cover
        found = [self.document.title] if cover is None else [cover.kicker, cover.title, cover.subtitle]
        if cover is not None:
            for line in cover.lines:
                found += [line.label, line.text]
            found += [*cover.notices, cover.statement, cover.implemented_by]
        found += self.blocks(self.document.blocks)
        return [newlines(text) for text in found if text]

    def text(self, content: Any) -> str:
        match content:
            case None:
                return ""
            case str():
                return content
            case tuple():
                return "".join(self.text(part) for part in content)
            case Code(text=text):
                return text
            case LineBreak():
                return "\n"
            case Reference(key=key, content=None):
                return self.labels[key]
            case Link(content=inner, url=url):
                return self.text(inner) or url
            case Footnote(content=inner):
                self.notes.append(newlines(self.text(inner)))
                return ""
            case FormField():
                return self.field(content)
            case _:
                return self.text(getattr(content, "content", ""))

    def field(self, field: FormField) -> str:
        match field.kind:
            case FormFieldKind.CHECKBOX:
                return "\u2612" if field.value else "\u2610"
            case FormFieldKind.DROP_DOWN:
                labels = {choice.value: choice.label for choice in field.choices}
                return labels.get(field.value, "") or field.placeholder or self.words.click_to_choose
            case FormFieldKind.DATE if field.value:
                import datetime as dt

                return format_date(dt.date.fromisoformat(field.value), self.document.language).replace("1er ", "1 ")
            case FormFieldKind.DATE:
                return field.placeholder or self.words.click_for_date
            case _:
                return field.value or field.placeholder or self.words.click_to_write

    def content(self, content: Any) -> Iterator[str]:
        if is_blocks(content):
            yield from self.blocks(content)
        else:
            yield self.text(content)

    def blocks(self, blocks: Any) -> Iterator[str]:
        for block in blocks:
            yield from self.block(block)

    def block(self, block: Any) -> Iterator[str]:
        match block:
            case Paragraph(content=content) | Heading(content=content):
                yield self.text(content)
            case BulletList(items=items) | NumberedList(items=items):
                for item in items:
                    yield from self.content(item)
            case Section(blocks=inner):
                yield from self.blocks(inner)
            case Callout(blocks=inner, title=title):
                yield self.text(title)
                yield from self.blocks(inner)
            case Contents(title=title):
                listed = [entry for entry in self.entries.headings if entry.level <= block.levels]
                yield from (title, *(" ".join(plain_text(entry.content).split()) for entry in listed)) if listed else ()
            case ListOf(what=what, title=title):
                yield title if getattr(self.entries, what) else ""
            case Figure(graphic=graphic, caption=caption):
                if isinstance(graphic, Chart) and graphic.data_table:
                    yield from (series.name for series in graphic.series)
                    yield from graphic.categories
                yield self.text(caption)
            case Table():
                yield from self.table(block)

    def table(self, table: Table) -> Iterator[str]:
        yield self.text(table.caption)
        yield table.units
        for column in table.columns:
            yield self.text(column.header)
        for row in table.rows:
            for cell in row.cells if isinstance(row, Row) else row:
                yield from self.content(cell.content if isinstance(cell, Cell) else cell)
        for note in table.notes:
            yield self.text(note)


def check_text(document: Document, data: bytes) -> None:
    """Compare the text of a file with that of its document, body and notes."""
    reader = Reader(document)
    for part, expected in (("word/document.xml", reader.body()), ("word/footnotes.xml", reader.notes)):
        text = checks.part_text(data, part)
        place = 0
        for one in expected:
            found = text.find(one, place)
            assert found >= 0, f"{part}: {one!r} is missing after {text[max(0, place - 60) : place]!r}"
            place = found + len(one)
    edges = "".join(
        checks.part_text(data, f"word/{edge}{at}.xml") for edge in ("header", "footer") for at in range(1, 9)
    )
    for one in (document.header, document.footer, document.marking):
        assert newlines(one) in edges


@MANY
@given(documents(), st.sampled_from(STYLES))
def test_any_document_holds_together_and_its_text_comes_back_in_order(document: Document, style: HouseStyle) -> None:
    data = written(document, style)
    assert checks.package_faults(data) == []
    check_text(document, data)


@FEW
@given(documents(), st.sampled_from(STYLES))
def test_any_document_is_valid(tmp_path_factory: pytest.TempPathFactory, document: Document, style: HouseStyle) -> None:
    path = tmp_path_factory.mktemp("audit") / "generated.docx"
    path.write_bytes(written(document, style))
    assert [str(error) for error in OpenXmlValidator().validate(path).errors] == []


@FEW
@given(documents(), st.sampled_from(STYLES))
def test_any_document_gives_the_same_bytes_twice_and_a_live_document(document: Document, style: HouseStyle) -> None:
    assert written(document, style) == written(document, style)
    live = docx.to_document(document, style)
    assert checks.shown_text(live.element) == checks.part_text(written(document, style))


@MANY
@given(documents())
def test_any_document_is_written_as_markdown_with_all_its_notes(document: Document) -> None:
    reader = Reader(document)
    reader.body()
    text = markdown.to_markdown(document)
    assert all(f"\n[^{number}]: " in text for number in range(1, len(reader.notes) + 1))
    assert f"\n[^{len(reader.notes) + 1}]: " not in text


@pytest.mark.parametrize(
    ("language", "style"),
    list(itertools.product(("en", "fr", "ar"), STYLES)),
    ids=lambda value: getattr(value, "name", value),
)
def test_the_specimen_holds_together_and_its_text_comes_back(language: str, style: HouseStyle) -> None:
    document = specimen(language)
    data = written(document, style)
    assert checks.package_faults(data) == []
    check_text(document, data)


# ------------------------------------------------------------------ the checks find what they look for


def changed(data: bytes, old: str, new: str, part: str = "word/document.xml") -> bytes:
    import zipfile

    source, stream = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode(), 1)
            target.writestr(name, text)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('w:name="_Ref_summary"', 'w:name="_Ref_replies"', "bookmark _Ref_replies is there twice"),
        ('w:name="_Ref_summary"', 'w:name="a b"', "'a b' is no name for a bookmark"),
        ('w:anchor="_Ref_dates"', 'w:anchor="nowhere"', "nothing is called 'nowhere'"),
        ("<w:bookmarkEnd w:id=", "<w:x w:id=", "has no end"),
        ("REF _Ref_annex", "REF nowhere", "nothing is called 'nowhere'"),
        ('<w:footnoteReference w:id="1"/>', "", "footnotes ['1'"),
        ("<w:keepNext/>", '<w:jc w:val="left"/>', "w:pPr has its children in the order"),
        ("<w:tblLayout ", "<w:tblOverlap ", "w:tblPr has its children in the order"),
        ('<w:gridSpan w:val="4"/>', "", "a row covers 1 of 4 columns"),
        ('<w:fldChar w:fldCharType="end"/>', "", "a field has"),
        ('r:embed="', 'r:embed="x', "which is not there"),
        ('<w:pStyle w:val="', '<w:pStyle w:val="x', "there is no style x"),
        ("<w:body>", "<w:body", "not well-formed"),
    ],
)
def test_the_checks_find_a_planted_fault(old: str, new: str, fault: str) -> None:
    data = changed(written(specimen(), STYLES[0]), old, new)
    assert any(fault in found for found in checks.package_faults(data))
