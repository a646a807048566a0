"""The cover: who, what, where and when; at its foot the emblem and who paid."""

from __future__ import annotations

import re
import struct
import textwrap
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from mpfkit.document import Image
from mpfkit.emblem import MIN_HEIGHT_MM

from ._inline import Props, coloured
from ._measures import mm, text_width

if TYPE_CHECKING:
    from mpfkit.document import Cover
    from mpfkit.records import HouseStyle
    from mpfkit.writers._words import Words

    from ._emit import Emitter

__all__ = ["cover", "cover_pictures"]

_BAND_HEIGHT_MM = 118.0
"""Height of the band for a title of three lines."""
_SIZE = re.compile(r'<w:pgSz[^>]* w:w="(\d+)"[^>]* w:h="(\d+)"')
_BETWEEN = "\N{EM SPACE}"
"""Stands between two logos; blanks in a row would look like a line that somebody moved about."""
_LINE_MM = 6.1
_LETTER_MM = 2.2
_AIR_MM = 46.0
"""Height of a line of running text on the cover, width of its average letter, and the empty space above the title."""
_STATEMENT_LETTER_MM = 2.3
_GAP_MM = 3.0
"""Width of an average letter of the funding statement, and of the space between two logos."""
_TITLE_LINE_MM = 11.0
_TITLE_LETTER_MM = 5.0
"""Height of a line of the title, and width of its average letter, at the size that the title has on the cover."""
_WIDE_TITLE_LETTER_MM = 5.9
"""The same in the widest typeface that stands in where the one of the house style is not installed."""


def cover_pictures(
    style: HouseStyle, cover: Cover, words: Words
) -> tuple[Image | None, tuple[Image, ...], Image | None]:
    """Return the emblem, the logos of style and cover beside it and the band, as large as they are shown.

    The emblem is shown with the funding statement only, as the two must not be separated; it is at least a centimetre
    high (European Commission, use of the EU emblem, October 2012), and no logo is larger in height or in width
    (Implementing Regulation (EU) No 821/2014, Article 4(5)).

    Args:
        style: Gives emblem and logos.
        cover: Gives the statement and further logos.
        words: Name of the emblem.
    """
    emblem = None
    if style.emblem is not None and cover.statement:
        emblem = style.emblem(words.emblem)
        scale = max(1.0, MIN_HEIGHT_MM / emblem.height_mm)
        emblem = attrs.evolve(emblem, width_mm=emblem.width_mm * scale, height_mm=emblem.height_mm * scale)
    widest, highest = (emblem.width_mm, emblem.height_mm) if emblem else (30.0, 20.0)
    logos = tuple(
        attrs.evolve(logo, width_mm=logo.width_mm * scale, height_mm=logo.height_mm * scale)
        for logo in (*style.logos, *cover.logos)
        for scale in (min(1.0, widest / logo.width_mm, highest / logo.height_mm),)
    )
    band = None
    if style.docx.cover == "band":
        band = Image(
            data=_one_colour(style.palette.accent),
            media_type="image/png",
            width_mm=style.page.width_mm,
            height_mm=_band_height(style, cover.title),
            alt="",
        )
    return emblem, logos, band


def _band_height(style: HouseStyle, title: str) -> float:
    """Return how high the band has to be for the title; how the lines really break is the word processor's."""
    width = style.page.width_mm - style.page.inner_mm - style.page.outer_mm
    lines = len(textwrap.wrap(title, max(1, int(width / _TITLE_LETTER_MM))))
    return _BAND_HEIGHT_MM + (max(1, lines) - 3) * _TITLE_LINE_MM


def cover(emitter: Emitter, cover: Cover) -> Iterator[str]:
    """Yield the paragraphs of the cover."""
    emblem, logos, band = cover_pictures(emitter.style, cover, emitter.words)
    emitter.bidi = emitter.rtl
    yield from _head(emitter, cover, band)
    yield from _lines(emitter, cover)
    if emblem is not None or cover.statement or cover.implemented_by or logos:
        yield from _foot(emitter, cover, emblem, logos)


def _head(emitter: Emitter, cover: Cover, band: Image | None) -> Iterator[str]:
    palette = emitter.style.palette
    air = _air(emitter, cover)
    parts = [("cover-kicker", cover.kicker), ("title", cover.title), ("subtitle", cover.subtitle)]
    parts = [(role, text) for role, text in parts if text]
    for at, (role, text) in enumerate(parts):
        first, last = at == 0, at == len(parts) - 1
        emitter.direct(text, "")
        if band is not None:
            runs = emitter.backdrop(band) if first else ""
            # The shading repeats the colour of the band, so that the text can be read where pictures are not shown.
            extra = f'<w:shd w:val="clear" w:color="auto" w:fill="{palette.accent}"/>'
            spacing = f'<w:spacing w:before="{1100 if first else 0}" w:after="{2400 if last else 240}"/>'
            yield emitter.paragraph(
                role, runs + coloured(emitter.text(text), palette.on_accent), extra=extra, spacing=spacing
            )
            continue
        extra = spacing = ""
        rule = f'w:val="single" w:sz="18" w:color="{palette.accent}"'
        if role == "title":
            extra = f'<w:pBdr><w:top {rule} w:space="16"/></w:pBdr>'
            spacing = f'<w:spacing w:before="{round(2600 * air) if first else 200}" w:after="200"/>'
        elif first:
            spacing = f'<w:spacing w:before="{round(2400 * air)}" w:after="320"/>'
        if last:
            extra = extra.replace("</w:pBdr>", "") or "<w:pBdr>"
            extra += f'<w:bottom w:val="single" w:sz="6" w:color="{palette.rule}" w:space="18"/></w:pBdr>'
            spacing = spacing.replace('w:after="200"', 'w:after="640"') or '<w:spacing w:after="640"/>'
        yield emitter.paragraph(role, emitter.text(text), extra=extra, spacing=spacing)


