"""The form that goes out comes back and says the same: filled in by a program, and through LibreOffice, too."""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from mpfkit import collect, load_project, load_registry, render, save_project
from mpfkit.analysis import replies_to
from mpfkit.intake import REASONS
from mpfkit.model import AbsentReason, Answer, Country, FrozenDict, ItemType, Project, Questionnaire, Response
from mpfkit.testing import fill_form, form_entries
from mpfkit.testing.strategies import lang_strings, questionnaires, responses

if TYPE_CHECKING:
    from collections.abc import Mapping

REGISTRY = load_registry()
DAY = dt.date(2019, 2, 14)
LANGUAGES = ("en", "fr", "ar")


@st.composite
def asked(draw: st.DrawFn) -> tuple[Project, Response]:
    """Give a project with a questionnaire, and a reply that a form has the fields for."""
    form = draw(questionnaires(languages=LANGUAGES, marked=False))
    project = Project(
        id="p",
        title=draw(lang_strings(LANGUAGES)),
        as_of=DAY,
        languages=LANGUAGES,
        countries=(Country(code="XA", name=draw(lang_strings(LANGUAGES)), illustrative=True),),
        questionnaires=(form,),
    )
    assume(any(form.questions()))
    reply = draw(responses(form, marked=False))
    answers = {item.link_id: _expressible(form, item.link_id, reply) for item in form.questions()}
    return project, reply.evolve(answers=FrozenDict({name: each for name, each in answers.items() if each}))


def _expressible(form: Questionnaire, link_id: str, reply: Response) -> tuple[Answer, ...]:
    """Return the answers to a question as far as a form has fields for them."""
    item = next(each for each in form.questions() if each.link_id == link_id)
    around = [each for each in form.walk() if item in each.items]
    in_table = any(each.item_control in ("grid", "table") or each.repeats for each in around)
    order = [choice.code for choice in form.choices(item)]
    kept: list[Answer] = []
    for answer in reply.answers.get(link_id, ()):
        comment = "" if in_table or item.type in (ItemType.TEXT, ItemType.STRING) else " ".join(answer.comment.split())
        values: tuple[Any, ...] = answer.values
        if item.type is not ItemType.RANKING:
            # Boxes have the order of the list
            values = tuple(sorted(values, key=order.index))
        plain = Answer(
            value=" ".join(answer.value.split()) if isinstance(answer.value, str) else answer.value,
            values=values,
            # A text beside the one choice of a list contradicts it, and is a doubt
            other=" ".join(answer.other.split()) if item.repeats else "",
            comment=comment,
            instance=answer.instance,
        )
        if answer.absent in REASONS:
            kept.append(Answer(absent=answer.absent, comment=comment, instance=answer.instance))
        elif answer.absent is None:
            kept.append(plain)
        elif comment:
            kept.append(Answer(absent=AbsentReason.NOT_ANSWERED, comment=comment, instance=answer.instance))
    return tuple(kept)


def form_of(project: Project, language: str) -> bytes:
    return render(project, kind="questionnaire", countries=["XA"], language=language, date=DAY, registry=REGISTRY)


def collected(
    project: Project, name: str, data: bytes, folder: Path
) -> tuple[Mapping[str, tuple[Answer, ...]], list[str]]:
    """Return the answers that a filled form brings into the project, and what is told about it."""
    save_project(project, folder / "project")
    (folder / name).write_bytes(data)
    found = collect(folder / "project", [folder / name], registry=REGISTRY, date=DAY)
    (file,) = found.files
    told = [*map(str, file.problems), *file.remarks, *(["a review sheet"] if found.review else [])]
    reply = load_project(folder / "project", registry=REGISTRY).responses
    return (reply[0].answers if reply else {}), told


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked(), st.sampled_from(LANGUAGES))
def test_whatever_is_asked_and_answered_comes_back(case: tuple[Project, Response], language: str) -> None:
    project, reply = case
    filled = fill_form(form_of(project, language), form_entries(project.questionnaires[0], reply))
    with tempfile.TemporaryDirectory() as folder:
        answers, told = collected(project, "XA.docx", filled, Path(folder))
    assert told == []
    assert answers == reply.answers


# ------------------------------------------------------------------------------------- the questionnaire of the example

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "law-enforcement-cooperation"


@pytest.fixture(scope="module")
def mapping() -> Project:
    return load_project(EXAMPLE, registry=REGISTRY)


def sent_out(project: Project) -> Project:
    """Return the project as it is before any reply comes in."""
    return Project(
        id=project.id,
        title=project.title,
        as_of=project.as_of,
        languages=project.languages,
        themes=project.themes,
        levels=project.levels,
        countries=project.countries,
        questionnaires=project.questionnaires,
    )


def replies_of(project: Project) -> list[Response]:
    """Return what each country replied last."""
    found = replies_to(project, project.questionnaires[0]).received
    return [reply.response for reply in found if reply.response is not None]


