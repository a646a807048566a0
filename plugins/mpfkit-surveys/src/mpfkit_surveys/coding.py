"""The coding sheet, filled in: findings with the answers that show them; every quote is looked up in its answer."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING

import attrs

from mpfkit.errors import FileError
from mpfkit.intake import Ledger, Reading, normalised
from mpfkit.model import (
    Cooperation,
    Evidence,
    Finding,
    FindingKind,
    FindingStatus,
    LangString,
    ResponseStatus,
    Stance,
)

from ._coding import (
    CODING,
    COLUMNS,
    HEADING,
    LINKS,
    LISTS,
    MADE,
    PHRASES,
    SHOWN,
    bare,
    level_names,
    located,
    mark,
    named,
    open_parts,
    quotable,
    same,
)
from ._tables import headings, open_book

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mpfkit import Project
    from mpfkit.intake import ReadingRequest, Source
    from mpfkit.model import Answer, Response

    from ._tables import Book, Row, Table

__all__ = ["read", "recognises"]

_KEYS = frozenset((*COLUMNS, MADE))
_SIGNS = frozenset(("response", "link_id", "quote", MADE))
"""Columns by which a coding sheet is known, also where somebody removed another one."""
_ID_LENGTH = 48
_SHOWN_ROWS = 8


def recognises(source: Source) -> bool:
    """Tell whether a workbook has a sheet with the keys of a coding sheet."""
    return any(bool(rows) and set(map(_key, rows[0])) >= _SIGNS for _, rows in headings(source) or ())


def read(source: Source, request: ReadingRequest) -> Reading:
    """Read the findings; rows that are not coded are left out, and what cannot be taken over costs its row only."""
    book = open_book(source)
    coder = _Coder(request)
    ledger = Ledger("cells")
    known = 0
    for table in book.tables:
        columns = _columns(table)
        if not set(columns.values()) >= _SIGNS:
            for row in table.rows:
                ledger.ignored("sheet that is no coding sheet", *table.pieces(row))
            continue
        lost = [key for key in (*COLUMNS, MADE) if key not in columns.values()]
        if lost:
            raise FileError(
                f"{source.name}: sheet {table.name!r} has lost the columns {', '.join(lost)}; put them back, or copy "
                "the yellow cells into a new sheet"
            )
        known += 1
        coder.add(table, columns)
    if not known:
        raise FileError(f"{source.name}: is no coding sheet; its first row, which is hidden, has to be as it was made")
    coder.code()
    coder.account(book, ledger)
    project = coder.project()
    return Reading(
        accounts=ledger.close(book.total),
        project=project if project != request.project else None,
        remarks=tuple(coder.remarks()),
        refused=tuple(line.told for line in coder.lines if line.told),
    )


def _key(cell: str) -> str:
    return cell.partition("::")[0]


def _columns(table: Table) -> dict[int, str]:
    """Return the keys of a sheet by column; of two columns with one key the first counts."""
    found: dict[int, str] = {}
    if table.rows:
        for column in table.rows[0].cells:
            key = _key(table.rows[0].text(column))
            if key in _KEYS and key not in found.values():
                found[column] = key
    return found


def _language(table: Table, otherwise: str) -> str:
    heads = map(table.rows[0].text, table.rows[0].cells)
    return next((head.partition("::")[2] for head in heads if head.startswith("title::")), "") or otherwise


class _RowError(Exception):
    """Why a row is not taken over, with the column where it stands."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


