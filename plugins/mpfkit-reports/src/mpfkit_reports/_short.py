"""Short reports: cover and content, and behind it the facts of the edition and the imprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from mpfkit.composing import about_edition, cover, document, inlines
from mpfkit.document import Contents, LineBreak, PageBreak, Span, SpanRole, outline, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mpfkit.composing import Context
    from mpfkit.document import Blocks, Document, Inlines
    from mpfkit.model import OrganisationRole, Workshop

__all__ = ["facts", "organisations", "place", "practical", "quoted", "short_document", "stacked"]

_MANY_HEADINGS = 12
"""From so many headings on, house styles ask for a table of contents."""


def short_document(
    ctx: Context, kind: str, title: str, lines: Iterable[tuple[str, str]], blocks: Blocks, closing: Blocks
) -> Document:
    """Return a document without front matter; contents come first where it is long all the same.

    Args:
        ctx: The rendering.
        kind: Name of the report kind.
        title: Title of the report.
        lines: Keys of labels and what they say, for the cover.
        blocks: What the report says.
        closing: Who paid and who is responsible, in the last place.
    """
    body = (*blocks, *about_edition(ctx), *closing)
    if len(outline(body).headings) >= _MANY_HEADINGS:
        body = (Contents(title=ctx.t("front.contents"), levels=2), PageBreak(), *body)
    return document(ctx, kind, title, cover(ctx, kind, title, lines), body)


def stacked(lines: Iterable[Inlines]) -> Inlines:
    """Return inline pieces one below the other; empty ones fall away."""
    content: Inlines = ""
    for line in lines:
        if line:
            content = inlines(content, LineBreak() if content else "", line)
    return content


def quoted(ctx: Context, content: Inlines) -> Inlines:
    """Return a text in quotation marks, marked as before where it is in another language."""
    if isinstance(content, Span):
        return attrs.evolve(content, content=ctx.quote(plain_text(content)))
    return ctx.quote(plain_text(content))


def facts(ctx: Context, pairs: Iterable[tuple[str, Inlines]]) -> Inlines:
    """Return labelled facts one below the other: keys of labels and what they say; empty ones fall away."""
    return stacked(
        inlines(Span(ctx.t("label.labelled", label=ctx.t(key)), role=SpanRole.LABEL), " ", content)
        for key, content in pairs
        if content
    )


def organisations(ctx: Context, role: OrganisationRole) -> str:
    """Return the organisations of a role, each with its abbreviation; an empty text where there is none."""
    return ctx.t("answer.separator").join(
        f"{ctx.plain(each.name)} ({each.abbreviation})" if each.abbreviation else ctx.plain(each.name)
        for each in ctx.project.organisations
        if each.role is role
    )


def practical(ctx: Context, shop: Workshop) -> tuple[tuple[str, Inlines], ...]:
    """Return where, when and how a workshop takes place, as keys of labels and what they say."""
    names = {each.id: ctx.plain(each.name) for each in ctx.project.organisations}
    where = place(shop)
    country: Inlines = ctx.country_noted(shop.country) if shop.country else ""
    return (
        ("cover.place", inlines(where, ", " if where and country else "", country)),
        ("cover.dates", ctx.dates(shop.starts, shop.ends) if shop.starts else ""),
        ("fact.format", ctx.t(f"format.{shop.format}") if ctx.has(f"format.{shop.format}") else shop.format),
        ("fact.partners", ctx.t("answer.separator").join(names.get(each, each) for each in shop.partners)),
    )


def place(shop: Workshop) -> str:
    """Return where a workshop takes place, without the country."""
    return ", ".join(part for part in (shop.venue, shop.city) if part)
