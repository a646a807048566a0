"""The coding sheet: open answers go out, findings with evidence come back, and every quote is one."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import mpfkit_surveys
from mpfkit import Project, Registry, cli, collect, load_project, render, save_project
from mpfkit.errors import FileError, RenderError, UnknownNameError
from mpfkit.intake import Reading, ReadingRequest, Source, safe_cell
from mpfkit.model import (
    Answer,
    Audience,
    Cooperation,
    Country,
    Evidence,
    Finding,
    FindingKind,
    FindingStatus,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Level,
    Marking,
    MarkingLevel,
    Questionnaire,
    Response,
    ResponseStatus,
    Stance,
    Theme,
    Translation,
    check_project,
)
from mpfkit.redaction import redact
from mpfkit.testing import strategies
from mpfkit_surveys._coding import COLUMNS, located, same

EXAMPLE = Path(__file__).parents[3] / "examples" / "law-enforcement-cooperation"
CODING = next(reader for reader in mpfkit_surveys.READERS if reader.name == "coding")
REGISTRY = Registry.of(mpfkit_surveys)
RED = Marking(level=MarkingLevel.RED)
L = LangString.of
FIRST_ROW = 4


def items() -> tuple[Item, ...]:
    return (
        Item(link_id="name", type=ItemType.STRING, text=L("Authority?")),
        Item(
            link_id="thb",
            type=ItemType.GROUP,
            theme="THB",
            level="INS",
            items=(
                Item(link_id="A", type=ItemType.TEXT, text=L("How?"), prefix="5"),
                Item(link_id="B", type=ItemType.CHOICE, text=L("Who?"), choice_list="who", level="LEG"),
            ),
        ),
        Item(link_id="S", type=ItemType.TEXT, theme="SOM", text=L("Where?")),
    )


def answers(first: str, **more: Answer) -> FrozenDict[str, tuple[Answer, ...]]:
    return FrozenDict({"A": (Answer(value=first),), **{name: (answer,) for name, answer in more.items()}})


PROJECT = Project(
    id="p",
    title=L("A project"),
    as_of=dt.date(2019, 2, 14),
    languages=("en",),
    marking=Marking(level=MarkingLevel.CLEAR),
    themes=(Theme(id="THB", label=L("Trafficking: persons")), Theme(id="SOM", label=L("Smuggling"))),
    levels=(Level(id="INS", label=L("Institutional")), Level(id="LEG", label=L("Legal; policy"))),
    countries=tuple(Country(code=code, name=L(f"Country {code}"), group="MP") for code in ("XA", "XB")),
    questionnaires=(Questionnaire(id="q", version="1", items=items()),),
    responses=(
        Response(
            id="xb-1",
            questionnaire="q|1",
            country="XB",
            answers=answers("=2+2 is what they say", S=Answer(value="the pass in the north", marking=RED)),
        ),
        Response(
            id="xa-1",
            questionnaire="q|1",
            country="XA",
            answers=answers(
                "A joint desk answers “within a day”,\nand counts what stays open.",
                B=Answer(other="the harbour police", comment="since 2017"),
                name=Answer(value="Ministry"),
            ),
        ),
    ),
    findings=(
        Finding(
            id="desk",
            kind=FindingKind.GOOD_PRACTICE,
            title=L("A joint desk"),
            text=L("It works."),
            themes=("THB",),
            levels=("INS", "LEG"),
            countries=("XA",),
            cooperation=Cooperation.NATIONAL,
            evidence=(
                Evidence(response="xa-1", link_id="A", quote="counts what stays open"),
                Evidence(external="A book"),
            ),
        ),
        Finding(id="old", kind=FindingKind.GAP, title=L("Old"), themes=("THB",), status=FindingStatus.WITHDRAWN),
    ),
)

Cells = dict[str, Any]


class Sheet:
    """A coding sheet that a program fills in."""

    def __init__(self, project: Project, **how: Any) -> None:
        self.project = project
        self.data = render(project, renderer="coding-sheet", registry=REGISTRY, **{"audience": "internal", **how})
        assert self.data is not None
        self.book = openpyxl.load_workbook(io.BytesIO(self.data))

    def sheet(self, name: str = "Trafficking persons") -> Any:
        return self.book[name]

    def rows(self, name: str = "Trafficking persons") -> list[Cells]:
        keys = [cell.value.partition("::")[0] for cell in self.sheet(name)[1]]
        return [
            {"row": row[0].row, **dict(zip(keys, (cell.value or "" for cell in row), strict=True))}
            for row in self.sheet(name).iter_rows(min_row=FIRST_ROW)
        ]

    def fill(self, row: int, name: str = "Trafficking persons", /, **cells: Any) -> None:
        keys = [cell.value.partition("::")[0] for cell in self.sheet(name)[1]]
        for key, value in cells.items():
            self.sheet(name).cell(row, keys.index(key) + 1).value = value

    def copy(self, row: int, name: str = "Trafficking persons", /, **cells: Any) -> None:
        """Copy a row to the end of the sheet, and change cells of the copy."""
        self.sheet(name).append([cell.value for cell in self.sheet(name)[row]])
        self.fill(self.sheet(name).max_row, name, **cells)

    def source(self) -> Source:
        stream = io.BytesIO()
        self.book.save(stream)
        return Source("coding.xlsx", stream.getvalue())

    def read(self, project: Project | None = None) -> Reading:
        return CODING.read(self.source(), ReadingRequest(project=project or self.project))


def first(sheet: Sheet, response: str, part: str = "Answer") -> int:
    """Return the row to fill in for an answer."""
    return next(
        int(row["row"])
        for row in sheet.rows()
        if (row["response"], row["part"], row["finding"]) == (response, part, "")
    )


def shown(sheet: Sheet) -> int:
    """Return the row that shows what was coded before."""
    return next(int(row["row"]) for row in sheet.rows() if row["finding"] == "desk")


# ------------------------------------------------------------------------------------------ the sheet


def test_each_theme_has_a_sheet_with_a_row_for_each_open_answer_by_question_and_country() -> None:
    sheet = Sheet(PROJECT)
    assert sheet.book.sheetnames == ["Instructions", "Trafficking persons", "Smuggling", "Without a theme", "lists"]
    told = [(row["name"], row["number"], row["part"], row["answer"], row["finding"]) for row in sheet.rows()]
    words = "A joint desk answers “within a day”,\nand counts what stays open."
    assert told == [
        ("Country XA", "5", "Answer", words, "desk"),
        ("Country XA", "5", "Answer", words, ""),
        ("Country XB", "5", "Answer", "'=2+2 is what they say", ""),
        ("Country XA", "B", "Own text", "the harbour police", ""),
        ("Country XA", "B", "Comment", "since 2017", ""),
    ]


def test_what_was_coded_is_shown_and_an_empty_row_proposes_the_level_of_its_question() -> None:
    coded, empty, *_, own, comment = Sheet(PROJECT).rows()
    assert {name: coded[name] for name in ("kind", "cooperation", "level", "title", "statement")} == {
        "kind": "Good practice",
        "cooperation": "National",
        "level": "Institutional; LEG",
        "title": "A joint desk",
        "statement": "It works.",
    }
    assert (coded["quote"], coded["stance"], coded["status"]) == ("counts what stays open", "Supports", "Agreed")
    assert (empty["level"], own["level"], comment["level"], empty["title"]) == ("Institutional", "LEG", "LEG", "")


def test_no_cell_is_a_formula_and_the_same_project_gives_the_same_bytes() -> None:
    sheet = Sheet(PROJECT)
    types = {cell.data_type for each in sheet.book for row in each.iter_rows() for cell in row if cell.value}
    assert types == {"s"}
    assert Sheet(PROJECT).data == sheet.data


def test_the_sheet_can_be_worked_with() -> None:
    sheet = Sheet(PROJECT).sheet()
    assert sheet.freeze_panes == "C4"
    assert sheet.row_dimensions[1].hidden
    assert sheet.column_dimensions["T"].hidden
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert {place[0] for place in rules} == {"H", "I", "J", "K", "N", "O"}
    assert rules["H4"].showErrorMessage
    assert not rules["K4"].showErrorMessage, "a title may be new"


@pytest.mark.parametrize(("audience", "count"), [("internal", 2), ("public", 1)])
def test_a_sheet_shows_what_its_audience_may_see_and_says_for_whom_it_is(audience: str, count: int) -> None:
    sheet = Sheet(PROJECT, audience=audience)
    told = "\n".join(str(row[0].value) for row in sheet.book["Instructions"].iter_rows())
    assert {"internal": "for the project team", "public": "for the public"}[audience] in told
    assert ("1 answer or reply is withheld" in told) == (audience == "public")
    assert ("Nothing was withheld" in told) == (audience == "internal")
    assert ("Smuggling" in sheet.book.sheetnames) == (audience == "internal")
    assert sum(name in {"Trafficking persons", "Smuggling"} for name in sheet.book.sheetnames) == count
    cells = [str(cell.value) for each in sheet.book for row in each.iter_rows() for cell in row]
    assert any("the pass in the north" in cell for cell in cells) == (audience == "internal")


def test_a_validation_copy_names_its_country() -> None:
    told = [str(row[0].value) for row in Sheet(PROJECT, audience="public", for_country="XB").book["Instructions"]]
    assert any("validation copy for Country XB" in line for line in told)


def test_one_theme_is_chosen_by_its_id_and_there_has_to_be_something_to_code() -> None:
    assert Sheet(PROJECT, options={"theme": "SOM"}).book.sheetnames == ["Instructions", "Smuggling", "lists"]
    with pytest.raises(UnknownNameError, match="no theme is named 'THS'; did you mean 'THB'"):
        Sheet(PROJECT, options={"theme": "THS"})
    with pytest.raises(RenderError, match="the public edition shows no open answer of the theme 'SOM'"):
        Sheet(PROJECT, audience="public", options={"theme": "SOM"})
    with pytest.raises(RenderError, match="nothing to code: the internal edition shows no open answer in words"):
        Sheet(PROJECT.evolve(responses=(), findings=()))


def test_sheets_have_names_that_excel_takes() -> None:
    labels = ("Instructions", "a/b", "A B", "x" * 40, "x" * 40, "history", "[]")
    project = PROJECT.evolve(
        themes=tuple(Theme(id=f"t{number}", label=L(label)) for number, label in enumerate(labels)),
        findings=(),
        questionnaires=(
            Questionnaire(
                id="q",
                version="1",
                items=tuple(
                    Item(link_id=f"i{number}", type=ItemType.TEXT, theme=f"t{number}") for number in range(len(labels))
                ),
            ),
        ),
        responses=(
            Response(
                id="r",
                questionnaire="q|1",
                country="XA",
                answers=FrozenDict({f"i{number}": (Answer(value="w"),) for number in range(len(labels))}),
            ),
        ),
    )
    assert Sheet(project).book.sheetnames[1:-1] == [
        "Instructions 2",
        "a b",
        "A B 2",
        "x" * 31,
        f"{'x' * 29} 2",
        "history 2",
        "t6",
    ]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_sheet_in_another_language_is_read_back(language: str) -> None:
    sheet = Sheet(PROJECT, language=language)
    name = sheet.book.sheetnames[1]
    assert sheet.read().project is None
    row = next(row["row"] for row in sheet.rows(name) if row["response"] == "xb-1")
    kind = {"fr": "Lacune", "ar": "ثغرة"}[language]
    sheet.fill(row, name, kind=kind, title="Un titre d’une ligne", quote="what they say")
    reading = sheet.read()
    assert reading.project is not None
    new = reading.project.findings[-1]
    assert (new.id, new.kind, new.title.texts) == ("un-titre-dune-ligne", "gap", {language: "Un titre d’une ligne"})


# ------------------------------------------------------------------------------------------ reading


def test_rows_with_one_title_are_one_finding_with_several_pieces_of_evidence() -> None:
    sheet = Sheet(PROJECT)
    sheet.fill(first(sheet, "xa-1"), kind="Tool", title="Joint desks ", quote="A JOINT desk", statement="They help.")
    sheet.fill(
        first(sheet, "xb-1"),
        kind="tool",
        title="joint  desks",
        quote="'=2+2",
        stance="contradicts",
        cooperation="Regional",
    )
    sheet.fill(first(sheet, "xa-1", "Comment"), kind="gap", title="Joint desks", level="Institutional; LEG")
    reading = sheet.read()
    assert (reading.refused, reading.remarks) == ((), ())
    assert reading.project is not None
    assert reading.project.findings[:2] == PROJECT.findings
    tool, gap = reading.project.findings[2:]
    assert tool == Finding(
        id="joint-desks",
        kind=FindingKind.TOOL,
        title=L("Joint desks"),
        text=L("They help."),
        themes=("THB",),
        levels=("INS",),
        cooperation=Cooperation.REGIONAL,
        countries=("XA", "XB"),
        status=FindingStatus.DRAFT,
        evidence=(
            Evidence(response="xa-1", link_id="A", quote="A joint desk"),
            Evidence(response="xb-1", link_id="A", quote="=2+2", stance=Stance.CONTRADICTS),
        ),
    )
    assert (gap.id, gap.kind, gap.levels) == ("joint-desks-2", FindingKind.GAP, ("INS", "LEG"))
    assert gap.evidence == (Evidence(response="xa-1", link_id="B"),)
    assert [each for each in check_project(reading.project) if each.code == "MPF018"] == []
    assert sheet.read(reading.project).project is None
    assert Sheet(reading.project).read().project is None


def test_a_kind_that_another_row_gives_to_the_title_need_not_be_chosen_again() -> None:
    sheet = Sheet(PROJECT)
    sheet.fill(first(sheet, "xa-1"), kind="Tool", title="T")
    sheet.fill(first(sheet, "xb-1"), title="t", quote="what")
    sheet.fill(first(sheet, "xa-1", "Comment"), title="A joint desk", quote="2017")
    reading = sheet.read()
    assert reading.project is not None
    desk, _, tool = reading.project.findings
    assert [each.response for each in tool.evidence] == ["xa-1", "xb-1"]
    assert (desk.evidence[-1].quote, desk.levels, desk.countries) == ("2017", ("INS", "LEG"), ("XA",))


def test_what_a_finding_lacks_is_filled_in_by_a_row_with_its_title() -> None:
    bare = PROJECT.findings[0].evolve(text=None, cooperation=None)
    sheet = Sheet(PROJECT.evolve(findings=(bare,)))
    sheet.fill(
        first(sheet, "xb-1"), title="A joint desk", statement="It works.", cooperation="National", status="Agreed"
    )
    reading = sheet.read()
    assert (reading.remarks, reading.refused) == ((), ())
    assert reading.project is not None
    (found,) = reading.project.findings
    assert (str(found.text), found.cooperation, found.levels) == ("It works.", Cooperation.NATIONAL, ("INS", "LEG"))
    assert sheet.read(reading.project).project is None


def test_every_cell_has_its_account() -> None:
    sheet = Sheet(PROJECT)
    sheet.fill(first(sheet, "xa-1"), kind="Tool", title="T", quote="A joint desk")
    sheet.fill(first(sheet, "xb-1"), kind="Tool", title="T", quote="not there")
    sheet.sheet().cell(6, 30).value = "my own note"
    reading = sheet.read()
    told = [(row.fate.value, row.reason) for row in reading.accounts.rows]
    assert told[0] == ("mapped", "")
    assert sorted(told[1:]) == [
        ("ignored", "row that is not coded"),
        ("ignored", "row that was coded before"),
        ("ignored", "sheet that is no coding sheet"),
        ("reported", "column that a coding sheet does not have"),
        ("reported", "row that cannot be taken over"),
    ]


def test_a_quote_that_is_not_in_the_answer_costs_its_row_only() -> None:
    sheet = Sheet(PROJECT)
    row = first(sheet, "xb-1")
    sheet.fill(first(sheet, "xa-1"), kind="Tool", title="T", quote="A joint desk")
    sheet.fill(row, kind="Tool", title="T", quote="words that nobody wrote, of whom none is in the answer")
    reading = sheet.read()
    assert reading.refused == (
        (
            f"sheet 'Trafficking persons', row {row}, column 'Quote': 'words that nobody wrote, of whom none i…' is "
            "not in the answer of xb-1 to A; copy the words out of the answer"
        ),
    )
    assert reading.project is not None
    assert [each.response for each in reading.project.findings[-1].evidence] == ["xa-1"]


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("within  a\nday", ("within a day",)),
        ('answers "within a day", and', ("answers “within a day”,\nand",)),
        ("«\N{NO-BREAK SPACE}A joint desk\N{NO-BREAK SPACE}»", ("A joint desk",)),
        ("A joint desk […] within a day ... stays open.", ("A joint desk", "within a day", "stays open.")),
        ("… counts what …", ("counts what",)),
        ("stays open … A joint desk", ()),
        ("two joint desks", ()),
        ("…", ()),
        ('""', ()),
    ],
)
def test_quotes_are_found_whatever_their_spaces_and_marks(quote: str, found: tuple[str, ...]) -> None:
    assert located(quote, ["nothing", "A joint desk answers “within a day”,\nand counts what stays open."]) == found


def test_quotes_are_found_in_other_spellings_of_the_same_letters() -> None:
    assert located("l'e\N{COMBINING ACUTE ACCENT}tat", ["à l’état civil"]) == ("l’état",)
    assert located("état", ["e\N{COMBINING ACUTE ACCENT}tat"]) == ("e\N{COMBINING ACUTE ACCENT}tat",)
    assert located("more ... to", ["there is more ... to say"]) == ("more ... to",)
    assert located("2017 - 2018", ["in 2017 \N{EN DASH} 2018\N{SOFT HYPHEN}"]) == ("2017 \N{EN DASH} 2018",)
    assert located("eta", ["eta\N{COMBINING ACUTE ACCENT}t"]) == ("eta\N{COMBINING ACUTE ACCENT}",)
    assert located("etat", ["e\N{COMBINING ACUTE ACCENT}tat"]) == ()


@given(text=st.text(), start=st.integers(0, 20), length=st.integers(1, 20))
def test_whatever_is_copied_out_of_a_text_is_found_in_it(text: str, start: int, length: int) -> None:
    quote = text[start : start + length]
    found = located(quote, [text])
    assert all(piece and piece in text for piece in found)
    assert found or not any(map(str.isalnum, quote))


def test_a_translation_can_be_quoted() -> None:
    answer = Answer(value="Un bureau commun", translation=Translation(text=L("A common desk")))
    project = PROJECT.evolve(
        responses=(Response(id="xa-1", questionnaire="q", country="XA", answers=FrozenDict({"A": (answer,)})),),
        findings=(),
    )
    sheet = Sheet(project)
    assert sheet.rows()[0]["translation"] == "A common desk"
    sheet.fill(FIRST_ROW, kind="tool", title="T", quote="common desk")
    reading = sheet.read()
    assert reading.project is not None
    assert reading.project.findings[0].evidence[0].quote == "common desk"
    assert [each for each in check_project(reading.project) if each.code == "MPF018"] == []


# ------------------------------------------------------------------------------------------ what was coded before


def test_what_is_changed_in_a_row_that_was_coded_is_changed_in_the_finding() -> None:
    sheet = Sheet(PROJECT)
    changes = {
        "kind": "Lesson",
        "cooperation": "International",
        "level": "Institutional",
        "title": "Desks",
        "statement": "They work.",
        "quote": "“within a day” … stays open",
        "stance": "Context",
        "status": "Draft",
    }
    sheet.fill(shown(sheet), **changes)
    sheet.fill(first(sheet, "xb-1"), title="A joint desk", kind="Lesson", quote="what they say")
    reading = sheet.read()
    assert (reading.refused, reading.remarks) == ((), ())
    assert reading.project is not None
    assert reading.project.findings[0] == PROJECT.findings[0].evolve(
        kind=FindingKind.LESSON,
        cooperation=Cooperation.INTERNATIONAL,
        levels=("INS",),
        title=L("Desks"),
        text=L("They work."),
        status=FindingStatus.DRAFT,
        countries=("XA", "XB"),
        evidence=(
            Evidence(response="xa-1", link_id="A", quote="within a day", stance=Stance.CONTEXT),
            Evidence(response="xa-1", link_id="A", quote="stays open", stance=Stance.CONTEXT),
            Evidence(external="A book"),
            Evidence(response="xb-1", link_id="A", quote="what they say"),
        ),
    )
    assert len(reading.project.findings) == 2
    assert sheet.read(reading.project).project is None


def test_only_the_stance_of_evidence_may_change() -> None:
    sheet = Sheet(PROJECT)
    sheet.fill(shown(sheet), stance="Context", quote=None)
    reading = sheet.read()
    assert reading.project is not None
    assert reading.project.findings[0].evidence[0] == PROJECT.findings[0].evidence[0].evolve(stance=Stance.CONTEXT)
    assert reading.remarks == (
        (
            f"sheet 'Trafficking persons', row {shown(sheet)}: the quote was emptied; a sheet takes nothing away, "
            "change 'desk' itself"
        ),
    )


def test_a_sheet_that_is_older_than_a_change_in_the_project_does_not_undo_it() -> None:
    sheet = Sheet(PROJECT)
    sheet.fill(first(sheet, "xb-1"), title="A joint desk", quote="what they say", statement="It does not.")
    renamed = PROJECT.findings[0].evolve(title=L("A desk"), text=L("It works well."))
    reading = sheet.read(PROJECT.evolve(findings=(renamed, *PROJECT.findings[1:])))
    assert reading.project is not None
    assert len(reading.project.findings) == 2
    assert reading.project.findings[0] == renamed.evolve(
        countries=("XA", "XB"),
        evidence=(*renamed.evidence, Evidence(response="xb-1", link_id="A", quote="what they say")),
    )
    assert [line.split(": ", 1)[1] for line in reading.remarks] == [
        (
            "the statement differs from that of 'desk', which stays; change it there, or in the rows of a new sheet "
            "that show it"
        )
    ]


def test_a_copy_of_a_row_that_was_coded_is_another_finding() -> None:
    sheet = Sheet(PROJECT)
    sheet.copy(shown(sheet), title="Counting", kind="Lesson", statement=None)
    sheet.copy(shown(sheet), quote="A joint desk")
    reading = sheet.read()
    assert reading.refused == ()
    assert reading.project is not None
    desk, _, counting = reading.project.findings
    assert [each.quote for each in desk.evidence] == ["counts what stays open", "", "A joint desk"]
    assert (counting.id, counting.kind, counting.text) == ("counting", FindingKind.LESSON, None)
    assert counting.evidence == PROJECT.findings[0].evidence[:1]


def test_a_row_that_was_emptied_takes_nothing_away() -> None:
    sheet = Sheet(PROJECT)
    sheet.fill(shown(sheet), **dict.fromkeys(COLUMNS[7:15]))
    reading = sheet.read()
    assert reading.project is None
    assert reading.remarks == (
        (
            f"sheet 'Trafficking persons', row {shown(sheet)}: was emptied; a sheet takes nothing away, change 'desk' "
            "itself"
        ),
    )


def test_a_quote_takes_the_place_of_a_whole_answer_and_not_the_other_way_round() -> None:
    finding = PROJECT.findings[0].evolve(evidence=(Evidence(response="xa-1", link_id="A"),))
    sheet = Sheet(PROJECT.evolve(findings=(finding,)))
    sheet.fill(first(sheet, "xa-1"), title="A joint desk", kind="good practice", quote="A joint desk")
    sheet.fill(first(sheet, "xb-1"), title="Other", kind="gap", quote="what")
    sheet.copy(first(sheet, "xb-1"), title="Other", quote=None)
    reading = sheet.read()
    assert reading.project is not None
    assert [each.evidence for each in reading.project.findings] == [
        (Evidence(response="xa-1", link_id="A", quote="A joint desk"),),
        (Evidence(response="xb-1", link_id="A", quote="what"),),
    ]


# ------------------------------------------------------------------------------------------ what cannot be taken over

CASES: list[tuple[Callable[[Sheet], None], str]] = [
    (lambda s: s.fill(first(s, "xb-1"), kind="Tool", quote="what"), "column 'Title': is empty; give the finding"),
    (lambda s: s.fill(first(s, "xb-1"), title="T"), "column 'Kind': is empty; choose what 'T' is"),
    (
        lambda s: s.fill(first(s, "xb-1"), title="T", kind="Toll"),
        "'Toll' cannot be chosen; choose one of Tool, Good pr",
    ),
    (lambda s: s.fill(first(s, "xb-1"), title="T", kind="gap", status="withdrawn"), "choose one of Draft, Agreed"),
    (lambda s: s.fill(first(s, "xb-1"), title="T", kind="gap", level="LAW"), "the project has no level 'LAW'"),
    (lambda s: s.fill(first(s, "xb-1"), title="old", kind="gap"), "the finding 'old' was withdrawn"),
    (lambda s: s.fill(first(s, "xb-1"), title="T", kind="gap", response="xa-1"), "column 'Response': was changed"),
    (lambda s: s.fill(first(s, "xb-1"), title="T", kind="gap", made=None), "does not say which answer it is about"),
    (lambda s: s.fill(30, title="T", kind="gap"), "row 30, column 'Response': the row does not say"),
]


@pytest.mark.parametrize(("fill", "told"), CASES, ids=[told for _, told in CASES])
def test_a_row_that_is_not_clear_is_refused_in_one_line(fill: Callable[[Sheet], None], told: str) -> None:
    sheet = Sheet(PROJECT)
    fill(sheet)
    reading = sheet.read()
    assert reading.project is None
    (line,) = reading.refused
    assert told in line
    assert "\n" not in line


def test_two_rows_that_contradict_each_other_are_not_both_taken_over() -> None:
    sheet = Sheet(PROJECT)
    row = first(sheet, "xa-1")
    sheet.fill(row, kind="Tool", title="T", statement="One.")
    sheet.fill(first(sheet, "xb-1"), kind="Tool", title="T", statement="Another.")
    sheet.fill(first(sheet, "xa-1", "Comment"), kind="Tool", title="T", statement="one.")
    reading = sheet.read()
    (line,) = reading.refused
    assert f"says something else than sheet 'Trafficking persons', row {row} of the same finding" in line
    assert reading.project is not None
    assert [each.link_id for each in reading.project.findings[-1].evidence] == ["A", "B"]
    again = sheet.read(reading.project)
    assert (again.project, again.refused) == (None, reading.refused)


def test_two_changes_of_one_title_are_not_both_taken_over() -> None:
    twice = PROJECT.findings[0].evolve(
        evidence=(*PROJECT.findings[0].evidence, Evidence(response="xb-1", link_id="A", quote="what"))
    )
    sheet = Sheet(PROJECT.evolve(findings=(twice,)))
    one, other = (int(row["row"]) for row in sheet.rows() if row["finding"])
    sheet.fill(one, title="One")
    sheet.fill(other, title="Other")
    reading = sheet.read()
    assert len(reading.refused) == 1
    assert reading.project is not None
    assert str(reading.project.findings[0].title) == "One"


def test_a_finding_that_was_removed_since_is_made_again_only_where_its_row_was_changed() -> None:
    sheet = Sheet(PROJECT)
    without = PROJECT.evolve(findings=())
    assert sheet.read(without).project is None
    sheet.fill(shown(sheet), statement="It works well.")
    reading = sheet.read(without)
    assert reading.project is not None
    (found,) = reading.project.findings
    assert (found.id, str(found.text), found.levels) == ("a-joint-desk", "It works well.", ("INS", "LEG"))


def test_a_finding_that_was_withdrawn_since_stays_as_it_is() -> None:
    sheet = Sheet(PROJECT)
    sheet.fill(shown(sheet), statement="It works well.")
    withdrawn = PROJECT.findings[0].evolve(status=FindingStatus.WITHDRAWN)
    reading = sheet.read(PROJECT.evolve(findings=(withdrawn,)))
    assert reading.project is None
    assert "was withdrawn" in reading.refused[0]


def test_cells_that_are_not_to_be_changed_are_told_and_never_taken_over() -> None:
    sheet = Sheet(PROJECT)
    row = first(sheet, "xb-1")
    sheet.fill(row, answer="Something else", kind="Tool", title="T", quote="Something else")
    for other in [each["row"] for each in sheet.rows()]:
        sheet.fill(other, name="Atlantis")
    for _ in range(8):
        sheet.copy(first(sheet, "xa-1", "Comment"))
    reading = sheet.read()
    assert reading.project is None
    assert len(reading.refused) == 1
    assert sorted(reading.remarks) == [
        f"sheet 'Trafficking persons': the answer was altered in row {row}; what the project has stays",
        (
            "sheet 'Trafficking persons': the name was altered in rows 4, 5, 6, 7, 8, 9, 10, 11 and 5 more; what the "
            "project has stays"
        ),
    ]


# ------------------------------------------------------------------------------------------ revisions


def revised(words: str, **more: Any) -> Project:
    given = answers(words, S=Answer(value="the pass in the north"))
    new = Response(id="xb-2", questionnaire="q|1", country="XB", answers=given, replaces="xb-1", **more)
    return PROJECT.evolve(responses=(*PROJECT.responses, new))


def test_a_quote_goes_with_the_reply_that_counts_now() -> None:
    sheet = Sheet(PROJECT)
    sheet.fill(first(sheet, "xb-1"), kind="Tool", title="T", quote="what they say")
    reading = sheet.read(revised("That is What they say now"))
    assert reading.project is not None
    assert reading.project.findings[-1].evidence == (Evidence(response="xb-2", link_id="A", quote="What they say"),)
    assert [line.split(": ", 1)[1] for line in reading.remarks] == [
        "the answer was changed by xb-2 since the sheet was made"
    ]
    assert sheet.read(reading.project).project is None
    assert sheet.read(revised("=2+2 is what they say")).remarks == ()


def test_evidence_from_the_reply_before_is_not_added_again() -> None:
    sheet = Sheet(PROJECT)
    sheet.fill(first(sheet, "xb-1"), kind="Tool", title="T", quote="what they say")
    taken = sheet.read().project
    assert taken is not None
    later = revised("Ask what they say").evolve(findings=taken.findings)
    assert sheet.read(later).project is None


def test_an_answer_that_was_changed_has_to_hold_the_quote_still() -> None:
    sheet = Sheet(PROJECT)
    sheet.fill(first(sheet, "xb-1"), kind="Tool", title="T", quote="what they say")
    gone = sheet.read(revised("nothing more"))
    assert "is not in the answer of xb-2 to A" in gone.refused[0]
    sheet.fill(first(sheet, "xb-1"), quote=None)
    assert "was changed since the sheet was made; quote what still holds" in sheet.read(revised("nothing")).refused[0]
    empty = PROJECT.evolve(
        responses=tuple(each.evolve(answers=FrozenDict()) if each.id == "xb-1" else each for each in PROJECT.responses)
    )
    assert "the project has no such answer of xb-1 any more" in sheet.read(empty).refused[0]
    assert "no response 'xb-1'" in sheet.read(PROJECT.evolve(responses=PROJECT.responses[1:])).refused[0]


def test_answers_that_were_changed_and_nobody_coded_are_told_by_sheet() -> None:
    sheet = Sheet(PROJECT)
    row = first(sheet, "xb-1")
    reading = sheet.read(revised("another"))
    assert reading.remarks == (
        f"sheet 'Trafficking persons': answers were changed since it was made, in row {row}; make a new sheet",
    )
    assert sheet.read(revised("another", status=ResponseStatus.ENTERED_IN_ERROR)).remarks == ()
    assert sheet.read(PROJECT.evolve(responses=PROJECT.responses[1:])).remarks == ()


def test_replies_that_replace_each_other_in_a_circle_are_read_once() -> None:
    sheet = Sheet(PROJECT)
    circle = revised("=2+2 is what they say")
    circle = circle.evolve(
        responses=tuple(each.evolve(replaces="xb-2") if each.id == "xb-1" else each for each in circle.responses)
    )
    sheet.fill(first(sheet, "xb-1"), kind="Tool", title="T", quote="what they say")
    assert sheet.read(circle).project is not None


# ------------------------------------------------------------------------------------------ other things


@pytest.mark.parametrize(
    ("title", "identifier"),
    [
        ("L’échange — d’informations, à temps", "lechange-dinformations-a-temps"),
        ("word " * 20, "word-word-word-word-word-word-word-word-word"),
        ("w" * 60, "w" * 48),
        ("أداة", "tool-c08a88e3"),
        ("2019", "tool-023e3350"),
    ],
)
def test_a_finding_is_named_by_its_title(title: str, identifier: str) -> None:
    sheet = Sheet(PROJECT)
    sheet.fill(first(sheet, "xb-1"), kind="Tool", title=title)
    reading = sheet.read()
    assert reading.project is not None
    found = reading.project.findings[-1].id
    assert found == identifier


def test_levels_of_one_name_are_written_by_their_ids() -> None:
    levels = tuple(Level(id=each, label=L("Level")) for each in ("INS", "LEG"))
    sheet = Sheet(PROJECT.evolve(levels=levels))
    assert {row["level"] for row in sheet.rows()} == {"INS", "LEG", "INS; LEG"}
    assert sheet.read().project is None


def test_a_project_without_themes_has_one_sheet() -> None:
    items = (Item(link_id="A", type=ItemType.TEXT),)
    project = PROJECT.evolve(
        themes=(), findings=(), levels=(), questionnaires=(Questionnaire(id="q", version="1", items=items),)
    )
    sheet = Sheet(project)
    sheet.fill(FIRST_ROW, "Without a theme", kind="Tool", title="T")
    reading = sheet.read()
    assert reading.project is not None
    assert reading.project.findings[0].themes == ()
    assert sheet.read(reading.project).project is None


def test_other_workbooks_are_no_coding_sheets(workbook: Any) -> None:
    other = workbook({"review": [["title", "quote"]]})
    assert not CODING.recognises(other)
    with pytest.raises(FileError, match=r"is no coding sheet; its first row, which is hidden"):
        CODING.read(other, ReadingRequest(project=PROJECT))
    source = Source("c.xlsx", Sheet(PROJECT).data or b"")
    assert [reader.name for reader in mpfkit_surveys.READERS if reader.recognises(source)] == ["coding"]


def test_a_formula_whose_value_is_not_in_the_file_costs_its_row() -> None:
    sheet = Sheet(PROJECT)
    sheet.fill(first(sheet, "xa-1"), kind="Tool", title="T", quote="=A4&B4")
    reading = sheet.read()
    assert reading.project is None
    assert "column 'Quote': the formula has no value in the file" in reading.refused[0]


def test_a_sheet_that_lost_a_column_is_refused_as_a_whole() -> None:
    sheet = Sheet(PROJECT)
    sheet.sheet().delete_cols(7)
    assert CODING.recognises(sheet.source())
    with pytest.raises(FileError, match="sheet 'Trafficking persons' has lost the columns translation; put them back"):
        sheet.read()


def test_columns_may_stand_in_another_order() -> None:
    sheet = Sheet(PROJECT)
    sheet.sheet().move_range("A1:A8", cols=22)
    assert sheet.read().project is None
    assert sheet.read().remarks == ()


def test_a_column_that_stands_twice_counts_once() -> None:
    sheet = Sheet(PROJECT)
    sheet.sheet().cell(1, 25).value = "quote"
    sheet.sheet().cell(4, 25).value = "x"
    assert sheet.read().accounts.reported == 1


# ------------------------------------------------------------------------------------------ any project


def filled(draw: Any, sheet: Sheet) -> Mapping[tuple[str, int], Cells]:
    """Fill rows in at random, and return what was written."""
    written = {}
    for name in sheet.book.sheetnames[1:-1]:
        for row in sheet.rows(name):
            if row["finding"] or not draw(st.booleans()):
                continue
            words = str(row["answer"])
            start = draw(st.integers(0, len(words) - 1))
            quote = words[start : draw(st.integers(start + 1, len(words)))]
            cells = {
                "kind": draw(st.sampled_from(list(FindingKind))).value,
                "title": draw(st.sampled_from(["One title", "Another “title”"])),
                "quote": quote if located(quote, [words]) else "",
                "stance": draw(st.sampled_from(["", *Stance])),
            }
            # Else openpyxl writes a quote that begins with an equals sign as a formula
            sheet.fill(row["row"], name, **cells | {"quote": safe_cell(cells["quote"])})
            written[name, row["row"]] = {**row, **cells}
    return written


@settings(max_examples=40)
@given(project=strategies.projects(), data=st.data())
def test_what_is_coded_comes_back_as_findings_with_evidence_once(project: Project, data: st.DataObject) -> None:
    try:
        sheet = Sheet(project)
    except RenderError:
        assume(False)
    written = filled(data.draw, sheet)
    reading = sheet.read()
    assert reading.refused == ()
    result = reading.project or project
    for row in written.values():
        place = (row["response"], row["link_id"], row["instance"])
        found = [
            piece
            for finding in result.findings
            if finding.kind.value == row["kind"] and (row["theme"] in finding.themes or not row["theme"])
            for piece in finding.evidence
            if (piece.response, piece.link_id, ".".join(map(str, piece.instance))) == place
            and (same(row["quote"]) in same(piece.quote) or not same(row["quote"]))
        ]
        assert found
    kept = {finding.id: finding for finding in result.findings}
    for finding in project.findings:
        assert {(e.response, e.link_id, e.session, e.external) for e in finding.evidence} <= {
            (e.response, e.link_id, e.session, e.external) for e in kept[finding.id].evidence
        }
    before = {str(problem) for problem in check_project(project)}
    assert {each.code for each in check_project(result) if str(each) not in before} <= {"MPF020", "MPF025", "MPF026"}
    assert sheet.read(result).project is None
    again = Sheet(result).read()
    assert (again.project, again.remarks, again.refused) == (None, (), ())


def with_tokens(project: Project) -> Project:
    """Return a project in which each text of an answer is a word of its own."""
    number = count(1)

    def token(text: str) -> str:
        return f"token{next(number):05d}" if text.strip() else text

    def told(answer: Answer) -> Answer:
        value = token(answer.value) if isinstance(answer.value, str) else answer.value
        return answer.evolve(value=value, other=token(answer.other), comment=token(answer.comment), translation=None)

    responses = tuple(
        each.evolve(answers=FrozenDict({key: tuple(map(told, rows)) for key, rows in each.answers.items()}))
        for each in project.responses
    )
    return project.evolve(responses=responses, findings=(), workshops=(), claims=())


@settings(max_examples=60)
@given(project=strategies.projects().map(with_tokens), audience=st.sampled_from(list(Audience)))
def test_no_sheet_holds_an_answer_that_its_audience_may_not_see(project: Project, audience: Audience) -> None:
    try:
        sheet = Sheet(project, audience=audience)
    except RenderError:
        return  # nothing is shown, and nothing is written
    cells = "\n".join(str(cell.value) for each in sheet.book for row in each.iter_rows() for cell in row)
    found = set(re.findall(r"token\d{5}", cells))
    assert found
    assert found <= set(re.findall(r"token\d{5}", repr(redact(project, audience).responses)))


# ------------------------------------------------------------------------------------------ the command


def test_the_command_makes_the_sheet_and_reads_it_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mpfkit.registry.load_registry", lambda **_: REGISTRY)
    folder, file = tmp_path / "project", tmp_path / "coding.xlsx"
    shutil.copytree(EXAMPLE, folder)
    run = CliRunner()

    def command(*words: str) -> Any:
        return run.invoke(cli.main, list(words))

    made = command(
        "render", str(folder), "--renderer", "coding-sheet", "--audience", "internal", "--set", "theme=DOC",
        "-o", str(file),
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[1]
    keys = [cell.value.partition("::")[0] for cell in sheet[1]]
    at = {key: number for number, key in enumerate(keys)}
    free = [row for row in sheet.iter_rows(min_row=4) if not row[at["finding"]].value and row[at["answer"]].value]
    for row in free[:2]:
        row[at["kind"]].value = "Gap"
        row[at["title"]].value = "Desks do not answer at night"
        row[at["quote"]].value = " ".join(row[at["answer"]].value.split()[:4])
    free[2][at["kind"]].value = "Gap"
    free[2][at["title"]].value = "Desks do not answer at night"
    free[2][at["quote"]].value = "words that nobody wrote"
    book.save(file)
    done = command("collect", str(folder), str(file), "--date", "2019-03-01")
    assert done.exit_code == 1
    assert "findings desks-do-not-answer-at-night: new" in done.output
    assert "'words that nobody wrote' is not in the answer of" in done.stderr
    finding = load_project(folder, registry=REGISTRY).finding("desks-do-not-answer-at-night")
    assert finding is not None
    assert (finding.status, finding.themes, len(finding.evidence)) == (FindingStatus.DRAFT, ("DOC",), 2)
    assert "MPF018" not in command("check", str(folder)).output
    again = command("collect", str(folder), str(file), "--date", "2019-03-02")
    assert "findings" not in again.stdout
    fresh = tmp_path / "fresh.xlsx"
    command("render", str(folder), "--renderer", "coding-sheet", "--audience", "internal", "-o", str(fresh))
    last = command("collect", str(folder), str(fresh))
    assert last.exit_code == 0
    assert "nothing new" in last.output


def test_changes_of_findings_are_told_when_they_are_collected(tmp_path: Path) -> None:
    save_project(PROJECT, tmp_path / "p", registry=REGISTRY)
    sheet = Sheet(PROJECT)
    sheet.fill(shown(sheet), title="Desks", statement="They work.")
    file = tmp_path / "coding.xlsx"
    file.write_bytes(sheet.source().data)
    collected = collect(tmp_path / "p", [file], registry=REGISTRY)
    assert collected.files[0].changes == ("findings desk: changed: title, text",)
    assert collect(tmp_path / "p", [file], registry=REGISTRY).files[0].changes == ()


def test_a_project_with_facts_of_another_plugin_is_coded_and_keeps_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mpfkit.registry.load_registry", lambda **_: REGISTRY)
    folder, file = tmp_path / "project", tmp_path / "coding.xlsx"
    shutil.copytree(EXAMPLE.parent / "readmission" / "project", folder)
    before = load_project(folder, registry=REGISTRY).evolve(
        questionnaires=PROJECT.questionnaires, responses=PROJECT.responses, themes=PROJECT.themes, levels=PROJECT.levels
    )
    save_project(before, folder, registry=REGISTRY)
    run = CliRunner()
    words = ["render", str(folder), "--renderer", "coding-sheet", "--language", "fr", "--set", "theme=THB"]
    made = run.invoke(cli.main, [*words, "-o", str(file)])
    assert made.exit_code == 0, made.output
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[1]
    at = {cell.value.partition("::")[0]: cell.column for cell in sheet[1]}
    assert sheet.cell(4, at["name"]).value == "Aldovie"
    for column, value in {"kind": "Lacune", "title": "Délais", "quote": "within a day"}.items():
        sheet.cell(4, at[column]).value = value
    book.save(file)
    done = run.invoke(cli.main, ["collect", str(folder), str(file), "--date", "2020-03-01"])
    assert done.exit_code == 0, done.output
    assert "findings delais: new" in done.output
    after = load_project(folder, registry=REGISTRY)
    assert after.countries == before.countries
    assert [(each.id, each.title.texts, each.countries) for each in after.findings] == [
        ("delais", {"fr": "Délais"}, ("XA",))
    ]
