"""The form of project files as JSON Schema, generated from the classes of the model.

The schema says what a file may hold, for editors and for programs in other languages. It is generated, so that a field
that is added to a class is in the schema too.
"""

from __future__ import annotations

import datetime as dt
import inspect
import re
import types
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeAlias, Union, get_args, get_origin, get_type_hints

import attrs

from mpfkit import geo
from mpfkit.model import (
    AbsentReason,
    Answer,
    AnswerValue,
    Budget,
    Contribution,
    Country,
    EnableWhen,
    Extension,
    Finding,
    FrozenDict,
    Item,
    LangString,
    Marking,
    MarkingLevel,
    Organisation,
    PartialDate,
    Participant,
    Project,
    Questionnaire,
    Response,
    Workshop,
)

from ._folder import COLLECTIONS, MAPPINGS
from ._migrations import SCHEMA_VERSION

__all__ = ["json_schema", "saved_fields"]

Schema: TypeAlias = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

_DATE: Final = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_CLOCK: Final = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
_MAIN_KEYS: Final = ("id", "title", "as_of")
"""Keys of a project that only its main file has."""

_SCALARS: Final[dict[Any, Schema]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"$ref": "#/$defs/Text"},
    Decimal: {"$ref": "#/$defs/Decimal"},
    dt.date: {"$ref": "#/$defs/Date"},
    dt.datetime: {"$ref": "#/$defs/DateTime"},
    PartialDate: {"$ref": "#/$defs/PartialDate"},
    LangString: {"$ref": "#/$defs/LangString"},
    AnswerValue: {"$ref": "#/$defs/AnswerValue"},
    Any: {},
}

_SPECIAL: Final[dict[tuple[type[Any], str], Schema]] = {
    (Item, "link_id"): {"type": "string", "pattern": r"^[A-Za-z][A-Za-z0-9._-]{0,63}$"},
    (EnableWhen, "answer"): {"type": ["string", "number", "boolean"]},
    # As published, too: what cannot be understood, mpfkit says.
    (Budget, "amount"): {"type": ["number", "string"]},
    (Budget, "currency"): {"type": "string", "pattern": "^[A-Z]{3}$"},
    (Response, "answers"): {
        "type": "object",
        "additionalProperties": {
            "anyOf": [{"$ref": "#/$defs/Answer"}, {"type": "array", "items": {"$ref": "#/$defs/Answer"}}]
        },
    },
    (Country, "code"): {"$ref": "#/$defs/CountryCode"},
    (Organisation, "country"): {"$ref": "#/$defs/CountryCode"},
    (Questionnaire, "invited"): {"type": "array", "items": {"$ref": "#/$defs/CountryCode"}},
    (Response, "country"): {"$ref": "#/$defs/CountryCode"},
    (Finding, "countries"): {"type": "array", "items": {"$ref": "#/$defs/CountryCode"}},
    (Workshop, "country"): {"$ref": "#/$defs/CountryCode"},
    (Participant, "country"): {"$ref": "#/$defs/CountryCode"},
    (Contribution, "country"): {"$ref": "#/$defs/CountryCode"},
}
"""Fields of which the files say more than the type of the field does."""


def json_schema(extensions: Iterable[Extension] = ()) -> Schema:
    """Return the form of project files as JSON Schema 2020-12.

    The schema holds for every file of a project: one that has all of it, and the files of a folder. What a schema
    cannot say, such as that a value fits the type of its item, is found by `mpfkit.check`.

    Args:
        extensions: Additions of plugins, such as `load_registry().extensions.values()`; the data of others may have any
            form.

    Returns:
        The schema as plain data, the same for the same arguments, in the order of the model. `$defs` has each entity by
        the name of its class, `Project` for a project file, `ProjectPart` for a file that holds some keys of a project,
        and for each collection a definition such as `ResponsesFile` for the files of its folder.

    Raises:
        ValueError: Two extensions of a class have the same name.
    """
    definitions = _Definitions(extensions)
    for collection in COLLECTIONS:
        definitions.reference(_member_class(collection))
    definitions.reference(Answer)
    project = definitions.entity(Project)
    project["description"] = "A project file: everything that a project knows, or the main file of a folder."
    project["properties"] = {
        "schema_version": {"const": SCHEMA_VERSION, "description": "Version of the file format."},
        **project["properties"],
    }
    project["required"] = ["schema_version", *project["required"]]
    files = {_file_name(collection): _collection_file(collection) for collection in COLLECTIONS}
    return {
        "$schema": DIALECT,
        "$id": f"urn:mpfkit:project:{SCHEMA_VERSION}",
        "title": "mpfkit project file",
        "description": "A file of a project of the Migration Partnership Facility, in YAML 1.2, JSON or TOML.",
        "anyOf": [{"$ref": f"#/$defs/{name}"} for name in ("Project", "ProjectPart", *files)],
        "$defs": {
            "Project": project,
            "ProjectPart": _part(project),
            **files,
            **dict(sorted(definitions.found.items())),
            **_values(),
        },
    }


