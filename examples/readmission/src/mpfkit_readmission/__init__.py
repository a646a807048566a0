"""Readmission: typed facts on countries, a check of them, and a report kind that shows them.

An example of a project of its own on top of mpfkit. Everything that it hands over goes through public hooks.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from mpfkit import Extension, Problem, ReportKind, geo, hookimpl, locale
from mpfkit.document import (
    Align,
    Cell,
    Column,
    Cover,
    CoverLine,
    Document,
    Heading,
    Paragraph,
    ParagraphRole,
    Table,
)
from mpfkit.model import Country, LangString, PartialDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mpfkit import Brief, Project
    from mpfkit.document import Block
    from mpfkit.locale import Phrases

__all__ = [
    "AgreementStatus",
    "BriefOptions",
    "ReadmissionProfile",
    "compose",
    "mpfkit_check_project",
    "mpfkit_extensions",
    "mpfkit_report_kinds",
]

NAME = "readmission"
"""Under this name the facts stand in the `extensions` of a country."""

_TEXTS = locale.Catalogue.load("mpfkit_readmission")
_NOTHING = "–"


# ------------------------------------------------------------------------------------------------ the facts


class AgreementStatus(StrEnum):
    """How far an EU readmission agreement has come."""

    NONE = "none"
    NEGOTIATION = "negotiation"
    SIGNED = "signed"
    IN_FORCE = "in-force"


@attrs.frozen(kw_only=True)
class ReadmissionProfile:
    """How a country cooperates on readmission.

    Attributes:
        agreement: How far an EU readmission agreement has come.
        in_force_since: Since when it has been in force: a year, a month or a day.
        authority: Authority that answers requests.
        reply_days: Average time to reply to a request, in days; None where it is not known.
        eu_laissez_passer: Whether the European travel document for return (Regulation (EU) 2016/1953) is accepted; None
            where it is not known.
    """

    agreement: AgreementStatus = AgreementStatus.NONE
    in_force_since: PartialDate | None = None
    authority: LangString | None = None
    reply_days: int | None = attrs.field(default=None, validator=attrs.validators.optional(attrs.validators.ge(0)))
    eu_laissez_passer: bool | None = None


@hookimpl
def mpfkit_extensions() -> Iterable[Extension]:
    """Offer the facts."""
    yield Extension(name=NAME, on=Country, type=ReadmissionProfile, summary="How a country cooperates on readmission")


@hookimpl
def mpfkit_check_project(project: Project) -> Iterator[Problem]:
    """Find profiles that contradict themselves."""
    for country in project.countries:
        profile = country.extension(ReadmissionProfile)
        if profile is None:
            continue
        path = ("countries", country.code, "extensions", NAME)
        since = profile.in_force_since
        if since is not None and profile.agreement is not AgreementStatus.IN_FORCE:
            message = f"countries.{country.code}: in force since {since}, but agreement is {profile.agreement}"
            yield Problem(code="RDM001", message=f"{message}; correct one of them", path=(*path, "in_force_since"))
        elif since is not None and since.first > project.as_of:
            message = f"countries.{country.code}: in force since {since}, which is after {project.as_of}"
            yield Problem(code="RDM002", message=f"{message}; write signed", path=(*path, "in_force_since"))


# ------------------------------------------------------------------------------------------------ the report


@attrs.frozen(kw_only=True)
class BriefOptions:
    """What `--set KEY=VALUE` can say.

    Attributes:
        only_in_force: Whether to leave out countries without an agreement in force.
    """

    only_in_force: bool = False


def compose(project: Project, brief: Brief) -> Document:
    """Compose the brief: one table of all profiles.

    Args:
        project: The redacted project.
        brief: Date, language, audience and options of the report.

    Returns:
        The document.
    """
    say = _TEXTS.for_language(brief.language)
    notice = brief.notice
    invented = project.illustrative or any(country.illustrative for country in project.countries)
    return Document(
        title=say("title"),
        language=brief.language,
        date=brief.date,
        subject=project.title.get(brief.language),
        footer=notice.statement,
        cover=Cover(
            title=say("title"),
            kicker=project.programme,
            subtitle=say("subtitle"),
            lines=(CoverLine(locale.format_date(brief.date, brief.language)),),
            notices=(say("illustrative"),) if invented else (),
            statement=notice.statement,
            implemented_by=notice.implemented_by,
        ),
        blocks=tuple(_blocks(project, brief, say)),
    )


def _blocks(project: Project, brief: Brief, say: Phrases) -> Iterator[Block]:
    for text in (brief.notice.funding, brief.notice.disclaimer, brief.notice.rights):
        if text:
            yield Paragraph(text, role=ParagraphRole.IMPRINT)
    yield Heading(say("title"))
    withheld = project.withheld.total("extension") if project.withheld else 0
    if withheld:
        yield Paragraph(say("withheld", n=withheld), role=ParagraphRole.WITHHELD)
    profiles = {
        country.code: profile
        for country in project.countries
        if (profile := country.extension(ReadmissionProfile)) is not None and _is_wanted(profile, brief)
    }
    if not profiles:
        yield Paragraph(say("nothing"))
        return
    yield Paragraph(say("introduction", date=locale.format_date(project.as_of, brief.language)))
    codes = geo.order(profiles, policy=brief.country_order, on=project.as_of, language=brief.language)
    notes = {code: _note(project, brief, code) for code in codes}
    yield Table(
        caption=say("caption"),
        description=say("description"),
        units=say("unit"),
        columns=(
            Column(say("column.country"), 3),
            Column(say("column.agreement"), 3),
            Column(say("column.authority"), 4),
            Column(say("column.reply"), 2, Align.END),
            Column(say("column.laissez-passer"), 3),
        ),
        rows=tuple((_name(project, brief, code), *_cells(profiles[code], say)) for code in codes),
        notes=tuple(f"* {note}" for note in notes.values() if note),
    )


def _is_wanted(profile: ReadmissionProfile, brief: Brief) -> bool:
    options = brief.options
    only = isinstance(options, BriefOptions) and options.only_in_force
    return not only or profile.agreement is AgreementStatus.IN_FORCE


def _name(project: Project, brief: Brief, code: str) -> Cell:
    """Return the cell that names a row: the project's own name of the country, else the one of the day."""
    country = project.country(code)
    if country is not None and country.name is not None:
        return _text(country.name, brief.language, header=True)
    name = geo.name(code, on=project.as_of, language=brief.language)
    return Cell(f"{name}*" if _note(project, brief, code) else name, header=True)


