"""What a report lacks, and how a document says so."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import attrs

from mpfkit.document import Callout, Paragraph, ParagraphRole, Tone
from mpfkit.errors import Problem
from mpfkit.locale import Catalogue
from mpfkit.model import LangString

if TYPE_CHECKING:
    from mpfkit.composing import Context
    from mpfkit.document import Block
    from mpfkit.model import Project

__all__ = ["LACKS", "Lack", "LackState", "described", "is_withheld", "marked", "problem_of"]

LACKS = Catalogue.load("mpfkit_eu", "phrases/lacks")
"""Words for what is missing, by answer."""


class LackState(StrEnum):
    """Why a required answer does not stand in a report."""

    MISSING = "missing"
    WITHHELD = "withheld"
    """The edition leaves out what it would stand in, so that nobody can tell whether it was given"""


@attrs.frozen(kw_only=True)
class Lack:
    """A required answer that does not stand in a report.

    Attributes:
        code: By which `mpfkit check` names it.
        answer: What is asked for.
        heading: Key of the heading under which it belongs; `closing` for the block at the end.
        write: Where the answer is written.
        path: Place in the project.
        item: Of which group, activity, organisation or indicator; a text that is the same in all languages, or one that
            has its languages.
        state: Whether it is missing or withheld.
    """

    code: str
    answer: str
    heading: str
    write: str
    path: tuple[str | int, ...]
    item: LangString | str | None = None
    state: LackState = LackState.MISSING


def is_withheld(project: Project, sort: str) -> bool:
    """Tell whether an edition leaves out things of a sort that stand in the project itself."""
    return bool(sort and project.withheld and project.withheld.total(sort, parent=""))


def problem_of(lack: Lack, place: str) -> Problem:
    """Return a missing answer as `mpfkit check` tells it.

    Args:
        lack: What is missing.
        place: Number of the heading under which it belongs, or what else tells the place in the report.
    """
    what = LACKS.text(f"lack.{lack.answer}", "en")
    if lack.item is not None:
        item = lack.item if isinstance(lack.item, str) else lack.item.get("en")
        what = LACKS.text("lack.item", "en", what=what, item=" ".join(item.split()))
    message = f"{place} {what}: a required answer is missing; write {lack.write}"
    return Problem(code=lack.code, message=message, path=lack.path)


def described(ctx: Context, lack: Lack) -> str:
    """Return what is missing, in the language of the report."""
    what = ctx.t(f"lack.{lack.answer}")
    if lack.item is None:
        return what
    item = ctx.plain(lack.item) if isinstance(lack.item, LangString) else lack.item
    return ctx.t("lack.item", what=what, item=item)


def marked(ctx: Context, lack: Lack) -> Block:
    """Return what stands in the place of the answer."""
    if lack.state is LackState.WITHHELD:
        return Paragraph(ctx.t("lack.withheld", what=described(ctx, lack)), ParagraphRole.WITHHELD)
    return Callout(blocks=(Paragraph(ctx.t("lack.missing", what=described(ctx, lack))),), tone=Tone.BAD)
