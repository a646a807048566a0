"""A harmful file costs at most two seconds and 200 MB, and gives one line."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

MAIN = "word/document.xml"
PROGRAM = """
import json, resource, sys, time
from pathlib import Path
from mpfkit.errors import FileError
from mpfkit.lint import lint
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
start = time.process_time()
try:
    said = [str(each) for each in lint(Path(sys.argv[1]), name="r.docx")]
except FileError as error:
    said = str(error)
used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(json.dumps([said, time.process_time() - start, used / 1024]))
"""


def run(data: bytes, folder: Any) -> tuple[Any, float, float]:
    path = folder / "file.docx"
    path.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(path)], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    said, seconds, megabytes = json.loads(done.stdout)
    return said, seconds, megabytes


def body(xml: str, before: str = "") -> str:
    return (
        f'{before}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{xml}'
        "</w:body></w:document>"
    )


def put(file: Any, xml: str, before: str = "") -> None:
    file.parts[MAIN] = body(xml, before).encode()


ATTACKS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "an entity that reads a file": (
        lambda file: put(file, "<w:p/>", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
        "declares a document type",
    ),
    "a billion laughs": (
        lambda file: put(file, "<w:p/>", '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'),
        "declares a document type",
    ),
    "a text of 60 MB": (
        lambda file: put(file, f"<w:p><w:r><w:t>{'A' * 60_000_000}</w:t></w:r></w:p>"),
        "packed more than 200 to 1",
    ),
    "a depth of 5,000": (
        lambda file: put(file, "<w:p>" * 5000 + "</w:p>" * 5000),
        "is not well-formed",
    ),
    "three million empty paragraphs": (
        lambda file: put(file, "<w:p/>" * 3_000_000),
        "packed more than 200 to 1",
    ),
    "half a million paragraphs that are packed less well": (
        lambda file: put(
            file, "".join(f'<w:p w:rsidR="{number * 2654435761 % 2**32:08X}"/>' for number in range(590_000))
        ),
        "holds more than 5000 empty paragraphs",
    ),
    "300 MB that nothing needs": (
        lambda file: file.parts.update({"word/spare.bin": bytes(300_000_000)}),
        "has 300000000 bytes",
    ),
    "macros": (lambda file: file.parts.update({"word/vbaProject.bin": b"x"}), "holds macros"),
    "a relation out of the file": (
        lambda file: file.relate("image", "../../../etc/passwd"),
        "which is outside of the file",
    ),
    "plain text": (lambda file: None, "is not a readable Word file"),
    "a truncated zip": (lambda file: None, "is not a readable Word file"),
    "two parts of one name": (lambda file: None, "holds two parts named"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_harmful_file_costs_little_and_gives_one_line(name: str, edited: Any, tmp_path: Any) -> None:
    attack, expected = ATTACKS[name]
    attack(edited)
    data = edited.to_bytes()
    if name == "plain text":
        data = b"Dear Sir or Madam"
    elif name == "a truncated zip":
        data = data[: len(data) // 2]
    elif name == "two parts of one name":
        with io.BytesIO(data) as stream:
            with zipfile.ZipFile(stream, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
                package.writestr(MAIN, b"<x/>")
            data = stream.getvalue()

    said, seconds, megabytes = run(data, tmp_path)

    assert isinstance(said, str), said
    assert said.startswith("r.docx: ")
    assert expected in said
    assert "\n" not in said
    assert seconds <= 2
    assert megabytes <= 200


def test_a_long_report_is_read_in_flat_memory(edited: Any, tmp_path: Any) -> None:
    row = (
        "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:p><w:r><w:t>Country {0}</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>Reply {0} of a ministry, with some words {1}</w:t></w:r></w:p></w:tc></w:tr>"
    )
    rows = "".join(row.format(number, number * 2654435761 % 2**32) for number in range(15_000))
    put(edited, f"<w:tbl><w:tblPr/>{rows}</w:tbl><w:p/>")
    data = edited.to_bytes()
    said, _, megabytes = run(data, tmp_path)

    assert isinstance(said, list), said
    assert any("MPF410" in line for line in said)
    size = len(edited.parts[MAIN]) / 2**20
    # The bytes of the body and one paragraph at a time; a tree of it would take ten times its size.
    assert size > 2
    assert megabytes < 3 * size + 25
