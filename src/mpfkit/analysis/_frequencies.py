"""How often each choice was made, and the spread of figures."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from mpfkit.model import Item, ItemType

from ._replies import State, found_item

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mpfkit.model import Answer, AnswerValue, Project, Questionnaire

    from ._replies import Replies

__all__ = [
    "Frequencies",
    "Frequency",
    "NumericSummary",
    "RankedChoice",
    "empty_counts",
    "frequencies",
    "has_frequencies",
    "numeric_summary",
    "ranking_summary",
]


@attrs.frozen
class Frequency:
    """How often one choice was made.

    Attributes:
        code: Choice code, or `true` and `false`; empty for texts of one's own ("other").
        count: Replies that made it; None where the count is suppressed.
        withheld: Of these, those that this edition does not show; 0 where the count is suppressed.
        shown: Replies that made it and that this edition shows as a whole.
    """

    code: str
    count: int | None
    withheld: int = 0
    shown: int = attrs.field(default=0, eq=False)

    @property
    def suppressed(self) -> bool:
        """Whether the count is kept back because it would give a withheld reply away."""
        return self.count is None


@attrs.frozen(kw_only=True)
class Frequencies:
    """How often each choice of a closed question was made.

    Attributes:
        item: The question.
        rows: One for each choice in the order of the questionnaire, then other values, then texts of one's own.
        base: Replies that answer the question, withheld ones included: the denominator of all shares.
        withheld: Replies that this edition does not show.
    """

    item: Item
    rows: tuple[Frequency, ...]
    base: int
    withheld: int

    @property
    def suppressed(self) -> int:
        """How many counts are kept back."""
        return sum(row.suppressed for row in self.rows)


@attrs.frozen(kw_only=True)
class NumericSummary:
    """The spread of the figures that this edition shows.

    Attributes:
        n: Figures shown.
        withheld: Replies that this edition does not show; none of the figures below rests on them.
        minimum: Smallest figure; None where there is none.
        median: Middle figure, or the mean of the two in the middle; None where there is none.
        maximum: Largest figure; None where there is none.
        unit: Unit of all of them.
    """

    n: int
    withheld: int
    minimum: Decimal | None
    median: Decimal | None
    maximum: Decimal | None
    unit: str = ""


@attrs.frozen(kw_only=True)
class RankedChoice:
    """Where one choice was ranked by the replies that this edition shows.

    Attributes:
        code: Choice code.
        first: Replies that put it first.
        ranked: Replies that ranked it at all.
        mean: Mean rank among these; None where nobody ranked it.
    """

    code: str
    first: int
    ranked: int
    mean: Decimal | None


def has_frequencies(item: Item) -> bool:
    """Tell whether choices of an item can be counted: choices, yes or no, and ratings."""
    return item.type in (ItemType.CHOICE, ItemType.BOOLEAN, ItemType.RATING)


def frequencies(
    project: Project, item: Item | str, questionnaire: Questionnaire | None = None, *, replies: Replies | None = None
) -> Frequencies:
    """Count how often each choice of a closed question was made.

    On a redacted project the counts come from the tallies that were taken before anything was withheld. A count that
    would give a withheld reply away is suppressed there already.

    Args:
        project: The project, redacted or not.
        item: A question, or its `link_id`.
        questionnaire: The questionnaire; None for the project's first one.
        replies: The replies, where they were worked out before.

    Returns:
        The counts.

    Raises:
        UnknownNameError: The project has no such question.
    """
    replies, item = found_item(project, item, questionnaire, replies)
    counts = empty_counts(replies, item)
    base = withheld = 0
    # Where a reply is undisclosed, the tallies may hold it or not, and either would show; so what is shown is counted.
    undisclosed = any(reply.state_of(item.link_id) is State.UNDISCLOSED for reply in replies.replies)
    shown: Counter[str] = Counter()
    for reply in replies.replies:
        state = reply.state_of(item.link_id)
        if undisclosed and state is not State.ANSWERED:
            continue
        base += state.is_answered
        withheld += state is State.WITHHELD
        # In a roster, a reply can show one entry and withhold another.
        if state.is_answered:
            for code in dict.fromkeys(_codes(reply.answers(item.link_id))):
                counts[code] = counts.get(code, 0) + 1
                shown[code] += state is State.ANSWERED
    rows = {code: Frequency(code, count, 0, shown[code]) for code, count in counts.items()}
    if withheld and project.withheld:
        ours = {reply.response.questionnaire for reply in replies.received if reply.response}
        added: dict[str, int | None] = {}
        for tally in project.withheld.tallies:
            if tally.link_id == item.link_id and (
                tally.questionnaire in ours or tally.questionnaire.partition("|")[0] == replies.questionnaire.id
            ):
                so_far = added.get(tally.code, 0)
                kept_back = tally.count is None or so_far is None
                added[tally.code] = None if kept_back else (so_far or 0) + tally.withheld
        for code, hidden in added.items():
            rows[code] = (
                Frequency(code, None, 0, shown[code])
                if hidden is None
                else Frequency(code, counts.get(code, 0) + hidden, hidden, shown[code])
            )
    # Texts of one's own stand last, whatever the tallies added after them.
    ordered = [row for code, row in rows.items() if code] + [row for code, row in rows.items() if not code]
    return Frequencies(item=item, rows=tuple(ordered), base=base, withheld=withheld)


def numeric_summary(
    project: Project, item: Item | str, questionnaire: Questionnaire | None = None, *, replies: Replies | None = None
) -> NumericSummary:
    """Work out the spread of the figures given to one question.

    Args:
        project: The project, redacted or not.
        item: A question that takes numbers, or its `link_id`.
        questionnaire: The questionnaire; None for the project's first one.
        replies: The replies, where they were worked out before.

    Returns:
        The spread of what this edition shows; of a roster, of all its entries.

    Raises:
        UnknownNameError: The project has no such question.
    """
    replies, item = found_item(project, item, questionnaire, replies)
    figures: list[Decimal] = []
    withheld = 0
    for reply in replies.replies:
        withheld += reply.state_of(item.link_id) is State.WITHHELD
        figures.extend(
            Decimal(answer.value)
            for answer in reply.answers(item.link_id)
            if isinstance(answer.value, int | Decimal) and not isinstance(answer.value, bool)
        )
    figures.sort()
    count = len(figures)
    median = None
    if count:
        median = (figures[(count - 1) // 2] + figures[count // 2]) / 2 if count % 2 == 0 else figures[count // 2]
    return NumericSummary(
        n=count,
        withheld=withheld,
        minimum=figures[0] if count else None,
        median=median,
        maximum=figures[-1] if count else None,
        unit=item.unit,
    )


def ranking_summary(
    project: Project, item: Item | str, questionnaire: Questionnaire | None = None, *, replies: Replies | None = None
) -> tuple[RankedChoice, ...]:
    """Sum up how the replies that this edition shows rank the choices of a question.

    Args:
        project: The project, redacted or not.
        item: A ranking, or its `link_id`.
        questionnaire: The questionnaire; None for the project's first one.
        replies: The replies, where they were worked out before.

    Returns:
        The choices from the best mean rank to the worst; choices that nobody ranked stand last.

    Raises:
        UnknownNameError: The project has no such question.
    """
    replies, item = found_item(project, item, questionnaire, replies)
    places: dict[str, list[int]] = {choice.code: [] for choice in replies.questionnaire.choices(item)}
    for reply in replies.replies:
        for answer in reply.answers(item.link_id):
            for place, value in enumerate(answer.values, start=1):
                places.setdefault(str(value), []).append(place)
    rows = [
        RankedChoice(
            code=code,
            first=sum(place == 1 for place in found),
            ranked=len(found),
            mean=(Decimal(sum(found)) / len(found)).quantize(Decimal("0.1")) if found else None,
        )
        for code, found in places.items()
    ]
    worst = Decimal(len(rows) + 1)
    return tuple(sorted(rows, key=lambda row: (worst if row.mean is None else row.mean, -row.first)))


def empty_counts(replies: Replies, item: Item) -> dict[str, int]:
    """Return the choices that a question offers, none of them made yet."""
    if item.type is ItemType.BOOLEAN:
        return {"true": 0, "false": 0}
    return {choice.code: 0 for choice in replies.questionnaire.choices(item)}


def _code(value: AnswerValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _codes(answers: Iterable[Answer]) -> Iterable[str]:
    for answer in answers:
        if answer.value is not None:
            yield _code(answer.value)
        yield from map(_code, answer.values)
        if answer.other:
            yield ""
