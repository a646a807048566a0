"""Readers and renderer hold what each of their sort has to hold."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

import mpfkit_surveys
from mpfkit import Project, Reader, Registry, Renderer, load_project, render
from mpfkit.errors import RenderError
from mpfkit.intake import REVIEW_COLUMNS, ReadingRequest, Source
from mpfkit.model import Audience, Choice, ChoiceList, Item, ItemType, LangString, Questionnaire
from mpfkit.testing.conformance import ReaderConformance, RendererConformance

FORM = Questionnaire(
    id="mapping",
    version="1",
    choice_lists=(
        ChoiceList(
            id="yn",
            choices=(Choice(code="yes", label=LangString.of("Yes")), Choice(code="no", label=LangString.of("No"))),
        ),
    ),
    items=(
        Item(link_id="body", type=ItemType.CHOICE, choice_list="yn", text=LangString.of("Is there a body?")),
        Item(link_id="staff", type=ItemType.INTEGER, text=LangString.of("Staff?")),
    ),
)
SURVEY = [["type", "name", "label"], ["select_one yn", "body", "Is there a body?"], ["integer", "staff", "Staff?"]]
CHOICES = [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]
KOBO = [["body", "staff", "country", "_id", "_submission_time"], ["yes", 12, "XA", 1, "2019-02-01T10:00:00"]]
TABLE = "Land;Gremium;Personal\nXA;yes;12\nXB;no;\n"
MAPPING = {"country_column": "Land", "columns": {"Gremium": "body", "Personal": "staff"}}
EUSURVEY = (
    '<?xml version="1.0" encoding="UTF-8"?><Results create="2021-11-08_17-55-52"><Survey id="42" alias="mapping">'
    '<Elements lang="EN"><Question id="u1" type="Free Text" bid="WHO">Who replies?</Question></Elements></Survey>'
    '<Answers><AnswerSet id="k" create="2021-11-08_10-00-00" last="2021-11-08_10-00-00" list="1" lang="EN" user="u">'
    '<Answer qid="u1">The ministry</Answer></AnswerSet></Answers></Results>'
)
DECISION = {"place": "f", "text read": "x", "response": "xa-1", "link_id": "staff", "own value": "12"}


def packed(name: str, text: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return stream.getvalue()


# A workbook is read back, and so it is of the whole project or not at all: it has a class of its own
RENDERERS = [renderer for renderer in mpfkit_surveys.mpfkit_renderers() if renderer.name != "workbook"]


class TestReaders(ReaderConformance):
    @pytest.fixture(params=["xlsform", "kobo", "eusurvey", "eusurvey-zip", "table", "review"])
    def case(self, request: pytest.FixtureRequest) -> str:
        found: str = request.param
        return found

    @pytest.fixture
    def reader(self, case: str) -> Reader:
        return next(reader for reader in mpfkit_surveys.READERS if reader.name == case.partition("-")[0])

    @pytest.fixture
    def sample(self, case: str, workbook: Callable[..., Source]) -> Source:
        match case:
            case "xlsform":
                return workbook({"survey": SURVEY, "choices": CHOICES})
            case "kobo":
                return workbook({"data": KOBO})
            case "eusurvey":
                return Source("results.xml", EUSURVEY.encode())
            case "eusurvey-zip":
                return Source("results.zip", packed("results.xml", EUSURVEY))
            case "table":
                return Source("replies.csv", TABLE.encode())
        return workbook({"review": [REVIEW_COLUMNS, [DECISION.get(name) for name in REVIEW_COLUMNS]]})

    @pytest.fixture
    def pieces(self, case: str) -> int | None:
        sheets = {"xlsform": (SURVEY, CHOICES), "kobo": (KOBO,)}.get(case, ())
        if case == "table":
            return 8
        return sum(cell is not None for sheet in sheets for row in sheet for cell in row) or None

    @pytest.fixture
    def reading_request(self, case: str, project: Project) -> ReadingRequest:
        project = project.evolve(questionnaires=(FORM,))
        if case == "table":
            return ReadingRequest(project=project, mapping=MAPPING, mapping_name="map.yaml")
        return ReadingRequest(project=project, country="XA")


class TestRenderers(RendererConformance):
    @pytest.fixture(params=RENDERERS, ids=lambda renderer: renderer.name)
    def renderer(self, request: pytest.FixtureRequest) -> Renderer:
        found: Renderer = request.param
        return found

    @pytest.fixture
    def example_project(self, example: Path) -> Project:
        return load_project(example)


class TestCoding(ReaderConformance):
    @pytest.fixture
    def reader(self) -> Reader:
        return next(reader for reader in mpfkit_surveys.READERS if reader.name == "coding")

    @pytest.fixture
    def example_project(self, example: Path) -> Project:
        project = load_project(example)
        return project.evolve(responses=project.responses[:2], findings=())

    @pytest.fixture
    def sample(self, example_project: Project) -> Source:
        return Source("coding.xlsx", render(example_project, renderer="coding-sheet", audience="internal"))


class TestWorkbookRenderer(RendererConformance):
    @pytest.fixture
    def renderer(self) -> Renderer:
        return next(renderer for renderer in mpfkit_surveys.mpfkit_renderers() if renderer.name == "workbook")

    @pytest.fixture
    def example_project(self, example: Path) -> Project:
        return load_project(example)

    @pytest.mark.xfail(reason="a workbook is read back, and so there is an internal edition only", raises=RenderError)
    def test_the_example_is_rendered_in_every_edition_and_language(
        self, rendered: Callable[..., bytes], example_project: Project
    ) -> None:
        super().test_the_example_is_rendered_in_every_edition_and_language(rendered, example_project)

    @pytest.mark.xfail(reason="editions that withhold something are refused", raises=RenderError)
    def test_no_edition_shows_what_it_withholds(self, rendered: Callable[..., bytes], example_project: Project) -> None:
        super().test_no_edition_shows_what_it_withholds(rendered, example_project)

    def test_the_internal_edition_is_rendered_in_every_language_and_no_other_edition_is(
        self, rendered: Callable[..., bytes], example_project: Project
    ) -> None:
        assert all(rendered(example_project, "internal", language) for language in self.languages)
        for audience in set(Audience) - {Audience.INTERNAL}:
            with pytest.raises(RenderError, match="write it with --audience internal"):
                rendered(example_project, audience.value)


class TestWorkbook(ReaderConformance):
    @pytest.fixture
    def reader(self) -> Reader:
        return next(reader for reader in mpfkit_surveys.READERS if reader.name == "workbook")

    @pytest.fixture
    def example_project(self, example: Path) -> Project:
        return load_project(example).evolve(responses=(), questionnaires=())

    @pytest.fixture
    def sample(self, example_project: Project) -> Source:
        registry = Registry.of(mpfkit_surveys)
        data = render(example_project, renderer="workbook", audience="internal", registry=registry)
        book = openpyxl.load_workbook(io.BytesIO(data))
        sheet = book["workshops"]
        column = next(cell.column for cell in sheet[1] if cell.value == "city")
        sheet.cell(4, column).value = "Brussels"
        stream = io.BytesIO()
        book.save(stream)
        return Source("workbook.xlsx", stream.getvalue())
