"""A status note in Word, made with python-docx: who was asked, who replied, how much.

`status_note` could have been written before anybody had heard of mpfkit; the hook below hands it over.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from mpfkit import Renderer, hookimpl, locale
from mpfkit.composing import Context, is_illustrative
from mpfkit.opc import repack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docx.document import Document
    from docx.table import Table

    from mpfkit import Brief, Project

__all__ = ["mpfkit_renderers", "status_note"]

_TEXTS = locale.Catalogue.load("acme_status_note")
_COLUMNS = ("country", "replied", "answers")
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def status_note(project: Project, brief: Brief) -> bytes:
    """Write the note.

    Args:
        project: The project, with no more in it than the audience may see.
        brief: Date, language and audience.

    Returns:
        The bytes of a .docx; the same project and brief give the same ones.
    """
    import docx

    # Names and order of countries, dates and phrases, as all reports of mpfkit have them
    ctx = Context(project, brief, _TEXTS)
    note = docx.Document()
    title = ctx.t("title", project=ctx.plain(project.title))
    note.core_properties.title = title
    note.core_properties.author = "; ".join(ctx.plain(one.name) for one in project.organisations)
    note.core_properties.language = brief.language
    note.add_heading(title, level=0)
    note.add_paragraph(ctx.t("edition", date=ctx.date(brief.date), audience=ctx.edition))
    if is_illustrative(project):
        note.add_paragraph(ctx.t("illustrative"), style="Quote")
    # What is withheld still counts as answered
    replies = {
        response.country: sum(any(one.has_value for one in given) for given in response.answers.values())
        for response in project.current_responses()
    }
    asked = {country.code for country in project.countries}
    note.add_heading(ctx.t("replies"), level=1).paragraph_format.keep_with_next = True
    note.add_paragraph(ctx.t("count", n=len(replies)))
    rows = (
        (ctx.country(code), ctx.t("yes" if code in replies else "no"), ctx.number(replies.get(code, 0)))
        for code in ctx.order(sorted(asked | set(replies)))
    )
    table = note.add_table(rows=1, cols=3, style="Light Grid Accent 1")
    _fill(table, [ctx.t(f"column.{key}") for key in _COLUMNS], rows)
    _describe(table, ctx.t("description"))
    if locale.is_rtl(brief.language):
        _turn(note)
    stream = io.BytesIO()
    note.save(stream)
    # python-docx puts the time into the zip; mpfkit promises the same bytes for the same project
    return repack(stream.getvalue())


def _fill(table: Table, head: Iterable[str], rows: Iterable[tuple[str, ...]]) -> None:
    from docx.oxml import OxmlElement

    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.text = text
    # A screen reader reads the first row out as the heads of columns, and Word repeats it on each page
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - python-docx has no other way
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):  # type: ignore[no-untyped-call]
            cell.text = text


def _describe(table: Table, text: str) -> None:
    """Say what a table shows, for readers who do not see it."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    description = OxmlElement("w:tblDescription")
    description.set(qn("w:val"), text)
    table._tbl.tblPr.append(description)  # noqa: SLF001 - python-docx has no other way


def _turn(note: Document) -> None:
    """Let paragraphs and tables run from right to left."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    body = note.element.body
    for paragraph in body.iter(qn("w:p")):
        paragraph.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for run in paragraph.iter(qn("w:r")):
            run.get_or_add_rPr().append(OxmlElement("w:rtl"))
    for table in body.iter(qn("w:tbl")):
        table.tblPr.insert(1, OxmlElement("w:bidiVisual"))  # behind w:tblStyle, as the schema has it


@hookimpl
def mpfkit_renderers() -> Iterable[Renderer]:
    """Hand the function over."""
    yield Renderer(
        name="status-note",
        summary="Who was asked, who replied (Word, with python-docx)",
        suffix=".docx",
        media_type=_MEDIA_TYPE,
        render=status_note,
    )
