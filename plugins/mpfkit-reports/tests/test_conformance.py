"""The report kinds hold what every report kind has to hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from mpfkit import Project, ReportKind, load_project
from mpfkit.testing.conformance import ReportKindConformance
from mpfkit_reports import QUESTIONNAIRE, mpfkit_report_kinds


class OfTheExample(ReportKindConformance):
    @pytest.fixture
    def example_project(self, example: Path) -> Project:
        return load_project(example)


class TestReports(OfTheExample):
    @pytest.fixture(
        params=[kind for kind in mpfkit_report_kinds() if kind is not QUESTIONNAIRE], ids=lambda kind: kind.name
    )
    def report_kind(self, request: pytest.FixtureRequest) -> ReportKind:
        found: ReportKind = request.param
        return found


class TestQuestionnaire(OfTheExample):
    blank_cells = True

    @pytest.fixture
    def report_kind(self) -> ReportKind:
        return QUESTIONNAIRE
