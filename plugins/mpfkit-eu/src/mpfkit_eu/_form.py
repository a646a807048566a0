"""The form of Annex VI as data, what it requires, and what of it a project lacks."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import attrs

from mpfkit import geo
from mpfkit.analysis import replies_to, visible_findings
from mpfkit.composing import GROUPS
from mpfkit.document import BulletList, Heading, NumberedList, Paragraph, from_markdown, is_blocks, plain_text, walk
from mpfkit.errors import Problem
from mpfkit.locale import Catalogue
from mpfkit.model import ActivityKind, FindingKind, OrganisationRole

from ._annex_vi import AnnexVi, ReportStage
from ._lacks import Lack, LackState, is_withheld, problem_of
from ._matrix import matrix_lacks, too_many_results

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from mpfkit.model import Activity, LangString, Organisation, PartialDate, Project, Workshop

__all__ = [
    "CATALOGUE",
    "Answers",
    "FormHeading",
    "ReportOptions",
    "answers_of",
    "check_narrative_report",
    "contracts_above",
    "headings",
    "lacks",
    "version",
]

CATALOGUE = Catalogue.load("mpfkit_eu", "phrases/narrative-report")
"""Words of the form; the English ones are those of the form itself."""


@attrs.frozen(kw_only=True)
class ReportOptions:
    """What `--set KEY=VALUE` can say.

    Attributes:
        report: Which of the two forms: `interim` or `final`; None for the one that the project says is due, and for the
            final one where it says nothing.
    """

    report: ReportStage | None = None


@attrs.frozen(kw_only=True)
class FormHeading:
    """A numbered heading of the form.

    Attributes:
        number: Such as "1.5".
        key: By which its phrases, its answers and references to it are found.
        verified: Whether number and wording were seen in the form of January 2016 or in its neighbours.
        source: Where.
    """

    number: str
    key: str
    verified: bool
    source: str

    @property
    def level(self) -> int:
        """1 for a section, 2 for a point of it."""
        return self.number.count(".") + 1

    @property
    def target(self) -> str:
        """By which references in a document find the heading."""
        return f"annex-vi-{self.key}"


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("mpfkit_eu").joinpath("annex_vi.toml").read_text(encoding="utf-8"))


def version() -> date:
    """Return the day of the version of the form."""
    day: date = _data()["form"]["version"]
    return day


def contracts_above() -> int:
    """Return the amount in euro above which contracts are listed."""
    return int(_data()["form"]["contracts_above"])


def headings(report: ReportStage) -> tuple[FormHeading, ...]:
    """Return the numbered headings of a report in the order of their numbers."""
    found = [
        FormHeading(number=row["number"], key=row["key"], verified=row["verified"], source=row["source"])
        for row in _data()["headings"]
        if report.value in row["reports"]
    ]
    return tuple(sorted(found, key=lambda each: [int(part) for part in each.number.split(".")]))


# ------------------------------------------------------------------------------------------------------- the answers


@attrs.frozen(kw_only=True)
class Answers:
    """What a project answers to the form.

    Attributes:
        project: The project, or an edition of it.
        facts: The facts of the extension; empty ones where the project has none.
        report: Which of the two forms is filled in.
    """

    project: Project
    facts: AnnexVi
    report: ReportStage

    @property
    def coordinator(self) -> Organisation | None:
        """The organisation that implements the project; of several the first."""
        return next((one for one in self.project.organisations if one.role is OrganisationRole.IMPLEMENTING), None)

    @property
    def beneficiaries(self) -> tuple[Organisation, ...]:
        """Other organisations that implement the project, and affiliated entities."""
        return tuple(
            one
            for one in self.project.organisations
            if one is not self.coordinator
            and (one.role is OrganisationRole.IMPLEMENTING or one.id in self.facts.affiliated_entities)
        )

    @property
    def period(self) -> tuple[PartialDate | None, PartialDate | None]:
        """First and last day of the reporting period, or of the action where the report is the final one."""
        if self.report is ReportStage.INTERIM:
            return self.facts.reporting_from, self.facts.reporting_until
        budget = self.project.budget
        period = self.project.period or (budget.period if budget else None)
        return (period.starts, period.ends) if period else (None, None)

    @property
    def targets(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Groups of the scope with their members as of the day of the project; without a scope, its countries."""
        groups = [group for group in dict.fromkeys(self.project.scope) if group in GROUPS]
        if groups:
            return tuple((group, geo.members(group, on=self.project.as_of)) for group in groups)
        codes = tuple(country.code for country in self.project.countries)
        return (("", codes),) if codes else ()

    @property
    def contract_number(self) -> str:
        """Number of the grant contract."""
        return self.project.budget.contract_number.strip() if self.project.budget else ""

    def narrative(self, answer: str) -> tuple[str, LangString] | None:
        """Return the officer's own text and its key: one written for this report, or the one of all reports."""
        for key in (f"annex-vi-{answer}", *_SHARED_TEXTS.get(answer, ())):
            text = self.project.narratives.get(key)
            if text is not None and any(each.strip() for each in text.texts.values()):
                return key, text
        return None

    def workshop(self, activity: Activity) -> Workshop | None:
        """Return the workshop that an activity is about: of its id, of its day, or the only one there is."""
        shops = self.project.workshops
        named = [shop for shop in shops if shop.id == activity.id]
        if named or activity.kind is not ActivityKind.WORKSHOP:
            return named[0] if named else None
        if activity.starts is not None:
            dated = [shop for shop in shops if str(shop.starts) == str(activity.starts)]
            return dated[0] if len(dated) == 1 else None
        alike = [each for each in self.project.activities if each.kind is ActivityKind.WORKSHOP]
        return shops[0] if len(shops) == len(alike) == 1 else None

    def has_results(self, activity: Activity) -> bool:
        """Tell whether the results of an activity are written, or can be derived from a workshop or from replies."""
        if self.facts.account(activity.id).results is not None or self.workshop(activity) is not None:
            return True
        if activity.kind is not ActivityKind.MAPPING:
            return False
        replies = replies_to(self.project)
        return replies is not None and bool(replies.received)