def _air(emitter: Emitter, cover: Cover) -> float:
    """Return how much of the empty space above the title there is room for: all on mpfkit's own pages of A4.

    In a template letters may be larger and pages lower or across; a cover that ends on a second page is worse than
    one that starts higher up.
    """
    page, frame = emitter.style.page, emitter.frame
    height = page.height_mm - page.top_mm - page.bottom_mm
    if frame is not None:
        size = _SIZE.search(frame.first[0])
        across = size is not None and int(size[1]) > int(size[2])
        return 0.05 if across else min(0.4, max(0.05, (height - 155) / 185))
    room = height - _content_mm(cover, page.width_mm - page.inner_mm - page.outer_mm)
    return min(1.0, max(0.05, (height - 155) / 92), max(0.05, room / _AIR_MM))


def _content_mm(cover: Cover, width_mm: float) -> float:
    """Return about how high a cover without band is below the empty space, set in wide letters with much leading."""

    def lines(text: str, width: float, letter: float) -> int:
        return len(textwrap.wrap(text, max(1, int(width / letter)))) or 1

    title = 7 + 12.7 * lines(cover.title, width_mm, _WIDE_TITLE_LETTER_MM)
    around = 12.0 * bool(cover.kicker) + 19.0 * bool(cover.subtitle)
    facts = sum(1.8 + _LINE_MM * lines(line.text, width_mm - 45.0, _LETTER_MM) for line in cover.lines)
    notices = sum(14 + _LINE_MM * lines(notice, width_mm - 6.0, _LETTER_MM) for notice in cover.notices)
    rows_of_logos = -(-len(cover.logos) * 24 // max(24, int(width_mm))) if len(cover.logos) > 3 else 0
    foot = 34.0 + 18.0 * rows_of_logos
    return title + around + facts + 12.0 * bool(cover.marking) + notices + foot


def _lines(emitter: Emitter, cover: Cover) -> Iterator[str]:
    for line in cover.lines:
        emitter.direct(line.label + line.text, "")
        if line.label:
            runs = (
                emitter.text(line.label + emitter.words.colon, Props(role="label"))
                + "<w:r><w:tab/></w:r>"
                + emitter.text(line.text)
            )
            yield emitter.paragraph("cover-line", runs)
        else:
            yield emitter.paragraph("cover-line", emitter.text(line.text), indent='<w:ind w:left="0" w:firstLine="0"/>')
    marking = emitter.document.marking or cover.marking
    if marking:
        # Screen readers skip the head and foot of a page, where it stands as well.
        emitter.direct(marking, "")
        runs = emitter.text(marking, Props(role="marking-text"))
        yield emitter.paragraph(
            "cover-line",
            runs,
            indent='<w:ind w:left="0" w:firstLine="0"/>',
            spacing='<w:spacing w:before="240" w:after="100"/>',
        )
    for notice in cover.notices:
        emitter.direct(notice, "")
        yield emitter.paragraph("cover-notice", emitter.text(notice))


def _foot(emitter: Emitter, cover: Cover, emblem: Image | None, logos: tuple[Image, ...]) -> Iterator[str]:
    """Yield the paragraphs that stand at the foot of the page, wherever the text above them ends.

    They are in a frame, which Word and LibreOffice read as text in its place; a table or a text box would not be that.
    """
    page = emitter.style.page
    width = text_width(page)
    frame = (
        f'<w:framePr w:w="{width}" w:hSpace="0" w:wrap="notBeside" w:vAnchor="margin" w:hAnchor="margin" '
        'w:xAlign="left" '
        'w:yAlign="bottom"/>'
    )
    emitter.bidi = emitter.rtl
    runs = logo_runs = ""
    indent = 0
    if emblem is not None:
        runs += emitter.picture(emblem, emblem.width_mm, emblem.height_mm) + "<w:r><w:tab/></w:r>"
        indent = mm(emblem.width_mm) + 227
    if cover.statement:
        emitter.direct(cover.statement, "")
        runs += emitter.text(cover.statement, Props(strong=True))
    if logos:
        logo_runs = f'<w:r><w:t xml:space="preserve">{_BETWEEN}</w:t></w:r>'.join(
            emitter.picture(logo, logo.width_mm, logo.height_mm) for logo in logos
        )
    room = width - indent - mm(_STATEMENT_LETTER_MM * len(cover.statement))
    beside = sum(mm(logo.width_mm + _GAP_MM) for logo in logos) <= room
    if logos and beside:
        runs += "<w:r><w:tab/></w:r>" + logo_runs
    tabs = (
        "<w:tabs>"
        + (f'<w:tab w:val="left" w:pos="{indent}"/>' if indent else "")
        + f'<w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    )
    keep = bool(cover.implemented_by) or not beside
    if runs:
        yield emitter.paragraph("cover-funding", runs, frame=frame, tabs=tabs, keep_next=keep)
    if not beside:
        keep = bool(cover.implemented_by)
        spacing = '<w:spacing w:before="200"/>'
        yield emitter.paragraph("cover-funding", logo_runs, frame=frame, spacing=spacing, keep_next=keep)
    if cover.implemented_by:
        emitter.direct(cover.implemented_by, "")
        yield emitter.paragraph(
            "cover-funding", emitter.text(cover.implemented_by), frame=frame, spacing='<w:spacing w:before="120"/>'
        )


def _one_colour(colour: str) -> bytes:
    """Return a PNG of four pixels of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\x00" + bytes.fromhex(colour) * 2
    # Stored, not packed: the bytes are the same with any zlib.
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(row * 2, 0))
        + chunk(b"IEND", b"")
    )
