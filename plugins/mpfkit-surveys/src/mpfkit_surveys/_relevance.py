"""Skip logic: the part of XPath that says the same as conditions of the model, and back.

Translated are `=`, `!=`, `<`, `>`, `<=`, `>=` between a question and a value, `selected()`, its negation, and several
of them joined by `and` or by `or`, but not by both. Everything else stays as it is, in `expression`.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from mpfkit.errors import ModelError
from mpfkit.model import AnswerConstraint, EnableBehavior, EnableOperator, EnableWhen, ItemType, PartialDate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mpfkit.model import Choice, Item

__all__ = ["from_conditions", "to_conditions"]

_VALUE = r"""'[^']*'|"[^"]*"|‘[^’]*’|“[^”]*”|-?\d+(?:\.\d+)?"""
_QUESTION = r"\$\{\s*([^\s{}]+)\s*\}"
_COMPARISON = re.compile(rf"{_QUESTION}\s*(!=|<=|>=|=|<|>)\s*({_VALUE})\Z")
_SELECTED = re.compile(rf"selected\s*\(\s*{_QUESTION}\s*,\s*({_VALUE})\s*\)\Z")
_NOT = re.compile(r"not\s*\((.*)\)\Z", re.DOTALL)
_DATE = re.compile(rf"{_QUESTION}\s*(!=|<=|>=|=|<|>)\s*date\(\s*'(\d{{4}}-\d{{2}}-\d{{2}})'\s*\)\Z")

_NUMBERS = (ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY, ItemType.RATING)
_OPEN, _CLOSE = "([{", ")]}"


def to_conditions(
    text: str,
    item_of: Callable[[str], Item | None],
    choices_of: Callable[[Item], Sequence[Choice]],
) -> tuple[tuple[EnableWhen, ...], EnableBehavior] | None:
    """Translate a `relevant` expression.

    Args:
        text: The expression.
        item_of: Gives the question that a name stands for; None where it stands for none, or for several.
        choices_of: Gives the choices of a question.

    Returns:
        Conditions and how they are joined; None where the expression says more than conditions can.
    """
    parts, behavior = _parts(_unwrapped(text))
    conditions = []
    for part in parts:
        condition = _condition(_unwrapped(part), item_of, choices_of)
        if condition is None:
            return None
        conditions.append(condition)
    return tuple(conditions), behavior


