"""Sessions that the results of a mapping suggest for a workshop, ranked by a score that can be worked out by hand."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from mpfkit.model import Delivery, FindingKind, ItemType

from ._agreement import agreement
from ._coverage import in_order, places_of
from ._findings import visible_findings
from ._frequencies import has_frequencies
from ._replies import State, replies_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mpfkit.model import Finding, Item, Project, Questionnaire

    from ._replies import Replies

__all__ = [
    "HIGH_DIFFERENCE",
    "SMALLEST_BASE",
    "Difference",
    "ProposalWeights",
    "ScorePart",
    "ScorePartKind",
    "SessionProposal",
    "mapping_findings",
    "session_proposals",
]

SMALLEST_BASE = 3
"""Replies below which a question says nothing on how far countries differ: two that differ are two countries."""
HIGH_DIFFERENCE = Decimal("0.5")
"""Difference from which a topic is for open discussion: halfway from all replies alike to replies spread evenly."""

_GAPS = (FindingKind.GAP, FindingKind.CONTINGENCY)
_OPTIONS = (FindingKind.OPTION, FindingKind.RECOMMENDATION)
_PRACTICES = (FindingKind.TOOL, FindingKind.GOOD_PRACTICE)
_HUNDREDTH = Decimal("0.01")
# Minutes: the results of the mapping open a session and conclusions close it, a quarter of an hour each; each gap,
# each practice and a topic on which replies differ take a quarter more. Beyond an hour and a half people want a break.
_OPENING_AND_CLOSING = 30
_EACH = 15
_LONGEST = 90


def _not_negative(_: ProposalWeights, field: attrs.Attribute[Decimal], value: Decimal) -> None:
    if value < 0:
        raise ValueError(f"the weight {field.name!r} is {value}; give 0 or more")


@attrs.frozen(kw_only=True)
class ProposalWeights:
    """What each part of the score of a session counts; own choices of mpfkit, each with its reason.

    Attributes:
        gaps: For each gap or contingency. A workshop is there to overcome gaps, so that they count most.
        unaddressed: More for each of these that no option addresses yet: there the options have still to be found.
        difference: For replies that differ as much as they can. Differences call for an explanation in the room; as
            they can be of law or geography and need not be a problem, the most that they count is two gaps.
        practices: For each tool or good practice. It gives the others something to take home, but needs a presentation
            rather than a debate.
        silence: For a topic on which nobody answered anything. What a questionnaire did not bring to light can be asked
            in the room; it counts little, because those who did not write may not speak either.
    """

    gaps: Decimal = attrs.field(default=Decimal(2), validator=_not_negative)
    unaddressed: Decimal = attrs.field(default=Decimal(1), validator=_not_negative)
    difference: Decimal = attrs.field(default=Decimal(4), validator=_not_negative)
    practices: Decimal = attrs.field(default=Decimal(1), validator=_not_negative)
    silence: Decimal = attrs.field(default=Decimal(2), validator=_not_negative)


class ScorePartKind(StrEnum):
    """A part of the score of a session; the names are those of the weights."""

    GAPS = "gaps"
    UNADDRESSED = "unaddressed"
    DIFFERENCE = "difference"
    PRACTICES = "practices"
    SILENCE = "silence"


@attrs.frozen(kw_only=True)
class ScorePart:
    """One part of a score.

    Attributes:
        kind: What it is about.
        amount: A count, or a share between 0 and 1 with two decimals; None where too few replies were due to tell.
        weight: What the amount is multiplied by.
    """

    kind: ScorePartKind
    amount: Decimal | None
    weight: Decimal

    @property
    def points(self) -> Decimal:
        """The amount times the weight; 0 where there is no amount."""
        return Decimal(0) if self.amount is None else self.amount * self.weight


@attrs.frozen(kw_only=True)
class Difference:
    """How far the replies to one question differ.

    Attributes:
        item: The question.
        base: Replies on which it rests.
        value: 0 where all replies are alike, 1 where they are spread as far as can be; two decimals.
        shown_only: Whether it rests on the replies that this edition shows, because other counts are kept back.
    """

    item: Item
    base: int
    value: Decimal
    shown_only: bool


@attrs.frozen(kw_only=True)
class SessionProposal:
    """A session on one theme at one level, and why it is proposed.

    Attributes:
        theme: Theme id; empty for findings that name no theme.
        level: Level id; empty where neither the questions nor the findings name one.
        questions: `link_id` of the questions of the mapping on this theme at this level.
        cited: `link_id` of further questions on whose answers the findings of the session rest.
        gaps: Ids of the gaps and contingencies that the session would take up.
        unaddressed: Of these, those that no option addresses.
        practices: Ids of the tools and good practices that it would present.
        shared: Ids of findings that concern the topic as well and belong to another session.
        differences: How far replies differ, question by question, from the question on which they differ most.
        answered: Answers to its questions, withheld ones included.
        asked: Answers that were due.
        parts: Parts of the score.
    """

    theme: str
    level: str
    questions: tuple[str, ...]
    cited: tuple[str, ...]
    gaps: tuple[str, ...]
    unaddressed: tuple[str, ...]
    practices: tuple[str, ...]
    shared: tuple[str, ...]
    differences: tuple[Difference, ...]
    answered: int
    asked: int
    parts: tuple[ScorePart, ...]

    @property
    def score(self) -> Decimal:
        """The sum of all parts."""
        return sum((part.points for part in self.parts), Decimal(0))

    def part(self, kind: ScorePartKind) -> ScorePart:
        """Return a part of the score."""
        return next(part for part in self.parts if part.kind is kind)

    @property
    def differs(self) -> bool:
        """Whether replies differ so much that the topic is for open discussion."""
        difference = self.part(ScorePartKind.DIFFERENCE).amount
        return difference is not None and difference >= HIGH_DIFFERENCE

    @property
    def delivery(self) -> Delivery:
        """How to hold it: practices are presented; gaps and high differences are discussed, and so is all else."""
        if not self.practices:
            return Delivery.OPEN_DISCUSSION
        return Delivery.BOTH if self.gaps or self.differs else Delivery.PRESENTATION

    @property
    def minutes(self) -> int:
        """How long it could take: half an hour, and a quarter more for each thing to present or discuss, up to 90."""
        things = len(self.gaps) + len(self.practices) + self.differs
        return min(_OPENING_AND_CLOSING + _EACH * things, _LONGEST)


def mapping_findings(project: Project, *kinds: FindingKind) -> tuple[Finding, ...]:
    """Return the findings that were known before the workshop: all but those that rest on its sessions alone.

    Args:
        project: The project, redacted or not.
        *kinds: Only findings of these kinds; all kinds where none is given.

    Returns:
        Findings in the order of the project, without those that were withdrawn.
    """
    return tuple(
        finding
        for finding in visible_findings(project, *kinds)
        if not finding.evidence or not all(piece.session for piece in finding.evidence)
    )


def session_proposals(
    project: Project,
    questionnaire: Questionnaire | None = None,
    *,
    replies: Replies | None = None,
    weights: ProposalWeights | None = None,
) -> tuple[SessionProposal, ...]:
    """Propose a session for each theme and level on which the mapping has something to say, the most urgent first.

    The score is the sum of five parts, each an amount times a weight: gaps and contingencies, those of them that no
    option addresses, the difference between replies, tools and good practices, and silence. The difference is the mean
    of that of the questions, weighted by their bases: 1 minus the index of `agreement` for closed questions, and for
    figures in per cent twice their mean distance from the median, divided by 100, which is Leik's measure carried over
    to figures. Other figures depend on the size of a country, so that their spread tells nothing; entries of a roster
    are no countries, and differ within one. Questions with a base below three count in no difference. Silence is the
    share of answers due that were not given.

    A finding that concerns several themes or levels counts once: at the one of them whose questions bear most of its
    evidence, or the first that it names. Sessions of equal score stand in the order of the project's themes and levels.

    On an edition, the proposals rest on what it shows: findings that it leaves out count nowhere, and where counts of a
    question are kept back, the difference is that of the replies shown.

    Args:
        project: The project, redacted or not.
        questionnaire: The questionnaire; None for the project's first one.
        replies: The replies, where they were worked out before.
        weights: What the parts count; None for the defaults.

    Returns:
        A proposal for each theme and level that has a question with a theme, or a gap, contingency, tool or good
        practice; those without any reason to meet stand last, with a score of 0.
    """
    replies = replies or replies_to(project, questionnaire)
    weights = weights or ProposalWeights()
    places = dict(places_of(replies.questionnaire.items, "", "")) if replies else {}
    questions: dict[tuple[str, str], list[Item]] = {}
    for item in replies.questionnaire.questions() if replies else ():
        if places[item.link_id][0]:
            questions.setdefault(places[item.link_id], []).append(item)
    rosters = frozenset(_in_rosters(replies.questionnaire.items)) if replies else frozenset[str]()
    topics = _Topics(project, questions, places, rosters)
    found = [_proposal(project, replies, place, topics, weights) for place in topics.places]
    return tuple(sorted(found, key=lambda proposal: -proposal.score))


def _proposal(
    project: Project,
    replies: Replies | None,
    place: tuple[str, str],
    topics: _Topics,
    weights: ProposalWeights,
) -> SessionProposal:
    questions = topics.questions.get(place, ())
    answered = asked = 0
    differences: list[Difference] = []
    if replies is not None:
        for item in questions:
            states = [reply.state_of(item.link_id) for reply in replies.replies]
            answered += sum(state.is_answered for state in states)
            asked += sum(state.counts for state in states)
            difference = None if item.link_id in topics.rosters else _difference(project, replies, item)
            if difference is not None:
                differences.append(difference)
    link_ids = tuple(item.link_id for item in questions)
    mine = topics.at_home.get(place, ())
    gaps = tuple(finding.id for finding in mine if finding.kind in _GAPS)
    unaddressed = tuple(gap for gap in gaps if gap not in topics.addressed)
    practices = tuple(finding.id for finding in mine if finding.kind in _PRACTICES)
    base = sum(each.base for each in differences)
    differ = sum((each.value * each.base for each in differences), Decimal(0))
    amounts = {
        ScorePartKind.GAPS: Decimal(len(gaps)),
        ScorePartKind.UNADDRESSED: Decimal(len(unaddressed)),
        ScorePartKind.DIFFERENCE: _rounded(differ / base) if base else None,
        ScorePartKind.PRACTICES: Decimal(len(practices)),
        ScorePartKind.SILENCE: _rounded(1 - Decimal(answered) / asked) if asked >= SMALLEST_BASE else None,
    }
    cited = dict.fromkeys(link_id for finding in mine for link_id in topics.cited(finding))
    return SessionProposal(
        theme=place[0],
        level=place[1],
        questions=link_ids,
        cited=tuple(link_id for link_id in cited if link_id not in link_ids),
        gaps=gaps,
        unaddressed=unaddressed,
        practices=practices,
        shared=tuple(finding.id for finding in topics.guests.get(place, ())),
        differences=tuple(sorted(differences, key=lambda each: -each.value)),
        answered=answered,
        asked=asked,
        parts=tuple(
            ScorePart(kind=kind, amount=amount, weight=getattr(weights, kind.value)) for kind, amount in amounts.items()
        ),
    )


def _difference(project: Project, replies: Replies, item: Item) -> Difference | None:
    if has_frequencies(item):
        counted = agreement(project, item, replies=replies)
        shown_only = counted.suppressed
        if shown_only:
            counted = agreement(project, item, replies=replies, shown_only=True)
        if counted.index is None or counted.base < SMALLEST_BASE:
            return None
        return Difference(item=item, base=counted.base, value=1 - counted.index, shown_only=shown_only)
    figures = _shares(replies, item)
    if len(figures) < SMALLEST_BASE:
        return None
    withheld = any(reply.state_of(item.link_id) is State.WITHHELD for reply in replies.replies)
    return Difference(item=item, base=len(figures), value=_spread(figures), shown_only=withheld)


def _shares(replies: Replies, item: Item) -> list[Decimal]:
    """Return the figures in per cent that replies give to a question and that this edition shows, from 0 to 100."""
    if item.type is not ItemType.QUANTITY or item.unit != "%":
        return []
    values = [answer.value for reply in replies.replies for answer in reply.answers(item.link_id)]
    figures = [Decimal(each) for each in values if isinstance(each, int | Decimal) and not isinstance(each, bool)]
    return sorted(figure for figure in figures if 0 <= figure <= 100)


def _spread(figures: list[Decimal]) -> Decimal:
    """Return twice the mean distance from the median, over the length of the scale: 1 with one half at either end."""
    median = figures[len(figures) // 2]
    distance = sum((abs(figure - median) for figure in figures), Decimal(0)) / len(figures)
    return _rounded(2 * distance / 100)


def _rounded(value: Decimal) -> Decimal:
    return min(max(value, Decimal(0)), Decimal(1)).quantize(_HUNDREDTH, ROUND_HALF_UP)


def _in_rosters(items: Iterable[Item], *, inside: bool = False) -> Iterator[str]:
    for item in items:
        if inside:
            yield item.link_id
        yield from _in_rosters(item.items, inside=inside or (item.repeats and not item.is_question))


class _Topics:
    """The topics of a project, each with its questions and findings, in the order of its themes and levels.

    Attributes:
        questions: Questions by topic.
        at_home: Findings by the topic at which they count.
        guests: Findings by topics that they concern as well.
        addressed: Ids of gaps and contingencies that an option addresses.
        places: Topics that have a question or a finding, in order.
        rosters: Questions of which a country can give several entries.
    """

    def __init__(
        self,
        project: Project,
        questions: dict[tuple[str, str], list[Item]],
        places: dict[str, tuple[str, str]],
        rosters: frozenset[str],
    ) -> None:
        self.questions = questions
        self.rosters = rosters
        self.at_home: dict[tuple[str, str], list[Finding]] = {}
        self.guests: dict[tuple[str, str], list[Finding]] = {}
        self._places = places
        self._responses = {response.id for response in project.responses}
        findings = mapping_findings(project)
        self.addressed = {gap for option in findings if option.kind in _OPTIONS for gap in option.addresses}
        for finding in findings:
            if finding.kind in (*_GAPS, *_PRACTICES):
                self._place(finding)
        used = {*questions, *self.at_home, *self.guests}
        themes = in_order([theme.id for theme in project.themes], [theme for theme, _ in used if theme])
        levels = in_order([level.id for level in project.levels], [level for _, level in used if level])
        self.places = tuple(
            (theme, level) for theme in (*themes, "") for level in (*levels, "") if (theme, level) in used
        )

    def _place(self, finding: Finding) -> None:
        topics = [
            (theme, level)
            for theme in dict.fromkeys(finding.themes or ("",))
            for level in dict.fromkeys(finding.levels or ("",))
        ]
        borne = [self._places[link_id] for link_id in self.cited(finding)]
        home = max(topics, key=borne.count)
        self.at_home.setdefault(home, []).append(finding)
        for topic in topics:
            if topic != home:
                self.guests.setdefault(topic, []).append(finding)

    def cited(self, finding: Finding) -> tuple[str, ...]:
        """Return the questions whose answers a finding rests on, once for each piece of evidence."""
        return tuple(
            piece.link_id
            for piece in finding.evidence
            if piece.response in self._responses and piece.link_id in self._places
        )
