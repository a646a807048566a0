"""The head of the page: who, what, where and when; the emblem and who paid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mpfkit import emblem

from ._inline import value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mpfkit.document import Cover, Image

    from ._page import Page

__all__ = ["cover_html"]

_PIXELS = 96 / 25.4


def cover_html(page: Page) -> str:
    """Return the header of the page: the cover, or the title alone."""
    cover = page.document.cover
    if cover is None:
        title = page.document.title
        return f"<header>\n{_title(page, title)}</header>\n"
    band = " band" if page.style.docx.cover == "band" else ""
    return f'<header class="cover{band}">\n' + "".join(f"{piece}\n" for piece in _pieces(page, cover)) + "</header>\n"


def _title(page: Page, text: str) -> str:
    own = page.direct(text, "", page.voice)
    return f"<h1{page.tongue(own, page.voice)}>{page.text(text, own)}</h1>\n" if text.strip() else ""


def _pieces(page: Page, cover: Cover) -> Iterator[str]:
    yield '<div class="front">'
    if cover.kicker:
        yield page.line(cover.kicker, "kicker")
    yield _title(page, cover.title).strip()
    if cover.subtitle:
        yield page.line(cover.subtitle, "subtitle")
    yield "</div>"
    yield from _lines(page, cover)
    if page.marking:
        # The banner above stays on the screen; this is part of the text, on paper as well.
        yield page.line(page.marking, "marked")
    for notice in cover.notices:
        yield page.line(notice, "notice")
    yield from _funding(page, cover)
    if cover.implemented_by:
        yield page.line(cover.implemented_by, "implemented")


def _lines(page: Page, cover: Cover) -> Iterator[str]:
    """Yield place, date and whatever else the cover says; what has a label is said with it."""
    is_open = False
    for line in cover.lines:
        if bool(line.label) is not is_open:
            yield '<dl class="lines">' if line.label else "</dl>"
            is_open = not is_open
        if line.label:
            own = page.direct(line.label + line.text, "", page.voice)
            label = page.text(line.label + page.words.colon, own)
            yield f"<div{page.tongue(own, page.voice)}><dt>{label}</dt><dd>{page.text(line.text, own)}</dd></div>"
        else:
            yield page.line(line.text)
    if is_open:
        yield "</dl>"


def _funding(page: Page, cover: Cover) -> Iterator[str]:
    """Yield the emblem with the statement, and the logos.

    The emblem is shown with the statement only, as the two must not be separated; it is at least a centimetre high
    (European Commission, use of the EU emblem, October 2012), and no logo is larger in height or in width (Implementing
    Regulation (EU) No 821/2014, Article 4(5)).
    """
    style = page.style
    parts = []
    widest, highest = 30.0, 20.0
    if style.emblem is not None and cover.statement:
        image = style.emblem(page.words.emblem)
        scale = max(1.0, emblem.MIN_HEIGHT_MM / image.height_mm)
        widest, highest = image.width_mm * scale, image.height_mm * scale
        parts.append(_emblem(page, image, highest))
    if cover.statement:
        parts.append(page.line(cover.statement))
    place = f"cover picture of house style {style.name!r}"
    parts += [page.picture(logo, place, widest, highest) for logo in (*style.logos, *cover.logos)]
    if parts:
        yield '<div class="funding">' + "".join(parts) + "</div>"


def _emblem(page: Page, image: Image, height_mm: float) -> str:
    """Return the emblem, drawn; one that is none of the core's is shown as it is."""
    for tone, border in emblem.PICTURES:
        if image.data == emblem.png(tone, border=border):
            drawn = emblem.svg(100, tone=tone, border=border)
            view = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)
            assert view is not None  # noqa: S101 - the core draws it
            height = height_mm * _PIXELS
            size = f'width="{height * float(view[1]) / float(view[2]):.0f}" height="{height:.0f}"'
            start = f'<svg role="img" aria-label="{value(image.alt)}" {size} {view[0]}>'
            return start + drawn.partition(">")[2]
    return page.picture(image, f"emblem of house style {page.style.name!r}")