def _unwrapped(text: str) -> str:
    """Take off brackets that go around a whole expression."""
    text = text.strip()
    while text.startswith("(") and _closing(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closing(text: str) -> int:
    """Return where the first bracket is closed."""
    depth, quote = 0, ""
    for position, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in _OPEN:
            depth += 1
        elif letter in _CLOSE:
            depth -= 1
            if not depth:
                return position
    return -1


def _parts(text: str) -> tuple[list[str], EnableBehavior]:
    """Split an expression at `and`, or at `or`; where both stand side by side it stays whole, and is not translated."""
    ands, ors = _split(text, "and"), _split(text, "or")
    if len(ands) > 1 and len(ors) > 1:
        return [text], EnableBehavior.ALL
    return (ors, EnableBehavior.ANY) if len(ors) > 1 else (ands, EnableBehavior.ALL)


def _split(text: str, word: str) -> list[str]:
    parts, depth, quote, start = [], 0, "", 0
    for position, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in _OPEN:
            depth += 1
        elif letter in _CLOSE:
            depth -= 1
        elif not depth and re.match(rf"{word}\b", text[position:]) and _is_boundary(text, position):
            parts.append(text[start:position])
            start = position + len(word)
    return [*parts, text[start:]]


def _is_boundary(text: str, position: int) -> bool:
    return position > 0 and (text[position - 1].isspace() or text[position - 1] in "')\"}")


def _condition(
    text: str,
    item_of: Callable[[str], Item | None],
    choices_of: Callable[[Item], Sequence[Choice]],
) -> EnableWhen | None:
    negated = _NOT.match(text)
    inner = _unwrapped(negated[1]) if negated else text
    selected = _SELECTED.match(inner)
    if selected:
        operator = EnableOperator.NOT_EQUAL if negated else EnableOperator.EQUAL
        return _legal(selected[1], operator, _plain(selected[2]), item_of, choices_of, within=True)
    if negated:
        return None
    day = _DATE.match(text)
    if day:
        item = item_of(day[1])
        if item is None or item.type is not ItemType.DATE:
            return None
        return EnableWhen(question=item.link_id, operator=EnableOperator(day[2]), answer=day[3])
    comparison = _COMPARISON.match(text)
    if comparison is None:
        return None
    name, sign, value = comparison[1], comparison[2], _plain(comparison[3])
    if not value:
        item = item_of(name)
        if item is None or sign not in {"=", "!="}:
            return None
        answer = "true" if sign == "!=" else "false"
        return EnableWhen(question=item.link_id, operator=EnableOperator.EXISTS, answer=answer)
    return _legal(name, EnableOperator(sign), value, item_of, choices_of, within=False)


def _plain(value: str) -> str:
    return value[1:-1] if value[0] in "'\"‘“" else value


def _legal(
    name: str,
    operator: EnableOperator,
    value: str,
    item_of: Callable[[str], Item | None],
    choices_of: Callable[[Item], Sequence[Choice]],
    *,
    within: bool,
) -> EnableWhen | None:
    """Return a condition if the question can have the value, and if the model compares as XPath does."""
    item = item_of(name)
    if item is None or not item.is_question:
        return None
    ordered = operator not in (EnableOperator.EQUAL, EnableOperator.NOT_EQUAL)
    condition = EnableWhen(question=item.link_id, operator=operator, answer=value)
    match item.type:
        case ItemType.CHOICE | ItemType.RANKING:
            # `=` compares a multiple choice as a whole with one text, which conditions do not
            if ordered or (item.is_multiple is not within and item.is_multiple):
                return None
            known = value in [choice.code for choice in choices_of(item)]
            return condition if known or item.answer_constraint is AnswerConstraint.OPTIONS_OR_STRING else None
        case ItemType.BOOLEAN:
            spelled = {"OK": "true", "true": "true", "false": "false"}.get(value)
            return None if ordered or spelled is None else condition.evolve(answer=spelled)
        case kind if kind in _NUMBERS:
            return condition if _is_number(value) and not within else None
        case ItemType.DATE:
            return None if ordered or within or not _is_day(value) else condition
        case ItemType.STRING | ItemType.TEXT | ItemType.URL:
            return None if ordered or within else condition
    return None


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _is_day(text: str) -> bool:
    try:
        return bool(PartialDate.parse(text).day)
    except ModelError:
        return False


def from_conditions(item: Item, asked: Mapping[str, tuple[str, Item]]) -> str:
    """Write the conditions of an item as a `relevant` expression.

    Args:
        item: The item.
        asked: Name in the form and item, by `link_id`.

    Returns:
        The expression; empty where the item has no conditions, or asks for items that are not there.
    """
    parts = [
        _written(condition, *asked[condition.question]) for condition in item.enable_when if condition.question in asked
    ]
    word = " or " if item.enable_behavior is EnableBehavior.ANY else " and "
    return word.join(parts)


def _written(condition: EnableWhen, name: str, item: Item) -> str:
    question = f"${{{name}}}"
    operator = condition.operator
    if operator is EnableOperator.EXISTS:
        return f"{question} {'=' if condition.answer == 'false' else '!='} ''"
    quote = '"' if "'" in condition.answer else "'"
    value = f"{quote}{condition.answer}{quote}"
    if item.is_multiple:
        chosen = f"selected({question}, {value})"
        return f"not({chosen})" if operator is EnableOperator.NOT_EQUAL else chosen
    if item.type in _NUMBERS:
        value = condition.answer
    elif item.type is ItemType.DATE:
        value = f"date({value})"
    return f"{question} {operator.value} {value}"
