"""The style sheet of a page, from the fonts, colours and page of a house style.

Contrast is kept whatever a style says (WCAG 2.1, 1.4.3): a colour of text that is too light for its ground gives way to
a darker shade of its hue, and a shading that is too dark for text to none.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import attrs

from mpfkit.emblem import BESIDE_COLOURS
from mpfkit.writers.common import contrast, luminance, shade

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mpfkit.document import Document
    from mpfkit.records import HouseStyle, Palette
    from mpfkit.writers.common import Words

__all__ = ["ENOUGH", "readable", "readable_palette", "style_sheet"]

ENOUGH = 4.5
"""Contrast of text (WCAG 2.1, 1.4.3)."""
_WHITE, _BLACK = "FFFFFF", "000000"
# Where a typeface is not installed, one with the same widths.
_TWINS = {
    "Calibri": "Carlito",
    "Arial": "Liberation Sans",
    "Cambria": "Caladea",
    "Times New Roman": "Liberation Serif",
    "Verdana": "DejaVu Sans",
}
_SERIFS = frozenset({"Cambria", "Garamond", "Georgia", "Times New Roman"})


def readable(colour: str, grounds: Iterable[str]) -> str:
    """Return a colour in which text can be read on all grounds: itself, a darker shade of its hue, or black.

    Args:
        colour: Six hexadecimal digits.
        grounds: Light colours behind the text.
    """
    grounds = tuple(grounds)
    if all(contrast(colour, ground) >= ENOUGH for ground in grounds):
        return colour
    # A little less than the most that will do, since channels are whole numbers.
    most = (min(map(luminance, grounds)) + 0.05) / ENOUGH - 0.051
    darker = shade(colour, most) if most > 0 else _BLACK
    return darker if all(contrast(darker, ground) >= ENOUGH for ground in grounds) else _BLACK


def readable_palette(palette: Palette) -> Palette:
    """Return a palette whose texts can be read on the grounds on which they stand."""
    tones = attrs.asdict(palette.tones)
    light = {name: tone if contrast(_BLACK, tone) >= 2 * ENOUGH else _WHITE for name, tone in tones.items()}
    grounds = (_WHITE, *light.values())
    on_accent = palette.on_accent
    if contrast(on_accent, palette.accent) < ENOUGH:
        on_accent = max((_WHITE, _BLACK), key=lambda colour: contrast(colour, palette.accent))
    return attrs.evolve(
        palette,
        text=readable(palette.text, grounds),
        heading=readable(palette.heading, grounds),
        muted=readable(palette.muted, grounds),
        link=readable(palette.link, grounds),
        on_accent=on_accent,
        tones=attrs.evolve(palette.tones, **light),
    )


def quoted(text: str) -> str:
    """Return a text as a string of CSS, which no text can end or leave."""
    return '"' + re.sub(r"[^A-Za-z0-9 ]", lambda found: f"\\{ord(found.group()):06X} ", text) + '"'


def _family(name: str) -> str:
    names = [quoted(name), *([quoted(_TWINS[name])] if name in _TWINS else [])]
    return ",".join([*names, "serif" if name in _SERIFS else "sans-serif"])


def style_sheet(document: Document, style: HouseStyle, words: Words, *, rtl: bool, own: Iterable[str]) -> str:
    """Return the style sheet of a page.

    Args:
        document: Gives what stands at the head and foot of each page of paper.
        style: Gives fonts, palette and page.
        words: Words between the numbers of pages.
        rtl: Whether the document runs from right to left.
        own: Rules for this document alone.
    """
    palette = readable_palette(style.palette)
    fonts = style.fonts
    tones = palette.tones
    beside = palette.text
    if style.emblem is not None:
        # Reflex Blue, black or white (Implementing Regulation (EU) No 821/2014, Article 4(4)).
        beside = palette.heading if palette.heading in BESIDE_COLOURS else _BLACK
    variables = {
        "text": palette.text,
        "heading": palette.heading,
        "accent": palette.accent,
        "on-accent": palette.on_accent,
        "muted": palette.muted,
        "link": palette.link,
        "rule": palette.rule,
        "good": tones.good,
        "partial": tones.partial,
        "bad": tones.bad,
        "grey": tones.muted,
        "tint": tones.accent,
        "beside": beside,
    }
    root = "".join(f"--{name}:#{colour};" for name, colour in variables.items())
    arabic = ",".join([_family(fonts.arabic).rsplit(",", 1)[0], '"Noto Naskh Arabic"', '"Noto Sans Arabic"'])
    body, heading = _family(fonts.body), _family(fonts.heading)
    return (
        f":root{{{root}}}"
        + _file("screen.css")
        + f"body,input,select,textarea{{font-family:{body}}}h1,h2,h3,h4,h5,h6,.kicker{{font-family:{heading}}}"
        + f":lang(ar),:lang(ar) input,:lang(ar) select,:lang(ar) textarea,:lang(ar) h1,:lang(ar) h2,:lang(ar) h3,"
        f":lang(ar) h4,:lang(ar) h5,:lang(ar) h6{{font-family:{arabic},{body}}}"
        + 'code,code:lang(ar){font-family:Consolas,"DejaVu Sans Mono",monospace}'
        + "".join(own)
        + _print(document, style, words, rtl=rtl)
    )


@cache
def _file(name: str) -> str:
    """Return a style sheet of the package without its comments and the blanks that only its readers need."""
    text = files("mpfkit_html").joinpath(name).read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/|\n\s*", "", text, flags=re.DOTALL)
    return re.sub(r" \{|: (?=[^;{}]*;)", lambda found: found.group().strip(), text)


def _print(document: Document, style: HouseStyle, words: Words, *, rtl: bool) -> str:
    """Return the rules for paper: pages, and what stands at their heads and feet."""
    page = style.page
    start, end = ("right", "left") if rtl else ("left", "right")
    marking = document.marking or (document.cover.marking if document.cover else "")
    size = f"{style.fonts.size_pt - 2:g}pt"
    family = _family(style.fonts.arabic if rtl else style.fonts.body)

    def box(place: str, content: str, more: str = "") -> str:
        return f"@{place}{{content:{content};font:{size} {family};color:#{_BLACK};{more}}}"

    counted = f"{quoted(words.page)} counter(page) {quoted(words.of)} counter(pages)"
    marked = box(f"top-{end}", quoted(marking), "font-weight:bold;") if marking else ""
    running = box(f"top-{start}", quoted(document.header)) if document.header else ""
    foot = box(f"bottom-{start}", quoted(document.footer)) if document.footer else ""
    number = box(f"bottom-{end}", counted)
    first = "".join(f"@{place}{{content:none}}" for place in (f"top-{start}", f"bottom-{start}", f"bottom-{end}"))
    margins = f"{page.top_mm:g}mm {page.outer_mm:g}mm {page.bottom_mm:g}mm {page.inner_mm:g}mm"
    return (
        f"@page{{size:{page.width_mm:g}mm {page.height_mm:g}mm;margin:{margins};{running}{marked}{foot}{number}}}"
        + (f"@page :first{{{first}}}" if document.cover is not None else "")
        + f"@page wide{{size:{page.height_mm:g}mm {page.width_mm:g}mm}}"
        + f"@media print{{html{{font-size:{style.fonts.size_pt:g}pt}}{_file('paper.css')}}}"
    )
