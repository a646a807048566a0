"""Who has replied to a questionnaire by a day, who is late, and what is still open."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from mpfkit.model import ResponseStatus

from ._replies import Reply, ReplyState, State, replies_to

if TYPE_CHECKING:
    import datetime as dt

    from mpfkit.model import Project, Questionnaire, Response

    from ._replies import Replies

__all__ = ["FollowUp", "FollowedReply", "Standing", "follow_up"]


class Standing(StrEnum):
    """Where one country stands on a day: the first three have replied, the others are outstanding."""

    ON_TIME = "on-time"
    """Replied, by the day on which replies were due"""
    LATE = "late"
    """Replied, after that day"""
    UNDATED = "undated"
    """Replied; when, or until when, is not known"""
    OPEN = "open"
    """Not replied, or in part only, and there is time left, or no day is set"""
    OVERDUE = "overdue"
    """Not replied, or in part only, and the day has passed"""

    @property
    def has_replied(self) -> bool:
        """Whether nothing more is expected."""
        return self in (Standing.ON_TIME, Standing.LATE, Standing.UNDATED)


@attrs.frozen(kw_only=True)
class FollowedReply:
    """What became of the questionnaire in one country.

    Attributes:
        country: Code.
        reply: Its current reply, or the absence of one.
        asked: Whether it is among the countries from which a reply is expected.
        standing: Where it stands.
        days: Days by which the reply came late, or is late; 0 where it is not.
        revision: Number of the submission that is current, counted from 1; 0 where nothing came.
        counts: Number of questions by state; empty where nothing came.
    """

    country: str
    reply: Reply
    asked: bool
    standing: Standing
    days: int = 0
    revision: int = 0
    counts: dict[State, int] = attrs.field(factory=dict, hash=False, repr=False)

    @property
    def authored(self) -> dt.date | None:
        """The day on which it was submitted; None where nothing came, or where the edition does not say when."""
        response = self.reply.response
        return response.authored.date() if response is not None and response.authored is not None else None

    @property
    def is_partial(self) -> bool:
        """Whether a reply came that is not complete."""
        return self.reply.state is ReplyState.PARTIAL

    @property
    def answered(self) -> int:
        """Questions with an answer, be it withheld."""
        return sum(number for state, number in self.counts.items() if state.is_answered)

    @property
    def applicable(self) -> int:
        """Questions that were due to be answered."""
        return sum(number for state, number in self.counts.items() if state.counts)

    @property
    def open(self) -> int:
        """Of these, questions without an answer and without a reason, or with a value that could not be read."""
        return self.count(State.NOT_ANSWERED) + self.count(State.ERROR)

    def count(self, state: State) -> int:
        """Return the number of questions in a state."""
        return self.counts.get(state, 0)


@attrs.frozen(kw_only=True)
class FollowUp:
    """The replies to one questionnaire on one day.

    A country has replied when its reply is complete, or when it said that it does not answer; a reply in part is
    outstanding as one that did not come.

    Attributes:
        questionnaire: The questionnaire.
        on: The day.
        is_invited: Whether the questionnaire says who was invited; otherwise the countries that the project describes,
            and those that replied, count as asked.
        countries: Countries asked, then those that replied without having been asked.
    """

    questionnaire: Questionnaire
    on: dt.date
    is_invited: bool
    countries: tuple[FollowedReply, ...]

    @property
    def asked(self) -> tuple[FollowedReply, ...]:
        """Countries from which a reply is expected."""
        return tuple(each for each in self.countries if each.asked)

    @property
    def replied(self) -> tuple[FollowedReply, ...]:
        """Of these, countries that have replied."""
        return tuple(each for each in self.asked if each.standing.has_replied)

    @property
    def outstanding(self) -> tuple[FollowedReply, ...]:
        """Of these, countries of which a reply, or the rest of it, is still expected."""
        return tuple(each for each in self.asked if not each.standing.has_replied)

    @property
    def overdue(self) -> tuple[FollowedReply, ...]:
        """Of these, countries for which the day has passed: those that a reminder is for."""
        return tuple(each for each in self.asked if each.standing is Standing.OVERDUE)

    @property
    def uninvited(self) -> tuple[FollowedReply, ...]:
        """Countries that replied without having been asked; no number counts them."""
        return tuple(each for each in self.countries if not each.asked)

    def standing(self, standing: Standing) -> int:
        """Return how many of the countries asked stand so."""
        return sum(each.standing is standing for each in self.asked)

    def country(self, code: str) -> FollowedReply | None:
        """Return what became of the questionnaire in a country; None where it was neither asked nor replied."""
        return next((each for each in self.countries if each.country == code), None)


def follow_up(
    project: Project, on: dt.date, questionnaire: Questionnaire | None = None, *, replies: Replies | None = None
) -> FollowUp | None:
    """Find out who has replied to a questionnaire, when, how completely, and who is late.

    Args:
        project: The project, redacted or not; an edition does not always say when a reply came.
        on: The day as of which replies are late, as a rule that of the report. Replies are those of the project, also
            where they came after that day.
        questionnaire: The questionnaire; None for the project's first one, in its last version.
        replies: The replies, where they were worked out before.

    Returns:
        Who stands where; None where the project has no questionnaire.
    """
    replies = replies or replies_to(project, questionnaire)
    if replies is None:
        return None
    due = replies.questionnaire.return_by
    is_invited = bool(replies.questionnaire.invited)
    known = {reply.country: reply for reply in replies.replies}
    if not is_invited:
        silent = (
            Reply(country=code, state=ReplyState.NO_REPLY, invited=False)
            for code in dict.fromkeys(country.code for country in project.countries)
        )
        known = {reply.country: known.get(reply.country, reply) for reply in silent} | known
    before = {response.id: response for response in project.responses}
    return FollowUp(
        questionnaire=replies.questionnaire,
        on=on,
        is_invited=is_invited,
        countries=tuple(
            _followed(reply, on, due, before, asked=reply.invited or not is_invited) for reply in known.values()
        ),
    )


def _followed(
    reply: Reply, on: dt.date, due: dt.date | None, before: dict[str, Response], *, asked: bool
) -> FollowedReply:
    response = reply.response
    came = response.authored.date() if response is not None and response.authored is not None else None
    if reply.state in (ReplyState.COMPLETED, ReplyState.DECLINED):
        if came is None or due is None:
            standing, days = Standing.UNDATED, 0
        else:
            standing, days = (Standing.LATE, (came - due).days) if came > due else (Standing.ON_TIME, 0)
    elif due is not None and on > due:
        standing, days = Standing.OVERDUE, (on - due).days
    else:
        standing, days = Standing.OPEN, 0
    return FollowedReply(
        country=reply.country,
        reply=reply,
        asked=asked,
        standing=standing,
        days=days,
        revision=_revision(response, before) if response is not None else 0,
        counts=dict(Counter(reply.states.values())),
    )


def _revision(response: Response, before: dict[str, Response]) -> int:
    """Return the number of a submission in its chain, in which what was entered in error counts for nothing."""
    chain = {response.id: response}
    step = before.get(response.replaces)
    while step is not None and step.id not in chain:
        chain[step.id] = step
        step = before.get(step.replaces)
    return sum(each.status is not ResponseStatus.ENTERED_IN_ERROR for each in chain.values())
