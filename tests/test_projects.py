"""Projects from and to disk, and checking them."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import attrs
import pytest

from mpfkit import ProblemsError, check, load_project, save_project
from mpfkit.errors import FileError
from mpfkit.model import Attachment, Audience, Organisation, OrganisationRole, Photo, Withheld

EXAMPLE = Path(__file__).parents[1] / "examples" / "law-enforcement-cooperation"


def place(problem: object) -> str:
    return str(problem).partition(" ")[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example that may be changed."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "copy"))


def test_the_example_has_no_errors_and_says_how_it_read_the_budget() -> None:
    problems = check(EXAMPLE)
    assert [problem.severity for problem in problems] == ["note"]
    assert "read 'EUR 108.874.50 (ISF-Police)' as EUR 108 874.50, fund ISF-Police" in str(problems[0])
    assert check(load_project(EXAMPLE)) == ()


def test_a_project_can_be_checked_without_files_and_has_paths_then(folder: Path) -> None:
    project = load_project(folder)
    changed = project.evolve(scope=("EU", "MPX"))
    (problem,) = (row for row in check(changed) if row.code == "MPF037")
    assert (problem.path, problem.file, problem.line) == (("scope", 1), "", 0)
    assert str(problem).startswith("scope.1: MPF037 error: ")


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, (file, old)
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_ten_faults_of_all_sorts_are_all_told_with_file_line_and_code(folder: Path) -> None:
    """Faults of the form and faults of the content come together, and none hides another."""
    project = load_project(folder)
    response = project.responses[-1]
    reply = next(path for path in (folder / "responses").iterdir() if f"id: {response.id}" in path.read_text("utf-8"))
    replace(folder / "project.yaml", "programme:", "program:")
    replace(folder / "project.yaml", "status: closed", "status: close")
    replace(folder / "project.yaml", "role: funding", "role: funder")
    replace(folder / "project.yaml", "scope: [EU, MP, CAMM]", "scope: [EU, MP, CAM]")
    replace(folder / "workshops" / "the-hague.yaml", "country: NL", "country: Netherland")
    replace(folder / "workshops" / "the-hague.yaml", "partners: [emsc]", "partners: [emcs]")
    replace(folder / "questionnaires" / "mapping.yaml", "return_by: 2018-12-14", "return_by: 14 December 2018")
    replace(reply, f"country: {response.country}", "country: Maroco")
    replace(folder / "findings.yaml", "kind: gap", "kind: gaps")
    replace(folder / "findings.yaml", 'quote: "The national rapporteur is', 'quote: "The national rapporteur was')
    told = {(Path(problem.file).name, problem.code) for problem in check(folder) if problem.severity == "error"}
    assert told == {
        ("project.yaml", "MPF101"),
        ("project.yaml", "MPF103"),
        ("project.yaml", "MPF037"),
        ("the-hague.yaml", "MPF103"),
        ("the-hague.yaml", "MPF031"),
        ("mapping.yaml", "MPF102"),
        (reply.name, "MPF103"),
        ("findings.yaml", "MPF103"),
        ("findings.yaml", "MPF018"),
    }
    assert all(problem.line and problem.column for problem in check(folder))
    assert sum(problem.severity == "error" for problem in check(folder)) == 10


def test_all_problems_of_the_files_stand_in_the_error() -> None:
    with pytest.raises(ProblemsError) as caught:
        load_project(EXAMPLE / "nowhere")
    assert str(caught.value) == f"{EXAMPLE / 'nowhere'}: MPF100 error: there is no such file or folder"
    assert isinstance(caught.value, FileError)
    assert check(EXAMPLE / "nowhere") == caught.value.problems


def test_an_edition_is_not_saved_as_if_it_were_the_project(tmp_path: Path) -> None:
    edition = load_project(EXAMPLE).evolve(withheld=Withheld(audience=Audience.PUBLIC))
    with pytest.raises(FileError, match="this is the public edition; save the project that it was made from"):
        save_project(edition, tmp_path / "p")


def test_a_project_goes_to_a_file_and_comes_back(tmp_path: Path) -> None:
    project = load_project(EXAMPLE)
    for name in ("p.yaml", "p.json", "p.toml", "folder"):
        save_project(project, tmp_path / name)
        assert load_project(tmp_path / name) == project


def test_files_that_the_project_names_must_be_there_and_be_the_same(folder: Path) -> None:
    content = b"content"
    for name in ("attachments", "images"):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "there").write_bytes(content)
    good, bad = hashlib.sha256(content).hexdigest(), "0" * 64
    project = load_project(folder)
    workshop = project.workshops[0].evolve(photos=(Photo(file="there", sha256=good), Photo(file="gone")))
    response = project.responses[0].evolve(
        attachments=(Attachment(file="there", sha256=bad), Attachment(file="../project.yaml"))
    )
    save_project(
        project.evolve(
            workshops=(workshop, *project.workshops[1:]),
            responses=(response, *project.responses[1:]),
            documents=(Attachment(file="there", sha256=good.upper()), Attachment(file="lost.pdf")),
            photos=(Photo(file="there"),),
            organisations=(
                *project.organisations,
                attrs.evolve(project.organisations[0], id="more", logo="logo.png"),
                Organisation(id="last", name=project.title, role=OrganisationRole.PARTNER, logo="there"),
            ),
        ),
        folder,
    )
    messages = sorted(problem.message for problem in check(folder) if problem.code == "MPF022")
    assert messages == [
        "'../project.yaml' leads out of attachments/; put the file there",
        "attachments/there is not the file that was meant: its sha256 differs",
        "there is no file attachments/lost.pdf",
        "there is no file images/gone",
        "there is no file images/logo.png",
    ]
    assert all(problem.line for problem in check(folder))
