"""The officer's workbook, filled in: the cells that were changed, and the rows that are new."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from mpfkit import geo
from mpfkit.errors import FileError, ModelError, RenderError
from mpfkit.intake import (
    WORKBOOK,
    WORKBOOK_HEADING,
    WORKBOOK_MADE,
    WORKBOOK_READ_ONLY,
    ColumnKind,
    Ledger,
    Reading,
    cell_mark,
    country_code,
    normalised,
    plain_cell,
    project_workbook,
    workbook_rows,
)
from mpfkit.model import (
    Audience,
    Country,
    Finding,
    FindingStatus,
    LangString,
    Marking,
    Organisation,
    PartialDate,
    Participant,
    Period,
    Session,
    Workshop,
)

from ._tables import headings, open_book

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mpfkit import Brief, Project
    from mpfkit.intake import ReadingRequest, Source, WorkbookColumn, WorkbookSheet

    from ._tables import Row, Table

__all__ = ["read", "recognises", "render"]

_Entity: TypeAlias = Any
_SHEETS = {sheet.name: sheet for sheet in WORKBOOK}
_KINDS: Mapping[str, type[Any]] = {
    "countries": Country,
    "organisations": Organisation,
    "workshops": Workshop,
    "participants": Participant,
    "agenda": Session,
    "findings": Finding,
}
_IN_WORKSHOPS: Mapping[str, str] = {"participants": "participants", "agenda": "sessions"}
"""Fields of a workshop by the sheet that has them."""
_GUARDING = frozenset(("marking", "consent"))
"""Columns that decide who sees what: each change of one is told."""
_ID_LENGTH = 48
_CUT = 32_766
"""A cell of so many characters may be a part only of what was written."""
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_NOTHING = cell_mark("")


def render(project: Project, brief: Brief) -> bytes:
    """Write the workbook of a project."""
    if brief.audience is not Audience.INTERNAL or brief.for_country:
        raise RenderError("a workbook is read back, so nothing may be missing in it; write it with --audience internal")
    return project_workbook(project, brief.language)


def recognises(source: Source) -> bool:
    """Tell whether a workbook has a sheet of the officer's workbook, with its hidden column."""
    for name, rows in headings(source) or ():
        sheet = _SHEETS.get(name)
        if sheet and rows and WORKBOOK_MADE in rows[0]:
            keys = {cell.partition(":")[0] for cell in rows[0]}
            if any(column.key in keys for column in sheet.columns):
                return True
    return False


def read(source: Source, request: ReadingRequest) -> Reading:
    """Read what was changed and what is new; a cell that is wrong costs its row only."""
    book = open_book(source)
    ledger = Ledger("cells")
    officer = _Officer(source.name, request.project)
    found = {table.name: table for table in book.tables}
    for table in book.tables:
        if table.name not in _SHEETS:
            rule = "sheet that explains the others"
            if table.name in WORKBOOK_READ_ONLY:
                ledger.ignored(rule, *table.all_pieces())
            else:
                ledger.rest(table.all_pieces(), "sheet of another name")
                officer.remarks.append(
                    f"sheet {table.name!r} is none of the workbook and was not read; the sheets are "
                    f"{', '.join(_SHEETS)}"
                )
    for sheet in WORKBOOK:
        if sheet.name in found:
            officer.take(sheet, found[sheet.name], ledger)
    for table in book.tables:
        # Cells whose formula has no value are in no row, but counted; they were told of with their rows
        ledger.rest(((table.name, *place) for place in table.faults), "formula without a value")
    project = officer.project
    return Reading(
        accounts=ledger.close(book.total),
        project=project if project != request.project else None,
        remarks=tuple(officer.remarks),
        refused=tuple(officer.refused),
    )


class _CellError(Exception):
    """Why a row is not taken over, with the column where it stands."""

    def __init__(self, key: str, message: str) -> None:
        super().__init__(message)
        self.key = key