_SHARED_TEXTS = {"summary": ("executive-summary",), "continuation": ("follow-up",)}


def answers_of(project: Project, report: ReportStage | None = None) -> Answers:
    """Return what a project answers to the form.

    Args:
        project: The project, or an edition of it.
        report: Which form; None for the one that the project says is due.
    """
    facts = project.extension(AnnexVi) or AnnexVi()
    return Answers(project=project, facts=facts, report=report or facts.report)


# ------------------------------------------------------------------------------------------------------ what is missing


def _contact(answers: Answers, field: str) -> bool:
    contact = answers.facts.contact
    return contact is not None and bool(getattr(contact, field).strip())


_GIVEN: dict[str, Callable[[Answers], bool]] = {
    "coordinator": lambda answers: answers.coordinator is not None,
    "contact-name": lambda answers: _contact(answers, "name"),
    "contact-title": lambda answers: _contact(answers, "title"),
    "title": lambda answers: any(text.strip() for text in answers.project.title.texts.values()),
    "contract-number": lambda answers: bool(answers.contract_number),
    "reporting-period": lambda answers: None not in answers.period,
    "action-period": lambda answers: None not in answers.period,
    "target-countries": lambda answers: bool(answers.targets),
    "target-groups": lambda answers: bool(answers.facts.target_groups),
    "activities": lambda answers: bool(answers.project.activities),
    "learning": lambda answers: (
        answers.narrative("learning") is not None or bool(visible_findings(answers.project, FindingKind.LESSON))
    ),
    "materials": lambda answers: bool(answers.facts.materials or answers.project.documents),
    "location": lambda answers: bool(answers.facts.location.strip()),
    "report-due": lambda answers: answers.facts.report_due is not None,
    "report-sent": lambda answers: answers.facts.report_sent is not None,
}
"""How each answer that is no text of the officer is told to be there."""


def _without_numbers(answers: Answers) -> Iterator[tuple[LangString, tuple[str | int, ...]]]:
    for position, group in enumerate(answers.facts.target_groups):
        if group.women is None or group.men is None:
            yield group.name, ("extensions", "annex-vi", "target_groups", position)


def _without_results(answers: Answers) -> Iterator[tuple[LangString, tuple[str | int, ...]]]:
    for activity in answers.project.activities:
        if not answers.has_results(activity):
            yield activity.title, ("activities", activity.id)