def _note(project: Project, brief: Brief, code: str) -> str | None:
    """Return the note that belongs to the name of a country, such as that on Kosovo."""
    if not geo.is_known(code):
        return None
    return geo.designation_note(code, wording=brief.designations, on=project.as_of, language=brief.language)


def _text(text: LangString, language: str, *, header: bool = False) -> Cell:
    """Return a cell that knows the language of its text where that is not the one of the report."""
    chosen, own = text.resolve(language)
    return Cell(chosen, header=header, language="" if own == language else own)


def _cells(profile: ReadmissionProfile, say: Phrases) -> Iterator[Cell | str]:
    if profile.in_force_since is not None and profile.agreement is AgreementStatus.IN_FORCE:
        yield say("agreement.in-force-since", date=locale.format_date(str(profile.in_force_since), say.language))
    else:
        yield say(f"agreement.{profile.agreement}")
    yield _text(profile.authority, say.language) if profile.authority else _NOTHING
    yield _NOTHING if profile.reply_days is None else locale.format_number(profile.reply_days, say.language)
    accepted = profile.eu_laissez_passer
    yield _NOTHING if accepted is None else say("accepted.yes" if accepted else "accepted.no")


@hookimpl
def mpfkit_report_kinds() -> Iterable[ReportKind]:
    """Offer the brief."""
    yield ReportKind(
        name="readmission-brief",
        summary="Table of how countries cooperate on readmission",
        compose=compose,
        options=BriefOptions,
    )
