"""House style "eu": reports to and by institutions of the European Union.

A reconstruction from published documents, the Interinstitutional Style Guide and the rules for the emblem; compare it
with the template of the service that asks for the report.
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

__all__ = ["EU", "mpfkit_house_styles"]

EU = HouseStyle(
    name="eu",
    summary="Reports to and by EU institutions, after the Interinstitutional Style Guide",
    # Arial may stand beside the emblem (Implementing Regulation (EU) No 821/2014, Article 4(4)).
    fonts=Fonts(body="Arial", heading="Arial", arabic="Arial", size_pt=10.0),
    # Reflex Blue is the blue of the emblem, and one of the colours its text may have (Article 4(4)).
    palette=Palette(
        text="1A1A1A",
        heading="003399",
        accent="003399",
        on_accent="FFFFFF",
        muted="595959",
        link="003399",
        rule="A9B4CC",
        tones=ToneColours(good="DFF0E1", partial="FFF4CC", bad="FADFDC", muted="EEEEEE", accent="E0E7F6"),
    ),
    page=Page(top_mm=25.0, bottom_mm=25.0, inner_mm=25.0, outer_mm=25.0),
    # Interinstitutional Style Guide 7.1.2: Member States in the order of their names in their own languages.
    country_order="protocol",
    designations="eu",
    notice=partial(funding_notice, fallback="FUND-EXT", rights="holder"),
    emblem=emblem_image,
    docx=DocxLook(cover="band"),
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
    return (EU,)
