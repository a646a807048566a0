"""The officer's workbook: what a project says of itself, of countries, organisations, workshops, sessions, findings."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import attrs

from mpfkit import geo
from mpfkit.intake._review import safe_cell
from mpfkit.locale import LANGUAGES, Catalogue
from mpfkit.model import (
    Consent,
    Cooperation,
    Delivery,
    FindingKind,
    FindingStatus,
    LangString,
    MarkingLevel,
    OrganisationRole,
    ProjectStatus,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mpfkit.model import Entity, Project

__all__ = [
    "WORKBOOK",
    "WORKBOOK_HEADING",
    "WORKBOOK_MADE",
    "WORKBOOK_READ_ONLY",
    "ColumnKind",
    "WorkbookColumn",
    "WorkbookSheet",
    "cell_mark",
    "plain_cell",
    "project_workbook",
    "workbook_marks",
    "workbook_rows",
]

WORKBOOK_MADE = "made"
"""Hidden column with a mark of each cell as it was made, by which a change is seen."""
WORKBOOK_HEADING = "-"
"""Stands in the column of marks beside headings."""
WORKBOOK_READ_ONLY = ("Read me", "codes")
"""Sheets that explain the others."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_GUARDED = frozenset(("'=", "'+", "'-", "'@", "'\t", "'\r"))
_SPARE_ROWS = 500
"""So many rows below the last one have lists to choose from."""


class ColumnKind(StrEnum):
    """What a column of the workbook holds."""

    ID = "id"
    TEXT = "text"
    TEXTS = "texts"
    """A text in several languages, each in a column of its own: `title:en`, `title:fr`."""
    DAY = "day"
    PARTIAL = "partial"
    """A day, a month or a year."""
    COUNTRY = "country"
    CHOICE = "choice"
    SCOPE = "scope"
    """Groups of countries."""
    MOMENT = "moment"
    """A day and a time of day, with the time zone where it is not that of the workshop."""
    THEMES = "themes"
    LEVELS = "levels"
    COUNTRIES = "countries"
    MARKING = "marking"


@attrs.frozen(kw_only=True)
class WorkbookColumn:
    """A column of the workbook.

    Attributes:
        key: Name of the field, with a dot where it is a field of a field.
        kind: What it holds.
        required: Whether a new row needs it.
        choices: What can be chosen.
        width: In characters.
        label: Which words stand above it; those of its key where it is empty.
    """

    key: str
    kind: ColumnKind = ColumnKind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    width: int = 22
    label: str = ""

    @property
    def words(self) -> str:
        """The name of the words that stand above it."""
        return self.label or self.key.replace(".", "-").replace("_", "-")


@attrs.frozen(kw_only=True)
class WorkbookSheet:
    """A sheet of the workbook.

    Attributes:
        name: Its name.
        columns: Its columns in their order.
        identity: Column by which a row is known; empty where the rows have no ids.
    """

    name: str
    columns: tuple[WorkbookColumn, ...]
    identity: str = ""


def _choice(key: str, kinds: Iterable[StrEnum], *, required: bool = False) -> WorkbookColumn:
    return WorkbookColumn(key=key, kind=ColumnKind.CHOICE, choices=tuple(kinds), required=required, width=16)


_MARKING = WorkbookColumn(key="marking", kind=ColumnKind.MARKING, choices=tuple(MarkingLevel), width=14)
_ID = WorkbookColumn(key="id", kind=ColumnKind.ID, width=18)
_COUNTRY = WorkbookColumn(key="country", kind=ColumnKind.COUNTRY, width=10)

