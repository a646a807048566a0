"""What a form and whoever reads it back agree on: its fields, and the names under which a file holds them.

Word keeps the tag of a field, LibreOffice 7.4 drops it but keeps the bookmark around it and the properties of the file;
so all of them are written, and all come from here.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from mpfkit.errors import RenderError

from ._nodes import (
    BulletList,
    Callout,
    Cell,
    Column,
    Document,
    Emphasis,
    Figure,
    Footnote,
    Form,
    FormField,
    Heading,
    Link,
    NumberedList,
    Paragraph,
    Reference,
    Row,
    Section,
    Span,
    Strong,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["bookmarks_of", "field_bookmark", "field_names", "field_tag", "form_fields", "form_properties"]

_PREFIX = "mpf_"
_MOST_BOOKMARK = 40
_MOST_TAG = 64
_HASH = 11


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:_HASH]


def _short(key: str, most: int) -> str:
    """Return a name of at most so many characters for a key that cannot be one as it stands."""
    plain = re.sub(r"[^0-9A-Za-z]+", "_", key).strip("_")[: most - _HASH - 1].rstrip("_")
    return f"{plain}_{_digest(key)}" if plain else _digest(key)


def field_bookmark(key: str) -> str:
    """Return the name of the bookmark around a form field.

    A bookmark of Word holds letters, digits and underscores, 40 at most. A key that is longer or holds other characters
    gets a short form that ends in 11 figures of its SHA-256.

    Args:
        key: Key of the field.

    Returns:
        `mpf_` and the key, or its short form. Where two keys of a form differ by case only, which Word does not tell
        apart, see `field_names`.
    """
    if re.fullmatch(r"\w+", key, re.ASCII) and len(_PREFIX + key) <= _MOST_BOOKMARK:
        return _PREFIX + key
    return _PREFIX + _short(key, _MOST_BOOKMARK - len(_PREFIX))


def field_tag(key: str) -> str:
    """Return the tag of the content control of a form field.

    Args:
        key: Key of the field.

    Returns:
        The key; a short form of it where it has more than 64 characters, which is all that Word holds, or line ends and
        the like.
    """
    if key.isprintable() and len(key.encode("utf-16-le", "surrogatepass")) <= 2 * _MOST_TAG:
        return key
    return _short(key, _MOST_TAG)


def bookmarks_of(keys: Iterable[str]) -> dict[str, str]:
    """Return the name of the bookmark of each key, unique without regard to case, whatever the order of the keys."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for key in sorted(set(keys)):
        name, seed = field_bookmark(key), key
        while name.lower() in taken:
            seed += "'"
            name = f"{_PREFIX}{_short(key, _MOST_BOOKMARK - len(_PREFIX))[:-_HASH]}{_digest(seed)}"
        taken.add(name.lower())
        names[key] = name
    return names


def form_fields(document: Document) -> tuple[FormField, ...]:
    """Return the form fields of a document in reading order."""
    return tuple(_fields(document.blocks))


def field_names(document: Document) -> dict[str, str]:
    """Return the names of the bookmarks around the form fields of a document.

    Args:
        document: A form.

    Returns:
        Name of the bookmark by key of the field, in reading order; unique without regard to case.

    Raises:
        RenderError: If two fields have the same key.
    """
    keys: dict[str, None] = {}
    for field in form_fields(document):
        if field.key in keys:
            raise RenderError(f"the key {field.key!r} belongs to two form fields; give each its own")
        keys[field.key] = None
    names = bookmarks_of(keys)
    return {key: names[key] for key in keys}


def form_properties(form: Form) -> dict[str, str]:
    """Return the properties of a file by which a form is known again when it comes back.

    Args:
        form: What the document is as a form.

    Returns:
        `mpfkit-form`, `mpfkit-form-version` and `mpfkit-form-fingerprint`, as far as they are given.
    """
    properties = {
        "mpfkit-form": form.id,
        "mpfkit-form-version": form.version,
        "mpfkit-form-fingerprint": form.fingerprint,
    }
    return {name: value for name, value in properties.items() if value}


def _fields(content: object) -> Iterator[FormField]:
    match content:
        case FormField():
            yield content
        case tuple():
            for part in content:
                if part.__class__ is not str:
                    yield from _fields(part)
        case Section(blocks=inner) | Row(cells=inner) | BulletList(items=inner) | NumberedList(items=inner):
            yield from _fields(inner)
        case Table():
            yield from _fields((content.caption, content.columns, content.rows, content.notes))
        case Column(header=header):
            yield from _fields(header)
        case Callout(title=title, blocks=blocks):
            yield from _fields((title, blocks))
        case Figure(caption=caption):
            yield from _fields(caption)
        case Cell() | Heading() | Paragraph() | Emphasis() | Strong() | Span() | Link() | Footnote() | Reference():
            yield from _fields(content.content)
        case _:
            return
