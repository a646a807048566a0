"""The Word writer: numbered headings, captions, notes, contents and the rest as Word itself has them.

Importing it is light: python-docx and lxml are imported when a document is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from mpfkit.records import Writer

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

    from mpfkit.document import Document
    from mpfkit.records import HouseStyle

    from ._survey import TemplateSurvey
    from ._template import TemplateReport

__all__ = [
    "WRITER",
    "bookmark_names",
    "examine_template",
    "survey_template",
    "to_document",
    "with_template",
    "write",
    "write_fast",
]


def write(document: Document, style: HouseStyle, stream: BinaryIO) -> None:
    """Write a document as .docx; the same document and style give the same bytes.

    The body is compressed while it is made, on all processors; memory grows with the file, not with the text.

    Args:
        document: What is written.
        style: How it looks.
        stream: Where it is written; after an error it holds a part of the file.

    Raises:
        RenderError: If something cannot be written in Word: says what, and where it stands.
        FileError: If the template of the style cannot be used.
    """
    from ._package import write_document

    write_document(document, style, stream)


def write_fast(document: Document, style: HouseStyle, stream: BinaryIO) -> None:
    """Write a document as .docx sooner, in a file that is about a fifth larger; needs `mpfkit[fast]`.

    What the file holds is what `write` gives. Its bytes are the same for the same version of isal on the same sort of
    processor only, so what is published or compared byte by byte is better written by `write`.

    Args:
        document: What is written.
        style: How it looks.
        stream: Where it is written; after an error it holds a part of the file.

    Raises:
        RenderError: As `write`.
        FileError: If isal is not installed, or if the template of the style cannot be used.
    """
    from ._package import write_document

    write_document(document, style, stream, fast=True)


def to_document(document: Document, style: HouseStyle) -> WordDocument:
    """Turn a document into a live python-docx document, for whoever wants to go on editing it.

    Args:
        document: What is written.
        style: How it looks.

    Returns:
        The same content as `write` gives. `save` of python-docx writes it, with the time of writing in the zip.

    Raises:
        RenderError: If something cannot be written in Word: says what, and where it stands.
        FileError: If the template of the style cannot be used.
    """
    from ._package import build_document

    return build_document(document, style)


def bookmark_names(document: Document) -> dict[str, str]:
    """Return what the keys of a document are called in Word.

    Args:
        document: The document; it is not written.

    Returns:
        Name of the bookmark by key: of headings, tables, figures, paragraphs and anchors, also of those that have the
        key that `outline` gave them (`_h12`, `_t3`, `_f1`).

    Raises:
        RenderError: If two things have the same key.
    """
    from ._plan import make_plan

    return dict(make_plan(document).bookmarks)


def with_template(style: HouseStyle, data: bytes, *, name: str) -> HouseStyle:
    """Dress a house style with a Word template.

    Styles, fonts, theme, numberings, page, heads and feet are the template's. Colours that the writer sets itself, such
    as those of tables, come from the template's theme where they have the contrast of 4.5:1 that EN 301 549 10.1.4.3
    asks for.

    A bookmark or content control named `mpfkit_body` says where the report goes; all around it stays, and the report
    brings no cover of its own. In the text, in text boxes, heads and feet these are filled in: `mpfkit_title`,
    `mpfkit_subtitle`, `mpfkit_kicker`, `mpfkit_subject`, `mpfkit_author`, `mpfkit_keywords`, `mpfkit_date`,
    `mpfkit_language`, `mpfkit_marking`, `mpfkit_statement`, `mpfkit_implemented_by`, `mpfkit_header`, `mpfkit_footer`,
    `mpfkit_lines` (place, dates, edition) and `mpfkit_notices`. Title and notices without a place open the report,
    and a marking without one is added to each head and foot.

    Headings are numbered as the template does it where its first heading has a numbering, else as mpfkit does.
    Comments, pending changes, protection and properties of whoever made the template do not get into the report.

    Args:
        style: The house style; its notices, emblem and words stay.
        data: Bytes of a .docx or .dotx.
        name: What the template is called in messages: its path.

    Raises:
        FileError: If the template cannot be used: it is no Word file, holds macros, is too large, fetches something
            from outside, names places that mpfkit does not know, or lacks styles that the house style names.
    """
    from . import _template

    return _template.with_template(style, data, name=name)


def examine_template(data: bytes, *, style: HouseStyle, name: str) -> TemplateReport:
    """Say what a Word template holds and what mpfkit makes of it.

    Args:
        data: Bytes of a .docx or .dotx.
        style: House style with which it is used: its page and the styles that it names.
        name: What the template is called in messages: its path.

    Returns:
        What was found; `str` of it is one line.

    Raises:
        FileError: If the template cannot be opened, or its places for the report cannot be used.
    """
    from . import _template

    return _template.examine_template(data, style=style, name=name)


def survey_template(data: bytes, *, name: str) -> TemplateSurvey:
    """Say all that a Word template holds for a house style of its own, and give it back without traces of people.

    `mpfkit new --style FILE.docx` makes a package of it.

    Args:
        data: Bytes of a .docx or .dotx.
        name: What the template is called in messages: its path.

    Returns:
        Fonts, colours, page, styles and pictures, what is missing, and the template without the text that a report
        replaces.

    Raises:
        FileError: If the template cannot be opened, or its places for the report cannot be used.
    """
    from ._survey import survey_template as survey

    return survey(data, name=name)


def _dress(style: HouseStyle, data: bytes, name: str) -> tuple[HouseStyle, tuple[str, ...]]:
    report = examine_template(data, style=style, name=name)
    return with_template(style, data, name=name), (str(report), *(f"{name}: {one}" for one in report.problems))


WRITER = Writer(
    name="docx",
    summary="Word document (.docx)",
    suffix=".docx",
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    write=write,
    write_fast=write_fast,
    dress=_dress,
)