WORKBOOK = (
    WorkbookSheet(
        name="project",
        columns=(
            WorkbookColumn(key="title", kind=ColumnKind.TEXTS, required=True, width=40),
            WorkbookColumn(key="as_of", kind=ColumnKind.DAY, required=True, width=14),
            WorkbookColumn(key="reference"),
            WorkbookColumn(key="programme"),
            WorkbookColumn(key="aim", kind=ColumnKind.TEXTS, width=50),
            _choice("status", ProjectStatus),
            WorkbookColumn(key="scope", kind=ColumnKind.SCOPE, width=16),
            WorkbookColumn(key="period.starts", kind=ColumnKind.PARTIAL, width=14),
            WorkbookColumn(key="period.ends", kind=ColumnKind.PARTIAL, width=14),
            _MARKING,
        ),
    ),
    WorkbookSheet(
        name="countries",
        identity="code",
        columns=(
            WorkbookColumn(key="code", kind=ColumnKind.COUNTRY, required=True, width=10),
            WorkbookColumn(key="name", kind=ColumnKind.TEXTS, width=28),
            WorkbookColumn(key="group", width=10),
            WorkbookColumn(key="note", kind=ColumnKind.TEXTS, width=50),
        ),
    ),
    WorkbookSheet(
        name="organisations",
        identity="id",
        columns=(
            _ID,
            WorkbookColumn(key="name", kind=ColumnKind.TEXTS, required=True, width=40),
            WorkbookColumn(key="abbreviation", width=14),
            _choice("role", OrganisationRole, required=True),
            _COUNTRY,
            WorkbookColumn(key="kind"),
        ),
    ),
    WorkbookSheet(
        name="workshops",
        identity="id",
        columns=(
            _ID,
            WorkbookColumn(key="title", kind=ColumnKind.TEXTS, required=True, width=40),
            WorkbookColumn(key="venue"),
            WorkbookColumn(key="city"),
            _COUNTRY,
            WorkbookColumn(key="starts", kind=ColumnKind.DAY, width=14),
            WorkbookColumn(key="ends", kind=ColumnKind.DAY, width=14),
            WorkbookColumn(key="format"),
            _MARKING,
        ),
    ),
    WorkbookSheet(
        name="participants",
        columns=(
            WorkbookColumn(key="workshop", kind=ColumnKind.ID, width=18),
            WorkbookColumn(key="name", required=True, width=28),
            WorkbookColumn(key="function", width=28),
            WorkbookColumn(key="organisation", width=28),
            _COUNTRY,
            _choice("consent", Consent),
        ),
    ),
    WorkbookSheet(
        name="agenda",
        identity="id",
        columns=(
            WorkbookColumn(key="workshop", kind=ColumnKind.ID, width=18),
            _ID,
            WorkbookColumn(key="title", kind=ColumnKind.TEXTS, required=True, width=40),
            WorkbookColumn(key="starts", kind=ColumnKind.MOMENT, width=22, label="session-starts"),
            WorkbookColumn(key="ends", kind=ColumnKind.MOMENT, width=22, label="session-ends"),
            WorkbookColumn(key="themes", kind=ColumnKind.THEMES),
            _choice("delivery", Delivery),
            WorkbookColumn(key="moderator"),
            WorkbookColumn(key="conclusions", kind=ColumnKind.TEXTS, width=50),
            _MARKING,
        ),
    ),
    WorkbookSheet(
        name="findings",
        identity="id",
        columns=(
            _ID,
            WorkbookColumn(key="title", kind=ColumnKind.TEXTS, required=True, width=40),
            _choice("kind", FindingKind, required=True),
            WorkbookColumn(key="text", kind=ColumnKind.TEXTS, width=50),
            WorkbookColumn(key="themes", kind=ColumnKind.THEMES),
            WorkbookColumn(key="levels", kind=ColumnKind.LEVELS),
            _choice("cooperation", Cooperation),
            WorkbookColumn(key="countries", kind=ColumnKind.COUNTRIES),
            # A file takes nothing away, so that nothing is withdrawn by one
            _choice("status", (FindingStatus.DRAFT, FindingStatus.AGREED)),
            _MARKING,
        ),
    ),
)
"""The sheets that are read back."""


def plain_cell(cell: str) -> str:
    """Return the text of a cell, without escapes and what keeps a spreadsheet from taking it for a formula.

    Args:
        cell: What stands in the cell.
    """
    text = cell[1:] if cell[:2] in _GUARDED else cell
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


@lru_cache(maxsize=8192)
def cell_mark(cell: str) -> str:
    """Return a short mark of what stands in a cell, whatever its white space.

    Args:
        cell: What stands in the cell, or will.
    """
    return hashlib.sha256(" ".join(plain_cell(safe_cell(cell)).split()).encode(errors="replace")).hexdigest()[:8]


