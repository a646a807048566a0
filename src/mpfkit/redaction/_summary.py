"""What stderr says of an edition, in one line."""

from __future__ import annotations

from mpfkit.model import Audience, Withheld

__all__ = ["summary_line"]

_NOUNS = {
    "answer": ("answer", "answers"),
    "response": ("reply", "replies"),
    "comment": ("comment", "comments"),
    "finding": ("finding", "findings"),
    "evidence": ("piece of evidence", "pieces of evidence"),
    "workshop": ("workshop", "workshops"),
    "session": ("session", "sessions"),
    "contribution": ("contribution", "contributions"),
    "speaker": ("speaker", "speakers"),
    "participant": ("participant", "participants"),
    "name": ("name of a participant", "names of participants"),
    "country": ("country of a finding", "countries of findings"),
    "attendance": ("size of a group", "sizes of groups"),
    "reference": ("reference between contributions and findings", "references between contributions and findings"),
    "contact": ("contact", "contacts"),
    "attachment": ("attachment", "attachments"),
    "photo": ("photo", "photos"),
    "narrative": ("text", "texts"),
    "claim": ("claim", "claims"),
    "result": ("result", "results"),
    "budget": ("budget", "budgets"),
    "extension": ("extension", "extensions"),
}
_READERS = {
    Audience.PARTICIPANTS: "participants",
    Audience.MEMBER_STATES: "member states",
    Audience.AUTHORITIES: "authorities",
}


def summary_line(withheld: Withheld) -> str:
    """Say in one line of English what an edition leaves out, and who would see more of it.

    Args:
        withheld: What `redact` left in `Project.withheld`.

    Returns:
        Such as `12 answers withheld from the public edition; authorities would see 9 of them`, naming the audience
        next to this one that would see more; empty where nothing is left out.
    """
    total = withheld.total()
    if not total:
        return ""
    sorts = list(_NOUNS) + sorted({row.entity for row in withheld.counts} - set(_NOUNS))
    parts = []
    for entity in sorts:
        number = withheld.total(entity)
        if number:
            parts.append(f"{number} {_NOUNS.get(entity, (entity, entity))[number != 1]}")
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    edition = f"{withheld.audience.value} edition"
    if withheld.for_country:
        edition = f"validation copy of the {edition} for {withheld.for_country}"
    line = f"{listed} withheld from the {edition}"
    # From the narrowest view to the widest: the first that has more is the one that gives least away.
    for audience in reversed(Audience):
        seen = withheld.total(visible_to=audience)
        if audience is withheld.audience or not seen:
            continue
        share = "it" if total == 1 else "all of them" if seen == total else f"{seen} of them"
        if audience is Audience.INTERNAL:
            return f"{line}; the internal edition shows {share}"
        return f"{line}; {_READERS[audience]} would see {share}"
    return line
