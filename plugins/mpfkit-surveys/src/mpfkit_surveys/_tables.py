"""Tables of foreign files: workbooks, CSV and archives of CSV, with every cell counted before anything is read.

Workbooks are opened read-only, which is also how some damaged ones open at all. What formulas gave is taken from the
file; nothing is computed, followed or carried out.
"""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import warnings
from decimal import Decimal
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from mpfkit.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mpfkit.intake import Source

__all__ = ["Book", "Given", "Piece", "Row", "Table", "cell_text", "headings", "open_book"]

Given: TypeAlias = str | bool | int | float | dt.datetime | dt.date | dt.time
Piece: TypeAlias = tuple[str, int, int]
"""A cell: sheet, row, column, counted from 1."""

MAX_CELLS = 400_000
"""Most cells that are read from one file; forty replies to 200 questions have 8,000."""

_PEEK_ROWS = 12


@attrs.frozen
class Row:
    """A row with something in it.

    Attributes:
        number: Its number in the sheet, counted from 1.
        cells: What stands in it, by column, counted from 1; without empty cells.
    """

    number: int
    cells: Mapping[int, Given]

    def text(self, column: int) -> str:
        """Return what stands in a column as text, empty where nothing does."""
        return cell_text(self.cells[column]) if column in self.cells else ""


@attrs.frozen
class Table:
    """A sheet of a workbook, or a CSV file.

    Attributes:
        name: Name of the sheet; empty for a CSV file that came by itself.
        rows: Rows with something in them.
        faults: Why the value of a cell cannot be known, by row and column; such cells are in no row.
    """

    name: str
    rows: tuple[Row, ...]
    faults: Mapping[tuple[int, int], str] = attrs.field(factory=dict)

    def pieces(self, row: Row) -> Iterator[Piece]:
        """Yield the cells of a row as pieces of the accounts."""
        return ((self.name, row.number, column) for column in row.cells)

    def all_pieces(self) -> Iterator[Piece]:
        """Yield all cells whose value is known."""
        for row in self.rows:
            yield from self.pieces(row)


@attrs.frozen
class Book:
    """All tables of a file.

    Attributes:
        tables: In their order.
        total: Number of cells with something in them, counted apart from the tables.
        remarks: What the user should know of the way in which the file was read.
    """

    tables: tuple[Table, ...]
    total: int
    remarks: tuple[str, ...] = ()

    def table(self, name: str) -> Table | None:
        """Return a table by name, whatever its case."""
        return next((table for table in self.tables if table.name.strip().casefold() == name.casefold()), None)