def workbook_rows(project: Project, sheet: str) -> Iterator[tuple[str, Entity, dict[str, str]]]:
    """Yield what a sheet holds of a project, in the order of the project.

    Args:
        project: The project.
        sheet: Name of the sheet.

    Yields:
        Id of the workshop for a participant or session, else an empty text; the entity; its cells by key, without empty
        ones.
    """
    rows: dict[str, tuple[tuple[str, Entity], ...]] = {
        "project": (("", project),),
        "countries": tuple(("", each) for each in project.countries),
        "organisations": tuple(("", each) for each in project.organisations),
        "workshops": tuple(("", each) for each in project.workshops),
        "participants": tuple((workshop.id, each) for workshop in project.workshops for each in workshop.participants),
        "agenda": tuple((workshop.id, each) for workshop in project.workshops for each in workshop.sessions),
        "findings": tuple(("", each) for each in project.findings),
    }
    columns = next(each.columns for each in WORKBOOK if each.name == sheet)
    for owner, entity in rows[sheet]:
        cells: dict[str, str] = {}
        for column in columns:
            value: Any = owner
            if column.key != "workshop":
                value = entity
                for name in column.key.split("."):
                    value = getattr(value, name, None)
            cells |= _cells(column, value)
        yield owner, entity, {key: cell for key, cell in cells.items() if cell.strip()}


def _cells(column: WorkbookColumn, value: Any) -> dict[str, str]:  # noqa: ANN401 - any field of the model
    if isinstance(value, LangString):
        return {f"{column.key}:{language}": text for language, text in value.texts.items()}
    if value is None:
        return {}
    if column.kind is ColumnKind.MARKING:
        return {column.key: value.level.value if value.level else ""}
    if isinstance(value, tuple):
        return {column.key: "; ".join(value)}
    if isinstance(value, dt.datetime):
        return {column.key: value.isoformat(sep=" ", timespec="minutes" if not value.second else "auto")}
    return {column.key: str(value)}


def workbook_marks(cells: dict[str, str]) -> str:
    """Return what stands in the hidden column beside a row: a mark of each cell that holds something.

    Args:
        cells: Cells by key.
    """
    return " ".join(f"{key}={cell_mark(cell)}" for key, cell in cells.items())


def project_workbook(project: Project, language: str = "") -> bytes:
    """Write the workbook of a project; the same project gives the same bytes.

    Args:
        project: The project, whole: what was taken out of an edition would be missing.
        language: Language of headings and explanations; by default the first one of the project that there is.

    Returns:
        The bytes of an .xlsx. Every cell is a text, so that nothing in it is ever carried out.
    """
    spoken = language or next((each for each in project.languages if each in LANGUAGES), "en")
    return _Writer(project, spoken).workbook()


