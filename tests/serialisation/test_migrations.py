"""Old files stay readable, and their problems point into the file as it was written."""

# ruff: noqa: E501 - lines are compared as they are printed

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from mpfkit.model import (
    AbsentReason,
    ActivityKind,
    AnswerConstraint,
    Attribution,
    Delivery,
    FindingKind,
    ItemType,
    Marking,
    MarkingLevel,
    PartialDate,
    Project,
    ReviewState,
)
from mpfkit.projects import check, load_project, save_project
from mpfkit.serialisation import SCHEMA_VERSION, ReadError, dumps, load, loads
from mpfkit.serialisation._migrations import MIGRATIONS, OLDEST_VERSION, Moves, migrate

if TYPE_CHECKING:
    from pathlib import Path

DRAFT = """\
schema_version: 0
id: demo
title: A draft
as_of: 2019-02-14
sensitivity: {level: amber_strict}
period: {start: 2018-11, end: 2019-02}
budget: {amount: 1000.50, period: {start: 2018, end: 2019}}
activities:
  - {id: visit, title: Visit, kind: study_visit, start: 2018-12, end: 2018-12}
themes:
  - {id: THB, label: Trafficking}
levels:
  - {id: LEG, label: Legal}
countries:
  - {id: XA, alpha2: XA, name: Country XA, group: EU, illustrative: true}
  - {id: XB, name: Country XB, group: MP, illustrative: true}
questionnaires:
  - id: q
    version: "1.0"
    choice_lists:
      yes-no:
        - {code: yes, label: Yes}
        - {code: no, label: No}
    items:
      - {link_id: A.1, type: choice, text: A law?, choice_list: yes-no, answer_constraint: options_or_string}
      - link_id: A.2
        type: group
        text: Figures
        items:
          - {link_id: A.2.v, type: integer, text: Victims, sensitivity: green, matrix: {row: victims, column: "2017"}}
      - {link_id: A.3, type: date_time, text: When?}
      - {link_id: A.4, type: group, repeats: true, text: Courses, items: [{link_id: A.4.t, type: string, text: Title}]}
responses:
  - id: r-xa
    questionnaire: q|1.0
    country: XA
    status: in_progress
    review_state: in_clarification
    dissemination: consortium
    respondent: {organisation: Ministry, role: national_contact_point}
    contributors: [{organisation: Forum, role: civil_society}]
    attachments: [{file: a.pdf, sensitivity: amber_strict}]
    sensitivity: green
    answers:
      A.1: {value: yes, sensitivity: amber_strict}
      A.2.v: {absent: asked_unknown}
      A.4.t: [{instance: [1], value: One, sensitivity: red}]
  - {id: r-xb, questionnaire: q|1.0, country: XB, dissemination: public}
workshops:
  - id: w
    title: Workshop
    start: 2019-02-14
    end: 2019-02-15
    sensitivity: green
    sessions:
      - id: s
        title: Session
        start: 2019-02-14T09:00:00+01:00
        end: 2019-02-14T10:00:00+01:00
        delivery: open_discussion
        attribution: chatham_house
        contributions: [{id: c, kind: feedback, sensitivity: amber}]
findings:
  - id: f
    kind: good_practice
    title: A finding
    theme: THB
    level: LEG
    countries: [XA]
    sensitivity: amber_strict
    evidence: [{response: r-xa, link_id: A.1}]
"""


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    file = tmp_path / "draft.yaml"
    file.write_text(DRAFT, encoding="utf-8")
    (tmp_path / "attachments").mkdir()
    (tmp_path / "attachments" / "a.pdf").write_bytes(b"")
    return file


def test_a_draft_of_version_0_is_read(draft: Path) -> None:
    assert check(draft) == ()
    project = load_project(draft)
    strict = Marking(level=MarkingLevel.AMBER_STRICT)
    assert project.marking == strict
    assert (project.period and project.period.starts) == PartialDate(2018, 11)
    assert project.budget is not None
    assert (project.budget.period and project.budget.period.ends) == PartialDate(2019)
    assert (project.activities[0].kind, project.activities[0].ends) == (ActivityKind.STUDY_VISIT, PartialDate(2018, 12))
    assert [country.code for country in project.countries] == ["XA", "XB"]
    form = project.questionnaires[0]
    assert [(listed.id, [choice.code for choice in listed.choices]) for listed in form.choice_lists] == [
        ("yes-no", ["yes", "no"])
    ]
    items = {item.link_id: item for item in form.walk()}
    assert items["A.1"].answer_constraint is AnswerConstraint.OPTIONS_OR_STRING
    assert (items["A.2.v"].row, items["A.2.v"].column) == ("victims", "2017")
    assert items["A.2.v"].marking == Marking(level=MarkingLevel.GREEN)
    assert items["A.3"].type is ItemType.DATE_TIME
    response, open_one = project.responses
    assert (response.review_state, response.dissemination, open_one.dissemination) == (
        ReviewState.IN_CLARIFICATION,
        False,
        True,
    )
    assert response.respondent is not None
    assert [row.role for row in (response.respondent, *response.contributors)] == [
        "national-contact-point",
        "civil-society",
    ]
    assert response.attachments[0].marking == response.answers["A.1"][0].marking == strict
    assert response.answers["A.2.v"][0].absent is AbsentReason.ASKED_UNKNOWN
    assert response.answers["A.4.t"][0].marking == Marking(level=MarkingLevel.RED)
    workshop = project.workshops[0]
    session = workshop.sessions[0]
    assert (str(workshop.starts), str(workshop.ends)) == ("2019-02-14", "2019-02-15")
    assert session.starts is not None
    assert (session.delivery, session.attribution) == (Delivery.OPEN_DISCUSSION, Attribution.CHATHAM_HOUSE)
    assert session.contributions[0].marking == Marking(level=MarkingLevel.AMBER)
    (finding,) = project.findings
    assert (finding.kind, finding.themes, finding.levels) == (FindingKind.GOOD_PRACTICE, ("THB",), ("LEG",))
    assert finding.marking == strict


