"""Answers of all countries to one question, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from mpfkit.model import AbsentReason, Answer, Item, Response

from ._replies import State, found_item

if TYPE_CHECKING:
    from mpfkit.model import Project, Questionnaire

    from ._replies import Replies

__all__ = ["Comparison", "ComparisonRow", "comparison"]


@attrs.frozen(kw_only=True)
class ComparisonRow:
    """What one country answered.

    Attributes:
        country: Code.
        state: Value, reason, withheld or no reply.
        response: The submission; None where nothing came.
        answers: What was stored, one for each roster entry.
        absent: The reason as it was stated, where one was.
    """

    country: str
    state: State
    response: Response | None = None
    answers: tuple[Answer, ...] = ()
    absent: AbsentReason | None = None


@attrs.frozen(kw_only=True)
class Comparison:
    """What all countries answered to one question.

    Attributes:
        item: The question.
        rows: In the order of the replies.
    """

    item: Item
    rows: tuple[ComparisonRow, ...]

    @property
    def withheld(self) -> int:
        """Replies that this edition does not show."""
        return sum(row.state in (State.WITHHELD, State.UNDISCLOSED) for row in self.rows)

    @property
    def no_reply(self) -> tuple[str, ...]:
        """Countries that sent nothing."""
        return tuple(row.country for row in self.rows if row.state is State.NO_REPLY)


def comparison(
    project: Project, item: Item | str, questionnaire: Questionnaire | None = None, *, replies: Replies | None = None
) -> Comparison:
    """Put the answers of all countries to one question side by side.

    Args:
        project: The project, redacted or not.
        item: A question, or its `link_id`.
        questionnaire: The questionnaire; None for the project's first one.
        replies: The replies, where they were worked out before.

    Returns:
        One row for each country that was asked or replied.

    Raises:
        UnknownNameError: The project has no such question.
    """
    replies, item = found_item(project, item, questionnaire, replies)
    link_id = item.link_id
    rows = []
    for reply in replies.replies:
        answers = reply.answers(link_id)
        rows.append(
            ComparisonRow(
                country=reply.country,
                state=reply.state_of(link_id),
                response=reply.response,
                answers=answers,
                absent=answers[0].absent if len(answers) == 1 and not answers[0].withheld else None,
            )
        )
    return Comparison(item=item, rows=tuple(rows))
