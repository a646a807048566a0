"""The model -> text: values that are not their defaults, in the order of the model's fields."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from enum import StrEnum
from functools import cache
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

import attrs

from mpfkit.errors import FileError
from mpfkit.model import Answer, LangString, Marking, PartialDate, Project, Response

from ._migrations import SCHEMA_VERSION
from ._syntax import Plain, Raw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["document_data", "dump_data", "entity_data", "language_of", "values_data"]

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def language_of(project: Project) -> str:
    """Return the language whose texts are written as plain strings."""
    return project.languages[0] if project.languages and project.languages[0] else "en"


def document_data(project: Project) -> dict[str, Any]:
    """Return a whole project as plain data, with its `schema_version`."""
    return {"schema_version": SCHEMA_VERSION, **entity_data(project, language_of(project))}


# Data


@cache
def _fields(cls: type[Any]) -> tuple[tuple[str, Any], ...]:
    """The fields of a class that are saved, with their defaults; `extra` is not among them."""
    rows: list[tuple[str, Any]] = []
    for field in attrs.fields(cls):
        if field.name == "extra" or field.metadata.get("saved") is False:
            continue
        default: Any = field.default
        rows.append((field.name, default.factory() if hasattr(default, "factory") else default))
    return tuple(rows)


def entity_data(entity: Raw, language: str) -> dict[str, Any]:
    """Return an entity as plain data.

    Args:
        entity: A value of the model.
        language: Language whose texts are written as plain strings.

    Returns:
        Mappings, lists, texts, numbers, booleans; dates as `Plain`.

    Raises:
        FileError: The entity holds something that no file can carry.
    """
    data: dict[str, Any] = {}
    for name, default in _fields(type(entity)):  # type: ignore[arg-type]  # classes are hashable
        value = getattr(entity, name)
        if value is default or (value == default and type(value) is type(default)):
            continue
        if name == "answers" and isinstance(entity, Response):
            data[name] = {_text(key): _answers(rows, language) for key, rows in value.items()}
        else:
            data[name] = _data(value, language)
    extra = getattr(entity, "extra", None)
    if extra:
        data.update(values_data(extra, language))
    return data


def values_data(values: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return loose values by key as plain data."""
    return {_text(str(key)): _data(value, language) for key, value in values.items()}


def _answers(rows: tuple[Answer, ...], language: str) -> Raw:
    if len(rows) == 1 and not rows[0].instance:
        return entity_data(rows[0], language)
    return [entity_data(row, language) for row in rows]


def _data(value: Raw, language: str) -> Raw:
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, LangString):
        texts = value.texts
        if len(texts) == 1 and language in texts:
            return _text(texts[language])
        return {_text(key): _text(text) for key, text in texts.items()}
    if isinstance(value, tuple | list):
        return [_data(member, language) for member in value]
    if isinstance(value, dict):
        return {_text(str(key)): _data(member, language) for key, member in value.items()}
    if isinstance(value, Marking):
        return _marking(value)
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, float):
        return _number(Decimal(repr(value)))
    if isinstance(value, PartialDate):
        return Plain(str(value))
    if isinstance(value, dt.date | dt.time):
        return Plain(value.isoformat())
    if attrs.has(type(value)):
        return entity_data(value, language)
    raise FileError(f"{value!r} cannot be saved: a file holds no {type(value).__name__}")


def _text(value: str) -> str:
    match = _FORBIDDEN.search(value)
    if match:
        place = value[max(0, match.start() - 20) : match.start()]
        raise FileError(f"the character U+{ord(match.group()):04X} after {place!r} cannot be saved; remove it")
    return str(value.value if isinstance(value, StrEnum) else value)


