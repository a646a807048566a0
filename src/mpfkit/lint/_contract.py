"""What a house style asks of a finished report, beyond what holds for every report."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from mpfkit.emblem import ASPECT, BESIDE_COLOURS, BESIDE_FONTS, BORDER, MIN_HEIGHT_MM, PICTURES, bordered_aspect, png
from mpfkit.writers.docx._roles import ROLES

from ._items import Paragraph, Picture
from ._places import WHOLE, Findings, Place, quoted
from ._styles import Styles

if TYPE_CHECKING:
    from mpfkit.records import HouseStyle

    from ._file import WordFile
    from ._items import Item, Run

__all__ = ["HouseContract"]

_COVER = Place(part="cover")
_EMBLEM_NAMES = ("european union", "union européenne", "الاتحاد الأوروبي")
_TOLERANCE, _BORDERED_TOLERANCE = 0.02, 0.005
_SHORTENED = re.compile(
    r"(?:\A|\| )\s*((?:co-?)?(?:funded|financed) by the EU|(?:co)?financée? par l['’]UE)\b", re.IGNORECASE
)
# Styles that Word gives text by itself, apart from those that the writer uses.
_WORDS_OWN = (
    "normal",
    "body text",
    "default paragraph font",
    "followedhyperlink",
    "page number",
    "endnote text",
    "endnote reference",
    "placeholder text",
    "line number",
    "toc 7",
    "toc 8",
    "toc 9",
    # ... and LibreOffice, when it saves a report
    "index link",
    "internet link",
    "visited internet link",
    "footnote characters",
    "footnote anchor",
    "endnote characters",
    "endnote anchor",
    "text body",
    "frame contents",
    "table contents",
    "table heading",
    "header and footer",
)
_CODE_FONT = "Consolas"


class HouseContract:
    """Looks at a file item by item."""

    def __init__(self, file: WordFile, findings: Findings, style: HouseStyle) -> None:
        """Start.

        Args:
            file: The file.
            findings: Where what is wrong is gathered.
            style: The house style.
        """
        self.file = file
        self.add = findings.add
        self.style = style
        self.contract = style.contract
        self.known = self._known_styles()
        fonts = style.fonts
        self.fonts = {font.casefold() for font in (fonts.body, fonts.heading, fonts.arabic, _CODE_FONT)}
        self.fonts |= {font.casefold() for font in self.contract.fonts}
        # A template of the house's own brings typefaces that the record need not name.
        self.judges_fonts = style.docx.template is None or bool(self.contract.fonts)
        self.has_title = False
        self.has_contents = False
        self.headings = 0
        self.pictures: list[Picture] = []
        self.wanted = {
            name: tuple(_plain(text) for text in texts)
            for name, texts in (("statement", self.contract.statement), ("disclaimer", self.contract.disclaimer))
            if texts
        }
        self.found: set[str] = set()
        # Paragraphs of the cover that hold pictures or the statement, by their number
        self.cover: list[Paragraph] = []
        self.beside: list[int] = []
        self.emblem_data: frozenset[bytes] | None = None

    def _known_styles(self) -> set[str]:
        docx = self.style.docx
        known = {docx.styles.get(role, name).casefold() for role, (_, name) in ROLES.items()}
        known.update(_WORDS_OWN)
        known.update(name.casefold() for name in self.contract.styles)
        if docx.template is not None:
            from lxml import etree

            from mpfkit.opc import open_package

            package = open_package(docx.template(), name=f"the template of house style {self.style.name!r}")
            data = package.parts.get("word/styles.xml")
            if data is not None:
                parser = etree.XMLParser(resolve_entities=False, no_network=True)
                known.update(each.name for each in Styles(etree.fromstring(data, parser)).by_id.values())
        return known

    # ------------------------------------------------------------------ items

    def see(self, item: Item) -> None:
        """Look at an item."""
        if not isinstance(item, Paragraph):
            return
        place = item.place
        if item.contents:
            self.has_contents = True
        if item.text.strip():
            self.has_title = self.has_title or item.style.name == self._title()
            self._style(item)
            if self.wanted.keys() - self.found:
                self._sentences(item.text)
        body = not place.part or place.part == "cover"
        if item.level and body and item.text.strip():
            self.headings += 1
            self._heading(item)
        if place.part == "cover" or (not self.file.has_cover and not place.heading):
            self.pictures.extend(picture for picture in item.pictures if picture.kind != "text box")
            self._on_cover(item)
        if self.contract.emblem:
            self._shortened(item)
        if self.judges_fonts:
            for run in item.runs:
                self._font(place, run)

    def _on_cover(self, item: Paragraph) -> None:
        if item.pictures or item.text.strip():
            if any(wanted in _plain(item.text) for wanted in self.wanted.get("statement", ())):
                self.beside.append(len(self.cover))
            self.cover.append(item)

    def _shortened(self, paragraph: Paragraph) -> None:
        """'European Union' is always spelled out (Implementing Regulation (EU) No 821/2014, Article 4)."""
        found = _SHORTENED.search(paragraph.text)
        if found:
            self.add(
                "MPF494",
                "warning",
                paragraph.place,
                f"{found.group(1)!r} shortens the name of the European Union",
                "spell it out",
            )

    def _title(self) -> str:
        return self.style.docx.styles.get("title", ROLES["title"][1]).casefold()

    def _style(self, paragraph: Paragraph) -> None:
        names = [paragraph.style.name, *(run.look.style for run in paragraph.runs)]
        for name in dict.fromkeys(names):
            if name and name not in self.known:
                self.add(
                    "MPF489",
                    "warning",
                    paragraph.place,
                    f"text in style {name!r}, which house style {self.style.name!r} does not know",
                    "give it a style of the report, such as Normal",
                )

    def _heading(self, paragraph: Paragraph) -> None:
        direct = {each for run in paragraph.runs if run.text.strip() for each in run.look.direct & {"font", "size"}}
        if direct:
            self.add(
                "MPF490",
                "warning",
                paragraph.place,
                f"{' and '.join(sorted(direct))} of the heading {'were' if len(direct) > 1 else 'was'} set by hand",
                "select it and press Ctrl+Space",
            )

    def _font(self, place: Place, run: Run) -> None:
        font = run.look.arabic_font if run.look.rtl else run.look.font
        # Signs, such as the boxes of a form, are there in few fonts; what is set in letters or digits is text.
        written = any(character.isalnum() for character in run.text)
        if font and font.casefold() not in self.fonts and written and not run.look.hidden:
            self.add(
                "MPF491",
                "warning",
                place,
                f"text in {font}, which house style {self.style.name!r} does not use",
                "select it and press Ctrl+Space",
            )

    def _sentences(self, text: str) -> None:
        plain = _plain(text)
        for name, texts in self.wanted.items():
            if any(wanted in plain for wanted in texts):
                self.found.add(name)

    # ------------------------------------------------------------------ the end

    def finish(self) -> None:
        """Say what can only be said at the end."""
        contract = self.contract
        if contract.title and not self.has_title:
            self._lacking(_COVER, "title", "give the title of the report the style Title")
        if contract.contents_from and self.headings >= contract.contents_from and not self.has_contents:
            self._lacking(WHOLE, "contents", "insert References, Table of Contents")
        if contract.page_numbers and not any(
            field.name == "PAGE"
            for edge in self.file.edges
            for paragraph in edge.paragraphs
            for field in paragraph.fields
        ):
            self._lacking(Place(part="page footer"), "page number", "insert Insert, Page Number, Bottom of Page")
        emblem = next((each for each in self.pictures if not each.decorative and self._is_emblem(each)), None)
        if contract.statement and contract.emblem and emblem is None and not self.found:
            self.add(
                "MPF486",
                "warning",
                _COVER,
                "has neither funding statement nor disclaimer nor emblem, as only a report that nobody funded may",
                f"write what the grant asks, such as {contract.statement[0]!r}, and insert the emblem",
            )
            return
        for name, where, texts in (
            ("statement", _COVER, contract.statement),
            ("disclaimer", WHOLE, contract.disclaimer),
        ):
            if texts and name not in self.found:
                what = f"has no {'funding statement' if name == 'statement' else name} in the words of the funder"
                self.add("MPF486", "error", where, what, f"write it as the grant asks, such as {texts[0]!r}")
        self._emblem(emblem)
        if emblem is not None:
            self._statement_beside(emblem)
        if contract.emblem:
            for edge in self.file.edges:
                for paragraph in edge.paragraphs:
                    self._shortened(paragraph)

    def _statement_beside(self, emblem: Picture) -> None:
        """Emblem and statement are not separated, and the statement looks as the rules for the emblem ask."""
        home = next((number for number, each in enumerate(self.cover) if emblem in each.pictures), None)
        if home is None or not self.beside:
            return
        at = min(self.beside, key=lambda number: abs(number - home))
        if abs(at - home) > 1:
            self.add(
                "MPF493",
                "error",
                self.cover[at].place,
                "the funding statement stands apart from the emblem",
                "move it beside or below the emblem: the two are never separated",
            )
        self._look_beside(self.cover[at])
        self._ground(self.cover[home], emblem)

    def _look_beside(self, paragraph: Paragraph) -> None:
        """Allowed typefaces, no italics, underlining or effects; Reflex Blue, black or white (Article 4(4))."""
        wrong: dict[str, None] = {}
        for run in paragraph.runs:
            look = run.look
            if not any(character.isalnum() for character in run.text):
                continue
            font = look.arabic_font if look.rtl else look.font
            if font and not font.startswith(BESIDE_FONTS):
                wrong[f"in {font}"] = None
            if look.italic or look.decorated:
                wrong["italic" if look.italic else "underlined or has effects"] = None
            if look.colour and look.colour not in BESIDE_COLOURS:
                wrong[f"in the colour {look.colour}"] = None
        if wrong:
            self.add(
                "MPF492",
                "warning",
                paragraph.place,
                f"the funding statement beside the emblem is {' and '.join(wrong)}",
                f"set it in one of {', '.join(BESIDE_FONTS)}, upright, in {BESIDE_COLOURS[0]}, black or white",
            )

    def _ground(self, paragraph: Paragraph, emblem: Picture) -> None:
        """On a coloured ground the emblem has a white border of a twenty-fifth of its height."""
        grounds = {run.look.ground for run in paragraph.runs} - {"FFFFFF", ""}
        if grounds and not _is_bordered(emblem):
            self.add(
                "MPF495",
                "error",
                paragraph.place,
                f"the emblem stands on {min(grounds)} without its white border",
                "put it on white, or insert the emblem with a border of a twenty-fifth of its height",
            )

    def _lacking(self, place: Place, what: str, mend: str) -> None:
        self.add("MPF485", "error", place, f"house style {self.style.name!r} asks for a {what}", mend)

    def _emblem(self, emblem: Picture | None) -> None:
        shown = [picture for picture in self.pictures if not picture.decorative]
        if emblem is None:
            if self.contract.emblem:
                self.add(
                    "MPF487",
                    "error",
                    _COVER,
                    "the emblem of the European Union is missing",
                    "insert it beside the funding statement, with alternative text that names it",
                )
            return
        place = emblem.place
        width, height = emblem.width_mm, emblem.height_mm
        bordered = _is_bordered(emblem)
        if height and not bordered and abs(width / height / ASPECT - 1) > _TOLERANCE:
            self.add(
                "MPF487",
                "error",
                place,
                f"the emblem is {width:.1f} x {height:.1f} mm; its width must be one and a half times its height",
                "choose Picture Format, Reset Picture & Size",
            )
        # A tenth of a millimetre is lost where lengths are stored in points.
        elif height / (1 + 2 * BORDER if bordered else 1) < MIN_HEIGHT_MM - 0.1:
            self.add(
                "MPF487",
                "error",
                place,
                f"the emblem is {height:.1f} mm high, less than {MIN_HEIGHT_MM:g} mm",
                "enlarge it under Picture Format, Height",
            )
        for logo in shown:
            if (
                logo is not emblem
                and not logo.behind
                and (logo.width_mm > width + 0.1 or logo.height_mm > height + 0.1)
            ):
                self.add(
                    "MPF488",
                    "error",
                    logo.place,
                    f"logo {quoted(logo.alt)} ({logo.width_mm:.1f} x {logo.height_mm:.1f} mm) is larger than the "
                    f"emblem ({width:.1f} x {height:.1f} mm)",
                    "make it smaller under Picture Format",
                )

    def _is_emblem(self, picture: Picture) -> bool:
        if any(name in picture.alt.casefold() for name in _EMBLEM_NAMES):
            return True
        if self.emblem_data is None:
            self.emblem_data = frozenset(png(tone, border=border) for tone, border in PICTURES)
        return self.file.parts.get(picture.part) in self.emblem_data


def _is_bordered(emblem: Picture) -> bool:
    """Tell by its shape whether the emblem has its white border."""
    if not emblem.height_mm:
        return False
    return abs(emblem.width_mm / emblem.height_mm / bordered_aspect() - 1) <= _BORDERED_TOLERANCE


def _plain(text: str) -> str:
    """Return text without what people change when they retype it: capitals, kinds of blanks and of apostrophes."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").rstrip(" .")
    return " ".join(text.split())
