"""The logical framework matrix: results chain, indicators and their values; shared by two report kinds.

Commission action documents (annexes to financing decisions, such as C(2022) 9745, 3.6 "Logical Framework Matrix"): "the
indicative logframe should have a maximum of 10 expected results (Impact/Outcome(s)/Output(s))"; "the first progress
report should include the complete logframe (e.g. including baselines/targets)"; "progress reports should provide an
updated logframe with current values for each indicator"; "the final report should enclose the logframe with baseline
and final values for each indicator". `logframe.toml` says which heads of columns were seen there.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING, Any

from mpfkit.composing import NOTHING, inlines
from mpfkit.document import Cell, Column, Paragraph, ParagraphRole, Row, Span, SpanRole, Table, Tone
from mpfkit.errors import Problem
from mpfkit.locale import Catalogue
from mpfkit.model import ResultLevel

from ._annex_vi import ReportStage
from ._lacks import Lack, LackState, is_withheld

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mpfkit.composing import Context
    from mpfkit.document import Block, Blocks, Inlines
    from mpfkit.model import Indicator, Project, Result

__all__ = ["MATRIX", "matrix", "matrix_lacks", "most_results", "too_many_results"]

MATRIX = Catalogue.load("mpfkit_eu", "phrases/logframe")
"""Words of the matrix."""

_LEVELS = tuple(ResultLevel)
_VALUES = (
    ("LOG004", "baseline", "baseline"),
    ("LOG005", "target", "target"),
    ("LOG006", "value", "current"),
    ("LOG007", "source", "source"),
)
"""Code, answer, and field of an indicator in which it is written."""


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("mpfkit_eu").joinpath("logframe.toml").read_text(encoding="utf-8"))


def most_results() -> int:
    """Return how many results a logical framework should have at most."""
    return int(_data()["matrix"]["most_results"])


def _ordered(project: Project) -> tuple[Result, ...]:
    """Return the results from impact to outputs, each level in the order of the project."""
    return tuple(sorted(project.results, key=lambda result: _LEVELS.index(result.level)))


def matrix_lacks(project: Project) -> tuple[Lack, ...]:
    """Return what the matrix of a project, or of an edition of it, lacks."""
    results = _ordered(project)
    if not results:
        state = LackState.WITHHELD if is_withheld(project, "result") else LackState.MISSING
        return (
            Lack(code="LOG001", answer="matrix", heading="logframe", write="results", path=("results",), state=state),
        )
    found = []
    for place, result in enumerate(results, start=1):
        path = ("results", result.id)
        if not result.indicators:
            found.append(
                Lack(
                    code="LOG003",
                    answer="indicators",
                    heading="logframe",
                    write="indicators",
                    path=path,
                    item=result.statement,
                )
            )
        found += [
            Lack(
                code=code,
                answer=answer,
                heading="logframe",
                write=field,
                path=(*path, "indicators", indicator.id),
                item=_number(place, position),
            )
            for position, indicator in enumerate(result.indicators, start=1)
            for code, answer, field in _VALUES
            if not getattr(indicator, field).strip()
        ]
    return tuple(found)


def too_many_results(project: Project) -> Iterator[Problem]:
    """Find a matrix with more results than it should have."""
    number, most = len(project.results), most_results()
    if number > most:
        yield Problem(
            code="LOG002",
            message=f"{number} results; a logical framework should have {most} at most, impact, outcomes and outputs "
            "counted together",
            severity="warning",
            path=("results",),
        )


def _number(place: int, position: int) -> str:
    return f"{place}.{position}"


def matrix(ctx: Context, report: ReportStage, key: str) -> Blocks:
    """Return the matrix with a note where it has too many results; nothing where it has none.

    Args:
        ctx: The rendering; `MATRIX` and `LACKS` are among its catalogues.
        report: Whether the values are those of an interim or of the final report.
        key: By which references find the table.
    """
    results = _ordered(ctx.project)
    if not results:
        return ()
    blocks: list[Block] = []
    if len(results) > most_results():
        note = ctx.t("matrix.too-many", n=len(results), most=ctx.number(most_results()))
        blocks.append(Paragraph(note, ParagraphRole.META))
    columns = (
        Column(ctx.t("matrix.level"), 1.1),
        Column(ctx.t("matrix.results"), 2.6),
        Column(ctx.t("matrix.indicators"), 2.4),
        Column(ctx.t("matrix.baseline"), 1.1),
        Column(ctx.t("matrix.target"), 1.1),
        Column(ctx.t(f"matrix.value-{report.value}"), 1.1),
        Column(ctx.t("matrix.source"), 1.4),
        Column(ctx.t("matrix.assumptions"), 1.6),
    )
    rows: list[Row | tuple[Cell | Inlines, ...]] = []
    numbered = list(enumerate(results, start=1))
    for level, found in groupby(numbered, key=lambda pair: pair[1].level):
        mine = [row for place, result in found for row in _rows(ctx, place, result)]
        head = Cell(ctx.t(f"matrix.{level.value}"), header=True, row_span=len(mine))
        rows.extend([(head, *mine[0]), *mine[1:]])
    illustrative = ctx.project.illustrative or any(result.illustrative for result in results)
    notes = (Span(ctx.t("matrix.illustrative"), role=SpanRole.ILLUSTRATIVE),) if illustrative else ()
    blocks.append(
        Table(
            columns=columns,
            rows=tuple(rows),
            description=ctx.t("matrix.description"),
            key=key,
            notes=notes,
            compact=True,
        )
    )
    return tuple(blocks)


def _rows(ctx: Context, place: int, result: Result) -> Iterator[tuple[Cell | Inlines, ...]]:
    """Yield a row for each indicator; the result stands once beside them."""
    statement = ctx.text(result.statement) or result.id
    name = Cell(
        inlines(ctx.t("matrix.numbered", number=str(place)), " ", statement),
        row_span=max(len(result.indicators), 1),
    )
    if not result.indicators:
        missing = _missing(ctx)
        yield (name, missing, *(Cell(NOTHING) for _ in range(5)))
    for position, indicator in enumerate(result.indicators, start=1):
        cells = _cells(ctx, _number(place, position), indicator)
        yield (name, *cells) if position == 1 else cells


def _cells(ctx: Context, number: str, indicator: Indicator) -> tuple[Cell | Inlines, ...]:
    statement = ctx.text(indicator.statement) or indicator.id
    values = (indicator.baseline, indicator.target, indicator.current, indicator.source)
    return (
        inlines(ctx.t("matrix.numbered", number=number), " ", statement),
        *(value.strip() or _missing(ctx) for value in values),
        indicator.assumptions.strip() or NOTHING,
    )


def _missing(ctx: Context) -> Cell:
    return Cell(ctx.t("matrix.missing"), tone=Tone.BAD)
