"""Which question a heading means: by names first, by labels only where they mean one question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import attrs

from mpfkit.intake import normalised
from mpfkit.model import AnswerConstraint, Item, ItemType

from ._form_reader import EXTRA

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mpfkit.model import Questionnaire

__all__ = ["Names", "Target"]

_SEPARATORS = ("/", ".", "-", ":")
_PLACE = ("Latitude", "Longitude", "Altitude", "Accuracy")


@attrs.frozen(kw_only=True)
class Target:
    """What a column holds of the answer to a question.

    Attributes:
        item: The question.
        part: `value`; `choice` for a column that says whether one choice was made; `other` for a text of one's own;
            `comment`; `place` for one of the four numbers of a place.
        choice: Code of the choice, or name of the number.
        values: Codes by what stands in the column instead of them, from a mapping file.
    """

    item: Item
    part: str = "value"
    choice: str = ""
    values: tuple[tuple[str, str], ...] = ()


class Names:
    """The headings that an export can have for the questions of a form.

    Args:
        form: The questionnaire.
    """

    def __init__(self, form: Questionnaire) -> None:
        self.form = form
        self.hidden = frozenset(
            str(row["cells"]["name"]).casefold()
            for row in form.extra.get(EXTRA, {}).get("rows", ())
            if row["cells"].get("name")
        )
        self._codes: dict[str, dict[Target, None]] = {}
        self._labels: dict[str, dict[Target, None]] = {}
        self._walk(form.items, ((),), ((),))

    def find(self, heading: str, *, labels: bool = True) -> tuple[Target, ...]:
        """Return what a heading can mean: nothing, one thing, or several.

        Args:
            heading: The heading.
            labels: Whether a label counts, where no name does.
        """
        found = self._codes.get(_plain(heading), {})
        if not found and labels:
            found = self._labels.get(normalised(heading), {})
        return tuple(found)

    # Building

    def _walk(
        self, items: Iterable[Item], paths: tuple[tuple[str, ...], ...], labels: tuple[tuple[str, ...], ...]
    ) -> None:
        for item in items:
            name = str(item.extra.get(EXTRA, {}).get("name") or item.link_id)
            texts = list(item.text.texts.values()) if item.text else []
            if item.type is ItemType.GROUP:
                # A group can be part of the path, or left out of it
                named = [text for text in texts if text.strip()] or [name]
                self._walk(
                    item.items,
                    tuple(dict.fromkeys([*((*path, name) for path in paths), ()])),
                    tuple(dict.fromkeys([*((*path, text) for path in labels for text in named), ()])),
                )
            elif item.is_question:
                self._add(item, name, texts, paths, labels)

    def _add(
        self,
        item: Item,
        name: str,
        texts: list[str],
        paths: tuple[tuple[str, ...], ...],
        labels: tuple[tuple[str, ...], ...],
    ) -> None:
        codes = {item.link_id, name}
        for mark in _SEPARATORS:
            codes |= {mark.join((*path, name)) for path in paths}
        whole = Target(item=item)
        for code in codes:
            self._note(self._codes, _plain(code), whole)
            self._parts(item, code)
        for text in texts:
            for path in labels:
                label = "/".join((*path, text))
                self._note(self._labels, normalised(label), whole)
                self._label_parts(item, label)

    def _parts(self, item: Item, code: str) -> None:
        for choice in self.form.choices(item) if item.is_multiple else ():
            target = Target(item=item, part="choice", choice=choice.code)
            for text in (f"{code}/{choice.code}", f"{code}.{choice.code}", f"{code}[{choice.code}]"):
                self._note(self._codes, _plain(text), target)
        if item.answer_constraint is AnswerConstraint.OPTIONS_OR_STRING:
            for text in (f"{code}_other", f"{code}[other]"):
                self._note(self._codes, _plain(text), Target(item=item, part="other"))
            if item.is_multiple:
                for text in (f"{code}/other", f"{code}.other"):
                    self._note(self._codes, _plain(text), Target(item=item, part="choice", choice="other"))
        self._note(self._codes, _plain(f"{code}[comment]"), Target(item=item, part="comment"))
        if str(item.extra.get(EXTRA, {}).get("type", "")).casefold() in {"geopoint", "gps", "location"}:
            for word in _PLACE:
                place = Target(item=item, part="place", choice=word)
                for text in (f"{code}-{word}", f"_{code}_{word}"):
                    self._note(self._codes, _plain(text), place)

    def _label_parts(self, item: Item, label: str) -> None:
        for choice in self.form.choices(item) if item.is_multiple else ():
            target = Target(item=item, part="choice", choice=choice.code)
            for text in choice.label.texts.values():
                self._note(self._labels, normalised(f"{label}/{text}"), target)

    @staticmethod
    def _note(index: dict[str, dict[Target, None]], key: str, target: Target) -> None:
        index.setdefault(key, {})[target] = None


def _plain(heading: str) -> str:
    return re.sub(r"\s+", " ", heading.strip()).casefold()
