"""Reports as PDF: the Word report, laid out by LibreOffice, with tags, bookmarks, title and language.

Importing it is light: what makes a PDF is imported when a document is written.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from mpfkit import Writer, hookimpl
from mpfkit.writers.docx import WRITER as WORD

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable
    from pathlib import Path

    from mpfkit.document import Document
    from mpfkit.records import HouseStyle

__all__ = ["WRITER", "mpfkit_writers", "to_pdf", "write"]


def write(document: Document, style: HouseStyle, stream: BinaryIO) -> None:
    """Write a document as PDF; with the same LibreOffice and fonts, the same document and style give the same bytes.

    Contents and lists have numbers of pages. LibreOffice is started once, and once or twice more for those.

    Args:
        document: What is written.
        style: How it looks; what dresses it with a Word template dresses the PDF.
        stream: Where it is written.

    Raises:
        FileError: If there is no LibreOffice, or the template of the style cannot be used.
        RenderError: If something cannot be written in Word, or LibreOffice makes nothing of it.
    """
    from mpfkit.office import lay_out

    from ._pdf import OPTIONS, tidied

    word = b""

    def kept(document: Document, style: HouseStyle, stream: BinaryIO) -> None:
        nonlocal word
        with BytesIO() as held:
            WORD.write(document, style, held)
            word = held.getvalue()
        stream.write(word)

    pdf = lay_out(document, style, kept, options=OPTIONS)
    stream.write(tidied(pdf, word))


def to_pdf(
    files: Iterable[str | os.PathLike[str]], folder: str | os.PathLike[str] = ".", *, timeout: float = 180.0
) -> tuple[Path, ...]:
    """Turn Word files into PDF, a hundred in one LibreOffice: the way for many reports.

    What the files show stays as it is: contents have numbers of pages if they were rendered with them.

    Args:
        files: Word files (.docx), such as those of `render_each_country`.
        folder: Folder for the PDF files, which must exist; each has the name of its Word file. Files that are there are
            replaced.
        timeout: Seconds without a further PDF after which LibreOffice is ended.

    Returns:
        The PDF files, in the order of the Word files.

    Raises:
        FileError: If there is no LibreOffice, or a file cannot be read or written.
        RenderError: If files have one name, or some became no PDF: says which and why, after all others were written.
    """
    from ._pdf import convert_files

    return convert_files(files, folder, timeout)


WRITER = Writer(
    name="pdf",
    summary="Tagged PDF (.pdf) of the Word report, made by LibreOffice",
    suffix=".pdf",
    media_type="application/pdf",
    write=write,
    dress=WORD.dress,
    write_to_search=WORD.write,
)


@hookimpl
def mpfkit_writers() -> Iterable[Writer]:
    """Offer the format."""
    return (WRITER,)
