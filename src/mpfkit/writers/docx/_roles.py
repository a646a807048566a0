"""Styles by role: the names that mpfkit's own template gives them, and how they are found in any template."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from mpfkit.errors import RenderError

from ._trees import value, w

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["ROLES", "Found", "match", "resolve"]

_LEVELS = range(1, 7)
_THREE = (1, 2, 3)


def _deep(name: str, level: int) -> str:
    return name if level == 1 else f"{name} {level}"


ROLES: Mapping[str, tuple[str, str]] = {
    "title": ("paragraph", "Title"),
    "subtitle": ("paragraph", "Subtitle"),
    **{f"heading-{level}": ("paragraph", f"heading {level}") for level in _LEVELS},
    **{f"annex-{level}": ("paragraph", f"Annex {level}") for level in _LEVELS},
    **{f"plain-heading-{level}": ("paragraph", f"Plain Heading {level}") for level in _LEVELS},
    "body": ("paragraph", "Normal"),
    "lead": ("paragraph", "Lead"),
    "quote": ("paragraph", "Quote"),
    "question": ("paragraph", "Question"),
    "meta": ("paragraph", "Meta"),
    "withheld": ("paragraph", "Withheld"),
    "illustrative": ("paragraph", "Illustrative"),
    "imprint": ("paragraph", "Imprint"),
    **{f"bullet-{level}": ("paragraph", _deep("List Bullet", level)) for level in _THREE},
    **{f"number-{level}": ("paragraph", _deep("List Number", level)) for level in _THREE},
    **{f"continue-{level}": ("paragraph", _deep("List Continue", level)) for level in _THREE},
    "caption": ("paragraph", "caption"),
    "figure": ("paragraph", "Figure"),
    "units": ("paragraph", "Units"),
    "table": ("table", "mpfkit Table"),
    "table-header": ("paragraph", "Table Header"),
    "table-text": ("paragraph", "Table Text"),
    "table-text-compact": ("paragraph", "Table Text Compact"),
    "table-header-compact": ("paragraph", "Table Header Compact"),
    "table-group": ("paragraph", "Table Group"),
    "table-bullet": ("paragraph", "Table Bullet"),
    "table-number": ("paragraph", "Table Number"),
    "table-note": ("paragraph", "Table Note"),
    "gap": ("paragraph", "Gap"),
    "callout-title": ("paragraph", "Callout Title"),
    "callout": ("paragraph", "Callout"),
    "callout-bullet": ("paragraph", "Callout Bullet"),
    "callout-number": ("paragraph", "Callout Number"),
    "contents-heading": ("paragraph", "TOC Heading"),
    **{f"contents-{level}": ("paragraph", f"toc {level}") for level in _LEVELS},
    "list-of": ("paragraph", "table of figures"),
    "header": ("paragraph", "header"),
    "footer": ("paragraph", "footer"),
    "marking": ("paragraph", "Marking"),
    "footnote": ("paragraph", "footnote text"),
    "cover-kicker": ("paragraph", "Cover Kicker"),
    "cover-line": ("paragraph", "Cover Line"),
    "cover-notice": ("paragraph", "Cover Notice"),
    "cover-funding": ("paragraph", "Cover Funding"),
    "footnote-mark": ("character", "footnote reference"),
    "link": ("character", "Hyperlink"),
    "strong": ("character", "Strong"),
    "emphasis": ("character", "Emphasis"),
    "code": ("character", "Code"),
    "muted": ("character", "Muted"),
    "withheld-text": ("character", "Withheld Text"),
    "illustrative-text": ("character", "Illustrative Text"),
    "label": ("character", "Label"),
    "marking-text": ("character", "Marking Text"),
    "placeholder": ("character", "Placeholder Text"),
}
"""Type and name of each style by its role; a house style renames them in `DocxLook.styles`."""


@attrs.frozen(kw_only=True)
class Found:
    """Which styles a template has.

    Attributes:
        ids: Id of the style by role, of those that are there.
        missing: Roles of the others, in the order of `ROLES`.
        by_name: Id by type and name in lower case.
        shown: Names as they stand in the template, by type.
    """

    ids: dict[str, str]
    missing: tuple[str, ...]
    by_name: dict[tuple[str, str], str]
    shown: Mapping[str, list[str]]

    def close(self, role: str, names: Mapping[str, str]) -> tuple[str, ...]:
        """Return names of the template that come close to the one that is missing."""
        kind, own = ROLES[role]
        return tuple(difflib.get_close_matches(names.get(role, own), self.shown[kind], n=2, cutoff=0.7))

    def message(self, roles: Sequence[str], names: Mapping[str, str], template: str) -> str:
        """Say in one line which styles are missing."""
        parts: list[str] = []
        for role in roles:
            kind, own = ROLES[role]
            close = self.close(role, names)
            more = f"; close: {', '.join(map(repr, close))})" if close else ")"
            parts.append(f"{names.get(role, own)!r} ({kind}{more}")
        missing = "1 style is" if len(roles) == 1 else f"{len(roles)} styles are"
        return f"{template}: {missing} missing: {', '.join(parts)}"


def match(styles: _Element, names: Mapping[str, str], *, template: str) -> Found:
    """Find the ids of all styles.

    Styles are matched by name without regard to case, never by id: Word translates ids, and LibreOffice writes
    `Heading 1` for `heading 1`.

    Args:
        styles: The `w:styles` element of a template.
        names: Names by role where they differ from `ROLES`.
        template: What the template is called in messages.

    Raises:
        RenderError: If roles are unknown.
    """
    unknown = sorted(set(names) - set(ROLES))
    if unknown:
        raise RenderError(f"{template}: no such style role: {', '.join(unknown)}; roles: {', '.join(sorted(ROLES))}")
    found: dict[tuple[str, str], str] = {}
    shown: dict[str, list[str]] = {"paragraph": [], "character": [], "table": []}
    for style in styles.iterchildren(w("style")):
        kind = value(style, attribute="type") or "paragraph"
        name = value(style, "name")
        # A name may carry aliases after commas.
        for alias in f"{name},{value(style, 'aliases')}".split(","):
            if alias.strip():
                found.setdefault((kind, alias.strip().lower()), value(style, attribute="styleId"))
        shown.setdefault(kind, []).append(name)
    ids: dict[str, str] = {}
    missing: list[str] = []
    for role, (kind, own) in ROLES.items():
        ident = found.get((kind, names.get(role, own).lower()))
        if ident:
            ids[role] = ident
        else:
            missing.append(role)
    return Found(ids=ids, missing=tuple(missing), by_name=found, shown=shown)


def resolve(styles: _Element, names: Mapping[str, str], *, template: str) -> dict[str, str]:
    """Find the ids of all styles of a template that has them all: mpfkit's own, or one that was completed.

    Args:
        styles: The `w:styles` element of a template.
        names: Names by role where they differ from `ROLES`.
        template: What the template is called in messages.

    Returns:
        Id of the style by role.

    Raises:
        RenderError: If roles are unknown, or styles are missing; lists all of them with names that come close.
    """
    found = match(styles, names, template=template)
    if found.missing:
        raise RenderError(found.message(found.missing, names, template))
    return found.ids
