"""Who replied to a questionnaire, and what stands behind each question in each reply."""

from __future__ import annotations

import weakref
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from mpfkit.errors import UnknownNameError
from mpfkit.model import AbsentReason, Questionnaire, Response, ResponseStatus, enabled_items, undetermined_items

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mpfkit.model import Answer, Item, Project

__all__ = ["Replies", "Reply", "ReplyState", "State", "found_item", "item_of", "latest", "replies_to"]


class ReplyState(StrEnum):
    """Where the reply of one country stands."""

    COMPLETED = "completed"
    """Completed or amended (FHIR), with an answer to enough of the required questions"""
    PARTIAL = "partial"
    """A reply came, but it is in progress or was stopped, or leaves too many of the required questions open"""
    DECLINED = "declined"
    """The country replied that it does not answer"""
    NO_REPLY = "no-reply"
    """Invited, and nothing came"""


class State(StrEnum):
    """What stands behind one question in one reply.

    A question counts in the denominator of a rate unless it was hidden by skip logic, does not apply, or was not in the
    version that the country received; a country that never replied counts in unit response only. What is undisclosed
    counts nowhere: a rate that held it would give the withheld answer away.
    """

    ANSWERED = "answered"
    WITHHELD = "withheld"
    """Answered, and not shown in this edition"""
    UNDISCLOSED = "undisclosed"
    """Whether the question was due rests on a withheld answer, so this edition says neither"""
    DECLINED = "declined"
    UNKNOWN = "unknown"
    NOT_ANSWERED = "not-answered"
    ERROR = "error"
    NOT_APPLICABLE = "not-applicable"
    NOT_ENABLED = "not-enabled"
    NOT_ASKED = "not-asked"
    NO_REPLY = "no-reply"

    # That of a text, which it is: the one of enumerations is slow, and reports count states by the thousand.
    __hash__ = str.__hash__

    @property
    def is_answered(self) -> bool:
        """Whether a value was given."""
        return self is State.ANSWERED or self is State.WITHHELD

    @property
    def counts(self) -> bool:
        """Whether the question belongs to the denominator of item response."""
        return self not in _OUTSIDE


_OUTSIDE = frozenset({State.NOT_APPLICABLE, State.NOT_ENABLED, State.NOT_ASKED, State.NO_REPLY, State.UNDISCLOSED})

_STATES = {
    AbsentReason.NOT_ANSWERED: State.NOT_ANSWERED,
    AbsentReason.NOT_APPLICABLE: State.NOT_APPLICABLE,
    AbsentReason.ASKED_DECLINED: State.DECLINED,
    AbsentReason.ASKED_UNKNOWN: State.UNKNOWN,
    AbsentReason.TEMP_UNKNOWN: State.UNKNOWN,
    AbsentReason.NOT_ASKED: State.NOT_ASKED,
    AbsentReason.MASKED: State.DECLINED,
    AbsentReason.ERROR: State.ERROR,
    AbsentReason.NOT_ENABLED: State.NOT_ENABLED,
}
# A roster answers a question as soon as one entry does; otherwise the reason that says most is kept.
_PRECEDENCE = (
    State.DECLINED,
    State.UNKNOWN,
    State.ERROR,
    State.NOT_ANSWERED,
    State.NOT_APPLICABLE,
    State.NOT_ASKED,
    State.NOT_ENABLED,
)
_RANK = {state: rank for rank, state in enumerate(_PRECEDENCE)}


@attrs.frozen(kw_only=True)
class Reply:
    """The current reply of one country.

    Attributes:
        country: Code.
        state: Where it stands.
        invited: Whether the country was asked.
        response: The submission that is current; None where nothing came.
        states: State of every question of the questionnaire by `link_id`; empty where nothing came.
    """

    country: str
    state: ReplyState
    invited: bool
    response: Response | None = None
    states: dict[str, State] = attrs.field(factory=dict, hash=False, repr=False)

    def answers(self, link_id: str) -> tuple[Answer, ...]:
        """Return what was stored for a question, one answer for each roster entry."""
        return self.response.answers.get(link_id, ()) if self.response else ()

    def state_of(self, link_id: str) -> State:
        """Return the state of a question; `no-reply` where nothing came."""
        return self.states.get(link_id, State.NOT_ASKED) if self.response else State.NO_REPLY


