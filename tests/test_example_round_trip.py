"""The example of a questionnaire that goes out and comes back: its commands run as its page shows them."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from mpfkit import load_project
from mpfkit.model import AbsentReason

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "questionnaire-round-trip"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example after all commands of its page."""
    pytest.importorskip("mpfkit_surveys", reason="reads review sheets")
    pytest.importorskip("mpfkit_reports", reason="makes forms and reports")
    copy = tmp_path_factory.mktemp("example") / EXAMPLE.name
    shutil.copytree(EXAMPLE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    page = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\$ (.*)$", page, re.MULTILINE)
    assert len(lines) > 8
    for line in lines:
        program, *words = shlex.split(line)
        if program == "mkdir":
            (copy / words[0]).mkdir()
            continue
        command = [sys.executable, *(["-m", "mpfkit"] if program == "mpfkit" else []), *words]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    return copy


def test_every_entry_of_the_forms_is_an_answer_of_the_project(folder: Path) -> None:
    project = load_project(folder / "project")
    replies = {reply.country: reply for reply in project.responses}
    assert sorted(replies) == ["XA", "XB", "XC"]
    aldovia = replies["XA"].answers
    assert aldovia["DOC.INS.2"][0].values == ("border-police", "laboratory")
    assert aldovia["DOC.INS.2"][0].other == "Civil registry"
    assert (aldovia["DOC.OPE.2"][0].value, aldovia["DOC.OPE.2"][0].comment[:7]) == (214, "Without")
    assert [each.value for each in aldovia["DOC.TRA.1"]] == [
        "Security features of passports",
        "Impostors at the counter",
    ]
    assert replies["XB"].language == "fr"
    assert replies["XB"].answers["DOC.OPE.2"][0].absent is AbsentReason.ASKED_DECLINED


def test_what_was_in_doubt_is_settled_and_says_so(folder: Path) -> None:
    (cascara,) = [reply for reply in load_project(folder / "project").responses if reply.country == "XC"]
    assert cascara.dissemination is False
    assert cascara.answers["DOC.OPE.2"][0].value == 41
    assert str(cascara.answers["DOC.OPE.1"][0].value).endswith("\nSince 2020 there is a second check at the gate.")
    assert [each.old for each in cascara.answers["DOC.OPE.2"][0].corrections] == ["about 40"]


def test_what_may_not_be_passed_on_is_in_the_report_for_participants_only(folder: Path) -> None:
    inside, outside = (text_of(folder / name) for name in ("for-participants.docx", "public.docx"))
    assert "compare the passport with a reference database" in inside
    assert "compare the passport with a reference database" in outside
    assert "second check at the gate" in inside
    assert "second check at the gate" not in outside


def test_only_the_country_that_is_late_gets_a_letter(folder: Path) -> None:
    (letter,) = (folder / "letters").iterdir()
    assert letter.name == "document-fraud-mapping-reminder-letter-XD-plain.docx"
    assert "Questionnaire on the detection of document fraud" in text_of(letter)
    assert "Drusselstein" in text_of(folder / "status.docx")


def text_of(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        return re.sub("<[^>]+>", "", package.read("word/document.xml").decode("utf-8"))
