"""Editions: what one audience may see of a project.

`redact` takes the tallies first and withholds then. Whatever comes after it, report kinds of plugins included, holds
only the smaller project, so that nothing there can leak. The rules, with their reasons, stand in
docs/explanation/editions.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

import attrs

from mpfkit.errors import MpfkitError, UnknownNameError
from mpfkit.model import (
    AbsentReason,
    Answer,
    Attachment,
    Attribution,
    Audience,
    Consent,
    Contribution,
    Entity,
    Evidence,
    Finding,
    FrozenDict,
    Item,
    ItemType,
    LangString,
    Marking,
    MarkingLevel,
    Participant,
    Photo,
    Project,
    Questionnaire,
    Respondent,
    Response,
    Session,
    Tally,
    Withheld,
    WithheldCount,
    Workshop,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

__all__ = ["ClassifiedError", "redact", "summary_line"]


class ClassifiedError(MpfkitError):
    """A project holds EU classified information, which mpfkit does not process in any edition."""


# Audiences as a set of bits: strictest-wins is one `&` per rule, and a thing is shown where the audience's bit is left.
_BITS = {audience: 1 << position for position, audience in enumerate(Audience)}
_ALL = sum(_BITS.values())
_INTERNAL = _BITS[Audience.INTERNAL]
_AMBER = _INTERNAL | _BITS[Audience.PARTICIPANTS]

# The table "Who sees what"; levels of TLP 2.0 (FIRST), Europol handling codes, LIMITE of the Council.
_LEVELS = {
    MarkingLevel.CLEAR: _ALL,
    MarkingLevel.GREEN: _ALL & ~_BITS[Audience.PUBLIC],
    MarkingLevel.AMBER: _AMBER,
    MarkingLevel.AMBER_STRICT: _INTERNAL,
    MarkingLevel.RED: _INTERNAL,
}
_HANDLING = {
    "H0": (_AMBER, "handling"),
    "H1": (_INTERNAL, "handling"),
    "H2": (_INTERNAL, "handling"),
    "H3": (_INTERNAL, "handling"),
    "LIMITE": (_INTERNAL | _BITS[Audience.MEMBER_STATES], "limite"),
}
_DISSEMINATION = (_AMBER, "dissemination")
_EMBARGO = (_INTERNAL, "embargo")
_CONSENT = (_INTERNAL, "consent")
_ATTRIBUTION = (_INTERNAL, "attribution")
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

_Rule = tuple[int, str]
_E = TypeVar("_E", bound=Entity)
_T = TypeVar("_T")


def redact(project: Project, audience: Audience | str = Audience.PUBLIC, *, on: date | None = None) -> Project:
    """Return the edition of a project that an audience may see.

    The strictest marking on the way to a thing decides; the project's marking stands in where nothing on the way is
    marked, and a project without one counts as `amber`. Choices are counted before anything is withheld, and
    `Project.withheld` says what is left out. Things that an edition shows are the very objects of the project.

    Args:
        project: The project; one that is already redacted loses more, and never gets anything back.
        audience: `internal`, `participants`, `member-states`, `authorities` or `public`.
        on: Day on which the edition is made, for embargoes; the project's `as_of` where none is given.

    Returns:
        The edition, with `withheld` set.

    Raises:
        UnknownNameError: There is no such audience.
        ClassifiedError: Something is marked `RESTREINT UE/EU RESTRICTED` or above.
    """
    try:
        chosen = Audience(audience)
    except ValueError as error:
        raise UnknownNameError("audience", str(audience), [each.value for each in Audience]) from error
    _refuse_classified(project)
    before = project.withheld or Withheld(audience=chosen)
    if chosen is Audience.INTERNAL:
        return project.evolve(withheld=attrs.evolve(before, audience=chosen))
    return _Redactor(project, chosen, on or project.as_of).edition(before)


# ----------------------------------------------------------------------------------------------------- markings


def _words(text: str) -> str:
    """Return a text in capitals without accents, its words parted by single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.upper())
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(re.findall(r"\w+", plain.replace("_", " ")))


def _handling_rules(handling: str) -> tuple[_Rule, ...]:
    codes = [word for word in _words(handling).split() if word not in _NOT_RESTRICTING]
    if not codes and not handling.strip():
        return ()
    # What nobody can interpret restricts like H3, "other restrictions and comments".
    return tuple(_HANDLING.get(code, _HANDLING["H3"]) for code in codes or ("H3",))