@attrs.define(kw_only=True, eq=False)
class _Line:
    """A row of a coding sheet below its headings."""

    sheet: str
    row: Row
    language: str
    columns: Mapping[int, str]
    cells: Mapping[str, str]
    marks: Mapping[str, str]
    rule: str = ""
    """Why the row is left out; empty where it is coded."""
    told: str = ""
    """Why it is refused."""
    copied: bool = False

    @property
    def place(self) -> str:
        return f"sheet {self.sheet!r}, row {self.row.number}"

    @property
    def finding(self) -> str:
        """Id of the finding that the row showed when it was made; of a copy it is not the finding any more."""
        return "" if self.copied else self.cells["finding"]

    def has_changed(self, *columns: str) -> tuple[str, ...]:
        """Return those columns whose cell is not as it was made."""
        return tuple(column for column in columns if mark(self.cells[column]) != self.marks.get(column, mark("")))

    @property
    def coded(self) -> tuple[str, ...]:
        """Columns that the coder filled in or changed."""
        return self.has_changed(*CODING)

    @property
    def is_coded(self) -> bool:
        """Whether there is something to take over; a level stands in rows that nobody coded, too."""
        if self.finding:
            return bool(self.coded)
        return any(self.cells[column] for column in CODING if column != "level")

    @property
    def instance(self) -> tuple[int, ...]:
        return tuple(int(part) for part in self.cells["instance"].split(".") if part.isdecimal())

    @property
    def origin(self) -> tuple[str, ...]:
        return (*(self.cells[column] for column in LINKS), *self.marks.values())


@attrs.frozen(kw_only=True)
class _Target:
    """The answer that a row is about, as the project has it now."""

    response: Response
    answer: Answer
    part: str
    changed: bool


