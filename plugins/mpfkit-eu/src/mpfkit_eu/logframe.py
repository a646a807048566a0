"""The logical framework matrix as a report of its own, on landscape pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mpfkit.composing import Context, about_edition, cover, document, imprint
from mpfkit.document import Heading, Paragraph, Section

from ._form import ReportOptions, answers_of
from ._lacks import LACKS, marked, problem_of
from ._matrix import MATRIX, matrix, matrix_lacks, too_many_results

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mpfkit.document import Blocks, Document
    from mpfkit.errors import Problem
    from mpfkit.model import Project
    from mpfkit.records import Brief

    from ._annex_vi import ReportStage

__all__ = ["check_logframe", "compose_logframe"]

_KIND = "logframe"


def compose_logframe(project: Project, brief: Brief) -> Document:
    """Compose the logical framework matrix of a project.

    Args:
        project: The project, redacted for the audience of the brief.
        brief: Date, language, audience and what the house style prescribes.

    Returns:
        The document.
    """
    ctx = Context(project, brief, MATRIX, LACKS)
    title = ctx.plain(project.title) or project.id
    blocks = (
        *imprint(ctx),
        *about_edition(ctx),
        Section(blocks=_matrix(ctx), landscape=True),
    )
    return document(ctx, _KIND, title, cover(ctx, _KIND, title, ()), blocks)


def _matrix(ctx: Context) -> Blocks:
    heading = Heading(ctx.t("section.matrix"), key="logframe")
    report = answers_of(ctx.project, _report(ctx.brief)).report
    table = matrix(ctx, report, "table-logframe")
    if table:
        return (heading, *table)
    if ctx.withheld("result"):
        return (heading, *ctx.placeholder("result"))
    (lack,) = matrix_lacks(ctx.project)
    return (heading, Paragraph(ctx.t("matrix.none"), keep_with_next=True), marked(ctx, lack))


def _report(brief: Brief) -> ReportStage | None:
    return brief.options.report if isinstance(brief.options, ReportOptions) else None


def check_logframe(project: Project) -> Iterator[Problem]:
    """Tell what the logical framework matrix of a project lacks."""
    for lack in matrix_lacks(project):
        yield problem_of(lack, "logframe:")
    yield from too_many_results(project)
