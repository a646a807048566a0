"""Questionnaires and answers from and to other tools: XLSForm, KoboToolbox, ODK, EUSurvey, spreadsheets.

Readers account for every cell and element that a file holds; what is doubtful goes into the review sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpfkit import Reader, Renderer, hookimpl

from . import _coding_writer, _form_reader, _form_writer, coding, eusurvey, kobo, review, table, workbook

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["CODING_SHEET", "READERS", "WORKBOOK", "XLSFORM", "mpfkit_readers", "mpfkit_renderers"]

READERS = (
    Reader(
        name="xlsform",
        summary="A questionnaire: XLSForm, as KoboToolbox and ODK use it",
        suffixes=(".xlsx", ".xlsm"),
        recognises=_form_reader.recognises,
        read=_form_reader.read,
    ),
    Reader(
        name="kobo",
        summary="Answers exported by KoboToolbox and ODK",
        suffixes=(".xlsx", ".csv", ".zip"),
        recognises=kobo.recognises,
        read=kobo.read,
    ),
    Reader(
        name="eusurvey",
        summary="Questionnaire and answers: results of EUSurvey as XML",
        suffixes=(".xml", ".zip", ".eus"),
        recognises=eusurvey.recognises,
        read=eusurvey.read,
    ),
    Reader(
        name="table",
        summary="Answers in any table, by a mapping file",
        suffixes=(".xlsx", ".xlsm", ".csv", ".tsv", ".txt"),
        recognises=table.recognises,
        read=table.read,
    ),
    Reader(
        name="review",
        summary="What was settled in a review sheet",
        suffixes=(".xlsx",),
        recognises=review.recognises,
        read=review.read,
    ),
    Reader(
        name="coding",
        summary="Findings from a coding sheet, with the answers that show them",
        suffixes=(".xlsx",),
        recognises=coding.recognises,
        read=coding.read,
    ),
    Reader(
        name="workbook",
        summary="Project, countries, organisations, workshops and participants from the officer's workbook",
        suffixes=(".xlsx",),
        recognises=workbook.recognises,
        read=workbook.read,
    ),
)

XLSFORM = Renderer(
    name="xlsform",
    summary="A questionnaire as XLSForm, for KoboToolbox and ODK",
    suffix=".xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    render=_form_writer.render,
    options=_form_writer.FormOptions,
)

CODING_SHEET = Renderer(
    name="coding-sheet",
    summary="Open answers by theme as a workbook, to be coded into findings",
    suffix=".xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    render=_coding_writer.render,
    options=_coding_writer.CodingOptions,
)

WORKBOOK = Renderer(
    name="workbook",
    summary="What a project says of itself, countries, organisations and participants, as a workbook to fill in",
    suffix=".xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    render=workbook.render,
)


@hookimpl
def mpfkit_readers() -> Iterable[Reader]:
    """Offer the readers."""
    return READERS


@hookimpl
def mpfkit_renderers() -> Iterable[Renderer]:
    """Offer the renderers."""
    return (XLSFORM, CODING_SHEET, WORKBOOK)
