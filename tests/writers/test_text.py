from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpfkit.writers._text import (
    escape,
    escape_plain,
    escape_value,
    first_bad,
    has_rtl,
    is_mostly_rtl,
    is_plain,
    newlines,
    script_runs,
    show_character,
)

MIXED = st.text(st.sampled_from("aZé9 .,(-)٣مرحبا\u200f\u0651א\u00a0"), max_size=40)


def test_every_right_to_left_character_is_known_as_one() -> None:
    for code in range(0x110000):
        if unicodedata.bidirectional(chr(code)) in {"R", "AL"}:
            assert has_rtl(chr(code)), f"U+{code:04X}"


@given(MIXED, st.booleans())
def test_stretches_of_one_direction_together_are_the_text(text: str, rtl: bool) -> None:
    assert "".join(piece for _, piece in script_runs(text, rtl=rtl)) == text


@given(MIXED, st.booleans())
def test_no_right_to_left_letter_is_left_in_a_run_of_the_other_direction(text: str, rtl: bool) -> None:
    for direction, piece in script_runs(text, rtl=rtl):
        classes = {unicodedata.bidirectional(character) for character in piece}
        if not direction:
            assert not classes & {"R", "AL"}
        if "L" in classes and not classes & {"R", "AL"}:
            assert not direction


@given(st.text())
def test_plain_text_needs_no_care(text: str) -> None:
    if is_plain(text):
        assert not has_rtl(text)
        assert first_bad(text) is None
        assert text == text.strip(" ")
        assert not set(text) & {"\n", "\t", "\r"}


@given(st.lists(st.one_of(st.text(max_size=6), st.sampled_from(["a", "R&D", "<5 %", "été", "«\u00a0a"])), max_size=4))
def test_many_texts_are_escaped_as_each_by_itself(texts: list[str]) -> None:
    together = escape_plain(texts)

    if texts and all(text and is_plain(text) for text in texts):
        assert together is not None
    if together is not None:
        assert together == [escape(text) for text in texts]
        for text in texts:
            assert text == text.strip(" ") != ""
            assert first_bad(text) is None
            assert not has_rtl(text)
            assert not set(text) & {"\n", "\t", "\r"}
            assert "  " not in text


def test_of_many_texts_one_that_needs_care_is_enough() -> None:
    for odd in ("", " ", "a ", " a", "a  b", "a\nb", "a \n b", "\n", "\t", "\x85", "\u200f", "ن", "\ud800", "\uffff"):
        for texts in ([odd], ["a", odd], [odd, "a"], ["a", odd, "b"]):
            assert escape_plain(texts) is None, texts


def test_half_of_the_letters_make_a_text_right_to_left() -> None:
    assert is_mostly_rtl("مرحبا hello")
    assert not is_mostly_rtl("مرحبا hello!s")
    assert not is_mostly_rtl("12%")


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_a_character_that_xml_cannot_hold_is_found_at_its_place(character: str) -> None:
    assert first_bad(f"ab{character}") == (character, 3)
    assert not is_plain(f"ab{character}")


def test_characters_are_shown_by_their_number() -> None:
    assert show_character("\x0b") == "U+000B"


def test_line_ends_are_one_sign_each() -> None:
    assert newlines("a\r\nb\rc\n") == "a\nb\nc\n"


def test_values_of_attributes_are_escaped() -> None:
    assert escape_value('<a & "b">') == "&lt;a &amp; &quot;b&quot;&gt;"
