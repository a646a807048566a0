"""The rules: which audiences each marking admits, and what holds where several markings meet."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import attrs

from mpfkit.errors import MpfkitError
from mpfkit.model import Audience, FrozenDict, Item, Marking, MarkingLevel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from mpfkit.model import Contribution, Evidence, Project, Response, Session

__all__ = [
    "ATTRIBUTION",
    "BITS",
    "CONSENT",
    "PARTICIPANTS",
    "PUBLIC",
    "ROOM",
    "SMALL",
    "ClassifiedError",
    "Rule",
    "Rules",
    "Way",
    "handling_codes",
    "markings",
    "refuse_classified",
    "restated",
    "without_note",
    "words",
]


class ClassifiedError(MpfkitError):
    """A project holds EU classified information, which mpfkit does not process in any edition."""


# Audiences as a set of bits: strictest-wins is one `&` per rule, and a thing is shown where the audience's bit is left.
BITS = {audience: 1 << position for position, audience in enumerate(Audience)}
PUBLIC = BITS[Audience.PUBLIC]
PARTICIPANTS = BITS[Audience.PARTICIPANTS]
_ALL = sum(BITS.values())
_INTERNAL = BITS[Audience.INTERNAL]
_AMBER = _INTERNAL | PARTICIPANTS
_LIMITE = _INTERNAL | BITS[Audience.MEMBER_STATES]

Rule = tuple[int, str]

# The table "Who sees what"; levels of TLP 2.0 (FIRST), Europol handling codes, LIMITE of the Council.
_LEVELS = {
    MarkingLevel.CLEAR: _ALL,
    MarkingLevel.GREEN: _ALL & ~PUBLIC,
    MarkingLevel.AMBER: _AMBER,
    MarkingLevel.AMBER_STRICT: _INTERNAL,
    MarkingLevel.RED: _INTERNAL,
}
_HANDLING: dict[str, Rule] = {
    "H0": (_AMBER, "handling"),
    "H1": (_INTERNAL, "handling"),
    "H2": (_INTERNAL, "handling"),
    "H3": (_INTERNAL, "handling"),
    "LIMITE": (_LIMITE, "limite"),
}
_DISSEMINATION: Rule = (_AMBER, "dissemination")
_EMBARGO: Rule = (_INTERNAL, "embargo")
CONSENT: Rule = (_INTERNAL, "consent")
ATTRIBUTION: Rule = (_INTERNAL, "attribution")
ROOM: Rule = (_AMBER, "attribution")
"""Who was in the room is no secret for those who were there themselves."""
SMALL = 3
"""A cell, or a group of persons, that is smaller than this gives somebody away."""
_NOT_RESTRICTING = frozenset({"AND", "EU", "EUROPOL", "UE"})

# RESTREINT UE/EU RESTRICTED and above with their abbreviations (Commission Decision (EU, Euratom) 2015/444), and the
# words of the national levels that correspond to them. The national words are not verified against Appendix B of
# Council Decision 2013/488/EU; one that is missing here is an unknown handling, which the internal edition alone shows.
_CLASSIFIED = re.compile(
    r"\b(?:"
    r"RESTREINTE?|RESTRICTED|CONFIDENTIEL(?:LE)?|CONFIDENTIAL|SECRET|TOP SECRET|EUCI|ICUE"
    r"|(?:TS|S|C|R) (?:UE|EU)|(?:UE|EU) (?:TS|S|C|R)"
    r"|GEHEIM|VERTRAULICH|DIENSTGEBRAUCH|EINGESCHRANKT|VERTROUWELIJK|BEPERKTE VERSPREIDING"
    r"|RISERVATO|RISERVATISSIMO|SEGRETO|SEGRETISSIMO|RESERVADO|DIFUSION LIMITADA|CONFIDENCIAL|SECRETO|MUITO SECRETO"
    r"|VYHRAZENE|DOVERNE|DUVERNE|TAJNE|POUFNE|ZASTRZEZONE|KORLATOZOTT TERJESZTESU|BIZALMAS|TITKOS"
    r"|HEMLIG|KONFIDENTIELL|FORTROLIGT|HEMMELIGT|LUOTTAMUKSELLINEN|SALAINEN|KAYTTO RAJOITETTU"
    r"|INTERNO|ZAUPNO|TAJNO|POVJERLJIVO|OGRANICENO|STRICT SECRET|SECRET DE SERVICIU"
    r"|RIBOTO NAUDOJIMO|KONFIDENCIALIAI|SLAPTAI|KONFIDENCIALI|SLEPENI|PIIRATUD|KONFIDENTSIAALNE|SALAJANE"
    r"|ΠΕΡΙΟΡΙΣΜΕΝΗΣ ΧΡΗΣΗΣ|ΕΜΠΙΣΤΕΥΤΙΚΟ|ΑΠΟΡΡΗΤΟ|ЗА СЛУЖЕБНО ПОЛЗВАНЕ|ПОВЕРИТЕЛНО|СЕКРЕТНО"
    r")\b"
)


# ----------------------------------------------------------------------------------------------------- markings


def words(text: str) -> str:
    """Return a text in capitals without accents, its words parted by single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.upper())
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.findall(r"\w+", plain.replace("_", " ")))


