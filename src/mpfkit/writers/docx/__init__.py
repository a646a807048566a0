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

__all__ = ["WRITER", "to_document", "write"]


def write(document: Document, style: HouseStyle, stream: BinaryIO) -> None:
    """Write a document as .docx; the same document and style give the same bytes.

    The body is written while it is made, so that memory does not grow with its length.

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


WRITER = Writer(
    name="docx",
    summary="Word document (.docx)",
    suffix=".docx",
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    write=write,
)
