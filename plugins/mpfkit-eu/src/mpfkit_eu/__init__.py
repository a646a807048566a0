"""For the European Union: the house style "eu" and the reports that its institutions and networks ask for.

All are reconstructions from published documents, the Interinstitutional Style Guide and the rules for the emblem;
compare them with the template and the form of the service that asks for the report. The report kinds work with every
house style.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mpfkit import hookimpl
from mpfkit.emblem import emblem_image
from mpfkit.funding import disclaimer_parts, funding_notice, statements
from mpfkit.records import Contract, DocxLook, Fonts, HouseStyle, Page, Palette, ReportKind, ToneColours

from ._annex_vi import (
    ANNEX_VI,
    ActivityAccount,
    AnnexVi,
    AwardedContract,
    ContactPerson,
    Material,
    OmittedActivity,
    RecordsPlace,
    ReportStage,
    TargetGroup,
)
from ._form import ReportOptions, check_narrative_report
from .adhoc_query import QueryOptions, check_adhoc_query, compose_adhoc_query
from .logframe import check_logframe, compose_logframe
from .narrative_report import compose_narrative_report

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mpfkit import Extension

__all__ = [
    "ADHOC_QUERY",
    "ANNEX_VI",
    "EU",
    "LOGFRAME",
    "NARRATIVE_REPORT",
    "ActivityAccount",
    "AnnexVi",
    "AwardedContract",
    "ContactPerson",
    "Material",
    "OmittedActivity",
    "QueryOptions",
    "RecordsPlace",
    "ReportOptions",
    "ReportStage",
    "TargetGroup",
    "mpfkit_extensions",
    "mpfkit_house_styles",
    "mpfkit_report_kinds",
]

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


NARRATIVE_REPORT = ReportKind(
    name="narrative-report",
    summary="Interim or final narrative report of a grant contract (PRAG, Annex VI, January 2016)",
    compose=compose_narrative_report,
    options=ReportOptions,
    check=check_narrative_report,
)
LOGFRAME = ReportKind(
    name="logframe",
    summary="Logical framework matrix: results, indicators, baseline, target and value reached",
    compose=compose_logframe,
    options=ReportOptions,
    check=check_logframe,
)
ADHOC_QUERY = ReportKind(
    name="adhoc-query",
    summary="Compilation of responses to an Ad-Hoc Query of the European Migration Network",
    compose=compose_adhoc_query,
    options=QueryOptions,
    check=check_adhoc_query,
)


@hookimpl
def mpfkit_report_kinds() -> Iterable[ReportKind]:
    """Offer the report kinds."""
    return (ADHOC_QUERY, LOGFRAME, NARRATIVE_REPORT)


@hookimpl
def mpfkit_extensions() -> Iterable[Extension]:
    """Offer the facts that a narrative report says beyond the rest of the project."""
    return (ANNEX_VI,)
