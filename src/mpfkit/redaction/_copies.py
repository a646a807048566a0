"""Validation copies: for which countries there can be one, and in which editions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpfkit import geo
from mpfkit.errors import MpfkitError, UnknownNameError
from mpfkit.model import Audience

if TYPE_CHECKING:
    from mpfkit.model import Project

__all__ = ["EditionError", "countries_of", "owner"]


class EditionError(MpfkitError):
    """An edition that there cannot be, such as a validation copy of the internal one."""


def countries_of(project: Project) -> tuple[str, ...]:
    """Return the codes of all countries that were invited, replied, or are described by a project.

    Args:
        project: A project, or an edition of it.

    Returns:
        Codes, each once: those that a questionnaire invites, those that replied, then the others.
    """
    invited = (code for questionnaire in project.questionnaires for code in questionnaire.invited)
    replied = (response.country for response in project.responses)
    described = (country.code for country in project.countries)
    return tuple(dict.fromkeys((*invited, *replied, *described)))


def owner(project: Project, audience: Audience, code: str) -> str:
    """Return the country for which a copy is made, as the project writes it.

    Args:
        project: The project.
        audience: What the country sees beside its own replies.
        code: The country as the user wrote it; an empty text for none.

    Raises:
        UnknownNameError: The project has no such country.
        EditionError: There is no copy of this edition for it.
    """
    if not code:
        return ""
    known = countries_of(project)
    found = next((each for each in known if each.casefold() == code.casefold()), None)
    if found is None:
        raise UnknownNameError("country of the project", code, known)
    if audience is Audience.INTERNAL:
        raise EditionError(
            f"there is no validation copy of the internal edition for {found}: it holds what no country may see of "
            "others; choose another audience"
        )
    # LIMITE goes to administrations of Member States and the Commission only.
    if audience is Audience.MEMBER_STATES and not _is_member_state(project, found):
        raise EditionError(
            f"there is no validation copy of the edition for Member States for {found}, which is none on "
            f"{project.as_of}; choose the audience 'authorities'"
        )
    return found


def _is_member_state(project: Project, code: str) -> bool:
    own = project.country(code)
    if own is not None and own.group:
        return own.group == "EU"
    return geo.is_known(code) and "EU" in geo.group_of(code, on=project.as_of)
