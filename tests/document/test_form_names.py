from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpfkit.document import (
    BulletList,
    Callout,
    Cell,
    Column,
    Document,
    Emphasis,
    Figure,
    Footnote,
    Form,
    FormField,
    Heading,
    Image,
    Link,
    NumberedList,
    Paragraph,
    Reference,
    Row,
    Section,
    Span,
    Strong,
    Table,
    bookmarks_of,
    field_bookmark,
    field_names,
    field_tag,
    form_fields,
    form_properties,
)
from mpfkit.errors import RenderError


def document_of(*blocks: Any) -> Document:
    return Document(title="A form", language="en", blocks=blocks, date=dt.date(2019, 3, 27))


def field(key: str) -> FormField:
    return FormField(key=key, label=key)


@pytest.mark.parametrize(
    ("key", "bookmark"),
    [
        ("q1", "mpf_q1"),
        ("A_12", "mpf_A_12"),
        ("x" * 36, "mpf_" + "x" * 36),
        ("a.b", "mpf_a_b_2e7336dc8eb"),
        ("سؤال", "mpf_75712d983c3"),
        ("x" * 37, "mpf_" + "x" * 24 + "_6ee29e87d96"),
    ],
)
def test_a_bookmark_is_the_key_or_a_short_form_of_it(key: str, bookmark: str) -> None:
    assert field_bookmark(key) == bookmark


def test_a_tag_is_the_key_as_long_as_word_can_hold_it() -> None:
    assert field_tag("Part A / question 1, ü") == "Part A / question 1, ü"
    assert field_tag("y" * 64) == "y" * 64
    assert re.fullmatch(r"y{52}_[0-9a-f]{11}", field_tag("y" * 65))
    # Word counts in UTF-16
    assert len(field_tag("🌍" * 33)) == 11
    assert field_tag("two\nlines") != "two\nlines"


@given(st.lists(st.text(max_size=60), max_size=8))
def test_bookmarks_are_names_that_word_takes_and_each_has_its_own(keys: list[str]) -> None:
    names = bookmarks_of(keys)

    assert set(names) == set(keys)
    assert len({name.lower() for name in names.values()}) == len(names)
    assert all(re.fullmatch(r"mpf_[0-9A-Za-z_]{1,36}", name) for name in names.values())
    assert bookmarks_of(reversed(keys)) == names


def test_keys_that_word_does_not_tell_apart_have_bookmarks_that_it_does() -> None:
    short = field_bookmark("a.b")
    names = bookmarks_of(["q1", "Q1", "a.b", short.removeprefix("mpf_"), short.removeprefix("mpf_").upper()])

    assert names["Q1"] == "mpf_Q1"
    assert len({name.lower() for name in names.values()}) == 5
    assert all(len(name) <= 40 for name in names.values())


def test_fields_are_found_wherever_they_stand_in_reading_order() -> None:
    image = Image(data=b"", media_type="image/png", width_mm=1, height_mm=1, alt="")
    table = Table(
        caption=(field("3"),),
        columns=(Column(field("4")), Column("B")),
        rows=(Row((field("5"), "text")), ("", Cell((Paragraph(("text", field("6"))),)))),
        notes=(field("7"),),
        description="d",
    )
    blocks = (
        Heading((Emphasis(field("1")),)),
        Paragraph((Strong(field("2")), "text")),
        table,
        BulletList((field("8"), (Paragraph(field("9")),))),
        NumberedList((Span(field("10")),)),
        Section(blocks=(Callout(title=Link(field("11"), "https://x.eu"), blocks=(Paragraph(field("12")),)),)),
        Figure(graphic=image, caption=(Footnote(field("13")), Reference("1", field("14")), Reference("1"))),
    )

    found = [one.key for one in form_fields(document_of(*blocks))]

    assert found == [str(number) for number in range(1, 15)]
    assert list(field_names(document_of(*blocks))) == found


def test_two_fields_with_one_key_are_refused() -> None:
    with pytest.raises(RenderError, match="the key 'a' belongs to two form fields; give each its own"):
        field_names(document_of(Paragraph(field("a")), Paragraph(field("a"))))


def test_properties_of_a_form_are_those_that_are_given() -> None:
    assert form_properties(Form(id="f")) == {"mpfkit-form": "f"}
    assert form_properties(Form(id="f", version="2", fingerprint="0a")) == {
        "mpfkit-form": "f",
        "mpfkit-form-version": "2",
        "mpfkit-form-fingerprint": "0a",
    }