@attrs.frozen(kw_only=True)
class _Line:
    """A row below the headings of a sheet."""

    sheet: WorkbookSheet
    row: Row
    cells: Mapping[str, str]
    marks: Mapping[str, str]

    @property
    def place(self) -> str:
        return f"sheet {self.sheet.name!r}, row {self.row.number}"

    def has_changed(self, key: str) -> bool:
        return cell_mark(self.cells.get(key, "")) != self.marks.get(key, _NOTHING)


@attrs.frozen(kw_only=True)
class _Known:
    """An entity of the project, with its cells as they would be written now."""

    owner: str
    entity: _Entity
    cells: Mapping[str, str]


class _Officer:
    """Takes over one row after the other."""

    def __init__(self, name: str, project: Project) -> None:
        self.name = name
        self.project = project
        self.remarks: list[str] = []
        self.refused: list[str] = []

    def take(self, sheet: WorkbookSheet, table: Table, ledger: Ledger) -> None:
        """Take over a sheet."""
        first, *rest = table.rows or (None,)
        keys = {column: first.text(column) for column in first.cells} if first else {}
        if first is None or WORKBOOK_MADE not in keys.values():
            raise FileError(
                f"{self.name}: sheet {sheet.name!r} has lost its first row or its last column, which are hidden; "
                "copy the cells into a workbook that is whole"
            )
        names = {column.key: column for column in sheet.columns}
        known: dict[int, str] = {}
        for number, key in keys.items():
            name, _, language = key.partition(":")
            column = names.get(name)
            is_texts = column is not None and column.kind is ColumnKind.TEXTS
            fits = column is not None and (
                bool(_LANGUAGE.match(language)) if is_texts else not language and ":" not in key
            )
            if (fits or key == WORKBOOK_MADE) and key not in known.values():
                known[number] = key
            else:
                self.remarks.append(f"sheet {sheet.name!r}: the column {key!r} is none of the sheet and was not read")
        made = next(number for number, key in known.items() if key == WORKBOOK_MADE)
        ledger.ignored("heading", *((table.name, first.number, column) for column in first.cells))
        lines = []
        for row in rest:
            pieces = {column: (table.name, row.number, column) for column in row.cells}
            if row.text(made) == WORKBOOK_HEADING:
                ledger.ignored("heading", *pieces.values())
                continue
            ledger.rest((piece for column, piece in pieces.items() if column not in known), "column of another name")
            if set(row.cells).isdisjoint(known):
                continue
            lines.append(
                _Line(
                    sheet=sheet,
                    row=row,
                    cells={
                        key: plain_cell(row.text(number)).strip()
                        for number, key in known.items()
                        if number in row.cells and key != WORKBOOK_MADE
                    },
                    marks=dict(part.split("=", 1) for part in row.text(made).split() if "=" in part),
                )
            )
        faults: dict[int, tuple[str, str]] = {}
        for (number, at), why in table.faults.items():
            if at in known:
                faults.setdefault(number, (known[at], why))
        given = {line.row.number for line in lines}
        for number, (key, why) in faults.items():
            if number not in given:
                self._refuse(sheet, number, key, f"{why}, or write the value itself")
        seen: dict[str, int] = {}
        for line in lines:
            pieces_of = [(table.name, line.row.number, column) for column in line.row.cells if column in known]
            try:
                if line.row.number in faults:
                    key, why = faults[line.row.number]
                    raise _CellError(key, f"{why}, or write the value itself")
                rule = self._row(line, lines, seen)
            except _CellError as error:
                self._refuse(sheet, line.row.number, error.key, str(error))
                ledger.reported("row that was refused", *pieces_of)
                continue
            if rule:
                ledger.ignored(rule, *pieces_of)
            else:
                ledger.mapped(*pieces_of)

    def _refuse(self, sheet: WorkbookSheet, row: int, key: str, why: str) -> None:
        self.refused.append(f"sheet {sheet.name!r}, row {row}, column {key!r}: {why}")

    # ------------------------------------------------------------------------------------------ one row

    def _row(self, line: _Line, lines: list[_Line], seen: dict[str, int]) -> str:
        """Take over a row; return the rule by which it was left out, empty where it was taken over."""
        if not line.cells:
            if line.marks:
                self.remarks.append(f"{line.place}: was emptied; a file takes nothing away, change the project itself")
            return "empty row"
        known = self._known(line, lines, seen)
        identity = line.sheet.identity
        if identity and known:
            key = known.cells[identity]
            if key in seen:
                raise _CellError(
                    identity, f"{key!r} stands in row {seen[key]} already; keep one of them, or give another {identity}"
                )
            seen[key] = line.row.number
        changed = self._changes(line, known)
        if known and not changed:
            return "row that is as it was"
        values = self._values(line, changed)
        if known:
            self._change(line, known, values)
        else:
            key = self._add(line, values)
            seen[key] = line.row.number
        return ""

    def _known(self, line: _Line, lines: list[_Line], seen: Mapping[str, int]) -> _Known | None:
        """Find what a row is about, as the project has it."""
        sheet = line.sheet
        now = [
            _Known(owner=owner, entity=entity, cells=cells)
            for owner, entity, cells in workbook_rows(self.project, sheet.name)
        ]
        if sheet.name == "project":
            if line is not lines[0]:
                raise _CellError("title", "there is one project only; remove this row")
            if line.marks.get("id", cell_mark(self.project.id)) != cell_mark(self.project.id):
                raise FileError(
                    f"{self.name}: is the workbook of another project than {self.project.id!r}; collect it into that "
                    "one, or make a new workbook"
                )
            return now[0]
        if sheet.name == "participants":
            return self._person(line, lines, now)
        known = self._by_identity(line, lines, seen, now)
        workshop = line.cells.get("workshop", "")
        if sheet.name == "agenda" and known and workshop and workshop != known.owner:
            raise _CellError("workshop", f"{workshop!r} was {known.owner!r}; a session stays with the workshop")
        return known

    def _by_identity(
        self, line: _Line, lines: list[_Line], seen: Mapping[str, int], now: list[_Known]
    ) -> _Known | None:
        """Find what a row is about by its id or code; a new row that was collected before by its name."""
        sheet, identity = line.sheet, line.sheet.identity
        given = line.cells.get(identity, "")
        if sheet.name == "countries" and given:
            given = self._country(identity, given)
        was = next((each for each in now if cell_mark(each.cells[identity]) == line.marks.get(identity)), None)
        if was is not None and was.cells[identity] != given:
            # Either a copy of the row, from which a new one is made, or a new id for the row itself
            others = (each.cells.get(identity) for each in lines if each is not line)
            if was.cells[identity] not in others:
                raise _CellError(
                    identity, f"{given!r} was {was.cells[identity]!r}; an {identity} stays as it is, write it back"
                )
        if identity == "id" and not given:
            # A new row that was collected before; two new rows of one name stay two
            names = {key: cell for key, cell in line.cells.items() if key.startswith(("name:", "title:"))}
            return next(
                (
                    each
                    for each in now
                    if names
                    and each.cells["id"] not in seen
                    and all(cell_mark(each.cells.get(key, "")) == cell_mark(cell) for key, cell in names.items())
                ),
                None,
            )
        return next((each for each in now if each.cells[identity] == given), None)

    def _person(self, line: _Line, lines: list[_Line], now: list[_Known]) -> _Known | None:
        """Find a person by name and workshop as they were made, else by what the row says: a copy is another person."""
        workshop = line.cells.get("workshop", "") or self._only_workshop()
        columns = ("organisation", "country", "function")

        def likeness(each: _Known) -> int:
            return sum(cell_mark(each.cells.get(key, "")) == line.marks.get(key, _NOTHING) for key in columns)

        if line.marks:
            same = [
                each
                for each in now
                if cell_mark(each.owner) == line.marks.get("workshop")
                and cell_mark(each.cells.get("name", "")) == line.marks.get("name", _NOTHING)
            ]
            rows = [each for each in lines if each.marks == line.marks]
            as_made = sum(likeness(each) == len(columns) for each in same)
            is_copy = line.has_changed("name") and len(rows) > max(1, as_made) and not _is_first(line, rows)
            best = None if is_copy else max(same, key=likeness, default=None)
            if best is not None:
                if workshop != best.owner:
                    raise _CellError(
                        "workshop",
                        f"{workshop!r} was {best.owner!r}; a person stays with the workshop, add a row for another one",
                    )
                return best
        name = normalised(line.cells.get("name", ""))
        said = {key: line.cells.get(key, "") for key in columns}
        if said["country"]:
            said["country"] = self._country("country", said["country"])
        alike = [
            each
            for each in now
            if each.owner == workshop
            and name
            and normalised(each.cells.get("name", "")) == name
            and all(each.cells.get(key, "") == said[key] for key in columns)
        ]
        return alike[0] if alike else None

    def _only_workshop(self) -> str:
        return self.project.workshops[0].id if len(self.project.workshops) == 1 else ""

    def _changes(self, line: _Line, known: _Known | None) -> list[str]:
        """Return the columns to take over: what the officer changed, or all of a new row."""
        if known is None:
            return list(line.cells)
        changed = []
        for key in dict.fromkeys((*line.cells, *line.marks)):
            cell, now = line.cells.get(key, ""), known.cells.get(key, "")
            if not line.has_changed(key) or cell_mark(cell) == cell_mark(now):
                continue
            if not cell:
                self.remarks.append(
                    f"{line.place}: the {key!r} was emptied; a file takes nothing away, change the project itself"
                )
            elif line.marks and line.marks.get(key, _NOTHING) != cell_mark(now):
                raise _CellError(
                    key,
                    f"{cell!r} stands here, but the project was changed to {now!r} since the workbook was made; "
                    "make a new workbook, and write there what is right",
                )
            elif key in {line.sheet.identity, "workshop"}:
                continue  # another spelling of what was found by it
            else:
                changed.append(key)
        return changed

    # ------------------------------------------------------------------------------------------ values

    def _values(self, line: _Line, keys: list[str]) -> dict[str, Any]:
        columns = {column.key: column for column in line.sheet.columns}
        workshop = line.cells.get("workshop", "") or self._only_workshop()
        return {key: self._value(columns[key.partition(":")[0]], key, line.cells[key], workshop) for key in keys}

    def _value(self, column: WorkbookColumn, key: str, cell: str, workshop: str) -> Any:  # noqa: ANN401 - any field
        if cell == "-":
            raise _CellError(key, "'-' is no value; a file takes nothing away, empty the field in the project itself")
        if len(cell) >= _CUT:
            raise _CellError(
                key, "is as long as a cell can be, and may have lost its end; write it in the project itself"
            )
        match column.kind:
            case ColumnKind.DAY:
                try:
                    return dt.date.fromisoformat(cell) if len(cell) == 10 else _no_day(cell)
                except ValueError:
                    raise _CellError(key, f"{cell!r} is no day; write YYYY-MM-DD, such as 2025-05-20") from None
            case ColumnKind.PARTIAL:
                try:
                    return PartialDate.parse(cell)
                except ModelError:
                    raise _CellError(key, f"{cell!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD") from None
            case ColumnKind.COUNTRY:
                return self._country(key, cell)
            case ColumnKind.CHOICE | ColumnKind.MARKING:
                code = normalised(cell)
                for choice in column.choices:
                    if normalised(choice) == code:
                        return choice
                raise _CellError(key, f"{cell!r} is none of {', '.join(column.choices)}; choose one of them")
            case ColumnKind.MOMENT:
                return self._moment(key, cell, workshop)
            case ColumnKind.COUNTRIES:
                return tuple(self._country(key, part) for part in _parts(cell))
            case ColumnKind.SCOPE:
                return _known_parts(key, cell, "group of countries", [group.name for group in geo.groups()])
            case ColumnKind.THEMES:
                return _known_parts(key, cell, "theme of the project", [each.id for each in self.project.themes])
            case ColumnKind.LEVELS:
                return _known_parts(key, cell, "level of the project", [each.id for each in self.project.levels])
        return cell

    def _moment(self, key: str, cell: str, workshop: str) -> dt.datetime:
        try:
            moment = dt.datetime.fromisoformat(cell)
        except ValueError:
            moment = None
        if moment is None or len(cell) <= len("2025-05-20"):
            raise _CellError(key, f"{cell!r} is no day and time; write YYYY-MM-DD HH:MM, such as 2025-05-20 09:30")
        if moment.tzinfo is not None:
            return moment
        sessions = (each for place in self.project.workshops if place.id == workshop for each in place.sessions)
        zone = next((each.starts.tzinfo for each in sessions if each.starts is not None), None)
        if zone is None:
            raise _CellError(key, f"{cell!r} has no time zone, and no session tells it; write it, as in {cell}+02:00")
        return moment.replace(tzinfo=zone)

    def _country(self, key: str, cell: str) -> str:
        try:
            return country_code(cell, self.project)
        except FileError as error:
            raise _CellError(key, f"{error}; write a code of the sheet 'codes'") from error

    # ------------------------------------------------------------------------------------------ entities

    def _change(self, line: _Line, known: _Known, values: Mapping[str, Any]) -> None:
        for key in sorted(_GUARDING & set(values)):
            was = known.cells.get(key, "") or "nothing"
            self.remarks.append(f"{line.place}: {key} was {was} and is {values[key].value} now; see that this is meant")
        new = _with(known.entity, values)
        _refuse_early_end(new, values)
        if line.sheet.name == "project":
            self.project = new
        elif line.sheet.name in _IN_WORKSHOPS:
            field = _IN_WORKSHOPS[line.sheet.name]
            workshop = next(each for each in self.project.workshops if each.id == known.owner)
            entities = tuple(new if each is known.entity else each for each in getattr(workshop, field))
            self._put("workshops", workshop, workshop.evolve(**{field: entities}))
        else:
            self._put(line.sheet.name, known.entity, new)

    def _put(self, collection: str, old: _Entity, new: _Entity) -> None:
        entities = getattr(self.project, collection)
        self.project = self.project.evolve(**{collection: tuple(new if each is old else each for each in entities)})

    def _add(self, line: _Line, values: dict[str, Any]) -> str:
        """Add what a new row says, and return its id."""
        sheet = line.sheet
        for column in sheet.columns:
            if column.required and not any(key.partition(":")[0] == column.key for key in values):
                raise _CellError(column.key, "is empty, but a new row needs it; fill it in")
        workshop = self._workshop(values) if sheet.name in _IN_WORKSHOPS else None
        if sheet.name == "participants" and workshop is not None:
            person = _with(Participant(), values)
            self._put("workshops", workshop, workshop.evolve(participants=(*workshop.participants, person)))
            return ""
        if sheet.identity == "id":
            name = next(value for key, value in values.items() if key.startswith(("name:", "title:")))
            if "id" not in values:
                values["id"] = self._new_id(sheet, name)
                self.remarks.append(f"{line.place}: {name!r} has the id {values['id']!r} now")
            elif values["id"] != _slug(values["id"], keep_case=True):
                raise _CellError("id", f"{values['id']!r} is no id; write letters, digits and hyphens, or nothing")
            elif other := self._taken(sheet).get(values["id"].casefold()):
                raise _CellError(
                    "id", f"{values['id']!r} is {other!r} in the project but for capitals; write another id"
                )
        given = {key: value for key, value in values.items() if ":" not in key and key != "marking"}
        texts = {key.partition(":")[0]: LangString(_texts(key, values)) for key in values if ":" in key}
        if "marking" in values:
            given["marking"] = Marking(level=values["marking"])
        if sheet.name == "findings":
            given.setdefault("status", FindingStatus.DRAFT)
        try:
            entity = _KINDS[sheet.name](**given, **texts)
        except ModelError as error:
            raise _CellError("ends", f"{error}; write it anew") from error
        _refuse_early_end(entity, values)
        if workshop is not None:
            self._put("workshops", workshop, workshop.evolve(sessions=_in_time(workshop.sessions, entity)))
        else:
            self.project = self.project.evolve(**{sheet.name: (*getattr(self.project, sheet.name), entity)})
        return str(values[sheet.identity])

    def _workshop(self, values: dict[str, Any]) -> Workshop:
        """Return the workshop that a new row names, or the only one."""
        owner = values.pop("workshop", "") or self._only_workshop()
        workshop = next((each for each in self.project.workshops if each.id == owner), None)
        if workshop is None:
            ids = ", ".join(each.id for each in self.project.workshops) or "none yet: add it to 'workshops'"
            raise _CellError("workshop", f"{owner!r} is no workshop of the project ({ids}); write its id")
        return workshop

    def _new_id(self, sheet: WorkbookSheet, name: str) -> str:
        taken = self._taken(sheet)
        stem = _slug(name)[:_ID_LENGTH].strip("-") or _KINDS[sheet.name].__name__.casefold()
        return next(each for each in _numbered(stem) if each not in taken)

    def _taken(self, sheet: WorkbookSheet) -> dict[str, str]:
        """Return the ids that a sheet has, by their small letters: some file systems know no others."""
        ids = (str(cells["id"]) for _, _, cells in workbook_rows(self.project, sheet.name))
        return {each.casefold(): each for each in ids}


