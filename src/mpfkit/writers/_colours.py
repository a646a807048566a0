"""Colours: how light they are, how well one can be read on another, and shades of their hue."""

from __future__ import annotations

import colorsys
import math

__all__ = ["DARK", "contrast", "luminance", "shade"]

DARK = 0.06
"""Relative luminance of the darker of two shades that take turns in charts."""


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.1, definition).

    Args:
        colour: Six hexadecimal digits.
    """
    return _relative(*_channels(colour))


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours (WCAG 2.1, definition).

    Args:
        first: Six hexadecimal digits.
        second: Six hexadecimal digits.

    Returns:
        A ratio from 1 (the same) to 21 (black on white); running text needs 4.5 (EN 301 549, 9.1.4.3).
    """
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def _channels(colour: str) -> list[float]:
    return [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]


def _relative(red: float, green: float, blue: float) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def shade(colour: str, most: float) -> str:
    """Return a shade of a colour's hue that is no lighter than wanted; for charts, dark colours stay as they are.

    Args:
        colour: Six hexadecimal digits.
        most: Its relative luminance; a tint gets the hue that it only hints at.
    """
    channels = _channels(colour)
    if most == DARK and _relative(*channels) <= most:
        return colour
    hue, _, saturation = colorsys.rgb_to_hls(*channels)
    # A tint says little of its hue: its shade is made a colour, but grey stays grey.
    saturation = max(saturation, 0.6) if max(channels) - min(channels) > 0.05 else saturation
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        if _relative(*colorsys.hls_to_rgb(hue, middle, saturation)) > most:
            high = middle
        else:
            low = middle
    return "".join(f"{math.floor(channel * 255):02X}" for channel in colorsys.hls_to_rgb(hue, low, saturation))
