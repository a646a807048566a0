"""What the built-in plugin offers holds what every plugin has to hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from mpfkit import HouseStyle, Project, Reader, ReportKind, Writer, load_project, render
from mpfkit.builtins import OUTLINE, PLAIN
from mpfkit.intake import Source
from mpfkit.readers import WORD_FORM
from mpfkit.testing import fill_form, form_entries
from mpfkit.testing.conformance import (
    HouseStyleConformance,
    ReaderConformance,
    ReportKindConformance,
    WriterConformance,
)
from mpfkit.writers.docx import WRITER as DOCX
from mpfkit.writers.markdown import WRITER as MARKDOWN


class TestOutline(ReportKindConformance):
    @pytest.fixture
    def report_kind(self) -> ReportKind:
        return OUTLINE

    @pytest.fixture
    def example_project(self, example: Path) -> Project:
        return load_project(example)


class TestPlain(HouseStyleConformance):
    @pytest.fixture
    def house_style(self) -> HouseStyle:
        return PLAIN


class TestWriters(WriterConformance):
    @pytest.fixture(params=[DOCX, MARKDOWN], ids=lambda writer: writer.name)
    def writer(self, request: pytest.FixtureRequest) -> Writer:
        found: Writer = request.param
        return found


class TestWordForm(ReaderConformance):
    @pytest.fixture
    def reader(self) -> Reader:
        return WORD_FORM

    @pytest.fixture
    def example_project(self, example: Path) -> Project:
        project = load_project(example)
        return project.evolve(responses=project.responses[:1])

    @pytest.fixture
    def sample(self, example_project: Project) -> Source:
        reply = example_project.responses[0]
        asked = example_project.evolve(responses=())
        form = render(asked, kind="questionnaire", countries=[reply.country], audience="internal")
        questionnaire = next(each for each in asked.questionnaires if each.key == reply.questionnaire)
        entries = form_entries(questionnaire, reply)
        return Source("form.docx", fill_form(form, dict(list(entries.items())[:6])))
