"""Style, report kinds and extension hold what each of their sort has to hold."""

from __future__ import annotations

import pytest

from mpfkit import Extension, HouseStyle, Project, ReportKind
from mpfkit.testing.conformance import ExtensionConformance, HouseStyleConformance, ReportKindConformance
from mpfkit_eu import ANNEX_VI, EU, mpfkit_report_kinds


class TestEu(HouseStyleConformance):
    @pytest.fixture
    def house_style(self) -> HouseStyle:
        return EU


class TestReports(ReportKindConformance):
    @pytest.fixture(params=mpfkit_report_kinds(), ids=lambda kind: kind.name)
    def report_kind(self, request: pytest.FixtureRequest) -> ReportKind:
        found: ReportKind = request.param
        return found

    @pytest.fixture
    def example_project(self, project: Project) -> Project:
        return project


class TestAnnexVi(ExtensionConformance):
    @pytest.fixture
    def extension(self) -> Extension:
        return ANNEX_VI
