"""Texts that have no translation: shown in their own language, marked with it, and told of where the edition is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from mpfkit.composing import Context, about_edition, cover, document, front_matter, languages_notice
from mpfkit.document import Cover, Document, Heading, Paragraph, Span, plain_text
from mpfkit.locale import Catalogue
from mpfkit.model import FrozenDict, LangString, Level, Project, Theme
from mpfkit.records import Brief

if TYPE_CHECKING:
    from mpfkit.document import Blocks

KIND = "workshop-report"
CATALOGUE = Catalogue.load("mpfkit_reports")


def project(**fields: object) -> Project:
    return Project(
        **{
            "id": "p",
            "title": LangString({"en": "A project", "fr": "Un projet", "ar": "مشروع"}),
            "as_of": dt.date(2019, 2, 14),
            **fields,
        }  # type: ignore[arg-type]
    )


def context(language: str = "en", **fields: object) -> Context:
    return Context(project(**fields), Brief(date=dt.date(2019, 3, 1), language=language), CATALOGUE)


def made(ctx: Context, blocks: Blocks) -> Document:
    return document(ctx, KIND, "Title", cover(ctx, KIND, "Title", ()), blocks)


def notices(found: Document) -> tuple[str, ...]:
    assert isinstance(found.cover, Cover)
    return found.cover.notices


def test_nothing_is_noted_while_every_text_has_the_language_of_the_report() -> None:
    ctx = context(title=LangString({"en": "A project", "fr": "Un projet"}))

    ctx.text(ctx.project.title)
    ctx.plain(ctx.project.title)

    assert ctx.untranslated == ()
    assert languages_notice(ctx) == ""
    assert made(ctx, about_edition(ctx)).blocks == about_edition(ctx)


def test_each_way_to_show_a_text_notes_the_language_that_it_fell_back_to() -> None:
    for show in (Context.text, Context.plain, Context.heading, lambda ctx, text: ctx.markdown(text, 1)):
        ctx = context("ar")
        show(ctx, LangString.of("Texte", "fr"))
        assert ctx.untranslated == ("fr",)


def test_labels_that_are_never_shown_are_not_noted() -> None:
    themes = (Theme(id="T", label=LangString.of("Thema", "de")),)
    levels = (Level(id="L", label=LangString.of("Nivå", "sv")),)
    ctx = context("fr", themes=themes, levels=levels)
    assert ctx.untranslated == ()

    assert ctx.theme("T") == "Thema"
    assert ctx.levels(["L", "gone"]) == "Nivå et gone"
    assert ctx.untranslated == ("de", "sv")


def test_an_empty_text_is_in_no_language() -> None:
    ctx = context("fr")

    assert ctx.text(LangString.of("", "de")) == ""
    assert ctx.untranslated == ()


def test_the_text_itself_keeps_its_language() -> None:
    ctx = context("fr")

    assert ctx.text(LangString.of("Text", "en")) == Span("Text", language="en")
    assert ctx.heading(LangString.of("Text.", "en")) == Span("Text", language="en")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Texts of which there is no English version are shown in another language: French and German."),
        (
            "fr",
            "Les textes dont il n’existe pas de version française sont présentés dans une autre langue~: {}.".format(
                "anglais et allemand"
            ),
        ),
        ("ar", "النصوص التي لا توجد لها صيغة عربية معروضة بلغة أخرى: الفرنسية والألمانية."),
    ],
)
def test_the_sentence_names_the_languages_as_the_reader_calls_them(language: str, sentence: str) -> None:
    ctx = context(language)
    ctx.text(LangString.of("Texte", "en" if language == "fr" else "fr"))
    ctx.text(LangString.of("Text", "de"))

    assert languages_notice(ctx).replace("\N{NO-BREAK SPACE}", "~") == sentence


def test_the_sentence_stands_behind_the_one_on_the_edition_whatever_is_composed_after_it() -> None:
    ctx = context(narratives=FrozenDict({"introduction": LangString.of("Bonjour.", "fr")}))
    blocks = (*front_matter(ctx), Heading("Introduction"), *ctx.narrative("introduction", 1))

    found = made(ctx, blocks)

    at = next(at for at, block in enumerate(found.blocks) if getattr(block, "content", "") == ctx.t("front.edition"))
    edition, notice = found.blocks[at + 1 : at + 3]
    assert isinstance(edition, Paragraph)
    assert isinstance(notice, Paragraph)
    assert plain_text(edition.content) == "This edition is for the public."
    assert plain_text(notice.content).endswith("in another language: French.")
    assert len(found.blocks) == len(blocks) + 1
    assert notices(found) == ()


def test_a_report_without_that_section_says_it_on_its_cover() -> None:
    ctx = context()
    blocks = (Heading("Programme"), Paragraph(ctx.text(LangString.of("Bonjour", "fr"))))

    found = made(ctx, blocks)

    assert found.blocks == blocks
    assert notices(found) == ("Texts of which there is no English version are shown in another language: French.",)
