"""Collecting: what files hold is taken over once; a reply sent again is a revision; a broken file stands alone."""

from __future__ import annotations

import datetime as dt
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mpfkit import Project, Reader, Registry, cli, collect, hookimpl, load_project, save_project
from mpfkit.collecting import Collected, CollectedFile
from mpfkit.errors import FileError, MpfkitError, UnknownNameError
from mpfkit.intake import Decision, Doubt, Ledger, Reading, ReadingRequest, Source
from mpfkit.model import (
    AbsentReason,
    Answer,
    Choice,
    ChoiceList,
    Country,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Organisation,
    OrganisationRole,
    ProjectStatus,
    Provenance,
    Questionnaire,
    QuestionnaireStatus,
    Respondent,
    Response,
)

DAY = dt.date(2019, 3, 1)
ITEMS = (
    Item(link_id="A", type=ItemType.TEXT, text=LangString.of("Who?"), prefix="1"),
    Item(link_id="B", type=ItemType.INTEGER, text=LangString.of("How many?")),
    Item(link_id="C", type=ItemType.CHOICE, text=LangString.of("Which?"), choice_list="c", repeats=True),
    Item(link_id="R", type=ItemType.GROUP, repeats=True, items=(Item(link_id="R.1", type=ItemType.TEXT),)),
    Item(link_id="N", type=ItemType.STRING),
)
LISTS = (ChoiceList(id="c", choices=tuple(Choice(code=code, label=LangString.of(code)) for code in ("x", "y"))),)
FORM = Questionnaire(id="q", version="1", languages=("en",), items=ITEMS, choice_lists=LISTS)
PROJECT = Project(
    id="p",
    title=LangString.of("P"),
    as_of=dt.date(2019, 2, 14),
    languages=("en",),
    countries=(
        Country(code="XA", name=LangString.of("Country A"), group="MP"),
        Country(code="XB", name=LangString.of("Country B"), group="MP"),
    ),
    questionnaires=(FORM,),
)


def read(source: Source, request: ReadingRequest) -> Reading:
    """Read a JSON file that says what a reading is made of."""
    data = json.loads(source.data)
    if "fail" in data:
        raise KeyError(data["fail"])
    if "refuse" in data:
        raise FileError(f"{source.name}: {data['refuse']}")
    ledger = Ledger()
    rows = data.get("responses", [])
    responses, doubts = [], []
    for number, row in enumerate(rows, 1):
        ledger.mapped(number)
        answers = {
            link_id: tuple(
                Answer(**{**each, "instance": tuple(each.get("instance", ()))})
                for each in (value if isinstance(value, list) else [{"value": value}])
            )
            for link_id, value in row.get("answers", {}).items()
        }
        responses.append(
            Response(
                id=str(number),
                questionnaire=row.get("form", "q|1"),
                country=row.get("country", request.country),
                authored=dt.datetime.fromisoformat(row["authored"]) if "authored" in row else None,
                respondent=Respondent(role=row["role"]) if "role" in row else None,
                answers=FrozenDict(answers),
                provenance=Provenance(sheet="Data", row=number, source_id=row.get("key", "")),
            )
        )
        doubts += [
            Doubt(
                place=f"{source.name}, row {number}",
                text=text,
                why="unclear",
                proposal=proposal,
                response=str(number),
                link_id=link_id,
            )
            for link_id, text, proposal in row.get("doubts", [])
        ]
    return Reading(
        accounts=ledger.close(len(rows)),
        questionnaires=tuple(
            Questionnaire(**each, items=ITEMS[: data.get("items", 5)], choice_lists=LISTS)
            for each in data.get("forms", [])
        ),
        responses=tuple(responses),
        doubts=tuple(doubts),
        decisions=tuple(Decision(**each) for each in data.get("decisions", [])),
        project=_parts(request.project, data["parts"]) if "parts" in data else None,
        remarks=(f"language {request.language}",) if data.get("speak") else (),
        refused=tuple(data.get("refused", [])),
    )


