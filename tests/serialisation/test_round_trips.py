"""What is saved is loaded again, in every format, and saving it again changes nothing."""

# ruff: noqa: E501 - texts of files are written as they stand in them

from __future__ import annotations

import datetime as dt
import shutil
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mpfkit.model import FrozenDict, LangString, Project
from mpfkit.serialisation import dumps, load, loads, save
from mpfkit.testing.strategies import projects

FORMATS = ("yaml", "json", "toml")
COMMON = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.mark.parametrize("form", FORMATS)
@COMMON
@given(data=st.data())
def test_a_project_comes_back_from_a_text_as_it_was(form: str, data: st.DataObject) -> None:
    project = data.draw(projects(extensions=form != "toml"))  # TOML has no null
    text = dumps(project, form)
    loaded = loads(text, form)
    assert loaded.project == project
    assert [problem for problem in loaded.problems if problem.severity != "note"] == []
    assert dumps(project, form) == dumps(loaded.project, form)


@COMMON
@given(project=projects(extensions=True))
def test_a_project_comes_back_from_a_folder_as_it_was_and_saving_it_again_touches_nothing(project: Project) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name) / "p"
        assert save(project, folder)
        assert load(folder).project == project
        assert save(project, folder) == ()


@COMMON
@given(old=projects(), new=projects())
def test_a_folder_that_is_saved_over_holds_the_new_project(old: Project, new: Project) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name) / "p"
        save(old, folder)
        save(new, folder)
        again = load(folder).project
        assert again is not None
        for field in ("responses", "questionnaires", "workshops", "findings", "themes", "countries"):
            # Things stay in the files where they were, so the order of files decides.
            assert sorted(map(repr, getattr(again, field))) == sorted(map(repr, getattr(new, field)))
        plain = {"responses": (), "questionnaires": (), "workshops": (), "findings": (), "themes": (), "countries": ()}
        rest = ("organisations", "activities", "levels", "results", "documents", "photos", "claims")
        for field in rest:
            assert set(getattr(again, field)) == set(getattr(new, field))
        plain |= dict.fromkeys(rest, ())
        assert again.evolve(**plain) == new.evolve(**plain)
        assert save(again, folder) == ()


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=40
)
LINES = st.lists(
    TEXTS | st.sampled_from(["", " ", "  x", "x  ", "\t", "- a", "# b", "a: b", "---", "...", "'", '"', "\\"])
).map("\n".join)
WORDS = st.sampled_from(
    (
        "NO no yes on off true True null ~ 1.10 0o17 0x1F 1e3 1_000 .5 5. -0 +1 "
        "2019-02 2019-02-14 = << * & ! | > % @ ` { [ , ? : - NaN .inf 12:30 1E+5"
    ).split()
)


@pytest.mark.parametrize("form", FORMATS)
@COMMON
@given(text=LINES | WORDS | TEXTS, key=WORDS)
@example(text="a\n\n", key="no")
@example(text="\n", key="no")
@example(text="x" * 200 + " " + "y" * 200 + "\n  z", key="no")
@example(text="a\u2028b\x85c\ufeffd\r\ne", key="no")
def test_any_text_comes_back_as_it_was(form: str, text: str, key: str) -> None:
    project = Project(
        id="p",
        title=LangString.of(text),
        as_of=dt.date(2019, 2, 14),
        programme=text,
        abbreviations=FrozenDict({key: LangString(FrozenDict({"en": text, "fr": text}))}),
        extra=FrozenDict({"x-text": text, "x-list": (text, FrozenDict({key: text}))}),
    )
    assert loads(dumps(project, form), form).project == project


RAW = st.recursive(
    st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=4)
    | WORDS
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("form", FORMATS)
@COMMON
@given(raw=RAW)
def test_data_of_unknown_meaning_comes_back_as_it_was(form: str, raw: object) -> None:
    project = Project(
        id="p",
        title=LangString.of("T"),
        as_of=dt.date(2019, 2, 14),
        extensions=FrozenDict({"of-a-plugin-that-is-not-here": raw}),
        extra=FrozenDict({"x-data": raw}),
    )
    assert loads(dumps(project, form), form).project == project


@pytest.mark.parametrize("form", FORMATS)
def test_an_amount_of_money_is_kept_to_the_digit(form: str) -> None:
    head = {
        "yaml": "schema_version: 1\nid: p\ntitle: T\nas_of: 2019-02-14\nbudget: {amount: 108874.50}\n",
        "json": '{"schema_version": 1, "id": "p", "title": "T", "as_of": "2019-02-14", "budget": {"amount": 108874.50}}',
        "toml": 'schema_version = 1\nid = "p"\ntitle = "T"\nas_of = 2019-02-14\nbudget = {amount = 108874.50}\n',
    }[form]
    project = loads(head, form).project
    assert project is not None
    assert project.budget is not None
    assert str(project.budget.amount) == "108874.50"
    assert "108874.50" in dumps(project, form)
    assert project.budget.amount == Decimal("108874.50")


def test_saving_keeps_the_files_of_a_folder_and_their_comments_where_nothing_changed(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    shutil.copytree(Path(__file__).parents[2] / "examples" / "law-enforcement-cooperation", folder)
    before = {path: path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}
    project = load(folder).project
    assert project is not None
    assert save(project, folder) == ()
    first = project.findings[0].evolve(title=LangString.of("Another title"))
    changed = project.evolve(findings=(first, *project.findings[1:]))
    assert save(changed, folder) == (folder / "findings.yaml",)
    assert load(folder).project == changed
    after = {path: path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}
    assert {path for path in before if before[path] != after[path]} == {folder / "findings.yaml"}
