"""What report kinds are composed with: texts in the reader's language, answers in words, parts that all reports share.

A report kind makes a `Context` from the project and the brief that it is given, and puts a `Document` together with it.
The context adds the phrases that all reports share to those of the kind, and knows names and order of countries, dates
and figures, as the house style and the language have them.
"""

from __future__ import annotations

from ._answers import Answers, Entry, answer_key, entries
from ._context import GROUPS, NOTHING, Context, inlines, is_printed
from ._parts import (
    abbreviations,
    about_edition,
    annex_heading,
    cover,
    document,
    edition_name,
    front_matter,
    imprint,
    is_illustrative,
    languages_notice,
    logos,
    marking,
    plain_heading,
    withheld_table,
)

__all__ = [
    "GROUPS",
    "NOTHING",
    "Answers",
    "Context",
    "Entry",
    "abbreviations",
    "about_edition",
    "annex_heading",
    "answer_key",
    "cover",
    "document",
    "edition_name",
    "entries",
    "front_matter",
    "imprint",
    "inlines",
    "is_illustrative",
    "is_printed",
    "languages_notice",
    "logos",
    "marking",
    "plain_heading",
    "withheld_table",
]
