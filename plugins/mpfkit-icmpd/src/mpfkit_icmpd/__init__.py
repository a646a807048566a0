"""House style "icmpd": reports as the International Centre for Migration Policy Development publishes them.

A reconstruction from published documents (reports of MIEUX, MTM and the Migration Partnership Facility), because no
official template or brand manual was found; compare it with the current template before use. No logo is shipped.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mpfkit import hookimpl
from mpfkit.emblem import emblem_image
from mpfkit.funding import disclaimer_parts, funding_notice, statements
from mpfkit.records import Contract, DocxLook, Fonts, HouseStyle, Page, Palette, ToneColours

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ICMPD", "mpfkit_house_styles"]

ICMPD = HouseStyle(
    name="icmpd",
    summary="Reports of ICMPD, as published under the Migration Partnership Facility",
    # Calibri may stand beside the EU emblem (Implementing Regulation (EU) No 821/2014, Article 4(4)).
    fonts=Fonts(body="Calibri", heading="Calibri", arabic="Arial", size_pt=11.0),
    # Own choice: ICMPD's colours were not found in a published source.
    palette=Palette(
        text="1F2328",
        heading="14476B",
        accent="14476B",
        on_accent="FFFFFF",
        muted="56606A",
        link="0B5A8F",
        rule="B4C2CE",
        tones=ToneColours(good="DCEFE3", partial="FFF1CC", bad="F8DEDA", muted="EDF0F3", accent="E1EDF5"),
    ),
    page=Page(top_mm=26.0, bottom_mm=24.0, inner_mm=25.0, outer_mm=25.0),
    # ICMPD's web pages list countries alphabetically; its reports on EU Member States follow the funder's order.
    country_order="protocol",
    designations="eu",
    # ICMPD's external actions print the sentence of FUND-EXT (MIEUX 2009-2015) where the grant prescribes no other.
    notice=partial(funding_notice, fallback="FUND-EXT", rights="all-reserved"),
    emblem=emblem_image,
    docx=DocxLook(cover="plain"),
    # The statement stands beside the emblem, the disclaimer in the imprint; funding.toml has the sources.
    contract=Contract(
        title=True,
        contents_from=12,
        page_numbers=True,
        statement=statements(),
        disclaimer=disclaimer_parts(),
        emblem=True,
        style_guide=True,
    ),
)


@hookimpl
def mpfkit_house_styles() -> Iterable[HouseStyle]:
    """Offer the style."""
    return (ICMPD,)
