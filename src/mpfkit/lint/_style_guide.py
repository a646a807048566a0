"""Rules of the Interinstitutional Style Guide that a machine can judge in a finished report.

A house style asks for them by `Contract.style_guide`. Rules on English are looked at in text that is marked as English
only; quotations of others (style Quote) and code are left alone. docs/reference/style-guide.md lists all rules, and
says which ones nobody but a reader can judge.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from mpfkit import geo

from ._items import Paragraph, Table
from ._places import WHOLE, Findings, Place, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mpfkit.records import HouseStyle

    from ._file import WordFile
    from ._items import Item

__all__ = [
    "ENGLISH_RULES",
    "StyleGuide",
    "TextRule",
    "aggregates",
    "contractions",
    "dates",
    "double_quotes",
    "money",
    "per_cent",
    "thousands",
]

_HARD = "\u00a0\u202f"
_MONTHS = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_CURRENCIES = "(?:EUR|USD|GBP|CHF)"
_AMOUNT = re.compile(rf"(?:€|\b{_CURRENCIES})[ {_HARD}]?\d+(?:[.,'{_HARD} ]\d{{3}})*(?:[.,]\d{{1,2}})?(?!\d)")
_RIGHT_AMOUNT = re.compile(rf"[A-Z]{{3}}[{_HARD}]\d{{1,3}}(?:[{_HARD}]\d{{3}})*(?:\.\d+)?")
_CODE_LAST = re.compile(rf"\d[ {_HARD}]?(?:million[ {_HARD}])?(?:{_CURRENCIES}\b|€)(?![ {_HARD}]?\d)")
_MULTIPLIER = re.compile(r"\d[ \u00a0]?(?:mio|mln|mn)\b\.?|\b(?:mio|mln)\b", re.IGNORECASE)
_EUROS = re.compile(r"\beuros\b", re.IGNORECASE)
_GROUPED = re.compile(
    r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])|(?<![\d.,])\d{1,3}(?:\.\d{3})+,\d|(?<![\d.,])\d{1,3}(?:\.\d{3}){2,}(?!\.?\d)"
)
_PER_CENT = re.compile(rf"\d[ {_HARD}]%")
_DATES = (
    (re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)(?: of)? {_MONTHS}\b"), "has an ordinal"),
    (re.compile(rf"\b{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?(?:, | )\d{{4}}\b"), "has the month first"),
    (re.compile(r"(?<![\d/])\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})(?![\d/])"), "is written with strokes"),
    (re.compile(r"(?<![\d.])(?:0\d\.\d{1,2}|\d{1,2}\.0\d)\.\d{4}(?!\.?\d)"), "has a leading zero"),
    (re.compile(rf"\b\d{{1,2}}-\d{{1,2}} {_MONTHS}\b"), "is a range with a hyphen"),
)
_TITLES = re.compile(r"\b(?:Dr|Mr|Mrs|Ms)\.(?=[ \u00a0][A-Z])")
_TRUNCATED = re.compile(r"\b(?:Art|Chap)[ \u00a0](?=\d)")
_AGGREGATES = re.compile(r"\b(?:new|newer|old) Member States\b|\bEU[- ]?(?:9|10|12|15|25)\b")
_QUOTED = re.compile(r"“[^“”]*”|(?<![\w\d])\"[^\"]+\"(?!\w)")
_SINGLE_OPEN = re.compile(r"(?<!\w)['‘](?=\S)")
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,;:!?…”\")])['’](?!\w)")
_SUSPECT = re.compile(
    rf"""[€"“]|{_CURRENCIES}|\d[.,]\d{{3}}|\d[ {_HARD}]?(?:mio|mln|mn|%)|\bm(?:io|ln)\b|euros\b|\d(?:st|nd|rd|th)\b"""
    rf"|{_MONTHS} \d{{1,2}}(?!\d)|\d/\d|0\d?\.\d|\.0\d|\d-\d|(?:Dr|M[rs]|Mrs)\.|(?:Art|Chap)[ {_HARD}]|Member"
    r"|EU[- ]?\d",
    re.IGNORECASE,
)
"""What all text has that a rule on English may find fault with; most text has nothing of it."""
_NOTE_END = re.compile(r"[.!?…؟][\"”’»)\]]*\Z")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+\Z|\S+@\S+\.\S+\Z", re.IGNORECASE)
_UNIT = re.compile(r"\((?:(?:million|billion|thousand|millions? d[’']|milliards? d[’'])[ \u00a0]?)?[A-Z]{3}\)\Z")
_ABBREVIATIONS = ("abbreviation", "abréviation", "acronym", "acronyme", "المختصرات")
_MAP = re.compile(r"(?:an? |the |une |la )?(?:map|carte)\b|خريطة", re.IGNORECASE)
_MARKS = re.compile(r"\s*(?:\*|\(\*\)|[ \u00a0]?\(\d+\))\Z")
_IN_MARKS = re.compile(r"(?<!\w)‘[^‘]*?’(?!\w)|“[^“”]*”|«[^«»]*»")
_OBJECT = "\ufffc"
# Days with other members: the United Kingdom in and out; Croatia in and out
_DAYS = (dt.date(2019, 2, 14), dt.date(2021, 1, 1), dt.date(2012, 1, 1))
_FEWEST_COUNTRIES = 3
_DISPUTED = {"XK": re.compile(r"\bKosovo\b|كوسوفو"), "PS": re.compile(r"\bPalestine\b|فلسطين(?!\w)")}


