"""Report kinds of the Migration Partnership Facility: the report on a workshop and the report on a mapping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpfkit import hookimpl
from mpfkit.records import ReportKind

from .mapping_report import compose_mapping_report
from .workshop_report import compose_workshop_report

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["MAPPING_REPORT", "WORKSHOP_REPORT", "mpfkit_report_kinds"]

WORKSHOP_REPORT = ReportKind(
    name="workshop-report",
    summary="Report on a workshop: what the mapping found, sessions, topics, outcomes with their evidence",
    compose=compose_workshop_report,
)
MAPPING_REPORT = ReportKind(
    name="mapping-report",
    summary="Report on a mapping: replies question by question, coverage by country and theme, findings",
    compose=compose_mapping_report,
)


@hookimpl
def mpfkit_report_kinds() -> Iterable[ReportKind]:
    """Offer the report kinds."""
    return (MAPPING_REPORT, WORKSHOP_REPORT)