def saved_fields(cls: type[Any]) -> tuple[attrs.Attribute[Any], ...]:
    """Return the fields of a class that a file can have, without `extra`, whose keys stand beside them."""
    return tuple(field for field in attrs.fields(cls) if field.name != "extra" and field.metadata.get("saved", True))


def _member_class(collection: str) -> type[Any]:
    """Return the class of the members of a collection of a project."""
    member: type[Any] = get_args(get_type_hints(Project)[collection])[0]
    return member


def _file_name(collection: str) -> str:
    return f"{collection.capitalize()}File"


def _collection_file(collection: str) -> Schema:
    member = f"#/$defs/{_member_class(collection).__name__}"
    return {
        "description": f"A file of the folder {collection}/, or the file {collection}: a member, a list of them, or "
        "keys of a project.",
        "anyOf": [
            {"$ref": member},
            {"type": "array", "items": {"$ref": member}},
            {"$ref": "#/$defs/ProjectPart"},
        ],
    }


def _part(project: Schema) -> Schema:
    """Return the schema of a file that holds some keys of a project, as the files of a folder do."""
    shared = [key for key in project["properties"] if key in COLLECTIONS or key in MAPPINGS]
    return {
        "description": "A file of a folder that holds some keys of a project; files are merged by key.",
        "type": "object",
        "properties": {
            key: {"$ref": f"#/$defs/Project/properties/{key}"} for key in project["properties"] if key not in _MAIN_KEYS
        },
        "patternProperties": {"^x-": {}},
        "additionalProperties": False,
        "minProperties": 1,
        # A file with a schema_version and nothing to share is a project file in which something is missing.
        "if": {"required": ["schema_version"]},
        "then": {"anyOf": [{"required": [key]} for key in shared]},
    }


class _Definitions:
    """The definitions of the entities that a schema refers to."""

    def __init__(self, extensions: Iterable[Extension]) -> None:
        self.found: dict[str, Schema] = {}
        self._names: dict[type[Any], str] = {}
        self._extensions: dict[type[Any], dict[str, Extension]] = {}
        for extension in extensions:
            there = self._extensions.setdefault(extension.on, {})
            if extension.name in there:
                raise ValueError(f"two extensions of {extension.on.__name__} are named {extension.name!r}")
            there[extension.name] = extension

    def reference(self, cls: type[Any], prefix: str = "") -> Schema:
        """Return a reference to the definition of a class, which is made when it is first referred to."""
        if cls not in self._names:
            # Classes of the model have their own names, wherever they are referred to first.
            name = cls.__name__ if cls.__module__.startswith("mpfkit.") else f"{prefix}{cls.__name__}"
            while name in self.found:
                name += "_"
            self._names[cls] = name
            self.found[name] = {}
            self.found[name] = self._definition(cls, prefix)
        return {"$ref": f"#/$defs/{self._names[cls]}"}

    def _definition(self, cls: type[Any], prefix: str) -> Schema:
        if issubclass(cls, StrEnum):
            # What skip logic hides is derived from the conditions, never written.
            members = [str(member) for member in cls if member is not AbsentReason.NOT_ENABLED]
            return {"description": _summary(cls), "enum": members}
        entity = self.entity(cls, prefix)
        if cls is Marking:
            return _marking(entity)
        if cls is Budget:
            description = entity.pop("description")
            text = {"type": "string", "description": "As published, such as `EUR 108.874.50 (ISF-Police)`."}
            return {"description": description, "anyOf": [text, entity]}
        if cls is Answer:
            _exactly_one(entity)
        return entity

    def entity(self, cls: type[Any], prefix: str = "") -> Schema:
        """Return the schema of a class as a mapping."""
        hints = get_type_hints(cls)
        meanings = descriptions(cls)
        properties: Schema = {}
        for field in saved_fields(cls):
            schema = _SPECIAL.get((cls, field.name)) or self._of(hints[field.name], cls, field.name, prefix)
            if field.name == "extensions":
                schema = self._extended(cls)
            meaning = meanings.get(field.name)
            properties[field.name] = {**schema, "description": meaning} if meaning else dict(schema)
        definition: Schema = {"description": _summary(cls), "type": "object", "properties": properties}
        required = [field.name for field in saved_fields(cls) if field.default is attrs.NOTHING]
        if required:
            definition["required"] = required
        if "extra" in attrs.fields_dict(cls):
            definition["patternProperties"] = {"^x-": {}}
        definition["additionalProperties"] = False
        return definition

    def _extended(self, cls: type[Any]) -> Schema:
        schema: Schema = {"type": "object"}
        typed = self._extensions.get(cls)
        if typed:
            properties = {name: self.reference(each.type, f"{name}.") for name, each in sorted(typed.items())}
            for name, property_ in properties.items():
                if typed[name].summary:
                    property_["description"] = typed[name].summary
            schema["properties"] = properties
        return schema

    def _of(self, hint: Any, cls: type[Any], field: str, prefix: str) -> Schema:  # noqa: ANN401 - a type, of any kind
        if hint in _SCALARS:
            return _SCALARS[hint]
        origin, arguments = get_origin(hint), get_args(hint)
        if origin in (Union, types.UnionType):
            known = [argument for argument in arguments if argument is not types.NoneType]
            if len(known) == 1:
                return self._of(known[0], cls, field, prefix)
            if set(known) == set(get_args(AnswerValue)):
                return _SCALARS[AnswerValue]
            return {"anyOf": [self._of(argument, cls, field, prefix) for argument in known]}
        if origin is tuple and arguments[1:] == (Ellipsis,):
            return {"type": "array", "items": self._of(arguments[0], cls, field, prefix)}
        if origin is FrozenDict:
            values = self._of(arguments[1], cls, field, prefix)
            return {"type": "object", "additionalProperties": values} if values else {"type": "object"}
        if inspect.isclass(hint) and (issubclass(hint, StrEnum) or attrs.has(hint)):
            return self.reference(hint, prefix)
        raise TypeError(f"{cls.__name__}.{field} is of the type {hint!r}, which no file can hold")


