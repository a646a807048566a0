"""XLSForm -> Questionnaire. What the model has no field for is kept word for word, under `x-xlsform`."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import attrs

from mpfkit.errors import FileError, did_you_mean
from mpfkit.intake import Ledger, Reading
from mpfkit.model import (
    AnswerConstraint,
    Choice,
    ChoiceList,
    EnableBehavior,
    Expression,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Questionnaire,
    QuestionnaireStatus,
)

from ._form_types import TRANSLATED, canonical_heading, form_type, language_tag
from ._relevance import to_conditions
from ._tables import cell_text, headings, open_book

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mpfkit.intake import ReadingRequest, Source

    from ._form_types import FormType
    from ._tables import Book, Piece, Row, Table

__all__ = ["EXTRA", "YES_NO", "read", "recognises"]

EXTRA = "x-xlsform"
"""Key under which items, choices and questionnaires keep what XLSForm says and the model has no field for."""

YES_NO = "mpf_yes_no"
"""Choice list by which a yes-or-no question is written into a form; it is read back as one."""

_SHEETS = ("survey", "choices", "settings")
_KEPT_SHEETS = ("external_choices", "osm", "entities")
_LINK_ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}\Z")
_YES = frozenset(("yes", "true", "true()", "1"))
_NO = frozenset(("no", "false", "false()", "0"))


def recognises(source: Source) -> bool:
    """Tell whether a workbook has a sheet `survey` with a column `type`."""
    for name, rows in headings(source) or ():
        if name.strip().casefold() == "survey" and rows:
            return any(canonical_heading(cell, "survey")[0] == "type" for cell in rows[0])
    return False


def read(source: Source, request: ReadingRequest) -> Reading:
    """Read a questionnaire."""
    return _Form(source, request).reading()


@attrs.frozen
class _Column:
    name: str
    language: str
    heading: str


@attrs.define
class _Line:
    """A row of the survey, understood."""

    row: Row
    type: FormType
    raw_type: str
    name: str
    cells: dict[str, str]
    texts: dict[str, dict[str, str]]
    position: int
    path: tuple[str, ...] = ()
    link_id: str = ""
    children: list[_Line] = attrs.field(factory=list)
    closing: dict[str, str] = attrs.field(factory=dict)
    closes_at: int = 0


class _Form:
    def __init__(self, source: Source, request: ReadingRequest) -> None:
        self.source = source
        self.request = request
        self.ledger = Ledger("cells")
        self.book: Book = open_book(source)
        self.remarks: list[str] = list(self.book.remarks)
        self.tags: dict[str, str] = {}
        self.hidden: list[dict[str, Any]] = []
        self.lines: list[_Line] = []
        self.lists: dict[str, ChoiceList] = {}
        self.by_name: dict[str, list[_Line]] = {}
        self.items: dict[str, Item] = {}

    def reading(self) -> Reading:
        survey = self._table("survey")
        if survey is None:
            raise FileError(f"{self.source.name}: has no sheet 'survey', which every XLSForm has")
        settings = self._settings()
        self.plain = self._plain_language(survey, settings)
        self._choices()
        top = self._survey(survey)
        self._name_items()
        items = self._conditions(tuple(self._built(top)))
        sheets = self._other_sheets()
        form_id = settings.pop("form_id", "")
        version = settings.pop("version", "")
        title = settings.pop("form_title", "")
        extra: dict[str, Any] = {
            "settings": settings,
            "languages": {tag: name for name, tag in self.tags.items() if name},
            "plain": self.plain if "" in self.tags else "",
            "rows": self.hidden,
            "sheets": sheets,
        }
        if not version:
            self.remarks.append("the form has no version; it is taken for version 1")
        if not form_id:
            form_id = re.sub(r"[^A-Za-z0-9._-]+", "-", title or PurePath(self.source.name).stem).strip("-") or "form"
        languages = [tag for tag in dict.fromkeys(self.tags.values()) if tag]
        questionnaire = Questionnaire(
            id=form_id,
            version=version or "1",
            status=QuestionnaireStatus.ACTIVE,
            title=LangString.of(title, self.plain) if title else None,
            languages=tuple(languages),
            items=items,
            choice_lists=tuple(self.lists.values()),
            extra=FrozenDict({EXTRA: {key: value for key, value in extra.items() if value}}),
        )
        for table in self.book.tables:
            for place, fault in table.faults.items():
                self.ledger.reported(fault, (table.name, *place))
        return Reading(
            accounts=self.ledger.close(self.book.total), questionnaires=(questionnaire,), remarks=tuple(self.remarks)
        )

    # ------------------------------------------------------------------------------------------ sheets

    def _table(self, name: str) -> Table | None:
        return self.book.table(name)

    def _columns(self, table: Table, sheet: str) -> tuple[dict[int, _Column], Sequence[Row]]:
        """Understand the headings, and return them with the rows below."""
        if not table.rows:
            return {}, ()
        head, *rows = table.rows
        columns = {}
        for number in head.cells:
            heading = head.text(number)
            name, language = canonical_heading(heading, sheet)
            columns[number] = _Column(name, language, heading)
        counts = Counter((column.name, column.language) for column in columns.values())
        twice = [key for key, count in counts.items() if count > 1]
        if twice:
            first, second = [number for number, each in columns.items() if (each.name, each.language) == twice[0]][:2]
            raise FileError(
                f"{self.source.name}, sheet {table.name!r}: the columns {_letters(first)} and {_letters(second)} are "
                f"both named {columns[second].heading!r}; rename or remove one"
            )
        self.ledger.mapped(*table.pieces(head))
        return columns, rows

    def _settings(self) -> dict[str, str]:
        table = self._table("settings")
        if table is None or not table.rows:
            return {}
        columns, rows = self._columns(table, "settings")
        if not rows:
            return {}
        first, *rest = rows
        settings = {}
        for column, value in first.cells.items():
            piece = (table.name, first.number, column)
            if column in columns:
                settings[columns[column].name if not columns[column].language else columns[column].heading] = cell_text(
                    value
                )
                self.ledger.mapped(piece)
            else:
                self.ledger.ignored("column without a heading", piece)
        for row in rest:
            self.ledger.ignored("row of settings below the first", *table.pieces(row))
        return settings

    def _plain_language(self, survey: Table, settings: Mapping[str, str]) -> str:
        """Give each language of the headings a tag, and return that of texts whose column names none."""
        names: dict[str, None] = {}
        for table, sheet in ((survey, "survey"), (self._table("choices"), "choices")):
            if table is None or not table.rows:
                continue
            for number in table.rows[0].cells:
                name, language = canonical_heading(table.rows[0].text(number), sheet)
                if name in TRANSLATED:
                    names[language] = None
        for name in filter(None, names):
            tag = language_tag(name)
            same = sum(used == tag or used.startswith(f"{tag}-x-") for used in self.tags.values())
            self.tags[name] = f"{tag}-x-{same + 1}" if same else tag
        default = settings.get("default_language", "")
        plain = self.tags.get(default) or (language_tag(default) if default else self.request.language)
        if "" in names:
            if plain in self.tags.values():
                plain = "und"
            self.tags = {"": plain, **self.tags}
        return plain

    def _other_sheets(self) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for table in self.book.tables:
            name = table.name.strip().casefold()
            if name in _SHEETS:
                continue
            if name in _KEPT_SHEETS:
                rows = []
                for row in table.rows:
                    rows.append([row.text(column) for column in range(1, max(row.cells) + 1)])
                    self.ledger.mapped(*table.pieces(row))
                if rows:
                    kept[name] = rows
                continue
            hint = did_you_mean(name, (*_SHEETS, *_KEPT_SHEETS), limit=1)
            if hint:
                self.remarks.append(f"the sheet {table.name!r} is none of an XLSForm; {hint}")
            for row in table.rows:
                self.ledger.ignored("sheet that is none of an XLSForm", *table.pieces(row))
        return kept

    # ------------------------------------------------------------------------------------------ choices

    def _choices(self) -> None:
        table = self._table("choices")
        if table is None:
            return
        columns, rows = self._columns(table, "choices")
        found: dict[str, dict[str, Choice]] = {}
        for row in rows:
            cells, texts = self._cells(table, row, columns)
            listed, code = cells.pop("list_name", ""), cells.pop("name", "")
            pieces = [piece for piece in table.pieces(row) if piece not in self.ledger]
            if not listed or not code:
                self.ledger.reported(f"choice without {'a name' if listed else 'a list_name'}", *pieces)
                continue
            choices = found.setdefault(listed, {})
            if code not in choices:
                choices[code] = self._choice(code, cells, texts)
                self.ledger.mapped(*pieces)
                continue
            again = self._choice(code, cells, texts)
            if again.label != choices[code].label:
                why = f"choice {code!r} stands twice in list {listed!r}, with different labels"
                self.ledger.reported(why, *pieces)
                continue
            # Cascading choices repeat a code with another value of the column by which they are filtered
            choices[code] = _also(choices[code], cells)
            self.ledger.mapped(*pieces)
        for listed, choices in found.items():
            self.lists[listed] = ChoiceList(id=listed, choices=tuple(choices.values()))

    def _choice(self, code: str, cells: dict[str, str], texts: dict[str, dict[str, str]]) -> Choice:
        label = texts.get("label", {})
        extra: dict[str, Any] = {}
        if cells:
            extra["cells"] = cells
        if not label:
            extra["unlabelled"] = "yes"
        return Choice(code=code, label=LangString(FrozenDict(label or {self.plain: code})), extra=_extra(extra))

    def _cells(
        self, table: Table, row: Row, columns: Mapping[int, _Column]
    ) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        """Return the cells of a row by heading, and its translated texts by column and language."""
        cells: dict[str, str] = {}
        texts: dict[str, dict[str, str]] = {}
        for number in row.cells:
            column = columns.get(number)
            if column is None:
                self.ledger.ignored("column without a heading", (table.name, row.number, number))
            elif column.name in TRANSLATED:
                texts.setdefault(column.name, {})[self.tags[column.language]] = row.text(number)
            else:
                key = f"{column.name}::{column.language}" if column.language else column.name
                cells[key] = row.text(number)
        return cells, texts

    # ------------------------------------------------------------------------------------------ survey

    def _survey(self, table: Table) -> list[_Line]:
        columns, rows = self._columns(table, "survey")
        if not any(column.name == "type" for column in columns.values()):
            raise FileError(f"{self.source.name}, sheet {table.name!r}: has no column 'type' in its first row")
        top: list[_Line] = []
        stack: list[_Line] = []
        position = -1
        for row in rows:
            cells, texts = self._cells(table, row, columns)
            raw = cells.pop("type", "")
            pieces = [piece for piece in table.pieces(row) if piece not in self.ledger]
            kind = form_type(raw) if raw else None
            if cells.get("disabled", "").casefold() in _YES:
                self.ledger.ignored("row that the form has disabled", *pieces)
                continue
            if kind is None:
                self._not_understood(raw, pieces)
                continue
            self.ledger.mapped(*pieces)
            position += 1
            if kind.kind == "end":
                self._end(kind, row, cells, stack).closes_at = position
                continue
            path = tuple(line.name for line in stack if line.name)
            line = _Line(row, kind, raw, cells.pop("name", ""), cells, texts, position, path)
            if kind.kind == "hidden":
                self.hidden.append(self._hidden(line))
                continue
            (stack[-1].children if stack else top).append(line)
            self.lines.append(line)
            if line.name:
                self.by_name.setdefault(line.name, []).append(line)
            if kind.kind.startswith("begin"):
                stack.append(line)
        if stack:
            last = stack[-1]
            raise FileError(
                f"{self.source.name}, sheet {table.name!r}, row {last.row.number}: {last.raw_type!r} {last.name!r} has "
                f"no end; add a row with the type {last.type.kind.replace('begin', 'end')!r}"
            )
        return top

    def _not_understood(self, raw: str, pieces: list[Piece]) -> None:
        if not raw:
            self.ledger.reported("row without a type", *pieces)
            return
        self.ledger.reported(f"type {raw!r}, which XLSForm does not have", *pieces)

    def _end(self, kind: FormType, row: Row, cells: dict[str, str], stack: list[_Line]) -> _Line:
        wanted = stack[-1].type.kind.removeprefix("begin ") if stack else ""
        if kind.ends != wanted:
            what = f"the {wanted} {stack[-1].name!r} is open" if stack else "nothing is open"
            raise FileError(
                f"{self.source.name}, sheet 'survey', row {row.number}: 'end {kind.ends}', but {what}; look at the "
                "rows before"
            )
        line = stack.pop()
        line.closing = cells
        return line

    def _hidden(self, line: _Line) -> dict[str, Any]:
        """Keep a row that asks nobody anything, with its place among the rows."""
        cells = {"type": line.raw_type, **({"name": line.name} if line.name else {}), **line.cells}
        kept: dict[str, Any] = {"at": str(line.position), "cells": cells}
        if line.texts:
            kept["texts"] = line.texts
        return kept

    # ------------------------------------------------------------------------------------------ items

    def _name_items(self) -> None:
        """Give each line a link_id: its name, with its groups before it where the name alone is taken."""
        taken: set[str] = set()
        for line in self.lines:
            plain = line.name or f"row-{line.row.number}"
            candidates = [plain, ".".join((*line.path, plain))]
            found = next((each for each in candidates if _LINK_ID.match(each) and each not in taken), "")
            if not found:
                letters = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
                base = re.sub(r"[^A-Za-z0-9._-]+", "-", letters).strip("-")[:50]
                base = base if base[:1].isalpha() else f"q-{base}"
                found = base
                number = 1
                while found in taken:
                    number += 1
                    found = f"{base}-{number}"
            taken.add(found)
            line.link_id = found

    def _built(self, lines: list[_Line]) -> Iterator[Item]:
        for line in lines:
            children = tuple(self._built(line.children))
            if line.type.kind.startswith("begin") and not children:
                self._keep_empty_group(line)
                continue
            item = self._item(line, children)
            self.items[line.link_id] = item
            yield item

    def _keep_empty_group(self, line: _Line) -> None:
        """Keep a group that asks nothing as the rows that it is made of."""
        self.hidden.append(self._hidden(line))
        end = {"type": line.type.kind.replace("begin", "end"), **line.closing}
        self.hidden.append({"at": str(line.closes_at), "cells": end})
        self.hidden.sort(key=lambda row: int(row["at"]))

    def _item(self, line: _Line, children: tuple[Item, ...]) -> Item:
        kind = line.type
        cells = dict(line.cells)
        extra: dict[str, Any] = {"type": line.raw_type}
        if line.name != line.link_id:
            extra["name"] = line.name
        if line.closing:
            extra["end"] = line.closing
        type_, listed = kind.item, kind.choices
        if kind.kind.startswith("begin"):
            type_ = ItemType.GROUP
        elif listed == YES_NO and not kind.several:
            type_, listed = ItemType.BOOLEAN, ""
        elif listed and listed not in self.lists:
            why = f"the choice list {listed!r} of {line.name!r} is not in the sheet 'choices'; it is read as a text"
            self.remarks.append(f"row {line.row.number}: {why}")
            type_, listed = ItemType.STRING, ""
        if type_ is ItemType.STRING and "multiline" in cells.get("appearance", ""):
            type_ = ItemType.TEXT
        low, high, longest = _limits(cells.get("constraint", ""), cells.get("parameters", ""), type_)
        required = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}.get(cells.get("required", "").casefold())
        if required is not None:
            extra["required"] = cells.pop("required")
        if cells:
            extra["cells"] = cells
        return Item(
            link_id=line.link_id,
            type=type_,
            text=_lang(line.texts.get("label")),
            hint=_lang(line.texts.get("hint")),
            required=required,
            repeats=kind.several or kind.kind in {"begin repeat", "begin loop"},
            choice_list=listed,
            answer_constraint=AnswerConstraint.OPTIONS_OR_STRING
            if kind.other and listed
            else AnswerConstraint.OPTIONS_ONLY,
            item_control="grid" if _is_grid(cells, children) else "",
            min_value=low,
            max_value=high,
            max_length=longest,
            items=children,
            extra=_extra(extra),
        )

    def _conditions(self, items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(self._conditioned(item, ()) for item in items)

    def _conditioned(self, item: Item, above: tuple[str, ...]) -> Item:
        """Translate `relevant` where that says the same; conditions on the item itself or what is below it never do."""
        path = (*above, item.link_id)
        children = tuple(self._conditioned(child, path) for child in item.items)
        kept = dict(item.extra[EXTRA])
        cells = dict(kept.get("cells", {}))
        relevant = cells.pop("relevant", "")
        if not relevant:
            return item.evolve(items=children) if children else item
        below = {child.link_id for child in item.walk()}
        translated = to_conditions(relevant, lambda name: self._asked(name, below), self._choices_of)
        if translated is None:
            kept["cells"] = cells
            kept = {key: value for key, value in kept.items() if value}
            expression = Expression(language="xpath", text=relevant)
            return item.evolve(items=children, expression=expression, extra=_extra(kept))
        kept["cells"] = cells
        kept["relevant"] = relevant
        conditions, behavior = translated
        return item.evolve(
            items=children,
            enable_when=conditions,
            enable_behavior=behavior if len(conditions) > 1 else EnableBehavior.ALL,
            extra=_extra({key: value for key, value in kept.items() if value}),
        )

    def _asked(self, name: str, below: set[str]) -> Item | None:
        """Return the question that a name stands for, if it is one, and an earlier one."""
        lines = self.by_name.get(name, [])
        if len(lines) != 1 or lines[0].link_id in below:
            return None
        item = self.items.get(lines[0].link_id)
        first = min((line.position for line in self.lines if line.link_id in below), default=0)
        if item is None or not item.is_question or lines[0].position > first:
            return None
        return item

    def _choices_of(self, item: Item) -> tuple[Choice, ...]:
        listed = self.lists.get(item.choice_list)
        return listed.choices if listed else ()


def _lang(texts: Mapping[str, str] | None) -> LangString | None:
    return LangString(FrozenDict(texts)) if texts else None


def _extra(kept: Mapping[str, Any]) -> FrozenDict[str, Any]:
    return FrozenDict({EXTRA: dict(kept)}) if kept else FrozenDict()


def _also(choice: Choice, cells: dict[str, str]) -> Choice:
    kept = dict(choice.extra.get(EXTRA, {}))
    kept["also"] = [*kept.get("also", ()), cells]
    return choice.evolve(extra=_extra(kept))


def _is_grid(cells: Mapping[str, str], children: tuple[Item, ...]) -> bool:
    if "table-list" not in cells.get("appearance", "") or not children:
        return False
    lists = {(child.type, child.choice_list) for child in children if child.type is not ItemType.DISPLAY}
    return len(lists) == 1 and next(iter(lists))[0] is ItemType.CHOICE


_BOUND = re.compile(r"\.\s*(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)\Z")
_LONGEST = re.compile(r"string-length\(\s*\.\s*\)\s*(<=|<)\s*(\d+)\Z")
_PARAMETER = re.compile(r"(start|end)\s*=\s*(-?\d+(?:\.\d+)?)")


def _limits(constraint: str, parameters: str, kind: ItemType) -> tuple[Decimal | None, Decimal | None, int | None]:
    """Read the smallest and the largest value and the longest text from a constraint that says no more than these."""
    low: Decimal | None = None
    high: Decimal | None = None
    longest: int | None = None
    if kind in (ItemType.INTEGER, ItemType.DECIMAL):
        for name, value in _PARAMETER.findall(parameters):
            low, high = (Decimal(value), high) if name == "start" else (low, Decimal(value))
    for part in filter(None, re.split(r"\s+and\s+", constraint.strip().strip("()"))):
        bound, length = _BOUND.match(part.strip()), _LONGEST.match(part.strip())
        if bound and kind in (ItemType.INTEGER, ItemType.DECIMAL):
            sign, value = bound[1], Decimal(bound[2])
            strict = len(sign) == 1
            if strict and kind is ItemType.DECIMAL:
                return None, None, None
            if sign[0] == ">":
                low = value + strict
            else:
                high = value - strict
        elif length and kind in (ItemType.STRING, ItemType.TEXT):
            longest = int(length[2]) - (len(length[1]) == 1)
        else:
            return None, None, None
    return low, high, longest


def _letters(column: int) -> str:
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
