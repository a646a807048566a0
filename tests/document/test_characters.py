"""What XML cannot hold is found and can be replaced, wherever in the tree it stands."""

from __future__ import annotations

import datetime as dt
from typing import Any

import attrs
import pytest

from mpfkit.document import (
    BulletList,
    Callout,
    Cell,
    Column,
    Cover,
    CoverLine,
    Document,
    Figure,
    Form,
    FormChoice,
    FormField,
    Heading,
    Image,
    Link,
    Paragraph,
    Reference,
    Row,
    Section,
    Series,
    Span,
    Table,
    first_bad,
    replace_characters,
    show_character,
)
from mpfkit.document import Chart as Diagram


def document_of(text: str) -> Document:
    """Return a document with a text wherever there can be one."""
    cell = Cell((Paragraph(text), BulletList((text, (Paragraph(text),)))))
    field = FormField(key="f", label=text, value=text, choices=(FormChoice(text, text),), placeholder=text)
    return Document(
        title=text,
        language="en",
        date=dt.date(2019, 3, 27),
        subject=text,
        authors=("x", text),
        keywords=(text,),
        header=text,
        footer=text,
        marking=text,
        form=Form(id=text, version=text, fingerprint=text),
        cover=Cover(title=text, lines=(CoverLine(text, text),), notices=(text,), statement=text),
        pages={text: 3},
        blocks=(
            Heading(text, key=text),
            Paragraph((Reference(text), Link(text, f"https://europa.eu/{text}"), Span((text, field), language="fr"))),
            Table(
                columns=(Column(text),),
                rows=(Row((text,)), (cell,)),
                caption=text,
                description=text,
                units=text,
                notes=(text,),
            ),
            Callout(title=text, blocks=(Paragraph(text),)),
            Section(
                blocks=(
                    Figure(
                        graphic=Image(data=b"\x00\x0b", media_type="image/png", width_mm=1, height_mm=1, alt=text),
                        caption=text,
                    ),
                    Figure(
                        graphic=Diagram(categories=(text,), series=(Series(text, (1, None)),), alt=text, unit=text),
                        caption=text,
                    ),
                )
            ),
        ),
    )


def texts_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for part in value for text in texts_in(part)]
    if isinstance(value, dict):
        return list(value)
    if attrs.has(type(value)):
        return [text for field in attrs.fields(type(value)) for text in texts_in(getattr(value, field.name))]
    return []


@pytest.mark.parametrize(("replacement", "expected"), [("\ufffd", "a\ufffd\ufffdb"), ("", "ab"), (r"\1", r"a\1\1b")])
def test_every_text_of_a_document_is_replaced_and_nothing_else(replacement: str, expected: str) -> None:
    replaced = replace_characters(document_of("a\x0b\ud800b"), replacement)

    assert replaced == document_of(expected)
    assert len([text for text in texts_in(replaced) if expected in text]) > 30
    assert not any(first_bad(text) for text in texts_in(replaced))


def test_a_document_without_such_characters_stays_the_same_object() -> None:
    document = document_of("a\tb\nc \U0001f600 é")

    assert replace_characters(document) is document


def test_what_needs_no_change_is_shared() -> None:
    first, second = Paragraph("good"), Paragraph("b\x00d")
    document = attrs.evolve(document_of("x"), blocks=(first, second))

    replaced = replace_characters(document)

    assert replaced.blocks[0] is first
    assert replaced.blocks[1] == Paragraph("b\ufffdd")
    assert replaced.cover is document.cover


def test_a_replacement_that_cannot_be_written_is_refused() -> None:
    with pytest.raises(ValueError, match=r"U\+000B cannot replace"):
        replace_characters(document_of("x"), "\x0b")


def test_a_character_is_shown_by_its_number() -> None:
    assert show_character("\x0b") == "U+000B"
