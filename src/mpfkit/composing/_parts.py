"""What every report has around its own content: cover, imprint, contents, and what the edition leaves out."""

from __future__ import annotations

from collections import Counter
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
    Row,
    RowKind,
    Table,
)
from mpfkit.locale import language_name
from mpfkit.model import Audience, MarkingLevel, OrganisationRole
from mpfkit.redaction import handling_codes, markings

from ._context import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mpfkit.document import Block, Blocks, Image, Inlines
    from mpfkit.model import Marking, Project

    from ._context import Context

__all__ = [
    "abbreviations",
    "about_edition",
    "annex_heading",
    "cover",
    "document",
    "edition_name",
    "front_matter",
    "imprint",
    "is_illustrative",
    "languages_notice",
    "logos",
    "marking",
    "plain_heading",
    "withheld_table",
]

_HEADER = 90
_LINE = 110
"""So many characters fit into a header of an upright A4 page; one of the marking, at 12 pt, takes the place of two."""
_LOGO_MM = (30.0, 20.0)
"""The largest width and height of a logo; beside the emblem none is larger than that."""
_TLP = {
    Audience.PUBLIC: "TLP:CLEAR",
    Audience.AUTHORITIES: "TLP:GREEN",
    Audience.MEMBER_STATES: "TLP:GREEN",
    Audience.PARTICIPANTS: "TLP:AMBER",
    Audience.INTERNAL: "TLP:AMBER+STRICT",
}


def marking(ctx: Context) -> str:
    """Return the marking of the document: the strictest level that the edition may hold (TLP 2.0, FIRST).

    Public TLP:CLEAR, authorities and Member States TLP:GREEN, participants TLP:AMBER, internal TLP:AMBER+STRICT, and
    TLP:RED where the internal edition holds something marked red. LIMITE is added where the edition holds such content:
    only Member States and the internal edition ever do. TLP labels are written in capitals and never translated.

    The validation copy of a country holds its own replies, whatever they are marked, and goes to its own administration
    only: TLP:AMBER+STRICT, or TLP:RED where the country's own answers are red, and behind it for whom the copy is.
    """
    copy_for = ctx.brief.for_country
    if copy_for:
        found = tuple(_own_markings(ctx.project, copy_for))
        if ctx.brief.audience is Audience.MEMBER_STATES:
            found += tuple(each for _, each in markings(ctx.project))
        label = _label(_TLP[Audience.INTERNAL], found)
        return ctx.t("marking.copy", label=label, code=copy_for)
    if ctx.brief.audience in (Audience.INTERNAL, Audience.MEMBER_STATES):
        return _label(_TLP[ctx.brief.audience], tuple(each for _, each in markings(ctx.project)))
    return _TLP[ctx.brief.audience]


def _label(label: str, found: tuple[Marking, ...]) -> str:
    if label == _TLP[Audience.INTERNAL] and any(each.level is MarkingLevel.RED for each in found):
        label = "TLP:RED"
    return f"{label} LIMITE" if any("LIMITE" in handling_codes(each.handling) for each in found) else label


def _own_markings(project: Project, country: str) -> Iterator[Marking]:
    """Yield the markings on the replies of one country, and on the questions that it answered."""
    for response in project.responses:
        if response.country != country:
            continue
        questionnaire = project.questionnaire(response.questionnaire)
        found: list[Marking | None] = [response.marking, *(each.marking for each in response.attachments)]
        for link_id, answers in response.answers.items():
            item = questionnaire.item(link_id) if questionnaire is not None else None
            found += [item.marking if item is not None else None, *(answer.marking for answer in answers)]
        yield from (each for each in found if each is not None)


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
    withheld = ctx.project.withheld.total() if ctx.project.withheld else 0
    all_lines = (
        *lines,
        ("cover.edition", edition_name(ctx)),
        ("cover.withheld", ctx.t("cover.withheld-items", n=withheld) if withheld else ""),
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
        logos=logos(ctx),
    )


