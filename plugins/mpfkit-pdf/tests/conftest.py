"""What the tests of PDF files share: reading them back."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader


def _strings(value: Any, seen: set[tuple[int, int]]) -> Iterator[str]:
    """Yield all texts of a PDF that do not stand on its pages: alternatives, addresses, bookmarks, properties."""
    if isinstance(value, pikepdf.String):
        yield str(value)
        return
    if not isinstance(value, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream):
        return
    if value.is_indirect:
        if value.objgen in seen:
            return
        seen.add(value.objgen)
    for kid in value if isinstance(value, pikepdf.Array) else (each for _, each in value.items()):
        yield from _strings(kid, seen)


def _words_of(data: bytes) -> str:
    with pikepdf.open(io.BytesIO(data)) as file:
        seen: set[tuple[int, int]] = set()
        beside = [text for each in file.objects for text in _strings(each, seen)]
        beside.append(file.Root.Metadata.read_bytes().decode() if "/Metadata" in file.Root else "")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    return unicodedata.normalize("NFKC", "\n".join([*pages, *beside]))


@pytest.fixture(scope="session")
def words_of() -> Callable[[bytes], str]:
    """Return a function that gives all texts of a PDF: those of its pages, and those beside them."""
    return _words_of
