"""Collecting: foreign files into a project, each with accounts; what was there stays, what is doubtful is asked.

The same file, or the same content in another file, changes nothing. A reply that a country sent again becomes a
revision of the one before. A file that cannot be read costs that file only.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from mpfkit import geo
from mpfkit.analysis import Change, diff
from mpfkit.errors import FileError, MpfkitError, Problem
from mpfkit.intake import ReadingRequest, Source, country_code, review_sheet, understand
from mpfkit.model import AbsentReason, Answer, Correction, FrozenDict, Provenance, QuestionnaireStatus
from mpfkit.projects import load_project, save_project
from mpfkit.registry import load_registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from mpfkit.analysis import Differences, EntityChange
    from mpfkit.intake import Accounts, Decision, Doubt, Reading
    from mpfkit.model import Item, Project, Questionnaire, Response
    from mpfkit.records import Reader
    from mpfkit.registry import Registry

__all__ = ["Collected", "CollectedFile", "collect"]

FOLDER = "collected"
"""Folder of a project in which accounts and review sheets are kept; it is no part of the project's data."""

REVIEW = "review"

_OF_SURVEYS = frozenset({".xlsx", ".csv", ".tsv", ".xml", ".zip"})
_SAVE_AS = {
    ".xls": "save it as .xlsx",
    ".ods": "save it as .xlsx",
    ".numbers": "export it as .xlsx",
    ".pdf": "ask for the file that it was made from",
    ".doc": "save it as .docx",
    ".rtf": "save it as .docx",
}


@attrs.frozen(kw_only=True)
class CollectedFile:
    """What became of one file.

    Attributes:
        name: Name of the file.
        reader: Reader that read it; empty where none did.
        accounts: What became of each piece of it; None where it was not read.
        changes: What it changes in the project, one line each; none where everything was there before.
        problems: What could not be read or taken over, and what has to be decided.
        remarks: What the user should know, one line each.
        error: Exception behind a problem; None where there is none.
    """

    name: str
    reader: str = ""
    accounts: Accounts | None = None
    changes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()
    error: Exception | None = attrs.field(default=None, repr=False)


