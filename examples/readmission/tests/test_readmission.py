"""The facts, their check and the brief; through the same calls as any other project makes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import mpfkit_readmission
from mpfkit import ProblemsError, Registry, check, load_project, render, save_project
from mpfkit.locale import Catalogue
from mpfkit.model import Country, LangString, PartialDate, Project
from mpfkit_readmission import AgreementStatus, ReadmissionProfile

PROJECT = Path(__file__).parents[1] / "project"
REGISTRY = Registry.of(mpfkit_readmission)


def with_profile(profile: ReadmissionProfile) -> Project:
    country = Country(code="XA", name=LangString.of("Aldovia"), extensions={"readmission": profile})
    return Project(id="p", title=LangString.of("P"), as_of=dt.date(2020, 2, 1), countries=(country,))


def brief(project: Project, **more: object) -> str:
    return render(project, kind="readmission-brief", format="md", registry=REGISTRY, **more).decode()


def test_facts_come_typed_from_the_file() -> None:
    project = load_project(PROJECT, registry=REGISTRY)
    assert project.country("XA").extension(ReadmissionProfile) == ReadmissionProfile(
        agreement=AgreementStatus.IN_FORCE,
        in_force_since=PartialDate(2014, 10),
        authority=LangString({"en": "Migration Office", "fr": "Office des migrations"}),
        reply_days=12,
        eu_laissez_passer=True,
    )
    assert project.country("XC").extension(ReadmissionProfile) == ReadmissionProfile()
    assert project.country("XD").extension(ReadmissionProfile) is None


def test_the_project_is_sound_and_comes_back_from_another_file_as_it_was(tmp_path: Path) -> None:
    assert check(PROJECT, registry=REGISTRY) == ()
    project = load_project(PROJECT, registry=REGISTRY)
    for name in ("p.yaml", "p.json", "p.toml", "folder"):
        save_project(project, tmp_path / name, registry=REGISTRY)
        assert load_project(tmp_path / name, registry=REGISTRY) == project


def test_the_brief_shows_each_country_with_facts() -> None:
    project = load_project(PROJECT, registry=REGISTRY)
    text = brief(project)
    for part in ("Aldovia", "In force since October 2014", "Migration Office", "12", "Not accepted", "Cascara"):
        assert part in text
    assert "Drusselstein" not in text
    assert "En cours de négociation" in brief(project, language="fr")
    assert "Borvanie" not in brief(project, language="fr", options={"only-in-force": "yes"})


def test_an_edition_that_withholds_countries_says_so() -> None:
    project = with_profile(ReadmissionProfile(reply_days=3))
    assert "The facts on one country are withheld" in brief(project)
    assert "withheld" not in brief(project, audience="internal")


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        (ReadmissionProfile(in_force_since=PartialDate(2014)), "RDM001"),
        (ReadmissionProfile(agreement=AgreementStatus.IN_FORCE, in_force_since=PartialDate(2021)), "RDM002"),
    ],
)
def test_profiles_that_contradict_themselves_are_told(profile: ReadmissionProfile, code: str) -> None:
    (problem,) = REGISTRY.check_project(with_profile(profile))
    assert problem.code == code


def test_a_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    text = (PROJECT / "project.yaml").read_text(encoding="utf-8")
    file = tmp_path / "project.yaml"
    file.write_text(
        text.replace("reply_days: 12", "reply_day: 12").replace("reply_days: 45", "reply_days: -45"), "utf-8"
    )
    with pytest.raises(ProblemsError) as caught:
        load_project(file, registry=REGISTRY)
    one, other = caught.value.problems
    assert "unknown key 'reply_day'; did you mean 'reply_days'?" in str(one)
    assert (one.line, other.line) == (22, 29)
    assert "'reply_days' must be >= 0: -45" in str(other)


def test_all_phrases_are_there_in_all_languages() -> None:
    assert Catalogue.load("mpfkit_readmission").problems() == ()
