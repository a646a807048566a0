"""How far replies to a closed question agree."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from mpfkit.model import Item, ItemType

from ._frequencies import empty_counts, frequencies
from ._replies import found_item

if TYPE_CHECKING:
    from mpfkit.model import Project, Questionnaire

    from ._frequencies import Frequencies
    from ._replies import Replies

__all__ = ["Agreement", "AgreementMeasure", "agreement"]


class AgreementMeasure(StrEnum):
    """How agreement is measured; the sources are cited from general knowledge and were not compared with the papers."""

    NOMINAL = "nominal"
    """One minus the index of qualitative variation (Mueller and Schuessler, Statistical Reasoning in Sociology, 1961):
    1 - K / (K - 1) x (1 - sum of squared shares), for K choices of which each reply makes one"""
    ORDINAL = "ordinal"
    """Ordinal consensus (Leik, A measure of ordinal consensus, Pacific Sociological Review, 1966):
    1 - 2 x sum of d / (K - 1), where d is the smaller of the cumulated share and the rest, for choices on a scale"""
    MULTIPLE = "multiple"
    """The mean, over all choices, of the nominal measure of whether a reply makes the choice: (2 x share - 1) squared,
    where replies can make several choices"""


@attrs.frozen(kw_only=True)
class Agreement:
    """How far replies to a closed question agree.

    Attributes:
        item: The question.
        base: Replies that answer the question, withheld ones included.
        withheld: Of these, those that this edition does not show.
        suppressed: Whether counts are kept back, or missing, because they would give a withheld reply away; there is
            neither a modal choice nor an index then.
        modal: The choices made most often: several where they are equally frequent, none where no choice was made.
            A text of one's own is never among them.
        modal_count: Replies that made the modal choice, each of them where there are several; None where suppressed.
        measure: How the index is measured.
        index: 1 where all replies agree, 0 where they are spread evenly (nominal, multiple) or stand at both ends of
            the scale (ordinal); two decimals. None with fewer than two replies, fewer than two choices, or where
            suppressed.
    """

    item: Item
    base: int
    withheld: int
    suppressed: bool
    modal: tuple[str, ...]
    modal_count: int | None
    measure: AgreementMeasure
    index: Decimal | None

    @property
    def share(self) -> tuple[int, int] | None:
        """Replies with the modal choice over replies that answer; None where suppressed; the second can be 0."""
        return None if self.modal_count is None else (self.modal_count, self.base)


def agreement(
    project: Project,
    item: Item | str,
    questionnaire: Questionnaire | None = None,
    *,
    replies: Replies | None = None,
    counted: Frequencies | None = None,
    shown_only: bool = False,
) -> Agreement:
    """Work out how far replies to a closed question agree.

    A choice list of which every choice has a score of its own is a scale, and so is a rating between two whole numbers.
    Texts of one's own ("other") count as one further choice. Ratings without a list or whole bounds have no known
    number of choices, and therefore no index.

    Args:
        project: The project, redacted or not.
        item: A choice, a yes-or-no question or a rating, or its `link_id`.
        questionnaire: The questionnaire; None for the project's first one.
        replies: The replies, where they were worked out before.
        counted: The frequencies of the question, where they were worked out before.
        shown_only: Whether only the replies count that this edition shows as a whole, as reports count them where
            other counts are kept back; nothing is suppressed then.

    Returns:
        The modal choice with its share, and a measure of agreement between 0 and 1.

    Raises:
        UnknownNameError: The project has no such question.
    """
    replies, item = found_item(project, item, questionnaire, replies)
    counted = counted or frequencies(project, item, replies=replies)
    if shown_only:
        counted = _shown(replies, counted)
    scale = _scale(replies, item)
    # Every withheld reply made at least one choice; where the tallies hold fewer, the counts are not all there.
    suppressed = bool(counted.suppressed) or sum(row.withheld for row in counted.rows) < counted.withheld
    made = sum(row.count or 0 for row in counted.rows)
    if item.is_multiple or (not suppressed and made != counted.base):
        measure = AgreementMeasure.MULTIPLE
    else:
        on_scale = bool(scale) and {row.code for row in counted.rows} <= set(scale)
        measure = AgreementMeasure.ORDINAL if on_scale else AgreementMeasure.NOMINAL
    if suppressed:
        return Agreement(
            item=item,
            base=counted.base,
            withheld=counted.withheld,
            suppressed=True,
            modal=(),
            modal_count=None,
            measure=measure,
            index=None,
        )
    chosen = {row.code: row.count or 0 for row in counted.rows}
    most = max((count for code, count in chosen.items() if code), default=0)
    return Agreement(
        item=item,
        base=counted.base,
        withheld=counted.withheld,
        suppressed=False,
        modal=tuple(code for code, count in chosen.items() if code and count == most) if most else (),
        modal_count=most,
        measure=measure,
        index=_index(measure, counted, scale) if counted.base > 1 else None,
    )


def _shown(replies: Replies, counted: Frequencies) -> Frequencies:
    # A choice that the questionnaire does not offer and that only withheld replies made is none of those on show.
    offered = empty_counts(replies, counted.item)
    rows = tuple(
        attrs.evolve(row, count=row.shown, withheld=0) for row in counted.rows if row.shown or row.code in offered
    )
    return attrs.evolve(counted, rows=rows, base=counted.base - counted.withheld, withheld=0)


def _scale(replies: Replies, item: Item) -> tuple[str, ...]:
    """The codes of a scale from the lowest score to the highest; none where the choices are no scale."""
    choices = replies.questionnaire.choices(item)
    if choices:
        scores = {choice.value: choice.code for choice in choices if choice.value is not None}
        return tuple(scores[score] for score in sorted(scores)) if len(scores) == len(choices) else ()
    low, high = item.min_value, item.max_value
    if item.type is not ItemType.RATING or low is None or high is None or low != int(low) or high != int(high):
        return ()
    return tuple(str(step) for step in range(int(low), int(high) + 1))


def _index(measure: AgreementMeasure, counted: Frequencies, scale: tuple[str, ...]) -> Decimal | None:
    counts = {row.code: row.count or 0 for row in counted.rows}
    base = Decimal(counted.base)
    kinds = len(counts)
    if measure is AgreementMeasure.MULTIPLE:
        squares = [(2 * Decimal(count) / base - 1) ** 2 for count in counts.values()]
        return _rounded(sum(squares, Decimal(0)) / kinds) if kinds else None
    if measure is AgreementMeasure.ORDINAL:
        kinds = len(scale)
        below, spread = 0, Decimal(0)
        for code in scale:
            below += counts.get(code, 0)
            spread += min(below, counted.base - below) / base
        return _rounded(1 - 2 * spread / (kinds - 1)) if kinds > 1 else None
    if counted.item.type is ItemType.RATING and not scale:
        return None  # nobody knows how many ratings there could have been
    shares = sum(((Decimal(count) / base) ** 2 for count in counts.values()), Decimal(0))
    return _rounded(1 - Decimal(kinds) / (kinds - 1) * (1 - shares)) if kinds > 1 else None


def _rounded(value: Decimal) -> Decimal:
    # Products of rounded shares can leave the range by a last digit.
    return min(max(value, Decimal(0)), Decimal(1)).quantize(Decimal("0.01"), ROUND_HALF_UP)