def test_a_draft_that_is_saved_is_a_file_of_today(draft: Path, tmp_path: Path) -> None:
    project = load_project(draft)
    assert load(draft).version == 0
    save_project(project, draft)
    text = draft.read_text(encoding="utf-8")
    assert text == dumps(project)
    assert text.startswith(f"schema_version: {SCHEMA_VERSION}\n")
    assert load(draft).version == SCHEMA_VERSION
    before = draft.stat().st_mtime_ns
    save_project(project, draft)
    assert draft.stat().st_mtime_ns == before
    save_project(project, tmp_path / "folder")
    assert load_project(tmp_path / "folder") == project


def test_a_folder_of_drafts_is_brought_up_to_date_as_a_whole(tmp_path: Path) -> None:
    head, _, findings = DRAFT.partition("findings:\n")
    (tmp_path / "project.yaml").write_text(head, encoding="utf-8")
    (tmp_path / "findings.yaml").write_text("findings:\n" + findings, encoding="utf-8")
    project = load_project(tmp_path)
    save_project(project, tmp_path)
    assert "schema_version: 1" in (tmp_path / "project.yaml").read_text(encoding="utf-8")
    assert "themes: [THB]" in (tmp_path / "findings.yaml").read_text(encoding="utf-8")
    assert load_project(tmp_path) == project


def test_what_a_draft_wrote_as_version_1_does_is_left_alone() -> None:
    project = load_project_text(DRAFT)
    assert load_project_text(dumps(project).replace("schema_version: 1", "schema_version: 0")) == project


def load_project_text(text: str) -> Project:
    project = loads(text).project
    assert project is not None
    return project


BROKEN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "kind: study_visit, start: 2018-12",
        "kind: study_trip, start: winter",
        (
            "9:37: MPF103 error: activities.visit.kind: 'study_trip' is not allowed; allowed: mapping, workshop, reporting, training, study-visit, other",
            "9:56: MPF102 error: activities.visit.starts: 'winter' is not a date; write YYYY, YYYY-MM or YYYY-MM-DD",
        ),
    ),
    (
        "period: {start: 2018-11, end: 2019-02}",
        "period: {start: 2018-11, end: 2017-02}",
        ("6:1: MPF109 error: period: the period ends (2017-02) before it starts (2018-11)",),
    ),
    (
        "{level: amber_strict}",
        "pink",
        (
            "5:14: MPF103 error: marking: 'pink' is not allowed; allowed: clear, green, amber, amber+strict, red, H0, H1, H2, H3, LIMITE",
        ),
    ),
    (
        "{code: no, label: No}",
        "{code: no, labl: No}",
        (
            "23:11: MPF104 error: questionnaires.q.choice_lists.yes-no.choices.no.label is missing; add it",
            "23:22: MPF101 error: questionnaires.q.choice_lists.yes-no.choices.no.labl: unknown key 'labl'; did you mean 'label'?",
        ),
    ),
    (
        'matrix: {row: victims, column: "2017"}',
        "matrix: {row: [], column: x}",
        ("30:89: MPF102 error: questionnaires.q.items.A.2.items.A.2.v.row: a list where a text is expected",),
    ),
    (
        "    theme: THB",
        "    theme: TBH",
        ("67:12: MPF009 error: finding f: the project has no theme 'TBH'; did you mean 'THB'?",),
    ),
    (
        "id: XB, name",
        "id: Xanadu, name",
        (
            "16:10: MPF103 error: countries.Xanadu.code: no country is named 'Xanadu'; write its two-letter code, such as MA or EL",
            "48:47: MPF010 error: response r-xb: XB is a user-assigned code that countries does not explain; add its name and group there",
        ),
    ),
    (
        "sensitivity: red}]",
        "sensitivity: rde}]",
        (
            "47:56: MPF103 error: responses.r-xa.answers.A.4.t.0.marking: 'rde' is not allowed; did you mean 'red'? allowed: clear, green, amber, amber+strict, red, H0, H1, H2, H3, LIMITE",
        ),
    ),
    (
        "schema_version: 0",
        "schema_version: 2",
        ("1:17: MPF108 error: schema_version is 2, but this mpfkit reads up to 1; use a newer mpfkit",),
    ),
)


