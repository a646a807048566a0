"""The questionnaire as a Word form: which fields each question has, and by which keys their content is found again.

The report kind that prints the form and the reader that takes it back both ask this module, so that they agree.
"""

from __future__ import annotations

import hashlib
import json
import re
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

import attrs

from mpfkit.document import Form, FormChoice, FormField, FormFieldKind
from mpfkit.errors import FileError
from mpfkit.locale import LANGUAGES, Catalogue
from mpfkit.model import AbsentReason, AnswerConstraint, ItemType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mpfkit.model import Choice, Item, Project, Questionnaire

__all__ = [
    "ABOUT",
    "REASONS",
    "ROSTER_ROWS",
    "AboutField",
    "FieldKey",
    "FieldPart",
    "FormIdentity",
    "about_fields",
    "choice_labels",
    "form_of",
    "is_drop_down",
    "item_fields",
    "known_labels",
    "prompt",
    "questionnaire_fields",
    "questionnaire_fingerprint",
    "reason_of",
]

REASONS = (AbsentReason.NOT_APPLICABLE, AbsentReason.ASKED_DECLINED, AbsentReason.ASKED_UNKNOWN)
"""Reasons for giving no answer that a respondent can choose; a field left empty says `not-answered` by itself."""

ROSTER_ROWS = 5
"""Entries that a form offers for a question to which several can be given."""

_REASON = "absent:"
_BOOLEANS = ("true", "false")
_KEY = re.compile(r"(?P<link>[^@!:]+)(?:@(?P<at>\d+(?:\.\d+)*))?(?:!(?P<part>[a-z]+)(?::(?P<code>.+))?)?", re.DOTALL)


class FieldPart(StrEnum):
    """What a field of a question holds."""

    ANSWER = "answer"
    CHOICE = "choice"
    """A box for one choice of several"""
    RANK = "rank"
    """The place of one choice in a ranking"""
    OTHER = "other"
    """A text of one's own beside the choices"""
    REASON = "reason"
    """Why there is no answer"""
    COMMENT = "comment"


class AboutField(StrEnum):
    """Fields about the reply as a whole."""

    ORGANISATION = "!organisation"
    CONTACT = "!contact"
    DATE = "!date"
    DISSEMINATION = "!dissemination"


ABOUT = tuple(AboutField)


@attrs.frozen(kw_only=True)
class FieldKey:
    """What a field of a form is for.

    Attributes:
        link_id: Item that it answers.
        part: What it holds.
        instance: Entry of a roster, counted from 1; empty outside them.
        code: Choice that a box or a rank is about.
    """

    link_id: str
    part: FieldPart = FieldPart.ANSWER
    instance: tuple[int, ...] = ()
    code: str = ""

    def __str__(self) -> str:
        """Return the key of the field: `q12`, `q12@2`, `q12!choice:police`."""
        at = f"@{'.'.join(map(str, self.instance))}" if self.instance else ""
        part = "" if self.part is FieldPart.ANSWER else f"!{self.part.value}"
        return f"{self.link_id}{at}{part}{f':{self.code}' if self.code else ''}"

    @classmethod
    def parse(cls, key: str) -> FieldKey:
        """Read a key back.

        Raises:
            ValueError: It is no key of a question's field.
        """
        found = _KEY.fullmatch(key)
        if found is None:
            raise ValueError(f"{key!r} is no key of a form field")
        return cls(
            link_id=found["link"],
            part=FieldPart(found["part"] or "answer"),
            instance=tuple(map(int, found["at"].split("."))) if found["at"] else (),
            code=found["code"] or "",
        )


# ---------------------------------------------------------------------------------------------------- identity


@attrs.frozen(kw_only=True)
class FormIdentity:
    """What a form says of itself.

    Attributes:
        project: Id of the project.
        questionnaire: Id of the questionnaire.
        version: Version of the questionnaire.
        country: Code of the country to which it was sent; empty for any.
        language: Language in which it was written.
        fingerprint: Hash of what it asks.
    """

    project: str
    questionnaire: str
    version: str
    country: str
    language: str
    fingerprint: str = ""

    @classmethod
    def of(cls, form: Form) -> FormIdentity:
        """Read the identity of a form.

        Raises:
            FileError: It is no form of a questionnaire.
        """
        parts = form.id.split("/")
        if len(parts) != 4:
            raise FileError(f"it says that it is the form {form.id!r}, which is none that mpfkit makes")
        return cls(
            project=parts[0],
            questionnaire=parts[1],
            version=form.version,
            country=parts[2],
            language=parts[3],
            fingerprint=form.fingerprint,
        )


