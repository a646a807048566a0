"""Open answers -> coding sheet: a row for each answer, with what was coded before, and room for more."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any

import attrs

from mpfkit.composing import Context, edition_name, is_illustrative
from mpfkit.errors import RenderError, UnknownNameError
from mpfkit.intake import normalised, safe_cell
from mpfkit.model import FindingStatus

from ._coding import (
    CODING,
    COLUMNS,
    HEADING,
    LINKS,
    LISTS,
    MADE,
    PHRASES,
    SHOWN,
    level_names,
    mark,
    open_parts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mpfkit import Brief, Project
    from mpfkit.model import Answer, Evidence, Finding, Item, Response

__all__ = ["CodingOptions", "render"]


@attrs.frozen(kw_only=True)
class CodingOptions:
    """What a coding sheet shows.

    Attributes:
        theme: Id of the theme whose answers are coded; empty for all themes, each on a sheet of its own.
    """

    theme: str = ""


_WIDTHS = {
    "country": 7,
    "name": 16,
    "number": 7,
    "question": 34,
    "part": 11,
    "answer": 76,
    "translation": 34,
    "kind": 16,
    "cooperation": 14,
    "level": 16,
    "title": 32,
    "statement": 44,
    "quote": 44,
    "stance": 13,
    "status": 11,
    "response": 12,
    "link_id": 14,
    "instance": 8,
    "finding": 16,
}
_HIDDEN = ("theme", MADE)
_SPARE_ROWS = 500
"""So many rows below the last one have lists to choose from, for rows that are added."""
_LISTS = "lists"
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME = 31


def render(project: Project, brief: Brief) -> bytes:
    """Write the open answers of a project as a coding sheet."""
    options = brief.options
    wanted = options.theme if isinstance(options, CodingOptions) else ""
    themes = [theme.id for theme in project.themes]
    if wanted and wanted not in themes:
        raise UnknownNameError("theme", wanted, themes)
    return _Writer(project, brief).workbook(wanted)


@attrs.frozen
class _Place:
    """A part of an answer that is coded, with where it stands in the questionnaire."""

    item: Item
    level: str
    response: Response
    answer: Answer
    part: str
    text: str


class _Writer:
    def __init__(self, project: Project, brief: Brief) -> None:
        self.project = project
        self.ctx = Context(project, brief, PHRASES)
        known = level_names(project)
        labels = {level.id: self.ctx.level(level.id) for level in project.levels}
        self.levels = {
            name: label if ";" not in label and known.get(normalised(label)) == name else name
            for name, label in labels.items()
        }
        self.places: dict[str, list[_Place]] = {theme.id: [] for theme in project.themes}
        for theme, place in self._places():
            self.places.setdefault(theme, []).append(place)
        self.coded: dict[tuple[str, str, tuple[int, ...]], list[tuple[Finding, Evidence]]] = {}
        for finding in project.findings:
            if finding.status is not FindingStatus.WITHDRAWN:
                for piece in finding.evidence:
                    if piece.response:
                        key = (piece.response, piece.link_id, piece.instance)
                        self.coded.setdefault(key, []).append((finding, piece))

    # ------------------------------------------------------------------------------------------ answers

    def _places(self) -> Iterator[tuple[str, _Place]]:
        """Yield the open answers with their themes: by question, and by country below it."""
        replies: dict[str, dict[str, list[Response]]] = {}
        for response in self.project.current_responses():
            form = self.project.questionnaire(response.questionnaire)
            if form is not None:
                replies.setdefault(form.key, {}).setdefault(response.country, []).append(response)
        for form in self.project.questionnaires:
            by_country = replies.get(form.key, {})
            ordered = [response for code in self.ctx.order(by_country) for response in by_country[code]]
            for item in form.items:
                yield from self._below(item, "", "", ordered)

    def _below(self, item: Item, theme: str, level: str, replies: list[Response]) -> Iterator[tuple[str, _Place]]:
        theme, level = item.theme or theme, item.level or level
        if item.is_question:
            for response in replies:
                for answer in response.answers.get(item.link_id, ()):
                    for part, text in open_parts(item, answer):
                        yield theme, _Place(item, level, response, answer, part, text)
        for child in item.items:
            yield from self._below(child, theme, level, replies)

    def _rows(self, theme: str) -> Iterator[dict[str, str]]:
        """Yield the rows of a sheet: each piece of evidence there is, and a row to fill in for each answer."""
        shown: set[tuple[str, int]] = set()
        for place in self.places[theme]:
            links = self._links(place, theme)
            key = (place.response.id, place.item.link_id, place.answer.instance)
            for finding, piece in self.coded.get(key, ()):
                if (finding.id, id(piece)) not in shown and self._is_in(piece, place):
                    shown.add((finding.id, id(piece)))
                    yield links | self._coding(finding, piece)
            yield links | {"level": self.levels.get(place.level, "")}

    def _is_in(self, piece: Evidence, place: _Place) -> bool:
        """Say whether evidence is shown beside this part of an answer: the first one that has its words."""
        if not piece.quote or piece.quote in place.text:
            return True
        parts = [text for _, text in open_parts(place.item, place.answer)]
        first = place.text == parts[0]
        return first and not any(piece.quote in text for text in parts)

    def _links(self, place: _Place, theme: str) -> dict[str, str]:
        translation = place.answer.translation if place.part == "answer" else None
        return {
            "country": place.response.country,
            "name": self.ctx.country(place.response.country),
            "number": self.ctx.numbers.get(place.item.link_id, ""),
            "question": self.ctx.wording(place.item),
            "part": self.ctx.t(f"part.{place.part}"),
            "answer": place.text,
            "translation": self.ctx.plain(translation.text) if translation else "",
            "response": place.response.id,
            "link_id": place.item.link_id,
            "instance": ".".join(map(str, place.answer.instance)),
            "theme": theme,
        }

    def _coding(self, finding: Finding, piece: Evidence) -> dict[str, str]:
        return {
            "kind": self.ctx.t(f"kind.{finding.kind.value}"),
            "cooperation": self.ctx.t(f"cooperation.{finding.cooperation.value}") if finding.cooperation else "",
            "level": "; ".join(self.levels.get(name, name) for name in finding.levels),
            "title": self.ctx.plain(finding.title),
            "statement": self.ctx.plain(finding.text),
            "quote": piece.quote,
            "stance": self.ctx.t(f"stance.{piece.stance.value}"),
            "status": self.ctx.t(f"status.{finding.status.value}"),
            "finding": finding.id,
        }

    # ------------------------------------------------------------------------------------------ the file

    def workbook(self, wanted: str) -> bytes:
        from xlsxwriter import Workbook  # type: ignore[import-untyped]

        themes = [name for name, places in self.places.items() if places and (not wanted or name == wanted)]
        if not themes:
            what = f"of the theme {wanted!r} " if wanted else ""
            raise RenderError(
                f"there is nothing to code: the {self.ctx.brief.audience.value} edition shows no open answer {what}"
                "in words of the respondents; see --audience"
            )
        stream = io.BytesIO()
        book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"title": "Coding", "created": dt.datetime(1980, 1, 1)})  # noqa: DTZ001 - as xlsxwriter wants it
        taken = {_LISTS}
        self._instructions(book, taken)
        sheets = [(book.add_worksheet(self._sheet_name(theme, taken)), theme) for theme in themes]
        ranges = self._lists(book, themes)
        for sheet, theme in sheets:
            self._sheet(book, sheet, theme, ranges)
        sheets[0][0].activate()
        book.close()
        return stream.getvalue()

    def _sheet_name(self, theme: str, taken: set[str]) -> str:
        label = self.ctx.theme(theme) if theme else self.ctx.t("sheet.rest")
        plain = " ".join(_FORBIDDEN.sub(" ", label).split()).strip("' ") or theme or "-"
        name, number = plain[:_LONGEST_NAME].strip("' "), 1
        while name.casefold() in taken or name.casefold() == "history":
            number += 1
            end = f" {number}"
            name = plain[: _LONGEST_NAME - len(end)] + end
        taken.add(name.casefold())
        return name

    def _instructions(self, book: Any, taken: set[str]) -> None:  # noqa: ANN401 - of a library without types
        ctx = self.ctx
        name = ctx.t("sheet.instructions")
        taken.add(name.casefold())
        sheet = book.add_worksheet(name)
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "num_format": "@"})
        text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        sheet.set_column(0, 0, 100, text)
        if ctx.language == "ar":
            sheet.right_to_left()
        withheld = self.project.withheld
        count = withheld.total("answer") + withheld.total("response") if withheld else 0
        complete = not withheld or not withheld.total()
        copy_for = ctx.brief.for_country
        audience = ctx.brief.audience.value
        about = (
            ctx.t("edition.copy", country=ctx.country(copy_for), audience=ctx.edition)
            if copy_for
            else ctx.t(f"edition.{audience}")
        )
        lines = [
            (ctx.t("guide.title", project=ctx.plain(self.project.title)), bold),
            (f"{ctx.t('label.labelled', label=ctx.t('cover.edition'))} {edition_name(ctx)}", bold),
            (about, text),
            *([(ctx.t("guide.withheld", n=count), text)] if count else []),
            *([(ctx.t("edition.complete"), text)] if complete else []),
            *([(ctx.t("illustrative.report"), text)] if is_illustrative(self.project) else []),
            (ctx.t("guide.steps"), bold),
        ]
        steps = ("what", "kind", "title-column", "statement", "quote", "copy", "coded", "change", "back", "fresh")
        lines += [(f"{number}. {ctx.t(f'guide.{step}')}", text) for number, step in enumerate(steps, 1)]
        for number, (line, look) in enumerate(lines):
            sheet.write_string(number, 0, safe_cell(line), look)

    def _lists(self, book: Any, themes: list[str]) -> dict[str, str]:  # noqa: ANN401 - of a library without types
        """Write what can be chosen on a hidden sheet, and return where each list stands."""
        sheet = book.add_worksheet(_LISTS)
        sheet.hide()
        lists = {
            column: [self.ctx.t(f"{column}.{each.value}") for each in choices] for column, choices in LISTS.items()
        }
        lists["level"] = list(self.levels.values())
        standing = [each for each in self.project.findings if each.status is not FindingStatus.WITHDRAWN]
        for theme in themes:
            mine = [each for each in standing if (theme in each.themes if theme else not each.themes)]
            lists[f"title {theme}"] = list(dict.fromkeys(self.ctx.plain(each.title) for each in mine))
        ranges = {}
        for column, (name, entries) in enumerate(lists.items()):
            for row, entry in enumerate(entries):
                sheet.write_string(row, column, safe_cell(entry))
            if entries:
                ranges[name] = f"={_LISTS}!${_letters(column)}$1:${_letters(column)}${len(entries)}"
        return ranges

    def _sheet(self, book: Any, sheet: Any, theme: str, ranges: dict[str, str]) -> None:  # noqa: ANN401 - as above
        base = {"text_wrap": True, "valign": "top", "num_format": "@", "border": 1, "border_color": "#BFBFBF"}
        fixed = book.add_format({**base, "bg_color": "#EDEDED"})
        fill = book.add_format({**base, "bg_color": "#FFF2CC"})
        head = book.add_format({**base, "bold": True, "bg_color": "#D9D9D9"})
        fill_head = book.add_format({**base, "bold": True, "bg_color": "#FFD966"})
        columns = (*COLUMNS, MADE)
        if self.ctx.language == "ar":
            sheet.right_to_left()
        for number, column in enumerate(columns):
            sheet.set_column(number, number, _WIDTHS.get(column, 10), None, {"hidden": column in _HIDDEN})
            spoken = f"{column}::{self.ctx.language}" if column in {"title", "statement"} else column
            look = fill_head if column in CODING else head
            sheet.write_string(0, number, spoken, look)
            if column == MADE:
                sheet.write_string(1, number, HEADING, look)
                sheet.write_string(2, number, HEADING, look)
                continue
            sheet.write_blank(1, number, None, look)
            if column not in _HIDDEN:
                sheet.write_string(2, number, self.ctx.t(f"column.{column}"), look)
        for band, first in (("shown", SHOWN[0]), ("coding", CODING[0]), ("links", LINKS[0])):
            look = fill_head if band == "coding" else head
            sheet.write_string(1, columns.index(first), self.ctx.t(f"band.{band}"), look)
        sheet.set_row(0, None, None, {"hidden": True})
        last = 2
        for last, row in enumerate(self._rows(theme), 3):
            for number, column in enumerate(COLUMNS):
                cell = safe_cell(row.get(column, ""))
                look = fill if column in CODING else fixed
                if cell:
                    sheet.write_string(last, number, cell, look)
                else:
                    sheet.write_blank(last, number, None, look)
            sheet.write_string(last, len(COLUMNS), ".".join(mark(row.get(column, "")) for column in COLUMNS), fixed)
        for column in CODING:
            source = ranges.get(f"title {theme}" if column == "title" else column)
            if source:
                # Titles and levels may be others than those of the list: new ones, and several at once
                rule = {"validate": "list", "source": source, "show_error": column not in {"title", "level"}}
                number = columns.index(column)
                sheet.data_validation(3, number, last + _SPARE_ROWS, number, rule)
        sheet.freeze_panes(3, 2)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1, 2)
        sheet.autofilter(2, 0, last, len(COLUMNS) - 1)


def _letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
