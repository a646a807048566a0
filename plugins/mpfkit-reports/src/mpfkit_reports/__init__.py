"""Report kinds of the Migration Partnership Facility, from the mapping before a workshop to the report after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpfkit import hookimpl
from mpfkit.records import ReportKind

from .agenda import compose_agenda
from .background_paper import BackgroundPaperOptions, compose_background_paper
from .country_fiche import FicheOptions, compose_country_fiche
from .mapping_report import compose_mapping_report
from .project_page import compose_project_page
from .questionnaire import QuestionnaireOptions, compose_questionnaire
from .reminder_letter import ReminderOptions, compose_reminder_letter, countries_to_remind
from .reply_status import ReplyStatusOptions, compose_reply_status
from .workshop_report import compose_workshop_report

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "AGENDA",
    "BACKGROUND_PAPER",
    "COUNTRY_FICHE",
    "MAPPING_REPORT",
    "PROJECT_PAGE",
    "QUESTIONNAIRE",
    "REMINDER_LETTER",
    "REPLY_STATUS",
    "WORKSHOP_REPORT",
    "mpfkit_report_kinds",
]

COUNTRY_FICHE = ReportKind(
    name="country-fiche",
    summary="Fiche of a country, or of each: facts, reply theme by theme, legal references, findings",
    compose=compose_country_fiche,
    options=FicheOptions,
    by_country=True,
)

WORKSHOP_REPORT = ReportKind(
    name="workshop-report",
    summary="Report on a workshop: what the mapping found, sessions, topics, outcomes with their evidence",
    compose=compose_workshop_report,
)
MAPPING_REPORT = ReportKind(
    name="mapping-report",
    summary="Report on a mapping: replies question by question, coverage by country and theme, findings",
    compose=compose_mapping_report,
)
AGENDA = ReportKind(
    name="agenda",
    summary="Programme of a workshop for participants: days, times, breaks, sessions, moderators and speakers",
    compose=compose_agenda,
)
BACKGROUND_PAPER = ReportKind(
    name="background-paper",
    summary="Paper before a workshop: the mapping in brief, what is not known, sessions ranked by a score",
    compose=compose_background_paper,
    options=BackgroundPaperOptions,
)
PROJECT_PAGE = ReportKind(
    name="project-page",
    summary="One or two pages on a project: facts, countries, budget, aim, activities, outcomes, funding",
    compose=compose_project_page,
)

QUESTIONNAIRE = ReportKind(
    name="questionnaire",
    summary="Questionnaire as a form to fill in, or to print: instructions, questions, fields or space to reply",
    compose=compose_questionnaire,
    options=QuestionnaireOptions,
    by_country=True,
)
REPLY_STATUS = ReportKind(
    name="reply-status",
    summary="State of the replies: who was invited, who replied when and how completely, who is late",
    compose=compose_reply_status,
    options=ReplyStatusOptions,
)
REMINDER_LETTER = ReportKind(
    name="reminder-letter",
    summary="Letter to a country, or to each that is late, reminding it of a questionnaire and what is open",
    compose=compose_reminder_letter,
    options=ReminderOptions,
    by_country=True,
    countries=countries_to_remind,
)


@hookimpl
def mpfkit_report_kinds() -> Iterable[ReportKind]:
    """Offer the report kinds."""
    return (
        AGENDA,
        BACKGROUND_PAPER,
        COUNTRY_FICHE,
        MAPPING_REPORT,
        PROJECT_PAGE,
        QUESTIONNAIRE,
        REMINDER_LETTER,
        REPLY_STATUS,
        WORKSHOP_REPORT,
    )
