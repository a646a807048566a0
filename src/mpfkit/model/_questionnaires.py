"""Questionnaires: a tree of items, as FHIR's Questionnaire has it, with choice lists and skip logic."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from ._values import Entity, LangString, Marking

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "AnswerConstraint",
    "Choice",
    "ChoiceList",
    "EnableBehavior",
    "EnableOperator",
    "EnableWhen",
    "Expression",
    "Item",
    "ItemType",
    "Questionnaire",
    "QuestionnaireStatus",
]


class ItemType(StrEnum):
    """What an item asks for: FHIR R5's `item.type`, with `ranking`, `rating` and `url`."""

    GROUP = "group"
    DISPLAY = "display"
    TEXT = "text"
    STRING = "string"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    DATE_TIME = "date-time"
    TIME = "time"
    URL = "url"
    CHOICE = "choice"
    RANKING = "ranking"
    RATING = "rating"
    QUANTITY = "quantity"
    ATTACHMENT = "attachment"


class AnswerConstraint(StrEnum):
    """Whether an answer outside the choice list is allowed (FHIR R5 `answerConstraint`)."""

    OPTIONS_ONLY = "options-only"
    OPTIONS_OR_STRING = "options-or-string"


class EnableOperator(StrEnum):
    """How an answer is compared (FHIR R5 `enableWhen.operator`)."""

    EXISTS = "exists"
    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    GREATER = ">"
    LESS_OR_EQUAL = "<="
    GREATER_OR_EQUAL = ">="


class EnableBehavior(StrEnum):
    """Whether all conditions have to hold, or any of them (FHIR R5 `enableBehavior`)."""

    ALL = "all"
    ANY = "any"


class QuestionnaireStatus(StrEnum):
    """Where a questionnaire stands (FHIR R5 `PublicationStatus`)."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Choice(Entity):
    """One answer that can be chosen.

    Attributes:
        code: What is stored; no white space where several can be chosen.
        label: What the respondent reads.
        value: Score on a scale, where the list is one.
        exclusive: Whether it can only be chosen alone ("None of these").
    """

    code: str
    label: LangString
    value: Decimal | None = None
    exclusive: bool = False


@attrs.frozen(kw_only=True)
class ChoiceList(Entity):
    """Choices that several items share.

    Attributes:
        id: Name by which items refer to it.
        choices: In the order in which the respondent reads them.
    """

    id: str
    choices: tuple[Choice, ...] = ()


@attrs.frozen(kw_only=True)
class EnableWhen(Entity):
    """One condition under which an item is asked.

    Attributes:
        question: `link_id` of the item whose answer decides.
        operator: How the answer is compared.
        answer: Value or choice code, as it is written; `true` or `false` with `exists`.
    """

    question: str
    operator: EnableOperator = EnableOperator.EQUAL
    answer: str = ""


@attrs.frozen(kw_only=True)
class Expression(Entity):
    """Skip logic of another tool, kept word for word because mpfkit does not evaluate it.

    Attributes:
        language: `xpath`, `expressionscript`, ...
        text: The expression.
    """

    language: str
    text: str


@attrs.frozen(kw_only=True)
class Item(Entity):
    """A node of a questionnaire: a question, a group of items, or a text to read.

    Attributes:
        link_id: Identity of the item in its questionnaire; `[A-Za-z][A-Za-z0-9._-]{0,63}`.
        type: What is asked for.
        text: Wording, printed wherever the item appears.
        prefix: Printed number, such as "5a".
        hint: Help for the respondent.
        required: Whether an answer is expected; None where a source does not say.
        repeats: On a choice: several may be chosen; on a group: a roster.
        theme: Theme id.
        level: Level id.
        choice_list: Choice list id.
        answer_constraint: Whether a text of one's own is allowed beside the choices.
        enable_when: Conditions under which the item is asked.
        enable_behavior: Whether all or any of them.
        item_control: `grid` (one choice in each row) or `table` (one value in each cell) on a group.
        row: Row of the table to which the item belongs.
        column: Column of the table to which the item belongs.
        min_value: Smallest value allowed.
        max_value: Largest value allowed.
        max_length: Longest text allowed, in characters.
        pattern: Regular expression that a text has to match as a whole.
        unit: Unit of a quantity, such as "%".
        marking: Who may see answers to the item.
        expression: Skip logic of another tool.
        items: Children, on a group.
    """

    link_id: str
    type: ItemType
    text: LangString | None = None
    prefix: str = ""
    hint: LangString | None = None
    required: bool | None = None
    repeats: bool = False
    theme: str = ""
    level: str = ""
    choice_list: str = ""
    answer_constraint: AnswerConstraint = AnswerConstraint.OPTIONS_ONLY
    enable_when: tuple[EnableWhen, ...] = ()
    enable_behavior: EnableBehavior = EnableBehavior.ALL
    item_control: str = ""
    row: str = ""
    column: str = ""
    min_value: Decimal | None = None
    max_value: Decimal | None = None
    max_length: int | None = None
    pattern: str = ""
    unit: str = ""
    marking: Marking | None = None
    expression: Expression | None = None
    items: tuple[Item, ...] = ()

    @property
    def is_question(self) -> bool:
        """Whether the item takes an answer of its own."""
        return self.type not in (ItemType.GROUP, ItemType.DISPLAY)

    @property
    def is_multiple(self) -> bool:
        """Whether an answer holds several values."""
        return self.type is ItemType.RANKING or (self.repeats and self.is_question)

    def walk(self) -> Iterator[Item]:
        """Yield the item and all below it, in the order of the questionnaire."""
        yield self
        for child in self.items:
            yield from child.walk()


@attrs.frozen(kw_only=True)
class Questionnaire(Entity):
    """A questionnaire in one version; an active or retired version does not change any more.

    Attributes:
        id: Name that all versions share.
        version: Version, a text ("1.10" is not "1.1").
        status: Where it stands.
        title: Title.
        languages: Languages in which it was sent out.
        items: The tree of items.
        choice_lists: Lists that the items share.
        requested_by: Who asks.
        requested_on: Day on which it was sent out.
        return_by: Day by which replies are due.
        background: Why it is asked.
        invited: Codes of the countries that were asked; rates are about them.
        note: Remark for the reader of a report.
        illustrative: Whether it was invented.
    """

    id: str
    version: str
    status: QuestionnaireStatus = QuestionnaireStatus.ACTIVE
    title: LangString | None = None
    languages: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    choice_lists: tuple[ChoiceList, ...] = ()
    requested_by: str = ""
    requested_on: date | None = None
    return_by: date | None = None
    background: LangString | None = None
    invited: tuple[str, ...] = ()
    note: LangString | None = None
    illustrative: bool = False

    @property
    def key(self) -> str:
        """`id|version`, by which responses refer to the questionnaire (FHIR canonical)."""
        return f"{self.id}|{self.version}"

    def walk(self) -> Iterator[Item]:
        """Yield all items in their order."""
        for item in self.items:
            yield from item.walk()

    def questions(self) -> Iterator[Item]:
        """Yield all items that take an answer."""
        return (item for item in self.walk() if item.is_question)

    def item(self, link_id: str) -> Item | None:
        """Return an item by its `link_id`, or None."""
        return next((item for item in self.walk() if item.link_id == link_id), None)

    def choices(self, item: Item) -> tuple[Choice, ...]:
        """Return the choices of an item; none where it has no list or the list is missing."""
        return next((listed.choices for listed in self.choice_lists if listed.id == item.choice_list), ())
