"""A letter that goes with a project's results. What it looks like stands in letter.docx, to be edited in Word.

docxtpl fills it in: `{{ title }}`, and `{%p for country in countries %}` around what is repeated. `cover_letter`
gathers what is filled in, and the hook below hands it over to mpfkit.
"""

from __future__ import annotations

import io
from importlib.resources import files
from typing import TYPE_CHECKING

import attrs

from mpfkit import Renderer, hookimpl, locale
from mpfkit.composing import Context, is_illustrative
from mpfkit.opc import repack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mpfkit import Brief, Project

__all__ = ["LetterOptions", "cover_letter", "mpfkit_renderers"]

_TEXTS = locale.Catalogue.load("acme_cover_letter")
_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@attrs.frozen(kw_only=True)
class LetterOptions:
    """What `--set KEY=VALUE` can say.

    Attributes:
        addressee: To whom the letter goes.
        signatory: Who signs it.
    """

    addressee: str = ""
    signatory: str = ""


def cover_letter(project: Project, brief: Brief) -> bytes:
    """Fill the letter in.

    Args:
        project: The project, with no more in it than the audience may see.
        brief: Date, language, audience and options.

    Returns:
        The bytes of a .docx; the same project and brief give the same ones.
    """
    from docxtpl import DocxTemplate  # type: ignore[import-untyped]

    name = "letter-rtl.docx" if locale.is_rtl(brief.language) else "letter.docx"
    letter = DocxTemplate(io.BytesIO(files("acme_cover_letter").joinpath(name).read_bytes()))
    # Without autoescape an & in a name would damage the file
    letter.render(_filled_in(project, brief), autoescape=True)
    stream = io.BytesIO()
    letter.save(stream)
    # docxtpl puts the time into the zip; mpfkit promises the same bytes for the same project
    return repack(stream.getvalue())


def _filled_in(project: Project, brief: Brief) -> dict[str, object]:
    ctx = Context(project, brief, _TEXTS)
    options = brief.options if isinstance(brief.options, LetterOptions) else LetterOptions()
    # What is withheld still counts as answered
    replies = {
        response.country: sum(any(one.has_value for one in given) for given in response.answers.values())
        for response in project.current_responses()
    }
    return {
        "addressee": options.addressee,
        "signatory": options.signatory,
        "date": ctx.date(brief.date),
        "title": ctx.plain(project.title),
        "aim": ctx.plain(project.aim),
        "greeting": ctx.t("greeting"),
        "introduction": ctx.t("introduction", edition=ctx.edition),
        "replies": ctx.t("replies", n=len(replies)),
        "closing": ctx.t("closing"),
        "note": ctx.t("illustrative") if is_illustrative(project) else "",
        "countries": [
            {"name": ctx.country(code), "answers": ctx.t("answers", n=replies[code])}
            for code in ctx.order(sorted(replies))
        ],
    }


@hookimpl
def mpfkit_renderers() -> Iterable[Renderer]:
    """Hand the function over."""
    yield Renderer(
        name="cover-letter",
        summary="Letter that goes with the results (Word, with docxtpl)",
        suffix=".docx",
        media_type=_MEDIA_TYPE,
        render=cover_letter,
        options=LetterOptions,
    )
