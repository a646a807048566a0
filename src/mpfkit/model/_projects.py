"""The project: everything that it knows, and the countries, organisations and vocabulary that it speaks of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import attrs

from mpfkit.errors import ModelError

from ._findings import Finding, Result
from ._questionnaires import Item, Questionnaire
from ._responses import Attachment, Response, ResponseStatus
from ._values import Entity, Extensible, FrozenDict, LangString, Marking, PartialDate, Period, freeze
from ._withheld import Withheld
from ._workshops import Photo, Session, Workshop

__all__ = [
    "Activity",
    "ActivityKind",
    "Budget",
    "Claim",
    "ContractKind",
    "Country",
    "Level",
    "Organisation",
    "OrganisationRole",
    "Project",
    "ProjectStatus",
    "ReportDefaults",
    "Theme",
]


_UNION_KINDS = frozenset({"eu", "eu-institution"})
_UNION_SHORT = frozenset({"EU", "UE", "EC", "CE"})
_UNION_NAMES = frozenset({"european union", "the european union", "european commission", "the european commission"})


class ProjectStatus(StrEnum):
    """Where a project stands (IATI 2.03 `ActivityStatus`)."""

    PIPELINE = "pipeline"
    IMPLEMENTATION = "implementation"
    FINALISATION = "finalisation"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    SUSPENDED = "suspended"


class OrganisationRole(StrEnum):
    """What an organisation does in a project (IATI 2.03 `OrganisationRole`, and `partner`)."""

    FUNDING = "funding"
    ACCOUNTABLE = "accountable"
    EXTENDING = "extending"
    IMPLEMENTING = "implementing"
    PARTNER = "partner"


class ActivityKind(StrEnum):
    """What an activity is."""

    MAPPING = "mapping"
    WORKSHOP = "workshop"
    REPORTING = "reporting"
    TRAINING = "training"
    STUDY_VISIT = "study-visit"
    OTHER = "other"


class ContractKind(StrEnum):
    """Under what sort of contract money was given; with fund and period it decides how the funding is worded."""

    GRANT = "grant"
    SERVICE = "service"
    EXTERNAL_ACTION = "external-action"
    CONTRIBUTION = "contribution"


@attrs.frozen(kw_only=True)
class Budget(Entity):
    """Money for the project.

    Attributes:
        amount: Amount in the currency; never a float.
        currency: ISO 4217 code, such as "EUR".
        fund: Fund that it comes from, such as "ISF-Police".
        date: When it was granted.
        contract_number: Number of the contract.
        period: Period in which it can be spent.
        as_published: The words of the source where they were not in our own form, such as
            "EUR 108.874.50 (ISF-Police)".
        contract: Sort of contract; where none is given, the number of the contract may tell.
    """

    amount: Decimal
    currency: str = "EUR"
    fund: str = ""
    date: PartialDate | None = None
    contract_number: str = ""
    period: Period | None = None
    as_published: str = ""
    contract: ContractKind | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse what is no amount of money.

        Raises:
            ModelError: The amount is not finite or below zero, or the currency is not three capital letters.
        """
        if not self.amount.is_finite() or self.amount < 0:
            raise ModelError(f"a budget of {self.amount} is not an amount; write a number of 0 or more")
        if len(self.currency) != 3 or not (
            self.currency.isascii() and self.currency.isalpha() and self.currency.isupper()
        ):
            raise ModelError(f"{self.currency!r} is not a currency; write its ISO 4217 code, such as EUR")


@attrs.frozen(kw_only=True)
class Organisation(Entity):
    """An organisation.

    Attributes:
        id: Identity in the project.
        name: Name.
        role: What it does in the project.
        country: Code of its country.
        kind: Such as "ministry", "police", "eu-agency", "international-organisation", "academia".
        logo: Path below the project's `images/` folder.
        abbreviation: Short form of the name.
    """

    id: str
    name: LangString
    role: OrganisationRole
    country: str = ""
    kind: str = ""
    logo: str = ""
    abbreviation: str = ""

    @property
    def is_union(self) -> bool:
        """Whether it is the European Union or one of its institutions, for which the emblem stands and no logo."""
        return (
            self.kind in _UNION_KINDS
            or self.abbreviation in _UNION_SHORT
            or self.name.get("en").strip().casefold() in _UNION_NAMES
        )