def _markings(project: Project) -> Iterator[tuple[str, Marking]]:
    """Yield every marking of a project with its place."""
    marked: list[tuple[str, Marking | None]] = [("project", project.marking)]
    for questionnaire in project.questionnaires:
        marked += [
            (f"questionnaire {questionnaire.key}, item {item.link_id}", item.marking) for item in questionnaire.walk()
        ]
    for response in project.responses:
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


def _refuse_classified(project: Project) -> None:
    for place, marking in _markings(project):
        if marking.handling and _CLASSIFIED.search(_words(marking.handling)):
            raise ClassifiedError(
                f"{place}: {marking.handling!r} is a security classification, and mpfkit does not process classified "
                "information; take the content out of the project"
            )


def _without_note(marking: Marking | None) -> Marking | None:
    """Keep who may see a thing, and leave out the sentence that says why."""
    if marking is None or not (marking.note or marking.extra):
        return marking
    return marking.evolve(note="", extra=FrozenDict())


@attrs.frozen
class _Way:
    """The rules met on the way from the project to a thing.

    Attributes:
        mask: Audiences that all of them admit.
        rules: The rules, outermost first.
        stated: Whether a marking was among them; without one the project's marking stands in.
    """

    mask: int = _ALL
    rules: tuple[_Rule, ...] = ()
    stated: bool = False

    def plus(self, rules: Iterable[_Rule], *, stated: bool) -> _Way:
        added = tuple(rules)
        mask = self.mask
        for allowed, _ in added:
            mask &= allowed
        return _Way(mask, self.rules + added, self.stated or stated)


# ---------------------------------------------------------------------------------------------------- redaction


