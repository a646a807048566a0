"""From files to a project and back to the officer: form, answers, review sheet; and files that mean harm."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import mpfkit_surveys
from mpfkit import Project, Registry, check, collect, load_project, save_project
from mpfkit.errors import FileError
from mpfkit.intake import REVIEW_COLUMNS, ReadingRequest, Source

REVIEW = next(reader for reader in mpfkit_surveys.READERS if reader.name == "review")
FORM = {
    "survey": [
        ["type", "name", "label"],
        ["select_one body", "lead", "Who leads?"],
        ["integer", "staff", "Staff?"],
        ["select_multiple body", "others", "Who else?"],
    ],
    "choices": [["list_name", "name", "label"], ["body", "police", "Police"], ["body", "bp", "Border police"]],
    "settings": [["form_id", "version"], ["mapping", "1"]],
}
DAY = dt.date(2019, 3, 1)


@pytest.fixture
def folder(tmp_path: Path, project: Project, registry: Registry) -> Path:
    save_project(project, tmp_path / "p", registry=registry)
    return tmp_path / "p"


def test_form_answers_and_decisions_go_round(folder: Path, workbook: Any, registry: Registry, tmp_path: Path) -> None:
    form, answers = tmp_path / "form.xlsx", tmp_path / "answers.xlsx"
    form.write_bytes(workbook(FORM).data)
    rows = [
        ["lead", "staff", "others", "country", "_id", "_submission_time"],
        ["Polcie", "1 234", "bp", "XA", 1, "2019-02-01T10:00:00"],
        ["bp", "=1+1", "police bp", "XB", 2, "2019-02-01T10:00:00"],
    ]
    answers.write_bytes(workbook({"data": rows}).data)
    collected = collect(folder, [form, answers], date=DAY, registry=registry)
    assert collected.ok
    assert [file.reader for file in collected.files] == ["xlsform", "kobo"]
    assert collected.review is not None

    book = openpyxl.load_workbook(collected.review)
    sheet = book["review"]
    by_item = {row[8].value: row for row in sheet.iter_rows(min_row=2)}
    assert [by_item["lead"][4].value, by_item["staff"][4].value] == ["police", "1234"]
    by_item["lead"][5].value = "accept"
    by_item["staff"][6].value = 1200
    book.save(tmp_path / "settled.xlsx")
    settled = collect(folder, [tmp_path / "settled.xlsx"], date=DAY, registry=registry)
    assert settled.files[0].changes == (
        "response xa-1: lead is settled as 'police'",
        "response xa-1: staff is settled as '1200'",
    )
    project = load_project(folder, registry=registry)
    response = next(each for each in project.responses if each.country == "XA")
    assert (response.answers["lead"][0].value, response.answers["staff"][0].value) == ("police", 1200)
    assert [problem for problem in check(folder, registry=registry) if problem.severity == "error"] == []
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    again = collect(folder, [form, answers, tmp_path / "settled.xlsx"], date=DAY, registry=registry)
    assert not again.differences
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_a_cleaned_export_revises_and_an_added_row_is_new(
    folder: Path, workbook: Any, registry: Registry, tmp_path: Path
) -> None:
    def export(name: str, *rows: list[Any]) -> Path:
        path = tmp_path / name
        path.write_bytes(workbook({"data": [["lead", "staff", "country", "_id", "_uuid"], *rows]}).data)
        return path

    form = tmp_path / "form.xlsx"
    form.write_bytes(workbook(FORM).data)
    collect(folder, [form, export("1.xlsx", ["bp", 3, "XA", 1, "u1"])], registry=registry)
    second = export("2.xlsx", ["bp", 4, "XA", 1, "u1-edited"], ["police", 1, "XB", 2, "u2"])
    collected = collect(folder, [second], registry=registry)
    assert collected.files[0].changes == (
        "response xa-2: replaces xa-1, 1 answer changed: staff",
        "response xb-1: new, 2 answers to mapping|1",
    )


# ------------------------------------------------------------------------------------------ the review sheet


def review(workbook: Any, *rows: dict[str, Any]) -> Source:
    found: Source = workbook(
        {"review": [REVIEW_COLUMNS, *[[row.get(name) for name in REVIEW_COLUMNS] for row in rows]], "notes": [["x"]]}
    )
    return found


def test_decisions_are_read_row_by_row(workbook: Any, project: Project) -> None:
    base = {"place": "f", "text read": "'=1+1", "response": "xa-1", "link_id": "a", "proposal": "p"}
    source = review(
        workbook,
        {**base, "decision": "Accept", "instance": "2.1"},
        {**base, "decision": "leave out"},
        {**base, "own value": "'=own"},
        {**base},
        {**base, "decision": "perhaps"},
        {**base, "decision": "leave out", "own value": "x"},
        {**base, "decision": "accept", "proposal": None},
    )
    assert REVIEW.recognises(source)
    reading = REVIEW.read(source, ReadingRequest(project=project))
    assert [(each.value, each.text, each.instance, each.row) for each in reading.decisions] == [
        ("p", "=1+1", (2, 1), 2),
        ("", "=1+1", (), 3),
        ("=own", "=1+1", (), 4),
    ]
    assert reading.refused == (
        "row 6: the decision is 'perhaps'; write accept, leave out, or an own value",
        "row 7: says leave out, and gives an own value; remove one of them",
        "row 8: accepts a proposal, but there is none; write an own value",
    )
    assert reading.remarks == ("1 row is not settled yet",)
    assert reading.accounts.ignored == 1


def test_another_workbook_is_no_review_sheet(workbook: Any, project: Project) -> None:
    source = workbook({"a": [["place"]], "b": []})
    assert not REVIEW.recognises(source)
    with pytest.raises(FileError, match="is no review sheet; its first row must have the headings place, "):
        REVIEW.read(source, ReadingRequest(project=project))


# ------------------------------------------------------------------------------------------ files that mean harm


def packed(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), data)
    return stream.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
HARM = {
    "bomb.xlsx": (
        packed(xl__workbook_xml=b"<a/>", xl__worksheets__sheet1_xml=b" " * 40_000_000),
        "packed more than 200 to 1",
    ),
    "doctype.xlsx": (packed(xl__workbook_xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "declares a document type"),
    "macros.xlsx": (
        packed(xl__workbook_xml=b"<a/>", xl__vbaProject_bin=b"x"),
        "holds macros; save it as .xlsx without them",
    ),
    "links.xlsx": (
        packed(xl__workbook_xml=b"<a/>", xl__externalLinks__externalLink1_xml=b"<a/>"),
        "takes values from other workbooks",
    ),
    "word.xlsx": (packed(word__document_xml=b"<a/>"), "is a Word file"),
    "archive.xlsx": (packed(a_xml=b"<a/>"), "is no Excel workbook"),
    "damaged.xlsx": (packed(xl__workbook_xml=b"<a/>", xl__worksheets__sheet1_xml=SHEET), "is a damaged workbook"),
    "text.xlsx": (b"not a zip at all", "is not a readable file"),
    "password.xlsx": (
        bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 600,
        "has a password or is in the format of Office 97",
    ),
    "many.csv": (b"a,b\n" + b"1,2\n" * 300_000, "holds more than 400000 cells"),
    "large.csv": (b"", "has 100 MiB, more than the 32 MiB that are read"),
    "doctype.xml": (b"<!DOCTYPE Results [<!ENTITY a 'b'>]><Results><Survey/>&a;</Results>", "declares a document type"),
    "nested.xml": (
        b"<Results><Survey/>" + b"<a>" * 250_000 + b"</a>" * 250_000 + b"</Results>",
        "is no well-formed XML",
    ),
    "elements.xml": (b"<Results><Survey/>" + b"<a/>" * 2_000_000 + b"</Results>", "holds more than 300000 elements"),
    "nulls.csv": (b"\0" * 1000, ""),
}


@pytest.mark.parametrize("name", HARM)
def test_harmful_files_cost_one_line_two_seconds_and_little_memory(
    name: str, folder: Path, tmp_path: Path, registry: Registry
) -> None:
    resource = pytest.importorskip("resource", reason="measures memory as Unix does")
    data, message = HARM[name]
    path = tmp_path / name
    path.write_bytes(data)
    if name == "large.csv":
        with path.open("r+b") as stream:
            stream.truncate(100 * 2**20)
    start, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    file = collect(folder, [path], registry=registry, dry_run=True).files[0]
    assert time.process_time() - start < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024
    lines = [str(problem) for problem in file.problems]
    assert len(lines) == 1
    assert lines[0].startswith((f"{name}: MPF200 error: ", f"{name}: MPF201 error: "))
    assert message in lines[0]
    assert "\n" not in lines[0]
