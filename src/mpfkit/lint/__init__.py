"""Rules over a finished Word file: accessibility, references, markings, traces of work, the contract of a house style.

Works on every .docx, also one that somebody has edited since, or that LibreOffice saved. docs/reference/lint.md says
for each code what is wrong, why, and how to mend it in Word.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import attrs

from mpfkit.errors import PluginError, Problem

from ._file import WordFile, open_word_file
from ._items import (
    Control,
    Edge,
    Fault,
    Field,
    Link,
    Mark,
    Paragraph,
    Picture,
    Relationship,
    Run,
    Section,
    Table,
)
from ._places import Place
from ._styles import Look, Style
from ._withheld import lint_edition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mpfkit.records import HouseStyle

__all__ = [
    "STYLE_PROPERTY",
    "Control",
    "Edge",
    "Fault",
    "Field",
    "Link",
    "Look",
    "Mark",
    "Paragraph",
    "Picture",
    "Place",
    "Relationship",
    "Run",
    "Section",
    "Style",
    "Table",
    "WordFile",
    "lint",
    "lint_edition",
    "open_word_file",
    "style_of",
]

STYLE_PROPERTY = "mpfkit-style"
"""Name of the custom property in which a report says its house style."""


def lint(
    source: str | os.PathLike[str] | bytes, *, style: HouseStyle | None = None, name: str = ""
) -> tuple[Problem, ...]:
    """Check a finished report.

    Args:
        source: A .docx file, or its bytes.
        style: The house style whose contract it has to keep; None for the general rules only.
        name: What the file is called in problems; its path where none is given.

    Returns:
        What is wrong, in the order in which it was found. `path` of a problem is its place step by step, as its
        message says it: `("heading 'Gaps'", "third table", "row 4")`. The same fault in many places is one problem,
        with the first place and the number of the others.

    Raises:
        FileError: It cannot be read, is no .docx, holds macros or a document type declaration, or is larger than any
            report.
        PluginError: A rule of the house style gave something else than problems.
    """
    from ._accessibility import Accessibility
    from ._contract import HouseContract
    from ._markings import Markings
    from ._places import Findings
    from ._references import References
    from ._safety import Safety
    from ._style_guide import StyleGuide

    file = open_word_file(source, name)
    findings = Findings(name or ("" if isinstance(source, bytes) else os.fspath(source)))
    rooms: list[Accessibility | References | Markings | Safety | HouseContract | StyleGuide] = [
        Accessibility(file, findings),
        References(file, findings),
        Markings(file, findings),
        Safety(file, findings),
    ]
    if style is not None:
        rooms.append(HouseContract(file, findings, style))
        if style.contract.style_guide:
            rooms.append(StyleGuide(file, findings, style))
    for item in file.items():
        for room in rooms:
            room.see(item)
    for room in rooms:
        room.finish()
    return (*findings.problems(), *(_own_rules(file, style, findings.file) if style is not None else ()))


def style_of(source: str | os.PathLike[str] | bytes) -> str:
    """Return the name of the house style in which a report was written; empty where the file does not say.

    Args:
        source: A .docx file, or its bytes.

    Raises:
        FileError: It cannot be read, is no .docx, holds macros or a document type declaration, or is larger than any
            report.
    """
    return open_word_file(source).custom.get(STYLE_PROPERTY, "")


def _own_rules(file: WordFile, style: HouseStyle, name: str) -> Iterator[Problem]:
    for rule in style.contract.rules:
        for problem in rule(file):
            if not isinstance(problem, Problem):
                shown = getattr(rule, "__name__", repr(rule))
                raise PluginError(f"rule {shown} of house style {style.name!r} gave {problem!r}, which is no Problem")
            yield problem if problem.file else attrs.evolve(problem, file=name)
