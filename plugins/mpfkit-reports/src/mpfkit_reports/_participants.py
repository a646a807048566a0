"""Who took part in a workshop: counts by group, and the persons as far as consent and the edition allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpfkit.composing import NOTHING, annex_heading
from mpfkit.document import Align, Cell, Column, Paragraph, Reference, Row, RowKind, Span, SpanRole, Table

if TYPE_CHECKING:
    from mpfkit.composing import Context
    from mpfkit.document import Block, Blocks, Inlines
    from mpfkit.model import Participant, Workshop

__all__ = ["annex_participants", "attendance_text"]


def attendance_text(ctx: Context, shop: Workshop) -> Blocks:
    """Return the sentence on how many took part from which groups; none where no attendance is shown."""
    if not shop.attendance:
        return ()
    # Where the size of a group is withheld, the sum of the others is not the number of all.
    key = "workshop.attendance-shown" if ctx.withheld("attendance", parent=shop.id) else "workshop.attendance"
    text = ctx.rich(
        key,
        count=ctx.number(sum(row.count for row in shop.attendance)),
        groups=ctx.list(ctx.plain(row.group) for row in shop.attendance),
        annex=Reference("annex-participants"),
    )
    return (Paragraph(text),)


def annex_participants(ctx: Context) -> Blocks:
    """Return the annex on participants: attendance by group, and the list of persons workshop by workshop."""
    blocks: list[Block] = [annex_heading(ctx, "annex.participants")]
    for shop in ctx.project.workshops:
        title = ctx.plain(shop.title).removesuffix(".")
        if shop.attendance:
            blocks.append(_attendance(ctx, shop, title))
        blocks.extend(ctx.placeholder("attendance", parent=shop.id))
        if shop.participants:
            blocks.append(Paragraph(_listed(ctx, shop), keep_with_next=True))
            blocks.append(_persons(ctx, shop, title))
        blocks.extend(ctx.placeholder("participant", parent=shop.id))
        blocks.extend(ctx.placeholder("name", parent=shop.id))
    if len(blocks) == 1:
        blocks.append(Paragraph(ctx.t("none.participants")))
    return tuple(blocks)


def _attendance(ctx: Context, shop: Workshop, title: str) -> Table:
    total = sum(row.count for row in shop.attendance)
    rows: list[Row | tuple[Cell | Inlines, ...]] = [
        (Cell(ctx.text(row.group), header=True), ctx.number(row.count)) for row in shop.attendance
    ]
    if not ctx.withheld("attendance", parent=shop.id):
        rows.append(Row((Cell(ctx.t("table.total"), header=True), ctx.number(total)), RowKind.TOTAL))
    return Table(
        columns=(Column(ctx.t("table.group"), 3.0), Column(ctx.t("table.participants"), 1.0, Align.END)),
        rows=tuple(rows),
        caption=ctx.t("attendance.caption", title=title),
        description=ctx.t("attendance.description"),
        notes=_notes(ctx, shop),
    )


def _listed(ctx: Context, shop: Workshop) -> str:
    """Say how many persons are listed, and from how many countries and organisations they come."""
    persons = shop.participants
    return ctx.t(
        "participants.listed",
        n=len(persons),
        countries=ctx.number(len({person.country for person in persons if person.country})),
        organisations=ctx.number(len({person.organisation for person in persons if person.organisation})),
    )


def _persons(ctx: Context, shop: Workshop, title: str) -> Table:
    """Return the list of persons, by group of countries, and within it in the order of the house style."""
    by_country: dict[str, list[Participant]] = {}
    for person in shop.participants:
        by_country.setdefault(person.country, []).append(person)
    groups: list[tuple[str, list[Participant]]] = [
        (ctx.group_label(group), [person for code in codes for person in by_country[code]])
        for group, codes in ctx.by_group(code for code in by_country if code)
    ]
    if "" in by_country:
        groups.append((ctx.t("participants.no-country"), by_country[""]))
    rows: list[Row | tuple[Cell | Inlines, ...]] = []
    for label, persons in groups:
        counted = ctx.t("result.count", label=label, count=ctx.number(len(persons)))
        rows.append(Row((Cell(counted, span=4),), RowKind.GROUP))
        rows.extend(
            (
                person.name or ctx.muted("participant.no-name"),
                person.function or NOTHING,
                person.organisation or NOTHING,
                ctx.country(person.country) if person.country else NOTHING,
            )
            for person in persons
        )
    return Table(
        columns=(
            Column(ctx.t("table.name"), 1.4),
            Column(ctx.t("table.function"), 1.6),
            Column(ctx.t("table.organisation"), 2.0),
            Column(ctx.t("table.country"), 1.2),
        ),
        rows=tuple(rows),
        caption=ctx.t("participants.caption", title=title),
        description=ctx.t("participants.description"),
        notes=(*_notes(ctx, shop), *ctx.designations(code for code in by_country if code)),
    )


def _notes(ctx: Context, shop: Workshop) -> tuple[Inlines, ...]:
    if not (shop.illustrative or ctx.project.illustrative):
        return ()
    return (Span(ctx.t("note.illustrative-participants"), role=SpanRole.ILLUSTRATIVE),)
