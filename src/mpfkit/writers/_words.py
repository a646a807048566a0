"""The few words that a writer adds to a document, in the document's language."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from mpfkit.document import OutlineEntry
    from mpfkit.locale import Phrases

from mpfkit.document import HeadingKind

__all__ = ["Words", "label_of", "load_words"]


@attrs.frozen(kw_only=True)
class Words:
    """Words.

    Attributes:
        table: "Table".
        figure: "Figure".
        section: "Section".
        annex: "Annex".
        page: What stands before the number of the page, with its blank.
        of: What stands between it and the number of pages, with its blanks.
        caption_separator: Between "Table 3" and the caption, with its blanks.
        colon: With the blank that the language sets before it.
        emblem: What the emblem of the European Union is called.
        click_to_write: What a form field for text shows while it is empty.
        click_to_choose: What a form field with choices shows while it is empty.
        click_for_date: What a form field for a day shows while it is empty.
        category: Head of the column that names the categories of a chart.
    """

    table: str
    figure: str
    section: str
    annex: str
    page: str
    of: str
    caption_separator: str
    colon: str
    emblem: str
    click_to_write: str
    click_to_choose: str
    click_for_date: str
    category: str


def load_words(language: str) -> Words:
    """Return the words of a language; English where mpfkit does not speak it."""
    return _words(language.split("-", maxsplit=1)[0].lower())


@cache
def _words(language: str) -> Words:
    from mpfkit.locale import LANGUAGES, Catalogue

    if language not in LANGUAGES:
        language = "en"
    common: Phrases = Catalogue.load("mpfkit.locale").for_language(language)
    own: Phrases = Catalogue.load("mpfkit.writers").for_language(language)
    return Words(
        table=common("table"),
        figure=common("figure"),
        section=common("section"),
        annex=common("annex"),
        page=common("page.before"),
        of=common("page.of"),
        caption_separator=common("caption.separator"),
        colon=own("colon"),
        emblem=own("emblem"),
        click_to_write=own("form.write"),
        click_to_choose=own("form.choose"),
        click_for_date=own("form.date"),
        category=own("category"),
    )


def label_of(entry: OutlineEntry, words: Words) -> str:
    """Return how something is referred to: "Table 3", "Section 2.1", "Annex A"; empty where it has no number."""
    if entry.what == "table":
        return f"{words.table} {entry.number}"
    if entry.what == "figure":
        return f"{words.figure} {entry.number}"
    if not entry.number:
        return ""
    if entry.kind is HeadingKind.ANNEX and entry.level == 1:
        return f"{words.annex} {entry.number}"
    return f"{words.section} {entry.number}"
