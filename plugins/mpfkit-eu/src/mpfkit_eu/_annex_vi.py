"""The facts that Annex VI asks for and the model has no place for: an extension of the project.

PRAG, Annex VI, version of January 2016. Field by field they follow the numbered sections of the form.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

import attrs

from mpfkit.model import Consent, Extension, LangString, PartialDate, Project

__all__ = [
    "ANNEX_VI",
    "ActivityAccount",
    "AnnexVi",
    "AwardedContract",
    "ContactPerson",
    "Material",
    "OmittedActivity",
    "RecordsPlace",
    "ReportStage",
    "TargetGroup",
]


class ReportStage(StrEnum):
    """Which of the two forms of Annex VI is meant."""

    INTERIM = "interim"
    FINAL = "final"


@attrs.frozen(kw_only=True)
class ContactPerson:
    """The contact person of the coordinator: personal data, outside the internal edition shown as far as agreed.

    Attributes:
        name: Name.
        title: Function.
        consent: What may be shown outside the internal edition: `none`, `function` or `name`.
    """

    name: str = ""
    title: str = ""
    consent: Consent = Consent.NONE


@attrs.frozen(kw_only=True)
class TargetGroup:
    """A target group or a group of final beneficiaries (1.8).

    Attributes:
        name: What the group is called.
        women: Number of women; None where it is not known.
        men: Number of men; None where it is not known.
        final: Whether they are final beneficiaries, who benefit in the long term.
    """

    name: LangString
    women: int | None = None
    men: int | None = None
    final: bool = False


@attrs.frozen(kw_only=True)
class ActivityAccount:
    """What the report says of one activity beyond its dates and attendance (2.2).

    Attributes:
        activity: Id of the activity.
        modification: Why it was done otherwise than planned; None where it was not.
        results: Results of the activity, light Markdown; None to let them be derived where they can.
    """

    activity: str
    modification: LangString | None = None
    results: LangString | None = None


@attrs.frozen(kw_only=True)
class OmittedActivity:
    """An activity that was planned and did not take place (2.2).

    Attributes:
        title: Title.
        reason: Why it did not take place.
    """

    title: LangString
    reason: LangString


@attrs.frozen(kw_only=True)
class Material:
    """Something that was produced: a report, a leaflet, a film (2.8).

    Attributes:
        title: Title.
        copies: Number of copies; None where it was published without copies.
        use: How it is used, and to whom it was distributed.
    """

    title: LangString
    copies: int | None = None
    use: LangString | None = None


@attrs.frozen(kw_only=True)
class AwardedContract:
    """A contract that was awarded for the action (2.9).

    Attributes:
        subject: What for.
        amount: Amount in euro.
        procedure: Award procedure followed.
        contractor: Name of the contractor.
    """

    subject: LangString
    amount: Decimal
    procedure: str
    contractor: str


@attrs.frozen(kw_only=True)
class RecordsPlace:
    """Where one beneficiary or affiliated entity keeps its records (5).

    Attributes:
        organisation: Id of the organisation.
        location: Where records, accounting and supporting documents are.
    """

    organisation: str
    location: LangString


@attrs.frozen(kw_only=True)
class AnnexVi:
    """What an interim or final narrative report (PRAG, Annex VI) says beyond the rest of the project.

    Attributes:
        report: Which report is due: `interim` or `final`.
        contact: Contact person of the coordinator (1.2).
        reporting_from: First day of the reporting period (1.6 of an interim report).
        reporting_until: Last day of the reporting period.
        affiliated_entities: Ids of organisations that are affiliated entities (1.3).
        target_groups: Target groups and final beneficiaries with numbers of women and men (1.8).
        activities: What the report says of activities (2.2).
        omitted: Activities that did not take place (2.2).
        materials: What was produced (2.8).
        contracts: Contracts awarded above the threshold (2.9).
        publication_objection: Objections to the publication of the report (4); None for none.
        records: Where records are kept (5).
        location: Where the report is signed.
        report_due: Day on which the report is due.
        report_sent: Day on which it was sent.
        illustrative: Whether all this was invented.
    """

    report: ReportStage = ReportStage.FINAL
    contact: ContactPerson | None = None
    reporting_from: PartialDate | None = None
    reporting_until: PartialDate | None = None
    affiliated_entities: tuple[str, ...] = ()
    target_groups: tuple[TargetGroup, ...] = ()
    activities: tuple[ActivityAccount, ...] = ()
    omitted: tuple[OmittedActivity, ...] = ()
    materials: tuple[Material, ...] = ()
    contracts: tuple[AwardedContract, ...] = ()
    publication_objection: LangString | None = None
    records: tuple[RecordsPlace, ...] = ()
    location: str = ""
    report_due: date | None = None
    report_sent: date | None = None
    illustrative: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse a reporting period that ends before it starts.

        Raises:
            ValueError: The last day lies before the first.
        """
        if self.reporting_from and self.reporting_until and self.reporting_until.last < self.reporting_from.first:
            raise ValueError(
                f"the reporting period ends ({self.reporting_until}) before it starts ({self.reporting_from})"
            )

    def account(self, activity: str) -> ActivityAccount:
        """Return what the report says of an activity; an account without content where it says nothing."""
        return next((each for each in self.activities if each.activity == activity), ActivityAccount(activity=activity))


ANNEX_VI = Extension(
    name="annex-vi",
    on=Project,
    type=AnnexVi,
    summary="What a narrative report (PRAG, Annex VI) says beyond the rest of the project",
)
