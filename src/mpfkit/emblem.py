"""The emblem of the European Union, drawn from its published geometry.

Annex to Regulation (EU) No 763/2014: a blue rectangle whose fly is one and a half times its hoist; twelve gold stars at
equal intervals on an invisible circle around the crossing of the diagonals, whose radius is a third of the hoist; each
star has five points on an invisible circle with a radius of one eighteenth of the hoist, and stands upright. Colours:
Council of Europe, graphics guide to the European emblem (Pantone Reflex Blue as RGB 0/51/153, Pantone Yellow as RGB
255/204/0; in black alone, or white on Reflex Blue alone).
"""

from __future__ import annotations

import math
from importlib.resources import files
from typing import Literal

from mpfkit.document import Image
from mpfkit.errors import RenderError

__all__ = ["BLUE", "MIN_HEIGHT_MM", "YELLOW", "Tone", "emblem_image", "png", "star_centres", "star_points", "svg"]

BLUE = "003399"
YELLOW = "FFCC00"
MIN_HEIGHT_MM = 10.0
"""Smallest height on paper (European Commission, use of the EU emblem, October 2012)."""

Tone = Literal["colour", "black", "white-on-blue"]
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


def svg(height: float, *, tone: Tone = "colour") -> str:
    """Draw the emblem as SVG.

    Args:
        height: Height in the user units of the picture.
        tone: `colour`; `black` for print in black alone, with a black outline; `white-on-blue` for Reflex Blue alone.

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
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} '
        f'{height:g}">'
        f'<rect width="{width:g}" height="{height:g}" fill="#{field}"/>{outline}<path d="{path}" '
        f'fill="#{stars}"/></svg>'
    )


def png() -> bytes:
    """Return the emblem in colour as PNG, 1,080 by 720 pixels; tools/draw_emblem.py draws it."""
    return files("mpfkit").joinpath("emblem.png").read_bytes()


def emblem_image(alt: str, height_mm: float = 14.0) -> Image:
    """Return the emblem in colour as a picture for a document.

    Args:
        alt: What it is called for those who cannot see it, in the language of the document.
        height_mm: Height on the page in millimetres; its width is one and a half times that.

    Returns:
        The picture.

    Raises:
        RenderError: If it would be lower than one centimetre, or has no alternative text.
    """
    if height_mm < MIN_HEIGHT_MM:
        raise RenderError(f"the emblem is {height_mm:g} mm high; it must be at least {MIN_HEIGHT_MM:g} mm")
    if not alt.strip():
        raise RenderError("the emblem has no alternative text; give one in the language of the document")
    return Image(data=png(), media_type="image/png", width_mm=1.5 * height_mm, height_mm=height_mm, alt=alt)
