"""Text of a file -> plain data, without deciding what an unquoted word means.

YAML is read as YAML 1.2, and more carefully: an unquoted scalar becomes `Plain`, a text that remembers that it was not
quoted, and the type that is wanted decides later what it stands for. So `NO` is Norway, `1.10` a version, and
`108874.50` never a float. JSON and TOML give the same plain data.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import cache
from typing import Any, NoReturn, TypeAlias

from mpfkit.errors import Problem

__all__ = ["FORMATS", "Plain", "UnreadableError", "decode", "format_of", "parse", "plain_data"]

Raw: TypeAlias = Any
"""Data as a file has it: mappings, lists, texts, booleans, None; or a node of a parser."""

FORMATS = {".yaml": "yaml", ".yml": "yaml", ".json": "json", ".toml": "toml"}
"""Format by the suffix of a file."""

MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read: 64 MiB."""

MAX_DEPTH = 100
"""Deepest nesting that is read; the model needs about a dozen levels."""

MAX_EXPANSION = 100_000
"""How many values the aliases of a YAML file may add."""


class Plain(str):
    """A scalar that was not quoted; what it means is decided by the type that is wanted."""

    __slots__ = ()


class UnreadableError(Exception):
    """A file that cannot be read at all."""

    def __init__(self, code: str, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.line = line
        self.column = column

    def problem(self, file: str) -> Problem:
        """Return what is wrong as a problem of a file."""
        return Problem(code=self.code, message=self.message, file=file, line=self.line, column=self.column)


def format_of(name: str) -> str:
    """Return `yaml`, `json` or `toml` by the suffix of a file name.

    Raises:
        UnreadableError: The suffix is none of them.
    """
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    if suffix not in FORMATS:
        raise UnreadableError(
            "MPF100", f"a project file ends in .yaml, .yml, .json or .toml, not in {suffix or 'nothing'!r}"
        )
    return FORMATS[suffix]


def decode(data: bytes) -> str:
    """Turn the bytes of a file into text.

    Raises:
        UnreadableError: The file is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - before.rfind(b"\n")
        raise UnreadableError("MPF100", "the file is not UTF-8; save it as UTF-8", line, column) from error


def parse(text: str, format: str) -> tuple[Any, tuple[UnreadableError, ...]]:  # noqa: A002
    """Parse the text of a file.

    Args:
        text: The text.
        format: `yaml`, `json` or `toml`.

    Returns:
        Mappings, lists, texts (`Plain` where they were not quoted), booleans and None, and the keys that stand twice.

    Raises:
        UnreadableError: The text breaks the rules of its format, or is made to exhaust memory.
    """
    try:
        data, repeated = _PARSERS[format](text)
    except RecursionError:
        raise UnreadableError("MPF105", "the file is nested too deeply") from None
    if _ESCAPES[format].search(text):
        _refuse_control_characters(data)
    return data, repeated


# YAML

_YAML_HINTS = {
    "mapping values are not allowed": "; put a text that holds a colon and a space into quotes",
    "cannot start any token": "; indent with spaces, not tabs, and put a text that begins with @, ` or % into quotes",
    "another document": "; keep one document in a file",
}
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_STRING_TAG = "tag:yaml.org,2002:str"


@cache
def composer() -> type[Any]:
    """Return a class that composes YAML nodes without resolving them: PyYAML's C parser, else its Python one."""

    class Steps:
        """Leaves scalars unresolved, and counts how deep nodes are nested (the C parser itself would crash)."""

        depth = 0

        def resolve(self, *_: object) -> str | None:
            return None

        def descend_resolver(self, *_: object) -> None:
            self.depth += 1
            if self.depth > MAX_DEPTH:
                raise UnreadableError("MPF105", f"the file is nested more than {MAX_DEPTH} levels deep")

        def ascend_resolver(self) -> None:
            self.depth -= 1

    try:
        from yaml.cyaml import CParser  # type: ignore[attr-defined]
    except ImportError:
        return _python_composer(Steps)

    class FastComposer(Steps, CParser):
        pass

    return FastComposer


def _python_composer(steps: type[Any]) -> type[Any]:
    from yaml.composer import Composer
    from yaml.parser import Parser
    from yaml.reader import Reader
    from yaml.scanner import Scanner

    class PortableComposer(steps, Reader, Scanner, Parser, Composer):  # type: ignore[misc]
        def __init__(self, text: str) -> None:
            Reader.__init__(self, text)
            Scanner.__init__(self)
            Parser.__init__(self)
            Composer.__init__(self)

    return PortableComposer


def compose(text: str) -> Raw:
    """Return the root node of a YAML text, None for an empty one.

    Raises:
        UnreadableError: The text is no YAML, or holds more than one document.
    """
    import yaml

    try:
        return composer()(text).get_single_node()
    except yaml.reader.ReaderError as error:
        raise _bad_character(text, error) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"this is not YAML: {_one_line(error.problem or error.context or str(error))}"
        message += next((hint for words, hint in _YAML_HINTS.items() if words in message), "")
        raise UnreadableError(
            "MPF105", message, mark.line + 1 if mark else 0, mark.column + 1 if mark else 0
        ) from error
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise UnreadableError("MPF105", f"this is not YAML: {_one_line(str(error))}") from error


_NOT_PRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _bad_character(text: str, error: Exception) -> UnreadableError:
    match = _NOT_PRINTABLE.search(text)
    if match is None:
        return UnreadableError("MPF105", f"this is not YAML: {_one_line(str(error))}")
    line, column = line_and_column(text, match.start())
    return UnreadableError(
        "MPF105", f"the character U+{ord(match.group()):04X} is not allowed; remove it", line, column
    )


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, counted from 1, of a position in a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _parse_yaml(text: str) -> tuple[Any, tuple[UnreadableError, ...]]:
    from yaml.nodes import MappingNode, ScalarNode

    root = compose(text)
    if root is None:
        return None, ()
    if "&" in text and "*" in text:
        _bound_aliases(root)
    repeated: list[UnreadableError] = []

    def build(node: Raw) -> Raw:
        kind = node.__class__
        if kind is ScalarNode:
            if node.tag is not None and node.tag != _STRING_TAG:
                _refuse_tag(node)
            value = node.value
            if node.style or node.tag is not None:
                return value
            return None if value in _NULLS else Plain(value)
        if node.tag is not None:
            _refuse_tag(node)
        if kind is MappingNode:
            result: dict[str, Any] = {}
            for key_node, value_node in node.value:
                if key_node.__class__ is not ScalarNode:
                    mark = key_node.start_mark
                    raise UnreadableError(
                        "MPF105", "a key must be a word, not a list or a mapping", mark.line + 1, mark.column + 1
                    )
                key = key_node.value
                if key in result:
                    mark = key_node.start_mark
                    repeated.append(_repeated_key(key, mark.line + 1, mark.column + 1))
                    build(value_node)
                else:
                    result[key] = build(value_node)
            return result
        return [build(child) for child in node.value]

    return build(root), tuple(repeated)


def _repeated_key(key: str, line: int = 0, column: int = 0) -> UnreadableError:
    return UnreadableError("MPF106", f"the key {key!r} stands twice in one mapping; keep one of them", line, column)


def _refuse_tag(node: Raw) -> NoReturn:
    """Refuse a node with a tag of its own.

    Raises:
        UnreadableError: Always.
    """
    mark = node.start_mark
    raise UnreadableError("MPF107", f"the tag {node.tag!r} is not allowed; remove it", mark.line + 1, mark.column + 1)


def _bound_aliases(root: Raw) -> None:
    """Refuse aliases that contain themselves, or that multiply into more values than memory holds."""
    sizes: dict[int, int] = {}
    open_nodes: set[int] = set()

    def measure(node: Raw) -> int:
        name = id(node)
        if name in sizes:
            return sizes[name]
        if name in open_nodes:
            mark = node.start_mark
            raise UnreadableError(
                "MPF107", "an alias contains itself; write the value out", mark.line + 1, mark.column + 1
            )
        if not isinstance(node.value, list):
            sizes[name] = 1
            return 1
        open_nodes.add(name)
        size = 1
        for child in node.value:
            size += sum(map(measure, child)) if isinstance(child, tuple) else measure(child)
        open_nodes.remove(name)
        sizes[name] = size
        return size

    if measure(root) > len(sizes) + MAX_EXPANSION:
        raise UnreadableError(
            "MPF107", f"the aliases of this file multiply into more than {MAX_EXPANSION} values; write them out"
        )


# JSON


def _parse_json(text: str) -> tuple[Any, tuple[UnreadableError, ...]]:
    repeated: list[UnreadableError] = []

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    repeated.append(_repeated_key(key))
                seen.add(key)
        return result

    try:
        data = json.loads(
            text, parse_int=Plain, parse_float=Plain, parse_constant=_no_constant, object_pairs_hook=mapping
        )
    except json.JSONDecodeError as error:
        raise UnreadableError("MPF105", f"this is not JSON: {error.msg}", error.lineno, error.colno) from error
    return data, tuple(repeated)


def _no_constant(name: str) -> NoReturn:
    raise UnreadableError("MPF105", f"this is not JSON: {name} is no number")


# TOML


def _parse_toml(text: str) -> tuple[Any, tuple[UnreadableError, ...]]:
    import tomllib

    try:
        return _from_toml(tomllib.loads(text, parse_float=Plain)), ()
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"(.*) \(at line (\d+), column (\d+)\)", str(error))
        if match is None:
            raise UnreadableError("MPF105", f"this is not TOML: {_one_line(str(error))}") from error
        message = f"this is not TOML: {match[1]}"
        raise UnreadableError("MPF105", message, int(match[2]), int(match[3])) from error


