"""Skip logic: which items a respondent was asked, given what was answered."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import attrs

from ._questionnaires import EnableBehavior, EnableOperator, Item, ItemType
from ._values import PartialDate

if TYPE_CHECKING:
    from ._questionnaires import EnableWhen, Questionnaire
    from ._responses import Answer, AnswerValue, Response

__all__ = ["enabled_items", "is_enabled", "undetermined_items"]


def is_enabled(questionnaire: Questionnaire, response: Response, link_id: str, instance: tuple[int, ...] = ()) -> bool:
    """Say whether an item was asked, given the answers of one response.

    An item is asked when its own conditions hold and its groups are asked. The answer of a question that is not asked
    itself counts as missing. `!=` holds where no answer has the value, so also where there is none (FHIR R5
    `enableWhen.operator`); all other comparisons need an answer. Where the deciding answer is withheld from an edition,
    an item counts as asked exactly when it has an answer of its own.

    Args:
        questionnaire: The version that was answered.
        response: The answers.
        link_id: The item.
        instance: Position in nested rosters, counted from 1; empty outside them.

    Returns:
        Whether the item is enabled; False where the questionnaire has no such item.
    """
    return _Logic(questionnaire, response).enabled(link_id, instance)


def enabled_items(questionnaire: Questionnaire, response: Response) -> frozenset[str]:
    """Return the `link_id` of every item that was asked, as `is_enabled` decides; in rosters, in any of the instances.

    Args:
        questionnaire: The version that was answered.
        response: The answers.

    Returns:
        Groups, texts and questions alike.
    """
    logic = _Logic(questionnaire, response)
    return frozenset(
        link_id
        for link_id in logic.nodes
        if not logic.conditional(link_id)
        or any(logic.enabled(link_id, instance) for instance in logic.instances(link_id))
    )


def undetermined_items(questionnaire: Questionnaire, response: Response) -> frozenset[str]:
    """Return the `link_id` of every item of which an edition cannot tell whether it was asked.

    That rests on a withheld answer then. Whether such an item has an answer would give the withheld one away, so a
    report says neither.

    Args:
        questionnaire: The version that was answered.
        response: The answers, as an edition has them.

    Returns:
        Groups, texts and questions alike; empty where nothing is withheld.
    """
    if not any(answer.withheld for answers in response.answers.values() for answer in answers):
        return frozenset()
    logic = _Logic(questionnaire, response)
    return frozenset(
        link_id
        for link_id in logic.nodes
        if logic.conditional(link_id)
        and any(logic.undetermined(link_id, instance) for instance in logic.instances(link_id))
    )


@attrs.frozen
class _Node:
    item: Item
    parent: str
    rosters: tuple[str, ...]
    """The repeating groups around the item, outermost first; the item itself where it is one."""
    conditional: bool
    """Whether the item or one of its groups has a condition."""


class _Logic:
    """The skip logic of one questionnaire over one response."""

    def __init__(self, questionnaire: Questionnaire, response: Response) -> None:
        self.response = response
        self.nodes: dict[str, _Node] = {}
        self._open: set[tuple[str, tuple[int, ...]]] = set()
        for item in questionnaire.items:
            self._add(item, "", (), conditional=False)

    def _add(self, item: Item, parent: str, rosters: tuple[str, ...], *, conditional: bool) -> None:
        conditional = conditional or bool(item.enable_when)
        if item.repeats and item.type is ItemType.GROUP:
            rosters = (*rosters, item.link_id)
        self.nodes[item.link_id] = _Node(item, parent, rosters, conditional)
        for child in item.items:
            self._add(child, item.link_id, rosters, conditional=conditional)

    def conditional(self, link_id: str) -> bool:
        return self.nodes[link_id].conditional

    def instances(self, link_id: str) -> set[tuple[int, ...]]:
        """Every position in which the rosters around an item were filled in."""
        rosters = self.nodes[link_id].rosters
        if not rosters:
            return {()}
        found = {
            answer.instance[: len(rosters)]
            for other, answers in self.response.answers.items()
            if other in self.nodes and self.nodes[other].rosters[: len(rosters)] == rosters
            for answer in answers
        }
        return found or {()}

    def enabled(self, link_id: str, instance: tuple[int, ...]) -> bool:
        node = self.nodes.get(link_id)
        if node is None:
            return False
        if not node.conditional:
            return True
        key = (link_id, instance)
        if key in self._open:  # conditions in a circle (MPF004) decide nothing
            return True
        self._open.add(key)
        try:
            if node.parent and not self.enabled(node.parent, instance):
                return False
            return self._conditions_hold(node, instance)
        finally:
            self._open.remove(key)

    def undetermined(self, link_id: str, instance: tuple[int, ...]) -> bool:
        """Say whether it rests on a withheld answer if an item was asked."""
        node = self.nodes.get(link_id)
        key = (link_id, instance)
        if node is None or not node.conditional or key in self._open:
            return False
        self._open.add(key)
        try:
            if node.parent and self.undetermined(node.parent, instance):
                return True
            results = [
                None if self.undetermined(condition.question, instance) else self._holds(condition, node, instance)
                for condition in node.item.enable_when
            ]
        finally:
            self._open.remove(key)
        return None in results and (node.item.enable_behavior is EnableBehavior.ANY) not in results

    def _conditions_hold(self, node: _Node, instance: tuple[int, ...]) -> bool:
        item = node.item
        if not item.enable_when:
            return True
        results = [self._holds(condition, node, instance) for condition in item.enable_when]
        wanted = item.enable_behavior is EnableBehavior.ANY
        if wanted in results:
            return wanted
        if None in results:
            own = self.response.answers.get(item.link_id, ())
            return any(answer.instance == instance and _says_something(answer) for answer in own)
        return not wanted

    def _holds(self, condition: EnableWhen, node: _Node, instance: tuple[int, ...]) -> bool | None:
        """Say whether a condition holds; None where that depends on an answer which is withheld."""
        answers = self._answers(condition.question, node, instance)
        if condition.operator is EnableOperator.EXISTS:
            return any(answer.has_value for answer in answers) == (condition.answer != "false")
        if any(answer.withheld for answer in answers):
            return None
        values = [value for answer in answers for value in _values(answer)]
        if condition.operator is EnableOperator.NOT_EQUAL:
            return not any(_matches(value, EnableOperator.EQUAL, condition.answer) for value in values)
        return any(_matches(value, condition.operator, condition.answer) for value in values)

    def _answers(self, question: str, node: _Node, instance: tuple[int, ...]) -> list[Answer]:
        """The answers to a question that an item at some place in the rosters can see."""
        asked = self.nodes.get(question)
        if asked is None:
            return []
        shared = 0
        for one, other in zip(node.rosters, asked.rosters, strict=False):
            if one != other:
                break
            shared += 1
        return [
            answer
            for answer in self.response.answers.get(question, ())
            if answer.instance[:shared] == instance[:shared] and self.enabled(question, answer.instance)
        ]


def _says_something(answer: Answer) -> bool:
    return answer.has_value or answer.absent is not None


def _values(answer: Answer) -> tuple[AnswerValue, ...]:
    return answer.values if answer.value is None else (answer.value,)


def _matches(value: AnswerValue, operator: EnableOperator, wanted: str) -> bool:
    if isinstance(value, bool):
        return operator is EnableOperator.EQUAL and str(value).lower() == wanted
    text = str(value) if isinstance(value, str | int | Decimal | PartialDate) else value.isoformat()
    number, other = _number(text), _number(wanted)
    if number is not None and other is not None:  # scales have numbers for codes, and "10" is more than "9"
        order = (number > other) - (number < other)
    else:
        order = (text > wanted) - (text < wanted)
    match operator:
        case EnableOperator.LESS:
            return order < 0
        case EnableOperator.GREATER:
            return order > 0
        case EnableOperator.LESS_OR_EQUAL:
            return order <= 0
        case EnableOperator.GREATER_OR_EQUAL:
            return order >= 0
        case _:
            return order == 0


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