@attrs.frozen(kw_only=True)
class Replies:
    """All current replies to a questionnaire, worked out once for any number of tables.

    Attributes:
        questionnaire: The questionnaire; replies to other versions of it are among the replies.
        replies: Invited countries in the order of the invitation, then others that replied.
    """

    questionnaire: Questionnaire
    replies: tuple[Reply, ...]

    @property
    def received(self) -> tuple[Reply, ...]:
        """The replies of countries that sent something."""
        return tuple(reply for reply in self.replies if reply.response is not None)

    @property
    def invited(self) -> tuple[Reply, ...]:
        """The replies, or their absence, of countries that were asked."""
        return tuple(reply for reply in self.replies if reply.invited)

    def reply(self, country: str) -> Reply | None:
        """Return the reply of a country, or None where it was neither asked nor replied."""
        return next((reply for reply in self.replies if reply.country == country), None)


PARTIAL_BELOW = Decimal("0.5")
"""Share of the required questions below which a reply that says it is complete counts as partial."""


def replies_to(
    project: Project, questionnaire: Questionnaire | None = None, *, partial_below: Decimal = PARTIAL_BELOW
) -> Replies | None:
    """Find the current replies to a questionnaire and the state of every question in them.

    Where a country has several current submissions (which `check` reports), the one submitted last counts. The first
    questionnaire is the latest version of the first one that the project names.

    Args:
        project: The project, redacted or not.
        questionnaire: The questionnaire; None for the project's first one, in its last version.
        partial_below: Share of the required questions that were due, between 0 and 1, which a completed or amended
            reply must have answered in order to count as complete; 0 leaves it to the status alone. The distinction is
            that of AAPOR's Standard Definitions between complete and partial, which leave the threshold to the survey.
            In an edition, a question whose condition rests on a withheld answer counts neither way.

    Returns:
        The replies; None where the project has no questionnaire.

    Raises:
        ValueError: The share is not between 0 and 1.
    """
    if not 0 <= partial_below <= 1:
        raise ValueError(f"partial_below is {partial_below}; give a share between 0 and 1")
    if questionnaire is None:
        if not project.questionnaires:
            return None
        first = project.questionnaires[0].id
        questionnaire = [candidate for candidate in project.questionnaires if candidate.id == first][-1]
    return _kept(project, questionnaire, partial_below)


_MOST_KEPT = 4
_last: list[tuple[weakref.ref[Project], Questionnaire, Decimal, Replies]] = []


def _kept(project: Project, questionnaire: Questionnaire, partial_below: Decimal) -> Replies:
    """Return what was found last time: a report asks several times, and reports on each country ask for the same."""
    for known, form, share, replies in _last:
        if known() is project and form is questionnaire and share == partial_below:
            return replies
    found = _find(project, questionnaire, partial_below)
    alive = [each for each in _last if each[0]() is not None]
    _last[:] = [(weakref.ref(project), questionnaire, partial_below, found), *alive][:_MOST_KEPT]
    return found


def _find(project: Project, questionnaire: Questionnaire, partial_below: Decimal) -> Replies:
    versions = {known.key: known for known in project.questionnaires if known.id == questionnaire.id}
    versions.setdefault(questionnaire.key, questionnaire)
    current = {
        country: response
        for (_, country), response in latest(
            response
            for response in project.current_responses()
            if response.questionnaire == questionnaire.id or response.questionnaire in versions
        ).items()
    }
    questions = tuple(item.link_id for item in questionnaire.questions())
    required = {
        key: tuple(item.link_id for item in known.questions() if item.required) for key, known in versions.items()
    }
    asked = {key: frozenset(item.link_id for item in known.walk()) for key, known in versions.items()}
    conditional = {key for key, known in versions.items() if any(item.enable_when for item in known.walk())}
    invited = dict.fromkeys(questionnaire.invited)
    replies = []
    for country in (*invited, *(code for code in current if code not in invited)):
        found = current.get(country)
        states: dict[str, State] = {}
        enough = True
        if found is not None:
            received = versions.get(found.questionnaire, questionnaire)
            everything = asked[received.key]
            enabled = enabled_items(received, found) if received.key in conditional else everything
            unclear: frozenset[str] = frozenset()
            if project.withheld and received.key in conditional:
                unclear = undetermined_items(received, found)
            states = _states(found, questions, everything, enabled, unclear)
            due = _states(found, required[received.key], everything, enabled, unclear).values()
            enough = _answers_enough(due, partial_below)
        replies.append(
            Reply(
                country=country,
                state=_reply_state(found, states, enough=enough),
                invited=country in invited,
                response=found,
                states=states,
            )
        )
    return Replies(questionnaire=questionnaire, replies=tuple(replies))


