"""The country that a text in a foreign file means, where that is certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpfkit import geo
from mpfkit.errors import FileError, UnknownNameError
from mpfkit.intake._answers import normalised

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mpfkit.model import Project

__all__ = ["country_code"]


def country_code(text: str, project: Project, table: Mapping[str, str] | None = None) -> str:
    """Return the code of the country that a text means.

    Args:
        text: A code or a name.
        project: The project, whose own countries and names come first.
        table: Codes by text, from a mapping file; they come before everything.

    Returns:
        The code, as the project writes it.

    Raises:
        FileError: The text means no country for certain; a misspelt name is not taken for the one that is close.
    """
    wanted = normalised(text)
    for given, code in (table or {}).items():
        if normalised(given) == wanted:
            return country_code(code, project)
    for country in project.countries:
        names = country.name.texts.values() if country.name else ()
        if wanted == normalised(country.code) or any(normalised(name) == wanted for name in names):
            return country.code
    try:
        match = geo.find(text, on=project.as_of)
    except UnknownNameError as error:
        raise FileError(str(error)) from error
    if match.how == "spelling":
        raise FileError(f"no country is named {text!r}; did you mean {match.matched!r} ({match.code})?")
    return match.code
