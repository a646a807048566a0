"""Answers exported by KoboToolbox and ODK: workbooks, CSV, archives of CSV.

KoboToolbox puts `/` or another mark between group and question, or leaves groups out; writes names or labels; writes
several choices into one cell, into a column for each, or both; and gives each repeat a sheet with `_index` and
`_parent_index`. ODK Central puts `-` between group and question and gives each repeat a file with `KEY` and
`PARENT_KEY`. `_uuid` changes with every edit; `rootUuid` and `_id` do not, and `_index` is made up at every export.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from mpfkit.errors import FileError
from mpfkit.intake import normalised

from . import _form_reader
from ._choosing import chosen_form, mapped_columns
from ._replies import Column, Plan, Replies
from ._tables import headings, open_book

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mpfkit.intake import Reading, ReadingRequest, Source

    from ._tables import Row, Table

__all__ = ["read", "recognises"]

_KEYS = ("meta/rootuuid", "rootuuid", "_id", "key", "meta/instanceid", "instanceid", "_uuid", "uuid")
"""What identifies a submission, best first."""

_AUTHORED = ("_submission_time", "submissiondate", "end", "_end")

_METADATA = "metadata of the export"
_RULES: Mapping[str, str] = {
    **dict.fromkeys(
        ("_submitted_by", "submitterid", "submittername", "username", "email", "phonenumber"),
        "personal data of the sender",
    ),
    **dict.fromkeys(
        (
            "_id",
            "_uuid",
            "uuid",
            "_notes",
            "_status",
            "__version__",
            "_version_",
            "_tags",
            "_index",
            "_parent_table_name",
            "_parent_index",
            "_xform_id_string",
            "_attachments",
            "_geolocation",
            "_bamboo_dataset_id",
            "_submission_time",
            "_validation_status",
            "formhub/uuid",
            "meta/instanceid",
            "meta/instancename",
            "meta/rootuuid",
            "meta/deprecatedid",
            "meta/audit",
            "instanceid",
            "instancename",
            "submissiondate",
            "key",
            "parent_key",
            "attachmentspresent",
            "attachmentsexpected",
            "status",
            "reviewstate",
            "deviceid",
            "edits",
            "formversion",
            "start",
            "end",
            "today",
            "audit",
            "simserial",
            "subscriberid",
            "imei",
        ),
        _METADATA,
    ),
}
_SIGNS = frozenset(
    (
        "_id",
        "_uuid",
        "_index",
        "_submission_time",
        "_submission__id",
        "_parent_index",
        "submissiondate",
        "instanceid",
        "meta/instanceid",
        "parent_key",
    )
)
_WEAK = frozenset(("key", "instanceid", "submissiondate", "status", "start", "end", "deviceid"))


def recognises(source: Source) -> bool:
    """Tell whether a table has the columns that KoboToolbox or ODK add to every export."""
    if _form_reader.recognises(source):
        return False  # a form can name its questions as exports name theirs
    for _, rows in headings(source) or ():
        found = {cell.casefold() for cell in rows[0]} if rows else set()
        if found & (_SIGNS - _WEAK) or len(found & _WEAK) > 2 or any(cell.endswith("instanceid") for cell in found):
            return True
    return False


def read(source: Source, request: ReadingRequest) -> Reading:
    """Read the answers."""
    book = open_book(source, encoding=request.setting("encoding"), delimiter=request.setting("delimiter"))
    tables = [table for table in book.tables if table.rows]
    if not tables:
        raise FileError(f"{source.name}: holds no table")
    heads = [table.rows[0] for table in tables]
    form = chosen_form(source, request, [[head.text(column) for column in head.cells] for head in heads])
    replies = Replies(source, request, book, form)
    roots = [table for table in tables if _parent_column(table) is None]
    if len(roots) != 1:
        names = ", ".join(repr(table.name) for table in roots) or "none"
        raise FileError(
            f"{source.name}: one table must hold the replies, the others their repeats; without a parent: {names}"
        )
    plans = [_plan(table, roots[0], replies, request) for table in tables]
    if source.suffix == ".csv" and any(item.repeats and not item.is_question for item in form.walk()):
        replies.remarks.append("a .csv of KoboToolbox holds no repeats; export as .xlsx to get them")
    return replies.reading(_linked(plans, roots[0]))


def _parent_column(table: Table) -> int | None:
    head = table.rows[0]
    names = {head.text(column).casefold(): column for column in head.cells}
    return names.get("_parent_index", names.get("parent_key"))


def _plan(table: Table, root: Table, replies: Replies, request: ReadingRequest) -> Plan:
    head, *rows = table.rows
    columns = {number: head.text(number) for number in head.cells}
    uses = _uses(columns, request, is_root=table is root)
    mapped = mapped_columns(columns, replies, request)
    found = []
    for number, heading in columns.items():
        column = mapped.get(number) or _column(number, heading, uses.get(number, ""), replies)
        found.append(replies.match(column))
        replies.ledger.mapped((table.name, head.number, number))
    kept = _without_tags(table, rows, replies)
    parent = None if table is root else _parent_name(table, root, rows)
    return Plan(table=table, columns=replies.without_doubles(found), rows=tuple(kept), parent=parent)


def _uses(columns: Mapping[int, str], request: ReadingRequest, *, is_root: bool) -> dict[int, str]:
    """Say which columns are there for reading the others."""
    names = {heading.casefold(): number for number, heading in reversed(tuple(columns.items()))}
    uses: dict[int, str] = {}
    for use, wanted in (("index", ("_index", "key")), ("parent", ("_parent_index", "parent_key"))):
        for name in wanted:
            if name in names:
                uses[names[name]] = use
                break
    if not is_root:
        return uses
    for use, candidates in (
        ("key", (request.setting("id_column").casefold(), *_KEYS)),
        ("authored", (request.setting("timestamp_column").casefold(), *_AUTHORED)),
        ("country", (request.setting("country_column").casefold(), "country", "country_code")),
        ("review", ("_validation_status", "reviewstate")),
    ):
        for candidate in filter(None, candidates):
            number = next((names[name] for name in names if name == candidate or _last(name) == candidate), None)
            if number is not None:
                # The key of ODK is the index of its repeats, too
                uses[number] = use if uses.get(number) != "index" else "index"
                break
    return uses


def _last(heading: str) -> str:
    for mark in ("/", ".", "-"):
        heading = heading.rpartition(mark)[2]
    return heading


def _column(number: int, heading: str, use: str, replies: Replies) -> Column:
    if use:
        return Column(number=number, heading=heading, use=use)
    if replies.names.find(heading, labels=False):
        return Column(number=number, heading=heading)
    plain = heading.casefold()
    if plain in _RULES or plain.startswith(("_submission__", "__")):
        return Column(number=number, heading=heading, rule=_RULES.get(plain, _METADATA))
    if _last(plain) in {"instanceid", "instancename", "rootuuid", "deprecatedid"} or plain.startswith("set-of-"):
        return Column(number=number, heading=heading, rule=_METADATA)
    if plain in replies.names.hidden or _last(plain) in replies.names.hidden:
        return Column(number=number, heading=heading, rule="row of the form that asks nobody anything")
    return Column(number=number, heading=heading)


def _without_tags(table: Table, rows: Sequence[Row], replies: Replies) -> list[Row]:
    """Leave out rows of tags below the headings (HXL)."""
    kept = list(rows)
    while kept and all(str(value).strip().startswith("#") for value in kept[0].cells.values()):
        replies.ledger.ignored("tags below the headings", *table.pieces(kept.pop(0)))
    return kept


def _parent_name(table: Table, root: Table, rows: Sequence[Row]) -> str:
    head = table.rows[0]
    column = next((number for number in head.cells if head.text(number).casefold() == "_parent_table_name"), None)
    if column is None or not rows:
        return root.name
    return rows[0].text(column) or root.name


def _linked(plans: Sequence[Plan], root: Table) -> list[Plan]:
    """Put repeats behind what they belong to, and find their parents by what these are called here."""
    by_name = {normalised(plan.table.name): plan.table.name for plan in plans}
    keys = {plan.table.name: {plan.text(row, "index") for row in plan.rows} - {""} for plan in plans}
    linked = []
    for plan in plans:
        if plan.parent is None:
            linked.append(plan)
            continue
        wanted = {plan.text(row, "parent") for row in plan.rows} - {""}
        named = by_name.get(normalised(plan.parent))
        # Files of ODK do not say whose rows they refer to: their keys do
        holder = next(
            (name for name, own in keys.items() if name != plan.table.name and wanted and wanted <= own), None
        )
        odk = plan.column("parent") is not None and plan.column("parent").heading.casefold() == "parent_key"  # type: ignore[union-attr]
        linked.append(attrs.evolve(plan, parent=holder or root.name if odk else named or root.name))
    order: list[Plan] = []
    waiting = linked
    while waiting:
        there = {None, *(plan.table.name for plan in order)}
        ready = [plan for plan in waiting if plan.parent in there] or waiting
        order += ready
        waiting = [plan for plan in waiting if plan not in ready]
    return order
