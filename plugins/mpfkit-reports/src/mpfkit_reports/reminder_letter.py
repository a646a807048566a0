"""The letter that reminds the authorities of a country of a questionnaire to which their reply is late."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import attrs

from mpfkit.analysis import State, follow_up
from mpfkit.composing import Context, cover, document, inlines, languages_notice
from mpfkit.document import Heading, HeadingKind, PageBreak, Paragraph, ParagraphRole, Span, SpanRole
from mpfkit.errors import RenderError
from mpfkit.locale import Catalogue
from mpfkit.model import OrganisationRole

from ._parts import CATALOGUE, authorities_of, chosen_questionnaire
from ._short import stacked

if TYPE_CHECKING:
    from mpfkit.analysis import FollowedReply, FollowUp
    from mpfkit.document import Block, Blocks, Document, Inlines
    from mpfkit.model import Project
    from mpfkit.records import Brief

__all__ = ["ReminderOptions", "compose_reminder_letter", "countries_to_remind"]

_KIND = "reminder-letter"
_OWN = Catalogue.load("mpfkit_reports", "phrases/reminder-letter")
_LINE = "_" * 40
"""To be signed on."""


@attrs.frozen(kw_only=True)
class ReminderOptions:
    """Options of the reminder.

    Attributes:
        questionnaire: `ID` or `ID|VERSION`; without a version the latest one, and empty for the project's first one.
        until: Day by which the reply is asked for now; None to name none.
        return_to: Address to which the reply is sent.
    """

    questionnaire: str = ""
    until: dt.date | None = None
    return_to: str = ""


def compose_reminder_letter(project: Project, brief: Brief) -> Document:
    """Compose the reminder to a country, or one after the other to all that are late on the date of the brief.

    Args:
        project: The project, redacted for the audience of the brief.
        brief: Date, language, countries that are reminded, and what the house style prescribes.

    Returns:
        The document.

    Raises:
        RenderError: No reminder is due, or it is asked for a day that has passed.
        UnknownNameError: The project has no such questionnaire.
    """
    options = _options(brief)
    if options.until is not None and options.until <= brief.date:
        raise RenderError(
            f"the option 'until' is {options.until}, and the letter bears {brief.date}; write a day after that"
        )
    found = _follow_up(project, brief)
    wanted = brief.countries or ((brief.for_country,) if brief.for_country else ())
    for code in wanted:
        reason = _why_not(found, code)
        if reason:
            raise RenderError(reason)
    codes = wanted or tuple(each.country for each in found.overdue)
    if not codes:
        raise RenderError(f"nobody is late with {found.questionnaire.key} on {found.on}; no reminder is due")
    # A letter says how many questions are open, and nothing else of what the project holds.
    blank = project.evolve(responses=(), withheld=None)
    ctx = Context(blank, brief, _OWN, CATALOGUE)
    late = {each.country: each for each in found.overdue}
    return _Letters(ctx, found, options, tuple(late[code] for code in ctx.order(codes))).document()


def countries_to_remind(project: Project, brief: Brief) -> tuple[str, ...]:
    """Return the countries that are late on the date of the brief.

    Args:
        project: The project, redacted for the audience of the brief.
        brief: Date, and which questionnaire it is about.

    Returns:
        Their codes.

    Raises:
        RenderError: The project has no questionnaire, or nobody can be late.
        UnknownNameError: The project has no such questionnaire.
    """
    return tuple(each.country for each in _follow_up(project, brief).overdue)


def _options(brief: Brief) -> ReminderOptions:
    return brief.options if isinstance(brief.options, ReminderOptions) else ReminderOptions()


def _follow_up(project: Project, brief: Brief) -> FollowUp:
    found = follow_up(project, brief.date, chosen_questionnaire(project, _options(brief).questionnaire))
    if found is None:
        raise RenderError("the project has no questionnaire; a reminder is about one")
    if found.questionnaire.return_by is None:
        key = found.questionnaire.key
        raise RenderError(f"the questionnaire {key} does not say by which day replies are due; write its return_by")
    return found


def _why_not(found: FollowUp, code: str) -> str:
    """Say why a country is not reminded; an empty text where it is late."""
    each = found.country(code)
    if each is not None and each in found.overdue:
        return ""
    if each is not None and each.standing.has_replied:
        day = f"replied on {each.authored}" if each.authored else "has replied"
        return f"{code} {day}; no reminder is due"
    if each is None or not each.asked:
        return f"{code} was not invited to answer {found.questionnaire.key}; no reminder is due"
    return f"{code} has until {found.questionnaire.return_by}, and the letter bears {found.on}; no reminder is due"


class _Letters:
    def __init__(
        self, ctx: Context, found: FollowUp, options: ReminderOptions, late: tuple[FollowedReply, ...]
    ) -> None:
        self.ctx = ctx
        self.form = found.questionnaire
        self.until = ctx.date(options.until) if options.until else ""
        self.return_to = options.return_to.strip()
        self.late = late

    def document(self) -> Document:
        ctx = self.ctx
        blocks: list[Block] = []
        for each in self.late:
            blocks.extend((*((PageBreak(),) if blocks else ()), *self._letter(each)))
        title = ctx.t("letter.titles")
        if len(self.late) == 1:
            title = ctx.t("letter.title", country=ctx.country(self.late[0].country))
        notice = languages_notice(ctx)
        if notice:
            blocks.append(Paragraph(notice, ParagraphRole.META))
        # A letter has no cover and no imprint: it goes out on the paper of those who send it, and is no report.
        return attrs.evolve(document(ctx, _KIND, title, cover(ctx, _KIND, title, ()), tuple(blocks)), cover=None)

    def _letter(self, each: FollowedReply) -> Blocks:
        ctx = self.ctx
        authorities = authorities_of(ctx, each.country) or (ctx.t("letter.authorities"),)
        return (
            Paragraph(ctx.date(ctx.brief.date)),
            Paragraph(stacked((*authorities, ctx.country_noted(each.country)))),
            Heading(ctx.rich("letter.subject", title=self._title()), 1, HeadingKind.PLAIN),
            *self._notice(each),
            Paragraph(ctx.t("letter.salutation")),
            Paragraph(self._due()),
            *map(Paragraph, self._state(each)),
            Paragraph(self._request(each)),
            Paragraph(ctx.t("return.to", to=self.return_to) if self.return_to else ctx.t("return.sender")),
            Paragraph(ctx.t("letter.crossed")),
            Paragraph(ctx.t("letter.closing"), keep_with_next=True),
            Paragraph(self._signature(), keep_with_next=True),
            Paragraph(stacked((ctx.label("letter.signature"), _LINE))),
        )

    def _title(self) -> Inlines:
        return self.ctx.heading(self.form.title) if self.form.title is not None else self.form.id

    def _notice(self, each: FollowedReply) -> Blocks:
        """Say that a letter to an invented country, or on an invented questionnaire, was never sent."""
        ctx = self.ctx
        response = each.reply.response
        invented = ctx.project.illustrative or self.form.illustrative or ctx.is_illustrative(each.country)
        if not invented and (response is None or not response.illustrative):
            return ()
        return (Paragraph(ctx.t("letter.illustrative"), ParagraphRole.ILLUSTRATIVE),)

    def _due(self) -> Inlines:
        ctx = self.ctx
        days = {"due": ctx.date(self.form.return_by) if self.form.return_by else ""}
        if self.form.requested_on:
            days["sent"] = ctx.date(self.form.requested_on)
        return ctx.rich("letter.sent" if "sent" in days else "letter.due", title=self._title(), **days)

    def _state(self, each: FollowedReply) -> tuple[str, ...]:
        """Say what came so far: nothing, or a part with so many questions open."""
        ctx = self.ctx
        if not each.is_partial:
            return (ctx.t("state.none"),)
        came = ctx.t("state.part-on", date=ctx.date(each.authored)) if each.authored else ctx.t("state.part")
        # Where the edition does not say whether questions were due, a number would be wrong or give an answer away.
        if not each.open or each.count(State.UNDISCLOSED):
            return (came, ctx.t("state.incomplete"))
        return (came, ctx.t("state.open", n=each.open, total=ctx.number(each.applicable)))

    def _request(self, each: FollowedReply) -> str:
        what = "rest" if each.is_partial else "reply"
        if self.until:
            return self.ctx.t(f"request.{what}-until", until=self.until)
        return self.ctx.t(f"request.{what}")

    def _signature(self) -> Inlines:
        """Return who sends the letter, and for which project."""
        ctx = self.ctx
        senders = [
            ctx.text(each.name) for each in ctx.project.organisations if each.role is OrganisationRole.IMPLEMENTING
        ]
        if not senders and self.form.requested_by:
            senders.append(self.form.requested_by)
        project = ctx.rich("letter.project", title=ctx.heading(ctx.project.title))
        return stacked((*(inlines(each) for each in senders), Span(project, role=SpanRole.MUTED)))
