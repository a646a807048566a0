"""Any table with a row for each reply, by a mapping file: Microsoft Forms, Google Forms, LimeSurvey, Qualtrics.

What these tools add to every export is known by its headings; all else is what the mapping file says, or a heading that
is the `link_id` of a question. A label is never taken for a question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import attrs

from mpfkit.errors import FileError
from mpfkit.model import ResponseStatus

from . import _form_reader, coding, kobo, review, workbook
from ._choosing import chosen_form, mapped_columns
from ._replies import Column, Plan, Replies
from ._tables import headings, open_book

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mpfkit.intake import Reading, ReadingRequest, Source
    from mpfkit.model import Questionnaire

    from ._tables import Book, Row, Table

__all__ = ["read", "recognises"]

_PERSONAL = "personal data of the respondent"
_METADATA = "metadata of the export"


class _Tool(NamedTuple):
    """What a tool adds to every export."""

    name: str
    signs: frozenset[str]
    uses: Mapping[str, str]
    rules: Mapping[str, str]
    separator: str = ""


_TOOLS = (
    _Tool(
        "Microsoft Forms",
        frozenset(("id", "start time", "completion time")),
        {"id": "key", "completion time": "authored"},
        {
            "start time": _METADATA,
            "last modified time": _METADATA,
            "total points": _METADATA,
            "quiz feedback": _METADATA,
            "email": _PERSONAL,
            "name": _PERSONAL,
        },
        ";",
    ),
    _Tool(
        "LimeSurvey",
        frozenset(("id", "submitdate", "lastpage", "startlanguage")),
        {"id": "key", "submitdate": "authored", "startlanguage": "language"},
        {
            **dict.fromkeys(("lastpage", "seed", "startdate", "datestamp"), _METADATA),
            **dict.fromkeys(("ipaddr", "refurl", "token"), _PERSONAL),
        },
    ),
    _Tool(
        "Qualtrics",
        frozenset(("startdate", "enddate", "recordeddate", "responseid")),
        {"responseid": "key", "recordeddate": "authored", "userlanguage": "language"},
        {
            **dict.fromkeys(
                (
                    "startdate",
                    "enddate",
                    "status",
                    "progress",
                    "duration (in seconds)",
                    "finished",
                    "externalreference",
                    "distributionchannel",
                ),
                _METADATA,
            ),
            **dict.fromkeys(
                (
                    "ipaddress",
                    "recipientlastname",
                    "recipientfirstname",
                    "recipientemail",
                    "locationlatitude",
                    "locationlongitude",
                ),
                _PERSONAL,
            ),
        },
        ",",
    ),
    _Tool(
        "Google Forms",
        frozenset(("timestamp",)),
        {"timestamp": "authored"},
        dict.fromkeys(("email address", "username"), _PERSONAL),
        ", ",
    ),
)


def recognises(source: Source) -> bool:
    """Tell whether a file is a table, and none of those for which there is a reader of their own."""
    if source.suffix in {".xlsx", ".xlsm"} and headings(source) is None:
        return True  # damaged or harmful: reading it tells in one line what is wrong with it
    others = (_form_reader, kobo, review, coding, workbook)
    return not any(each.recognises(source) for each in others)


def read(source: Source, request: ReadingRequest) -> Reading:
    """Read the answers."""
    book = open_book(source, encoding=request.setting("encoding"), delimiter=request.setting("delimiter"))
    table = _table(source, book, request)
    head, rows = _split(source, table, request)
    columns = {number: head.text(number) for number in head.cells}
    tool = next((each for each in _TOOLS if each.signs <= {text.casefold() for text in columns.values()}), None)
    form = chosen_form(source, request, [list(columns.values())], labels=False)
    replies = Replies(source, request, book, form, separator=tool.separator if tool else ";", labels=False)
    mapped = mapped_columns(columns, replies, request)
    uses = _uses(source, columns, request, tool)
    found = []
    for number, heading in columns.items():
        replies.ledger.mapped((table.name, head.number, number))
        column = mapped.get(number) or _column(number, heading, uses.get(number, ""), tool, form)
        found.append(replies.match(column))
    if not any(column.target for column in found):
        example = f"{next(iter(columns.values()))[:40]!r}: {next(iter(form.questions())).link_id}"
        raise FileError(
            f"{source.name}: no column is the link_id of a question of {form.key}; write a mapping file with columns, "
            f"such as {{{example}}}, and give --mapping"
        )
    _leave_out(replies, book, table, head)
    rows = _without_headings(replies, table, rows, tool, request)
    plan = Plan(table=table, columns=replies.without_doubles(found), rows=tuple(rows))
    return _finished(replies.reading([plan]), plan, tool)


def _table(source: Source, book: Book, request: ReadingRequest) -> Table:
    wanted = request.setting("sheet")
    tables = [table for table in book.tables if table.rows]
    if wanted:
        found = book.table(wanted)
        if found is None or not found.rows:
            known = ", ".join(repr(table.name) for table in tables)
            raise FileError(f"{source.name}: has no sheet {wanted!r} with anything in it; known: {known}")
        return found
    if len(tables) != 1:
        known = ", ".join(repr(table.name) for table in tables) or "none"
        raise FileError(
            f"{source.name}: has {len(tables)} sheets with data ({known}); name one in a mapping file: sheet"
        )
    return tables[0]


def _number(request: ReadingRequest, name: str, default: int) -> int:
    text = request.setting(name)
    if not text:
        return default
    if not text.isdecimal():
        raise FileError(f"{request.mapping_name}: {name} is {text!r}; write a whole number")
    return int(text)


def _split(source: Source, table: Table, request: ReadingRequest) -> tuple[Row, list[Row]]:
    wanted = _number(request, "header_row", table.rows[0].number)
    head = next((row for row in table.rows if row.number == wanted), None)
    if head is None:
        raise FileError(
            f"{source.name}: row {wanted} is empty, but {request.mapping_name} says that the headings stand there"
        )
    return head, [row for row in table.rows if row.number > wanted]


def _leave_out(replies: Replies, book: Book, table: Table, head: Row) -> None:
    """Leave out what stands above the headings, and on other sheets."""
    for row in table.rows:
        if row.number < head.number:
            replies.ledger.ignored("row above the headings", *table.pieces(row))
    for other in book.tables:
        if other is not table:
            replies.ledger.ignored("sheet that the mapping file does not name", *other.all_pieces())


def _without_headings(
    replies: Replies, table: Table, rows: list[Row], tool: _Tool | None, request: ReadingRequest
) -> list[Row]:
    skipped = _number(request, "skip_rows", 0)
    rule = "row that the mapping file leaves out"
    if not skipped and tool is not None and tool.name == "Qualtrics":
        while skipped < min(2, len(rows)) and any(
            "ImportId" in row.text(column) for row in rows[skipped:2] for column in row.cells
        ):
            skipped += 1
        rule = "second and third heading of Qualtrics"
    for row in rows[:skipped]:
        replies.ledger.ignored(rule, *table.pieces(row))
    return rows[skipped:]


def _uses(source: Source, columns: Mapping[int, str], request: ReadingRequest, tool: _Tool | None) -> dict[int, str]:
    uses = {
        number: tool.uses[heading.casefold()]
        for number, heading in columns.items()
        if tool is not None and heading.casefold() in tool.uses
    }
    for use, setting in (
        ("key", "id_column"),
        ("authored", "timestamp_column"),
        ("country", "country_column"),
        ("language", "language_column"),
    ):
        wanted = request.setting(setting)
        if not wanted:
            continue
        number = next((number for number, heading in columns.items() if heading.casefold() == wanted.casefold()), None)
        if number is None:
            raise FileError(f"{source.name}: has no column {wanted!r}, which {request.mapping_name} names as {setting}")
        uses = {other: old for other, old in uses.items() if old != use}
        uses[number] = use
    if "country" not in uses.values():
        named = [
            number
            for number, heading in columns.items()
            if heading.casefold() in {"country", "country code", "country_code"}
        ]
        uses |= dict.fromkeys(named[:1], "country")
    return uses


def _column(number: int, heading: str, use: str, tool: _Tool | None, form: Questionnaire) -> Column:
    plain = heading.casefold()
    rule = tool.rules.get(plain, "") if tool else ""
    if use:
        return Column(number=number, heading=heading, use=use)
    if rule:
        return Column(number=number, heading=heading, rule=rule)
    if tool and tool.name == "Microsoft Forms" and plain.startswith(("points - ", "feedback - ")):
        return Column(number=number, heading=heading, rule=_METADATA)
    if tool and tool.name == "LimeSurvey" and plain.endswith("time") and form.item(heading[:-4]) is not None:
        return Column(number=number, heading=heading, rule="time that a question took")
    return Column(number=number, heading=heading)


def _finished(reading: Reading, plan: Plan, tool: _Tool | None) -> Reading:
    """LimeSurvey: no day of submission means a reply that was begun only; 1980 stands for an anonymous day."""
    if tool is None or tool.name != "LimeSurvey":
        return reading
    begun = {row.number for row in plan.rows if not plan.text(row, "authored")}
    responses = []
    for response in reading.responses:
        row = response.provenance.row if response.provenance else None
        if row in begun:
            responses.append(response.evolve(status=ResponseStatus.IN_PROGRESS))
        elif response.authored is not None and response.authored.year == 1980:
            responses.append(response.evolve(authored=None))
        else:
            responses.append(response)
    return attrs.evolve(reading, responses=tuple(responses))