def handling_codes(handling: str) -> tuple[str, ...]:
    """Return the codes in a handling, however they are written.

    Args:
        handling: As it stands in a marking, such as `H0, EU LIMITE`.

    Returns:
        Codes in capitals, such as `H0` and `LIMITE`; what nobody can interpret is `H3`, "other restrictions and
        comments". Nothing where the handling is empty.
    """
    codes = [word for word in words(handling).split() if word not in _NOT_RESTRICTING]
    if not codes and not handling.strip():
        return ()
    return tuple(code if code in _HANDLING else "H3" for code in codes or ("H3",))


def markings(project: Project) -> Iterator[tuple[str, Marking]]:
    """Yield every marking of a project, or of an edition of it, with its place in words.

    Of a reply of which an edition shows nothing, the marking is no longer one of its content and is left out.
    """
    marked: list[tuple[str, Marking | None]] = [("project", project.marking)]
    for questionnaire in project.questionnaires:
        marked += [
            (f"questionnaire {questionnaire.key}, item {item.link_id}", item.marking) for item in questionnaire.walk()
        ]
    for response in project.responses:
        if response.withheld:
            continue
        marked.append((f"response {response.id}", response.marking))
        marked += [(f"response {response.id}, attachment {each.file}", each.marking) for each in response.attachments]
        marked += [
            (f"response {response.id}, answer to {link_id}", answer.marking)
            for link_id, answers in response.answers.items()
            for answer in answers
            if answer.marking is not None
        ]
    for workshop in project.workshops:
        marked.append((f"workshop {workshop.id}", workshop.marking))
        marked += [(f"workshop {workshop.id}, photo {photo.file}", photo.marking) for photo in workshop.photos]
        for session in workshop.sessions:
            marked.append((f"session {session.id}", session.marking))
            marked += [
                (f"session {session.id}, contribution {each.id}", each.marking) for each in session.contributions
            ]
    marked += [(f"finding {finding.id}", finding.marking) for finding in project.findings]
    marked += [(f"photo {photo.file}", photo.marking) for photo in project.photos]
    marked += [(f"document {document.file}", document.marking) for document in project.documents]
    return ((place, marking) for place, marking in marked if marking is not None)


def refuse_classified(project: Project) -> None:
    """Stop where something is marked as classified.

    Raises:
        ClassifiedError: Something is.
    """
    for place, marking in markings(project):
        if marking.handling and _CLASSIFIED.search(words(marking.handling)):
            raise ClassifiedError(
                f"{place}: {marking.handling!r} is a security classification, and mpfkit does not process classified "
                "information; take the content out of the project"
            )


def without_note(marking: Marking | None) -> Marking | None:
    """Keep who may see a thing, and leave out the sentence that says why."""
    if marking is None or not (marking.note or marking.extra):
        return marking
    return marking.evolve(note="", extra=FrozenDict())


_RESTATED = {
    _ALL: (MarkingLevel.CLEAR, ""),
    _ALL & ~PUBLIC: (MarkingLevel.GREEN, ""),
    _AMBER: (MarkingLevel.AMBER, ""),
    _LIMITE: (None, "LIMITE"),
    _INTERNAL: (MarkingLevel.AMBER_STRICT, ""),
}


def restated(marking: Marking | None, mask: int) -> Marking:
    """Return a marking that by itself admits the audiences of a mask, where what narrowed it is about to go."""
    level, handling = _RESTATED[mask]
    return (marking or Marking()).evolve(level=level, handling=handling, embargo_until=None)


# --------------------------------------------------------------------------------------------------------- ways


@attrs.frozen
class Way:
    """The rules met on the way from the project to a thing.

    Attributes:
        mask: Audiences that all of them admit.
        rules: The rules, outermost first.
        stated: Whether a marking was among them; without one the project's marking stands in.
    """

    mask: int = _ALL
    rules: tuple[Rule, ...] = ()
    stated: bool = False

    def plus(self, rules: Iterable[Rule], *, stated: bool) -> Way:
        """Return the way with more rules on it."""
        added = tuple(rules)
        mask = self.mask
        for allowed, _ in added:
            mask &= allowed
        return Way(mask, self.rules + added, self.stated or stated)


