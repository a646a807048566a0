"""From a project to the figures and tables that reports print: pure functions with frozen results.

All of them are right on a redacted project: a withheld answer counts as answered, and choices are counted from the
tallies that were taken before anything was withheld. What counts in a denominator and what does not is decided in one
place, `State`.
"""

from __future__ import annotations

from ._agreement import Agreement, AgreementMeasure, agreement
from ._coverage import Coverage, CoverageCell, coverage
from ._differences import AnswerChange, Change, Differences, EntityChange, ResponseChange, diff
from ._findings import GapCell, GapTable, findings_by, gaps_by_theme_and_level, visible_findings
from ._follow_up import FollowedReply, FollowUp, Standing, follow_up
from ._frequencies import (
    Frequencies,
    Frequency,
    NumericSummary,
    RankedChoice,
    frequencies,
    has_frequencies,
    numeric_summary,
    ranking_summary,
)
from ._proposals import (
    HIGH_DIFFERENCE,
    SMALLEST_BASE,
    Difference,
    ProposalWeights,
    ScorePart,
    ScorePartKind,
    SessionProposal,
    mapping_findings,
    session_proposals,
)
from ._rates import ItemResponse, UnitResponse, item_response, unit_response
from ._replies import Replies, Reply, ReplyState, State, replies_to
from ._tables import Comparison, ComparisonRow, comparison

__all__ = [
    "HIGH_DIFFERENCE",
    "SMALLEST_BASE",
    "Agreement",
    "AgreementMeasure",
    "AnswerChange",
    "Change",
    "Comparison",
    "ComparisonRow",
    "Coverage",
    "CoverageCell",
    "Difference",
    "Differences",
    "EntityChange",
    "FollowUp",
    "FollowedReply",
    "Frequencies",
    "Frequency",
    "GapCell",
    "GapTable",
    "ItemResponse",
    "NumericSummary",
    "ProposalWeights",
    "RankedChoice",
    "Replies",
    "Reply",
    "ReplyState",
    "ResponseChange",
    "ScorePart",
    "ScorePartKind",
    "SessionProposal",
    "Standing",
    "State",
    "UnitResponse",
    "agreement",
    "comparison",
    "coverage",
    "diff",
    "findings_by",
    "follow_up",
    "frequencies",
    "gaps_by_theme_and_level",
    "has_frequencies",
    "item_response",
    "mapping_findings",
    "numeric_summary",
    "ranking_summary",
    "replies_to",
    "session_proposals",
    "unit_response",
    "visible_findings",
]