def returned(project: Project, folder: Path, language: str, *, step: int = 1) -> list[Path]:
    """Write the forms of all countries that replied, or of every so many, filled in."""
    folder.mkdir()
    files: list[Path] = []
    for reply in replies_of(project)[::step]:
        form = render(
            sent_out(project),
            kind="questionnaire",
            countries=[reply.country],
            language=language,
            date=DAY,
            registry=REGISTRY,
        )
        files.append(folder / f"{reply.country}.docx")
        files[-1].write_bytes(fill_form(form, form_entries(project.questionnaires[0], reply)))
    return files


def answers_of(project: Project, files: list[Path], folder: Path) -> dict[str, Mapping[str, tuple[Answer, ...]]]:
    """Collect files into the project; whatever is doubtful or told fails the test."""
    save_project(sent_out(project), folder)
    found = collect(folder, files, registry=REGISTRY, date=DAY)
    assert found.review is None
    assert [(file.name, line) for file in found.files for line in (*file.problems, *file.remarks)] == []
    assert all(file.accounts and file.accounts.reported == 0 for file in found.files)
    return {reply.country: reply.answers for reply in load_project(folder, registry=REGISTRY).responses}


def through_office(files: list[Path], suffix: str, folder: Path) -> list[Path]:
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", suffix, "--outdir", str(folder), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [folder / f"{file.stem}.{suffix}" for file in files]


def test_a_form_holds_all_that_a_ministry_replied(mapping: Project, tmp_path: Path) -> None:
    answers = answers_of(mapping, returned(mapping, tmp_path / "forms", "en"), tmp_path / "project")
    (form,) = mapping.questionnaires
    chosen = [item.link_id for item in form.questions() if item.choice_list]
    for reply in replies_of(mapping):
        assert set(answers[reply.country]) <= set(reply.answers)
        for link_id in chosen:
            given = [(each.value, set(each.values), each.absent) for each in answers[reply.country].get(link_id, ())]
            said = [(each.value, set(each.values), each.absent) for each in reply.answers.get(link_id, ())]
            assert given == [each for each in said if each[2] is None or each[2] in REASONS]


@pytest.mark.office
def test_libreoffice_changes_no_answer_to_whatever_is_asked(tmp_path: Path) -> None:
    cases: list[tuple[Path, Project, Response]] = []

    # All in one run of LibreOffice, which takes its time to start
    @settings(max_examples=16, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
    @given(asked(), st.sampled_from(LANGUAGES))
    def write(case: tuple[Project, Response], language: str) -> None:
        project, reply = case
        file = tmp_path / f"{len(cases)}.docx"
        file.write_bytes(fill_form(form_of(project, language), form_entries(project.questionnaires[0], reply)))
        cases.append((file, project, reply))

    write()
    files = [file for file, _, _ in cases]
    assert sum(len(reply.answers) for _, _, reply in cases) > len(files)
    docx = through_office(files, "docx", tmp_path / "docx")
    odt = through_office(files, "odt", tmp_path / "odt")
    back = through_office(odt, "docx", tmp_path / "back")
    for saved in (docx, odt, back):
        for file, (_, project, reply) in zip(saved, cases, strict=True):
            place = file.with_suffix("")
            place.mkdir()
            assert collected(project, file.name, file.read_bytes(), place) == (reply.answers, []), file


@pytest.mark.office
@pytest.mark.parametrize("language", LANGUAGES)
def test_libreoffice_changes_no_answer_of_any_form(mapping: Project, language: str, tmp_path: Path) -> None:
    files = returned(mapping, tmp_path / "forms", language, step=3)
    expected = answers_of(mapping, files, tmp_path / "direct")
    docx = through_office(files, "docx", tmp_path / "docx")
    odt = through_office(files, "odt", tmp_path / "odt")
    back = through_office(odt, "docx", tmp_path / "back")
    assert len(expected) == 4
    for name, saved in (("docx", docx), ("odt", odt), ("odt-docx", back)):
        assert answers_of(mapping, saved, tmp_path / f"project-{name}") == expected, name


def test_a_broken_form_costs_itself_only(mapping: Project, tmp_path: Path) -> None:
    files = returned(mapping, tmp_path / "forms", "fr")
    files[3].write_bytes(files[3].read_bytes()[:-2000])
    shutil.copy(files[0], tmp_path / "forms" / "again.docx")
    save_project(sent_out(mapping), tmp_path / "project")
    found = collect(tmp_path / "project", [*files, tmp_path / "forms" / "again.docx"], registry=REGISTRY, date=DAY)
    broken = [file.name for file in found.files if file.problems]
    assert broken == [files[3].name]
    assert len(load_project(tmp_path / "project", registry=REGISTRY).responses) == len(files) - 1
    assert any("nothing new" in line for line in found.files[-1].remarks)