@pytest.mark.parametrize(("piece", "instead", "lines"), BROKEN, ids=[case[1] for case in BROKEN])
def test_problems_of_a_draft_stand_where_the_draft_says_it(
    draft: Path, monkeypatch: pytest.MonkeyPatch, piece: str, instead: str, lines: tuple[str, ...]
) -> None:
    monkeypatch.chdir(draft.parent)
    assert piece in DRAFT
    draft.write_text(DRAFT.replace(piece, instead, 1), encoding="utf-8")
    told = tuple(str(problem) for problem in check("draft.yaml"))
    assert told == tuple(f"draft.yaml:{line}" for line in lines)


@pytest.mark.parametrize(
    ("piece", "instead", "key"),
    [
        ("    theme: THB\n", "    theme: THB\n    themes: [THB]\n", "theme"),
        ("    theme: THB\n", "    theme: [THB]\n", "theme"),
        ("id: XB, name", "id: XB, code: XC, name", "id"),
        ("matrix: {row: victims", "matrix: {rows: victims", "matrix"),
        ("sensitivity: red}]", "sensitivity: red, marking: red}]", "sensitivity"),
        ("dissemination: public", "dissemination: perhaps", ""),
    ],
)
def test_what_a_draft_says_twice_or_in_another_form_is_not_guessed(piece: str, instead: str, key: str) -> None:
    assert piece in DRAFT
    with pytest.raises(ReadError) as caught:
        loads(DRAFT.replace(piece, instead, 1))
    if key:
        assert any(problem.path[-1] == key and problem.code == "MPF101" for problem in caught.value.problems)
    else:
        assert "'perhaps' where true or false is expected" in str(caught.value)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (
            "json",
            '{"schema_version": 0, "id": "p", "title": "T", "as_of": "2019-02-14",\n "findings": [{"id": "f", "kind": "good_practice", "title": "T", "theme": "X"}]}',
        ),
        (
            "toml",
            'schema_version = 0\nid = "p"\ntitle = "T"\nas_of = 2019-02-14\n[[findings]]\nid = "f"\nkind = "good_practice"\ntitle = "T"\ntheme = "X"\n',
        ),
    ],
)
def test_drafts_are_read_in_every_format(form: str, text: str) -> None:
    loaded = loads(text, form)
    assert loaded.project is not None
    assert loaded.project.findings[0].themes == ("X",)
    place = loaded.source_map.locate(("findings", "f", "themes", 0))
    expected = loaded.source_map.locate(("findings", "f", "theme"))
    assert place is not None
    assert expected is not None
    assert (place.line, place.column) == {"json": (2, 75), "toml": (9, 9)}[form]


def test_data_of_any_shape_pass_the_migration_and_are_refused_where_they_are_read() -> None:
    text = (
        "schema_version: 0\nid: p\ntitle: T\nas_of: 2019-02-14\nfindings: {}\nperiod: soon\ncountries: [XA]\n"
        "questionnaires: [{id: q, version: '1', items: [x], choice_lists: []}]\n"
        "responses: [{id: r, questionnaire: q, country: XA, answers: []}, {id: s, questionnaire: q, country: XA, answers: {A: x}}]\n"
    )
    with pytest.raises(ReadError) as caught:
        loads(text)
    assert len(caught.value.problems) == 6
    assert {problem.code for problem in caught.value.problems} == {"MPF102"}


def test_every_migration_is_gone_through_and_the_way_back_is_found() -> None:
    def first(raw: dict[str, Any], moves: Moves) -> None:
        raw["b"] = raw.pop("a")
        moves.note(("b",), ("a",))

    def second(raw: dict[str, Any], moves: Moves) -> None:
        raw["c"] = [raw.pop("b")]
        moves.note(("c", 0), ("b",))

    raw: dict[str, Any] = {"a": {"x": Decimal(1)}}
    moves = migrate(raw, 1, steps={1: first, 2: second}, target=3)
    assert raw == {"c": [{"x": Decimal(1)}]}
    assert moves.origin(("c", 0, "x")) == ("a", "x")
    assert moves.origin(("d",)) == ("d",)
    assert migrate({"id": "p"}, SCHEMA_VERSION).origin(("id",)) == ("id",)


def test_there_is_a_migration_from_every_older_version() -> None:
    assert sorted(MIGRATIONS) == list(range(OLDEST_VERSION, SCHEMA_VERSION))
