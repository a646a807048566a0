"""The officer's workbook: what a project says of itself goes out, and what was changed or added comes back."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import mpfkit_surveys
from mpfkit import Project, Registry, cli, collect, load_project, render, save_project
from mpfkit.errors import FileError, RenderError
from mpfkit.intake import WORKBOOK, Reading, ReadingRequest, Source
from mpfkit.model import (
    Consent,
    Cooperation,
    Country,
    Delivery,
    Evidence,
    Finding,
    FindingKind,
    FindingStatus,
    LangString,
    Level,
    Marking,
    MarkingLevel,
    Organisation,
    OrganisationRole,
    PartialDate,
    Participant,
    Period,
    ProjectStatus,
    Session,
    Theme,
    Workshop,
)

READER = next(reader for reader in mpfkit_surveys.READERS if reader.name == "workbook")
REGISTRY = Registry.of(mpfkit_surveys)
EXAMPLE = Path(__file__).parents[3] / "examples" / "law-enforcement-cooperation"
L = LangString.of
CEST = dt.timezone(dt.timedelta(hours=2))
PROJECT = Project(
    id="p",
    title=LangString({"en": "A project", "fr": "Un projet"}),
    as_of=dt.date(2019, 2, 14),
    languages=("en", "fr"),
    scope=("EU", "MP"),
    status=ProjectStatus.IMPLEMENTATION,
    period=Period(starts=PartialDate(2019, 1), ends=PartialDate(2020)),
    marking=Marking(level=MarkingLevel.AMBER, note="as agreed"),
    countries=(Country(code="XA", name=L("Country XA"), group="MP"), Country(code="BE", note=L("=host"))),
    organisations=(
        Organisation(id="eu", name=L("European Union"), role=OrganisationRole.FUNDING, abbreviation="EU"),
        Organisation(id="icmpd", name=L("A centre"), role=OrganisationRole.IMPLEMENTING, country="AT", logo="c.png"),
    ),
    themes=(Theme(id="thb", label=L("Trafficking")), Theme(id="som", label=L("Smuggling"))),
    levels=(Level(id="legal", label=L("Legal level")),),
    findings=(
        Finding(
            id="desk",
            kind=FindingKind.GAP,
            title=L("No desk"),
            themes=("thb",),
            levels=("legal",),
            countries=("XA", "BE"),
            evidence=(Evidence(external="A study"),),
        ),
        Finding(id="old", kind=FindingKind.TOOL, title=L("Gone"), status=FindingStatus.WITHDRAWN),
    ),
    workshops=(
        Workshop(
            id="ws",
            title=L("Workshop"),
            city="Brussels",
            country="BE",
            starts=dt.date(2019, 5, 20),
            ends=dt.date(2019, 5, 21),
            participants=(
                Participant(name="A. Person", function="Head", organisation="Police", country="XA"),
                Participant(name="B. Person", country="BE", consent=Consent.NAME),
            ),
            sessions=(
                Session(
                    id="opening",
                    title=L("Opening"),
                    starts=dt.datetime(2019, 5, 20, 9, 30, tzinfo=CEST),
                    ends=dt.datetime(2019, 5, 20, 10, 0, tzinfo=CEST),
                    themes=("thb", "som"),
                ),
                Session(id="closing", title=L("Closing"), starts=dt.datetime(2019, 5, 21, 16, tzinfo=CEST)),
            ),
        ),
    ),
)


class Sheets:
    """The workbook of a project, as an officer changes it."""

    def __init__(self, project: Project = PROJECT) -> None:
        self.project = project
        self.data = render(project, renderer="workbook", registry=REGISTRY, audience="internal")
        assert self.data is not None
        self.book = openpyxl.load_workbook(io.BytesIO(self.data))

    def put(self, sheet: str, row: int, **cells: Any) -> Sheets:
        """Write cells; `name_en` stands for `name:en`."""
        keys = [cell.value for cell in self.book[sheet][1]]
        for key, value in cells.items():
            self.book[sheet].cell(row, keys.index(key.replace("__", ":").replace("_dot_", ".")) + 1).value = value
        return self

    def source(self) -> Source:
        stream = io.BytesIO()
        self.book.save(stream)
        return Source("desk.xlsx", stream.getvalue())

    def read(self, project: Project | None = None) -> Reading:
        return READER.read(self.source(), ReadingRequest(project=project or self.project))


def changed(reading: Reading) -> Project:
    assert reading.project is not None
    return reading.project


# ------------------------------------------------------------------------------------------ the workbook


def test_a_workbook_has_an_explanation_the_sheets_and_the_codes_of_countries() -> None:
    book = Sheets().book
    assert book.sheetnames == ["Read me", *(sheet.name for sheet in WORKBOOK), "codes"]
    page = book["organisations"]
    assert [cell.value for cell in page[1]] == [
        "id",
        "name:en",
        "name:fr",
        "abbreviation",
        "role",
        "country",
        "kind",
        "made",
    ]
    assert page["B2"].value == "Name (en)"
    assert page["B3"].value == "Required. Text in this language"
    assert page["C3"].value == "Text in this language"
    assert (page.freeze_panes, page.row_dimensions[1].hidden, page.column_dimensions["H"].hidden) == ("A4", True, True)
    rules = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in page.data_validations.dataValidation}
    assert rules["E4"] == '"funding,accountable,extending,implementing,partner"'
    assert rules["F4"].startswith("codes!$A$2:")
    codes = [(row[0].value, row[1].value) for row in book["codes"].iter_rows(min_row=2)]
    assert codes[:2] == [("BE", "Belgium"), ("BG", "Bulgaria")]
    assert ("XA", "Country XA") in codes


def test_the_same_project_gives_the_same_bytes_and_no_cell_is_a_formula() -> None:
    one, other = Sheets(), Sheets()
    assert one.data == other.data
    assert one.book["countries"]["F5"].value is None
    assert [cell.value for cell in one.book["countries"][5]][:5] == ["BE", None, None, None, "'=host"]
    assert all(cell.data_type != "f" for page in one.book for row in page.iter_rows() for cell in row)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_headings_are_in_the_language_asked_for(language: str) -> None:
    data = render(PROJECT, renderer="workbook", registry=REGISTRY, audience="internal", language=language)
    page = openpyxl.load_workbook(io.BytesIO(data or b""))["organisations"]
    assert page["A2"].value == {"en": "Id", "fr": "Identifiant", "ar": "المعرّف"}[language]
    assert bool(page.sheet_view.rightToLeft) is (language == "ar")


def test_an_edition_in_which_something_is_missing_is_not_written() -> None:
    with pytest.raises(RenderError, match="--audience internal"):
        render(PROJECT, renderer="workbook", registry=REGISTRY, audience="public")


# ------------------------------------------------------------------------------------------ reading


@pytest.mark.parametrize("project", [PROJECT, load_project(EXAMPLE)], ids=["small", "example"])
def test_a_workbook_that_nobody_changed_changes_nothing(project: Project) -> None:
    reading = Sheets(project).read()
    assert (reading.project, reading.remarks, reading.refused) == (None, (), ())
    assert reading.accounts.reported == reading.accounts.mapped == 0


def test_changed_cells_and_new_rows_are_taken_over_and_the_rest_stays() -> None:
    sheets = Sheets()
    sheets.put("project", 4, reference="MPF 12", title__fr="Le projet", period_dot_ends="2021-06")
    sheets.put("organisations", 5, name__fr="Un centre", country="Belgium")
    sheets.put("organisations", 6, name__en="Border Police", role="Partner")
    sheets.put("organisations", 7, name__en="Border police", role="partner")
    sheets.put("countries", 6, code="Tunisia", note__en="joins later")
    sheets.put("workshops", 4, ends=dt.date(2019, 5, 22))
    sheets.put("workshops", 5, title__en="Second", starts="2020-02-01", marking="red")
    sheets.put("participants", 4, function="Director")
    sheets.put("participants", 6, workshop="second", name="C. Person", consent="function")
    reading = sheets.read()
    new = changed(reading)
    assert reading.refused == ()
    assert (new.reference, new.title.get("fr"), new.title.get("en")) == ("MPF 12", "Le projet", "A project")
    assert new.period == Period(starts=PartialDate(2019, 1), ends=PartialDate(2021, 6))
    centre, *added = new.organisations[1:]
    assert centre == PROJECT.organisations[1].evolve(
        name=LangString({"en": "A centre", "fr": "Un centre"}), country="BE"
    )
    assert [each.id for each in added] == ["border-police", "border-police-2"]
    assert new.countries[-1] == Country(code="TN", note=L("joins later"))
    first, second = new.workshops
    assert (first.ends, second.starts, second.marking) == (
        dt.date(2019, 5, 22),
        dt.date(2020, 2, 1),
        Marking(level=MarkingLevel.RED),
    )
    assert first.participants[0] == PROJECT.workshops[0].participants[0].evolve(function="Director")
    assert second.participants == (Participant(name="C. Person", consent=Consent.FUNCTION),)
    assert "sheet 'organisations', row 6: 'Border Police' has the id 'border-police' now" in reading.remarks


def test_what_decides_who_sees_something_is_told_when_it_changes() -> None:
    sheets = Sheets().put("project", 4, marking="clear").put("participants", 4, consent="name")
    reading = sheets.read()
    assert reading.remarks == (
        "sheet 'project', row 4: marking was amber and is clear now; see that this is meant",
        "sheet 'participants', row 4: consent was none and is name now; see that this is meant",
    )
    assert changed(reading).marking == Marking(level=MarkingLevel.CLEAR, note="as agreed")


@pytest.mark.parametrize(
    ("sheet", "row", "cells", "line"),
    [
        (
            "workshops",
            4,
            {"starts": "20.5.2019"},
            "row 4, column 'starts': '20.5.2019' is no day; write YYYY-MM-DD, such as 2025-05-20",
        ),
        (
            "workshops",
            4,
            {"starts": "2019-02-30"},
            "row 4, column 'starts': '2019-02-30' is no day; write YYYY-MM-DD, such as 2025-05-20",
        ),
        (
            "workshops",
            4,
            {"ends": "2019-05-01"},
            "row 4, column 'ends': the workshop ends (2019-05-01) before it starts (2019-05-20); write it anew",
        ),
        (
            "workshops",
            5,
            {"title:en": "W", "starts": "2020-01-02", "ends": "2020-01-01"},
            "row 5, column 'ends': the workshop ends (2020-01-01) before it starts (2020-01-02); write it anew",
        ),
        (
            "project",
            4,
            {"period.starts": "spring"},
            "row 4, column 'period.starts': 'spring' is no date; write YYYY, YYYY-MM or YYYY-MM-DD",
        ),
        (
            "project",
            4,
            {"period.ends": "2018"},
            "row 4, column 'period.ends': the period ends (2018) before it starts (2019-01); write it anew",
        ),
        ("project", 4, {"scope": "EU; Moon"}, "row 4, column 'scope': 'Moon' is no group of countries; write EU, "),
        ("project", 5, {"title:en": "Two"}, "row 5, column 'title': there is one project only; remove this row"),
        (
            "organisations",
            4,
            {"role": "friend"},
            "row 4, column 'role': 'friend' is none of funding, accountable, extending, implementing, partner; choose",
        ),
        (
            "organisations",
            4,
            {"kind": "-"},
            "row 4, column 'kind': '-' is no value; a file takes nothing away, empty the field in the project itself",
        ),
        (
            "organisations",
            4,
            {"id": "union"},
            "row 4, column 'id': 'union' was 'eu'; an id stays as it is, write it back",
        ),
        (
            "organisations",
            6,
            {"id": "eu"},
            "row 6, column 'id': 'eu' stands in row 4 already; keep one of them, or give another id",
        ),
        (
            "organisations",
            6,
            {"id": "a b", "name:en": "x", "role": "partner"},
            "row 6, column 'id': 'a b' is no id; write letters, digits and hyphens, or nothing",
        ),
        ("organisations", 6, {"name:en": "x"}, "row 6, column 'role': is empty, but a new row needs it; fill it in"),
        ("countries", 6, {"code": "Belgum"}, "row 6, column 'code': no country is named 'Belgum'"),
        (
            "participants",
            6,
            {"name": "D", "workshop": "x"},
            "row 6, column 'workshop': 'x' is no workshop of the project (ws); write its id",
        ),
        (
            "participants",
            4,
            {"workshop": "x"},
            "row 4, column 'workshop': 'x' was 'ws'; a person stays with the workshop, add a row for another one",
        ),
        (
            "agenda",
            4,
            {"starts": "2019-05-20 25:00"},
            "row 4, column 'starts': '2019-05-20 25:00' is no day and time; write YYYY-MM-DD HH:MM",
        ),
        ("agenda", 4, {"ends": "2019-05-20"}, "row 4, column 'ends': '2019-05-20' is no day and time; write"),
        ("agenda", 4, {"workshop": "x"}, "row 4, column 'workshop': 'x' was 'ws'; a session stays with the workshop"),
        (
            "agenda",
            6,
            {"title:en": "S", "workshop": "x"},
            "row 6, column 'workshop': 'x' is no workshop of the project",
        ),
        (
            "agenda",
            4,
            {"themes": "thb; drugs"},
            "row 4, column 'themes': 'drugs' is no theme of the project; write thb, som",
        ),
        ("findings", 4, {"levels": "high"}, "row 4, column 'levels': 'high' is no level of the project; write legal"),
        ("findings", 4, {"countries": "XA; Moon"}, "row 4, column 'countries': no country is named 'Moon'"),
        (
            "findings",
            4,
            {"status": "withdrawn"},
            "row 4, column 'status': 'withdrawn' is none of draft, agreed; choose",
        ),
        ("findings", 6, {"title:en": "F"}, "row 6, column 'kind': is empty, but a new row needs it; fill it in"),
        ("organisations", 4, {"kind": "=1+1"}, "row 4, column 'kind': the formula has no value in the file"),
        ("organisations", 7, {"kind": "=1+1"}, "row 7, column 'kind': the formula has no value in the file"),
    ],
)
def test_a_wrong_cell_is_one_line_and_costs_its_row_only(
    sheet: str, row: int, cells: dict[str, str], line: str
) -> None:
    sheets = Sheets()
    sheets.put(sheet, row, **{key.replace(":", "__").replace(".", "_dot_"): cell for key, cell in cells.items()})
    sheets.put("participants", 5, function="Clerk")
    reading = sheets.read()
    assert len(reading.refused) == 1
    assert reading.refused[0].startswith(f"sheet {sheet!r}, {line}")
    persons = changed(reading).workshops[0].participants
    assert persons[1].function == "Clerk"
    assert changed(reading).organisations == PROJECT.organisations


def test_sessions_are_changed_and_added_in_their_order() -> None:
    sheets = Sheets().put("agenda", 4, starts="2019-05-20 09:00", delivery="presentation", themes="som")
    sheets.put("agenda", 6, title__en="Coffee", starts="2019-05-20 11:00:00", ends="2019-05-20 12:15+03:00")
    reading = sheets.read()
    (workshop,) = changed(reading).workshops
    assert [each.id for each in workshop.sessions] == ["opening", "coffee", "closing"]
    opening, coffee, closing = workshop.sessions
    assert (opening.starts, opening.themes) == (dt.datetime(2019, 5, 20, 9, tzinfo=CEST), ("som",))
    assert (opening.delivery, closing) == (Delivery.PRESENTATION, PROJECT.workshops[0].sessions[1])
    assert coffee.starts == dt.datetime(2019, 5, 20, 11, tzinfo=CEST)
    assert coffee.ends is not None
    assert coffee.ends.utcoffset() == dt.timedelta(hours=3)
    assert reading.remarks == ("sheet 'agenda', row 6: 'Coffee' has the id 'coffee' now",)
    assert sheets.read(changed(reading)).project is None


def test_a_time_without_a_zone_is_refused_where_no_session_tells_it() -> None:
    project = PROJECT.evolve(workshops=(PROJECT.workshops[0].evolve(sessions=()),))
    sheets = Sheets(project).put("agenda", 4, title__en="Opening", starts="2019-05-20 09:30")
    assert (
        sheets.read()
        .refused[0]
        .endswith(
            "'2019-05-20 09:30' has no time zone, and no session tells it; write it, as in 2019-05-20 09:30+02:00"
        )
    )
    sheets.put("agenda", 4, starts="2019-05-20 09:30+02:00")
    assert changed(sheets.read()).workshops[0].sessions[0].starts == dt.datetime(2019, 5, 20, 9, 30, tzinfo=CEST)


def test_findings_are_changed_and_added_and_keep_their_evidence() -> None:
    sheets = Sheets().put("findings", 4, text__en="Nobody knows whom to call.", cooperation="regional", countries="BE")
    sheets.put("findings", 6, title__en="One telephone number", kind="option", themes="thb")
    desk, old, number = changed(sheets.read()).findings
    assert (desk.text, desk.cooperation, desk.countries) == (
        L("Nobody knows whom to call."),
        Cooperation.REGIONAL,
        ("BE",),
    )
    assert (desk.evidence, old) == (PROJECT.findings[0].evidence, PROJECT.findings[1])
    assert (number.id, number.kind, number.status) == ("one-telephone-number", FindingKind.OPTION, FindingStatus.DRAFT)


def test_a_file_takes_nothing_away() -> None:
    sheets = Sheets()
    sheets.put("organisations", 4, abbreviation=None)
    sheets.put("organisations", 5, id=None, name__en=None, role=None, country=None)
    sheets.book["participants"].delete_rows(5)
    reading = sheets.read()
    assert reading.project is None
    assert reading.remarks == (
        (
            "sheet 'organisations', row 4: the 'abbreviation' was emptied; a file takes nothing away, "
            "change the project itself"
        ),
        "sheet 'organisations', row 5: was emptied; a file takes nothing away, change the project itself",
    )


def test_an_old_workbook_does_not_undo_what_was_changed_since() -> None:
    newer = PROJECT.evolve(
        reference="new", organisations=(PROJECT.organisations[0].evolve(kind="eu"), PROJECT.organisations[1])
    )
    sheets = Sheets().put("project", 4, programme="MPF").put("organisations", 4, kind="union")
    reading = sheets.read(newer)
    assert (changed(reading).reference, changed(reading).programme) == ("new", "MPF")
    assert reading.refused == (
        (
            "sheet 'organisations', row 4, column 'kind': 'union' stands here, but the project was changed to 'eu' "
            "since the workbook was made; make a new workbook, and write there what is right"
        ),
    )


def test_the_same_workbook_read_twice_brings_nothing_new() -> None:
    sheets = Sheets()
    sheets.put("project", 4, programme="MPF")
    sheets.put("organisations", 6, id="police", name__en="Police", role="partner")
    sheets.put("organisations", 7, name__en="Harbour Police", role="partner")
    sheets.put("organisations", 8, name__en="Harbour police", role="partner")
    sheets.put("workshops", 5, title__en="Second")
    sheets.put("participants", 6, workshop="ws", name="C. Person", country="Belgium")
    sheets.put("countries", 6, code="Morocco")
    once = changed(sheets.read())
    again = sheets.read(once)
    assert (again.project, again.refused) == (None, ())


def test_a_copied_row_with_another_id_is_a_new_one() -> None:
    sheets = Sheets()
    sheets.book["organisations"].append([cell.value for cell in sheets.book["organisations"][5]])
    last = sheets.book["organisations"].max_row
    sheets.put("organisations", last, id=None, name__en="Another centre")
    new = changed(sheets.read()).organisations
    assert [each.id for each in new] == ["eu", "icmpd", "another-centre"]


def test_columns_and_sheets_of_other_names_are_told_and_counted() -> None:
    sheets = Sheets()
    page = sheets.book["organisations"]
    page.cell(1, 20).value = "budget"
    page.cell(4, 20).value = "12"
    page.cell(9, 21).value = "a note beside"
    sheets.book.create_sheet("Notes")["A1"].value = "call them"
    del sheets.book["codes"]
    reading = sheets.read()
    assert reading.project is None
    assert reading.remarks == (
        (
            "sheet 'Notes' is none of the workbook and was not read; the sheets are project, countries, organisations, "
            "workshops, participants, agenda, findings"
        ),
        "sheet 'organisations': the column 'budget' is none of the sheet and was not read",
    )
    assert reading.accounts.reported == 3


def test_a_sheet_without_its_hidden_column_is_refused() -> None:
    sheets = Sheets()
    sheets.book["countries"].delete_cols(7)
    sheets.book["countries"].delete_rows(1)
    with pytest.raises(FileError, match="sheet 'countries' has lost"):
        sheets.read()


def test_a_workbook_is_known_by_its_hidden_row() -> None:
    assert READER.recognises(Sheets().source())
    assert not READER.recognises(Source("a.xlsx", b"no archive"))
    book = openpyxl.Workbook()
    book.active.title = "project"
    book.active["A1"].value = "made"
    stream = io.BytesIO()
    book.save(stream)
    assert not READER.recognises(Source("a.xlsx", stream.getvalue()))


WORDS = st.text(st.characters(categories=("L", "N"), include_characters=" .-")).map(
    lambda text: " ".join(text.split()).strip("-")
)
NAMES = WORDS.filter(lambda text: bool(text) and text != "-")
TEXTS = st.dictionaries(st.sampled_from(["en", "fr", "ar"]), NAMES, min_size=1).map(LangString)
IDS = st.lists(st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True), unique=True, max_size=4)
PERSONS = st.builds(
    Participant,
    name=NAMES,
    function=WORDS,
    organisation=WORDS,
    country=st.sampled_from(["", "BE", "EL", "XA"]),
    consent=st.sampled_from(Consent),
)


MOMENTS = st.builds(
    lambda minutes, zone: (dt.datetime(2000, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=minutes)).astimezone(zone),
    st.integers(0, 10**9),
    st.sampled_from([dt.UTC, CEST]),
)


@st.composite
def agendas(draw: st.DrawFn, workshop: str) -> tuple[Session, ...]:
    """Give sessions in their order; those without a time stand last."""
    times = [*sorted(draw(st.lists(MOMENTS, max_size=2))), *draw(st.lists(st.none(), max_size=1))]
    return tuple(
        Session(
            id=f"{workshop}-{number}",
            title=draw(TEXTS),
            starts=starts,
            themes=draw(st.sampled_from([(), ("thb",), ("som", "thb")])),
            delivery=draw(st.sampled_from(Delivery)),
            moderator=draw(WORDS),
            conclusions=draw(st.none() | TEXTS),
        )
        for number, starts in enumerate(times)
    )


FINDINGS = st.lists(
    st.builds(
        Finding,
        id=st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True),
        kind=st.sampled_from(FindingKind),
        title=TEXTS,
        text=st.none() | TEXTS,
        levels=st.sampled_from([(), ("legal",)]),
        cooperation=st.none() | st.sampled_from(Cooperation),
        countries=st.sampled_from([(), ("XA",), ("BE", "EL")]),
        status=st.sampled_from([FindingStatus.DRAFT, FindingStatus.AGREED]),
    ),
    max_size=3,
    unique_by=lambda each: each.id,
).map(tuple)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    return PROJECT.evolve(
        findings=draw(FINDINGS),
        title=draw(TEXTS),
        marking=draw(st.none() | st.sampled_from(MarkingLevel).map(lambda level: Marking(level=level))),
        countries=tuple(
            Country(code=code, note=draw(st.none() | TEXTS))
            for code in draw(st.lists(st.sampled_from(["BE", "EL", "XA", "TN"]), unique=True))
        ),
        organisations=tuple(
            Organisation(id=name, name=draw(TEXTS), role=draw(st.sampled_from(OrganisationRole)), kind=draw(WORDS))
            for name in draw(IDS)
        ),
        workshops=tuple(
            Workshop(
                id=name,
                title=draw(TEXTS),
                starts=draw(st.none() | st.dates(dt.date(2000, 1, 1))),
                participants=tuple(draw(st.lists(PERSONS, max_size=3, unique_by=lambda each: each.name.casefold()))),
                sessions=draw(agendas(name)),
            )
            for name in draw(IDS)
        ),
    )


@settings(max_examples=25, deadline=None)
@given(project=projects())
def test_a_workbook_brings_a_whole_project_into_an_empty_one(project: Project) -> None:
    sheets = Sheets(project)
    assert sheets.read().project is None
    empty = Project(id="p", title=project.title, as_of=project.as_of, themes=project.themes, levels=project.levels)
    reading = sheets.read(empty)
    assert reading.refused == ()
    new = reading.project or empty
    assert new.countries == project.countries
    assert new.organisations == project.organisations
    assert new.workshops == project.workshops
    assert new.findings == project.findings


# ------------------------------------------------------------------------------------------ the commands


def test_the_workbook_of_a_new_project_brings_nothing_new_and_a_filled_one_does(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    assert CliRunner().invoke(cli.main, ["new", str(folder), "--empty"]).exit_code == 0
    first = collect(folder, [folder / "workbook.xlsx"], registry=REGISTRY)
    assert (first.ok, [file.changes for file in first.files]) == (True, [()])
    sheets = Sheets(load_project(folder)).put("project", 4, title__en="Mine")
    sheets.put("organisations", 4, name__en="Police", role="partner")
    (tmp_path / "desk.xlsx").write_bytes(sheets.source().data)
    collect(folder, [tmp_path / "desk.xlsx"], registry=REGISTRY)
    saved = load_project(folder)
    assert (saved.title, [each.id for each in saved.organisations]) == (L("Mine"), ["police"])


def test_a_collected_project_can_be_saved_whole(tmp_path: Path) -> None:
    save_project(PROJECT, tmp_path / "project.yaml")
    sheets = Sheets().put("participants", 4, function="Director").put("workshops", 4, starts="soon")
    (tmp_path / "desk.xlsx").write_bytes(sheets.source().data)
    result = collect(tmp_path, [tmp_path / "desk.xlsx"], registry=REGISTRY)
    (problem,) = result.files[0].problems
    assert problem.message.startswith("sheet 'workshops', row 4, column 'starts': 'soon' is no day")
    assert load_project(tmp_path).workshops[0].participants[0].function == "Director"


# ------------------------------------------------------------------------------------------ rows that were copied


def copied(sheets: Sheets, name: str, row: int) -> int:
    """Copy a row with all that is hidden in it to the end of its sheet."""
    sheet = sheets.book[name]
    last = max(cell.row for line in sheet.iter_rows() for cell in line if cell.value is not None) + 1
    for cell in sheet[row]:
        sheet.cell(last, cell.column).value = cell.value
    return int(last)


def test_a_copied_row_with_another_name_is_another_person() -> None:
    sheets = Sheets()
    sheets.put("participants", copied(sheets, "participants", 4), name="C. Person")
    reading = sheets.read()
    assert reading.refused == ()
    people = changed(reading).workshops[0].participants
    assert people[:2] == PROJECT.workshops[0].participants
    assert people[2:] == (Participant(name="C. Person", function="Head", organisation="Police", country="XA"),)
    again = sheets.read(changed(reading))
    assert (again.project, again.refused) == (None, ())


def test_of_rows_that_were_all_given_other_names_the_first_is_the_person_who_was_there() -> None:
    sheets = Sheets()
    sheets.put("participants", copied(sheets, "participants", 4), name="C. Person")
    sheets.put("participants", 4, name="Ann Person")
    people = changed(sheets.read()).workshops[0].participants
    assert [each.name for each in people] == ["Ann Person", "B. Person", "C. Person"]


def test_of_two_persons_who_are_alike_one_is_given_another_name() -> None:
    workshop = PROJECT.workshops[0]
    person = workshop.participants[0]
    alike = PROJECT.evolve(workshops=(workshop.evolve(participants=(person, person.evolve())),))
    people = changed(Sheets(alike).put("participants", 5, name="C. Person").read()).workshops[0].participants
    assert sorted(each.name for each in people) == ["A. Person", "C. Person"]


# ------------------------------------------------------------------------------------------ what no row may say


@pytest.mark.parametrize(
    ("row", "cells", "column", "why"),
    [
        (4, {"ends": "2019-05-20 09:00"}, "ends", "the session ends (2019-05-20 09:00:00+02:00) before it begins"),
        (4, {"starts": "2019-05-20 11:00"}, "starts", "the session ends (2019-05-20 10:00:00+02:00) before it begins"),
        (
            9,
            {"workshop": "ws", "title__en": "x", "starts": "2019-05-20 11:00", "ends": "2019-05-20 10:00"},
            "ends",
            "the session ends (2019-05-20 10:00:00+02:00) before it begins",
        ),
    ],
)
def test_no_session_ends_before_it_begins(row: int, cells: dict[str, str], column: str, why: str) -> None:
    reading = Sheets().put("agenda", row, **cells).read()
    assert reading.project is None
    (told,) = reading.refused
    assert told.startswith(f"sheet 'agenda', row {row}, column '{column}': {why}")


def test_sessions_without_a_time_zone_stand_in_the_order_of_the_clock() -> None:
    workshop = PROJECT.workshops[0]
    noon = dt.datetime(2019, 5, 20, 12, 30)  # noqa: DTZ001 - as files may have it
    naive = Session(id="lunch", title=L("Lunch"), starts=noon)
    first, *rest = workshop.sessions
    project = PROJECT.evolve(workshops=(workshop.evolve(sessions=(first, naive, *rest)),))
    sheets = Sheets(project).put("agenda", 9, workshop="ws", title__en="Film", starts="2019-05-20 12:00")
    sessions = changed(sheets.read()).workshops[0].sessions
    assert [each.id for each in sessions] == ["opening", "film", "lunch", "closing"]


def test_ids_differ_in_more_than_capitals() -> None:
    upper = PROJECT.evolve(organisations=(PROJECT.organisations[0].evolve(id="POLICE"),))
    sheets = Sheets(upper).put("organisations", 9, name__en="Police", role="partner")
    assert changed(sheets.read()).organisations[1].id == "police-2"
    reading = Sheets().put("organisations", 9, id="ICMPD", name__en="Another", role="partner").read()
    assert reading.project is None
    assert [line.partition(": ")[2] for line in reading.refused] == [
        "'ICMPD' is 'icmpd' in the project but for capitals; write another id"
    ]


def test_a_text_that_fills_its_cell_is_not_taken_for_whole() -> None:
    reading = Sheets().put("organisations", 4, name__en="y" * 32_766).read()
    assert reading.project is None
    (told,) = reading.refused
    assert told.startswith("sheet 'organisations', row 4, column 'name:en': is as long as a cell can be, and may have")


def test_the_workbook_of_another_project_is_not_read() -> None:
    with pytest.raises(FileError, match="is the workbook of another project than 'q'; collect it into that one"):
        Sheets().read(PROJECT.evolve(id="q"))
