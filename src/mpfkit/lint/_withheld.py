"""Withheld texts in a finished file, with the place at which somebody who has Word open finds them."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mpfkit.leaks import Leak, WithheldTexts, plain, prove, prove_parts

from ._file import WordFile, open_word_file
from ._items import Paragraph
from ._places import Findings, Place

if TYPE_CHECKING:
    from mpfkit.errors import Problem

__all__ = ["lint_edition"]


def lint_edition(
    source: str | os.PathLike[str] | bytes, withheld: WithheldTexts, *, name: str = ""
) -> tuple[Problem, ...]:
    """Check that a finished report holds nothing that its edition withholds.

    Args:
        source: The report, or its bytes: a .docx, also one that somebody has edited since, or any other file.
        withheld: What the edition withholds, from `mpfkit.leaks.withheld_texts`.
        name: What the file is called in problems; its path where none is given.

    Returns:
        An error (MPF479) for each withheld text and each part that holds it, with the place as far as Word shows it.
        The text itself is not quoted.

    Raises:
        FileError: It cannot be read, or, as a .docx, is none, or is larger than any report.
    """
    name = name or ("" if isinstance(source, bytes) else os.fspath(source))
    findings = Findings(name)
    file = _word_file(source, name)
    leaks = prove(source, withheld) if file is None else prove_parts(file.parts, withheld)
    for leak in leaks:
        for place in _places(file, leak):
            findings.add(
                "MPF479",
                "error",
                place,
                f"repeats what this edition withholds, {leak.place}",
                "delete it, also from tracked changes and comments, or render the report anew",
            )
    return findings.problems()


def _word_file(source: str | os.PathLike[str] | bytes, name: str) -> WordFile | None:
    """Open a Word file with its limits; None for a file that is none, which has no places."""
    if isinstance(source, bytes):
        is_word = source.startswith(b"PK")
    else:
        is_word = Path(source).suffix.casefold() == ".docx" or zipfile.is_zipfile(source)
    return open_word_file(source, name) if is_word else None


def _places(file: WordFile | None, leak: Leak) -> Iterator[Place]:
    """Yield the paragraphs that hold a text; where no single one does, the part of the file."""
    found = False
    if file is not None and leak.where == "text" and leak.part in _readable(file):
        wanted = leak.text.decode()
        for item in file.items_of(leak.part, _readable(file)[leak.part]):
            if isinstance(item, Paragraph) and wanted in plain(item.text):
                found = True
                yield item.place
    if not found:
        where = {"markup": f"markup of {leak.part}", "name": "names of the parts"}.get(leak.where, leak.part)
        yield Place(part=where or "file")


def _readable(file: WordFile) -> dict[str, str]:
    """Return the parts that hold paragraphs, with what they are called in places."""
    parts = {
        each.target: f"page {each.kind}" if each.kind in {"header", "footer"} else each.kind.removesuffix("s")
        for each in file.relationships(file.main).values()
        if each.kind in {"header", "footer", "footnotes", "endnotes"} and each.target in file.parts
    }
    return {file.main: "", **parts}
