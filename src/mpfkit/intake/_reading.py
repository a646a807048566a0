"""What a reader gets, and what it hands over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import attrs

from mpfkit.errors import FileError
from mpfkit.model import Project

if TYPE_CHECKING:
    from mpfkit.intake._accounts import Accounts
    from mpfkit.model import Questionnaire, Response

__all__ = ["Decision", "Doubt", "Reading", "ReadingRequest"]


@attrs.frozen(kw_only=True)
class ReadingRequest:
    """Everything about one reading that is not in the file.

    Attributes:
        project: The project so far: the questionnaires that responses can answer.
        country: Code that the user gave for the file; empty where none was given.
        mapping: Content of the mapping file, its scalars as texts; empty where none was given.
        mapping_name: What the mapping file is called in messages.
        language: Language of texts that do not say their own.
    """

    project: Project
    country: str = ""
    mapping: Mapping[str, Any] = attrs.field(factory=dict)
    mapping_name: str = ""
    language: str = "en"

    def setting(self, name: str, default: str = "") -> str:
        """Return a text from the mapping file.

        Args:
            name: Key of the mapping file.
            default: What holds where the mapping file does not have it.

        Raises:
            FileError: The mapping file has something else than a text there.
        """
        value = self.mapping.get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise FileError(f"{self.mapping_name}: {name} must be a text")
        return str(value)

    def settings(self, name: str) -> tuple[str, ...]:
        """Return a list of texts from the mapping file; a single text counts as a list of one.

        Args:
            name: Key of the mapping file.

        Raises:
            FileError: The mapping file has something else there.
        """
        value = self.mapping.get(name)
        if value is None:
            return ()
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(each, str) for each in listed):
            raise FileError(f"{self.mapping_name}: {name} must be a list of texts")
        return tuple(map(str, listed))

    def table(self, name: str) -> Mapping[str, Any]:
        """Return a mapping from the mapping file.

        Args:
            name: Key of the mapping file.

        Raises:
            FileError: The mapping file has something else there.
        """
        value = self.mapping.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise FileError(f"{self.mapping_name}: {name} must be a mapping")
        return value


@attrs.frozen(kw_only=True)
class Doubt:
    """Something that a reader does not dare to decide; it goes into the review sheet.

    Attributes:
        place: Where it stands, as a person finds it: "FR.xlsx, sheet 'Data', row 12, column 'Q7'".
        text: What was read there.
        why: What is doubtful about it.
        proposal: What it probably means, as it would be stored; empty where there is no idea. Codes of several choices
            have commas between them.
        response: Id of the response, as the reader gave it.
        link_id: Item that it answers.
        instance: Position in rosters.
    """

    place: str
    text: str
    why: str
    proposal: str = ""
    response: str
    link_id: str
    instance: tuple[int, ...] = ()


@attrs.frozen(kw_only=True)
class Decision:
    """What the officer settled in a review sheet.

    Attributes:
        response: Id of the response in the project.
        link_id: Item.
        instance: Position in rosters.
        text: What had been read.
        value: What to store, as a text; empty to leave the question without an answer.
        why: What was doubtful.
        sheet: Sheet on which it was settled.
        row: Row in which it was settled.
    """

    response: str
    link_id: str
    instance: tuple[int, ...] = ()
    text: str = ""
    value: str = ""
    why: str = ""
    sheet: str = ""
    row: int | None = None


@attrs.frozen(kw_only=True)
class Reading:
    """What a reader found in a file.

    Attributes:
        accounts: What became of each piece of the file.
        questionnaires: Questionnaires that it holds.
        responses: Responses that it holds, in the order in which they were submitted. Their ids tell them apart within
            the reading only; `provenance` has sheet, row and `source_id`, the rest of it is filled in by `collect`.
        doubts: What the officer has to decide.
        decisions: What the officer decided.
        project: The project of the request with what the file adds to it or changes in it, such as organisations and
            findings; questionnaires and responses stay as they are, and nothing that has an id may be missing. None
            where the file holds nothing of this kind.
        remarks: What the user should know, one line each.
        refused: What could not be taken over though the file is readable, one line each; makes `collect` exit with 1.
    """

    accounts: Accounts
    questionnaires: tuple[Questionnaire, ...] = ()
    responses: tuple[Response, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    decisions: tuple[Decision, ...] = ()
    project: Project | None = None
    remarks: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Refuse responses that cannot be told apart, and doubts about responses that are not there.

        Raises:
            FileError: A reader made such a mistake.
        """
        ids = [response.id for response in self.responses]
        if len(set(ids)) != len(ids):
            raise FileError(
                "two responses of one reading have one id; this is a mistake of the reader, please report it"
            )
        lost = sorted({doubt.response for doubt in self.doubts} - set(ids))
        if lost:
            raise FileError(
                f"a doubt is about the response {lost[0]!r}, which the reader did not hand over; this is a mistake of "
                "the reader, please report it"
            )
