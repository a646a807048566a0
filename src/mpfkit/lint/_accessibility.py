"""What keeps people from reading a report who use a screen reader, a magnifier or their own colours.

EN 301 549 V3.2.1, clause 10 (non-web documents), which is WCAG 2.1, levels A and AA, for files. Each rule names its
clause in docs/reference/lint.md.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mpfkit.writers._text import has_rtl, is_mostly_rtl

from ._items import Control, Edge, Paragraph, Picture, Section, Table
from ._places import WHOLE, Findings, Place, quoted

if TYPE_CHECKING:
    from ._file import WordFile
    from ._items import Item, Link, Run

__all__ = ["Accessibility", "contrast"]

_AUTOMATIC_TITLE = re.compile(
    r"\.(docx?|dotx|odt)\Z|\A(document|untitled|sans titre|word document|microsoft word|titre|title)\b.{0,12}\Z",
    re.IGNORECASE,
)
_AUTOMATIC_ALT = re.compile(
    r"\.(png|jpe?g|gif|svg|emf|wmf|bmp|tiff?|webp)\Z"
    r"|\A(picture|image|graphic|chart|figure|shape|grafik|bild|graphique|graphique|صورة|رسم)\s*\d*\Z"
    r"|(automatically generated|générée? automatiquement)",
    re.IGNORECASE,
)
_BARE = frozenset(
    {
        "click here",
        "here",
        "link",
        "this link",
        "this page",
        "read more",
        "more",
        "see here",
        "cliquez ici",
        "cliquer ici",
        "ici",
        "lien",
        "ce lien",
        "en savoir plus",
        "lire la suite",
        "انقر هنا",
        "هنا",
        "المزيد",
        "اقرأ المزيد",
        "رابط",
    }
)
_TYPED_MARKER = re.compile(
    r"\s*(?:[-\u2013\u2022\u25cf\u25aa*\u00b7\u2023][ \t\u00a0]|\(?(?:\d{1,2}|[a-z])[.)][ \t\u00a0])"
)
_BODY_STYLES = frozenset({"normal", "body text", "text body", "no spacing", "list paragraph"})
_SENTENCE_END = re.compile(r"[.:;,!?؟،…]\Z")
_SPACES = re.compile(r"[ \u00a0]{4,}|\t{3,}")
# Script, its letters, and the languages that are written in it
_SCRIPTS = (
    ("Greek", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]{3,}"), {"el", "grc"}),
    (
        "Cyrillic",
        re.compile(r"[\u0400-\u052f]{3,}"),
        {"bg", "ru", "uk", "sr", "mk", "be", "kk", "ky", "tg", "mn", "bs", "cnr"},
    ),
    ("Armenian", re.compile(r"[\u0530-\u058f]{3,}"), {"hy"}),
    ("Georgian", re.compile(r"[\u10a0-\u10ff\u1c90-\u1cbf]{3,}"), {"ka"}),
    ("Ethiopic", re.compile(r"[\u1200-\u137f]{3,}"), {"am", "ti"}),
    ("Devanagari", re.compile(r"[\u0900-\u097f]{3,}"), {"hi", "mr", "ne", "sa"}),
)
_ANY_SCRIPT = re.compile(
    r"[\u0370-\u052f\u0530-\u058f\u0900-\u097f\u10a0-\u10ff\u1200-\u137f\u1c90-\u1cbf\u1f00-\u1fff]{3}"
)
_RTL_LANGUAGES = frozenset({"ar", "fa", "he", "ps", "sd", "ug", "ur", "yi", "ku", "ckb", "dv"})
_MANY_HEADINGS = 12
_MANY_PARAGRAPHS = 10
_LONG_ALT = 250
_LARGE_PT, _LARGE_BOLD_PT, _SMALL_PT = 18.0, 14.0, 8.0


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.1, definition of contrast ratio).

    Args:
        one: Six hexadecimal digits.
        other: Six hexadecimal digits.
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class Accessibility:
    """Looks at a file item by item."""

    def __init__(self, file: WordFile, findings: Findings) -> None:
        """Start, with what is said about the document as a whole.

        Args:
            file: The file.
            findings: Where what is wrong is gathered.
        """
        self.file = file
        self.add = findings.add
        self.level = 0
        self.headings = 0
        self.paragraphs = 0
        self.has_contents = False
        self.numbered_parts: set[str] = set()
        self.sections: list[Section] = []
        self.cover_section = 0
        self.empty: Place | None = None
        self.unnamed: Place | None = None
        self._contrasts: dict[tuple[str, str], float] = {}
        self._properties()

    # ------------------------------------------------------------------ the document

    def _properties(self) -> None:
        title = self.file.properties.get("title", "")
        mend = "write one under File, Info, Title"
        if not title:
            self.add("MPF400", "error", WHOLE, "has no title in its properties, which screen readers say first", mend)
        elif _AUTOMATIC_TITLE.search(title):
            self.add("MPF400", "warning", WHOLE, f"its title is {quoted(title)}, which says nothing", mend)
        styles = self.file.styles
        normal = styles.style("").run
        latin = str(normal.get("lang-val") or styles.defaults.get("lang-val") or "")
        bidi = str(normal.get("lang-bidi") or styles.defaults.get("lang-bidi") or "")
        if not latin and not bidi:
            self.add(
                "MPF401",
                "error",
                WHOLE,
                "has no language, so that screen readers guess how to speak it",
                "set it under Review, Language, Set Proofing Language, Set As Default",
            )
        said = self.file.properties.get("language", "")
        mend = "set it under File, Info, Properties, Advanced Properties"
        if not said:
            self.add("MPF402", "warning", WHOLE, "its properties name no language", mend)
        elif latin and _primary(said) not in {_primary(latin), _primary(bidi)}:
            what = f"its properties say {said!r}, its text is set to {latin!r}"
            self.add("MPF402", "warning", WHOLE, what, mend)

    def finish(self) -> None:
        """Say what can only be said at the end."""
        self._settle()
        if not self.headings and self.paragraphs > _MANY_PARAGRAPHS and not self.file.is_form:
            self.add(
                "MPF404",
                "error",
                WHOLE,
                f"has {self.paragraphs} paragraphs and no heading",
                "give titles of chapters the styles Heading 1 to Heading 6",
            )
        if self.headings >= _MANY_HEADINGS and not self.has_contents:
            self.add(
                "MPF429",
                "warning",
                WHOLE,
                f"has {self.headings} headings and no contents",
                "insert References, Table of Contents",
            )
        self._page_numbers()
        for item in self.file.notes():
            self.see(item)
        for edge in self.file.edges:
            self._edge(edge)

    def _page_numbers(self) -> None:
        if self.paragraphs <= _MANY_PARAGRAPHS:
            return
        numbered = {
            edge.part for edge in self.file.edges if any(f.name == "PAGE" for p in edge.paragraphs for f in p.fields)
        }
        used: dict[tuple[str, str], str] = {}
        without: list[int] = []
        for section in self.sections:
            used |= section.edges
            on_pages = {part for (_, pages), part in used.items() if pages != "first"}
            if not numbered & on_pages and (section.number != self.cover_section or len(self.sections) == 1):
                without.append(section.number)
        if not without:
            return
        if not numbered:
            what = "its pages have no numbers"
        else:
            what = f"pages of section {', '.join(map(str, without))} have no numbers"
        self.add("MPF430", "warning", Place(part="page footer"), what, "insert Insert, Page Number, Bottom of Page")

    def _edge(self, edge: Edge) -> None:
        for paragraph in edge.paragraphs:
            self._characters(paragraph)
            self._links(paragraph)
            for picture in paragraph.pictures:
                self._picture(picture)

    # ------------------------------------------------------------------ items

    def see(self, item: Item) -> None:
        """Look at an item."""
        match item:
            case Paragraph():
                self._paragraph(item)
            case Table():
                self._table(item)
            case Control(title=""):
                name = f" ({item.tag!r})" if item.tag else ""
                self.add(
                    "MPF437",
                    "error",
                    item.place,
                    f"a field to fill in{name} has no title that a screen reader could say",
                    "give it one under Developer, Properties, Title; an older form field has Add Help Text",
                )
            case Section():
                self.sections.append(item)
                if not self.headings:
                    # A cover bears no number.
                    self.cover_section = item.number
            case _:
                return

    def _settle(self, *, captioned: bool = False, in_table: bool = False) -> None:
        """Judge what hung on what follows."""
        if self.empty is not None and not in_table:
            self._empty(self.empty)
        self.empty = None
        if self.unnamed is not None:
            self._unnamed(self.unnamed, captioned=captioned)
        self.unnamed = None

    def _paragraph(self, paragraph: Paragraph) -> None:
        text = paragraph.text.strip()
        is_caption = "caption" in paragraph.style.name
        self._settle(captioned=is_caption, in_table=paragraph.in_table)
        if text:
            self.paragraphs += 1
        if paragraph.contents:
            self.has_contents = True
        body = not paragraph.place.part or paragraph.place.part in {"cover", "contents"}
        if paragraph.level and body:
            self._heading(paragraph, text)
        elif not text and not paragraph.holds and not paragraph.needed:
            # Word makes one table of two that touch; whether another one follows is not known yet.
            if paragraph.after_table:
                self.empty = paragraph.place
            else:
                self._empty(paragraph.place)
        elif text and body and not paragraph.in_table:
            self._plain(paragraph, text)
        if (
            ("  " in paragraph.text or "\t\t" in paragraph.text or "\u00a0" in paragraph.text)
            and not paragraph.contents
            and _SPACES.search(paragraph.text)
        ):
            self.add(
                "MPF428",
                "warning",
                paragraph.place,
                "runs of blanks or tabs move text about",
                "use a table, an indent or a tab stop instead (Home, Paragraph)",
            )
        self._characters(paragraph)
        self._links(paragraph)
        for picture in paragraph.pictures:
            self._picture(picture)

    def _empty(self, place: Place) -> None:
        self.add(
            "MPF427",
            "warning",
            place,
            "an empty paragraph makes space, and screen readers say 'blank'",
            "delete it, and set Home, Paragraph, Spacing",
        )

    # ------------------------------------------------------------------ headings and paragraphs

    def _heading(self, paragraph: Paragraph, text: str) -> None:
        if not text:
            self.add(
                "MPF406",
                "error",
                paragraph.place,
                f"a heading of level {paragraph.level} is empty",
                "delete it, or give the paragraph the style Normal",
            )
            return
        self.headings += 1
        if paragraph.level > self.level + 1:
            what = (
                f"the heading has level {paragraph.level} after one of level {self.level}"
                if self.level
                else f"the first heading has level {paragraph.level}"
            )
            mend = f"give it the style Heading {self.level + 1}"
            self.add("MPF405" if self.level else "MPF404", "error", paragraph.place, what, mend)
        self.level = paragraph.level
        if paragraph.in_table:
            self.add(
                "MPF407",
                "warning",
                paragraph.place,
                f"heading {quoted(text)} stands in a table, where screen readers do not find it",
                "move it above the table",
            )

    def _plain(self, paragraph: Paragraph, text: str) -> None:
        style = paragraph.style.name
        if (
            style in _BODY_STYLES
            and 3 < len(text) < 80
            and not paragraph.numbered
            and not _SENTENCE_END.search(text)
            and all(run.look.bold for run in paragraph.runs if run.text.strip())
        ):
            self.add(
                "MPF408",
                "warning",
                paragraph.place,
                f"bold paragraph {quoted(text)} looks like a heading and is none",
                "give it a heading style",
            )
        elif (
            not paragraph.numbered
            and not paragraph.contents
            and (style in _BODY_STYLES or style.startswith("list"))
            and _TYPED_MARKER.match(paragraph.text)
        ):
            self.add(
                "MPF426",
                "warning",
                paragraph.place,
                f"{quoted(text)} starts with a typed mark, so that it is no item of a list",
                "delete the mark and use Home, Bullets or Numbering",
            )

    # ------------------------------------------------------------------ characters

    def _characters(self, paragraph: Paragraph) -> None:
        if is_mostly_rtl(paragraph.text) and not paragraph.rtl:
            self.add(
                "MPF436",
                "error",
                paragraph.place,
                "runs from right to left, its paragraph does not",
                "set Home, Right-to-Left Text Direction",
                example=paragraph.text,
            )
        for run in paragraph.runs:
            if run.look.hidden or not run.text.strip():
                continue
            self._contrast(paragraph.place, run)
            if run.look.size_pt < _SMALL_PT:
                self.add(
                    "MPF435",
                    "warning",
                    paragraph.place,
                    f"text of {run.look.size_pt:g} pt is too small to read",
                    f"make it {_SMALL_PT:g} pt or larger",
                )
            if not run.text.isascii():
                self._script(paragraph.place, run)

    def _contrast(self, place: Place, run: Run) -> None:
        look = run.look
        if not look.colour or not look.ground:
            return
        known = self._contrasts.get((look.colour, look.ground))
        if known is None:
            known = self._contrasts[look.colour, look.ground] = contrast(look.colour, look.ground)
        large = look.size_pt >= _LARGE_PT or (look.bold and look.size_pt >= _LARGE_BOLD_PT)
        wanted = 3.0 if large else 4.5
        if known < wanted:
            self.add(
                "MPF431",
                "error",
                place,
                f"text in {look.colour} on {look.ground} has a contrast of {known:.2f}:1, less than {wanted:g}:1",
                "choose a darker or lighter colour under Home, Font Color",
            )

    def _script(self, place: Place, run: Run) -> None:
        if has_rtl(run.text):
            if not run.look.rtl and any(character.isalpha() and has_rtl(character) for character in run.text):
                self.add(
                    "MPF436",
                    "error",
                    place,
                    "is not marked as text from right to left",
                    "set Home, Right-to-Left Text Direction, or type it anew with an Arabic keyboard",
                    example=run.text,
                )
            elif _primary(run.look.bidi_language) not in _RTL_LANGUAGES:
                self._untagged(place, run, "Arabic or Hebrew", run.look.bidi_language)
            return
        if not _ANY_SCRIPT.search(run.text):
            return
        for name, letters, languages in _SCRIPTS:
            if letters.search(run.text) and _primary(run.look.language) not in languages:
                self._untagged(place, run, name, run.look.language)

    def _untagged(self, place: Place, run: Run, script: str, language: str) -> None:
        said = f"its language is {language!r}" if language else "it has no language"
        self.add(
            "MPF403",
            "warning",
            place,
            f"is in {script} script, but {said}",
            "select it and set Review, Language, Set Proofing Language",
            example=run.text,
        )

    # ------------------------------------------------------------------ links and pictures

    def _links(self, paragraph: Paragraph) -> None:
        for link in paragraph.links:
            if not link.automatic:
                self._link(paragraph.place, link)

    def _link(self, place: Place, link: Link) -> None:
        text = link.text.strip()
        mend = "write where it leads as the text of the link"
        if not text:
            self.add("MPF433", "error", place, f"a link to {quoted(link.target or link.anchor)} has no text", mend)
        elif text.casefold().strip(" .>»…[]()") in _BARE:
            self.add("MPF433", "error", place, f"the link {quoted(text)} does not say where it leads", mend)
        elif re.match(r"(?:https?://|www\.)", text, re.IGNORECASE):
            self.add("MPF434", "warning", place, f"the link {quoted(text)} shows a bare address", mend)

    def _picture(self, picture: Picture) -> None:
        if picture.kind == "text box":
            self.add(
                "MPF425",
                "warning",
                picture.place,
                "a text box or WordArt stands outside of the order of reading",
                "put its text into the running text",
            )
            return
        mend = "right-click it and choose View Alt Text"
        if picture.decorative and picture.alt:
            self.add("MPF423", "warning", picture.place, "is marked as decorative and has alternative text", mend)
        elif not picture.decorative and not picture.alt:
            self.add("MPF420", "error", picture.place, f"a {picture.kind} has no alternative text", mend)
        elif _AUTOMATIC_ALT.search(picture.alt):
            what = f"its alternative text is {quoted(picture.alt)}, which describes nothing"
            self.add("MPF421", "error", picture.place, what, mend)
        elif len(picture.alt) > _LONG_ALT:
            what = f"its alternative text has {len(picture.alt)} characters, more than {_LONG_ALT}"
            self.add("MPF422", "warning", picture.place, what, "shorten it, and put the rest into the running text")
        if picture.floating and not picture.decorative:
            self.add(
                "MPF424",
                "warning",
                picture.place,
                f"a {picture.kind} floats, so that its place in the order of reading is not sure",
                "choose Layout Options, In Line with Text",
            )

    # ------------------------------------------------------------------ tables

    def _table(self, table: Table) -> None:
        place = table.place
        if table.nested:
            self.add(
                "MPF412",
                "warning",
                place,
                "a table stands in a cell of it, which screen readers cannot tell apart",
                "make two tables of it",
            )
            return
        if table.rows == 1 and table.columns <= 1:
            self.add(
                "MPF413",
                "warning",
                place,
                "has a single cell, so that it is a frame and no table",
                "use a paragraph with borders (Home, Borders)",
            )
            return
        mend = "select its first row and choose Table Layout, Repeat Header Rows"
        if not table.header_rows:
            self.add("MPF410", "error", place, "no row is marked as header", mend)
        elif table.header_rows == table.rows > 1:
            self.add("MPF410", "warning", place, "all rows are marked as header", mend)
        if table.stray_header and table.header_rows:
            where = place._replace(row=table.stray_header)
            self.add("MPF410", "error", where, "the row is marked as header below others that are not", mend)
        if table.split_row:
            self.add(
                "MPF411",
                "warning",
                place._replace(row=table.split_row),
                "the row may be split over two pages",
                "switch off Table Properties, Row, Allow row to break across pages",
            )
        if table.header_rows and table.empty_headers:
            self.add("MPF414", "warning", place._replace(row=1), "a column has no header", "write what stands in it")
        for row in table.blank_rows:
            if row > 1 or not table.header_rows:
                self.add("MPF416", "warning", place._replace(row=row), "the row is blank", "delete it")
        for column in table.blank_columns:
            self.add("MPF416", "warning", place, f"column {column} is blank", "delete it")
        for row in table.toned:
            self.add(
                "MPF432",
                "warning",
                place._replace(row=row),
                "a cell says by its colour only what it means",
                "write it into the cell as well",
            )
        if not (table.title or table.description):
            if table.captioned:
                self._unnamed(place, captioned=True)
            else:
                self.unnamed = place

    def _unnamed(self, place: Place, *, captioned: bool) -> None:
        mend = "write a title and a description under Table Properties, Alt Text"
        if captioned:
            self.add("MPF415", "warning", place, "has no title or description for those who cannot see it", mend)
        else:
            self.add("MPF415", "error", place, "has neither caption nor title nor description", mend)


def _primary(tag: str) -> str:
    return tag.replace("_", "-").split("-", maxsplit=1)[0].lower()
