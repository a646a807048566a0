"""The emblem of the European Union, drawn from its published geometry.

Annex to Regulation (EU) No 763/2014: a blue rectangle whose fly is one and a half times its hoist; twelve gold stars at
equal intervals on an invisible circle around the crossing of the diagonals, whose radius is a third of the hoist; each
star has five points on an invisible circle with a radius of one eighteenth of the hoist, and stands upright. Colours:
Council of Europe, graphics guide to the European emblem (Pantone Reflex Blue as RGB 0/51/153, Pantone Yellow as RGB
255/204/0; in black alone, or white on Reflex Blue alone). On a coloured ground it has a white border whose width is a
twenty-fifth of the hoist (Commission guidance on the emblem).

A house style shows it in another tone or with a border by its `emblem`: `partial(emblem_image, tone="black")`.
"""

from __future__ import annotations

import math
from importlib.resources import files
from typing import Literal

from mpfkit.document import Image
from mpfkit.errors import RenderError

__all__ = [
    "ASPECT",
    "BESIDE_COLOURS",
    "BESIDE_FONTS",
    "BLUE",
    "BORDER",
    "MIN_HEIGHT_MM",
    "PICTURES",
    "YELLOW",
    "Tone",
    "bordered_aspect",
    "emblem_image",
    "png",
    "star_centres",
    "star_points",
    "svg",
]

BLUE = "003399"
YELLOW = "FFCC00"
MIN_HEIGHT_MM = 10.0
"""Smallest height on paper (European Commission, use of the EU emblem, October 2012)."""

ASPECT = 1.5
"""Fly by hoist (annex to Regulation (EU) No 763/2014)."""
BORDER = 1 / 25
"""Width of the white border on a coloured ground, by the hoist (Commission guidance on the emblem)."""
BESIDE_FONTS = ("Arial", "Auto", "Calibri", "Garamond", "Trebuchet", "Tahoma", "Verdana", "Ubuntu")
"""Typefaces of text beside the emblem; neither italics nor underlining nor effects (Implementing Regulation (EU) No
821/2014, Article 4(4))."""
BESIDE_COLOURS = (BLUE, "000000", "FFFFFF")
"""Colours of text beside the emblem: Reflex Blue, black or white, depending on the ground (Article 4(4))."""

Tone = Literal["colour", "black", "white-on-blue"]
PICTURES: dict[tuple[Tone, bool], str] = {
    ("colour", False): "emblem.png",
    ("black", False): "emblem-black.png",
    ("white-on-blue", False): "emblem-white-on-blue.png",
    ("colour", True): "emblem-colour-border.png",
    ("white-on-blue", True): "emblem-white-on-blue-border.png",
}
"""Files of the package by tone, and by whether they have a white border; `tools/draw_emblem.py` draws them."""
_TONES: dict[str, tuple[str, str]] = {
    "colour": (BLUE, YELLOW),
    "black": ("FFFFFF", "000000"),
    "white-on-blue": (BLUE, "FFFFFF"),
}


def star_centres(height: float) -> tuple[tuple[float, float], ...]:
    """Return the centres of the twelve stars as the hours on a clock, from twelve o'clock on.

    Args:
        height: Hoist of the emblem; its fly is one and a half times that.

    Returns:
        Points from the upper left corner, y downwards, in the unit of `height`.
    """
    radius = height / 3
    return tuple(
        (
            0.75 * height + radius * math.sin(math.radians(30 * hour)),
            0.5 * height - radius * math.cos(math.radians(30 * hour)),
        )
        for hour in range(12)
    )


def star_points(centre: tuple[float, float], height: float) -> tuple[tuple[float, float], ...]:
    """Return the ten corners of an upright star, clockwise from its upper point.

    Args:
        centre: Its centre.
        height: Hoist of the emblem; the outer corners lie on a circle with a radius of an eighteenth of it.

    Returns:
        Points, y downwards; outer and inner corners by turns.
    """
    outer = height / 18
    # In a regular pentagram the edges of two points are one straight line: inner = outer / golden ratio squared.
    inner = outer * (3 - math.sqrt(5)) / 2
    return tuple(
        (
            centre[0] + (inner if corner % 2 else outer) * math.sin(math.radians(36 * corner)),
            centre[1] - (inner if corner % 2 else outer) * math.cos(math.radians(36 * corner)),
        )
        for corner in range(10)
    )