def form_of(project: Project, questionnaire: Questionnaire, *, country: str, language: str) -> Form:
    """Return what a document is as the form of a questionnaire.

    Args:
        project: The project.
        questionnaire: The questionnaire.
        country: Code of the country to which it goes; empty for any.
        language: Language in which it is written.
    """
    return Form(
        id="/".join(part.replace("/", "-") for part in (project.id, questionnaire.id, country, language)),
        version=questionnaire.version,
        fingerprint=questionnaire_fingerprint(questionnaire),
    )


def questionnaire_fingerprint(questionnaire: Questionnaire) -> str:
    """Return a hash of what a questionnaire asks: items, types and choices, but no wording.

    Args:
        questionnaire: The questionnaire.

    Returns:
        Sixteen hexadecimal digits.
    """
    asked = [
        [
            item.link_id,
            item.type.value,
            item.repeats,
            item.item_control,
            item.answer_constraint.value,
            [choice.code for choice in questionnaire.choices(item)],
        ]
        for item in questionnaire.walk()
    ]
    text = json.dumps([questionnaire.id, questionnaire.version, asked], ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


# ------------------------------------------------------------------------------------------------------ fields


@cache
def _reason_label(reason: AbsentReason, language: str) -> str:
    return Catalogue.load("mpfkit.intake").text(f"reason.{reason.value}", language)


@cache
def _word(key: str, language: str) -> str:
    return Catalogue.load("mpfkit.intake").text(key, language)


def choice_labels(item: Item, choices: tuple[Choice, ...], language: str) -> tuple[tuple[str, str], ...]:
    """Return what can be chosen in the drop-down field of an item: values and labels, the reasons standing last.

    Args:
        item: A yes/no question, or one with choices of which one is chosen.
        choices: Its choices.
        language: Language of the labels.

    Returns:
        Values and labels; labels that are the same are told apart by their codes.
    """
    pairs = (
        [(code, _word(f"boolean.{code}", language)) for code in _BOOLEANS]
        if item.type is ItemType.BOOLEAN
        else [(choice.code, " ".join(choice.label.get(language).split()) or choice.code) for choice in choices]
    )
    pairs += [(f"{_REASON}{reason.value}", _reason_label(reason, language)) for reason in REASONS]
    labels = [label for _, label in pairs]
    return tuple((value, label if labels.count(label) == 1 else f"{label} ({value})") for value, label in pairs)


def reason_of(value: str) -> AbsentReason | None:
    """Return the reason that a value of a drop-down field stands for; None where it is a choice."""
    return AbsentReason(value.removeprefix(_REASON)) if value.startswith(_REASON) else None


def is_drop_down(item: Item, choices: tuple[Choice, ...]) -> bool:
    """Tell whether an item is answered by choosing one entry of a list."""
    one = item.type in (ItemType.CHOICE, ItemType.RATING) and not item.is_multiple and bool(choices)
    return one or item.type is ItemType.BOOLEAN


def item_fields(
    questionnaire: Questionnaire,
    item: Item,
    *,
    language: str,
    instance: tuple[int, ...] = (),
    label: Callable[[FieldKey], str] = str,
    comments: bool = True,
) -> tuple[FormField, ...]:
    """Return the fields of a question, in the order in which a form shows them.

    Args:
        questionnaire: The questionnaire.
        item: A question of it.
        language: Language of the form.
        instance: Entry of a roster.
        label: Gives the label of a field, for those who hear the form.
        comments: Whether closed questions have a field for a comment.

    Returns:
        Fields whose keys `FieldKey.parse` reads back.
    """
    choices = questionnaire.choices(item)

    def field(part: FieldPart, kind: FormFieldKind, code: str = "", options: tuple[FormChoice, ...] = ()) -> FormField:
        key = FieldKey(link_id=item.link_id, part=part, instance=instance, code=code)
        return FormField(key=str(key), kind=kind, label=label(key), choices=options)

    reasons = tuple(
        FormChoice(value=f"{_REASON}{reason.value}", label=_reason_label(reason, language)) for reason in REASONS
    )
    fields: list[FormField] = []
    if is_drop_down(item, choices):
        options = tuple(FormChoice(value=value, label=text) for value, text in choice_labels(item, choices, language))
        fields.append(field(FieldPart.ANSWER, FormFieldKind.DROP_DOWN, options=options))
    elif item.type is ItemType.RANKING:
        places = tuple(FormChoice(value=str(place), label=str(place)) for place in range(1, len(choices) + 1))
        fields += [field(FieldPart.RANK, FormFieldKind.DROP_DOWN, choice.code, places) for choice in choices]
    elif item.is_multiple and choices:
        fields += [field(FieldPart.CHOICE, FormFieldKind.CHECKBOX, choice.code) for choice in choices]
    else:
        kinds = {ItemType.TEXT: FormFieldKind.RICH_TEXT, ItemType.DATE: FormFieldKind.DATE}
        fields.append(field(FieldPart.ANSWER, kinds.get(item.type, FormFieldKind.TEXT)))
    if choices and item.answer_constraint is AnswerConstraint.OPTIONS_OR_STRING:
        fields.append(field(FieldPart.OTHER, FormFieldKind.TEXT))
    if not is_drop_down(item, choices):
        fields.append(field(FieldPart.REASON, FormFieldKind.DROP_DOWN, options=reasons))
    if comments and not instance and item.type not in (ItemType.TEXT, ItemType.STRING):
        fields.append(field(FieldPart.COMMENT, FormFieldKind.TEXT))
    return tuple(fields)


def questionnaire_fields(questionnaire: Questionnaire, *, language: str) -> Iterator[FormField]:
    """Yield all fields of the form of a questionnaire; parts of grids and rosters have no comments of their own.

    Args:
        questionnaire: The questionnaire.
        language: Language of the form.
    """
    yield from about_fields(language=language)
    stack: list[tuple[Item, bool, bool]] = [(item, False, False) for item in reversed(questionnaire.items)]
    while stack:
        item, roster, table = stack.pop()
        if item.is_question:
            for instance in [(row,) for row in range(1, ROSTER_ROWS + 1)] if roster else [()]:
                yield from item_fields(
                    questionnaire, item, language=language, instance=instance, comments=not (roster or table)
                )
        inner = (roster or (item.repeats and not item.is_question), table or item.item_control in ("grid", "table"))
        stack += [(child, *inner) for child in reversed(item.items)]


def about_fields(*, language: str, label: Callable[[AboutField], str] = str) -> tuple[FormField, ...]:
    """Return the fields about the reply as a whole: who replied, when, and whether it may be passed on.

    Args:
        language: Language of the form.
        label: Gives the label of a field.
    """
    kinds = {AboutField.DATE: FormFieldKind.DATE, AboutField.DISSEMINATION: FormFieldKind.DROP_DOWN}
    yes_no = tuple(FormChoice(value=value, label=_word(f"boolean.{value}", language)) for value in _BOOLEANS)
    return tuple(
        FormField(
            key=each.value,
            kind=kinds.get(each, FormFieldKind.TEXT),
            label=label(each),
            choices=yes_no if each is AboutField.DISSEMINATION else (),
        )
        for each in ABOUT
    )


def known_labels(item: Item, choices: tuple[Choice, ...]) -> dict[str, str]:
    """Return the values of a drop-down field by all that a form in any language may show for them."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        found |= {label: value for value, label in choice_labels(item, choices, language)}
    for choice in choices:
        found |= {" ".join(label.split()): choice.code for label in choice.label.texts.values()}
    return found


def prompt(name: str, language: str) -> str:
    """Return the fixed text that a form prints before a field.

    Args:
        name: Which one: `answer`, `other`, `reason`, `reason-short` or `comment`.
        language: Language of the form.
    """
    return Catalogue.load("mpfkit.intake").text(f"prompt.{name}", language)
