"""Walking a document: reading order, plain text, numbers."""

from __future__ import annotations

from datetime import date

import pytest

from mpfkit.document import (
    Anchor,
    Block,
    BulletList,
    Callout,
    Cell,
    Code,
    Column,
    Document,
    Emphasis,
    Figure,
    Footnote,
    Heading,
    HeadingKind,
    Image,
    Inlines,
    LineBreak,
    Link,
    NumberedList,
    Paragraph,
    Reference,
    Row,
    Section,
    Span,
    Strong,
    Table,
    is_blocks,
    outline,
    plain_text,
    walk,
)


def image() -> Image:
    return Image(data=b"x", media_type="image/png", width_mm=1, height_mm=1, alt="A picture")


def table(*rows: Row | tuple[Cell | Inlines, ...], caption: str | None = None, key: str = "") -> Table:
    return Table(columns=(Column("A"),), rows=rows, caption=caption, description="A table", key=key)


def test_blocks_are_yielded_in_reading_order_from_wherever_they_stand() -> None:
    blocks: tuple[Block, ...] = (
        Section(blocks=(Paragraph("1"), Callout(blocks=(Paragraph("2"),)))),
        BulletList(("inline", (Paragraph("3"), NumberedList(((Paragraph("4"),),))))),
        table((Cell((Paragraph("5"),)),), Row((Cell((Paragraph("6"),)),)), ("inline",)),
        Paragraph("7"),
    )
    assert [plain_text(block.content) for block in walk(blocks) if isinstance(block, Paragraph)] == list("1234567")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (None, ""),
        ("plain", "plain"),
        (("a", Strong("b"), Emphasis(("c", Code("d")))), "abcd"),
        (Link("site", "https://a.eu"), "site"),
        (Span("word", language="fr"), "word"),
        (("a", LineBreak(), "b"), "a\nb"),
        (("a", Footnote("note"), Anchor("key")), "a"),
        (Reference("t1"), "Table 1"),
        (Reference("other"), "other"),
        (Reference("t1", "see it"), "see it"),
    ],
)
def test_inline_content_has_a_plain_text(content: Inlines | None, text: str) -> None:
    assert plain_text(content, {"t1": "Table 1"}) == text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("text", False),
        ((), False),
        (("a", Strong("b")), False),
        ((Strong("b"), "a"), False),
        ((Paragraph("a"),), True),
        (Paragraph("a"), False),
    ],
)
def test_blocks_are_told_from_inline_content(content: object, expected: bool) -> None:
    assert is_blocks(content) is expected


def test_headings_annexes_tables_and_figures_are_numbered_each_in_their_way() -> None:
    annexes = tuple(Heading(f"Annex {n}", 1, HeadingKind.ANNEX) for n in range(28))
    document = Document(
        title="T",
        language="en",
        date=date(2019, 2, 14),
        blocks=(
            Heading("Summary", 1, HeadingKind.PLAIN),
            Heading("One"),
            Heading("Below", 2, key="below"),
            Heading("Next", 2),
            table(("x",), caption="First", key="t"),
            table(("x",)),
            Heading("Two"),
            Heading("Again", 2),
            Figure(graphic=image(), caption="Picture"),
            Section(blocks=(table(("x",), caption="Second"),)),
            *annexes,
            Heading("Part", 2, HeadingKind.ANNEX),
        ),
    )
    found = outline(document)
    assert [entry.number for entry in found.headings][:6] == ["", "1", "1.1", "1.2", "2", "2.1"]
    assert [entry.number for entry in found.headings][6:8] == ["A", "B"]
    assert [entry.number for entry in found.headings][-4:] == ["Z", "AA", "AB", "AB.1"]
    assert [(entry.number, entry.key) for entry in found.tables] == [("1", "t"), ("2", "_t2")]
    assert [(entry.number, entry.key) for entry in found.figures] == [("1", "_f1")]
    assert found.headings[2].key == "below"
    assert found.headings[1].key == "_h2"
    assert outline(document.blocks) == found