@attrs.frozen(kw_only=True)
class Activity(Entity):
    """What the project does.

    Attributes:
        id: Identity in the project.
        title: Title.
        kind: What it is.
        description: Light Markdown.
        starts: First day, month or year.
        ends: Last day, month or year.
    """

    id: str
    title: LangString
    kind: ActivityKind = ActivityKind.OTHER
    description: LangString | None = None
    starts: PartialDate | None = None
    ends: PartialDate | None = None


@attrs.frozen(kw_only=True)
class Theme(Entity):
    """A theme of the project, such as migrant smuggling.

    Attributes:
        id: Identity in the project.
        label: What the reader sees.
        definition: What is meant.
    """

    id: str
    label: LangString
    definition: LangString | None = None


@attrs.frozen(kw_only=True)
class Level(Entity):
    """A level at which a theme is dealt with, such as legal or operational.

    Attributes:
        id: Identity in the project.
        label: What the reader sees.
        definition: What is meant.
    """

    id: str
    label: LangString
    definition: LangString | None = None


@attrs.frozen(kw_only=True)
class Country(Extensible, Entity):
    """What the project itself says of a country; name, group and order come from `mpfkit.geo` where it says nothing.

    Attributes:
        code: ISO 3166-1 alpha-2, with EL, UK and XK; user-assigned XA to XZ for invented countries.
        name: Name; needed for user-assigned codes only.
        group: Group of a user-assigned code: `EU`, `MP`, `CAMM`, ...
        authorities: Authorities that take part.
        note: Remark for the reader of a report.
        illustrative: Whether it was invented.
        extensions: Typed additions of plugins, by extension name.
    """

    code: str
    name: LangString | None = None
    group: str = ""
    authorities: tuple[str, ...] = ()
    note: LangString | None = None
    illustrative: bool = False
    extensions: FrozenDict[str, Any] = attrs.field(factory=FrozenDict, converter=freeze)


@attrs.frozen(kw_only=True)
class Claim(Entity):
    """A count that a text states, checked against the one that is derived from the data.

    Attributes:
        id: Identity in the project.
        text: The sentence or phrase that states it.
        count: What is counted: `scope`, `scope:EU`, `invited`, `replies`, `questions`, `sessions`, `findings`,
            `findings:gap`, ...
        value: The number stated.
    """

    id: str
    text: str
    count: str
    value: int


@attrs.frozen(kw_only=True)
class ReportDefaults(Entity):
    """What is rendered when nothing else is asked for.

    Attributes:
        kind: Report kind.
        style: House style.
        format: Writer.
        language: Language.
    """

    kind: str = ""
    style: str = ""
    format: str = ""
    language: str = ""