def _without_records(answers: Answers) -> Iterator[tuple[LangString, tuple[str | int, ...]]]:
    placed = {each.organisation for each in answers.facts.records}
    coordinator = (answers.coordinator,) if answers.coordinator else ()
    for one in (*coordinator, *answers.beneficiaries):
        if one.id not in placed:
            yield one.name, ("extensions", "annex-vi")


_EACH = {
    "women-and-men": _without_numbers,
    "activity-results": _without_results,
    "records": _without_records,
}
"""Answers that are asked for more than once, with the things for which they are missing."""


def lacks(answers: Answers) -> tuple[Lack, ...]:
    """Return the required answers that a project, or an edition of it, does not give; in the order of the form."""
    found = []
    order = [each.key for each in headings(answers.report)]
    for row in _data()["required"]:
        if answers.report.value not in row["reports"]:
            continue
        answer, path = row["answer"], tuple(row["path"])
        withheld = is_withheld(answers.project, row.get("sort", ""))
        if answer == "activity-results":
            withheld = withheld or is_withheld(answers.project, "workshop")
        lack = Lack(
            code=row["code"],
            answer=answer,
            heading=row["heading"],
            write=row["write"],
            path=path,
            state=LackState.WITHHELD if withheld else LackState.MISSING,
        )
        if answer in _EACH:
            found += [attrs.evolve(lack, item=item, path=where) for item, where in _EACH[answer](answers)]
        elif not (_GIVEN[answer](answers) if answer in _GIVEN else answers.narrative(answer)):
            found.append(lack)
    found += matrix_lacks(answers.project)
    return tuple(sorted(found, key=lambda each: order.index(each.heading) if each.heading in order else len(order)))


def _unknown(answers: Answers) -> Iterator[Problem]:
    """Find facts about organisations and activities that the project does not have."""
    organisations = {one.id for one in answers.project.organisations}
    activities = {one.id for one in answers.project.activities}
    facts = answers.facts
    named: list[tuple[str, set[str], tuple[str | int, ...]]] = [
        *(
            (each, organisations, ("affiliated_entities", place))
            for place, each in enumerate(facts.affiliated_entities)
        ),
        *((each.organisation, organisations, ("records", place)) for place, each in enumerate(facts.records)),
        *((each.activity, activities, ("activities", place)) for place, each in enumerate(facts.activities)),
    ]
    for name, known, place in named:
        if name not in known:
            what = "organisation" if known is organisations else "activity"
            hint = f"write one of: {', '.join(sorted(known))}" if known else "it has none at all"
            message = f"the project has no {what} {name!r}; {hint}"
            yield Problem(code="PRAG001", message=message, path=("extensions", "annex-vi", *place))


def _length(answers: Answers) -> Iterator[Problem]:
    """Find an executive summary of more than half a page."""
    found = answers.narrative("summary")
    most = _data()["form"]["summary_words"]
    if found is None:
        return
    key, text = found
    number = _words(text.get("en"))
    if number > most:
        hint = "" if key.startswith("annex-vi") else "; write a shorter one for this report as annex-vi-summary"
        message = f"2.1 Executive summary: {number} words are more than half a page (about {most}){hint}"
        yield Problem(code="PRAG212", message=message, severity="warning", path=("narratives", key))


def _words(text: str) -> int:
    """Count the words of light Markdown: what a reader sees, without its marks."""
    texts: list[Any] = []
    for block in walk(from_markdown(text)):
        if isinstance(block, Heading | Paragraph):
            texts.append(block.content)
        elif isinstance(block, BulletList | NumberedList):
            texts += [item for item in block.items if not is_blocks(item)]
    return sum(len(plain_text(each).split()) for each in texts)


def check_narrative_report(project: Project) -> Iterator[Problem]:
    """Tell what a project lacks for a complete narrative report.

    "The Contracting Authority will reject any incomplete or badly completed reports" (Annex VI, January 2016).
    """
    answers = answers_of(project)
    numbers = {each.key: each.number for each in headings(answers.report)}
    for lack in lacks(answers):
        yield problem_of(lack, numbers.get(lack.heading, "closing block:"))
    yield from _length(answers)
    yield from _unknown(answers)
    yield from too_many_results(project)
