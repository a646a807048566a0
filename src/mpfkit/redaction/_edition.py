"""The walk over a project: each thing is kept, emptied, or left out and counted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

import attrs

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
    Withheld,
    WithheldCount,
    Workshop,
)

from ._persons import HIDDEN, Asked, is_unnamed, large_groups, only_delegates, unnamed
from ._rules import ATTRIBUTION, BITS, CONSENT, PARTICIPANTS, PUBLIC, ROOM, Rule, Rules, Way, restated, without_note
from ._tallies import Tallies

if TYPE_CHECKING:
    from datetime import date

__all__ = ["Redactor"]

_E = TypeVar("_E", bound=Entity)
_Sent = TypeVar("_Sent", Answer, Attachment)
_T = TypeVar("_T")
_Gone = dict[tuple[str, str], Way]


class Redactor:
    """One edition in the making: the rules that hold in it and the counts of what it leaves out."""

    def __init__(self, project: Project, audience: Audience, on: date, copy_for: str = "") -> None:
        """Start an edition.

        Args:
            project: The project.
            audience: For whom it is.
            on: Day for which embargoes are judged.
            copy_for: Country whose own replies it shows whole; empty for none.
        """
        self.project = project
        self.audience = audience
        self.copy_for = copy_for
        self.bit = BITS[audience]
        self.rules = Rules(project, on)
        self.counts: Counter[tuple[str, str, str, int, str]] = Counter()
        self.current = frozenset(response.id for response in project.current_responses())
        self.tallies = Tallies(project, self.current)
        self.asked = Asked(project, self.current)
        self.removed_findings: set[str] = set()
        self._items: dict[str, dict[str, Item]] = {}

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
            "photos": self._photos(project.photos, self.rules.root, ""),
            "documents": self._documents(),
            "questionnaires": _same(
                project.questionnaires, [self._questionnaire(each) for each in project.questionnaires]
            ),
        }
        changes = {name: value for name, value in new.items() if value is not getattr(project, name)}
        edition = self._without_own_facts(project.evolve(**changes) if changes else project)
        tallies = self.tallies.finish(before, edition)
        return edition.evolve(
            withheld=Withheld(
                audience=self.audience,
                counts=self._merged_counts(before),
                tallies=tallies,
                for_country=self.copy_for,
            )
        )

    # -- showing and counting

    def _shows(self, settled: Way) -> bool:
        return bool(settled.mask & self.bit)

    def _count(self, entity: str, settled: Way, parent: str = "", kind: str = "", number: int = 1) -> None:
        rule = next(name for mask, name in settled.rules if not mask & self.bit)
        self.counts[entity, rule, parent, settled.mask, kind] += number

    def _blank(self, thing: _E, settled: Way, parent: str, **blanks: object) -> _E:
        """Empty fields of a thing of which only the heading stays, and count the texts among them."""
        lost = {name: blank for name, blank in blanks.items() if getattr(thing, name) != blank}
        for name in lost:
            value = getattr(thing, name)
            if isinstance(value, LangString):
                self._count("narrative", settled, parent)
            elif name in ("extensions", "extra"):
                self._count("extension", settled, parent, number=len(value))
        return thing.evolve(**lost) if lost else thing

    def _merged_counts(self, before: Withheld) -> tuple[WithheldCount, ...]:
        merged = {attrs.evolve(row, count=0): row.count for row in before.counts}
        for (entity, rule, parent, mask, kind), number in self.counts.items():
            row = WithheldCount(
                entity=entity,
                rule=rule,
                count=0,
                parent=parent,
                visible_to=tuple(audience for audience, bit in BITS.items() if mask & bit),
                kind=kind,
            )
            merged[row] = merged.get(row, 0) + number
        return tuple(attrs.evolve(row, count=number) for row, number in merged.items())

    # -- responses

    def _response(self, response: Response) -> Response:
        if response.withheld:
            return response
        if self.copy_for and response.country == self.copy_for:
            return self._own(response)
        settled = self.rules.settle(self.rules.to_response(response))
        attachments, gone = self._attachments(response)
        answers = self._answers(response, gone)
        changes: dict[str, object] = {}
        if answers is not response.answers:
            changes["answers"] = answers
        if gone:
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
            if response.provenance is not None:
                changes["provenance"] = None
            return response.evolve(**changes) if changes else response
        left = any(_says_something(each) for given in answers.values() for each in given)
        if not left and not attachments:
            self._count("response", settled)
            return Response(
                id=response.id,
                questionnaire=response.questionnaire,
                country=response.country,
                status=response.status,
                replaces=response.replaces,
                dissemination=response.dissemination,
                marking=without_note(response.marking),
                illustrative=response.illustrative,
                answers=answers,
                withheld=True,
            )
        changes["marking"] = without_note(response.marking)
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

    def _own(self, response: Response) -> Response:
        """Return a reply for the country that gave it: as it gave it, without what the project noted beside it.

        What the audience may see anyway stays whole.
        """
        files = self._files(response)
        gone = self._gone(files)
        changed: dict[str, tuple[Answer, ...]] = {}
        for link_id, answers in response.answers.items():
            if any(answer.extra or answer.marking is not None for answer in answers):
                way = self.rules.to_item(response, link_id)
                bare = tuple(
                    answer
                    if self._shows(self.rules.settle(self.rules.narrow(way, answer.marking)))
                    and _file_way(gone, link_id, answer) is None
                    else _unremarked(answer)
                    for answer in answers
                )
                if any(new is not old for new, old in zip(bare, answers, strict=True)):
                    changed[link_id] = bare
        changes: dict[str, object] = {}
        if changed:
            changes["answers"] = FrozenDict({**response.answers, **changed})
        attachments = _same(
            response.attachments,
            [each if self._shows(settled) else _unremarked(each) for each, settled in files],
        )
        if attachments is not response.attachments:
            changes["attachments"] = attachments
        own = response.evolve(**changes) if changes else response
        settled = self.rules.settle(self.rules.to_response(response))
        if self._shows(settled):
            return own
        return self._blank(
            own,
            settled,
            response.id,
            marking=without_note(response.marking),
            extensions=FrozenDict(),
            extra=FrozenDict(),
        )

    def _answer(self, answer: Answer, way: Way, settled: Way, response: Response) -> Answer:
        """Return what is left of an answer; `settled` is what holds where it has no marking of its own."""
        if answer.withheld:
            return answer
        if answer.marking is not None:
            settled = self.rules.settle(self.rules.narrow(way, answer.marking))
        if settled.mask & self.bit:
            # Where it was read from, and what it was before, is for those who work on it.
            if answer.provenance is None and not answer.corrections:
                return answer
            return answer.evolve(provenance=None, corrections=())
        if not answer.has_value:
            # The reason stays, because the rates depend on it; whatever was written beside it goes.
            bare = Answer(instance=answer.instance, absent=answer.absent)
            if answer.comment:
                self._count("comment", settled, response.id)
            return answer if bare == answer else bare
        return self._masked(answer, settled, response)

    def _masked(self, answer: Answer, settled: Way, response: Response) -> Answer:
        self._count("answer", settled, response.id)
        return _MASK.evolve(instance=answer.instance) if answer.instance else _MASK

    def _answers(self, response: Response, gone: _Gone) -> FrozenDict[str, tuple[Answer, ...]]:
        """Return what is left of the answers; `gone` are the files that are withheld by themselves."""
        rules = self.rules
        questionnaire = self.project.questionnaire(response.questionnaire)
        key = questionnaire.key if questionnaire is not None else response.questionnaire
        items = self._items_of(questionnaire)
        unmarked = rules.to_response(response)
        unmarked_settled = rules.settle(unmarked)
        unmarked_shown = self._shows(unmarked_settled)
        item_rules = rules.of_items(response.questionnaire)
        changed: dict[str, tuple[Answer, ...]] = {}
        for link_id, answers in response.answers.items():
            if link_id in item_rules:
                way = rules.to_item(response, link_id)
                settled = rules.settle(way)
            elif unmarked_shown and not gone and all(_is_plain(answer) for answer in answers):
                continue
            else:
                way, settled = unmarked, unmarked_settled
            item = items.get(link_id)
            redacted = tuple(self._answer(answer, way, settled, response) for answer in answers)
            if gone:
                # The answer to an attachment item is the name of the file.
                redacted = tuple(
                    answer
                    if (withholds := _file_way(gone, link_id, answer)) is None
                    else self._masked(answer, withholds, response)
                    for answer in redacted
                )
            if any(new is not old for new, old in zip(redacted, answers, strict=True)):
                changed[link_id] = redacted
                if item is not None and response.id in self.current:
                    self.tallies.mask(key, item, answers, redacted)
        return FrozenDict({**response.answers, **changed}) if changed else response.answers

    def _items_of(self, questionnaire: Questionnaire | None) -> dict[str, Item]:
        if questionnaire is None:
            return {}
        if questionnaire.key not in self._items:
            self._items[questionnaire.key] = {item.link_id: item for item in questionnaire.walk()}
        return self._items[questionnaire.key]

    def _contactless(self, respondent: Respondent, response: Response) -> Respondent:
        personal = Way().plus((CONSENT,), stated=True)
        if respondent.contact:
            self._count("contact", personal, response.id)
        return self._blank(respondent, personal, response.id, contact="", extra=FrozenDict())

    def _files(self, response: Response) -> list[tuple[Attachment, Way]]:
        """Return the files of a reply, each with the rules that hold for it."""
        found = []
        for attachment in response.attachments:
            way = self.rules.to_item(response, attachment.link_id)
            for answer in response.answers.get(attachment.link_id, ()):
                way = self.rules.narrow(way, answer.marking)
            found.append((attachment, self.rules.settle(self.rules.narrow(way, attachment.marking))))
        return found

    def _gone(self, files: list[tuple[Attachment, Way]]) -> _Gone:
        """Return what withholds a file by the item to which it belongs; by no item where it is shown nowhere."""
        shown = {attachment.file for attachment, settled in files if self._shows(settled)}
        gone: _Gone = {}
        for attachment, settled in files:
            if not self._shows(settled):
                gone[attachment.link_id, attachment.file] = settled
                if attachment.file not in shown:
                    gone["", attachment.file] = settled
        return gone

    def _attachments(self, response: Response) -> tuple[tuple[Attachment, ...], _Gone]:
        """Return the files that stay, and what withholds the others."""
        files = self._files(response)
        for _, settled in files:
            if not self._shows(settled):
                self._count("attachment", settled, response.id)
        return tuple(attachment for attachment, settled in files if self._shows(settled)), self._gone(files)

    # -- workshops

    def _workshop(self, workshop: Workshop) -> Workshop | None:
        way = self.rules.narrow(self.rules.root, workshop.marking)
        settled = self.rules.settle(way)
        names = unnamed(workshop)
        sessions = _same(
            workshop.sessions,
            [kept for each in workshop.sessions if (kept := self._session(each, way, workshop, names)) is not None],
        )
        room = self._room(workshop)
        photos = self._photos(workshop.photos, way, workshop.id, room)
        participants = self._participants(workshop, settled.plus(room, stated=True))
        changes: dict[str, object] = {
            name: new
            for name, new in (("sessions", sessions), ("photos", photos), ("participants", participants))
            if new is not getattr(workshop, name)
        }
        if not self._shows(settled):
            if not sessions and not photos:
                self._count("workshop", settled)
                return None
            changes["marking"] = without_note(workshop.marking)
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
        attended = settled.plus(room, stated=True)
        if not self._shows(attended):
            groups = _same(workshop.attendance, large_groups(workshop.attendance))
            if groups is not workshop.attendance:
                self._count("attendance", attended, workshop.id, number=len(workshop.attendance) - len(groups))
                changes["attendance"] = groups
        return workshop.evolve(**changes) if changes else workshop

    def _room(self, workshop: Workshop) -> tuple[Rule, ...]:
        """Return the rule on who was there: a session under the Chatham House Rule names no participant to others.

        Those who took part see it where they see that there was such a session; otherwise nothing would tell a later
        redaction of their edition.
        """
        under = [each for each in workshop.sessions if each.attribution is Attribution.CHATHAM_HOUSE]
        if not under:
            return ()
        ways = [self.rules.sessions[each.id][0] for each in under]
        ways += [self.rules.contributions[each.id, inner.id][0] for each in under for inner in each.contributions]
        return (ROOM,) if any(self.rules.settle(way).mask & PARTICIPANTS for way in ways) else (ATTRIBUTION,)

    def _photos(
        self, photos: tuple[Photo, ...], around: Way, parent: str, room: tuple[Rule, ...] = ()
    ) -> tuple[Photo, ...]:
        kept = []
        for photo in photos:
            settled = self.rules.settle(self.rules.narrow(around, photo.marking))
            if not _is_cleared(photo.marking):
                settled = settled.plus(room, stated=True)
            if not photo.consent:
                settled = settled.plus((CONSENT,), stated=True)
            if self._shows(settled):
                kept.append(photo)
            else:
                self._count("photo", settled, parent)
        return _same(photos, kept)

    def _participants(self, workshop: Workshop, settled: Way) -> tuple[Participant, ...]:
        kept = []
        consented = settled.plus((CONSENT,), stated=True)
        attributed = settled.plus((ATTRIBUTION,), stated=True)
        shown = self._shows(settled)
        recognised = only_delegates(workshop) if shown else frozenset()
        for position, participant in enumerate(workshop.participants):
            if not shown:
                self._count("participant", settled, workshop.id)
            elif participant.consent is Consent.NONE:
                self._count("participant", consented, workshop.id)
            elif position in recognised:
                if participant.name or participant.function:
                    self._count("name", attributed, workshop.id)
                kept.append(self._blank(participant, attributed, workshop.id, name="", function="", extra=FrozenDict()))
            elif participant.consent is Consent.FUNCTION:
                if participant.name:
                    self._count("name", consented, workshop.id)
                kept.append(self._blank(participant, consented, workshop.id, name="", extra=FrozenDict()))
            else:
                kept.append(participant)
        return _same(workshop.participants, kept)

    def _session(self, session: Session, around: Way, workshop: Workshop, names: tuple[str, ...]) -> Session | None:
        way = self.rules.narrow(around, session.marking)
        settled = self.rules.settle(way)
        contributions = _same(
            session.contributions,
            [
                kept
                for each in session.contributions
                if (kept := self._contribution(each, way, session, names)) is not None
            ],
        )
        changes: dict[str, object] = {}
        if contributions is not session.contributions:
            changes["contributions"] = contributions
        if not self._shows(settled):
            if not contributions:
                self._count("session", settled, workshop.id)
                return None
            changes["marking"] = without_note(session.marking)
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
        if session.attribution is Attribution.ON_RECORD:
            if is_unnamed(session.moderator, names):
                self._count("speaker", settled.plus((CONSENT,), stated=True), session.id)
                changes["moderator"] = ""
            return session.evolve(**changes) if changes else session
        attributed = settled.plus((ATTRIBUTION,), stated=True)
        if session.moderator:
            self._count("speaker", attributed, session.id)
        return self._blank(
            session.evolve(**changes) if changes else session,
            attributed,
            session.id,
            moderator="",
            marking=without_note(session.marking),
            extensions=FrozenDict(),
            extra=FrozenDict(),
        )

    def _contribution(
        self, contribution: Contribution, around: Way, session: Session, names: tuple[str, ...]
    ) -> Contribution | None:
        settled = self.rules.settle(self.rules.narrow(around, contribution.marking))
        if not self._shows(settled):
            self._count("contribution", settled, session.id, contribution.kind.value)
            return None
        changes: dict[str, object] = {}
        for name in HIDDEN[session.attribution]:
            if getattr(contribution, name):
                changes[name] = ""
        attributed = settled.plus((ATTRIBUTION,), stated=True)
        if changes:
            self._count("speaker", attributed, session.id)
        findings = self._prune(contribution.findings)
        if session.attribution is Attribution.CHATHAM_HOUSE:
            # A question that few countries answered, or a finding about few of them, would say who spoke.
            items = _same(contribution.items, self.asked.common(contribution.items))
            if items is not contribution.items:
                changes["items"] = items
            cut = len(contribution.items) - len(items) + len(findings)
            if cut:
                self._count("reference", attributed, session.id, number=cut)
            findings = ()
        if findings != contribution.findings:
            changes["findings"] = findings
        if session.attribution is Attribution.ON_RECORD:
            if is_unnamed(contribution.speaker, names):
                self._count("speaker", settled.plus((CONSENT,), stated=True), session.id)
                changes["speaker"] = ""
            return contribution.evolve(**changes) if changes else contribution
        # Nobody knows what keys of one's own say; under a rule of attribution they may name the speaker.
        return self._blank(
            contribution.evolve(**changes) if changes else contribution,
            attributed,
            session.id,
            marking=without_note(contribution.marking),
            extra=FrozenDict(),
        )

    # -- findings

    def _finding(self, finding: Finding) -> Finding | None:
        """Return a finding with the evidence that this edition shows, or None."""
        own = self.rules.settle(self.rules.narrow(self.rules.root, finding.marking))
        ways = [self.rules.to_evidence(each) for each in finding.evidence]
        cleared = _is_cleared(finding.marking)
        settled = own
        if not cleared:
            for way in ways:
                settled = settled.plus(way.rules, stated=True)
        if not self._shows(settled):
            self._count("finding", settled, kind=finding.kind.value)
            self.removed_findings.add(finding.id)
            return None
        shown = []
        for evidence, way in zip(finding.evidence, ways, strict=True):
            if not self._shows(way) and not self._is_own(evidence):
                self._count("evidence", way, finding.id)
            elif (piece := self._unattributed(evidence, way, finding)) is not None:
                shown.append(piece)
        kept = _same(finding.evidence, shown)
        changes: dict[str, object] = {}
        if kept is not finding.evidence:
            changes["evidence"] = kept
            left = own
            for piece in kept:
                left = left.plus(self.rules.to_evidence(piece).rules, stated=True)
            if not cleared and left.mask != settled.mask:
                changes["marking"] = restated(finding.marking, settled.mask)
        countries = self._countries(finding, ways, settled)
        if countries is not finding.countries:
            changes["countries"] = countries
        return finding.evolve(**changes) if changes else finding

    def _is_own(self, evidence: Evidence) -> bool:
        """Tell whether a piece of evidence is an answer of the country for which a copy is made, and nothing else."""
        if not self.copy_for or evidence.session or evidence.contribution:
            return False
        response = self.rules.responses.get(evidence.response)
        return response is not None and response.country == self.copy_for

    def _unattributed(self, evidence: Evidence, way: Way, finding: Finding) -> Evidence | None:
        """Tie a finding to a session under the Chatham House Rule, and to none of its contributions.

        By the countries that a finding names, the contribution would say who spoke. Where a contribution is marked
        more strictly than its session, nothing can stand for it, because the session alone would be shown more widely.
        """
        found = self.rules.contributions.get((evidence.session, evidence.contribution))
        if found is None or found[1].attribution is not Attribution.CHATHAM_HOUSE:
            return evidence
        spoken, session, _ = found
        attributed = way.plus((ATTRIBUTION,), stated=True)
        around, _ = self.rules.sessions[session.id]
        if self.rules.settle(spoken).mask != self.rules.settle(around).mask:
            self._count("evidence", attributed, finding.id)
            return None
        self._count("reference", attributed, finding.id)
        return evidence.evolve(
            session=session.id,
            contribution="",
            quote=evidence.quote if evidence.response else "",
            extra=FrozenDict(),
        )

    def _countries(self, finding: Finding, ways: list[Way], settled: Way) -> tuple[str, ...]:
        """Leave out countries that a session under the Chatham House Rule gives away.

        A country stays that is named by evidence which everybody may see. What only some may see does not count, so
        that an edition made from a wider one is the same.
        """
        spoke: set[str] = set()
        known: set[str] = set()
        for each, way in zip(finding.evidence, ways, strict=True):
            public = way.mask & PUBLIC
            if each.response in self.rules.responses and public:
                known.add(self.rules.responses[each.response].country)
            found = self.rules.contributions.get((each.session, each.contribution))
            if found is not None:
                _, session, contribution = found
                if session.attribution is Attribution.CHATHAM_HOUSE:
                    spoke.add(contribution.country)
                elif public:
                    known.add(contribution.country)
        hidden = [code for code in finding.countries if code in spoke - known]
        if hidden:
            self._count("country", settled.plus((ATTRIBUTION,), stated=True), finding.id, number=len(hidden))
        return _same(finding.countries, [code for code in finding.countries if code not in hidden])

    def _prune(self, references: tuple[str, ...]) -> tuple[str, ...]:
        """Drop references to findings that this edition does not have."""
        return _same(references, [each for each in references if each not in self.removed_findings])

    def _pruned(self, finding: Finding) -> Finding:
        addresses = self._prune(finding.addresses)
        return finding if addresses is finding.addresses else finding.evolve(addresses=addresses)

    # -- the project

    def _documents(self) -> tuple[Attachment, ...]:
        kept = []
        for document in self.project.documents:
            settled = self.rules.settle(self.rules.narrow(self.rules.root, document.marking))
            if self._shows(settled):
                kept.append(document)
            else:
                self._count("attachment", settled)
        return _same(self.project.documents, kept)

    def _questionnaire(self, questionnaire: Questionnaire) -> Questionnaire:
        """Keep the questions, which are no secret, and leave out why answers to them are."""

        def without_notes(item: Item, around: tuple[Rule, ...]) -> Item:
            rules = around + self.rules.of(item.marking)
            changes: dict[str, object] = {}
            if not self._shows(self.rules.settle(self.rules.root.plus(rules, stated=bool(rules)))):
                marking = without_note(item.marking)
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
        settled = self.rules.settle(self.rules.root)
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
            marking=without_note(project.marking),
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


_MASK = Answer(withheld=True, absent=AbsentReason.MASKED)


def _same(old: tuple[_T, ...], new: list[_T]) -> tuple[_T, ...]:
    """Return the old tuple where the new one holds the very same things."""
    if len(old) == len(new) and all(first is second for first, second in zip(old, new, strict=True)):
        return old
    return tuple(new)


def _is_plain(answer: Answer) -> bool:
    """Tell whether an answer is shown as it is where what surrounds it is shown."""
    return answer.marking is None and answer.provenance is None and not answer.corrections


def _file_way(gone: _Gone, link_id: str, answer: Answer) -> Way | None:
    """Return what withholds the file that an answer names; None where it names none that is withheld."""
    if not gone or not isinstance(answer.value, str):
        return None
    return gone.get((link_id, answer.value)) or gone.get(("", answer.value))


def _says_something(answer: Answer) -> bool:
    """Tell whether there is more to an answer in an edition than a reason why there is no value."""
    if answer.withheld:
        return False
    return answer.has_value or answer != Answer(instance=answer.instance, absent=answer.absent)


def _unremarked(thing: _Sent) -> _Sent:
    """Return an answer or file without keys of the project's own and without why it is marked."""
    marking = without_note(thing.marking)
    if not thing.extra and marking is thing.marking:
        return thing
    return thing.evolve(extra=FrozenDict(), marking=marking)


def _is_cleared(marking: Marking | None) -> bool:
    return marking is not None and marking.level is MarkingLevel.CLEAR and bool(marking.note.strip())
