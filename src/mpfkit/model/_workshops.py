"""Workshops and their sessions: who presented and discussed what, and which answers of the mapping informed it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

import attrs

from mpfkit.errors import ModelError

from ._values import Entity, Extensible, FrozenDict, LangString, Marking, freeze

__all__ = [
    "Attendance",
    "Attribution",
    "Consent",
    "Contribution",
    "ContributionKind",
    "Delivery",
    "Participant",
    "Photo",
    "Session",
    "Workshop",
]


class Delivery(StrEnum):
    """How a session is held."""

    PRESENTATION = "presentation"
    OPEN_DISCUSSION = "open-discussion"
    BOTH = "both"


class ContributionKind(StrEnum):
    """What a contribution is; `feedback` is a country's, on items of the mapping."""

    PRESENTATION = "presentation"
    DISCUSSION = "discussion"
    FEEDBACK = "feedback"


class Attribution(StrEnum):
    """What may be said of who spoke."""

    ON_RECORD = "on-record"
    INSTITUTION_ONLY = "institution-only"
    CHATHAM_HOUSE = "chatham-house"


class Consent(StrEnum):
    """What a participant agreed to have published outside the internal edition."""

    NONE = "none"
    FUNCTION = "function"
    NAME = "name"


@attrs.frozen(kw_only=True)
class Photo(Entity):
    """A photograph.

    Attributes:
        file: Path below the project's `images/` folder.
        sha256: Hash of its bytes, 64 hexadecimal digits.
        caption: What the reader sees below it.
        alt: What it shows, for those who cannot see it.
        date: Day on which it was taken.
        place: Where.
        consent: Whether the persons shown agreed to publication.
        marking: Who may see it.
    """

    file: str
    sha256: str = ""
    caption: LangString | None = None
    alt: LangString | None = None
    date: dt.date | None = None
    place: str = ""
    consent: bool = False
    marking: Marking | None = None


@attrs.frozen(kw_only=True)
class Participant(Entity):
    """A person at a workshop: personal data, shown outside `internal` only as far as `consent` allows.

    Attributes:
        name: Name.
        function: Function in the organisation.
        organisation: Organisation.
        country: Code of the country.
        consent: What may be published.
    """

    name: str = ""
    function: str = ""
    organisation: str = ""
    country: str = ""
    consent: Consent = Consent.NONE


@attrs.frozen(kw_only=True)
class Attendance(Entity):
    """How many took part from one group; no names.

    Attributes:
        group: Such as "Member States", "Partner countries", "EU agencies", "Academia".
        count: Number of persons.
    """

    group: LangString
    count: int


@attrs.frozen(kw_only=True)
class Contribution(Entity):
    """What somebody presented, discussed or fed back in a session.

    Attributes:
        id: Identity in the project.
        kind: What it is.
        title: Title.
        speaker: Name of the person.
        organisation: Organisation of the speaker.
        country: Code of the country that speaks.
        text: Summary, light Markdown.
        items: `link_id` of the items of the mapping that it is about.
        findings: Findings that it is about.
        marking: Who may see it.
        illustrative: Whether it was invented.
    """

    id: str
    kind: ContributionKind
    title: LangString | None = None
    speaker: str = ""
    organisation: str = ""
    country: str = ""
    text: LangString | None = None
    items: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    marking: Marking | None = None
    illustrative: bool = False


@attrs.frozen(kw_only=True)
class Session(Extensible, Entity):
    """One session of a workshop.

    Attributes:
        id: Identity in the project.
        title: Title.
        starts: Start, with time zone.
        ends: End, with time zone.
        themes: Theme ids.
        delivery: How it was held.
        moderator: Who led it.
        contributions: In the order of speaking.
        conclusions: What was concluded, light Markdown.
        informed_by: `link_id` of items and ids of findings of the mapping that shaped the session.
        attribution: What may be said of who spoke.
        marking: Who may see it.
        illustrative: Whether it was invented.
        extensions: Typed additions of plugins, by extension name.
    """

    id: str
    title: LangString
    starts: dt.datetime | None = None
    ends: dt.datetime | None = None
    themes: tuple[str, ...] = ()
    delivery: Delivery = Delivery.BOTH
    moderator: str = ""
    contributions: tuple[Contribution, ...] = ()
    conclusions: LangString | None = None
    informed_by: tuple[str, ...] = ()
    attribution: Attribution = Attribution.ON_RECORD
    marking: Marking | None = None
    illustrative: bool = False
    extensions: FrozenDict[str, Any] = attrs.field(factory=FrozenDict, converter=freeze)


@attrs.frozen(kw_only=True)
class Workshop(Entity):
    """A workshop.

    Attributes:
        id: Identity in the project.
        title: Title.
        venue: Building or institution.
        city: City.
        country: Code of the country.
        starts: First day.
        ends: Last day.
        partners: Ids of organisations that hosted or helped.
        format: Such as "plenary".
        rationale: How the mapping shaped design, format and content, light Markdown.
        informed_by: Activities and questionnaires that shaped it.
        sessions: In the order of the agenda.
        participants: Persons.
        attendance: Counts by group.
        photos: Photographs.
        marking: Who may see it.
        illustrative: Whether it was invented.
    """

    id: str
    title: LangString
    venue: str = ""
    city: str = ""
    country: str = ""
    starts: dt.date | None = None
    ends: dt.date | None = None
    partners: tuple[str, ...] = ()
    format: str = ""
    rationale: LangString | None = None
    informed_by: tuple[str, ...] = ()
    sessions: tuple[Session, ...] = ()
    participants: tuple[Participant, ...] = ()
    attendance: tuple[Attendance, ...] = ()
    photos: tuple[Photo, ...] = ()
    marking: Marking | None = None
    illustrative: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse a workshop that ends before it starts.

        Raises:
            ModelError: The last day lies before the first.
        """
        if self.starts and self.ends and self.ends < self.starts:
            raise ModelError(f"the workshop ends ({self.ends}) before it starts ({self.starts})")