class Rules:
    """What the markings of one project say on one day."""

    def __init__(self, project: Project, on: date) -> None:
        """Read the markings that hold for many things once."""
        self.project = project
        self.on = on
        self._by_marking: dict[Marking, tuple[Rule, ...]] = {}
        rules = self.of(project.marking) or ((_LEVELS[MarkingLevel.AMBER], "level"),)
        # The project's embargo holds for everything in it; the rest of its marking for what is unmarked only.
        self.root = Way().plus((rule for rule in rules if rule[1] == "embargo"), stated=False)
        self.default = tuple((mask, "inherited") for mask, name in rules if name != "embargo")
        self._of_items: dict[str, dict[str, tuple[Rule, ...]]] = {}
        self._of_responses: dict[str, Way] = {}
        self.responses = {response.id: response for response in project.responses}
        self.sessions: dict[str, tuple[Way, Session]] = {}
        self.contributions: dict[tuple[str, str], tuple[Way, Session, Contribution]] = {}
        for workshop in project.workshops:
            around = self.narrow(self.root, workshop.marking)
            for session in workshop.sessions:
                way = self.narrow(around, session.marking)
                self.sessions[session.id] = (way, session)
                for contribution in session.contributions:
                    inner = self.narrow(way, contribution.marking)
                    for key in ((session.id, contribution.id), ("", contribution.id)):
                        self.contributions[key] = (inner, session, contribution)

    def of(self, marking: Marking | None) -> tuple[Rule, ...]:
        """Return what a marking says on the day: nothing without a level, handling or running embargo."""
        if marking is None:
            return ()
        rules = self._by_marking.get(marking)
        if rules is None:
            embargo = (_EMBARGO,) if marking.embargo_until is not None and self.on < marking.embargo_until else ()
            level = ((_LEVELS[marking.level], "level"),) if marking.level is not None else ()
            handling = tuple(_HANDLING[code] for code in handling_codes(marking.handling))
            rules = self._by_marking[marking] = embargo + level + handling
        return rules

    def narrow(self, way: Way, marking: Marking | None) -> Way:
        """Return a way with a marking more on it."""
        rules = self.of(marking)
        return way.plus(rules, stated=True) if rules else way

    def settle(self, way: Way) -> Way:
        """Let the project's marking stand in where nothing on the way is marked."""
        return way if way.stated else way.plus(self.default, stated=True)

    def of_items(self, key: str) -> dict[str, tuple[Rule, ...]]:
        """Return the rules of items and the groups around them by `link_id`.

        A reply to a questionnaire that the project does not have meets the rules of every item of that name.
        """
        found = self._of_items.get(key)
        if found is None:
            found = self._of_items[key] = {}
            questionnaire = self.project.questionnaire(key)
            for each in (questionnaire,) if questionnaire is not None else self.project.questionnaires:
                stack: list[tuple[Item, tuple[Rule, ...]]] = [(item, ()) for item in each.items]
                while stack:
                    item, around = stack.pop()
                    rules = around + self.of(item.marking)
                    if rules:
                        found[item.link_id] = found.get(item.link_id, ()) + rules
                    stack += [(child, rules) for child in item.items]
        return found

    def to_response(self, response: Response) -> Way:
        """Return the way to what a reply says of itself."""
        way = self._of_responses.get(response.id)
        if way is None:
            way = self.root.plus((_DISSEMINATION,), stated=False) if response.dissemination is False else self.root
            way = self._of_responses[response.id] = self.narrow(way, response.marking)
        return way

    def to_item(self, response: Response, link_id: str) -> Way:
        """Return the way to the answers of a reply to an item, without their own markings."""
        way = self.to_response(response)
        rules = self.of_items(response.questionnaire).get(link_id, ())
        return way.plus(rules, stated=True) if rules else way

    def to_evidence(self, evidence: Evidence) -> Way:
        """Return the rules of what is quoted; what cannot be found counts as unmarked."""
        way = Way(stated=True)
        if evidence.response:
            response = self.responses.get(evidence.response)
            if response is None:
                way = way.plus(self.settle(self.root).rules, stated=True)
            else:
                answer = response.answer(evidence.link_id, evidence.instance)
                around = self.to_item(response, evidence.link_id)
                if answer is not None:
                    around = self.narrow(around, answer.marking)
                way = way.plus(self.settle(around).rules, stated=True)
        if evidence.contribution:
            found = self.contributions.get((evidence.session, evidence.contribution))
            spoken = self.root if found is None else found[0]
            way = way.plus(self.settle(spoken).rules, stated=True)
        elif evidence.session:
            held = self.sessions.get(evidence.session)
            way = way.plus(self.settle(self.root if held is None else held[0]).rules, stated=True)
        return way
