"""Ten faults planted into a copy of the example: `mpfkit check` names each with its file, its line and its code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner

from mpfkit import check
from mpfkit.cli import main


@attrs.frozen
class Fault:
    """What is done to one line of a file, and what is told of it."""

    name: str
    file: str
    old: str
    new: str
    code: str
    severity: str
    words: str


FAULTS = (
    Fault(
        "a quote that nobody said",
        "findings.yaml",
        "but not yet the referral of individual victims",
        "but never the referral of individual victims",
        "MPF018",
        "error",
        "is no part of the answer xc-1/THB.POL.2; copy it word for word",
    ),
    Fault(
        "an answer to a question that does not exist",
        "responses/XC.yaml",
        "THB.OPE.1.victims2016: {",
        "THB.OPE.1.victims2061: {",
        "MPF011",
        "error",
        "has no item 'THB.OPE.1.victims2061'; did you mean",
    ),
    Fault(
        "an id that stands twice",
        "findings.yaml",
        "id: recommendation-repeat-mapping",
        "id: lesson-coordinating-authority",
        "MPF027",
        "error",
        "finding 'lesson-coordinating-authority' stands twice",
    ),
    Fault(
        "an option that addresses nothing",
        "findings.yaml",
        "addresses: [gap-online]",
        "addresses: [gap-onlin]",
        "MPF019",
        "error",
        "finding option-online addresses 'gap-onlin', which does not exist; did you mean 'gap-online'",
    ),
    Fault(
        "a claim with a wrong count",
        "project.yaml",
        'count: "scope:EU", value: 28',
        'count: "scope:EU", value: 27',
        "MPF026",
        "error",
        "claim scope-eu says 27 ('28 Member States'), but scope:EU is 28",
    ),
    Fault(
        "a country that is misspelled",
        "workshops/the-hague.yaml",
        "country: NL",
        "country: Netherland",
        "MPF103",
        "error",
        "'Netherland' is not a country code; did you mean NL (Netherlands)?",
    ),
    Fault(
        "a question that informed a session and does not exist",
        "workshops/the-hague.yaml",
        "informed_by: [THB.LEG.2,",
        "informed_by: [THB.LEG.22,",
        "MPF030",
        "error",
        "informed by 'THB.LEG.22', which is no item or finding of the project; did you mean 'THB.LEG.2'",
    ),
    Fault(
        "evidence from a reply that was replaced",
        "findings.yaml",
        "{response: xa-2, link_id: THB.INS.2",
        "{response: xa-1, link_id: THB.INS.2",
        "MPF020",
        "warning",
        "response xa-1 was replaced by xa-2; look whether the evidence still holds",
    ),
    Fault(
        "a choice that the list does not have",
        "responses/XM.yaml",
        "SOM.INS.2: {value: yearly}",
        "SOM.INS.2: {value: yearley}",
        "MPF012",
        "error",
        "'yearley' is not a choice of list 'frequency'; did you mean 'yearly'",
    ),
    Fault(
        "countries of a finding that are not those of its evidence",
        "findings.yaml",
        "countries: [XB]",
        "countries: [XB, XN]",
        "MPF025",
        "warning",
        "its countries are not those of its evidence: no evidence from XN",
    ),
)


@pytest.fixture
def folder(tmp_path: Path, example: Path) -> Path:
    """A copy of the example that may be changed."""
    return Path(shutil.copytree(example, tmp_path / "copy"))


def plant(folder: Path, *faults: Fault) -> dict[str, tuple[str, int]]:
    """Change one line for each fault, and say in which file and line it stands."""
    places: dict[str, tuple[str, int]] = {}
    for fault in faults:
        file = folder / fault.file
        lines = file.read_text(encoding="utf-8").split("\n")
        number = next(number for number, line in enumerate(lines) if fault.old in line)
        lines[number] = lines[number].replace(fault.old, fault.new, 1)
        file.write_text("\n".join(lines), encoding="utf-8")
        places[fault.name] = (str(file), number + 1)
    return places


def test_the_example_without_faults_is_clean(folder: Path) -> None:
    result = CliRunner().invoke(main, ["check", str(folder)])
    assert result.exit_code == 0
    assert "error" not in result.stdout
    assert "warning" not in result.stdout


def test_ten_planted_faults_are_told_in_one_run_and_nothing_else_is(folder: Path) -> None:
    places = plant(folder, *FAULTS)
    result = CliRunner().invoke(main, ["check", str(folder)])
    assert result.exit_code == 1
    told = [line for line in result.stdout.splitlines() if " note: " not in line]
    expected = {fault.name: (*places[fault.name], fault) for fault in FAULTS}
    for file, line, fault in expected.values():
        found = [row for row in told if row.startswith(f"{file}:{line}:") and f"{fault.code} {fault.severity}: " in row]
        assert len(found) == 1, (fault.name, told)
        assert fault.words in found[0]
    assert len(told) == len(FAULTS) == 10
    assert len({fault.code for fault in FAULTS}) == 10
    assert len({fault.file for fault in FAULTS}) == 5
    assert "8 errors" in result.stderr
    assert "2 warnings" in result.stderr


def test_the_ten_faults_are_the_same_for_programs(folder: Path) -> None:
    places = plant(folder, *FAULTS)
    result = CliRunner().invoke(main, ["check", "--json", str(folder)])
    rows = [row for row in json.loads(result.stdout) if row["severity"] != "note"]
    assert {(row["file"], row["line"], row["code"]) for row in rows} == {
        (*places[fault.name], fault.code) for fault in FAULTS
    }
    assert all(row["column"] for row in rows)


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_each_fault_alone_gives_one_line(folder: Path, fault: Fault) -> None:
    places = plant(folder, fault)
    problems = [problem for problem in check(folder) if problem.severity != "note"]
    assert [(problem.file, problem.line, problem.code, problem.severity) for problem in problems] == [
        (*places[fault.name], fault.code, fault.severity)
    ]


def test_a_file_that_cannot_be_parsed_hides_itself_and_what_refers_to_it_only(folder: Path) -> None:
    elsewhere = [fault for fault in FAULTS if fault.file != "responses/XM.yaml" and fault.code != "MPF026"]
    broken = folder / "responses" / "XM.yaml"
    broken.write_text("responses: [\n" + broken.read_text(encoding="utf-8"), encoding="utf-8")
    places = plant(folder, *elsewhere)
    problems = [problem for problem in check(folder) if problem.severity != "note"]
    assert {(problem.file, problem.line, problem.code) for problem in problems} == {
        (str(broken), 3, "MPF105"),
        *((*places[fault.name], fault.code) for fault in elsewhere),
    }


def test_counts_are_not_judged_while_a_file_cannot_be_parsed(folder: Path) -> None:
    plant(folder, next(fault for fault in FAULTS if fault.code == "MPF026"))
    broken = folder / "findings.yaml"
    broken.write_text("findings: [\n" + broken.read_text(encoding="utf-8"), encoding="utf-8")
    assert [problem.code for problem in check(folder) if problem.severity != "note"] == ["MPF105"]


def test_where_the_project_file_cannot_be_parsed_the_form_of_the_others_is_still_checked(folder: Path) -> None:
    broken = folder / "project.yaml"
    broken.write_text("]" + broken.read_text(encoding="utf-8"), encoding="utf-8")
    places = plant(folder, *(fault for fault in FAULTS if fault.code in ("MPF103", "MPF012")))
    told = {(problem.file, problem.line, problem.code) for problem in check(folder)}
    assert told == {
        (str(broken), 1, "MPF105"),
        (*places["a country that is misspelled"], "MPF103"),
    }