def cell_text(value: Given) -> str:
    """Return the value of a cell as it would have been typed: 1.0 is 1, a day without time is a day."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def open_book(source: Source, *, encoding: str = "", delimiter: str = "") -> Book:
    """Read all tables of a workbook, a CSV file, or an archive of CSV files.

    Args:
        source: The file.
        encoding: Encoding of CSV files; without it UTF-8 or UTF-16 where they say so or fit, else Windows-1252.
        delimiter: What stands between the cells of CSV files; without it what is most frequent in the first line.

    Raises:
        FileError: The file cannot be read, or is larger than is read.
    """
    if source.suffix in {".xlsx", ".xlsm"}:
        return _workbook(source)
    if source.is_zip:
        return _archive(source, encoding, delimiter)
    table, total, remarks = _csv(source.name, source.data, "", encoding, delimiter)
    return Book((table,), total, remarks)


@lru_cache(maxsize=2)
def headings(source: Source) -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] | None:
    """Return name and first rows of each table as texts, for a look into a file; None where it cannot be read."""
    try:
        if source.suffix in {".xlsx", ".xlsm"}:
            _check_parts(source)
            with _opened(source, values=True) as sheets:
                return tuple((name, _first_rows(rows)) for name, rows in sheets)
        if source.is_zip:
            names = [name for name in source.members if _is_csv(name)]
            parts = [(PurePath(name).stem, source.members[name][: 1 << 16]) for name in names]
        else:
            parts = [("", source.data[: 1 << 16])]
        found = []
        for name, data in parts:
            table, _, _ = _csv(source.name, data, name, "", "")
            found.append((name, tuple(tuple(map(cell_text, row.cells.values())) for row in table.rows[:_PEEK_ROWS])))
        return tuple(found)
    except FileError:
        return None


def _first_rows(rows: Iterator[tuple[Any, ...]]) -> tuple[tuple[str, ...], ...]:
    found = []
    for number, row in enumerate(rows):
        cells = tuple(cell_text(value) for value in row if not _is_empty(value))
        if cells:
            found.append(cells)
        if len(found) == _PEEK_ROWS or number > 200:
            break
    return tuple(found)


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


# ----------------------------------------------------------------------------------------------------- workbooks


def _check_parts(source: Source) -> None:
    names = [name.casefold() for name in source.members]
    if "xl/workbook.xml" not in names:
        if any(name.startswith("word/") for name in names):
            raise FileError(f"{source.name}: is a Word file; save the answers as .xlsx")
        raise FileError(f"{source.name}: is no Excel workbook; open it in Excel or LibreOffice and save it as .xlsx")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise FileError(f"{source.name}: holds macros; save it as .xlsx without them")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise FileError(
            f"{source.name}: takes values from other workbooks; in Excel use Data > Edit Links > Break Link and save"
        )


class _opened:  # noqa: N801 - reads as a function
    """Open a workbook read-only, and yield name and rows of each sheet; errors of the library become one line."""

    def __init__(self, source: Source, *, values: bool) -> None:
        self.source = source
        self.values = values

    def __enter__(self) -> Iterator[tuple[str, Iterator[tuple[Any, ...]]]]:
        from openpyxl import load_workbook  # type: ignore[import-untyped]

        self._warnings = warnings.catch_warnings()
        self._warnings.__enter__()
        warnings.simplefilter("ignore")
        try:
            self.book = load_workbook(
                io.BytesIO(self.source.data), read_only=True, data_only=self.values, keep_links=False
            )
        except Exception as error:
            self._warnings.__exit__(None, None, None)
            raise _damaged(self.source, error) from error
        return self._sheets()

    def _sheets(self) -> Iterator[tuple[str, Iterator[tuple[Any, ...]]]]:
        for sheet in self.book.worksheets:
            sheet.reset_dimensions()  # some programs write a wrong one, and what lies outside would be lost
            yield str(sheet.title), self._rows(sheet)

    def _rows(self, sheet: Any) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - of a library without types
        rows = sheet.iter_rows(values_only=True)
        while True:
            try:
                row = next(rows, None)
            except Exception as error:
                raise _damaged(self.source, error) from error
            if row is None:
                return
            yield row

    def __exit__(self, *_: object) -> None:
        self.book.close()
        self._warnings.__exit__(None, None, None)


def _damaged(source: Source, error: Exception) -> FileError:
    what = f"{type(error).__name__}: {' '.join(str(error).split())}"[:120]
    return FileError(
        f"{source.name}: is a damaged workbook ({what}); open it in Excel or LibreOffice and save it again as .xlsx"
    )


def _workbook(source: Source) -> Book:
    _check_parts(source)
    formulas = any(
        b"<f" in data for name, data in source.members.items() if name.casefold().startswith("xl/worksheets/")
    )
    unknown = _formulas_without_value(source) if formulas else {}
    total = sum(map(len, unknown.values()))
    tables = []
    with _opened(source, values=True) as sheets:
        for name, given in sheets:
            rows, count = _table_rows(source, given, total)
            total += count
            tables.append(Table(name, rows, {**unknown.get(name, {}), **_error_values(rows)}))
    return Book(tuple(_without_faults(table) for table in tables), total)


def _table_rows(source: Source, given: Iterator[Sequence[Any]], before: int) -> tuple[tuple[Row, ...], int]:
    """Return the rows with something in them, and how many cells they have, counted on their own."""
    rows: list[Row] = []
    count = 0
    for number, values in enumerate(given, 1):
        count += sum(not _is_empty(value) for value in values)
        if before + count > MAX_CELLS:
            raise FileError(f"{source.name}: holds more than {MAX_CELLS} cells; export fewer replies at a time")
        cells = {column: value for column, value in enumerate(values, 1) if not _is_empty(value)}
        if cells:
            rows.append(Row(number, cells))
    return tuple(rows), count


_ERRORS = frozenset(("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"))


def _error_values(rows: Sequence[Row]) -> dict[tuple[int, int], str]:
    """Return the cells whose formula gave an error."""
    return {
        (row.number, column): f"the formula gave {value}"
        for row in rows
        for column, value in row.cells.items()
        if isinstance(value, str) and value in _ERRORS
    }


def _without_faults(table: Table) -> Table:
    if not table.faults:
        return table
    rows = (
        Row(
            row.number,
            {column: value for column, value in row.cells.items() if (row.number, column) not in table.faults},
        )
        for row in table.rows
    )
    return Table(table.name, tuple(row for row in rows if row.cells), table.faults)


def _formulas_without_value(source: Source) -> dict[str, dict[tuple[int, int], str]]:
    """Find formulas of which the file does not hold what they gave: no program that computes has saved it."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    with _opened(source, values=False) as formulas, _opened(source, values=True) as values:
        for (name, rows), (_, results) in zip(formulas, values, strict=True):
            for number, (row, result) in enumerate(zip(rows, results, strict=False), 1):
                for column, (value, given) in enumerate(zip(row, result, strict=False), 1):
                    if _is_empty(given) and isinstance(value, str) and value.startswith("="):
                        fault = (
                            "the formula has no value in the file; open it in Excel or LibreOffice and save it again"
                        )
                        found.setdefault(name, {})[number, column] = fault
    return found