def bordered_aspect() -> float:
    """Return width by height of the emblem with its white border."""
    return (ASPECT + 2 * BORDER) / (1 + 2 * BORDER)


def svg(height: float, *, tone: Tone = "colour", border: bool = False) -> str:
    """Draw the emblem as SVG.

    Args:
        height: Height of the emblem, without its border, in the user units of the picture.
        tone: `colour`; `black` for print in black alone, with a black outline; `white-on-blue` for Reflex Blue alone.
        border: Whether it has the white border that it needs on a coloured ground.

    Returns:
        An SVG document.
    """
    field, stars = _TONES[tone]
    width = 1.5 * height
    path = "".join(
        "M" + "L".join(f"{x:.4f} {y:.4f}" for x, y in star_points(centre, height)) + "Z"
        for centre in star_centres(height)
    )
    outline = ""
    if tone == "black":
        line = height / 60
        outline = (
            f'<rect x="{line / 2:.4f}" y="{line / 2:.4f}" width="{width - line:.4f}" height="{height - line:.4f}" '
            f'fill="none" stroke="#{stars}" stroke-width="{line:.4f}"/>'
        )
    edge = height * BORDER if border else 0.0
    frame = f'<rect width="{width + 2 * edge:g}" height="{height + 2 * edge:g}" fill="#FFFFFF"/>' if border else ""
    emblem = f'<rect width="{width:g}" height="{height:g}" fill="#{field}"/>{outline}<path d="{path}" fill="#{stars}"/>'
    if border:
        emblem = f'{frame}<g transform="translate({edge:g} {edge:g})">{emblem}</g>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width + 2 * edge:g}" height="{height + 2 * edge:g}" '
        f'viewBox="0 0 {width + 2 * edge:g} {height + 2 * edge:g}">{emblem}</svg>'
    )


def png(tone: Tone = "colour", *, border: bool = False) -> bytes:
    """Return the emblem as PNG, 720 pixels high without its border; tools/draw_emblem.py draws it.

    Args:
        tone: `colour`; `black` for print in black alone; `white-on-blue` for print in Reflex Blue alone.
        border: Whether it has the white border that it needs on a coloured ground.

    Raises:
        RenderError: There is no such picture; the emblem in black stands on white only.
    """
    name = PICTURES.get((tone, border))
    if name is None:
        known = ", ".join(f"{each}{' with border' if edge else ''}" for each, edge in PICTURES)
        raise RenderError(f"there is no emblem in {tone!r}{' with border' if border else ''}; choose one of {known}")
    return files("mpfkit").joinpath(name).read_bytes()


def emblem_image(alt: str, height_mm: float = 14.0, *, tone: Tone = "colour", border: bool = False) -> Image:
    """Return the emblem as a picture for a document.

    Args:
        alt: What it is called for those who cannot see it, in the language of the document.
        height_mm: Height on the page in millimetres, without the border; its width is one and a half times that.
        tone: `colour`; `black` for print in black alone; `white-on-blue` for print in Reflex Blue alone.
        border: Whether it has the white border that it needs on a coloured ground.

    Returns:
        The picture.

    Raises:
        RenderError: If it would be lower than one centimetre, has no alternative text, or there is no such picture.
    """
    if height_mm < MIN_HEIGHT_MM:
        raise RenderError(f"the emblem is {height_mm:g} mm high; it must be at least {MIN_HEIGHT_MM:g} mm")
    if not alt.strip():
        raise RenderError("the emblem has no alternative text; give one in the language of the document")
    edges = 2 * height_mm * BORDER if border else 0.0
    return Image(
        data=png(tone, border=border),
        media_type="image/png",
        width_mm=ASPECT * height_mm + edges,
        height_mm=height_mm + edges,
        alt=alt,
    )