_NAMED = re.compile("Kosovo|كوسوفو|Palestine|فلسطين|UNSCR|designation|Nations unies", re.IGNORECASE)


# ---------------------------------------------------------------------------------------------- rules on English text


class TextRule(NamedTuple):
    """A rule on English text.

    Attributes:
        code: Code of its problems.
        find: Yields what is wrong and the words at fault.
        fix: What to write instead.
    """

    code: str
    find: Callable[[str], Iterator[tuple[str, str]]]
    fix: str


def thousands(text: str) -> Iterator[tuple[str, str]]:
    """Thousands are grouped by hard spaces, not by commas or points (DG Translation, English Style Guide 4.9)."""
    for found in _GROUPED.finditer(_AMOUNT.sub("", text)):
        yield "groups thousands by a comma or point", found.group()


def money(text: str) -> Iterator[tuple[str, str]]:
    """'EUR', hard space, figures (Interinstitutional Style Guide 7.3.3); 'mio' is never used (DG Translation 4.13)."""
    for found in _AMOUNT.finditer(text):
        if not _RIGHT_AMOUNT.fullmatch(found.group()):
            yield "is no amount as the Interinstitutional Style Guide writes it", found.group()
    for pattern, what in (
        (_CODE_LAST, "has the currency after the figure"),
        (_MULTIPLIER, "shortens 'million'"),
        (_EUROS, "is no plural: 'euro' has no 's'"),
    ):
        for found in pattern.finditer(text):
            yield what, found.group()


def per_cent(text: str) -> Iterator[tuple[str, str]]:
    """The sign for per cent is closed up to the figure (DG Translation, English Style Guide; ETF guide for authors)."""
    for found in _PER_CENT.finditer(text):
        yield "has a space before the sign for per cent", found.group()


def dates(text: str) -> Iterator[tuple[str, str]]:
    """'14 February 2019', '14–15 February 2019', in tables '1.7.2013' (Interinstitutional Style Guide 7.1.2, 10.5)."""
    for pattern, what in _DATES:
        for found in pattern.finditer(text):
            yield what, found.group()


def contractions(text: str) -> Iterator[tuple[str, str]]:
    """Contractions (Dr, Ms) take no point, truncations (Art., Chap.) do (Interinstitutional Style Guide 10.1.1)."""
    for found in _TITLES.finditer(text):
        yield "is a contraction with a point", found.group()
    for found in _TRUNCATED.finditer(text):
        yield "is a truncation without its point", found.group().strip()


def double_quotes(text: str) -> Iterator[tuple[str, str]]:
    """Single quotation marks, double ones for quotations within quotations (Interinstitutional Style Guide 10.1.6)."""
    for found in _QUOTED.finditer(text):
        before = text[: found.start()]
        # Within single marks that are still open, double ones are right.
        if len(_SINGLE_OPEN.findall(before)) <= len(_SINGLE_CLOSE.findall(before)):
            yield "is quoted in double marks", found.group()


