"""Places in words that somebody who has Word open understands, and the findings that are gathered there."""

from __future__ import annotations

from typing import NamedTuple

from mpfkit.errors import Problem, Severity

__all__ = ["Findings", "Place", "quoted"]

_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_SHOWN = 50


def quoted(text: str) -> str:
    """Return the beginning of a text in quotation marks: 50 characters at most."""
    text = " ".join(text.split())
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()}…")


class Place(NamedTuple):
    """A place in a document, as its reader counts.

    Attributes:
        part: "cover", "contents", "page header", "footnote 3"; empty in running text.
        heading: Text of the heading above; empty before the first one.
        table: Number of the table below that heading, counted from 1; 0 outside tables.
        row: Row of the table, counted from 1; 0 for the table as a whole.
        paragraph: Number of the paragraph below the heading, empty ones not counted; 0 in tables and where a part is
            one place.
        picture: Number of the picture below the heading or in the part; 0 for none.
        empty: Whether an empty paragraph after `paragraph` is meant.
    """

    part: str = ""
    heading: str = ""
    table: int = 0
    row: int = 0
    paragraph: int = 0
    picture: int = 0
    empty: bool = False

    def steps(self) -> tuple[str, ...]:
        """Return the place step by step, from the largest to the smallest."""
        if self.part:
            steps = [self.part]
        elif self.heading:
            steps = [f"heading {quoted(self.heading)}"]
        else:
            steps = ["before the first heading"]
        if self.table:
            steps.append(f"{_ORDINALS[self.table]} table" if self.table < len(_ORDINALS) else f"table {self.table}")
            if self.row:
                steps.append(f"row {self.row}")
        if self.picture:
            steps.append(f"picture {self.picture}")
        elif self.empty:
            steps.append(f"empty line after paragraph {self.paragraph}" if self.paragraph else "empty line")
        elif self.paragraph and not self.table:
            steps.append(f"paragraph {self.paragraph}")
        return tuple(steps)

    def __str__(self) -> str:
        return ", ".join(self.steps())


WHOLE = Place(part="document")
"""What has no narrower place."""


class Findings:
    """Gathers what is wrong; the same fault in many places becomes one problem that names the first and the number."""

    def __init__(self, file: str) -> None:
        """Start with none.

        Args:
            file: What the file is called.
        """
        self.file = file
        self._found: dict[tuple[str, Severity, str, str], tuple[Place, str, int]] = {}

    def add(self, code: str, severity: Severity, place: Place, what: str, fix: str, *, example: str = "") -> None:
        """Add a finding.

        Args:
            code: `MPF400` to `MPF499`.
            severity: How grave it is.
            place: Where it is.
            what: What is wrong, with the value.
            fix: What to do in Word.
            example: Text at the place, shown of the first place only.
        """
        key = (code, severity, what, fix)
        first, shown, count = self._found.get(key, (place, example, 0))
        self._found[key] = (first, shown, count + 1)

    def problems(self) -> tuple[Problem, ...]:
        """Return the problems in the order in which they were found first."""
        return tuple(
            Problem(
                code=code,
                severity=severity,
                message=f"{place}{_more(count - 1)}: {_begun(example)}{what}; {fix}",
                path=place.steps(),
                file=self.file,
            )
            for (code, severity, what, fix), (place, example, count) in self._found.items()
        )


def _more(count: int) -> str:
    if not count:
        return ""
    return f" (and {count} more {'place' if count == 1 else 'places'})"


def _begun(example: str) -> str:
    return f"{quoted(example)} " if example else ""