# ----------------------------------------------------------------------------------------------------- CSV


def _is_csv(name: str) -> bool:
    path = PurePath(name)
    return path.suffix.casefold() == ".csv" and not name.startswith("__MACOSX") and not path.name.startswith(".")


def _archive(source: Source, encoding: str, delimiter: str) -> Book:
    names = [name for name in source.members if _is_csv(name)]
    if not names:
        raise FileError(f"{source.name}: is an archive without a CSV file in it; export the answers as .xlsx or .csv")
    tables: list[Table] = []
    total = 0
    remarks: list[str] = []
    for name in names:
        table, count, told = _csv(source.name, source.members[name], PurePath(name).stem, encoding, delimiter, total)
        tables.append(table)
        total += count
        remarks += told
    return Book(tuple(tables), total, tuple(dict.fromkeys(remarks)))


def _csv(
    place: str, data: bytes, name: str, encoding: str, delimiter: str, before: int = 0
) -> tuple[Table, int, tuple[str, ...]]:
    text, remarks = _decoded(place, data, encoding)
    separator = delimiter or _delimiter(text)
    rows: list[Row] = []
    count = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for number, values in enumerate(reader, 1):
            count += sum(bool(value.strip()) for value in values)
            if before + count > MAX_CELLS:
                raise FileError(f"{place}: holds more than {MAX_CELLS} cells; export fewer replies at a time")
            cells: dict[int, Given] = {column: value for column, value in enumerate(values, 1) if value.strip()}
            if cells:
                rows.append(Row(number, cells))
    except csv.Error as error:
        raise FileError(f"{place}: is no table of text, line {reader.line_num}: {error}; export it again") from error
    return Table(name, tuple(rows)), count, remarks


_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def _decoded(place: str, data: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    if encoding:
        try:
            return data.decode(encoding).removeprefix("\ufeff"), ()
        except LookupError as error:
            raise FileError(f"{place}: no encoding is named {encoding!r}; write utf-8 or cp1252") from error
        except UnicodeDecodeError as error:
            raise FileError(f"{place}: is not in the encoding {encoding} (byte {error.start})") from error
    for mark, name in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(name), ()
            except UnicodeDecodeError as error:
                raise FileError(
                    f"{place}: is damaged: it says that it is {name}, but is not (byte {error.start})"
                ) from error
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        remark = (
            "is not in UTF-8 and was read as Windows-1252; look at letters with accents, or set encoding in the mapping"
        )
        # Five bytes mean nothing in Windows-1252; as Latin-1 they are control characters, and nothing is lost
        text = data.decode("cp1252", errors="surrogateescape")
        return text.translate({0xDC00 + byte: byte for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}), (remark,)


def _delimiter(text: str) -> str:
    """Return what stands between the cells: what the first line has most of, outside quotes."""
    line = text.lstrip("\r\n").split("\n", maxsplit=1)[0]
    outside = "".join(line.split('"')[::2])
    counts = {mark: outside.count(mark) for mark in (",", ";", "\t", "|")}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ","