def aggregates(text: str) -> Iterator[tuple[str, str]]:
    """Neither 'new Member States' nor aggregates of former times (Eurostat, guidance on country groups)."""
    for found in _AGGREGATES.finditer(text):
        yield "is a group of countries of former times", found.group()


ENGLISH_RULES = (
    TextRule("MPF448", thousands, "group thousands by hard spaces: 4\u00a0000\u00a0000 (Ctrl+Shift+Space)"),
    TextRule(
        "MPF449", money, "write EUR, a hard space (Ctrl+Shift+Space) and the figure: EUR 12\u00a0500, EUR 3 million"
    ),
    TextRule("MPF451", per_cent, "close it up: 67%"),
    TextRule("MPF452", dates, "write 14 February 2019, 14\u201315 February 2019, and in tables 1.7.2013"),
    TextRule("MPF455", contractions, "write Dr, Mr, Ms without a point and Art., Chap. with one"),
    TextRule("MPF456", double_quotes, "use single quotation marks outside and double ones within"),
    TextRule("MPF467", aggregates, "name the countries, or say since when they are members"),
)
"""All rules on English text."""


# ---------------------------------------------------------------------------------------------- names of countries


@cache
def _member_names() -> dict[str, str]:
    """Return the code of every country that is or was a Member State by its names, in all languages, of all times."""
    codes = dict.fromkeys(code for day in _DAYS for code in geo.members("EU", on=day))
    names = {fact.text.casefold(): code for code in codes for fact in geo.source_of(code)}
    return names | {code.casefold(): code for code in codes}


def _member(text: str) -> str:
    """Return the code of the Member State that a cell names; empty where it names none."""
    return _member_names().get(_MARKS.sub("", " ".join(text.split())).casefold(), "")


@cache
def _notes(wording: str) -> dict[str, tuple[str, ...]]:
    """Return the notes that names and maps carry in a wording, in all languages, by code."""
    found: dict[str, tuple[str, ...]] = {}
    for code in _DISPUTED:
        # Before the opinion of the International Court of Justice the wording of the United Nations stands in.
        wordings = (wording, "un") if wording == "eu" else (wording,)
        texts = [
            geo.designation(code, wording=each, language=language) for each in wordings for language in geo.LANGUAGES
        ]
        found[code] = tuple(dict.fromkeys(_plain(note.text) for note in texts if note is not None))
    maps = [geo.map_note(wording, language=language) for language in geo.LANGUAGES]
    found["map"] = tuple(dict.fromkeys(_plain(note) for note in maps if note))
    return found


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split()).casefold().rstrip(". ")


# ---------------------------------------------------------------------------------------------- the room