def _number(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise FileError(f"{value} cannot be saved: it is no number")
    return value


def _marking(marking: Marking) -> Raw:
    if marking == Marking(level=marking.level) and marking.level is not None:
        return str(marking.level)
    if marking == Marking(handling=marking.handling) and marking.handling in ("H0", "H1", "H2", "H3", "LIMITE"):
        return marking.handling
    return entity_data(marking, "en")


# Text


def dump_data(data: Raw, format: str) -> str:  # noqa: A002
    """Write plain data as text.

    Args:
        data: What `entity_data` gives.
        format: `yaml`, `json` or `toml`.

    Raises:
        FileError: The format cannot hold the data.
    """
    try:
        return _WRITERS[format](data)
    except RecursionError:
        raise FileError("the project cannot be saved: data of an extension or x- key is nested too deeply") from None


def _digits(value: Decimal) -> str:
    text = str(value)
    return text if "E" not in text else format(value, "f")


def _dump_yaml(data: Raw) -> str:
    import yaml

    dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    resolver = yaml.resolver.Resolver()
    node = _YamlNodes(resolver).node(data, ())
    text: str = yaml.serialize(node, Dumper=dumper, allow_unicode=True, width=120)
    return text


_BLOCK = re.compile(r"[^\s\x85\u2028\u2029\ufeff](?:[^\r\x85\u2028\u2029\ufeff\t]*[^\s\x85\u2028\u2029\ufeff])?\n*\Z")
_TRAILING = re.compile(r"[ ]\n|\n ")


class _YamlNodes:
    """Turns plain data into nodes with the styles that a person would choose."""

    def __init__(self, resolver: Raw) -> None:
        from yaml.nodes import MappingNode, ScalarNode, SequenceNode

        self.resolver = resolver
        self.scalar_node: Callable[..., Any] = ScalarNode
        self.mapping_node: Callable[..., Any] = MappingNode
        self.sequence_node: Callable[..., Any] = SequenceNode

    def node(self, value: Raw, path: tuple[str, ...]) -> Raw:
        if isinstance(value, dict):
            pairs = [(self.node(str(key), path), self.node(member, (*path, key))) for key, member in value.items()]
            flow = not value or (path[-2:-1] == ("answers",) and _is_short(value))
            return self.mapping_node("tag:yaml.org,2002:map", pairs, flow_style=flow)
        if isinstance(value, list):
            members = [self.node(member, path) for member in value]
            return self.sequence_node("tag:yaml.org,2002:seq", members, flow_style=_is_short(value))
        if isinstance(value, str) and not isinstance(value, Plain):
            block = "\n" in value and _BLOCK.match(value) and not _TRAILING.search(value)
            return self.scalar_node("tag:yaml.org,2002:str", value, style="|" if block else None)
        text = _plain_text(value)
        tag = self.resolver.resolve(self.scalar_node, text, (True, False))
        return self.scalar_node(tag, text)


def _plain_text(value: Raw) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _digits(value) if isinstance(value, Decimal) else str(value)


def _is_short(value: dict[str, Any] | list[Any]) -> bool:
    """Whether a list or mapping holds single values only, and all of it fits on a line."""
    members = value.values() if isinstance(value, dict) else value
    length = 0
    for member in members:
        if isinstance(member, dict | list):
            return False
        text = str(member)
        if "\n" in text:
            return False
        length += len(text) + 4
    return length <= 80


def _dump_json(data: Raw) -> str:
    parts: list[str] = []
    _json(data, "\n", parts)
    parts.append("\n")
    return "".join(parts)


def _json(value: Raw, line: str, parts: list[str]) -> None:
    if isinstance(value, str):
        parts.append(encode_basestring(value))
    elif isinstance(value, dict | list) and value and not _on_one_line(value):
        inner = line + "  "
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        separator = opening + inner
        for key, member in _pairs(value):
            parts.append(separator + key)
            _json(member, inner, parts)
            separator = "," + inner
        parts.append(line + closing)
    elif isinstance(value, dict | list):
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        parts.append(opening)
        separator = ""
        for key, member in _pairs(value):
            parts.append(separator + key)
            _json(member, line, parts)
            separator = ", "
        parts.append(closing)
    else:
        parts.append(_plain_text(value))


def _on_one_line(value: dict[str, Any] | list[Any]) -> bool:
    return (len(value) == 1 or isinstance(value, list)) and _is_short(value)


def _pairs(value: dict[str, Any] | list[Any]) -> Iterable[tuple[str, Any]]:
    if isinstance(value, dict):
        return ((encode_basestring(str(key)) + ": ", member) for key, member in value.items())
    return (("", member) for member in value)


def _dump_toml(data: Raw) -> str:
    import tomli_w

    if not isinstance(data, dict):
        raise FileError("a TOML file cannot hold a list by itself; save as YAML or JSON")
    return tomli_w.dumps(_to_toml(data, ()))


def _to_toml(value: Raw, path: tuple[str, ...]) -> Raw:
    if isinstance(value, dict):
        return {key: _to_toml(member, (*path, key)) for key, member in value.items()}
    if isinstance(value, list):
        return [_to_toml(member, path) for member in value]
    if value is None:
        raise FileError(f"{'.'.join(path)} is empty, which TOML cannot say; remove it, or save as YAML or JSON")
    if isinstance(value, Decimal):
        text = _digits(value)
        return Decimal(text) if "." in text else int(text)
    return str(value) if isinstance(value, str) else value


_WRITERS: Mapping[str, Callable[[Any], str]] = {"yaml": _dump_yaml, "json": _dump_json, "toml": _dump_toml}