def edition_name(ctx: Context) -> str:
    """Return for whom the edition is, in a few words for a cover."""
    copy_for = ctx.brief.for_country
    return ctx.t("cover.copy", country=ctx.country(copy_for), audience=ctx.edition) if copy_for else ctx.edition


def logos(ctx: Context) -> tuple[Image, ...]:
    """Return the logos of the organisations of a project whose files are at hand.

    The Union has its emblem, beside which nothing else may stand for its support ("no other visual identity or logo may
    be created or used to highlight EU support": guidance for external actions).
    """
    found = (
        ctx.picture(
            one.logo, ctx.t("cover.logo", name=ctx.plain(one.name)), width_mm=_LOGO_MM[0], height_mm=_LOGO_MM[1]
        )
        for one in ctx.project.organisations
        if one.logo and not one.is_union
    )
    return tuple(logo for logo in found if logo is not None)


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
    label = marking(ctx)
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
        header=_shortened(title, min(_HEADER, _LINE - 2 * len(label))),
        footer=footer,
        marking=label,
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


def _shortened(title: str, most: int) -> str:
    if len(title) <= most:
        return title
    return title[: most - 1].rsplit(" ", 1)[0].rstrip(",;:") + "\N{HORIZONTAL ELLIPSIS}"


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
    """Return for whom the edition is, what it leaves out under which rule, and whether its data is invented."""
    copy_for = ctx.brief.for_country
    if copy_for:
        whom = ctx.t("edition.copy", country=ctx.country(copy_for), audience=ctx.edition)
    else:
        whom = ctx.t(f"edition.{ctx.brief.audience.value}")
    blocks: list[Block] = [plain_heading(ctx, "front.edition"), Paragraph(whom)]
    if is_illustrative(ctx.project):
        blocks.append(Paragraph(ctx.t("illustrative.report"), ParagraphRole.ILLUSTRATIVE))
    withheld = withheld_table(ctx)
    if withheld:
        blocks += [Paragraph(ctx.t("edition.withheld"), ParagraphRole.WITHHELD, keep_with_next=True), *withheld]
    elif ctx.brief.audience is not Audience.INTERNAL:
        blocks.append(Paragraph(ctx.t("edition.complete")))
    return tuple(blocks)


def withheld_table(ctx: Context) -> Blocks:
    """Return the table of what is withheld, by sort and rule; nothing where nothing is."""
    totals = ctx.withheld_totals()
    if not totals:
        return ()
    ruled: dict[str, Counter[str]] = {entity: Counter() for entity in totals}
    for row in ctx.project.withheld.counts if ctx.project.withheld else ():
        ruled[row.entity if row.entity in ruled else "misc"][row.rule] += row.count
    rows: list[Row | tuple[Cell | Inlines, ...]] = [
        (Cell(ctx.t(f"entity.{entity}"), header=True), ctx.number(rules.total()), _under(ctx, rules))
        for entity, rules in ruled.items()
    ]
    rows.append(
        Row((Cell(ctx.t("table.total"), header=True), ctx.number(sum(totals.values())), NOTHING), RowKind.TOTAL)
    )
    table = Table(
        columns=(
            Column(ctx.t("table.withheld"), 2.2),
            Column(ctx.t("table.number"), 0.8, Align.END),
            Column(ctx.t("table.rule"), 4.0),
        ),
        rows=tuple(rows),
        description=ctx.t("edition.description"),
        compact=True,
    )
    return (table,)


def _under(ctx: Context, rules: Counter[str]) -> str:
    """Name the rules under which something is withheld, each with its number where there are several."""
    named = [(ctx.t(f"rule.{rule}"), rules[rule]) for rule in sorted(rules, key=_RULES.index)]
    if len(named) == 1:
        return named[0][0]
    return ctx.t("answer.separator").join(
        ctx.t("edition.under", rule=rule, count=ctx.number(number)) for rule, number in named
    )


_RULES = ("level", "inherited", "handling", "limite", "dissemination", "embargo", "consent", "attribution")
"""In the order of docs/explanation/editions.md."""
