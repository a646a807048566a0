"""What every report has around its own content: cover, imprint, contents, and what the edition leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from mpfkit.document import (
    Align,
    Cell,
    Column,
    Contents,
    Cover,
    CoverLine,
    Document,
    Heading,
    HeadingKind,
    ListOf,
    PageBreak,
    Paragraph,
    ParagraphRole,
    Table,
)
from mpfkit.locale import language_name
from mpfkit.model import Audience, MarkingLevel, OrganisationRole

from ._context import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mpfkit.document import Block, Blocks
    from mpfkit.model import Marking, Project

    from ._context import Context

__all__ = [
    "abbreviations",
    "about_edition",
    "annex_heading",
    "cover",
    "document",
    "front_matter",
    "imprint",
    "is_illustrative",
    "languages_notice",
    "marking",
    "plain_heading",
]

_HEADER = 90
_TLP = {
    Audience.PUBLIC: "TLP:CLEAR",
    Audience.AUTHORITIES: "TLP:GREEN",
    Audience.MEMBER_STATES: "TLP:GREEN",
    Audience.PARTICIPANTS: "TLP:AMBER",
    Audience.INTERNAL: "TLP:AMBER+STRICT",
}


def _markings(project: Project) -> Iterator[Marking | None]:
    yield project.marking
    for questionnaire in project.questionnaires:
        yield from (item.marking for item in questionnaire.walk())
    for response in project.responses:
        if response.withheld:
            continue
        yield response.marking
        for answers in response.answers.values():
            for answer in answers:
                if answer.marking is not None:
                    yield answer.marking
    for workshop in project.workshops:
        yield workshop.marking
        for session in workshop.sessions:
            yield session.marking
            yield from (contribution.marking for contribution in session.contributions)
    yield from (finding.marking for finding in project.findings)


def marking(ctx: Context) -> str:
    """Return the marking of the document: the strictest level that the edition may hold (TLP 2.0, FIRST).

    Public TLP:CLEAR, authorities and Member States TLP:GREEN, participants TLP:AMBER, internal TLP:AMBER+STRICT, and
    TLP:RED where the internal edition holds something marked red. LIMITE is added where the edition holds such content:
    only Member States and the internal edition ever do. TLP labels are written in capitals and never translated.
    """
    label = _TLP[ctx.brief.audience]
    if ctx.brief.audience not in (Audience.INTERNAL, Audience.MEMBER_STATES):
        return label
    found = [each for each in _markings(ctx.project) if each is not None]
    if ctx.brief.audience is Audience.INTERNAL and any(each.level is MarkingLevel.RED for each in found):
        label = "TLP:RED"
    return f"{label} LIMITE" if any(each.handling.strip().upper() == "LIMITE" for each in found) else label


def is_illustrative(project: Project) -> bool:
    """Tell whether anything in a project was invented."""
    return (
        project.illustrative
        or any(country.illustrative for country in project.countries)
        or any(questionnaire.illustrative for questionnaire in project.questionnaires)
        or any(response.illustrative for response in project.responses)
        or any(finding.illustrative for finding in project.findings)
        or any(result.illustrative for result in project.results)
        or any(
            workshop.illustrative
            or any(
                session.illustrative or any(each.illustrative for each in session.contributions)
                for session in workshop.sessions
            )
            for workshop in project.workshops
        )
    )


def cover(ctx: Context, kind: str, title: str, lines: Iterable[tuple[str, str]]) -> Cover:
    """Return the cover.

    Args:
        ctx: The rendering.
        kind: Name of the report kind.
        title: Title of the report.
        lines: Keys of labels and what they say.
    """
    notice = ctx.brief.notice
    all_lines = (
        *lines,
        ("cover.edition", ctx.edition),
        ("cover.date", ctx.date(ctx.brief.date)),
    )
    return Cover(
        title=title,
        kicker=ctx.project.programme,
        subtitle=ctx.t(f"kind-of-report.{kind}"),
        lines=tuple(CoverLine(text, ctx.t(key)) for key, text in all_lines if text),
        notices=(ctx.t("cover.illustrative"),) if is_illustrative(ctx.project) else (),
        statement=notice.statement,
        implemented_by=notice.implemented_by,
        marking=marking(ctx),
    )


def document(ctx: Context, kind: str, title: str, page: Cover, blocks: Blocks) -> Document:
    """Return the document with its properties, header and footer.

    It is put together last: where the report shows texts in other languages because they have no translation, it says
    so, whatever the report kind is.
    """
    project = ctx.project
    page, blocks = _with_languages(ctx, page, blocks)
    notice = ctx.brief.notice
    footer = notice.statement or notice.implemented_by
    if notice.statement and notice.implemented_by:
        footer = ctx.t("document.footer", statement=notice.statement, implementer=notice.implemented_by)
    return Document(
        title=title,
        language=ctx.language,
        blocks=blocks,
        cover=page,
        subject=ctx.t(f"kind-of-report.{kind}"),
        authors=tuple(
            ctx.plain(each.name) for each in project.organisations if each.role is OrganisationRole.IMPLEMENTING
        ),
        keywords=tuple(
            dict.fromkeys((*map(ctx.theme, (theme.id for theme in project.themes)), *project.thematic_areas))
        ),
        date=ctx.brief.date,
        header=_shortened(title),
        footer=footer,
        marking=marking(ctx),
    )


def languages_notice(ctx: Context) -> str:
    """Return the sentence on the languages in which the report shows what has no translation; empty for none.

    It speaks of what has been composed so far, so that it is asked for last.
    """
    if not ctx.untranslated:
        return ""
    names = ctx.list(language_name(tag, ctx.language) for tag in ctx.untranslated)
    return ctx.t("edition.languages", languages=names)


def _with_languages(ctx: Context, page: Cover, blocks: Blocks) -> tuple[Cover, Blocks]:
    """Say in which languages untranslated texts stand: below the facts of the edition, or on the cover without them."""
    notice = languages_notice(ctx)
    if not notice:
        return page, blocks
    title = ctx.t("front.edition")
    for place, block in enumerate(blocks, start=1):
        if isinstance(block, Heading) and block.kind is HeadingKind.PLAIN and block.content == title:
            # Behind the sentence that says for whom the edition is.
            return page, (*blocks[: place + 1], Paragraph(notice), *blocks[place + 1 :])
    return attrs.evolve(page, notices=(*page.notices, notice)), blocks


def _shortened(title: str) -> str:
    if len(title) <= _HEADER:
        return title
    return title[: _HEADER - 1].rsplit(" ", 1)[0].rstrip(",;:") + "\N{HORIZONTAL ELLIPSIS}"


def plain_heading(ctx: Context, key: str) -> Heading:
    """Return a heading of the front matter."""
    return Heading(ctx.t(key), 1, HeadingKind.PLAIN)


def annex_heading(ctx: Context, key: str) -> Heading:
    """Return the heading of an annex, to which the text can refer."""
    return Heading(ctx.t(key), 1, HeadingKind.ANNEX, key=key.replace(".", "-"))


def front_matter(ctx: Context) -> Blocks:
    """Return imprint, contents and lists, acknowledgements, abbreviations and the facts of the edition."""
    acknowledgements = ctx.narrative("acknowledgements", 1, HeadingKind.PLAIN)
    texts = imprint(ctx)
    return (
        *texts,
        *((PageBreak(),) if texts else ()),
        Contents(title=ctx.t("front.contents"), levels=2),
        ListOf(what="tables", title=ctx.t("front.tables")),
        ListOf(what="figures", title=ctx.t("front.figures")),
        *((plain_heading(ctx, "front.acknowledgements"), *acknowledgements) if acknowledgements else ()),
        *abbreviations(ctx),
        *about_edition(ctx),
    )


def imprint(ctx: Context) -> Blocks:
    """Return who paid, who is responsible, and who holds the rights."""
    notice = ctx.brief.notice
    texts = [text for text in (notice.funding or notice.statement, notice.disclaimer, notice.rights) if text]
    if ctx.project.reference:
        texts.append(ctx.t("imprint.reference", reference=ctx.project.reference))
    return tuple(Paragraph(text, ParagraphRole.IMPRINT) for text in texts)


def abbreviations(ctx: Context) -> Blocks:
    """Return the alphabetical list of abbreviations; nothing where the project has none."""
    known = sorted(ctx.project.abbreviations.items(), key=lambda pair: (pair[0].casefold(), pair[0]))
    if not known:
        return ()
    return (
        plain_heading(ctx, "front.abbreviations"),
        Table(
            columns=(Column(ctx.t("table.abbreviation"), 1.0), Column(ctx.t("table.meaning"), 4.0)),
            rows=tuple((Cell(short, header=True), ctx.text(meaning) or NOTHING) for short, meaning in known),
            description=ctx.t("abbreviations.description"),
        ),
    )


def about_edition(ctx: Context) -> Blocks:
    """Return for whom the edition is, what it leaves out, and whether its data is invented."""
    blocks: list[Block] = [
        plain_heading(ctx, "front.edition"),
        Paragraph(ctx.t(f"edition.{ctx.brief.audience.value}")),
    ]
    if is_illustrative(ctx.project):
        blocks.append(Paragraph(ctx.t("illustrative.report"), ParagraphRole.ILLUSTRATIVE))
    totals = ctx.withheld_totals()
    if totals:
        blocks.append(Paragraph(ctx.t("edition.withheld"), ParagraphRole.WITHHELD, keep_with_next=True))
        blocks.append(
            Table(
                columns=(Column(ctx.t("table.withheld"), 4.0), Column(ctx.t("table.number"), 1.0, Align.END)),
                rows=tuple(
                    (Cell(ctx.t(f"entity.{entity}"), header=True), ctx.number(count))
                    for entity, count in totals.items()
                ),
                description=ctx.t("edition.description"),
            )
        )
    elif ctx.brief.audience is not Audience.INTERNAL:
        blocks.append(Paragraph(ctx.t("edition.complete")))
    return tuple(blocks)