@attrs.frozen(kw_only=True)
class Collected:
    """What became of all files.

    Attributes:
        project: The project with what the files hold.
        files: Each file, in the order given.
        differences: What changed.
        review: The review sheet that was written; None where nothing is in doubt, and in a dry run.
        written: Files of accounts and review sheets that were written.
    """

    project: Project
    files: tuple[CollectedFile, ...]
    differences: Differences
    review: Path | None = None
    written: tuple[Path, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether all files were read and taken over without an error."""
        return not any(problem.severity == "error" for file in self.files for problem in file.problems)


def collect(
    path: str | os.PathLike[str],
    files: Iterable[str | os.PathLike[str]],
    *,
    reader: str | None = None,
    country: str | None = None,
    mapping: str | os.PathLike[str] | None = None,
    dry_run: bool = False,
    date: dt.date | None = None,
    progress: Callable[[int, int, str], None] | None = None,
    registry: Registry | None = None,
) -> Collected:
    """Read foreign files into a project, and save it.

    Args:
        path: The project: a folder, or one .yaml, .json or .toml file.
        files: The files, in the order in which they came.
        reader: Reader of all files; without it each file is read by the one reader that recognises it.
        country: Code of the country that replied, for files that do not say it.
        mapping: File that says which column or element answers which question.
        dry_run: Whether nothing is written.
        date: Day on which the files count as read; without it that of `SOURCE_DATE_EPOCH`, else now.
        progress: Called before each file with its number, the number of all, and its name.
        registry: Plugins; None for those that are installed.

    Returns:
        What became of each file. A file that cannot be read is told in its problems, and does not stop the others.

    Raises:
        MpfkitError: The project or the mapping file cannot be read, there is no such reader or country, or the project
            cannot be saved.
    """
    plugins = load_registry() if registry is None else registry
    before = load_project(path, registry=plugins)
    chosen = plugins.reader(reader) if reader else None
    given, mapping_name = _mapping(mapping)
    work = _Work(
        project=before,
        plugins=plugins,
        reader=chosen,
        country=country_code(country, before) if country else "",
        mapping=given,
        mapping_name=mapping_name,
        moment=_moment(date),
        records=_Records.load(_folder(Path(path))),
    )
    listed = [Path(file) for file in files]
    results = []
    for number, file in enumerate(listed):
        if progress is not None:
            progress(number, len(listed), file.name)
        results.append(work.take(file))
    review: Path | None = None
    written: tuple[Path, ...] = ()
    if not dry_run:
        if work.project != before:
            save_project(work.project, path, registry=plugins)
        review, written = work.keep()
    return Collected(
        project=work.project,
        files=tuple(results),
        differences=diff(before, work.project),
        review=review,
        written=written,
    )


def _mapping(path: str | os.PathLike[str] | None) -> tuple[dict[str, Any], str]:
    if path is None:
        return {}, ""
    from mpfkit.serialisation import read_mapping

    return read_mapping(path), str(path)


def _moment(date: dt.date | None) -> dt.datetime:
    """Return the moment of collecting; unlike a render, it is a fact of the day on which it happens."""
    if date is not None:
        return dt.datetime.combine(date, dt.time(), tzinfo=dt.UTC)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return dt.datetime.now(tz=dt.UTC).replace(microsecond=0)
    try:
        return dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise FileError(
            f"SOURCE_DATE_EPOCH is {epoch!r}; it must be a number of seconds since 1970-01-01, or not be set"
        ) from error


def _folder(path: Path) -> Path:
    return (path if path.is_dir() else path.parent) / FOLDER


# ----------------------------------------------------------------------------------------------------- one file


class _RefusedError(MpfkitError):
    """A file, or a part of it, that is not taken over; `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@attrs.define(kw_only=True)
class _Work:
    """The project as it grows, file by file."""

    project: Project
    plugins: Registry
    reader: Reader | None
    country: str
    mapping: dict[str, Any]
    mapping_name: str
    moment: dt.datetime
    records: _Records
    doubts: list[tuple[Doubt, str]] = attrs.field(factory=list)

    def take(self, file: Path) -> CollectedFile:
        """Read one file, and take over what it holds."""
        reader: Reader | None = None
        try:
            source = Source.open(file)
            reader = self.reader or self._reader(source)
            reading = reader.read(source, self._request())
        except _RefusedError as error:
            return _not_read(file.name, "", _problem(file.name, error.code, str(error)), error)
        except MpfkitError as error:
            name = reader.name if reader else ""
            told = str(error).removeprefix(f"{file}: ").removeprefix(f"{file.name}: ").removeprefix(f"{file.name}, ")
            return _not_read(file.name, name, _problem(file.name, "MPF200", told), error)
        except Exception as error:  # noqa: BLE001 - a broken file, or a mistake of a reader, costs that file only
            name = reader.name if reader else ""
            what = f"{type(error).__name__}: {' '.join(str(error).split())}".rstrip(": ")
            origin = self.plugins.owner(reader).origin if reader else "mpfkit"
            message = f"the reader {name!r} of {origin} failed ({what}); please report it, with the file if you may"
            return _not_read(file.name, name, _problem(file.name, "MPF202", message), error)
        return _Merge(self, source, reader, reading).result()

    def _request(self) -> ReadingRequest:
        return ReadingRequest(
            project=self.project,
            country=self.country,
            mapping=self.mapping,
            mapping_name=self.mapping_name,
            language=self.project.languages[0] if self.project.languages else "en",
        )

    def _reader(self, source: Source) -> Reader:
        found = self.plugins.readers_for(source)
        if len(found) == 1:
            return found[0]
        if found:
            names = " and ".join(repr(reader.name) for reader in found)
            raise _RefusedError("MPF201", f"the readers {names} recognise it; say which one with --reader")
        readers = self.plugins.readers.values()
        same = [reader for reader in readers if source.suffix in reader.suffixes]
        if len(same) == 1:
            # It knows best what is wrong with the file
            return same[0]
        if same:
            names = ", ".join(reader.name for reader in same)
            raise _RefusedError(
                "MPF201", f"none of the readers {names} recognises it; if it is one of theirs, use --reader"
            )
        hint = _SAVE_AS.get(source.suffix)
        if source.suffix in _OF_SURVEYS:
            hint = "install mpfkit-surveys, which reads exports of surveys"
        if hint is None:
            suffixes = sorted({suffix for reader in readers for suffix in reader.suffixes})
            hint = f"files that end in {', '.join(suffixes)} are read"
        raise _RefusedError("MPF201", f"no reader reads files that end in {source.suffix or 'nothing'!r}; {hint}")

    def keep(self) -> tuple[Path | None, tuple[Path, ...]]:
        """Write the accounts of the files, and the review sheet."""
        from mpfkit.serialisation import write_atomically

        texts: dict[Path, str | bytes] = dict(self.records.new())
        review = None
        if self.doubts:
            review, data = self._review_file(review_sheet(self.doubts))
            texts |= {review: data} if data else {}
        return review, write_atomically(texts)

    def _review_file(self, data: bytes) -> tuple[Path, bytes]:
        """Return a name for the sheet, and its bytes unless that sheet is there: decisions are never overwritten."""
        number = 1
        while True:
            path = self.records.folder / f"{REVIEW}{'' if number == 1 else f'-{number}'}.xlsx"
            if not path.exists():
                return path, data
            if path.read_bytes() == data:
                return path, b""
            number += 1


def _problem(file: str, code: str, message: str, severity: Any = "error") -> Problem:  # noqa: ANN401 - a literal
    return Problem(code=code, message=message, severity=severity, file=file)


def _not_read(name: str, reader: str, problem: Problem, error: Exception) -> CollectedFile:
    return CollectedFile(name=name, reader=reader, problems=(problem,), error=error)


# ----------------------------------------------------------------------------------------------------- merging


class _Merge:
    """Takes over one reading."""

    def __init__(self, work: _Work, source: Source, reader: Reader, reading: Reading) -> None:
        self.work = work
        self.source = source
        self.reader = reader
        self.reading = reading
        self.version = work.plugins.owner(reader).version
        self.known = work.records.of(source.sha256)
        self.changes: list[str] = []
        self.problems: list[Problem] = []
        self.remarks: list[str] = list(reading.remarks)
        self.taken: dict[str, Response] = {}
        """Responses that are new in the project, by their ids in the reading."""
        self.met: list[dict[str, Any]] = []
        """Responses of the reading as the record keeps them."""

    def result(self) -> CollectedFile:
        for form in self.reading.questionnaires:
            self._attempt(lambda form=form: self._questionnaire(form))  # type: ignore[misc]
        for response in self.reading.responses:
            self._attempt(lambda response=response: self._response(response))  # type: ignore[misc]
        for country, count in Counter(response.country for response in self.taken.values()).items():
            if count > 1:
                self.remarks.append(f"holds {count} replies of {country}; each replaces the one before")
        if self.reading.project is not None and not self.known:
            self._attempt(lambda: self._parts(self.reading.project))  # type: ignore[arg-type]
        for decision in () if self.known else self.reading.decisions:
            self._attempt(lambda decision=decision: self._decision(decision))  # type: ignore[misc]
        self.problems += [_problem(self.source.name, "MPF205", line) for line in self.reading.refused]
        doubts = self._doubts()
        if self.changes or not self.known:
            self.work.records.add(self._record(doubts))
        if not self.changes and not self.problems:
            self.remarks.append("nothing new: all that it holds was collected before, or holds no answers")
        return CollectedFile(
            name=self.source.name,
            reader=self.reader.name,
            accounts=self.reading.accounts,
            changes=tuple(self.changes),
            problems=tuple(self.problems),
            remarks=tuple(self.remarks),
        )

    def _attempt(self, step: Callable[[], None]) -> None:
        try:
            step()
        except _RefusedError as error:
            self.problems.append(_problem(self.source.name, error.code, str(error)))

    # Questionnaires

    def _questionnaire(self, form: Questionnaire) -> None:
        project = self.work.project
        there = next((each for each in project.questionnaires if each.key == form.key), None)
        if there is None:
            self.work.project = project.evolve(questionnaires=(*project.questionnaires, form))
            self.changes.append(
                f"questionnaire {form.key}: new, {_count(sum(1 for _ in form.questions()), 'question')}"
            )
            self._vanished(form)
        elif there == form or form.key in self.known.get("questionnaires", ()):
            return
        elif there.status is QuestionnaireStatus.DRAFT:
            forms = tuple(form if each is there else each for each in project.questionnaires)
            self.work.project = project.evolve(questionnaires=forms)
            self.changes.append(f"questionnaire {form.key}: the draft is replaced")
        elif _asked(there) != _asked(form):
            raise _RefusedError(
                "MPF204",
                f"the questionnaire {form.key} is in the project with other questions, and a published version does "
                "not change; give this one another version",
            )

    def _vanished(self, form: Questionnaire) -> None:
        """Say which questions of an earlier version the new one lacks; their answers are in earlier exports only."""
        earlier = [
            each for each in self.work.project.questionnaires if each.id == form.id and each.version != form.version
        ]
        if not earlier:
            return
        now = {item.link_id for item in form.questions()}
        gone = [item.link_id for item in earlier[-1].questions() if item.link_id not in now]
        if gone:
            names = ", ".join(gone[:8]) + (f" and {len(gone) - 8} more" if len(gone) > 8 else "")
            self.remarks.append(
                f"{_count(len(gone), 'question')} of {earlier[-1].key} vanished in {form.key}: {names}; "
                "keep the earlier export, which has their answers"
            )

    # Everything else

    def _parts(self, given: Project) -> None:
        """Take over the project as the file has it; a file adds and changes, and takes nothing away."""
        project = self.work.project
        new = given.evolve(
            **{name: getattr(project, name) for name in ("id", "questionnaires", "responses", "extensions", "extra")}
        )
        changes = [*_entity_changes(diff(project, new))]
        gone = [each for each in changes if each.change is not Change.NEW and each.change is not Change.CHANGED]
        if gone:
            raise _RefusedError(
                "MPF212",
                f"the reader {self.reader.name!r} left out {gone[0].entity} {gone[0].id!r}, which the project has; "
                "nothing is taken away by a file: please report it",
            )
        if not changes:
            return
        self.work.project = new
        for each in changes:
            fields = f": {', '.join(each.fields)}" if each.fields else ""
            self.changes.append(f"{each.entity} {each.id}: {each.change.value}{fields}")

    # Responses

    def _response(self, response: Response) -> None:
        project = self.work.project
        form = project.questionnaire(response.questionnaire)
        if form is None:
            raise _RefusedError(
                "MPF206",
                f"{_place(response)}answers the questionnaire {response.questionnaire}, which the project does not "
                "have; collect it first",
            )
        if not response.country or not _is_country(response.country, project):
            raise _RefusedError("MPF205", f"{_place(response)}names no country that there is: {response.country!r}")
        strangers = [link_id for link_id in response.answers if form.item(link_id) is None]
        if strangers:
            raise _RefusedError("MPF210", f"{_place(response)}answers {strangers[0]!r}, which is no item of {form.key}")
        fingerprint = _fingerprint(response)
        same = self._same(response, fingerprint)
        if same is not None:
            self._meet(same.id, fingerprint, response)
            return
        head = self._head(response)
        if head and head.authored and response.authored and response.authored < head.authored:
            raise _RefusedError(
                "MPF211",
                f"{_place(response)}the reply of {response.country} of {response.authored.date()} is older than the "
                f"current one, {head.id} of {head.authored.date()}; collect replies in the order of their days",
            )
        new = response.evolve(
            id=_free_id(project, response.country),
            replaces=head.id if head else "",
            provenance=self._provenance(response.provenance or Provenance()),
        )
        self.work.project = project.evolve(responses=_inserted(project.responses, new))
        self.taken[response.id] = new
        self._meet(new.id, fingerprint, response)
        answers = sum(len(rows) for rows in new.answers.values())
        told = f"response {new.id}: new, {_count(answers, 'answer')} to {new.questionnaire}"
        if head:
            changed = _changed(head, new)
            told = f"response {new.id}: replaces {head.id}, {_count(len(changed), 'answer')} changed{_named(changed)}"
        self.changes.append(told)

    def _same(self, response: Response, fingerprint: str) -> Response | None:
        """Return the response of the project that is this one: of one place in one file, or of equal content."""
        mine = response.provenance or Provenance()
        for other in self.work.project.responses:
            if other.country_key != response.country_key:
                continue
            there = other.provenance
            if there and there.sha256 == self.source.sha256 and _source_place(there) == _source_place(mine):
                return other
            if _fingerprint(other) == fingerprint or self.work.records.has(other.id, fingerprint):
                return other
        return None

    def _head(self, response: Response) -> Response | None:
        heads = [
            other
            for other in self.work.project.current_responses()
            if other.country_key == response.country_key and _role(other) == _role(response)
        ]
        return heads[-1] if heads else None

    def _provenance(self, found: Provenance) -> Provenance:
        return found.evolve(
            file=found.file or self.source.name,
            sha256=self.source.sha256,
            reader=self.reader.name,
            reader_version=self.version,
            imported_at=self.work.moment,
        )

    def _meet(self, own_id: str, fingerprint: str, response: Response) -> None:
        place = response.provenance or Provenance()
        self.met.append(
            {
                "id": own_id,
                "fingerprint": fingerprint,
                "sheet": place.sheet,
                "row": place.row,
                "source_id": place.source_id,
            }
        )

    # Doubts and decisions

    def _doubts(self) -> list[Doubt]:
        """Name the doubts about new responses as the project does, and put them into the review sheet."""
        found = []
        for doubt in self.reading.doubts:
            response = self.taken.get(doubt.response)
            if response is None:
                continue
            form = self.work.project.questionnaire(response.questionnaire)
            item = form.item(doubt.link_id) if form else None
            own = attrs.evolve(doubt, response=response.id)
            found.append(own)
            self.work.doubts.append((own, _wording(item, self.work.project)))
        if found:
            places = "; ".join(f"{doubt.link_id}: {doubt.why}" for doubt in found[:3])
            more = f" and {len(found) - 3} more" if len(found) > 3 else ""
            message = f"{_count(len(found), 'answer')} in doubt ({places}{more}); settle them in the review sheet"
            self.problems.append(_problem(self.source.name, "MPF208", message, "warning"))
        return found

    def _decision(self, decision: Decision) -> None:
        project = self.work.project
        response = next((each for each in project.responses if each.id == decision.response), None)
        form = project.questionnaire(response.questionnaire) if response else None
        item = form.item(decision.link_id) if form else None
        where = f"row {decision.row}: " if decision.row else ""
        if response is None or form is None or item is None:
            raise _RefusedError(
                "MPF209", f"{where}the project has no answer {decision.response}/{decision.link_id} to settle any more"
            )
        old = response.answer(decision.link_id, decision.instance)
        new = self._settled(decision, item, form, where)
        if old is not None and _content(old) == _content(new):
            return
        correction = Correction(old=decision.text, new=decision.value, reason=decision.why, at=self.work.moment)
        new = new.evolve(corrections=(*(old.corrections if old else ()), correction))
        rows = [row for row in response.answers.get(decision.link_id, ()) if row.instance != decision.instance]
        rows = sorted([*rows, new], key=lambda row: row.instance)
        answers = FrozenDict({**response.answers, decision.link_id: tuple(rows)})
        settled = response.evolve(answers=_in_order(answers, form))
        responses = tuple(settled if each is response else each for each in project.responses)
        self.work.project = project.evolve(responses=responses)
        self.changes.append(
            f"response {response.id}: {decision.link_id} is settled as {decision.value or 'left out'!r}"
        )

    def _settled(self, decision: Decision, item: Item, form: Questionnaire, where: str) -> Answer:
        place = Provenance(sheet=decision.sheet, row=decision.row)
        provenance = self._provenance(place)
        if not decision.value:
            absent = AbsentReason.NOT_ANSWERED
            return Answer(absent=absent, instance=decision.instance, provenance=provenance)
        given: str | list[str] = decision.value
        if item.is_multiple:
            given = [part.strip() for part in decision.value.split(",") if part.strip()]
        understood = understand(given, item, form.choices(item))
        if understood.answer is None:
            hint = f"; did you mean {understood.proposal!r}?" if understood.proposal else ""
            raise _RefusedError("MPF209", f"{where}{decision.link_id} cannot be settled so: {understood.why}{hint}")
        return understood.answer.evolve(instance=decision.instance, provenance=provenance)

    # The record

    def _record(self, doubts: Sequence[Doubt]) -> dict[str, Any]:
        accounts = self.reading.accounts
        earlier = self.known.get("responses", [])
        own = {row["id"] for row in self.met}
        return {
            "file": self.source.name,
            "sha256": self.source.sha256,
            "reader": self.reader.name,
            "reader_version": self.version,
            "imported_at": self.work.moment.isoformat(),
            "country": self.work.country,
            "mapping": self.work.mapping_name,
            "questionnaires": [form.key for form in self.reading.questionnaires],
            "responses": [*(row for row in earlier if row["id"] not in own), *self.met],
            "accounts": {
                "unit": accounts.unit,
                "total": accounts.total,
                "mapped": accounts.mapped,
                "ignored": accounts.ignored,
                "reported": accounts.reported,
                "rows": [
                    {"fate": row.fate.value, "reason": row.reason, "count": row.count, "places": list(row.places)}
                    for row in accounts.rows
                ],
            },
            "doubts": [
                {
                    "place": doubt.place,
                    "text": doubt.text,
                    "why": doubt.why,
                    "proposal": doubt.proposal,
                    "response": doubt.response,
                    "link_id": doubt.link_id,
                    "instance": list(doubt.instance),
                }
                for doubt in doubts
            ],
            "remarks": list(self.reading.remarks),
            "refused": list(self.reading.refused),
        }


def _entity_changes(found: Differences) -> Iterator[EntityChange]:
    """Yield what differs in the order in which a person fills a project: facts, workshops, sessions, findings."""
    for part in (found.facts, found.workshops, found.sessions, found.findings):
        yield from part


def _place(response: Response) -> str:
    found = response.provenance or Provenance()
    parts = [f"sheet {found.sheet!r}" if found.sheet else "", f"row {found.row}" if found.row else "", found.source_id]
    text = ", ".join(part for part in parts if part)
    return f"{text}: " if text else ""


def _is_country(code: str, project: Project) -> bool:
    return geo.is_known(code) or geo.is_user_assigned(code) or project.country(code) is not None


def _source_place(provenance: Provenance) -> tuple[str, ...]:
    """Return what tells one record of a file from the others; a row only where the source gives it no identity."""
    return (provenance.source_id,) if provenance.source_id else (provenance.sheet, str(provenance.row))


def _role(response: Response) -> str:
    return response.respondent.role if response.respondent else ""


def _asked(form: Questionnaire) -> tuple[object, ...]:
    return (form.items, form.choice_lists)


def _free_id(project: Project, country: str) -> str:
    used = {response.id.casefold() for response in project.responses}
    number = 1 + sum(response.country == country for response in project.responses)
    while f"{country.casefold()}-{number}" in used:
        number += 1
    return f"{country.casefold()}-{number}"


def _inserted(responses: tuple[Response, ...], new: Response) -> tuple[Response, ...]:
    """Return the responses with a new one behind the last one of its country, where its file has it, too."""
    last = max((number for number, each in enumerate(responses) if each.country == new.country), default=None)
    at = len(responses) if last is None else last + 1
    return (*responses[:at], new, *responses[at:])


def _content(answer: Answer) -> tuple[object, ...]:
    return (answer.value, answer.values, answer.other, answer.absent, answer.comment, answer.instance)


def _changed(old: Response, new: Response) -> list[str]:
    names = dict.fromkeys((*old.answers, *new.answers))
    return [
        name
        for name in names
        if sorted(map(repr, map(_content, old.answers.get(name, ()))))
        != sorted(map(repr, map(_content, new.answers.get(name, ()))))
    ]


def _named(names: Sequence[str]) -> str:
    if not names:
        return ""
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return f": {', '.join(names[:8])}{more}"


def _in_order(answers: FrozenDict[str, tuple[Answer, ...]], form: Questionnaire) -> FrozenDict[str, tuple[Answer, ...]]:
    order = {item.link_id: number for number, item in enumerate(form.walk())}
    return FrozenDict(sorted(answers.items(), key=lambda pair: order.get(pair[0], len(order))))


def _wording(item: Item | None, project: Project) -> str:
    if item is None or item.text is None:
        return ""
    text = item.text.get(project.languages[0] if project.languages else "en")
    return f"{item.prefix} {text}".strip()


def _fingerprint(response: Response) -> str:
    """Return a hash of what a response says, whatever file it came in and whenever."""
    rows = sorted(
        repr((link_id, *map(_spelled, _content(answer))))
        for link_id, answers in response.answers.items()
        for answer in answers
    )
    return hashlib.sha256("\n".join([response.country, response.questionnaire, *rows]).encode()).hexdigest()


def _spelled(value: object) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(_spelled, value))})"
    return f"{type(value).__name__} {value}"


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


# ----------------------------------------------------------------------------------------------------- records


@attrs.define
class _Records:
    """What was collected before, and what is collected now: a JSON file for each file that was read."""

    folder: Path
    _by_hash: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    _new: dict[Path, dict[str, Any]] = attrs.field(factory=dict)
    _contents: set[tuple[str, str]] = attrs.field(factory=set)

    @classmethod
    def load(cls, folder: Path) -> _Records:
        records = cls(folder)
        for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
            try:
                data = json.loads(path.read_text(encoding="utf-8"))
                records._know(_checked(data))
            except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
                raise FileError(
                    f"{path}: is no record of a file that was collected ({type(error).__name__}); restore it, or "
                    "remove it: what it tells of is known by its content then"
                ) from error
        return records

    def of(self, sha256: str) -> dict[str, Any]:
        return self._by_hash.get(sha256, {})

    def has(self, response: str, fingerprint: str) -> bool:
        """Say whether a response of the project had this content when it was collected."""
        return (response, fingerprint) in self._contents

    def _know(self, record: dict[str, Any]) -> None:
        self._by_hash[record["sha256"]] = record
        self._contents |= {(row["id"], row["fingerprint"]) for row in record["responses"]}

    def add(self, record: dict[str, Any]) -> None:
        self._know(record)
        stem = re.sub(r"[^A-Za-z0-9._-]+", "-", record["file"]).strip(".-_~ ")[:80] or "file"
        self._new[self.folder / f"{stem}.{record['sha256'][:8]}.json"] = record

    def new(self) -> Iterator[tuple[Path, str]]:
        for path, record in self._new.items():
            yield path, json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _checked(data: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever the file holds
    rows = [(row["id"], row["fingerprint"]) for row in data["responses"]]
    texts = [data["sha256"], *data["questionnaires"], *(text for row in rows for text in row)]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("something else than a text")
    return dict(data)