class _Redactor:
    """One edition in the making: the rules that hold in it and the counts of what it leaves out."""

    def __init__(self, project: Project, audience: Audience, on: date) -> None:
        self.project = project
        self.audience = audience
        self.bit = _BITS[audience]
        self.on = on
        self.counts: Counter[tuple[str, str, str, int, str]] = Counter()
        self._rules_by_marking: dict[Marking, tuple[_Rule, ...]] = {}
        rules = self._rules(project.marking) or ((_LEVELS[MarkingLevel.AMBER], "level"),)
        # The project's embargo holds for everything in it; the rest of its marking for what is unmarked only.
        self.root = _Way().plus((rule for rule in rules if rule[1] == "embargo"), stated=False)
        self.default = tuple((mask, "inherited") for mask, name in rules if name != "embargo")
        self._item_rules: dict[str, dict[str, tuple[_Rule, ...]]] = {}
        self._items: dict[str, dict[str, Item]] = {}
        self._ways_of_responses: dict[str, _Way] = {}
        self.responses = {response.id: response for response in project.responses}
        self.current = {response.id for response in project.current_responses()}
        self.sessions: dict[str, tuple[_Way, Session]] = {}
        self.contributions: dict[tuple[str, str], tuple[_Way, Session, Contribution]] = {}
        for workshop in project.workshops:
            around = self._narrow(self.root, workshop.marking)
            for session in workshop.sessions:
                way = self._narrow(around, session.marking)
                self.sessions[session.id] = (way, session)
                for contribution in session.contributions:
                    inner = self._narrow(way, contribution.marking)
                    for key in ((session.id, contribution.id), ("", contribution.id)):
                        self.contributions[key] = (inner, session, contribution)
        self.masked: Counter[tuple[str, str, str]] = Counter()
        self.masked_items: set[tuple[str, str]] = set()
        self.removed_findings: set[str] = set()

    # -- rules

    def _rules(self, marking: Marking | None) -> tuple[_Rule, ...]:
        """Return what a marking says on the day: nothing without a level, handling or running embargo."""
        if marking is None:
            return ()
        rules = self._rules_by_marking.get(marking)
        if rules is None:
            embargo = (_EMBARGO,) if marking.embargo_until is not None and self.on < marking.embargo_until else ()
            level = ((_LEVELS[marking.level], "level"),) if marking.level is not None else ()
            rules = self._rules_by_marking[marking] = embargo + level + _handling_rules(marking.handling)
        return rules

    def _narrow(self, way: _Way, marking: Marking | None) -> _Way:
        rules = self._rules(marking)
        return way.plus(rules, stated=True) if rules else way

    def _settle(self, way: _Way) -> _Way:
        """Let the project's marking stand in where nothing on the way is marked."""
        return way if way.stated else way.plus(self.default, stated=True)

    def _shows(self, settled: _Way) -> bool:
        return bool(settled.mask & self.bit)

    def _count(self, entity: str, settled: _Way, parent: str = "", kind: str = "", number: int = 1) -> None:
        rule = next(name for mask, name in settled.rules if not mask & self.bit)
        self.counts[entity, rule, parent, settled.mask, kind] += number

    def _blank(self, thing: _E, settled: _Way, parent: str, **blanks: object) -> _E:
        """Empty fields of a thing of which only the heading stays, and count the texts among them."""
        lost = {name: blank for name, blank in blanks.items() if getattr(thing, name) != blank}
        for name in lost:
            value = getattr(thing, name)
            if isinstance(value, LangString):
                self._count("narrative", settled, parent)
            elif name in ("extensions", "extra"):
                self._count("extension", settled, parent, number=len(value))
        return thing.evolve(**lost) if lost else thing

    def _rules_of_items(self, key: str) -> dict[str, tuple[_Rule, ...]]:
        """Return the rules of items and the groups around them by `link_id`.

        A reply to a questionnaire that the project does not have meets the rules of every item of that name.
        """
        found = self._item_rules.get(key)
        if found is None:
            found = self._item_rules[key] = {}
            questionnaire = self.project.questionnaire(key)
            for each in (questionnaire,) if questionnaire is not None else self.project.questionnaires:
                stack: list[tuple[Item, tuple[_Rule, ...]]] = [(item, ()) for item in each.items]
                while stack:
                    item, around = stack.pop()
                    rules = around + self._rules(item.marking)
                    if rules:
                        found[item.link_id] = found.get(item.link_id, ()) + rules
                    stack += [(child, rules) for child in item.items]
        return found

    def _way_of_response(self, response: Response) -> _Way:
        way = self._ways_of_responses.get(response.id)
        if way is None:
            way = self.root.plus((_DISSEMINATION,), stated=False) if response.dissemination is False else self.root
            way = self._ways_of_responses[response.id] = self._narrow(way, response.marking)
        return way

    def _way_of_item(self, response: Response, link_id: str) -> _Way:
        way = self._way_of_response(response)
        rules = self._rules_of_items(response.questionnaire).get(link_id, ())
        return way.plus(rules, stated=True) if rules else way

    def _way_of_evidence(self, evidence: Evidence) -> _Way:
        """Return the rules of what is quoted; what cannot be found counts as unmarked."""
        way = _Way(stated=True)
        if evidence.response:
            response = self.responses.get(evidence.response)
            if response is None:
                way = way.plus(self._settle(self.root).rules, stated=True)
            else:
                answer = response.answer(evidence.link_id, evidence.instance)
                around = self._way_of_item(response, evidence.link_id)
                if answer is not None:
                    around = self._narrow(around, answer.marking)
                way = way.plus(self._settle(around).rules, stated=True)
        if evidence.contribution:
            found = self.contributions.get((evidence.session, evidence.contribution))
            spoken = self.root if found is None else found[0]
            way = way.plus(self._settle(spoken).rules, stated=True)
        elif evidence.session:
            held = self.sessions.get(evidence.session)
            way = way.plus(self._settle(self.root if held is None else held[0]).rules, stated=True)
        return way

    # -- responses

    def _answer(self, answer: Answer, way: _Way, settled: _Way, response: Response) -> Answer:
        """Return what is left of an answer; `settled` is what holds where it has no marking of its own."""
        if answer.withheld:
            return answer
        if answer.marking is not None:
            settled = self._settle(self._narrow(way, answer.marking))
        if settled.mask & self.bit:
            return answer
        if not answer.has_value:
            # The reason stays, because the rates depend on it; whatever was written beside it goes.
            bare = Answer(instance=answer.instance, absent=answer.absent)
            if answer.comment:
                self._count("comment", settled, response.id)
            return answer if bare == answer else bare
        self._count("answer", settled, response.id)
        return _MASK.evolve(instance=answer.instance) if answer.instance else _MASK

    def _answers(self, response: Response) -> FrozenDict[str, tuple[Answer, ...]]:
        questionnaire = self.project.questionnaire(response.questionnaire)
        key = questionnaire.key if questionnaire is not None else response.questionnaire
        items = self._items_of(questionnaire)
        unmarked = self._way_of_response(response)
        unmarked_settled = self._settle(unmarked)
        unmarked_shown = self._shows(unmarked_settled)
        item_rules = self._rules_of_items(response.questionnaire)
        changed: dict[str, tuple[Answer, ...]] = {}
        for link_id, answers in response.answers.items():
            if link_id in item_rules:
                way = self._way_of_item(response, link_id)
                settled = self._settle(way)
            elif unmarked_shown and all(answer.marking is None for answer in answers):
                continue
            else:
                way, settled = unmarked, unmarked_settled
            item = items.get(link_id)
            redacted = tuple(self._answer(answer, way, settled, response) for answer in answers)
            if any(new is not old for new, old in zip(redacted, answers, strict=True)):
                changed[link_id] = redacted
                if item is not None and item.type in _TALLIED and response.id in self.current:
                    self._tally(key, link_id, answers, redacted)
        return FrozenDict({**response.answers, **changed}) if changed else response.answers

    def _tally(self, key: str, link_id: str, before: tuple[Answer, ...], after: tuple[Answer, ...]) -> None:
        """Count the choices of one reply that this edition does not show in any entry of a roster."""
        masked = [old for old, new in zip(before, after, strict=True) if new.withheld and not old.withheld]
        if masked:
            shown = {code for answer in after for code in _codes(answer)}
            self.masked_items.add((key, link_id))
            self.masked.update((key, link_id, code) for code in {*_all_codes(masked)} - shown)

    def _items_of(self, questionnaire: Questionnaire | None) -> dict[str, Item]:
        if questionnaire is None:
            return {}
        if questionnaire.key not in self._items:
            self._items[questionnaire.key] = {item.link_id: item for item in questionnaire.walk()}
        return self._items[questionnaire.key]

    def _contactless(self, respondent: Respondent, response: Response) -> Respondent:
        personal = _Way().plus((_CONSENT,), stated=True)
        if respondent.contact:
            self._count("contact", personal, response.id)
        return self._blank(respondent, personal, response.id, contact="", extra=FrozenDict())

    def _attachments(self, response: Response) -> tuple[Attachment, ...]:
        kept = []
        for attachment in response.attachments:
            way = self._way_of_item(response, attachment.link_id)
            for answer in response.answers.get(attachment.link_id, ()):
                way = self._narrow(way, answer.marking)
            settled = self._settle(self._narrow(way, attachment.marking))
            if self._shows(settled):
                kept.append(attachment)
            else:
                self._count("attachment", settled, response.id)
        return tuple(kept)

    def _response(self, response: Response) -> Response:
        if response.withheld:
            return response
        settled = self._settle(self._way_of_response(response))
        answers = self._answers(response)
        attachments = self._attachments(response)
        changes: dict[str, object] = {}
        if answers is not response.answers:
            changes["answers"] = answers
        if len(attachments) != len(response.attachments):
            changes["attachments"] = attachments
        if self._shows(settled):
            if response.respondent is not None:
                respondent = self._contactless(response.respondent, response)
                if respondent is not response.respondent:
                    changes["respondent"] = respondent
            contributors = _same(
                response.contributors, [self._contactless(each, response) for each in response.contributors]
            )
            if contributors is not response.contributors:
                changes["contributors"] = contributors
            return response.evolve(**changes) if changes else response
        left = any(each.has_value and not each.withheld for given in answers.values() for each in given)
        if not left and not attachments:
            self._count("response", settled)
            return Response(
                id=response.id,
                questionnaire=response.questionnaire,
                country=response.country,
                status=response.status,
                replaces=response.replaces,
                dissemination=response.dissemination,
                marking=_without_note(response.marking),
                illustrative=response.illustrative,
                answers=answers,
                withheld=True,
            )
        changes["marking"] = _without_note(response.marking)
        authorities = (response.respondent is not None) + len(response.contributors)
        if authorities:
            self._count("contact", settled, response.id, number=authorities)
        return self._blank(
            response.evolve(**changes),
            settled,
            response.id,
            review_state=None,
            authored=None,
            respondent=None,
            contributors=(),
            provenance=None,
            note=None,
            extensions=FrozenDict(),
            extra=FrozenDict(),
        )

    # -- workshops

    def _photos(self, photos: tuple[Photo, ...], around: _Way, parent: str) -> tuple[Photo, ...]:
        kept = []
        for photo in photos:
            settled = self._settle(self._narrow(around, photo.marking))
            if not photo.consent:
                settled = settled.plus((_CONSENT,), stated=True)
            if self._shows(settled):
                kept.append(photo)
            else:
                self._count("photo", settled, parent)
        return _same(photos, kept)

    def _participants(self, workshop: Workshop, settled: _Way) -> tuple[Participant, ...]:
        kept = []
        for participant in workshop.participants:
            consented = settled.plus((_CONSENT,), stated=True)
            if not self._shows(settled):
                self._count("participant", settled, workshop.id)
            elif participant.consent is Consent.NONE:
                self._count("participant", consented, workshop.id)
            elif participant.consent is Consent.FUNCTION:
                if participant.name:
                    self._count("name", consented, workshop.id)
                kept.append(self._blank(participant, consented, workshop.id, name="", extra=FrozenDict()))
            else:
                kept.append(participant)
        return _same(workshop.participants, kept)

    def _prune(self, references: tuple[str, ...]) -> tuple[str, ...]:
        """Drop references to findings that this edition does not have."""
        return _same(references, [each for each in references if each not in self.removed_findings])

    def _contribution(self, contribution: Contribution, around: _Way, session: Session) -> Contribution | None:
        settled = self._settle(self._narrow(around, contribution.marking))
        if not self._shows(settled):
            self._count("contribution", settled, session.id, contribution.kind.value)
            return None
        changes: dict[str, object] = {}
        for name in _HIDDEN_BY_ATTRIBUTION[session.attribution]:
            if getattr(contribution, name):
                changes[name] = ""
        attributed = settled.plus((_ATTRIBUTION,), stated=True)
        if changes:
            self._count("speaker", attributed, session.id)
        findings = self._prune(contribution.findings)
        if findings is not contribution.findings:
            changes["findings"] = findings
        kept = contribution.evolve(**changes) if changes else contribution
        if session.attribution is Attribution.ON_RECORD:
            return kept
        # Nobody knows what keys of one's own say; under a rule of attribution they may name the speaker.
        return self._blank(kept, attributed, session.id, extra=FrozenDict())

    def _session(self, session: Session, around: _Way, workshop: Workshop) -> Session | None:
        way = self._narrow(around, session.marking)
        settled = self._settle(way)
        contributions = _same(
            session.contributions,
            [kept for each in session.contributions if (kept := self._contribution(each, way, session)) is not None],
        )
        changes: dict[str, object] = {}
        if contributions is not session.contributions:
            changes["contributions"] = contributions
        if not self._shows(settled):
            if not contributions:
                self._count("session", settled, workshop.id)
                return None
            changes["marking"] = _without_note(session.marking)
            if session.moderator:
                self._count("speaker", settled, session.id)
            return self._blank(
                session.evolve(**changes),
                settled,
                session.id,
                moderator="",
                conclusions=None,
                informed_by=(),
                extensions=FrozenDict(),
                extra=FrozenDict(),
            )
        informed_by = self._prune(session.informed_by)
        if informed_by is not session.informed_by:
            changes["informed_by"] = informed_by
        reduced = session.evolve(**changes) if changes else session
        if session.attribution is Attribution.ON_RECORD:
            return reduced
        attributed = settled.plus((_ATTRIBUTION,), stated=True)
        if session.moderator:
            self._count("speaker", attributed, session.id)
        return self._blank(reduced, attributed, session.id, moderator="", extensions=FrozenDict(), extra=FrozenDict())

    def _workshop(self, workshop: Workshop) -> Workshop | None:
        way = self._narrow(self.root, workshop.marking)
        settled = self._settle(way)
        sessions = _same(
            workshop.sessions,
            [kept for each in workshop.sessions if (kept := self._session(each, way, workshop)) is not None],
        )
        photos = self._photos(workshop.photos, way, workshop.id)
        participants = self._participants(workshop, settled)
        changes: dict[str, object] = {
            name: new
            for name, new in (("sessions", sessions), ("photos", photos), ("participants", participants))
            if new is not getattr(workshop, name)
        }
        if not self._shows(settled):
            if not sessions and not photos:
                self._count("workshop", settled)
                return None
            changes["marking"] = _without_note(workshop.marking)
            return self._blank(
                workshop.evolve(**changes),
                settled,
                workshop.id,
                venue="",
                partners=(),
                format="",
                rationale=None,
                informed_by=(),
                attendance=(),
                extra=FrozenDict(),
            )
        informed_by = self._prune(workshop.informed_by)
        if informed_by is not workshop.informed_by:
            changes["informed_by"] = informed_by
        return workshop.evolve(**changes) if changes else workshop

    # -- findings

    def _finding(self, finding: Finding) -> Finding | None:
        """Return a finding with the evidence that this edition shows, or None."""
        settled = self._settle(self._narrow(self.root, finding.marking))
        ways = [self._way_of_evidence(each) for each in finding.evidence]
        if not _is_cleared(finding):
            for way in ways:
                settled = settled.plus(way.rules, stated=True)
        if not self._shows(settled):
            self._count("finding", settled, kind=finding.kind.value)
            self.removed_findings.add(finding.id)
            return None
        shown = []
        for evidence, way in zip(finding.evidence, ways, strict=True):
            if self._shows(way):
                shown.append(evidence)
            else:
                self._count("evidence", way, finding.id)
        kept = _same(finding.evidence, shown)
        changes: dict[str, object] = {}
        if kept is not finding.evidence:
            changes["evidence"] = kept
        countries = self._countries(finding, kept, settled)
        if countries is not finding.countries:
            changes["countries"] = countries
        return finding.evolve(**changes) if changes else finding

    def _countries(self, finding: Finding, evidence: tuple[Evidence, ...], settled: _Way) -> tuple[str, ...]:
        """Leave out countries that only a session under the Chatham House Rule gives away."""
        spoke: set[str] = set()
        known: set[str] = set()
        for each in evidence:
            if each.response in self.responses:
                known.add(self.responses[each.response].country)
            found = self.contributions.get((each.session, each.contribution))
            if found is not None:
                _, session, contribution = found
                (spoke if session.attribution is Attribution.CHATHAM_HOUSE else known).add(contribution.country)
        hidden = [code for code in finding.countries if code in spoke - known]
        if hidden:
            self._count("country", settled.plus((_ATTRIBUTION,), stated=True), finding.id, number=len(hidden))
        return _same(finding.countries, [code for code in finding.countries if code not in hidden])

    # -- the project

    def edition(self, before: Withheld) -> Project:
        """Return the edition; what an earlier redaction left out stays counted."""
        project = self.project
        findings = [found for each in project.findings if (found := self._finding(each)) is not None]
        # A reference may name an item as well as a finding; only what is left without a target goes.
        self.removed_findings -= {item.link_id for each in project.questionnaires for item in each.walk()}
        new: dict[str, object] = {
            "responses": _same(project.responses, [self._response(each) for each in project.responses]),
            "findings": _same(project.findings, [self._pruned(each) for each in findings]),
            "workshops": _same(
                project.workshops,
                [kept for each in project.workshops if (kept := self._workshop(each)) is not None],
            ),
            "photos": self._photos(project.photos, self.root, ""),
            "documents": self._documents(),
            "questionnaires": _same(
                project.questionnaires, [self._questionnaire(each) for each in project.questionnaires]
            ),
        }
        changes = {name: value for name, value in new.items() if value is not getattr(project, name)}
        edition = self._without_own_facts(project.evolve(**changes) if changes else project)
        tallies = self._tallies(before, edition)
        return edition.evolve(
            withheld=Withheld(audience=self.audience, counts=self._merged_counts(before), tallies=tallies)
        )

    def _pruned(self, finding: Finding) -> Finding:
        addresses = self._prune(finding.addresses)
        return finding if addresses is finding.addresses else finding.evolve(addresses=addresses)

    def _documents(self) -> tuple[Attachment, ...]:
        kept = []
        for document in self.project.documents:
            settled = self._settle(self._narrow(self.root, document.marking))
            if self._shows(settled):
                kept.append(document)
            else:
                self._count("attachment", settled)
        return _same(self.project.documents, kept)

    def _questionnaire(self, questionnaire: Questionnaire) -> Questionnaire:
        """Keep the questions, which are no secret, and leave out why answers to them are."""

        def without_notes(item: Item, around: tuple[_Rule, ...]) -> Item:
            rules = around + self._rules(item.marking)
            changes: dict[str, object] = {}
            if not self._shows(self._settle(self.root.plus(rules, stated=bool(rules)))):
                marking = _without_note(item.marking)
                if marking is not item.marking:
                    changes["marking"] = marking
            children = _same(item.items, [without_notes(child, rules) for child in item.items])
            if children is not item.items:
                changes["items"] = children
            return item.evolve(**changes) if changes else item

        items = _same(questionnaire.items, [without_notes(item, ()) for item in questionnaire.items])
        return questionnaire if items is questionnaire.items else questionnaire.evolve(items=items)

    def _without_own_facts(self, project: Project) -> Project:
        """Leave what identifies a project that as a whole is not for this audience, and take out the rest."""
        settled = self._settle(self.root)
        if self._shows(settled):
            return project
        for entity, things in (
            ("narrative", project.narratives),
            ("claim", project.claims),
            ("result", project.results),
            ("budget", () if project.budget is None else (project.budget,)),
        ):
            if things:
                self._count(entity, settled, number=len(things))
        return self._blank(
            project,
            settled,
            "",
            aim=None,
            description=None,
            budget=None,
            results=(),
            narratives=FrozenDict(),
            claims=(),
            extensions=FrozenDict(),
            extra=FrozenDict(),
            marking=_without_note(project.marking),
            activities=_same(
                project.activities,
                [
                    self._blank(each, settled, each.id, description=None, extra=FrozenDict())
                    for each in project.activities
                ],
            ),
            countries=_same(
                project.countries,
                [
                    self._blank(
                        each, settled, each.code, authorities=(), note=None, extensions=FrozenDict(), extra=FrozenDict()
                    )
                    for each in project.countries
                ],
            ),
        )

    # -- counts

    def _merged_counts(self, before: Withheld) -> tuple[WithheldCount, ...]:
        merged = {attrs.evolve(row, count=0): row.count for row in before.counts}
        for (entity, rule, parent, mask, kind), number in self.counts.items():
            row = WithheldCount(
                entity=entity,
                rule=rule,
                count=0,
                parent=parent,
                visible_to=tuple(audience for audience, bit in _BITS.items() if mask & bit),
                kind=kind,
            )
            merged[row] = merged.get(row, 0) + number
        return tuple(attrs.evolve(row, count=number) for row, number in merged.items())

    def _tallies(self, before: Withheld, edition: Project) -> tuple[Tally, ...]:
        """Count the choices of all items of which an answer is withheld, as the current replies made them.

        Items that an earlier redaction has counted keep that count: the answers themselves are gone. Counts that would
        give a withheld reply away are kept back here, so that nothing that comes after can print them.
        """
        if not self.masked_items:
            return before.tallies
        counted = {(row.questionnaire, row.link_id, row.code): row for row in before.tallies}
        wanted = self.masked_items - {(row.questionnaire, row.link_id) for row in before.tallies}
        for key, number in self._choices_of(wanted).items():
            counted[key] = Tally(questionnaire=key[0], link_id=key[1], code=key[2], count=number, withheld=0)
        for key, number in self.masked.items():
            row = counted[key]
            if row.count is not None:
                counted[key] = attrs.evolve(row, withheld=row.withheld + number)
        counted = self._kept_back(counted, edition)
        # In the order of the questionnaire and of its choices, whichever reply came first.
        places = {
            (questionnaire.key, item.link_id): (
                position,
                {choice.code: place for place, choice in enumerate(questionnaire.choices(item))},
            )
            for questionnaire in self.project.questionnaires
            for position, item in enumerate(questionnaire.walk())
        }
        keys = {questionnaire.key: position for position, questionnaire in enumerate(self.project.questionnaires)}

        def place(row: Tally) -> tuple[int, int, int, str]:
            item, choices = places[row.questionnaire, row.link_id]
            return keys[row.questionnaire], item, choices.get(row.code, len(choices)), row.code

        return tuple(sorted(counted.values(), key=place))

    def _kept_back(
        self, counted: dict[tuple[str, str, str], Tally], edition: Project
    ) -> dict[tuple[str, str, str], Tally]:
        """Keep back the counts from which a reader could tell what a withheld reply says.

        The other replies are printed one by one, so a count gives away how many withheld replies it holds. Where one
        count holds fewer than three of them, or all that there are, all counts of the question are kept back: those
        left standing would say by elimination what the withheld replies hold.
        """
        hidden: Counter[tuple[str, str]] = Counter()
        shown: set[tuple[str, str, str]] = set()
        for response in edition.responses:
            questionnaire = edition.questionnaire(response.questionnaire)
            if questionnaire is not None and response.id in self.current:
                for link_id, answers in response.answers.items():
                    hidden[questionnaire.key, link_id] += any(answer.withheld for answer in answers)
                    shown.update((questionnaire.key, link_id, code) for code in _all_codes(answers))
        settled = dict(counted)
        tallied: dict[tuple[str, str], dict[str, Tally]] = {}
        for (key, link_id, code), row in counted.items():
            tallied.setdefault((key, link_id), {})[code] = row
        for questionnaire in edition.questionnaires:
            for item in questionnaire.walk():
                group = (questionnaire.key, item.link_id)
                rows = tallied.get(group)
                if rows is None:
                    continue
                codes = ["true", "false"] if item.type is ItemType.BOOLEAN else []
                codes += [choice.code for choice in questionnaire.choices(item)]
                cells = {code: rows.get(code) for code in dict.fromkeys((*codes, *rows))}
                if not any(
                    row is not None
                    and (row.count is None or 0 < row.withheld < _SMALL or 0 < row.withheld == hidden[group])
                    for row in cells.values()
                ):
                    continue
                for code in cells:
                    # A rating or a text that stands in no list, and in no reply shown, would say by itself that
                    # somebody gave it.
                    if code not in codes and (*group, code) not in shown:
                        del settled[(*group, code)]
                    else:
                        settled[(*group, code)] = Tally(
                            questionnaire=group[0], link_id=group[1], code=code, count=None, withheld=0
                        )
        return settled

    def _choices_of(self, wanted: set[tuple[str, str]]) -> Counter[tuple[str, str, str]]:
        """Count how often each choice of some items was made in the current replies."""
        chosen: Counter[tuple[str, str, str]] = Counter()
        for response in self.project.responses:
            questionnaire = self.project.questionnaire(response.questionnaire)
            if questionnaire is None or response.id not in self.current:
                continue
            for link_id, answers in response.answers.items():
                if (questionnaire.key, link_id) in wanted:
                    chosen.update((questionnaire.key, link_id, code) for code in {*_all_codes(answers)})
        return chosen


