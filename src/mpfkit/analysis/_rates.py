"""Unit response and item response."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import attrs

from ._replies import ReplyState, State, item_of, replies_to

if TYPE_CHECKING:
    from mpfkit.model import Item, Project, Questionnaire

    from ._replies import Replies

__all__ = ["ItemResponse", "UnitResponse", "item_response", "unit_response"]


@attrs.frozen(kw_only=True)
class UnitResponse:
    """How many of the countries asked replied.

    Attributes:
        invited: Countries asked.
        completed: Of these, those whose reply is complete.
        partial: Of these, those whose reply is not.
        declined: Of these, those that replied that they do not answer.
        no_reply: Of these, those that sent nothing.
        uninvited: Countries that replied without having been asked; no rate counts them.
        withheld: Replies of which nothing is shown in this edition.
    """

    invited: int
    completed: int
    partial: int
    declined: int
    no_reply: int
    uninvited: int
    withheld: int

    @property
    def received(self) -> int:
        """Countries asked that sent a complete or partial reply."""
        return self.completed + self.partial

    @property
    def rate(self) -> tuple[int, int]:
        """Complete replies over countries asked, as numerator and denominator; the denominator can be 0."""
        return self.completed, self.invited


@attrs.frozen(kw_only=True)
class ItemResponse:
    """How many replies answer one question.

    Attributes:
        answered: Replies with a value, withheld ones included.
        withheld: Of these, those that this edition does not show.
        declined: Replies that refuse.
        unknown: Replies that say that the answer is not known, or not yet.
        not_answered: Replies that leave the question open.
        error: Replies whose value could not be read.
        not_applicable: Replies to which the question does not apply; not in the base.
        not_enabled: Replies in which skip logic hides the question; not in the base.
        not_asked: Replies to a version without the question; not in the base.
        no_reply: Countries that sent nothing; not in the base.
        undisclosed: Replies of which this edition does not say whether the question was due; not in the base.
    """

    answered: int
    withheld: int
    declined: int
    unknown: int
    not_answered: int
    error: int
    not_applicable: int
    not_enabled: int
    not_asked: int
    no_reply: int
    undisclosed: int = 0

    @property
    def base(self) -> int:
        """Replies that were due to answer: asked, enabled and concerned."""
        return self.answered + self.declined + self.unknown + self.not_answered + self.error

    @property
    def rate(self) -> tuple[int, int]:
        """Answered over due to answer, as numerator and denominator; the denominator can be 0."""
        return self.answered, self.base


def unit_response(
    project: Project, questionnaire: Questionnaire | None = None, *, replies: Replies | None = None
) -> UnitResponse:
    """Count the replies of the countries that were asked.

    Args:
        project: The project, redacted or not.
        questionnaire: The questionnaire; None for the project's first one.
        replies: The replies, where they were worked out before.

    Returns:
        The counts; all 0 where there is no questionnaire.
    """
    replies = replies or replies_to(project, questionnaire)
    entries = replies.replies if replies else ()
    states = Counter(reply.state for reply in entries if reply.invited)
    return UnitResponse(
        invited=sum(states.values()),
        completed=states[ReplyState.COMPLETED],
        partial=states[ReplyState.PARTIAL],
        declined=states[ReplyState.DECLINED],
        no_reply=states[ReplyState.NO_REPLY],
        uninvited=sum(not reply.invited for reply in entries),
        withheld=sum(reply.response is not None and reply.response.withheld for reply in entries),
    )


def item_response(
    project: Project, item: Item | str, questionnaire: Questionnaire | None = None, *, replies: Replies | None = None
) -> ItemResponse:
    """Count what the replies say to one question.

    Args:
        project: The project, redacted or not.
        item: A question, or its `link_id`.
        questionnaire: The questionnaire; None for the project's first one.
        replies: The replies, where they were worked out before.

    Returns:
        The counts; all 0 where there is no questionnaire.

    Raises:
        UnknownNameError: The questionnaire has no such question.
    """
    replies = replies or replies_to(project, questionnaire)
    states: Counter[State] = Counter()
    if replies is not None:
        link_id = item_of(replies, item).link_id
        states.update(reply.state_of(link_id) for reply in replies.replies)
    return ItemResponse(
        answered=states[State.ANSWERED] + states[State.WITHHELD],
        withheld=states[State.WITHHELD],
        declined=states[State.DECLINED],
        unknown=states[State.UNKNOWN],
        not_answered=states[State.NOT_ANSWERED],
        error=states[State.ERROR],
        not_applicable=states[State.NOT_APPLICABLE],
        not_enabled=states[State.NOT_ENABLED],
        not_asked=states[State.NOT_ASKED],
        no_reply=states[State.NO_REPLY],
        undisclosed=states[State.UNDISCLOSED],
    )