def _is_first(line: _Line, rows: list[_Line]) -> bool:
    """Say whether a row is the one that was made, of those that were copied from it: one as it was, else the first."""
    return line is next((each for each in rows if not each.has_changed("name")), rows[0])


def _in_time(sessions: tuple[Session, ...], new: Session) -> tuple[Session, ...]:
    """Return the sessions with a new one behind those that begin before it, else at the end."""
    later = (
        number
        for number, each in enumerate(sessions)
        if new.starts is not None and each.starts is not None and _is_before(new.starts, each.starts)
    )
    at = next(later, len(sessions))
    return (*sessions[:at], new, *sessions[at:])


def _is_before(one: dt.datetime, other: dt.datetime) -> bool:
    """Say whether a moment is before another one; where one of them has no time zone, by the clock."""
    if (one.tzinfo is None) != (other.tzinfo is None):
        return one.replace(tzinfo=None) < other.replace(tzinfo=None)
    return one < other


def _refuse_early_end(entity: _Entity, values: Mapping[str, Any]) -> None:
    """Refuse a session that ends before it begins, which the model does not."""
    if not isinstance(entity, Session) or {"starts", "ends"}.isdisjoint(values):
        return
    if entity.starts and entity.ends and _is_before(entity.ends, entity.starts):
        key = "ends" if "ends" in values else "starts"
        raise _CellError(
            key, f"the session ends ({entity.ends}) before it begins ({entity.starts}); write when it really does"
        )


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;,]", cell) if part.strip())


