"""Editions: what one audience may see of a project.

`redact` takes the tallies first and withholds then. Whatever comes after it, report kinds of plugins included, holds
only the smaller project, so that nothing there can leak. The rules, with their reasons, stand in
docs/explanation/editions.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from mpfkit.errors import UnknownNameError
from mpfkit.model import Audience, Project, Withheld

from ._copies import EditionError, countries_of, owner
from ._edition import Redactor
from ._rules import ClassifiedError, handling_codes, markings, refuse_classified
from ._summary import summary_line

if TYPE_CHECKING:
    from datetime import date

__all__ = [
    "ClassifiedError",
    "EditionError",
    "countries_of",
    "handling_codes",
    "markings",
    "redact",
    "summary_line",
]


def redact(
    project: Project,
    audience: Audience | str = Audience.PUBLIC,
    *,
    on: date | None = None,
    for_country: str = "",
) -> Project:
    """Return the edition of a project that an audience may see.

    The strictest marking on the way to a thing decides; the project's marking stands in where nothing on the way is
    marked, and a project without one counts as `amber`. Choices are counted before anything is withheld, and
    `Project.withheld` says what is left out. Things that an edition shows are the very objects of the project.

    Args:
        project: The project; one that is already redacted loses more, and never gets anything back.
        audience: `internal`, `participants`, `member-states`, `authorities` or `public`.
        on: Day on which the edition is made, for embargoes; the project's `as_of` where none is given.
        for_country: Code of a country that gets its validation copy: its own replies whole, and beside them what the
            audience may see; empty for none.

    Returns:
        The edition, with `withheld` set.

    Raises:
        UnknownNameError: There is no such audience, or no such country.
        ClassifiedError: Something is marked `RESTREINT UE/EU RESTRICTED` or above.
        EditionError: There is no validation copy of this edition for the country: of the internal one for nobody, of
            that for Member States for no other country.
    """
    try:
        chosen = Audience(audience)
    except ValueError as error:
        raise UnknownNameError("audience", str(audience), [each.value for each in Audience]) from error
    refuse_classified(project)
    copy_for = owner(project, chosen, for_country)
    before = project.withheld or Withheld(audience=chosen)
    if chosen is Audience.INTERNAL:
        return project.evolve(withheld=attrs.evolve(before, audience=chosen, for_country=""))
    return Redactor(project, chosen, on or project.as_of, copy_for).edition(before)
