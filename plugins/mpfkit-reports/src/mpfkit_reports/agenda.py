"""The programme of a project's workshops for participants: day by day, with times, breaks, moderators and speakers.

What is derived: breaks between sessions, days, the time zone, and which sessions run in parallel. It prints no
narratives of the project.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeAlias

import attrs

from mpfkit.analysis import visible_findings
from mpfkit.composing import NOTHING, Context, imprint, inlines
from mpfkit.document import (
    Cell,
    Column,
    Heading,
    HeadingKind,
    Paragraph,
    ParagraphRole,
    Span,
    SpanRole,
    Strong,
    Table,
    Tone,
)
from mpfkit.locale import Catalogue
from mpfkit.model import Attribution, ContributionKind, OrganisationRole

from ._parts import CATALOGUE
from ._short import facts, organisations, place, practical, short_document, stacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mpfkit.document import Block, Blocks, Document, Inlines
    from mpfkit.model import Contribution, Project, Session, Workshop
    from mpfkit.records import Brief

__all__ = ["compose_agenda"]

_KIND = "agenda"
_OWN = Catalogue.load("mpfkit_reports", "phrases/agenda")
# Shorter gaps are for changing places; longer ones are an evening off or a part of the day without a programme.
_SHORTEST_BREAK = dt.timedelta(minutes=5)
_LONGEST_BREAK = dt.timedelta(minutes=120)

_Timed: TypeAlias = "tuple[dt.datetime, Session]"


def compose_agenda(project: Project, brief: Brief) -> Document:
    """Compose the programme of a project's workshops.

    Args:
        project: The project, redacted for the audience of the brief.
        brief: Date, language, audience and what the house style prescribes.

    Returns:
        The document.
    """
    return _Agenda(Context(project, brief, _OWN, CATALOGUE)).document()


@attrs.frozen
class _Slot:
    """A session with a time, and its place among those that start with it; or a break, where there is no session."""

    starts: dt.datetime
    ends: dt.datetime | None
    session: Session | None = None
    place: int = 1
    parallel: int = 1


class _Agenda:
    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.project = ctx.project
        self.findings = {finding.id for finding in visible_findings(ctx.project)}

    def document(self) -> Document:
        ctx = self.ctx
        workshops = self.project.workshops
        title = ctx.plain(workshops[0].title if len(workshops) == 1 else self.project.title)
        lines = [("cover.place", place(shop)) for shop in workshops]
        lines += [("cover.dates", ctx.dates(shop.starts, shop.ends)) for shop in workshops if shop.starts]
        if title != ctx.plain(self.project.title):
            lines.append(("cover.project", ctx.plain(self.project.title)))
        blocks: list[Block] = []
        for shop in workshops:
            blocks.extend(self.workshop(shop))
        hidden = ctx.placeholder("workshop")
        if not blocks and not hidden:
            blocks = [Heading(ctx.t("section.programme"), 1, HeadingKind.PLAIN), Paragraph(ctx.t("none.workshop"))]
        elif hidden:
            blocks.extend(
                (Heading(ctx.t("section.programme"), 1, HeadingKind.PLAIN), *hidden) if not blocks else hidden
            )
        return short_document(ctx, _KIND, title, lines, tuple(blocks), imprint(ctx))

    # -- one workshop

    def workshop(self, shop: Workshop) -> Blocks:
        ctx = self.ctx
        several = len(self.project.workshops) > 1
        title = ctx.heading(shop.title) if several else ctx.t("section.programme")
        timed = sorted(
            ((each.starts, each) for each in shop.sessions if each.starts is not None), key=lambda pair: pair[0]
        )
        untimed = [each for each in shop.sessions if each.starts is None]
        zones = tuple(dict.fromkeys(_offset(starts) for starts, _ in timed))
        blocks: list[Block] = [Heading(title, 1, HeadingKind.PLAIN)]
        practical = self._practical(shop, zones)
        if practical:
            blocks.append(Paragraph(practical, ParagraphRole.META))
        blocks.extend(ctx.placeholder("session", parent=shop.id))
        days: dict[dt.date, list[_Timed]] = {}
        for starts, session in timed:
            days.setdefault(starts.date(), []).append((starts, session))
        for day, sessions in days.items():
            name = ctx.date(day, "weekday")
            blocks.append(Heading(name[:1].upper() + name[1:], 2, HeadingKind.PLAIN))
            blocks.append(self._day(shop, sessions, ctx.t("day.description", day=ctx.date(day)), zoned=len(zones) > 1))
        if untimed:
            if days:
                blocks.append(Heading(ctx.t("section.no-time"), 2, HeadingKind.PLAIN))
            blocks.append(self._untimed(shop, untimed))
        if not shop.sessions and not ctx.withheld("session", parent=shop.id):
            blocks.append(Paragraph(ctx.t("none.sessions")))
        return tuple(blocks)

    def _practical(self, shop: Workshop, zones: tuple[str, ...]) -> Inlines:
        ctx = self.ctx
        when = ""
        if len(zones) == 1:
            when = ctx.t("zone.local", zone=ctx.t("zone.utc", offset=zones[0]))
        elif zones:
            when = ctx.t("zone.several")
        pairs = (
            *practical(ctx, shop),
            ("fact.zone", when),
            ("fact.organisers", organisations(ctx, OrganisationRole.IMPLEMENTING)),
            ("fact.funders", organisations(ctx, OrganisationRole.FUNDING)),
        )
        invented = shop.illustrative or self.project.illustrative
        return stacked((facts(ctx, pairs), ctx.illustrative if invented else ""))

    # -- one day

    def _day(self, shop: Workshop, sessions: list[_Timed], description: str, *, zoned: bool) -> Table:
        ctx = self.ctx
        # Where a session is withheld, nobody may be told that its time is free.
        free = "gap.unknown" if ctx.withheld("session", parent=shop.id) else "gap.break"
        rows: list[tuple[Cell | Inlines, ...]] = []
        for slot in _slots(sessions):
            time = ctx.times(slot.starts, slot.ends)
            if zoned and slot.session is not None:
                time = ctx.t("day.zoned", time=time, zone=ctx.t("zone.utc", offset=_offset(slot.starts)))
            if slot.session is None:
                rows.append((Cell(time, Tone.MUTED, header=True), Cell(ctx.t(free), Tone.MUTED, span=2)))
            else:
                rows.append((Cell(time, header=True), self._session(slot.session, slot), self._people(slot.session)))
        return self._table(shop, (session for _, session in sessions), rows, description)

    def _untimed(self, shop: Workshop, sessions: list[Session]) -> Table:
        ctx = self.ctx
        time = ctx.t("day.announced")
        rows = [(Cell(time, header=True), self._session(session, None), self._people(session)) for session in sessions]
        return self._table(shop, sessions, rows, ctx.t("day.no-time-description"))

    def _table(
        self,
        shop: Workshop,
        sessions: Iterable[Session],
        rows: Iterable[tuple[Cell | Inlines, ...]],
        description: str,
    ) -> Table:
        ctx = self.ctx
        invented = self.project.illustrative or shop.illustrative or any(each.illustrative for each in sessions)
        return Table(
            columns=(
                Column(ctx.t("table.time"), 1.2),
                Column(ctx.t("table.session"), 2.9),
                Column(ctx.t("day.people"), 2.5),
            ),
            rows=tuple(rows),
            description=description,
            notes=(Span(ctx.t("note.illustrative-sessions"), role=SpanRole.ILLUSTRATIVE),) if invented else (),
            compact=True,
        )

    # -- one session

    def _session(self, session: Session, slot: _Slot | None) -> Inlines:
        """Return what a session is about."""
        ctx = self.ctx
        parallel = ""
        if slot is not None and slot.parallel > 1:
            parallel = ctx.t("session.parallel", place=ctx.number(slot.place), count=ctx.number(slot.parallel))
        informed = self._informed_by(session)
        return stacked(
            (
                Strong(ctx.heading(session.title)),
                parallel,
                ctx.t("session.form", form=ctx.t(f"delivery.{session.delivery.value}")),
                inlines(ctx.label("label.themes"), " ", ctx.themes(session.themes)) if session.themes else "",
                inlines(ctx.label("label.informed-by"), " ", informed) if informed else "",
            )
        )

    def _people(self, session: Session) -> Inlines:
        """Return who leads and who speaks, as far as the edition and the rule of attribution allow."""
        ctx = self.ctx
        talks = [each for each in session.contributions if each.kind is ContributionKind.PRESENTATION]
        pairs: list[tuple[str, Inlines]] = [
            ("label.moderator", session.moderator),
            ("label.speakers", self._talks(talks)),
            ("label.feedback", self._feedback(session)),
        ]
        rule = session.attribution
        people = stacked(
            (
                *(inlines(ctx.label(key), " ", content) for key, content in pairs if content),
                ctx.muted(f"attribution.{rule.value}") if rule is not Attribution.ON_RECORD else "",
                *self._hidden(session),
            )
        )
        return people or NOTHING

    def _talks(self, talks: Iterable[Contribution]) -> Inlines:
        content: Inlines = ""
        for talk in talks:
            title = self.ctx.text(talk.title)
            who = self._who(talk)
            line = self.ctx.rich("speaker.with-title", title=title, who=who) if title and who else title or who
            if line:
                content = inlines(content, self.ctx.t("answer.separator") if content else "", line)
        return content

    def _who(self, talk: Contribution) -> Inlines:
        """Say who speaks, as far as the rule of attribution left it there."""
        ctx = self.ctx
        who: Inlines = ", ".join(part for part in (talk.speaker, talk.organisation) if part)
        if talk.country and ctx.country(talk.country) not in talk.organisation:
            who = inlines(who, ", " if who else "", ctx.country(talk.country))
        return who

    def _feedback(self, session: Session) -> str:
        """Return the countries that comment on the mapping; those that a rule of attribution hides are left out."""
        codes = [
            each.country for each in session.contributions if each.kind is ContributionKind.FEEDBACK and each.country
        ]
        return self.ctx.list(map(self.ctx.country, self.ctx.order(codes))) if codes else ""

    def _informed_by(self, session: Session) -> str:
        """Return the questions and findings that shaped the session and that this edition has."""
        ctx = self.ctx
        wanted = set(session.informed_by)
        numbers = dict.fromkeys(ctx.numbers[each] for each in ctx.items if each in wanted and ctx.numbers[each])
        findings = len(wanted & self.findings)
        parts = [ctx.t("session.questions", numbers=ctx.list(numbers), n=len(numbers))] if numbers else []
        if findings:
            parts.append(ctx.t("session.findings", n=findings))
        return ctx.t("answer.separator").join(parts)

    def _hidden(self, session: Session) -> Iterator[Inlines]:
        ctx = self.ctx
        speakers = ctx.withheld("speaker", parent=session.id)
        if speakers:
            yield Span(ctx.t("withheld.speaker", n=speakers), role=SpanRole.WITHHELD)
        for kind in (ContributionKind.PRESENTATION, ContributionKind.FEEDBACK):
            number = ctx.withheld("contribution", parent=session.id, kinds=(kind.value,))
            if number:
                yield Span(ctx.t(f"withheld.{kind.value}", n=number), role=SpanRole.WITHHELD)


def _offset(moment: dt.datetime) -> str:
    """Return by how much a clock differs from UTC: '+1', '+5:30', '±0'."""
    minutes = int((moment.utcoffset() or dt.timedelta()).total_seconds()) // 60
    if not minutes:
        return "\N{PLUS-MINUS SIGN}0"
    sign = "+" if minutes > 0 else "\N{MINUS SIGN}"
    hours, rest = divmod(abs(minutes), 60)
    return f"{sign}{hours}:{rest:02d}" if rest else f"{sign}{hours}"


def _slots(sessions: list[_Timed]) -> Iterator[_Slot]:
    """Yield the sessions of one day in the order of time, with breaks between them."""
    latest: dt.datetime | None = None
    places: dict[dt.datetime, int] = {}
    for starts, session in sessions:
        if latest is not None and _SHORTEST_BREAK <= starts - latest <= _LONGEST_BREAK:
            yield _Slot(latest.astimezone(starts.tzinfo), starts)
        parallel = sum(other == starts for other, _ in sessions)
        places[starts] = places.get(starts, 0) + 1
        yield _Slot(starts, session.ends, session, places[starts], parallel)
        # What has no end runs on for as long as anybody knows, so that nothing can be said of the time behind it.
        if session.ends is None:
            latest = None
        elif latest is None or session.ends > latest:
            latest = session.ends
