"""Responses: what a country answered, to which version, when, and who may see it."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

import attrs

from ._values import Entity, Extensible, FrozenDict, LangString, Marking, PartialDate, freeze

__all__ = [
    "AbsentReason",
    "Answer",
    "AnswerValue",
    "Attachment",
    "Correction",
    "Provenance",
    "Respondent",
    "Response",
    "ResponseStatus",
    "ReviewState",
    "Translation",
]

AnswerValue = str | bool | int | Decimal | PartialDate | datetime | time
"""What an answer can hold; which one is decided by the type of its item."""


class AbsentReason(StrEnum):
    """Why there is no value (FHIR `data-absent-reason`, with two reasons that forms need)."""

    NOT_ANSWERED = "not-answered"
    NOT_APPLICABLE = "not-applicable"
    ASKED_DECLINED = "asked-declined"
    ASKED_UNKNOWN = "asked-unknown"
    TEMP_UNKNOWN = "temp-unknown"
    NOT_ASKED = "not-asked"
    MASKED = "masked"
    ERROR = "error"
    NOT_ENABLED = "not-enabled"
    """Derived from skip logic; never in a file."""


class ResponseStatus(StrEnum):
    """Where a reply stands (FHIR R5 `QuestionnaireResponse.status`)."""

    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    AMENDED = "amended"
    ENTERED_IN_ERROR = "entered-in-error"
    STOPPED = "stopped"


class ReviewState(StrEnum):
    """What the project did with a reply."""

    RECEIVED = "received"
    IN_CLARIFICATION = "in-clarification"
    VALIDATED = "validated"
    REJECTED = "rejected"


@attrs.frozen(kw_only=True)
class Provenance(Entity):
    """Where something was read from.

    Attributes:
        file: Name of the file.
        sha256: Hash of its bytes, 64 hexadecimal digits.
        sheet: Sheet of a workbook.
        row: Row of a sheet, counted from 1.
        reader: Reader that read it.
        reader_version: Its version.
        imported_at: When it was read.
        source_id: Identity of the record in the source.
    """

    file: str = ""
    sha256: str = ""
    sheet: str = ""
    row: int | None = None
    reader: str = ""
    reader_version: str = ""
    imported_at: datetime | None = None
    source_id: str = ""


@attrs.frozen(kw_only=True)
class Correction(Entity):
    """One row of a cleaning log: what an answer was before.

    Attributes:
        old: Value before.
        new: Value after.
        reason: Why it was changed.
        by: Who changed it.
        at: When.
    """

    old: str = ""
    new: str = ""
    reason: str = ""
    by: str = ""
    at: datetime | None = None


@attrs.frozen(kw_only=True)
class Translation(Entity):
    """An answer in another language than the respondent's.

    Attributes:
        text: The text by language.
        by: `human` or `machine`.
    """

    text: LangString
    by: str = "human"


@attrs.frozen(kw_only=True)
class Attachment(Entity):
    """A file that came with an answer.

    Attributes:
        file: Path below the project's `attachments/` folder.
        sha256: Hash of its bytes, 64 hexadecimal digits.
        caption: What it is.
        media_type: Such as `application/pdf`.
        link_id: Item to which it belongs.
        marking: Who may see it.
    """

    file: str
    sha256: str = ""
    caption: LangString | None = None
    media_type: str = ""
    link_id: str = ""
    marking: Marking | None = None


@attrs.frozen(kw_only=True)
class Answer(Entity):
    """One answer: exactly one of `value`, `values` and `absent`.

    Attributes:
        value: A single value, typed by its item.
        values: Several values: a multiple choice, or a ranking in its order.
        other: A text of one's own, beside or instead of choices.
        absent: Why there is no value.
        comment: Remark of the respondent.
        instance: Position in nested rosters, counted from 1; empty outside them.
        language: Language of the text, where it differs from the response's.
        translation: The text in other languages.
        marking: Who may see the answer.
        provenance: Where it was read from.
        corrections: What was changed, oldest first.
        withheld: Set by `redact` on an answer that has a value which this edition may not show; never in a file.
    """

    value: AnswerValue | None = None
    values: tuple[AnswerValue, ...] = ()
    other: str = ""
    absent: AbsentReason | None = None
    comment: str = ""
    instance: tuple[int, ...] = ()
    language: str = ""
    translation: Translation | None = None
    marking: Marking | None = None
    provenance: Provenance | None = None
    corrections: tuple[Correction, ...] = ()
    withheld: bool = attrs.field(default=False, metadata={"saved": False})

    @property
    def has_value(self) -> bool:
        """Whether something was answered; a withheld answer was."""
        return self.withheld or self.value is not None or bool(self.values) or bool(self.other)


@attrs.frozen(kw_only=True)
class Respondent(Entity):
    """Who replied for a country.

    Attributes:
        organisation: Name of the authority.
        role: `national-contact-point`, `ministry`, `agency`, `civil-society`, `expert`.
        contact: Personal data: shown in the internal edition only.
    """

    organisation: str = ""
    role: str = ""
    contact: str = ""


@attrs.frozen(kw_only=True)
class Response(Extensible, Entity):
    """One submission of a country; a later one `replaces` it.

    Attributes:
        id: Identity of the submission.
        questionnaire: `id|version` of the questionnaire; `id` alone where it has a single version.
        country: Code of the country.
        status: Where the reply stands.
        review_state: What the project did with it.
        authored: When it was submitted.
        language: Language in which it was written.
        respondent: Who replied.
        contributors: Further authorities that took part.
        answers: Answers by `link_id`; more than one only in rosters, told apart by `instance`.
        attachments: Files that came with it.
        replaces: Id of the submission that this one replaces.
        dissemination: EMN's "wider dissemination": False keeps the whole reply out of the public edition.
        marking: Who may see it.
        provenance: Where it was read from.
        note: Remark for the reader of a report.
        illustrative: Whether it was invented.
        extensions: Typed additions of plugins, by extension name.
        withheld: Set by `redact` on a reply of which nothing is left in this edition; never in a file.
    """

    id: str
    questionnaire: str
    country: str
    status: ResponseStatus = ResponseStatus.COMPLETED
    review_state: ReviewState | None = None
    authored: datetime | None = None
    language: str = ""
    respondent: Respondent | None = None
    contributors: tuple[Respondent, ...] = ()
    answers: FrozenDict[str, tuple[Answer, ...]] = attrs.field(factory=FrozenDict)
    attachments: tuple[Attachment, ...] = ()
    replaces: str = ""
    dissemination: bool | None = None
    marking: Marking | None = None
    provenance: Provenance | None = None
    note: LangString | None = None
    illustrative: bool = False
    extensions: FrozenDict[str, Any] = attrs.field(factory=FrozenDict, converter=freeze)
    withheld: bool = attrs.field(default=False, metadata={"saved": False})

    def answer(self, link_id: str, instance: tuple[int, ...] = ()) -> Answer | None:
        """Return the answer to an item, or None where nothing was stored.

        Args:
            link_id: The item.
            instance: Position in a roster; empty outside rosters.
        """
        for candidate in self.answers.get(link_id, ()):
            if candidate.instance == instance:
                return candidate
        return None

    @property
    def country_key(self) -> tuple[str, str]:
        """Country and questionnaire, which all submissions of one chain share."""
        return (self.country, self.questionnaire.partition("|")[0])
