"""Every error that mpfkit raises, and `Problem`, the value that describes something wrong without raising.

A message says where, what, which value, and what to do about it, in one line.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Literal

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "CharacterError",
    "FileError",
    "ModelError",
    "MpfkitError",
    "PluginError",
    "Problem",
    "ProblemsError",
    "RenderError",
    "Severity",
    "UnknownNameError",
    "did_you_mean",
]

Severity = Literal["error", "warning", "note"]


class MpfkitError(Exception):
    """The base of all errors of this library; its text is one line that a user can act on."""


class ModelError(MpfkitError):
    """A value that has no meaning in the model, such as a period that ends before it starts."""


class FileError(MpfkitError):
    """A file that cannot be read or written."""


class PluginError(MpfkitError):
    """A plugin that cannot be loaded, or that handed over something else than its hook promises."""


class RenderError(MpfkitError):
    """A report that cannot be rendered."""


class CharacterError(RenderError):
    """A text with a character that XML, and with it a Word file, cannot hold: a control character, half a pair.

    `mpfkit.model.find_text` finds the texts of a project that it came from.

    Attributes:
        character: The character.
        position: Where it stands in the text, counted from 1.
        text: The text as the writer met it, to search for; a message must not show it, as it may be long or withheld.
    """

    def __init__(self, message: str, *, text: str, position: int) -> None:
        """Keep what was found beside the message.

        Args:
            message: Where, what, and what to do.
            text: The text as the writer met it.
            position: Where the character stands in it, counted from 1.
        """
        self.text = text
        self.position = position
        self.character = text[position - 1]
        super().__init__(message)


class UnknownNameError(MpfkitError):
    """A name that nothing answers to: a report kind, a country, a language."""

    def __init__(self, what: str, name: str, known: Iterable[str] = (), *, hint: str = "") -> None:
        """Build the message with a suggestion.

        Args:
            what: What was looked for, such as "report kind".
            name: The name as it was given.
            known: All names that exist.
            hint: What to do when nothing is close; a sentence.
        """
        self.what = what
        self.name = name
        self.known = tuple(sorted(known))
        suggestion = did_you_mean(name, self.known)
        parts = [f"no {what} is named {name!r}"]
        if suggestion:
            parts.append(suggestion)
        elif self.known:
            parts.append("known: " + ", ".join(self.known))
        if hint:
            parts.append(hint)
        super().__init__("; ".join(parts))


@attrs.frozen(kw_only=True)
class Problem:
    """One thing that is wrong with a project or a document.

    Attributes:
        code: `MPF001` ... `MPF499`; the ranges stand in docs/reference/errors.md.
        message: What is wrong, with the value, and what to do; one line without a full stop at its end.
        severity: `error` makes a command exit with 1; `warning` does not; `note` says how something was understood and
            is no problem.
        path: Keys and positions from the root of the project to the place, such as
            `("responses", "r-xa-1", "answers", "THB.INS.1")`.
        file: File in which the place stands, empty where it is not known.
        line: Line in the file, counted from 1; 0 where it is not known.
        column: Column in the line, counted from 1; 0 where it is not known.
    """

    code: str
    message: str
    severity: Severity = "error"
    path: tuple[str | int, ...] = ()
    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return the problem as the line that the command line prints."""
        place = self.file
        if place and self.line:
            place = f"{place}:{self.line}:{self.column}"
        if not place:
            place = ".".join(str(step) for step in self.path)
        head = f"{place}: " if place else ""
        return f"{head}{self.code} {self.severity}: {self.message}"


class ProblemsError(MpfkitError):
    """All problems of an input at once; the text holds one line for each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems in the order given."""
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def did_you_mean(name: str, known: Iterable[str], *, limit: int = 3) -> str:
    """Suggest names that are close to one that was not found.

    Args:
        name: The name as it was given.
        known: The names that exist.
        limit: How many to suggest at most.

    Returns:
        `did you mean 'x'?` or `did you mean 'x' or 'y'?`, or an empty string where nothing is close.
    """
    names = {candidate.casefold(): candidate for candidate in known}
    close = difflib.get_close_matches(name.casefold(), names, n=limit, cutoff=0.6)
    if not close:
        return ""
    return "did you mean " + " or ".join(repr(names[key]) for key in close) + "?"
