"""Reports as web pages: one file each, accessible, printable, without scripts and without anything fetched.

Importing it is light: what writes a page is imported when a document is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from mpfkit import Writer, hookimpl

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mpfkit.document import Document
    from mpfkit.records import HouseStyle

__all__ = ["WRITER", "mpfkit_writers", "to_html", "write"]


def write(document: Document, style: HouseStyle, stream: BinaryIO) -> None:
    """Write a document as a page of HTML in UTF-8; the same document and style give the same bytes.

    Args:
        document: What is written.
        style: How it looks; a colour with too little contrast is replaced by a darker shade of it.
        stream: Where it is written.

    Raises:
        RenderError: If something cannot be written: says what, and where it stands.
    """
    stream.write(to_html(document, style).encode())


def to_html(document: Document, style: HouseStyle) -> str:
    """Return a document as a page of HTML, which is well-formed XML, too.

    Args:
        document: What is written.
        style: How it looks.

    Raises:
        RenderError: If something cannot be written: says what, and where it stands.
    """
    from ._page import Page

    return Page(document, style).whole()


WRITER = Writer(
    name="html",
    summary="Web page (.html): one accessible file, for screens and print",
    suffix=".html",
    media_type="text/html; charset=utf-8",
    write=write,
)


@hookimpl
def mpfkit_writers() -> Iterable[Writer]:
    """Offer the format."""
    return (WRITER,)