def _exactly_one(answer: Schema) -> None:
    """Say that an answer has a value, or values, or the reason why there is none."""
    alone = ("value", "values", "absent")
    answer["oneOf"] = [
        *({"required": [key]} for key in alone),
        # A text of one's own instead of choices.
        {"required": ["other"], "not": {"anyOf": [{"required": [key]} for key in alone]}},
    ]
    answer["not"] = {"required": ["absent", "other"]}


def _marking(entity: Schema) -> Schema:
    handling = "^(H[0-3]|LIMITE)$"
    return {
        "description": entity.pop("description"),
        "anyOf": [
            {"enum": [str(level) for level in MarkingLevel], "description": "Level of the Traffic Light Protocol 2.0."},
            {"type": "string", "pattern": handling, "description": "Europol handling code, or LIMITE."},
            entity,
        ],
    }


def _values() -> Schema:
    """Return the definitions of values that are no entities."""
    return {
        "Text": {
            "description": "A text. A number without quotes is read as the text that it is written as.",
            "type": ["string", "number"],
        },
        "LangString": {
            "description": "A text in the project's first language, or texts by language tag (BCP 47).",
            "anyOf": [
                {"$ref": "#/$defs/Text"},
                {
                    "type": "object",
                    "propertyNames": {"pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"},
                    "additionalProperties": {"$ref": "#/$defs/Text"},
                    "minProperties": 1,
                },
            ],
        },
        "AnswerValue": {
            "description": "A single value, as the type of its item wants it: a text, a choice code, a number, `true` "
            "or `false`, a date (`2019`, `2019-02`, `2019-02-14`), a date and time with its zone, or a time.",
            "type": ["string", "number", "boolean"],
        },
        "Decimal": {
            "description": "A number, kept to the digit.",
            "anyOf": [
                {"type": "number"},
                {
                    "type": "string",
                    "pattern": r"^[-+]?([0-9]{1,300}(\.[0-9]{0,300})?|\.[0-9]{1,300})([eE][-+]?[0-9]{1,2})?$",
                },
            ],
        },
        "Date": {
            "description": "A day: `YYYY-MM-DD`.",
            "type": "string",
            "format": "date",
            "pattern": f"^{_DATE}$",
        },
        "DateTime": {
            "description": "A date and time with its zone, such as `2019-02-14T09:30:00+01:00`.",
            "type": "string",
            "pattern": f"^{_DATE}[Tt ]{_CLOCK}([Zz]|[-+]{_CLOCK})$",
        },
        "PartialDate": {
            "description": "A year, a month or a day: `2019`, `2019-02`, `2019-02-14`.",
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": 9999},
                {"type": "string", "pattern": f"^([0-9]{{4}}|[0-9]{{4}}-(0[1-9]|1[0-2])|{_DATE})$"},
            ],
        },
        "CountryCode": {
            "description": "ISO 3166-1 alpha-2 with EL, UK and XK (GR and GB are understood); or XA to XZ.",
            "anyOf": [
                {"enum": sorted({*geo.codes(), "GR", "GB"})},
                {"type": "string", "pattern": "^X[A-Z]$"},
            ],
        },
    }


# What the docstrings say

_HEADING = re.compile(r"\nAttributes:\n(.*?)(?:\n\S|\Z)", re.DOTALL)
_ENTRY = re.compile(r"^    (\w+): (.*?)(?=^    \w+: |\Z)", re.DOTALL | re.MULTILINE)


def _summary(cls: type[Any]) -> str:
    return " ".join(inspect.cleandoc(cls.__doc__ or "").partition("\n\n")[0].split())


def descriptions(cls: type[Any]) -> dict[str, str]:
    """Return what the docstring of a class says of each of its fields."""
    section = _HEADING.search(inspect.cleandoc(cls.__doc__ or ""))
    if section is None:
        return {}
    return {name: " ".join(text.split()) for name, text in _ENTRY.findall(section[1] + "\n")}