def _parts(project: Project, parts: dict[str, Any]) -> Project:
    """Return the project with organisations that a file names, or without those that were there."""
    named = tuple(
        Organisation(id=each, name=LangString.of(each.upper()), role=OrganisationRole.PARTNER)
        for each in parts.get("organisations", [])
    )
    return project.evolve(
        status=parts.get("status", project.status),
        organisations=named if parts.get("alone") else (*project.organisations, *named),
        responses=(),
    )


class Acme:
    @hookimpl
    def mpfkit_readers(self) -> Any:
        yield Reader(
            name="acme",
            summary="Tests",
            suffixes=(".form",),
            recognises=lambda s: b'"other": 1' not in s.data,
            read=read,
        )
        yield Reader(name="twin", suffixes=(".form",), recognises=lambda s: b"twin" in s.data, read=read)


REGISTRY = Registry.of(Acme())


class Desk:
    """A project folder, and files that arrive at it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "project"
        save_project(PROJECT, self.folder, registry=REGISTRY)

    def file(self, name: str, **data: Any) -> Path:
        path = self.root / name
        path.write_text(json.dumps(data), encoding="utf-8")
        return path

    def reply(self, name: str, country: str = "XA", **more: Any) -> Path:
        return self.file(name, responses=[{"country": country, **more}])

    def collect(self, *files: Path, **more: Any) -> Collected:
        return collect(self.folder, files, registry=REGISTRY, date=DAY, **more)

    def project(self) -> Project:
        return load_project(self.folder, registry=REGISTRY)

    def content(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.folder)): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()
        }


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def codes(file: CollectedFile) -> list[str]:
    return [problem.code for problem in file.problems]


# ------------------------------------------------------------------------------------------------- replies


def test_a_reply_gets_an_id_and_knows_where_it_came_from(desk: Desk) -> None:
    path = desk.reply("XA.form", answers={"A": "we", "B": 3}, key="uuid-1")
    collected = desk.collect(path)
    assert collected.ok
    assert collected.files[0].changes == ("response xa-1: new, 2 answers to q|1",)
    response = desk.project().responses[0]
    assert response == collected.project.responses[0]
    assert (response.id, response.country, response.replaces) == ("xa-1", "XA", "")
    assert response.provenance == Provenance(
        file="XA.form",
        sha256=Source.open(path).sha256,
        sheet="Data",
        row=1,
        reader="acme",
        imported_at=dt.datetime(2019, 3, 1, tzinfo=dt.UTC),
        source_id="uuid-1",
    )
    assert [change.new for change in collected.differences.responses] == ["xa-1"]


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    path = desk.reply("XA.form", answers={"A": "we"}, doubts=[["B", "1 234", "1234"]])
    desk.collect(path)
    before = desk.content()
    again = desk.collect(path, path)
    assert again.ok
    assert [file.changes for file in again.files] == [(), ()]
    assert "nothing new" in again.files[0].remarks[-1]
    assert not again.differences
    assert desk.content() == before


def test_the_same_content_in_another_file_changes_no_response(desk: Desk) -> None:
    desk.collect(desk.reply("XA.form", answers={"A": "we"}))
    again = desk.collect(desk.reply("XA copy.form", answers={"A": "we"}, key="another"))
    assert again.files[0].changes == ()
    assert len(desk.project().responses) == 1


def test_a_reply_sent_again_becomes_a_revision(desk: Desk) -> None:
    first = desk.reply("XA.form", answers={"A": "we", "B": 3})
    desk.collect(first)
    collected = desk.collect(
        desk.reply("XA-2.form", answers={"A": "they", "B": 3, "R.1": [{"value": "r", "instance": (1,)}]})
    )
    assert collected.files[0].changes == ("response xa-2: replaces xa-1, 2 answers changed: A, R.1",)
    assert [(each.id, each.replaces) for each in desk.project().responses] == [("xa-1", ""), ("xa-2", "xa-1")]
    assert [each.id for each in desk.project().current_responses()] == ["xa-2"]
    desk.collect(first)  # what was replaced does not come back
    assert [each.id for each in desk.project().current_responses()] == ["xa-2"]


def test_an_older_reply_does_not_replace_a_newer_one(desk: Desk) -> None:
    desk.collect(desk.reply("new.form", answers={"A": "new"}, authored="2019-02-02T10:00:00+00:00"))
    collected = desk.collect(desk.reply("old.form", answers={"A": "old"}, authored="2019-01-01T10:00:00+00:00"))
    assert codes(collected.files[0]) == ["MPF211"]
    assert not collected.ok
    assert "is older than the current one, xa-1 of 2019-02-02" in str(collected.files[0].problems[0])
    assert len(desk.project().responses) == 1


def test_replies_of_another_role_stand_beside_each_other(desk: Desk) -> None:
    desk.collect(desk.reply("m.form", answers={"A": "we"}, role="ministry"))
    desk.collect(desk.reply("n.form", answers={"A": "they"}, role="civil-society"))
    assert [each.replaces for each in desk.project().responses] == ["", ""]


def test_several_replies_of_one_file_stand_with_their_countries(desk: Desk) -> None:
    desk.collect(desk.file("all.form", responses=[{"country": "XA", "key": "1"}, {"country": "XB", "key": "2"}]))
    desk.collect(desk.reply("XA.form", answers={"A": "again"}))
    assert [each.id for each in desk.project().responses] == ["xa-1", "xa-2", "xb-1"]
    assert (desk.folder / "responses" / "XA.yaml").is_file()
    assert (desk.folder / "responses" / "XB.yaml").is_file()


def test_several_replies_of_one_country_in_a_file_are_told(desk: Desk) -> None:
    rows = [{"country": "XA", "key": str(number), "answers": {"B": number}} for number in range(3)]
    collected = desk.collect(desk.file("all.form", responses=rows))
    assert collected.files[0].remarks == ("holds 3 replies of XA; each replaces the one before",)
    assert [each.id for each in desk.project().current_responses()] == ["xa-3"]


def test_ids_that_are_taken_are_not_given_again(desk: Desk) -> None:
    taken = Response(id="XA-1", questionnaire="q|1", country="XB")
    save_project(PROJECT.evolve(responses=(taken,)), desk.folder, registry=REGISTRY)
    desk.collect(desk.reply("XA.form", answers={"A": "we"}))
    assert {each.id for each in desk.project().responses} == {"XA-1", "xa-2"}


def test_comments_in_files_that_do_not_change_stay(desk: Desk) -> None:
    main = desk.folder / "project.yaml"
    main.write_text("# the officer's own remark\n" + main.read_text(encoding="utf-8"), encoding="utf-8")
    desk.collect(desk.reply("XA.form", answers={"A": "we"}))
    assert main.read_text(encoding="utf-8").startswith("# the officer's own remark\n")


def test_a_dry_run_tells_the_same_and_writes_nothing(desk: Desk) -> None:
    before = desk.content()
    path = desk.reply("XA.form", answers={"A": "we"}, doubts=[["B", "1 234", "1234"]])
    dry = desk.collect(path, dry_run=True)
    assert desk.content() == before
    assert (dry.review, dry.written) == (None, ())
    real = desk.collect(path)
    assert dry.files == real.files
    assert dry.project == real.project
    assert dry.differences == real.differences


def test_a_project_in_one_file_is_collected_into_as_well(tmp_path: Path) -> None:
    save_project(PROJECT, tmp_path / "p.json", registry=REGISTRY)
    reply = tmp_path / "XA.form"
    reply.write_text(json.dumps({"responses": [{"country": "XA", "answers": {"A": "we"}}]}), encoding="utf-8")
    collected = collect(tmp_path / "p.json", [reply], registry=REGISTRY)
    assert [path.parent for path in collected.written] == [tmp_path / "collected"]
    assert load_project(tmp_path / "p.json", registry=REGISTRY).responses[0].id == "xa-1"


# ------------------------------------------------------------------------------------------------- what cannot be read


def test_a_broken_file_costs_that_file_only(desk: Desk) -> None:
    files = [
        desk.file("a.form", fail="row"),
        desk.file("b.form", refuse="has no answers; send it again"),
        desk.root / "missing.form",
        desk.reply("c.form", answers={"A": "we"}),
    ]
    collected = desk.collect(*files)
    assert [codes(file) for file in collected.files] == [["MPF202"], ["MPF200"], ["MPF200"], []]
    told = [str(file.problems[0]) for file in collected.files[:3]]
    assert told[0].startswith("a.form: MPF202 error: the reader 'acme' of  failed (KeyError: 'row'); please report it")
    assert told[1] == "b.form: MPF200 error: has no answers; send it again"
    assert told[2] == "missing.form: MPF200 error: cannot be read: No such file or directory"
    assert all("\n" not in line for line in told)
    assert [type(file.error) for file in collected.files] == [KeyError, FileError, FileError, type(None)]
    assert desk.project().responses[0].id == "xa-1"
    assert not collected.ok


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("x.form", '{"twin": 1}', "the readers 'acme' and 'twin' recognise it; say which one with --reader"),
        ("x.form", '{"other": 1}', "none of the readers acme, twin recognises it"),
        ("x.xls", "", "no reader reads files that end in '.xls'; save it as .xlsx"),
        ("x.zzz", "", "no reader reads files that end in '.zzz'; files that end in .docx, .form, .odt are read"),
        ("x", "", "no reader reads files that end in 'nothing'"),
    ],
)
def test_a_file_without_its_one_reader_is_told_in_a_line(desk: Desk, name: str, text: str, message: str) -> None:
    (desk.root / name).write_text(text, encoding="utf-8")
    file = desk.collect(desk.root / name).files[0]
    assert codes(file) == ["MPF201"]
    assert message in str(file.problems[0])


def test_a_reader_that_is_named_is_not_chosen(desk: Desk) -> None:
    assert desk.collect(desk.file("x.form", twin=1), reader="twin").files[0].reader == "twin"
    with pytest.raises(UnknownNameError, match="no reader is named 'twn'"):
        desk.collect(desk.file("x.form"), reader="twn")


def test_the_only_reader_of_such_files_says_itself_what_is_wrong(desk: Desk) -> None:
    path = desk.root / "reply.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(
            "word/document.xml", "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'/>"
        )
    file = desk.collect(path).files[0]
    assert codes(file) == ["MPF200"]
    assert "it does not say which form it is" in str(file.problems[0])


def test_without_a_reader_of_surveys_the_plugin_is_named(desk: Desk) -> None:
    file = collect(desk.folder, [desk.file("x.csv")], registry=Registry.of()).files[0]
    assert "no reader reads files that end in '.csv'; install mpfkit-surveys" in str(file.problems[0])


def test_what_does_not_fit_the_project_is_refused_reply_by_reply(desk: Desk) -> None:
    replies = [
        {"country": "XA", "form": "other|1", "key": "1"},
        {"country": "", "key": "2"},
        {"country": "QQ", "key": "3"},
        {"country": "XA", "answers": {"Z": "?"}, "key": "4"},
        {"country": "XB", "answers": {"A": "good"}, "key": "5"},
    ]
    collected = desk.collect(desk.file("all.form", responses=replies, refused=["row 9 names no country"]))
    assert codes(collected.files[0]) == ["MPF206", "MPF205", "MPF205", "MPF210", "MPF205"]
    assert str(collected.files[0].problems[0]).startswith("all.form: MPF206 error: sheet 'Data', row 1, 1: answers the")
    assert [each.country for each in desk.project().responses] == ["XB"]


def test_the_country_that_the_user_gives_is_the_one_of_the_project(desk: Desk) -> None:
    path = desk.file("x.form", responses=[{"answers": {"A": "we"}}], speak=True)
    collected = desk.collect(path, country="country b")
    assert [each.country for each in collected.project.responses] == ["XB"]
    assert collected.files[0].remarks == ("language en",)
    with pytest.raises(FileError, match="no country is named 'Moroco'; did you mean 'Morocco' \\(MA\\)"):
        desk.collect(path, country="Moroco")
    with pytest.raises(FileError, match="no country is named"):
        desk.collect(path, country="Atlantis of the sea")


def test_a_mapping_file_is_read_as_texts(desk: Desk) -> None:
    seen: list[ReadingRequest] = []

    class Spy:
        @hookimpl
        def mpfkit_readers(self) -> Any:
            def look(source: Source, request: ReadingRequest) -> Reading:
                seen.append(request)
                return read(source, request)

            yield Reader(name="spy", suffixes=(".form",), recognises=lambda _: True, read=look)

    mapping = desk.root / "map.yaml"
    mapping.write_text("countries: {Norway: NO}\nversion: 1.10\nvalues: [yes, 0]\nflag: true\n", encoding="utf-8")
    collect(desk.folder, [desk.file("x.form")], mapping=mapping, registry=Registry.of(Spy()))
    assert seen[0].mapping == {"countries": {"Norway": "NO"}, "version": "1.10", "values": ["yes", "0"], "flag": "true"}
    assert seen[0].mapping_name == str(mapping)
    for text in ("- a list\n", "a: 1\na: 2\n", "a: [\n"):
        mapping.write_text(text, encoding="utf-8")
        with pytest.raises(MpfkitError, match=r"map\.yaml"):
            desk.collect(desk.file("x.form"), mapping=mapping)
    with pytest.raises(MpfkitError, match="cannot be read: No such file"):
        desk.collect(desk.file("x.form"), mapping=desk.root / "nowhere.yaml")


# ------------------------------------------------------------------------------------------------- questionnaires


def test_a_questionnaire_is_added_once(desk: Desk) -> None:
    path = desk.file("form.form", forms=[{"id": "new", "version": "1"}])
    assert desk.collect(path).files[0].changes == ("questionnaire new|1: new, 5 questions",)
    assert desk.collect(path).files[0].changes == ()
    assert desk.project().questionnaire("new|1") is not None


def test_a_published_questionnaire_does_not_change_and_a_draft_does(desk: Desk) -> None:
    path = desk.file("form.form", forms=[{"id": "q", "version": "1"}], items=2)
    file = desk.collect(path).files[0]
    assert codes(file) == ["MPF204"]
    assert "give this one another version" in str(file.problems[0])
    draft = PROJECT.evolve(questionnaires=(FORM.evolve(status=QuestionnaireStatus.DRAFT),))
    save_project(draft, desk.folder, registry=REGISTRY)
    path = desk.file("form2.form", forms=[{"id": "q", "version": "1"}], items=3)
    assert desk.collect(path).files[0].changes == ("questionnaire q|1: the draft is replaced",)
    assert len(desk.project().questionnaires[0].items) == 3


def test_what_the_officer_adds_to_a_questionnaire_stays_when_it_is_collected_again(desk: Desk) -> None:
    path = desk.file("form.form", forms=[{"id": "q", "version": "1"}])
    save_project(PROJECT.evolve(questionnaires=(FORM.evolve(invited=("XA",)),)), desk.folder, registry=REGISTRY)
    assert desk.collect(path).ok
    assert desk.project().questionnaires[0].invited == ("XA",)


def test_questions_that_vanish_in_a_new_version_are_named(desk: Desk) -> None:
    file = desk.collect(desk.file("form.form", forms=[{"id": "q", "version": "2"}], items=2)).files[0]
    assert "3 questions of q|1 vanished in q|2: C, R.1, N; keep the earlier export" in file.remarks[0]
    assert desk.collect(desk.file("f.form", forms=[{"id": "q", "version": "3"}])).files[0].remarks == ()


# ------------------------------------------------------------------------------------------------- doubts


def test_doubts_go_into_a_review_sheet_and_come_back_as_answers(desk: Desk) -> None:
    path = desk.reply("XA.form", answers={"A": "we"}, doubts=[["B", "1 234", "1234"], ["C", "Z", ""]])
    collected = desk.collect(path)
    assert collected.ok
    assert [str(problem) for problem in collected.files[0].problems] == [
        "XA.form: MPF208 warning: 2 answers in doubt (B: unclear; C: unclear); settle them in the review sheet"
    ]
    assert collected.review == desk.folder / "collected" / "review.xlsx"
    assert collected.review.read_bytes()[:2] == b"PK"
    decisions = [
        {
            "response": "xa-1",
            "link_id": "B",
            "text": "1 234",
            "value": "1234",
            "why": "unclear",
            "sheet": "review",
            "row": 2,
        },
        {"response": "xa-1", "link_id": "C", "text": "Z", "value": "x, y", "row": 3},
        {"response": "xa-1", "link_id": "N", "text": "?", "value": "", "row": 4},
    ]
    review = desk.file("settled.form", decisions=decisions)
    settled = desk.collect(review)
    assert settled.files[0].changes == (
        "response xa-1: B is settled as '1234'",
        "response xa-1: C is settled as 'x, y'",
        "response xa-1: N is settled as 'left out'",
    )
    response = desk.project().responses[0]
    assert list(response.answers) == ["A", "B", "C", "N"]
    answer = response.answers["B"][0]
    assert (answer.value, answer.corrections[0].old, answer.corrections[0].new) == (1234, "1 234", "1234")
    assert answer.provenance is not None
    assert (answer.provenance.file, answer.provenance.sheet, answer.provenance.row) == ("settled.form", "review", 2)
    assert response.answers["C"][0].values == ("x", "y")
    assert response.answers["N"][0].absent is AbsentReason.NOT_ANSWERED
    before = desk.content()
    assert desk.collect(review).files[0].changes == ()
    assert desk.collect(path).files[0].changes == ()
    assert desk.content() == before


def test_decisions_that_cannot_be_kept_are_told_row_by_row(desk: Desk) -> None:
    desk.collect(desk.reply("XA.form", answers={"B": 3}))
    decisions = [
        {"response": "gone-1", "link_id": "B", "value": "1", "row": 2},
        {"response": "xa-1", "link_id": "Z", "value": "1"},
        {"response": "xa-1", "link_id": "B", "value": "1 0", "row": 4},
        {"response": "xa-1", "link_id": "B", "value": "3", "row": 5},
    ]
    file = desk.collect(desk.file("r.form", decisions=decisions)).files[0]
    assert codes(file) == ["MPF209", "MPF209", "MPF209"]
    assert "row 4: B cannot be settled so: '1 0' is not a number as it would be stored; did you mean '10'?" in str(
        file.problems[2]
    )
    assert file.changes == ()


def test_a_review_sheet_that_is_being_settled_is_never_overwritten(desk: Desk) -> None:
    first = desk.collect(desk.reply("XA.form", doubts=[["B", "x", ""]])).review
    assert first is not None
    first.write_bytes(b"settled by the officer")
    second = desk.collect(desk.reply("XB.form", country="XB", doubts=[["B", "x", ""]])).review
    assert second == first.with_name("review-2.xlsx")
    assert first.read_bytes() == b"settled by the officer"


# ------------------------------------------------------------------------------------------------- records


def test_other_parts_of_a_project_are_added_and_changed_and_told(desk: Desk) -> None:
    desk.collect(desk.reply("a.form", answers={"A": "x"}))
    found = desk.collect(desk.file("b.form", parts={"organisations": ["icmpd"], "status": "closed"}))
    assert found.files[0].changes == ("project p: changed: status", "organisations icmpd: new")
    project = desk.project()
    assert (project.status, [each.id for each in project.organisations]) == (ProjectStatus.CLOSED, ["icmpd"])
    assert [each.id for each in project.responses] == ["xa-1"]
    again = desk.collect(desk.file("c.form", parts={"status": "closed"}))
    assert again.files[0].changes == ()
    assert any("nothing new" in line for line in again.files[0].remarks)


def test_a_file_takes_nothing_away(desk: Desk) -> None:
    desk.collect(desk.file("a.form", parts={"organisations": ["icmpd"]}))
    found = desk.collect(desk.file("b.form", parts={"organisations": ["eu"], "alone": True}))
    assert codes(found.files[0]) == ["MPF212"]
    assert "left out organisations 'icmpd'" in found.files[0].problems[0].message
    assert [each.id for each in desk.project().organisations] == ["icmpd"]


def test_the_accounts_are_kept_beside_the_project_and_do_not_disturb_it(desk: Desk) -> None:
    path = desk.reply("réponse de XA.form", answers={"A": "we"}, doubts=[["B", "x", ""]])
    collected = desk.collect(path)
    record = next(file for file in collected.written if file.suffix == ".json")
    assert record.name == f"r-ponse-de-XA.form.{Source.open(path).sha256[:8]}.json"
    data = json.loads(record.read_text(encoding="utf-8"))
    assert data["accounts"]["total"] == 1
    assert data["accounts"]["rows"] == [{"fate": "mapped", "reason": "", "count": 1, "places": []}]
    assert [row["id"] for row in data["responses"]] == ["xa-1"]
    assert data["doubts"][0]["response"] == "xa-1"
    assert desk.project() == collected.project.evolve(folder=desk.project().folder)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"sha256": "x", "responses": [{}], "questionnaires": []}',
        '{"sha256": 1, "responses": [], "questionnaires": []}',
    ],
)
def test_a_damaged_record_is_told_in_one_line(desk: Desk, text: str) -> None:
    (desk.folder / "collected").mkdir()
    (desk.folder / "collected" / "x.json").write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=r"x\.json: is no record of a file that was collected \(\w+\); restore it"):
        desk.collect(desk.reply("XA.form"))


def test_a_file_that_is_collected_again_after_its_questionnaire_keeps_one_record(desk: Desk) -> None:
    rows = [{"country": "XA", "key": "1"}, {"country": "XB", "key": "2", "form": "new|1"}]
    path = desk.file("all.form", responses=rows)
    assert not desk.collect(path).ok
    desk.collect(desk.file("form.form", forms=[{"id": "new", "version": "1"}]))
    collected = desk.collect(path)
    assert collected.ok
    record = next(iter((desk.folder / "collected").glob("all.form.*.json")))
    assert [row["id"] for row in json.loads(record.read_text(encoding="utf-8"))["responses"]] == ["xa-1", "xb-1"]


# ------------------------------------------------------------------------------------------------- time and the command


def test_the_moment_is_given_or_that_of_the_environment_or_now(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = desk.reply("XA.form", answers={"A": "we"})

    def moment() -> dt.datetime:
        collected = collect(desk.folder, [path], dry_run=True, registry=REGISTRY)
        provenance = collected.project.responses[0].provenance
        assert provenance is not None
        assert provenance.imported_at is not None
        return provenance.imported_at

    assert abs(moment() - dt.datetime.now(tz=dt.UTC)) < dt.timedelta(minutes=5)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert moment() == dt.datetime(1970, 1, 2, tzinfo=dt.UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    with pytest.raises(FileError, match="SOURCE_DATE_EPOCH is 'today'"):
        moment()


def run(desk: Desk, *arguments: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("mpfkit.registry.load_registry", lambda **_: REGISTRY)
    return CliRunner().invoke(cli.main, ["collect", str(desk.folder), *arguments])


def test_the_command_prints_changes_and_accounts_and_problems(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    good = desk.reply("XA.form", answers={"A": "we"}, doubts=[["B", "x", ""]])
    broken = desk.file("b.form", fail="row")
    dry = run(desk, str(good), "--dry-run", monkeypatch=monkeypatch)
    assert (dry.exit_code, dry.stderr.splitlines()[-1]) == (0, "nothing was written (--dry-run)")
    done = run(desk, str(good), str(broken), "--date", "2019-03-01", monkeypatch=monkeypatch)
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "XA.form (acme)",
        "  response xa-1: new, 1 answer to q|1",
        "  1 cells: 1 mapped, 0 ignored by rule, 0 reported",
    ]
    assert "XA.form: MPF208 warning: 1 answer in doubt" in done.stderr
    assert "b.form: MPF202 error: " in done.stderr
    assert "Traceback" not in done.stderr
    assert f"settle what is in doubt in {desk.folder / 'collected' / 'review.xlsx'}, then collect it" in done.stderr
    assert "Traceback" in run(desk, str(broken), "--traceback", monkeypatch=monkeypatch).stderr
    again = run(desk, str(good), monkeypatch=monkeypatch)
    assert again.exit_code == 0
    assert "XA.form: nothing new" in again.stderr
    assert run(desk, monkeypatch=monkeypatch).exit_code == 2


def test_a_bar_runs_where_a_person_looks_on_and_it_takes_long(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [str(desk.reply(f"{code}.form", country=code)) for code in ("XA", "XB")]
    assert "[#" not in run(desk, *files, "--dry-run", monkeypatch=monkeypatch).stderr
    monkeypatch.setattr(cli._Progress, "PATIENCE_S", -1.0)
    monkeypatch.setattr("mpfkit.cli._is_watched", lambda: True)
    told = run(desk, *files, "--dry-run", monkeypatch=monkeypatch).stderr
    assert "1/2 XB.form" in told
