"""Questionnaires and answers from and to other tools: XLSForm, KoboToolbox, ODK, EUSurvey, spreadsheets.

Readers account for every cell and element that a file holds; what is doubtful goes into the review sheet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpfkit import Reader, Renderer, hookimpl

from . import _form_reader, _form_writer, eusurvey, kobo, review, table

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["READERS", "XLSFORM", "mpfkit_readers", "mpfkit_renderers"]

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
)

XLSFORM = Renderer(
    name="xlsform",
    summary="A questionnaire as XLSForm, for KoboToolbox and ODK",
    suffix=".xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    render=_form_writer.render,
    options=_form_writer.FormOptions,
)


@hookimpl
def mpfkit_readers() -> Iterable[Reader]:
    """Offer the readers."""
    return READERS


@hookimpl
def mpfkit_renderers() -> Iterable[Renderer]:
    """Offer the renderer."""
    return (XLSFORM,)
