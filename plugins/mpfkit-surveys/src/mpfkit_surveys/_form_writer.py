"""Questionnaire -> XLSForm. What came from a form goes back into it as it was, unless the questionnaire changed."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any

import attrs

from mpfkit.errors import RenderError, UnknownNameError
from mpfkit.model import AnswerConstraint, EnableBehavior, ItemType, LangString

from ._form_reader import EXTRA, YES_NO
from ._form_types import form_type, language_name
from ._relevance import from_conditions, to_conditions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mpfkit import Brief, Project
    from mpfkit.model import Choice, Item, Questionnaire

__all__ = ["FormOptions", "render"]


@attrs.frozen(kw_only=True)
class FormOptions:
    """Which questionnaire becomes a form.

    Attributes:
        questionnaire: `id|version`, or `id`; it can be left out where the project has only one.
    """

    questionnaire: str = ""


_TYPES = {
    ItemType.TEXT: "text",
    ItemType.STRING: "text",
    ItemType.URL: "text",
    ItemType.BOOLEAN: f"select_one {YES_NO}",
    ItemType.INTEGER: "integer",
    ItemType.DECIMAL: "decimal",
    ItemType.QUANTITY: "decimal",
    ItemType.RATING: "integer",
    ItemType.DATE: "date",
    ItemType.DATE_TIME: "dateTime",
    ItemType.TIME: "time",
    ItemType.ATTACHMENT: "file",
    ItemType.DISPLAY: "note",
}
_APPEARANCE = {ItemType.TEXT: "multiline", ItemType.URL: "url"}
_YES_NO_LABELS = {"true": {"en": "Yes", "fr": "Oui", "ar": "نعم"}, "false": {"en": "No", "fr": "Non", "ar": "لا"}}


def render(project: Project, brief: Brief) -> bytes:
    """Write a questionnaire of a project as an XLSForm."""
    options = brief.options
    wanted = options.questionnaire if isinstance(options, FormOptions) else ""
    return _Writer(_chosen(project, wanted), brief.language).workbook()


def _chosen(project: Project, wanted: str) -> Questionnaire:
    forms = {form.key: form for form in project.questionnaires}
    if wanted:
        form = project.questionnaire(wanted)
        if form is None:
            raise UnknownNameError("questionnaire", wanted, forms)
        return form
    if len(forms) != 1:
        known = ", ".join(forms) or "none"
        raise RenderError(
            f"the project has {len(forms)} questionnaires ({known}); say which one: --set questionnaire=ID"
        )
    return next(iter(forms.values()))


class _Writer:
    def __init__(self, form: Questionnaire, language: str) -> None:
        self.form = form
        self.kept: Mapping[str, Any] = form.extra.get(EXTRA, {})
        self.plain = str(self.kept.get("plain", ""))
        self.language = language
        self.names = {item.link_id: (self._name(item), item) for item in form.walk()}
        self.yes_no = False

    # ------------------------------------------------------------------------------------------ cells

    def _name(self, item: Item) -> str:
        return str(_kept(item).get("name") or re.sub(r"[^\w.-]", "_", item.link_id))

    def _heading(self, column: str, tag: str) -> str:
        if tag == self.plain:
            return column
        name = self.kept.get("languages", {}).get(tag) or language_name(tag)
        return f"{column}::{name}"

    def _texts(self, column: str, text: LangString | None) -> dict[str, str]:
        return {self._heading(column, tag): content for tag, content in text.texts.items()} if text else {}

    def _raw_texts(self, texts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        return {
            self._heading(column, tag): content for column, by_tag in texts.items() for tag, content in by_tag.items()
        }

    # ------------------------------------------------------------------------------------------ survey

    def _rows(self) -> list[dict[str, str]]:
        rows = [row for item in self.form.items for row in self._item(item)]
        for hidden in sorted(self.kept.get("rows", ()), key=lambda row: int(row["at"])):
            row = {**hidden["cells"], **self._raw_texts(hidden.get("texts", {}))}
            rows.insert(min(int(hidden["at"]), len(rows)), row)
        return rows

    def _item(self, item: Item) -> Iterator[dict[str, str]]:
        kept = _kept(item)
        row = {
            "type": self._type(item),
            "name": self._name(item) if kept.get("name", True) else "",
            **self._texts("label", item.text),
            **self._texts("hint", item.hint),
        }
        if not item.text and not kept:
            row[self._heading("label", self.plain or self.language)] = item.prefix or item.link_id
        if item.prefix:
            for heading in self._texts("label", item.text):
                row[heading] = f"{item.prefix} {row[heading]}"
        row |= self._required(item, kept)
        row |= self._relevant(item, kept)
        row |= dict(kept.get("cells", {})) or self._made_up(item)
        yield {heading: cell for heading, cell in row.items() if cell}
        if item.type is ItemType.GROUP:
            for child in item.items:
                yield from self._item(child)
            yield {"type": row["type"].split(" over ")[0].replace("begin", "end"), **dict(kept.get("end", {}))}

    def _type(self, item: Item) -> str:
        raw = str(_kept(item).get("type", ""))
        kind = form_type(raw) if raw else None
        if kind is not None and self._is_still(item, raw):
            self.yes_no = self.yes_no or kind.choices == YES_NO
            return raw
        if item.type is ItemType.GROUP:
            return "begin repeat" if item.repeats else "begin group"
        if item.type is ItemType.RANKING:
            return f"rank {_list_name(item.choice_list)}"
        if item.choice_list:
            word = "select_multiple" if item.is_multiple else "select_one"
            other = " or_other" if item.answer_constraint is AnswerConstraint.OPTIONS_OR_STRING else ""
            return f"{word} {_list_name(item.choice_list)}{other}"
        self.yes_no = self.yes_no or item.type is ItemType.BOOLEAN
        return _TYPES[item.type]

    def _is_still(self, item: Item, raw: str) -> bool:
        """Say whether the type that an item had in its form is what it is now."""
        kind = form_type(raw)
        if kind is None:
            return False
        if kind.kind.startswith("begin"):
            return item.type is ItemType.GROUP and item.repeats == (kind.kind != "begin group")
        own = item.answer_constraint is AnswerConstraint.OPTIONS_OR_STRING
        if item.choice_list:
            return (kind.choices, kind.several, kind.other) == (item.choice_list, item.repeats, own)
        text = {ItemType.STRING, ItemType.TEXT}
        return kind.item is item.type or {kind.item, item.type} <= text or bool(kind.choices)

    def _required(self, item: Item, kept: Mapping[str, Any]) -> dict[str, str]:
        if item.required is None:
            return {}
        raw = str(kept.get("required", ""))
        same = raw and (raw.casefold() in {"yes", "true", "true()", "1"}) == item.required
        return {"required": raw if same else "yes" if item.required else "no"}

    def _relevant(self, item: Item, kept: Mapping[str, Any]) -> dict[str, str]:
        text = from_conditions(item, self.names)
        raw = str(kept.get("relevant", ""))
        if raw and text:
            by_name = dict(self.names.values())
            again = to_conditions(raw, by_name.get, self.form.choices)
            behavior = item.enable_behavior if len(item.enable_when) > 1 else EnableBehavior.ALL
            if again is not None and again[0] == item.enable_when and (len(again[0]) < 2 or again[1] == behavior):
                text = raw
        if item.expression is not None:
            if item.expression.language != "xpath":
                raise RenderError(
                    f"item {item.link_id}: its skip logic is written in {item.expression.language}, which a form "
                    "cannot hold; write it as enable_when"
                )
            text = f"({text}) and ({item.expression.text})" if text else item.expression.text
        return {"relevant": text} if text else {}

    def _made_up(self, item: Item) -> dict[str, str]:
        """Return what a form needs of an item that did not come from one."""
        if _kept(item):
            return {}
        cells = {"appearance": _APPEARANCE.get(item.type, "")}
        if item.item_control == "grid":
            cells["appearance"] = "table-list"
        parts = []
        if item.type in (ItemType.INTEGER, ItemType.DECIMAL, ItemType.QUANTITY, ItemType.RATING):
            parts += [f". >= {item.min_value}"] if item.min_value is not None else []
            parts += [f". <= {item.max_value}"] if item.max_value is not None else []
        if item.max_length is not None:
            parts.append(f"string-length(.) <= {item.max_length}")
        if item.pattern and "'" not in item.pattern:
            parts.append(f"regex(., '^({item.pattern})$')")
        cells["constraint"] = " and ".join(parts)
        return cells

    # ------------------------------------------------------------------------------------------ choices and settings

    def _choice_rows(self) -> Iterator[dict[str, str]]:
        if self.yes_no and not any(listed.id == YES_NO for listed in self.form.choice_lists):
            tags = [tag for tag in self.form.languages if tag in {"en", "fr", "ar"}] or [self.plain or self.language]
            for code, labels in _YES_NO_LABELS.items():
                texts = {self._heading("label", tag): labels.get(tag, labels["en"]) for tag in tags}
                yield {"list_name": YES_NO, "name": code, **texts}
        for listed in self.form.choice_lists:
            for choice in listed.choices:
                yield from self._choice(listed.id, choice)

    def _choice(self, listed: str, choice: Choice) -> Iterator[dict[str, str]]:
        kept = choice.extra.get(EXTRA, {})
        texts = {} if kept.get("unlabelled") else self._texts("label", choice.label)
        name = {"list_name": listed if kept else _list_name(listed), "name": choice.code}
        for cells in (kept.get("cells", {}), *kept.get("also", ())):
            yield {**name, **texts, **cells}

    def _settings(self) -> dict[str, str]:
        form = self.form
        settings = {"form_title": form.title.get(self.language)} if form.title else {}
        settings |= {"form_id": form.id, "version": form.version}
        settings |= {key: str(value) for key, value in self.kept.get("settings", {}).items()}
        if not self.kept and form.languages:
            tag = self.language if self.language in form.languages else form.languages[0]
            settings["default_language"] = self.kept.get("languages", {}).get(tag) or language_name(tag)
        return settings

    # ------------------------------------------------------------------------------------------ the file

    def workbook(self) -> bytes:
        from xlsxwriter import Workbook  # type: ignore[import-untyped]

        survey = self._rows()
        sheets: dict[str, list[list[str]]] = {
            "survey": _table(survey, ["type", "name"]),
            "choices": _table(list(self._choice_rows()), ["list_name", "name"]),
            "settings": _table([self._settings()], []),
            **{name: [list(row) for row in rows] for name, rows in self.kept.get("sheets", {}).items()},
        }
        stream = io.BytesIO()
        book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"created": dt.datetime(1980, 1, 1)})  # noqa: DTZ001 - as xlsxwriter wants it
        text = book.add_format({"num_format": "@"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell:
                        sheet.write_string(number, column, cell, text)
        book.close()
        return stream.getvalue()


def _kept(item: Item) -> Mapping[str, Any]:
    found: Mapping[str, Any] = item.extra.get(EXTRA, {})
    return found


def _list_name(name: str) -> str:
    return re.sub(r"\s+", "_", name)


def _table(rows: list[dict[str, str]], first: list[str]) -> list[list[str]]:
    """Return rows below their headings; translated columns stand behind one another."""
    headings = dict.fromkeys((*first, *(heading for row in rows for heading in row)))
    ordered = sorted(headings, key=lambda heading: _order(heading, first))
    return [ordered, *([row.get(heading, "") for heading in ordered] for row in rows)]


def _order(heading: str, first: list[str]) -> tuple[int, int]:
    if heading in first:
        return 0, first.index(heading)
    return (1, 0) if heading.startswith("label") else (2, 0) if heading.startswith("hint") else (3, 0)