_MASK = Answer(withheld=True, absent=AbsentReason.MASKED)
_SMALL = 3
"""A count that holds fewer withheld replies than this is kept back."""
_TALLIED = frozenset({ItemType.BOOLEAN, ItemType.CHOICE, ItemType.RATING})
_HIDDEN_BY_ATTRIBUTION: dict[Attribution, tuple[str, ...]] = {
    Attribution.ON_RECORD: (),
    Attribution.INSTITUTION_ONLY: ("speaker",),
    Attribution.CHATHAM_HOUSE: ("speaker", "organisation", "country"),
}


def _same(old: tuple[_T, ...], new: list[_T]) -> tuple[_T, ...]:
    """Return the old tuple where the new one holds the very same things."""
    if len(old) == len(new) and all(first is second for first, second in zip(old, new, strict=True)):
        return old
    return tuple(new)


def _codes(answer: Answer) -> tuple[str, ...]:
    """Return the codes of an answer; a text of one's own stands under an empty one."""
    values = answer.values if answer.value is None else (answer.value,)
    codes = tuple(str(value).lower() if isinstance(value, bool) else str(value) for value in values)
    return (*codes, "") if answer.other else codes


def _all_codes(answers: Iterable[Answer]) -> Iterator[str]:
    return (code for answer in answers for code in _codes(answer))


def _is_cleared(finding: Finding) -> bool:
    marking = finding.marking
    return marking is not None and marking.level is MarkingLevel.CLEAR and bool(marking.note.strip())


# ------------------------------------------------------------------------------------------------- what stderr says

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
    line = f"{listed} withheld from the {withheld.audience.value} edition"
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
