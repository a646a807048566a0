"""The state of the replies to a questionnaire: who was asked, who replied when and how completely, and who is late.

A paper for those who run a project. It counts questions and shows none of their answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from mpfkit.analysis import ReplyState, Standing, State, follow_up
from mpfkit.composing import NOTHING, Context
from mpfkit.document import (
    Align,
    Cell,
    Column,
    Heading,
    HeadingKind,
    Paragraph,
    ParagraphRole,
    Row,
    RowKind,
    Span,
    SpanRole,
    Table,
    Tone,
)
from mpfkit.locale import Catalogue

from ._parts import CATALOGUE, authorities_of, chosen_questionnaire
from ._short import short_document

if TYPE_CHECKING:
    from mpfkit.analysis import FollowedReply, FollowUp
    from mpfkit.document import Block, Blocks, Document, Inlines
    from mpfkit.model import Project, Questionnaire
    from mpfkit.records import Brief

__all__ = ["ReplyStatusOptions", "compose_reply_status"]

_KIND = "reply-status"
_OWN = Catalogue.load("mpfkit_reports", "phrases/reply-status")
_TONES = {
    Standing.ON_TIME: Tone.GOOD,
    Standing.LATE: Tone.GOOD,
    Standing.UNDATED: Tone.GOOD,
    Standing.OPEN: Tone.PARTIAL,
    Standing.OVERDUE: Tone.BAD,
}
_REASONS = (State.DECLINED, State.UNKNOWN, State.NOT_APPLICABLE)


@attrs.frozen(kw_only=True)
class ReplyStatusOptions:
    """Options of the state of the replies.

    Attributes:
        questionnaire: `ID` or `ID|VERSION`; without a version the latest one, and empty for all questionnaires, each in
            its latest version.
    """

    questionnaire: str = ""


def compose_reply_status(project: Project, brief: Brief) -> Document:
    """Compose the state of the replies as of the date of the brief.

    Args:
        project: The project, redacted for the audience of the brief.
        brief: Date, language, audience and what the house style prescribes.

    Returns:
        The document.

    Raises:
        UnknownNameError: The project has no such questionnaire.
    """
    options = brief.options if isinstance(brief.options, ReplyStatusOptions) else ReplyStatusOptions()
    chosen: tuple[Questionnaire | None, ...] = (chosen_questionnaire(project, options.questionnaire),)
    if not options.questionnaire:
        chosen = tuple({each.id: each for each in project.questionnaires}.values())
    followed = tuple(found for each in chosen if (found := follow_up(project, brief.date, each)) is not None)
    return _Status(Context(project, brief, _OWN, CATALOGUE), followed).document()


class _Status:
    def __init__(self, ctx: Context, followed: tuple[FollowUp, ...]) -> None:
        self.ctx = ctx
        self.followed = followed

    def document(self) -> Document:
        ctx = self.ctx
        notice = ctx.brief.notice
        blocks: list[Block] = []
        for each in self.followed:
            blocks.extend(self._questionnaire(each))
        if not blocks:
            blocks.append(Paragraph(ctx.t("none.questionnaire")))
        closing = tuple(Paragraph(text, ParagraphRole.IMPRINT) for text in (notice.disclaimer, notice.rights) if text)
        return short_document(ctx, _KIND, ctx.plain(ctx.project.title), (), tuple(blocks), closing)

    def _questionnaire(self, found: FollowUp) -> Blocks:
        ctx = self.ctx
        form = found.questionnaire
        title = ctx.heading(form.title) if form.title is not None else form.id
        heading = Heading(
            ctx.rich("status.title", title=title, version=form.version), 1, HeadingKind.PLAIN, key=f"status-{form.key}"
        )
        if not found.countries:
            return (heading, Paragraph(ctx.t("none.countries")))
        return (
            heading,
            *self._sentences(found),
            self._counts(found),
            Heading(ctx.t("section.outstanding"), 2, HeadingKind.PLAIN),
            *self._outstanding(found),
            Heading(ctx.t("section.countries"), 2, HeadingKind.PLAIN),
            self._countries(found),
            *self._reasons(found),
        )

    def _sentences(self, found: FollowUp) -> Blocks:
        ctx = self.ctx
        said: list[str] = []
        if not found.is_invited:
            said.append(ctx.t("status.no-invitation"))
        if found.questionnaire.return_by is None:
            said.append(ctx.t("status.no-day"))
        if found.uninvited:
            said.append(ctx.t("status.uninvited", n=len(found.uninvited)))
        return tuple(Paragraph(text) for text in said)

    def _counts(self, found: FollowUp) -> Table:
        ctx = self.ctx
        form = found.questionnaire
        partial = sum(each.is_partial for each in found.outstanding)
        undated = found.standing(Standing.UNDATED)
        pairs = (
            ("count.sent", ctx.date(form.requested_on) if form.requested_on else ""),
            ("count.due", ctx.date(form.return_by) if form.return_by else ""),
            ("count.as-of", ctx.date(found.on)),
            ("count.invited" if found.is_invited else "count.asked", ctx.number(len(found.asked))),
            ("count.replied", ctx.number(len(found.replied))),
            ("count.on-time", ctx.number(found.standing(Standing.ON_TIME)) if form.return_by else ""),
            ("count.late", ctx.number(found.standing(Standing.LATE)) if form.return_by else ""),
            ("count.undated", ctx.number(undated) if form.return_by and undated else ""),
            ("count.outstanding", ctx.number(len(found.outstanding))),
            ("count.partial", ctx.number(partial)),
            ("count.overdue", ctx.number(len(found.overdue)) if form.return_by else ""),
        )
        return Table(
            columns=(Column(ctx.t("table.subject"), 2.2), Column(ctx.t("table.details"), 1.4, Align.END)),
            rows=tuple((Cell(ctx.t(key), header=True), text) for key, text in pairs if text),
            description=ctx.t("count.description"),
            compact=True,
        )

    def _countries(self, found: FollowUp) -> Table:
        ctx = self.ctx
        by_country = {each.country: each for each in found.countries}
        responses = [each.reply.response for each in found.countries if each.reply.response is not None]
        invented = ctx.project.illustrative or any(each.illustrative for each in responses)
        columns = (
            Column(ctx.t("table.country"), 2.1),
            Column(ctx.t("table.status"), 2.6),
            Column(ctx.t("table.received"), 1.5),
            Column(ctx.t("table.answered"), 1.4, Align.END),
            Column(ctx.t("table.share"), 1.0, Align.END),
            Column(ctx.t("table.revision"), 1.1, Align.END),
        )
        groups = ctx.by_group(by_country)
        rows: list[Row | tuple[Cell | Inlines, ...]] = []
        for group, codes in groups:
            if len(groups) > 1:
                rows.append(Row((Cell(ctx.group_label(group), span=len(columns)),), RowKind.GROUP))
            rows.extend(self._country(by_country[code]) for code in codes)
        return Table(
            columns=columns,
            rows=tuple(rows),
            caption=ctx.t("countries.caption"),
            description=ctx.t("countries.description"),
            notes=(
                ctx.t("note.completeness"),
                *((ctx.t("note.undisclosed"),) if any(map(_is_undisclosed, found.countries)) else ()),
                *((Span(ctx.t("note.illustrative"), role=SpanRole.ILLUSTRATIVE),) if invented else ()),
                *ctx.designations(by_country),
            ),
            compact=True,
        )

    def _country(self, each: FollowedReply) -> tuple[Cell | Inlines, ...]:
        ctx = self.ctx
        head = (
            Cell(ctx.country(each.country), header=True),
            Cell(self._standing(each), tone=_TONES[each.standing] if each.asked else Tone.NEUTRAL),
        )
        if each.reply.response is None:
            return (*head, *((NOTHING,) * 4))
        return (
            *head,
            ctx.date(each.authored, "table") if each.authored else NOTHING,
            ctx.t("replies.answered", answered=ctx.number(each.answered), asked=ctx.number(each.applicable)),
            ctx.percent(each.answered, each.applicable),
            ctx.number(each.revision),
        )

    def _reasons(self, found: FollowUp) -> Blocks:
        """Return how many questions were left without an answer for a reason; nothing where no country gave one."""
        ctx = self.ctx
        given = {each.country: each for each in found.countries if any(map(each.count, _REASONS))}
        if not given:
            return ()
        table = Table(
            columns=(
                Column(ctx.t("table.country"), 2.1),
                *(Column(ctx.t(f"table.{reason.value}"), 1.2, Align.END) for reason in _REASONS),
            ),
            rows=tuple(
                (
                    Cell(ctx.country(code), header=True),
                    *(ctx.number(given[code].count(reason)) for reason in _REASONS),
                )
                for _, codes in ctx.by_group(given)
                for code in codes
            ),
            caption=ctx.t("reasons.caption"),
            description=ctx.t("reasons.description"),
            notes=ctx.designations(given),
            compact=True,
        )
        return (table,)

    def _standing(self, each: FollowedReply) -> str:
        """Say in words where a country stands."""
        ctx = self.ctx
        if not each.asked:
            return ctx.t("standing.uninvited-part" if each.is_partial else "standing.uninvited")
        if each.reply.state is ReplyState.DECLINED:
            key = "declined-late" if each.days else "declined"
        else:
            key = f"{each.standing.value}-part" if each.is_partial else each.standing.value
        return ctx.t(f"standing.{key}", **({"n": each.days} if each.days else {}))

    def _outstanding(self, found: FollowUp) -> Blocks:
        ctx = self.ctx
        waiting = {each.country: each for each in found.outstanding}
        if not waiting:
            return (Paragraph(ctx.t("outstanding.none")),)
        ordered = [waiting[code] for _, codes in ctx.by_group(waiting) for code in codes]
        authorities = {code: authorities_of(ctx, code) for code in waiting}
        named = any(authorities.values())
        table = Table(
            columns=(
                Column(ctx.t("table.country"), 1.6),
                Column(ctx.t("table.came"), 1.4),
                Column(ctx.t("table.days"), 1.0, Align.END),
                *((Column(ctx.t("table.authorities"), 3.4),) if named else ()),
            ),
            rows=tuple(
                (
                    Cell(ctx.country(each.country), header=True),
                    ctx.t(f"reply.{each.reply.state.value}"),
                    ctx.number(each.days) if found.questionnaire.return_by else NOTHING,
                    *((ctx.t("answer.separator").join(authorities[each.country]) or NOTHING,) if named else ()),
                )
                for each in ordered
            ),
            caption=ctx.t("outstanding.caption"),
            description=ctx.t("outstanding.description"),
            notes=ctx.designations(waiting),
            compact=True,
        )
        return (table,)


def _is_undisclosed(each: FollowedReply) -> bool:
    return each.count(State.UNDISCLOSED) > 0
