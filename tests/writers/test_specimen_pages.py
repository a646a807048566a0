"""The specimen in every house style and language, as LibreOffice lays it out."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest

from mpfkit import load_registry
from mpfkit.document import Document, outline, plain_text
from mpfkit.office import convert
from mpfkit.testing import specimen
from mpfkit.writers import docx


def squeezed(text: str) -> str:
    """Return text without blanks, which a layout puts where it breaks lines."""
    return "".join(text.split()).replace("\u00ad", "")


def titles(entries: Any) -> Iterator[str]:
    """Yield what the bookmarks of a PDF say."""
    for entry in entries:
        if isinstance(entry, list):
            yield from titles(entry)
        else:
            yield str(entry.title)


def written(document: Document, style: str) -> bytes:
    stream = io.BytesIO()
    docx.write(document, load_registry().house_styles[style], stream)
    return stream.getvalue()


@pytest.mark.office
@pytest.mark.parametrize("style", ["plain", "icmpd", "eu"])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_headings_and_captions_are_on_the_pages(language: str, style: str) -> None:
    from pypdf import PdfReader

    document = specimen(language)
    data = written(document, style)
    reader = PdfReader(
        io.BytesIO(convert(data, to="pdf", export="writer_pdf_Export", options={"ExportBookmarks": True}))
    )
    entries = outline(document)

    named = [squeezed(title) for title in titles(reader.outline)]
    expected = [squeezed(plain_text(entry.content)) for entry in entries.headings]
    assert len(named) == len(expected)
    assert all(title.endswith(words) for title, words in zip(named, expected, strict=True))

    if language == "ar":
        # The letters of a PDF stand in the order in which they are drawn; its text is read from LibreOffice itself.
        shown = convert(data, to="txt", export="Text (encoded)").decode("utf-8-sig")
    else:
        shown = "\n".join(page.extract_text() for page in reader.pages)
    text = squeezed(shown)
    for entry in (*entries.tables, *entries.figures):
        words = squeezed(plain_text(entry.content))
        assert text.count(words) >= 2, "in the list and at its place"
    assert text.count("TLP:AMBER") >= 2 * len(reader.pages) or language == "ar"
    assert 10 <= len(reader.pages) <= 16