class _Writer:
    def __init__(self, project: Project, language: str) -> None:
        self.project = project
        self.language = language
        self.t = Catalogue.load("mpfkit.intake", "phrases/workbook").for_language(language)

    def workbook(self) -> bytes:
        from xlsxwriter import Workbook  # type: ignore[import-untyped]

        stream = io.BytesIO()
        book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"title": "Workbook", "created": dt.datetime(1980, 1, 1)})  # noqa: DTZ001 - as xlsxwriter wants it
        look = {"text_wrap": True, "valign": "top", "num_format": "@"}
        self.text = book.add_format(look)
        self.head = book.add_format({**look, "bold": True, "bg_color": "#D9D9D9", "border": 1})
        self.hint = book.add_format({**look, "italic": True, "bg_color": "#EDEDED", "border": 1})
        self.bold = book.add_format({**look, "bold": True})
        guide, codes = WORKBOOK_READ_ONLY
        self._guide(self._added(book, guide))
        sheets = [(self._added(book, sheet.name), sheet) for sheet in WORKBOOK]
        count = self._codes(self._added(book, codes))
        for page, sheet in sheets:
            self._sheet(page, sheet, count)
        book.close()
        return stream.getvalue()

    def _added(self, book: Any, name: str) -> Any:  # noqa: ANN401 - of a library without types
        page = book.add_worksheet(name)
        if self.language == "ar":
            page.right_to_left()
        return page

    def _guide(self, page: Any) -> None:  # noqa: ANN401 - of a library without types
        page.set_column(0, 0, 100, self.text)
        title = self.project.title.get(self.language)
        page.write_string(0, 0, safe_cell(self.t("guide.title", project=title)), self.bold)
        steps = ("what", "row", "required", "id", "dates", "countries", "several", "empty", "personal", "back")
        lines = [self.t(f"guide.{step}") for step in steps]
        lines += [f"{sheet.name}: {self.t(f'sheet.{sheet.name}')}" for sheet in WORKBOOK]
        for number, line in enumerate(lines, 1):
            page.write_string(number, 0, safe_cell(line), self.text)

    def _codes(self, page: Any) -> int:  # noqa: ANN401 - of a library without types
        """Write the codes of countries with their names, and return how many there are."""
        own = {each.code: each.name.get(self.language) for each in self.project.countries if each.name}
        codes = dict.fromkeys((*geo.codes(), *(each.code for each in self.project.countries)))
        known = [code for code in codes if geo.is_known(code) or geo.is_user_assigned(code)]
        ordered = geo.order(known, on=self.project.as_of, language=self.language)
        page.set_column(0, 0, 10, self.text)
        page.set_column(1, 1, 50, self.text)
        page.write_string(0, 0, self.t("column.code"), self.head)
        page.write_string(0, 1, self.t("column.name"), self.head)
        for number, code in enumerate(ordered, 1):
            unnamed = geo.is_user_assigned(code)
            name = own.get(code) or (code if unnamed else geo.name(code, on=self.project.as_of, language=self.language))
            page.write_string(number, 0, code, self.text)
            page.write_string(number, 1, safe_cell(name), self.text)
        page.freeze_panes(1, 0)
        return len(ordered)

    def _sheet(self, page: Any, sheet: WorkbookSheet, codes: int) -> None:  # noqa: ANN401 - of a library without types
        rows = [cells for _, _, cells in workbook_rows(self.project, sheet.name)]
        columns = [pair for column in sheet.columns for pair in self._keys(column, rows)]
        last = 2 + (1 if sheet.name == "project" else len(rows) + _SPARE_ROWS)
        for number, (key, column) in enumerate(columns):
            page.set_column(number, number, column.width, self.text)
            page.write_string(0, number, key, self.head)
            page.write_string(1, number, self._label(key, column), self.head)
            page.write_string(2, number, self._hint(key, column), self.hint)
            rule: dict[str, Any] | None = None
            if column.choices:
                rule = {"validate": "list", "source": list(column.choices)}
            elif column.kind is ColumnKind.COUNTRY:
                # A name may be written, too
                rule = {"validate": "list", "source": f"=codes!$A$2:$A${codes + 1}", "show_error": False}
            elif column.key == "workshop":
                rule = {"validate": "list", "source": f"=workshops!$A$4:$A${3 + _SPARE_ROWS}", "show_error": False}
            if rule:
                page.data_validation(3, number, last, number, rule)
        made = len(columns)
        page.set_column(made, made, 10, self.text, {"hidden": True})
        for row in range(3):
            page.write_string(row, made, WORKBOOK_HEADING if row else WORKBOOK_MADE, self.head)
        for row, cells in enumerate(rows, 3):
            for number, (key, _) in enumerate(columns):
                if key in cells:
                    page.write_string(row, number, safe_cell(cells[key]), self.text)
            # The id of the project is not for filling in; its mark tells whose workbook it is
            own = {"id": self.project.id} if sheet.name == "project" else {}
            page.write_string(row, made, workbook_marks(own | cells), self.text)
        page.set_row(0, None, None, {"hidden": True})
        page.freeze_panes(3, 0)

    def _keys(self, column: WorkbookColumn, rows: list[dict[str, str]]) -> Iterator[tuple[str, WorkbookColumn]]:
        """Yield the columns of a field: one, or one for each language of the project and of the texts."""
        if column.kind is not ColumnKind.TEXTS:
            yield column.key, column
            return
        own = {key for cells in rows for key in cells if key.startswith(f"{column.key}:")}
        first = [f"{column.key}:{language}" for language in self.project.languages or ("en",)]
        for key in dict.fromkeys((*first, *sorted(own))):
            yield key, column

    def _label(self, key: str, column: WorkbookColumn) -> str:
        _, _, language = key.partition(":")
        label = self.t(f"column.{column.words}")
        return f"{label} ({language})" if language else label

    def _hint(self, key: str, column: WorkbookColumn) -> str:
        languages = self.project.languages or ("en",)
        needed = column.required and (":" not in key or key.endswith(f":{languages[0]}"))
        hint = self.t(f"hint.{column.kind.value}")
        return f"{self.t('hint.required')}. {hint}" if needed else hint