class StyleGuide:
    """Looks at a file item by item."""

    def __init__(self, file: WordFile, findings: Findings, style: HouseStyle) -> None:
        """Start.

        Args:
            file: The file.
            findings: Where what is wrong is gathered.
            style: The house style: its order of countries and its wording of notes on names.
        """
        self.file = file
        self.add = findings.add
        self.style = style
        self.notes = _notes(style.designations)
        self.mentioned: dict[str, Place] = {}
        self.noted: set[str] = set()
        self.before_table: Paragraph | None = None
        self.column: list[tuple[int, str]] = []
        self.table_place = WHOLE
        self.in_abbreviations = False
        self.list: list[tuple[Place, str]] = []
        self.list_style = ""
        language = file.properties.get("language", "")[:2].lower()
        self.language = language if language in geo.LANGUAGES else "en"
        created = file.properties.get("created", "")[:10]
        self.days = (*((dt.date.fromisoformat(created),) if re.fullmatch(r"\d{4}-\d\d-\d\d", created) else ()), *_DAYS)

    def see(self, item: Item) -> None:
        """Look at an item."""
        if isinstance(item, Table):
            self._end_table(item)
        elif isinstance(item, Paragraph) and not item.contents:
            self._paragraph(item)

    # ------------------------------------------------------------------ paragraphs

    def _paragraph(self, item: Paragraph) -> None:
        text = item.text.strip()
        if item.in_table:
            self._cell(item, text)
        elif text:
            self._list(item, text)
            self._outside(item, text)
        self._names(item)
        for picture in item.pictures:
            if _MAP.match(picture.alt):
                self.mentioned.setdefault("map", picture.place)
        if text and item.style.name != "quote" and _SUSPECT.search(text):
            # What is quoted keeps the form in which it was published.
            english = _english(item)
            unquoted = _IN_MARKS.sub(_OBJECT, english)
            for rule in ENGLISH_RULES:
                for what, words in rule.find(english if rule.find is double_quotes else unquoted):
                    self.add(rule.code, "warning", item.place, what, rule.fix, example=words)

    def _outside(self, item: Paragraph, text: str) -> None:
        if item.level:
            self._heading(item, text)
        if _UNIT.match(text):
            self._unit(item)
        elif "caption" not in item.style.name:
            self.before_table = item

    def _heading(self, item: Paragraph, text: str) -> None:
        """No full stop and no colon after a heading (Interinstitutional Style Guide 10.1.1, older 10.1.3)."""
        self.in_abbreviations = any(word in text.casefold() for word in _ABBREVIATIONS)
        if text.endswith((".", ":", "؛")) and not text.endswith(("...", "…")):
            self.add(
                "MPF453",
                "warning",
                item.place,
                f"the heading ends with {text[-1]!r}",
                "delete it: a heading has neither full stop nor colon",
            )

    def _unit(self, item: Paragraph) -> None:
        """Units of a table stand above it in brackets, italic, at the right (Interinstitutional Style Guide 7.3.3)."""
        # Arabic has no italics.
        italic = item.rtl or all(run.look.italic for run in item.runs if run.text.strip())
        if not italic or item.align not in {"right", "end"}:
            self.add(
                "MPF450",
                "warning",
                item.place,
                "the unit of a table is not italic at the right",
                "choose Home, Italic, and Align Right",
                example=item.text,
            )

    def _cell(self, item: Paragraph, text: str) -> None:
        before, self.before_table = self.before_table, None
        if before is not None and before.text.rstrip().endswith(":") and _english(before).strip(_OBJECT + " "):
            self.add(
                "MPF453",
                "warning",
                before.place,
                "a colon introduces a table",
                "end the sentence with a full stop, or delete the colon",
                example=before.text,
            )
        if any(kind in {"footnote", "endnote"} for kind, _ in item.notes):
            self.add(
                "MPF466",
                "warning",
                item.place,
                "a mark in a table leads to a note outside of its frame",
                "write the note into the last row of the table, and its number in brackets into the cell",
            )
        if item.cell != 1 or item.in_header_row:
            if text in {"GR", "GB"}:
                self._code(item, text)
            return
        self.column.append((item.place.row, text))
        if text in {"GR", "GB"}:
            self._code(item, text)

    def _code(self, item: Paragraph, text: str) -> None:
        """Greece is EL and the United Kingdom UK (Interinstitutional Style Guide 7.1.1)."""
        right = geo.canonical_code(text)
        self.add("MPF464", "warning", item.place, f"the Union's code of {text} is {right}", f"write {right}")

    def _names(self, item: Paragraph) -> None:
        if not _NAMED.search(item.text):
            return
        plain = _plain(item.text)
        for subject, texts in self.notes.items():
            if any(text in plain for text in texts):
                self.noted.add(subject)
            elif subject in _DISPUTED and texts and _DISPUTED[subject].search(item.text):
                self.mentioned.setdefault(subject, item.place)

    # ------------------------------------------------------------------ lists

    def _list(self, item: Paragraph, text: str) -> None:
        if not item.numbered or item.level or item.style.name != self.list_style:
            self._end_list()
        if item.numbered and not item.level:
            self.list_style = item.style.name
            self.list.append((item.place, text))

    def _end_list(self) -> None:
        """Items that continue a sentence end with semicolons, the last one with a full stop (DG Translation)."""
        items, self.list, self.list_style = self.list, [], ""
        if not any(text.endswith(";") for _, text in items):
            return
        wrong = [place for place, text in items[:-1] if not re.search(r";(?: and| or)?\Z", text)]
        last, text = items[-1]
        if not text.endswith("."):
            wrong.append(last)
        for place in wrong:
            self.add(
                "MPF457",
                "warning",
                place,
                "an item of a list does not end as the others do",
                "end the items with semicolons and the last one with a full stop",
            )

    # ------------------------------------------------------------------ tables

    def _end_table(self, table: Table) -> None:
        self.table_place = table.place
        column, self.column = self.column, []
        self._order(column)
        if self.in_abbreviations:
            self._alphabet([(row, text) for row, text in column if text])
            self.in_abbreviations = False

    def _order(self, column: list[tuple[int, str]]) -> None:
        """Member States stand in the order of the house style (Interinstitutional Style Guide 7.1.2)."""
        run: list[str] = []
        start = 0
        for row, text in (*column, (0, "")):
            code = _member(text) if text else ""
            if code and code not in run:
                start = start if run else row
                run.append(code)
                continue
            if len(run) >= _FEWEST_COUNTRIES and not self._is_ordered(run):
                self._misplaced(start)
            run = [code] if code else []
            start = row

    def _is_ordered(self, codes: list[str]) -> bool:
        policy = self.style.country_order
        orders = (geo.order(codes, policy=policy, on=day, language=self.language) for day in self.days)
        return any(list(each) == codes for each in orders)

    def _misplaced(self, row: int) -> None:
        self.add(
            "MPF459",
            "warning",
            self._place_of_table(row),
            f"Member States do not stand in the {self.style.country_order} order of house style {self.style.name!r}",
            "bring the rows into that order",
        )

    def _alphabet(self, column: list[tuple[int, str]]) -> None:
        """The list of abbreviations is alphabetical (Interinstitutional Style Guide, Annex A4)."""
        texts = [text.casefold() for _, text in column]
        for (row, text), one, other in zip(column[1:], texts, texts[1:], strict=False):
            if other < one:
                self.add(
                    "MPF458",
                    "warning",
                    self._place_of_table(row),
                    f"abbreviation {text!r} does not stand in alphabetical order",
                    "sort the rows (Table Layout, Sort)",
                )
                return

    def _place_of_table(self, row: int) -> Place:
        return self.table_place._replace(row=row)

    # ------------------------------------------------------------------ the end

    def finish(self) -> None:
        """Say what can only be said at the end."""
        self._end_list()
        ends: dict[str, Paragraph] = {}
        for item in self.file.notes():
            if isinstance(item, Paragraph):
                self._paragraph(item)
                if item.text.strip():
                    ends[item.place.part] = item
        self._end_list()
        for item in ends.values():
            self._note_end(item)
        for subject, place in self.mentioned.items():
            if self.notes[subject] and subject not in self.noted:
                self._lacking_note(subject, place)

    def _note_end(self, item: Paragraph) -> None:
        """Footnotes end with a full stop, unless they are an address (Interinstitutional Style Guide 10.1.1)."""
        text = item.text.strip()
        only_link = all(run.in_link for run in item.runs if run.text.strip())
        if _NOTE_END.search(text) or _ADDRESS.match(text) or only_link:
            return
        self.add("MPF454", "warning", item.place, "the note ends without a full stop", "end it with one", example=text)

    def _lacking_note(self, subject: str, place: Place) -> None:
        if subject == "map":
            self.add(
                "MPF468",
                "warning",
                place,
                "a map is shown, but not the note on its designations",
                "write below it: 'The designations employed and the presentation of material on this map ...'",
            )
            return
        note = geo.designation(subject, wording=self.style.designations)
        self.add(
            "MPF465",
            "warning",
            place,
            f"{geo.name(subject, on=_DAYS[0])} is named, but its note stands nowhere",
            f"add an asterisk and the note {quoted(note.text if note else '')}",
        )


def _english(paragraph: Paragraph) -> str:
    """Return the text of a paragraph that is marked as English; a sign stands for each stretch of other text."""
    return "".join(
        run.text if run.look.language[:2].lower() == "en" and not run.look.rtl and run.look.style != "code" else _OBJECT
        for run in paragraph.runs
    )
