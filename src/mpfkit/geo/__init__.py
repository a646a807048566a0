"""Countries as of a date: codes, names, groups, order, and the notes that some designations carry.

Everything is a pure function of its arguments over one generated table, which is read when it is first needed. Codes
are those of ISO 3166-1 alpha-2 with the Union's own EL and UK and with XK (Interinstitutional Style Guide 7.1.1;
Eurostat); XA to XZ other than XK are user-assigned: a project gives them their names. Every datum knows its source and
whether it was seen there: `source_of`, `Membership`, `Designation`.
"""

from __future__ import annotations

from mpfkit.geo._countries import (
    DESIGNATION_WORDINGS,
    LANGUAGES,
    canonical_code,
    codes,
    designation,
    designation_note,
    is_known,
    is_user_assigned,
    iso_code,
    map_note,
    name,
    official_name,
    source_of,
)
from mpfkit.geo._groups import (
    ORDER_POLICIES,
    group_label,
    group_of,
    groups,
    members,
    order,
    scope,
    signature_date,
)
from mpfkit.geo._lookup import Match, find
from mpfkit.geo._tables import Designation, Group, Membership, NameFact

__all__ = [
    "DESIGNATION_WORDINGS",
    "LANGUAGES",
    "ORDER_POLICIES",
    "Designation",
    "Group",
    "Match",
    "Membership",
    "NameFact",
    "canonical_code",
    "codes",
    "designation",
    "designation_note",
    "find",
    "group_label",
    "group_of",
    "groups",
    "is_known",
    "is_user_assigned",
    "iso_code",
    "map_note",
    "members",
    "name",
    "official_name",
    "order",
    "scope",
    "signature_date",
    "source_of",
]