def latest(responses: Iterable[Response]) -> dict[tuple[str, str], Response]:
    """Return the one reply that counts by id of the questionnaire and country: of several, the one submitted last."""
    found: dict[tuple[str, str], Response] = {}
    for response in responses:
        key = (response.questionnaire.partition("|")[0], response.country)
        other = found.get(key)
        if other is None or _submitted(response) >= _submitted(other):
            found[key] = response
    return found


def found_item(
    project: Project, item: Item | str, questionnaire: Questionnaire | None, replies: Replies | None
) -> tuple[Replies, Item]:
    """Return the replies to a questionnaire and one of its items.

    Raises:
        UnknownNameError: The project has no such question.
    """
    replies = replies or replies_to(project, questionnaire)
    if replies is None:
        raise UnknownNameError("question", item if isinstance(item, str) else item.link_id)
    return replies, item_of(replies, item)


def item_of(replies: Replies, item: Item | str) -> Item:
    """Return an item of the questionnaire by itself or by its `link_id`.

    Raises:
        UnknownNameError: The questionnaire has no such item.
    """
    if not isinstance(item, str):
        return item
    found = replies.questionnaire.item(item)
    if found is None:
        raise UnknownNameError(
            f"question of {replies.questionnaire.key}", item, (known.link_id for known in replies.questionnaire.walk())
        )
    return found


_NEVER = datetime.min.replace(tzinfo=UTC)


def _submitted(response: Response) -> datetime:
    return response.authored or _NEVER


def _answers_enough(states: Iterable[State], partial_below: Decimal) -> bool:
    """Tell whether enough of the questions that were due are answered; where none was due, nothing is missing."""
    due = [state for state in states if state.counts]
    return sum(state.is_answered for state in due) >= partial_below * len(due)


def _reply_state(response: Response | None, states: dict[str, State], *, enough: bool) -> ReplyState:
    if response is None:
        return ReplyState.NO_REPLY
    if response.status in (ResponseStatus.COMPLETED, ResponseStatus.AMENDED):
        counted = [state for state in states.values() if state.counts]
        if counted and all(state is State.DECLINED for state in counted):
            return ReplyState.DECLINED
        return ReplyState.COMPLETED if enough else ReplyState.PARTIAL
    if response.status is ResponseStatus.STOPPED and not any(state.is_answered for state in states.values()):
        return ReplyState.DECLINED
    return ReplyState.PARTIAL


def _states(
    response: Response,
    questions: tuple[str, ...],
    asked: frozenset[str],
    enabled: frozenset[str],
    unclear: frozenset[str],
) -> dict[str, State]:
    """Work out the state of every question in one reply.

    What was stored decides; skip logic only explains why nothing was. A question whose condition rests on a withheld
    answer is undisclosed, whether something was stored or not, unless its own answer is shown.
    """
    answers = response.answers
    states: dict[str, State] = {}
    for link_id in questions:
        stored = answers.get(link_id)
        if link_id in unclear and not any(answer.has_value and not answer.withheld for answer in stored or ()):
            states[link_id] = State.UNDISCLOSED
        elif stored:
            states[link_id] = _stored_state(stored, enabled=link_id in enabled)
        elif link_id not in asked:
            states[link_id] = State.NOT_ASKED
        else:
            states[link_id] = State.NOT_ANSWERED if link_id in enabled else State.NOT_ENABLED
    return states


def _stored_state(stored: tuple[Answer, ...], *, enabled: bool) -> State:
    visible = False
    for answer in stored:
        if answer.withheld:
            return State.WITHHELD
        visible = visible or answer.value is not None or answer.has_value
    if visible:
        return State.ANSWERED
    if not enabled:
        return State.NOT_ENABLED
    reasons = (_STATES[answer.absent] if answer.absent else State.NOT_ANSWERED for answer in stored)
    return min(reasons, key=_RANK.__getitem__)
