"""Lengths in Word's units, and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mpfkit.records import Page

__all__ = ["emu", "mm", "section_properties", "text_width"]


def mm(length: float) -> int:
    """Return millimetres in twentieths of a point."""
    return round(length * 1440 / 25.4)


def emu(length: float) -> int:
    """Return millimetres in English metric units."""
    return round(length * 36_000)


def text_width(page: Page, *, landscape: bool = False) -> int:
    """Return the width of the text in twentieths of a point."""
    width = page.height_mm if landscape else page.width_mm
    return mm(width - page.inner_mm - page.outer_mm)


def section_properties(
    page: Page, *, landscape: bool = False, references: str = "", title_page: bool = False, rtl: bool = False
) -> str:
    """Return w:sectPr.

    Args:
        page: Size and margins.
        landscape: Whether the pages lie across.
        references: w:headerReference and w:footerReference.
        title_page: Whether the first page has its own head and foot.
        rtl: Whether the document runs from right to left.
    """
    width, height = mm(page.width_mm), mm(page.height_mm)
    size = f'w:w="{height}" w:h="{width}" w:orient="landscape"' if landscape else f'w:w="{width}" w:h="{height}"'
    return (
        f'<w:sectPr>{references}<w:type w:val="nextPage"/><w:pgSz {size}/>'
        f'<w:pgMar w:top="{mm(page.top_mm)}" w:right="{mm(page.outer_mm)}" w:bottom="{mm(page.bottom_mm)}" '
        f'w:left="{mm(page.inner_mm)}" w:header="{mm(page.top_mm / 2)}" w:footer="{mm(page.bottom_mm / 2)}" '
        'w:gutter="0"/>'
        '<w:cols w:space="709"/>'
        + ("<w:titlePg/>" if title_page else "")
        + ("<w:bidi/>" if rtl else "")
        + "</w:sectPr>"
    )