class _Coder:
    """Turns rows into findings, one after the other."""

    def __init__(self, request: ReadingRequest) -> None:
        self.request = request
        self.before: Project = request.project
        self.findings: dict[str, Finding] = {}
        for each in self.before.findings:
            self.findings.setdefault(each.id, each)
        self.lines: list[_Line] = []
        self.headings: list[tuple[Table, Row]] = []
        self.tables: dict[str, Table] = {}
        self.names = {column: named(column) for column in (*LISTS, "part")}
        self.levels = level_names(request.project)
        self.given: dict[tuple[str, str], tuple[str, str]] = {}
        """What a row said for a field of a finding, and where, by id and column."""
        self.made: set[str] = set()
        """Ids of findings that this file brought."""
        self.kinds: dict[tuple[str, str], set[FindingKind]] = {}
        self.shown: dict[tuple[str, str], dict[str, None]] = {}
        """Ids of the findings that a sheet showed, by theme and mark of the title."""
        self.items = {item.link_id: item for form in self.before.questionnaires for item in form.walk()}
        self.responses = {each.id: each for each in reversed(self.before.responses)}
        self.later = {
            each.replaces: each
            for each in reversed(self.before.responses)
            if each.replaces and each.status is not ResponseStatus.ENTERED_IN_ERROR
        }
        self._said: list[str] = []

    def project(self) -> Project:
        """Return the project with the findings as they are now."""
        rest = dict(self.findings)
        old = [rest.pop(each.id, each) for each in self.before.findings]
        return self.before.evolve(findings=(*old, *rest.values()))

    # ------------------------------------------------------------------------------------------ rows

    def add(self, table: Table, columns: Mapping[int, str]) -> None:
        """Take the rows of a sheet."""
        self.tables[table.name] = table
        language = _language(table, self.request.language)
        self.headings.append((table, table.rows[0]))
        at = {key: column for column, key in columns.items()}
        for row in table.rows[1:]:
            made = row.text(at[MADE])
            if made == HEADING:
                self.headings.append((table, row))
                continue
            marks = made.split(".")
            fits = len(marks) == len(COLUMNS)
            self.lines.append(
                _Line(
                    sheet=table.name,
                    row=row,
                    language=language,
                    columns=columns,
                    cells={key: bare(row.text(at[key])).strip() for key in COLUMNS},
                    marks=dict(zip(COLUMNS, marks, strict=True)) if fits else {},
                )
            )

    def code(self) -> None:
        """Take over what is coded: changes of what was coded before first, so that new rows find it."""
        self._copies()
        coded = []
        for line in self.lines:
            emptied = line.finding and line.coded and not any(line.cells[column] for column in CODING)
            if emptied:
                line.rule = "coding that was emptied"
                self._said.append(
                    f"{line.place}: was emptied; a sheet takes nothing away, change {line.finding!r} itself"
                )
            elif not line.is_coded:
                line.rule = "row that was coded before" if line.finding else "row that is not coded"
            else:
                coded.append(line)
        for line in coded:
            self._find_faults(line)
        coded = [line for line in coded if not line.told]
        for line in coded:
            theme, title = line.cells["theme"], line.cells["title"]
            kind = self.names["kind"].get(normalised(line.cells["kind"]))
            if title and kind:
                self.kinds.setdefault((theme, same(title)), set()).add(FindingKind(kind))
        for line in self.lines:
            if line.marks and line.finding:
                self.shown.setdefault((line.cells["theme"], line.marks["title"]), {})[line.finding] = None
        for line in sorted(coded, key=lambda line: line.finding not in self.findings):
            try:
                finding = self.findings.get(line.finding)
                self._changed(line, finding) if finding else self._new(line)
            except _RowError as error:
                self._refuse(line, error.column, str(error))

    def _refuse(self, line: _Line, column: str, why: str) -> None:
        at = next(number for number, key in line.columns.items() if key == column)
        heads = (row.text(at) for table, row in reversed(self.headings) if table.name == line.sheet)
        line.told = f"{line.place}, column {next(filter(None, heads), column)!r}: {why}"

    def _find_faults(self, line: _Line) -> None:
        """Refuse a row with a formula of which the file does not hold what it gave."""
        faults = self.tables[line.sheet].faults
        for number, column in line.columns.items():
            if (line.row.number, number) in faults:
                self._refuse(line, column, f"{faults[line.row.number, number]}, or write the words themselves")

    def _copies(self) -> None:
        """Tell copies of a row that was coded before from the row itself: the one that is unchanged, else the first."""
        alike: dict[tuple[str, ...], list[_Line]] = {}
        for line in self.lines:
            if line.cells["finding"]:
                alike.setdefault((line.sheet, *line.origin), []).append(line)
        for lines in alike.values():
            first = next((line for line in lines if not line.coded), lines[0])
            for line in lines:
                line.copied = line is not first and bool(line.coded)

    # ------------------------------------------------------------------------------------------ one row

    def _changed(self, line: _Line, finding: Finding) -> None:
        """Change a finding, and its evidence, as far as the coder changed the row."""
        target = self._target(line)
        changed = [column for column in line.coded if line.cells[column]]
        for column in line.coded:
            if not line.cells[column]:
                self._said.append(
                    f"{line.place}: the {column} was emptied; a sheet takes nothing away, change {finding.id!r} itself"
                )
        self._refuse_withdrawn(finding)
        new = finding
        for column in changed:
            if column not in {"quote", "stance"}:
                self._say(line, finding.id, column)
                new = self._with(line, new, column)
        if {"quote", "stance"} & set(changed):
            new = self._revised(line, new, target, requoted="quote" in changed)
        for column in changed:
            if column not in {"quote", "stance"}:
                self.given[finding.id, column] = (line.cells[column], line.place)
        self.findings[new.id] = new

    def _revised(self, line: _Line, finding: Finding, target: _Target, *, requoted: bool) -> Finding:
        """Return a finding with the evidence of a row as the coder changed it."""
        stance = Stance(self._choice(line, "stance") or Stance.SUPPORTS)
        places = self._places(line, target)
        before = next(
            (each for each in finding.evidence if _at(each) in places and mark(each.quote) == line.marks["quote"]), None
        )
        pieces = self._pieces(line, target, stance)
        if before is None:
            return self._grown(finding, pieces, places, target)
        new = (
            [before.evolve(response=each.response, quote=each.quote, stance=stance) for each in pieces]
            if requoted
            else [before.evolve(stance=stance)]
        )
        others = {(_at(each), each.quote) for each in finding.evidence if each is not before}
        new = [each for each in new if (_at(each), each.quote) not in others]
        evidence = [part for each in finding.evidence for part in (new if each is before else [each])]
        return finding.evolve(evidence=tuple(evidence))

    def _new(self, line: _Line) -> None:
        """Add the evidence of a row to the finding of its title, and make that finding where there is none."""
        target = self._target(line)
        if not line.cells["title"]:
            raise _RowError("title", "is empty; give the finding a title, or empty the other yellow cells of the row")
        kind = self._kind(line)
        stance = Stance(self._choice(line, "stance") or Stance.SUPPORTS)
        pieces = self._pieces(line, target, stance)
        finding = self._standing(line, kind)
        if finding is not None:
            self._refuse_withdrawn(finding)
        new = finding or Finding(
            id=self._free_id(line.cells["title"], kind),
            kind=kind,
            title=LangString.of(_one_line(line.cells["title"]), line.language),
            themes=(line.cells["theme"],) if line.cells["theme"] else (),
            status=FindingStatus.DRAFT,
            illustrative=target.response.illustrative or self.before.illustrative,
        )
        levels = self._levels(line)
        if finding is None or finding.id in self.made or line.has_changed("level"):
            # What nobody changed is the level of the question, which is no news to a finding that was there before
            new = new.evolve(levels=(*new.levels, *(name for name in levels if name not in new.levels)))
        said = {}
        remarks = []
        for column in ("cooperation", "statement", "status"):
            if not line.cells[column]:
                continue
            wanted = self._with(line, new, column)
            if new.id in self.made or finding is None or (finding.id, column) in self.given:
                self._say(line, new.id, column)
                new = wanted
            elif self._is_free(new, column):
                new = wanted
            elif wanted != new and not self._says(new, column, line.cells[column]):
                remarks.append(
                    f"{line.place}: the {column} differs from that of {new.id!r}, which stays; change it there, or in "
                    "the rows of a new sheet that show it"
                )
                continue
            said[new.id, column] = (line.cells[column], line.place)
        if finding is None:
            self.made.add(new.id)
        self.given |= said
        self._said += remarks
        self.findings[new.id] = self._grown(new, pieces, self._places(line, target), target)

    def _grown(
        self, finding: Finding, pieces: Sequence[Evidence], places: set[tuple[object, ...]], target: _Target
    ) -> Finding:
        """Return a finding with evidence added that it does not have; a quote takes the place of a whole answer."""
        evidence = list(finding.evidence)
        for piece in pieces:
            there = [each for each in evidence if _at(each) in places]
            if any(each.quote == piece.quote for each in there) or (there and not piece.quote):
                continue
            whole = next((each for each in there if not each.quote and each.stance is piece.stance), None)
            if whole is None:
                evidence.append(piece)
            else:
                evidence[evidence.index(whole)] = whole.evolve(response=piece.response, quote=piece.quote)
        if tuple(evidence) == finding.evidence:
            return finding
        country = target.response.country
        countries = finding.countries if country in finding.countries else (*finding.countries, country)
        return finding.evolve(evidence=tuple(evidence), countries=countries)

    # ------------------------------------------------------------------------------------------ answers

    def _target(self, line: _Line) -> _Target:
        """Return the answer that a row is about; where its reply was replaced, that of the reply that counts now."""
        if not line.marks:
            raise _RowError(
                "response", "the row does not say which answer it is about; copy whole rows, hidden cells too"
            )
        altered = line.has_changed(*LINKS, "part")
        if altered:
            raise _RowError(
                altered[0], "was changed, so that nobody can tell which answer it is about; copy the row anew"
            )
        name = line.cells["response"]
        response = self.responses.get(name)
        if response is None:
            raise _RowError("response", f"the project has no response {name!r}; collect it first")
        response = self._current(response)
        part = self.names["part"].get(normalised(line.cells["part"]), "answer")
        answer = response.answer(line.cells["link_id"], line.instance)
        if answer is None or not answer.has_value:
            raise _RowError("answer", f"the project has no such answer of {response.id} any more; make a new sheet")
        item = self.items.get(line.cells["link_id"])
        texts = dict(open_parts(item, answer)) if item else {}
        changed = mark(texts.get(part, "")) != line.marks["answer"]
        if changed:
            replaced = f" by {response.id}" if response.id != name else ""
            self._said.append(f"{line.place}: the answer was changed{replaced} since the sheet was made")
            if not line.cells["quote"]:
                raise _RowError("quote", "the answer was changed since the sheet was made; quote what still holds")
        return _Target(response=response, answer=answer, part=part, changed=changed)

    def _current(self, response: Response) -> Response:
        """Return the reply that counts now in the place of a reply."""
        seen: set[str] = set()
        while response.id in self.later and response.id not in seen:
            seen.add(response.id)
            response = self.later[response.id]
        return response

    def _places(self, line: _Line, target: _Target) -> set[tuple[object, ...]]:
        """Return where evidence of a row may stand: in the reply that it shows, and in the one that counts now."""
        return {(name, line.cells["link_id"], line.instance) for name in (line.cells["response"], target.response.id)}

    def _pieces(self, line: _Line, target: _Target, stance: Stance) -> list[Evidence]:
        """Return the evidence of a row, each quote in the words of the answer."""
        quote = line.cells["quote"]
        words = located(quote, quotable(target.answer, target.part)) if quote else ("",)
        if not words:
            raise _RowError(
                "quote",
                f"{_short(_one_line(quote))} is not in the answer of {target.response.id} to {line.cells['link_id']}; "
                "copy the words out of the answer",
            )
        return [
            Evidence(
                response=target.response.id,
                link_id=line.cells["link_id"],
                instance=line.instance,
                quote=each,
                stance=stance,
            )
            for each in dict.fromkeys(words)
        ]

    # ------------------------------------------------------------------------------------------ findings

    def _standing(self, line: _Line, kind: FindingKind) -> Finding | None:
        """Return the finding of a kind that the title of a row means; None where there is none yet."""
        return next((each for each in self._titled(line) if each.kind is kind), None)

    def _titled(self, line: _Line) -> Iterator[Finding]:
        """Yield the findings that a row may mean: those of its theme with its title, and those its sheet shows so."""
        theme, title = line.cells["theme"], same(line.cells["title"])
        for each in self.findings.values():
            mine = theme in each.themes if theme else not each.themes
            if mine and title in map(same, each.title.texts.values()):
                yield each
        for name in self.shown.get((theme, mark(line.cells["title"])), ()):
            if name in self.findings:
                yield self.findings[name]

    def _kind(self, line: _Line) -> FindingKind:
        chosen = self._choice(line, "kind")
        if chosen:
            return FindingKind(chosen)
        found = set(self.kinds.get((line.cells["theme"], same(line.cells["title"])), ()))
        found |= {each.kind for each in self._titled(line)}
        if len(found) == 1:
            return found.pop()
        raise _RowError("kind", f"is empty; choose what {_short(line.cells['title'])} is")

    def _choice(self, line: _Line, column: str) -> str:
        """Return the code that was chosen; empty where nothing was."""
        text = line.cells[column]
        code = self.names[column].get(normalised(text), "")
        if text and not code:
            known = ", ".join(PHRASES.text(f"{column}.{each.value}", line.language) for each in LISTS[column])
            raise _RowError(column, f"{text!r} cannot be chosen; choose one of {known}")
        return code

    def _levels(self, line: _Line) -> tuple[str, ...]:
        text = line.cells["level"]
        parts = [text] if normalised(text) in self.levels else text.split(";")
        found = []
        for part in filter(None, map(str.strip, parts)):
            name = self.levels.get(normalised(part))
            if name is None:
                raise _RowError("level", f"the project has no level {part!r}; choose one of {', '.join(self.levels)}")
            found.append(name)
        return tuple(dict.fromkeys(found))

    def _with(self, line: _Line, finding: Finding, column: str) -> Finding:
        """Return a finding with what a row says for one column."""
        text, language = line.cells[column], line.language
        match column:
            case "kind":
                return finding.evolve(kind=FindingKind(self._choice(line, column)))
            case "cooperation":
                return finding.evolve(cooperation=Cooperation(self._choice(line, column)))
            case "status":
                return finding.evolve(status=FindingStatus(self._choice(line, column)))
            case "level":
                return finding.evolve(levels=self._levels(line))
            case "title":
                return finding.evolve(title=_in(finding.title, _one_line(text), language))
        return finding.evolve(text=_in(finding.text, text, language))

    def _say(self, line: _Line, finding: str, column: str) -> None:
        """Refuse a row that contradicts another row on the same finding."""
        text, place = self.given.get((finding, column), ("", ""))
        if text and same(text) != same(line.cells[column]):
            raise _RowError(
                column, f"says something else than {place} of the same finding; write it once, or the same in both"
            )

    def _is_free(self, finding: Finding, column: str) -> bool:
        return {"cooperation": finding.cooperation, "statement": finding.text, "status": finding.status}[column] is None

    def _says(self, finding: Finding, column: str, text: str) -> bool:
        held = finding.text.texts.values() if column == "statement" and finding.text else ()
        return same(text) in map(same, held)

    def _refuse_withdrawn(self, finding: Finding) -> None:
        if finding.status is FindingStatus.WITHDRAWN:
            raise _RowError("title", f"the finding {finding.id!r} was withdrawn; give it a title of its own")

    def _free_id(self, title: str, kind: FindingKind) -> str:
        """Return an id for a finding: its title in small letters, so that the same title has the same id anywhere."""
        plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
        if len(slug) > _ID_LENGTH:
            slug = slug[: _ID_LENGTH + 1].rpartition("-")[0] or slug[:_ID_LENGTH]
        if not any(each.isalpha() for each in slug):
            slug = f"{kind.value}-{hashlib.sha256(same(title).encode(errors='replace')).hexdigest()[:8]}"
        used = {each.casefold() for each in self.findings}
        name, number = slug, 1
        while name in used:
            number += 1
            name = f"{slug}-{number}"
        return name

    # ------------------------------------------------------------------------------------------ what is told

    def remarks(self) -> Iterator[str]:
        """Yield what the user should know."""
        yield from self._said
        altered: dict[tuple[str, str], list[int]] = {}
        for line in self.lines:
            for column in line.has_changed(*SHOWN) if line.marks else ():
                altered.setdefault((line.sheet, column), []).append(line.row.number)
        for (sheet, column), rows in altered.items():
            yield f"sheet {sheet!r}: the {column} was altered in {_rows(rows)}; what the project has stays"
        stale: dict[str, list[int]] = {}
        for line in self.lines:
            if line.rule == "row that is not coded" and self._is_stale(line):
                stale.setdefault(line.sheet, []).append(line.row.number)
        for sheet, rows in stale.items():
            yield f"sheet {sheet!r}: answers were changed since it was made, in {_rows(rows)}; make a new sheet"

    def _is_stale(self, line: _Line) -> bool:
        """Say whether an answer that nobody coded is another one by now."""
        response = self.responses.get(line.cells["response"]) if line.marks else None
        if response is None or line.has_changed(*LINKS, "part"):
            return False
        answer = self._current(response).answer(line.cells["link_id"], line.instance)
        item = self.items.get(line.cells["link_id"])
        texts = dict(open_parts(item, answer)) if item and answer else {}
        part = self.names["part"].get(normalised(line.cells["part"]), "answer")
        return mark(texts.get(part, "")) != line.marks["answer"]

    def account(self, book: Book, ledger: Ledger) -> None:
        """Write down what became of each cell of the coding sheets."""
        for table, row in self.headings:
            ledger.mapped(*table.pieces(row))
        for line in self.lines:
            own = {column for column in line.row.cells if column in line.columns}
            pieces = [(line.sheet, line.row.number, column) for column in line.row.cells if column in own]
            strange = [(line.sheet, line.row.number, column) for column in line.row.cells if column not in own]
            if line.told:
                ledger.reported("row that cannot be taken over", *pieces)
            elif line.rule:
                ledger.ignored(line.rule, *pieces)
            else:
                ledger.mapped(*pieces)
            ledger.reported("column that a coding sheet does not have", *strange)
        for table in book.tables:
            ledger.rest(((table.name, *place) for place in table.faults), "value that cannot be known")


def _at(piece: Evidence) -> tuple[object, ...]:
    return (piece.response, piece.link_id, piece.instance)


def _in(text: LangString | None, words: str, language: str) -> LangString:
    """Return a text with other words in a language."""
    return LangString({**(text.texts if text else {}), language: words})


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}\N{HORIZONTAL ELLIPSIS}")


def _rows(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:_SHOWN_ROWS]))
    more = f" and {len(numbers) - _SHOWN_ROWS} more" if len(numbers) > _SHOWN_ROWS else ""
    return f"{'row' if len(numbers) == 1 else 'rows'} {shown}{more}"