def _from_toml(value: Raw) -> Raw:
    if isinstance(value, dict):
        return {key: _from_toml(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_from_toml(item) for item in value]
    if isinstance(value, str | bool):
        return value
    return Plain(value if isinstance(value, int) else value.isoformat())


_PARSERS = {"yaml": _parse_yaml, "json": _parse_json, "toml": _parse_toml}

_ESCAPES = {
    "yaml": re.compile(r"\\[0abvefxuU]"),
    "json": re.compile(r"\\(?:u00[01]|u[dD][89a-fA-F]|u[fF]{3}[eEfF]|[bf])"),
    "toml": re.compile(r"\\[bfuU]|\\e|\\x"),
}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _refuse_control_characters(value: Raw) -> None:
    """Refuse characters that were written as escapes and that no document can carry."""
    if isinstance(value, str):
        match = _FORBIDDEN.search(value)
        if match:
            raise UnreadableError(
                "MPF105", f"the character U+{ord(match.group()):04X} is not allowed; remove its escape"
            )
    elif isinstance(value, dict):
        for key, item in value.items():
            _refuse_control_characters(key)
            _refuse_control_characters(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_control_characters(item)


# Data of unknown meaning

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,300})\Z")
_FRACTION = re.compile(r"[-+]?[0-9]{1,300}\.[0-9]{1,300}\Z")


def plain_data(value: Raw) -> Raw:
    """Give unquoted scalars the meaning that YAML 1.2 gives them, where no type says what is wanted.

    Args:
        value: Parsed data.

    Returns:
        The same with `Plain` turned into a whole number, a `Decimal`, a boolean or a text.
    """
    if type(value) is Plain:
        if _INTEGER.match(value):
            return int(value)
        if _FRACTION.match(value):
            return Decimal(str(value))
        return {"true": True, "false": False}.get(value.lower(), str(value))
    if isinstance(value, dict):
        return {key: plain_data(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain_data(item) for item in value]
    return value
