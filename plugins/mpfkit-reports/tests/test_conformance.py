"""The report kinds hold what every report kind has to hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mpfkit import Project, ReportKind, load_project
from mpfkit.document import Document
from mpfkit.model import LangString
from mpfkit.testing.conformance import ReportKindConformance
from mpfkit_reports import QUESTIONNAIRE, mpfkit_report_kinds
from mpfkit_reports.questionnaire import QuestionnaireOptions


class OfTheExample(ReportKindConformance):
    @pytest.fixture
    def example_project(self, example: Path) -> Project:
        return load_project(example)

    def test_the_header_fits_beside_the_marking(
        self, compose: Callable[..., Document], example_project: Project
    ) -> None:
        title = LangString(dict.fromkeys(self.languages, "Cooperation on law enforcement " * 9))
        for project in (example_project, example_project.evolve(title=title)):
            assert len(compose(project).header) <= 90


class TestReports(OfTheExample):
    @pytest.fixture(params=mpfkit_report_kinds(), ids=lambda kind: kind.name)
    def report_kind(self, request: pytest.FixtureRequest) -> ReportKind:
        found: ReportKind = request.param
        return found


class TestQuestionnaireToPrint(OfTheExample):
    blank_cells = True

    @pytest.fixture
    def report_kind(self) -> ReportKind:
        return QUESTIONNAIRE

    @pytest.fixture
    def options(self) -> QuestionnaireOptions:
        return QuestionnaireOptions(fillable=False)
