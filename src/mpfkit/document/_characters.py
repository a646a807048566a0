"""Characters that no file of XML can hold, and a document without them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

if TYPE_CHECKING:
    from ._nodes import Document

__all__ = ["first_bad", "replace_characters", "show_character"]

# XML 1.0, production 2; surrogates are no characters.
_BAD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
T = TypeVar("T")


def first_bad(text: str) -> tuple[str, int] | None:
    """Return the first character that XML cannot hold, and its position counted from 1."""
    found = _BAD.search(text)
    return (found.group(), found.start() + 1) if found else None


def show_character(character: str) -> str:
    """Return a character as `U+000B`."""
    return f"U+{ord(character):04X}"


def replace_characters(document: Document, replacement: str = "\ufffd") -> Document:
    """Replace the characters that XML cannot hold: XML 1.0, production 2.

    Everything is looked through: the body, cover, head, foot, marking, properties, form fields, charts. Keys are
    replaced like texts, so that references still find their targets.

    Args:
        document: Any document.
        replacement: What stands instead of each, such as U+FFFD, which readers know as the sign for a character that
            got lost; may be empty.

    Returns:
        A document that every writer can hold; the same object where nothing had to be replaced.

    Raises:
        ValueError: If the replacement holds such a character itself.
    """
    bad = first_bad(replacement)
    if bad:
        raise ValueError(f"{show_character(bad[0])} cannot replace what cannot be written")
    return _replaced(document, replacement)


def _replaced(value: T, replacement: str) -> T:
    """Return a value with its texts replaced; the same object where they have nothing to replace."""
    found: Any = value
    if type(found) is str:
        return _BAD.sub(lambda _: replacement, found) if _BAD.search(found) else found  # type: ignore[return-value]
    if isinstance(found, tuple):
        parts = [_replaced(part, replacement) for part in found]
        return value if all(map(_same, parts, found)) else tuple(parts)  # type: ignore[return-value]
    if isinstance(found, Mapping):
        pairs = {_replaced(key, replacement): part for key, part in found.items()}
        return value if all(map(_same, pairs, found)) else pairs  # type: ignore[return-value]
    changes = {}
    for name in _fields(type(found)):  # type: ignore[arg-type]
        part = getattr(found, name)
        new = _replaced(part, replacement)
        if new is not part:
            changes[name] = new
    return attrs.evolve(found, **changes) if changes else value


def _same(first: object, second: object) -> bool:
    return first is second


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """Return the names of the fields that may hold texts; none of what is no node."""
    return tuple(field.name for field in attrs.fields(kind)) if attrs.has(kind) else ()