@attrs.frozen(kw_only=True)
class Project(Extensible, Entity):
    """Everything that a project knows.

    Attributes:
        id: Slug, used in file names.
        title: Title.
        reference: Reference or grant number.
        programme: Programme, such as "Migration Partnership Facility".
        thematic_areas: As the programme names them.
        aim: What the project is for.
        description: Light Markdown.
        status: Where it stands.
        period: When it runs.
        as_of: Day as of which countries, groups and names are meant.
        languages: Languages of the project; plain texts in files are in the first one.
        scope: Groups of countries that it is about: `EU`, `MP`, `CAMM`, ..., expanded as of `as_of`.
        budget: Money.
        organisations: Who funds, implements and helps.
        activities: What it does.
        themes: Its themes.
        levels: Its levels.
        countries: What the project itself says of countries.
        questionnaires: All versions of all questionnaires.
        responses: All submissions.
        workshops: Its workshops.
        findings: What it found.
        results: Logical framework.
        documents: Documents that belong to it.
        photos: Photographs.
        narratives: The officer's own texts by section, light Markdown.
        abbreviations: What abbreviations stand for.
        claims: Counts stated in texts.
        report: What is rendered by default.
        marking: What everything unmarked inherits; a project without one counts as `amber`.
        illustrative: Whether it was invented as a whole.
        extensions: Typed additions of plugins, by extension name.
        withheld: What `redact` took out of this edition; never in a file.
        folder: Folder on this machine that has its `images/` and `attachments/`; set when a project is loaded, never in
            a file, and no part of what makes two projects equal.
    """

    id: str
    title: LangString
    as_of: date
    reference: str = ""
    programme: str = ""
    thematic_areas: tuple[str, ...] = ()
    aim: LangString | None = None
    description: LangString | None = None
    status: ProjectStatus | None = None
    period: Period | None = None
    languages: tuple[str, ...] = ("en",)
    scope: tuple[str, ...] = ()
    budget: Budget | None = None
    organisations: tuple[Organisation, ...] = ()
    activities: tuple[Activity, ...] = ()
    themes: tuple[Theme, ...] = ()
    levels: tuple[Level, ...] = ()
    countries: tuple[Country, ...] = ()
    questionnaires: tuple[Questionnaire, ...] = ()
    responses: tuple[Response, ...] = ()
    workshops: tuple[Workshop, ...] = ()
    findings: tuple[Finding, ...] = ()
    results: tuple[Result, ...] = ()
    documents: tuple[Attachment, ...] = ()
    photos: tuple[Photo, ...] = ()
    narratives: FrozenDict[str, LangString] = attrs.field(factory=FrozenDict)
    abbreviations: FrozenDict[str, LangString] = attrs.field(factory=FrozenDict)
    claims: tuple[Claim, ...] = ()
    report: ReportDefaults | None = None
    marking: Marking | None = None
    illustrative: bool = False
    extensions: FrozenDict[str, Any] = attrs.field(factory=FrozenDict, converter=freeze)
    withheld: Withheld | None = attrs.field(default=None, metadata={"saved": False})
    folder: str = attrs.field(default="", eq=False, repr=False, metadata={"saved": False})

    def questionnaire(self, key: str) -> Questionnaire | None:
        """Return a questionnaire by `id|version`, or by `id` where it has a single version."""
        for candidate in self.questionnaires:
            if candidate.key == key:
                return candidate
        named = [candidate for candidate in self.questionnaires if candidate.id == key]
        return named[0] if len(named) == 1 else None

    def current_responses(self) -> tuple[Response, ...]:
        """Return the heads of all chains: what no other response replaces, without what was entered in error."""
        superseded = self.superseded_responses()
        return tuple(
            response
            for response in self.responses
            if response.id not in superseded and response.status is not ResponseStatus.ENTERED_IN_ERROR
        )

    def superseded_responses(self) -> frozenset[str]:
        """Return the ids of all responses that a later one stands for.

        What was entered in error replaces nothing by itself: the response before it counts again, unless a further one
        replaces them both.
        """
        before = {response.id: response.replaces for response in self.responses}
        found: set[str] = set()
        for response in self.responses:
            if response.status is ResponseStatus.ENTERED_IN_ERROR:
                continue
            step = response.replaces
            while step and step not in found:
                found.add(step)
                step = before.get(step, "")
        return frozenset(found)

    def response(self, identifier: str) -> Response | None:
        """Return a response by its id, or None."""
        return next((response for response in self.responses if response.id == identifier), None)

    def country(self, code: str) -> Country | None:
        """Return what the project itself says of a country, or None."""
        return next((country for country in self.countries if country.code == code), None)

    def finding(self, identifier: str) -> Finding | None:
        """Return a finding by its id, or None."""
        return next((finding for finding in self.findings if finding.id == identifier), None)

    def sessions(self) -> tuple[Session, ...]:
        """Return the sessions of all workshops in the order of the agenda."""
        return tuple(session for workshop in self.workshops for session in workshop.sessions)

    def item(self, link_id: str) -> Item | None:
        """Return an item by its `link_id`, of the last questionnaire that has it; None where none has."""
        for questionnaire in reversed(self.questionnaires):
            found = questionnaire.item(link_id)
            if found is not None:
                return found
        return None
