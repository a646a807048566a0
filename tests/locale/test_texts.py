"""Lists within a sentence, and quotations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpfkit.errors import UnknownNameError
from mpfkit.locale import LANGUAGES, join_list, quote

HARD = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("items", "language", "style", "text"),
    [
        ((), "en", "and", ""),
        (("Georgia",), "en", "and", "Georgia"),
        (("Georgia", "Moldova"), "en", "and", "Georgia and Moldova"),
        (("Georgia", "Moldova", "Tunisia"), "en", "and", "Georgia, Moldova and Tunisia"),
        (("a", "b", "c", "d"), "en", "or", "a, b, c or d"),
        (("a", "b", "c"), "fr", "and", "a, b et c"),
        (("a", "b"), "fr", "or", "a ou b"),
        (("أ", "ب", "ج"), "ar", "and", "أ وب وج"),
        (("a {0}", "{1} b", "{c}"), "en", "and", "a {0}, {1} b and {c}"),
    ],
)
def test_a_list_is_joined_as_the_language_does(items: tuple[str, ...], language: str, style: str, text: str) -> None:
    assert join_list(items, language, style=style) == text


@given(items=st.lists(st.text(min_size=1)), language=st.sampled_from(LANGUAGES), style=st.sampled_from(["and", "or"]))
def test_a_list_holds_its_items_in_their_order(items: list[str], language: str, style: str) -> None:
    text = join_list(items, language, style=style)
    place = 0
    for item in items:
        place = text.index(item, place) + len(item)


def test_an_unknown_style_of_list_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="no style of lists is named 'nor'; did you mean 'or'"):
        join_list(("a", "b"), "en", style="nor")


@pytest.mark.parametrize(
    ("text", "language", "quoted"),
    [
        ("No contact point", "en", "‘No contact point’"),
        ('they call it "fast track"', "en", "‘they call it “fast track”’"),
        ("they call it ‘fast track’ here", "en", "‘they call it “fast track” here’"),
        ("the officer’s report", "en", "‘the officer’s report’"),
        ("officers’ and judges’ reports", "en", "‘officers’ and judges’ reports’"),
        ("aucun « point de contact »", "fr", f"«{HARD}aucun “point de contact”{HARD}»"),
        ("لا توجد جهة اتصال", "ar", "«لا توجد جهة اتصال»"),
        ("  spaced ", "en", "‘spaced’"),
    ],
)
def test_a_quotation_has_the_marks_of_the_language(text: str, language: str, quoted: str) -> None:
    assert quote(text, language) == quoted
