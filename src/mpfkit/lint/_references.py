"""Fields, references, notes and contents: whether they still lead where they say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ._items import Fault, Field, Mark, Paragraph
from ._places import WHOLE, Findings, Place, quoted
from ._styles import W

if TYPE_CHECKING:
    from ._file import WordFile
    from ._items import Item

__all__ = ["References"]

_BROKEN = re.compile(
    r"(?:Error|Erreur|Fehler|خطأ)\s*[!:].{0,90}?"
    r"(?:not found|not defined|introuvable|non trouvée?|non définie?|nicht gefunden|nicht definiert"
    r"|لم يتم العثور|غير معر[ّ]?فة|غير موجود)",
    re.DOTALL,
)
_BROKEN_WORDS = ("Error", "Erreur", "Fehler", "خطأ")
_TYPED_CAPTION = re.compile(
    r"(table|tableau|figure|chart|graphique|جدول|الجدول|شكل|الشكل)\s*\d+\s*[.:–-]?", re.IGNORECASE
)
_PAGE = re.compile(r"\t\s*(?:\d+|[ivxlcdm]+)\s*\Z", re.IGNORECASE)
_REFERRING = {"REF", "PAGEREF", "NOTEREF"}
_LEVELS = re.compile(r'\\o\s+"(\d)\s*-\s*(\d)"')


class References:
    """Looks at a file item by item."""

    def __init__(self, file: WordFile, findings: Findings) -> None:
        """Start.

        Args:
            file: The file.
            findings: Where what is wrong is gathered.
        """
        self.file = file
        self.add = findings.add
        self.bookmarks: dict[str, Place] = {}
        self.wanted: dict[tuple[str, str], tuple[Place, str]] = {}
        self.notes: dict[tuple[str, str], Place] = {}
        self.sequences: dict[str, int] = {}
        self.headings: list[tuple[int, str, bool]] = []
        self.entries: dict[str, list[str]] = {}

    def see(self, item: Item) -> None:
        """Look at an item."""
        match item:
            case Paragraph():
                self._paragraph(item)
            case Fault():
                self.add(
                    "MPF440",
                    "error",
                    item.place,
                    item.what,
                    "delete what is left of it (Alt+F9 shows it) and insert the field again",
                )
            case Mark():
                self._bookmark(item)
            case _:
                return

    def _bookmark(self, mark: Mark) -> None:
        # Word does not tell small letters from capitals here.
        name = mark.name.casefold()
        if name in self.bookmarks:
            self.add(
                "MPF443",
                "error",
                mark.place,
                f"bookmark {mark.name!r} stands in two places, so that references to it may lead to the wrong one",
                "delete one under Insert, Bookmark",
            )
        self.bookmarks.setdefault(name, mark.place)

    def _paragraph(self, paragraph: Paragraph) -> None:
        place = paragraph.place
        if any(word in paragraph.text for word in _BROKEN_WORDS) and _BROKEN.search(paragraph.text):
            self.add(
                "MPF442",
                "error",
                place,
                f"a reference shows {quoted(_broken(paragraph.text))}",
                "insert it again under References, Cross-reference",
            )
        for link in paragraph.links:
            if link.anchor and not link.target:
                self._want(link.anchor, place, f"the link {quoted(link.text)}", paragraph.contents)
        for field in paragraph.fields:
            if field.name in _REFERRING:
                target = _argument(field)
                self._want(target, place, f"the reference {quoted(field.result)}")
        for note in paragraph.notes:
            self.notes.setdefault(note, place)
        if paragraph.contents:
            text = paragraph.text.strip()
            if text and "\\c" not in paragraph.contents:
                self.entries.setdefault(paragraph.contents, []).append(_plain(_PAGE.sub("", paragraph.text)))
            return
        if paragraph.level and paragraph.text.strip() and not paragraph.in_table and not place.part:
            self.headings.append((paragraph.level, _plain(paragraph.text), bool(_outlined(paragraph))))
        self._caption(paragraph)

    def _want(self, anchor: str, place: Place, what: str, contents: str = "") -> None:
        if anchor and anchor.casefold() not in {"_top", "top"}:
            self.wanted.setdefault((anchor, contents), (place, what))

    def _caption(self, paragraph: Paragraph) -> None:
        sequences = [field for field in paragraph.fields if field.name == "SEQ"]
        for field in sequences:
            self._sequence(field, paragraph.place)
        if "caption" in paragraph.style.name and not sequences:
            typed = _TYPED_CAPTION.match(paragraph.text.strip())
            if typed:
                self.add(
                    "MPF446",
                    "warning",
                    paragraph.place,
                    f"the number of caption {quoted(paragraph.text)} is typed, so that it never follows the others",
                    "insert it anew under References, Insert Caption",
                )

    def _sequence(self, field: Field, place: Place) -> None:
        name = _argument(field)
        result = field.result.strip()
        if not name or not result.isdecimal() or len(result) > 6 or "\\s" in field.instruction:
            return
        number = int(result)
        if "\\r" in field.instruction or "\\c" in field.instruction:
            self.sequences[name] = number
            return
        wanted = self.sequences.get(name, 0) + 1
        if number != wanted:
            self.add(
                "MPF446",
                "warning",
                place,
                f"{name} {number} comes where number {wanted} is due",
                "bring the numbers up to date: select all and press F9",
            )
        self.sequences[name] = number

    # ------------------------------------------------------------------ the end

    def finish(self) -> None:
        """Say what can only be said at the end."""
        for item in self.file.notes():
            self.see(item)
        for edge in self.file.edges:
            for paragraph in edge.paragraphs:
                self.see(paragraph)
        stale = self._contents()
        for (anchor, contents), (place, what) in self.wanted.items():
            # Contents that have to be made anew get new references.
            if anchor.casefold() not in self.bookmarks and contents not in stale:
                self.add(
                    "MPF441",
                    "error",
                    place,
                    f"{what} leads to bookmark {anchor!r}, which is not there",
                    "insert it again under References, Cross-reference",
                )
        self._lost_notes()
        self._lost_parts()

    def _lost_notes(self) -> None:
        known: dict[str, set[str]] = {}
        for (kind, number), place in self.notes.items():
            if kind not in known:
                root = self.file.root(self.file.part_of_kind(f"{kind}s"))
                known[kind] = {each.get(f"{W}id") or "" for each in root} if root is not None else set()
            if number not in known[kind]:
                self.add(
                    "MPF444",
                    "error",
                    place,
                    f"a mark refers to {kind} {number}, which is not there",
                    "delete the mark and insert the note again",
                )

    def _contents(self) -> set[str]:
        """Return the instructions of contents that no longer match the headings."""
        stale: set[str] = set()
        for instruction, entries in self.entries.items():
            found = _LEVELS.search(instruction)
            first, last = (int(found.group(1)), int(found.group(2))) if found else (1, 9)
            named_only = "\\u" not in instruction and "\\t" not in instruction
            headings = [
                text
                for level, text, outlined in self.headings
                if first <= level <= last and not (named_only and outlined)
            ]
            if self._differ(entries, headings):
                stale.add(instruction)
        return stale

    def _differ(self, entries: list[str], headings: list[str]) -> bool:
        mend = "select the contents and press F9, Update entire table"
        what = ""
        if len(entries) == len(headings):
            for entry, heading in zip(entries, headings, strict=True):
                if not entry.endswith(heading):
                    what = f"entry {quoted(entry)} stands where heading {quoted(heading)} is meant"
                    break
        else:
            missing = next((text for text in headings if not any(entry.endswith(text) for entry in entries)), "")
            extra = next((entry for entry in entries if not any(entry.endswith(text) for text in headings)), "")
            if missing:
                what = f"heading {quoted(missing)} is not in the contents"
            elif extra:
                what = f"entry {quoted(extra)} has no heading"
            else:
                what = f"the contents have {len(entries)} entries for {len(headings)} headings"
        if what:
            self.add("MPF445", "warning", Place(part="contents"), what, mend)
        return bool(what)

    def _lost_parts(self) -> None:
        for name in sorted(self.file.parts):
            if not name.endswith(".rels"):
                continue
            owner = name.replace("_rels/", "", 1).removesuffix(".rels") if name != "_rels/.rels" else ""
            for each in self.file.relationships(owner).values():
                if not each.external and each.target not in self.file.parts:
                    self.add(
                        "MPF447",
                        "error",
                        WHOLE,
                        f"refers to {each.kind} {each.target[:80]!r}, which is not in the file",
                        "insert what is missing again, and save the file in Word",
                    )


def _argument(field: Field) -> str:
    words = field.instruction.split()
    return words[1].strip('"') if len(words) > 1 and not words[1].startswith("\\") else ""


def _plain(text: str) -> str:
    return " ".join(text.split())


def _broken(text: str) -> str:
    found = _BROKEN.search(text)
    return found.group() if found else text


def _outlined(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph is a heading by its outline level only, and not by one of Word's heading styles."""
    return not re.match(r"heading \d\Z", paragraph.style.name)