def _known_parts(key: str, cell: str, what: str, known: list[str]) -> tuple[str, ...]:
    for part in _parts(cell):
        if part not in known:
            raise _CellError(key, f"{part!r} is no {what}; write {', '.join(known) or 'nothing'}")
    return _parts(cell)


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def _no_day(cell: str) -> dt.date:
    raise ValueError(cell)


def _slug(text: str, *, keep_case: bool = False) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9._]+", "-", plain if keep_case else plain.casefold()).strip("-")


def _texts(key: str, values: Mapping[str, Any]) -> dict[str, str]:
    name = f"{key.partition(':')[0]}:"
    return {each.removeprefix(name): value for each, value in values.items() if each.startswith(name)}


def _with(entity: _Entity, values: Mapping[str, Any]) -> _Entity:
    """Return an entity with what a row says; what it says nothing of stays."""
    changes: dict[str, Any] = {}
    for key, value in values.items():
        name, _, part = key.partition(":")
        field, _, inner = name.partition(".")
        old = changes.get(field, getattr(entity, field))
        if part:
            changes[name] = LangString({**(old.texts if old else {}), part: value})
        elif inner:
            both = {each: values.get(f"{field}.{each}", getattr(old, each, None)) for each in ("starts", "ends")}
            try:
                changes[field] = attrs.evolve(old, **both) if old else Period(**both)
            except ModelError as error:
                raise _CellError(key, f"{error}; write it anew") from error
        elif name == "marking":
            changes[name] = old.evolve(level=value) if old else Marking(level=value)
        else:
            changes[name] = value
    try:
        return entity.evolve(**changes)
    except ModelError as error:
        key = next((key for key in ("ends", "starts") if key in values), next(iter(values)))
        raise _CellError(key, f"{error}; write it anew") from error
