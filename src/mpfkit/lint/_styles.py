"""What a run looks like: direct formatting, character style, paragraph style, table style and defaults, in that order.

ISO/IEC 29500-1, 17.7.2, says in which order Word looks for a property.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["Look", "Style", "Styles", "W", "child_of", "is_on", "paragraph_properties", "run_properties", "shade"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{W}val"
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}\Z")
_HEADING = re.compile(r"heading ([1-9])\Z")
_OFF = ("0", "false", "off")
_EFFECTS = ("u", "strike", "dstrike", "outline", "shadow", "emboss", "imprint")
_SWITCHES = frozenset({"b", "i", "rtl", "vanish", *_EFFECTS} - {"u"})
_HIGHLIGHTS = {
    "black": "000000",
    "blue": "0000FF",
    "cyan": "00FFFF",
    "green": "00FF00",
    "magenta": "FF00FF",
    "red": "FF0000",
    "yellow": "FFFF00",
    "white": "FFFFFF",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "C0C0C0",
}
Properties = dict[str, Any]


def child_of(element: _Element | None, name: str) -> _Element | None:
    """Return the first child of a name in Word's namespace; several times as quick as `find`, which tells in a body."""
    if element is None:
        return None
    return next(element.iterchildren(f"{W}{name}"), None)


def is_on(element: _Element | None) -> bool:
    """Tell whether a switch such as `w:b` is there and not switched off."""
    return element is not None and element.get(_VAL) not in _OFF


@attrs.frozen
class Style:
    """A style of the file.

    Attributes:
        id: Id by which paragraphs and runs name it.
        name: Name in small letters, as Word stores it: "heading 1", also where Word shows it in another language.
        kind: `paragraph`, `character`, `table` or `numbering`.
        based: Id of the style on which it is based; empty for none.
        level: Level as a heading, 1 to 9; 0 for other text.
        run: What it says on characters, with what it inherits.
        paragraph: What it says on paragraphs, with what it inherits.
    """

    id: str
    name: str
    kind: str
    based: str = ""
    level: int = 0
    run: Mapping[str, Any] = attrs.field(factory=dict, repr=False, hash=False)
    paragraph: Mapping[str, Any] = attrs.field(factory=dict, repr=False, hash=False)


@attrs.frozen
class Look:
    """What characters look like after all that applies to them.

    Attributes:
        font: Typeface of Latin script; empty where the theme decides.
        arabic_font: Typeface of Arabic script.
        size_pt: Size in points.
        bold: Whether it is bold.
        italic: Whether it is italic.
        decorated: Whether it is underlined, struck through, outlined, or has a shadow or relief.
        colour: Six hexadecimal digits; empty where Word chooses black or white.
        ground: Colour behind it; empty where a pattern makes it unknown.
        hidden: Whether it is hidden text.
        rtl: Whether it is marked as running from right to left.
        language: Language tag of text from left to right.
        bidi_language: Language tag of text from right to left.
        style: Name of the character style; empty for none.
        direct: What was set by hand: `font`, `size`, `colour`, `bold`.
    """

    font: str = ""
    arabic_font: str = ""
    size_pt: float = 10.0
    bold: bool = False
    italic: bool = False
    decorated: bool = False
    colour: str = ""
    ground: str = "FFFFFF"
    hidden: bool = False
    rtl: bool = False
    language: str = ""
    bidi_language: str = ""
    style: str = ""
    direct: frozenset[str] = frozenset()


def run_properties(element: _Element | None) -> Properties:
    """Return what a `w:rPr` says, of what the rules look at."""
    found: Properties = {}
    if element is None:
        return found
    for child in element:
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name in _SWITCHES:
            found[name] = child.get(_VAL) not in _OFF
        elif name == "u":
            found[name] = child.get(_VAL) not in {None, "none"}
        elif name in {"color", "sz", "szCs", "rStyle", "highlight"}:
            found[name] = child.get(_VAL) or ""
        elif name == "rFonts":
            for key in ("ascii", "cs"):
                font = child.get(f"{W}{key}") or (child.get(f"{W}hAnsi") if key == "ascii" else None)
                if font:
                    found[key] = font
                elif child.get(f"{W}{key}Theme") or child.get(f"{W}{key.replace('cs', 'cstheme')}"):
                    found[key] = ""
        elif name == "lang":
            for key in ("val", "bidi"):
                if child.get(f"{W}{key}"):
                    found[f"lang-{key}"] = child.get(f"{W}{key}")
        elif name == "shd":
            found["shd"] = shade(child)
    return found


def shade(element: _Element) -> str | None:
    """Return the colour of a `w:shd`: None for no shading, empty for a pattern."""
    kind, colour, fill = element.get(_VAL) or "", element.get(f"{W}color") or "", element.get(f"{W}fill") or ""
    if kind == "solid":
        fill = colour
    elif kind.startswith("pct") and _COLOUR.match(colour):
        return ""
    return fill.upper() if _COLOUR.match(fill) else None


def paragraph_properties(element: _Element | None) -> Properties:
    """Return what a `w:pPr` says, of what the rules look at."""
    found: Properties = {}
    if element is None:
        return found
    for child in element:
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if name in {"bidi", "pageBreakBefore"}:
            found[name] = child.get(_VAL) not in _OFF
        elif name == "jc":
            found[name] = child.get(_VAL) or ""
        elif name == "outlineLvl":
            level = child.get(_VAL) or ""
            found[name] = int(level) + 1 if level.isdigit() and int(level) < 9 else 0
        elif name == "numPr":
            number = child.find(f"{W}numId")
            found["numbered"] = number is None or number.get(_VAL) != "0"
        elif name == "shd":
            found["shd"] = shade(child)
    return found


class Styles:
    """The styles of a file, resolved."""

    def __init__(self, root: _Element | None) -> None:
        """Read `styles.xml`.

        Args:
            root: Its root; None where the file has none.
        """
        self.by_id: dict[str, Style] = {}
        self._elements: dict[str, _Element] = {}
        self.default_id = ""
        self.defaults: Properties = {}
        self._tables: dict[tuple[str, bool], tuple[Properties, str | None]] = {}
        self._looks: dict[tuple[object, ...], Look] = {}
        if root is None:
            return
        self.defaults = run_properties(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        for element in root.iterchildren(f"{W}style"):
            self._elements.setdefault(element.get(f"{W}styleId") or "", element)
        for key, element in self._elements.items():
            self.by_id[key] = self._resolved(key)
            if element.get(f"{W}type") == "paragraph" and element.get(f"{W}default") in {"1", "true", "on"}:
                self.default_id = self.default_id or key

    def _chain(self, key: str) -> Iterator[_Element]:
        seen: set[str] = set()
        while key in self._elements and key not in seen:
            seen.add(key)
            element = self._elements[key]
            yield element
            based = element.find(f"{W}basedOn")
            key = (based.get(_VAL) or "") if based is not None else ""

    def _resolved(self, key: str) -> Style:
        run: Properties = {}
        paragraph: Properties = {}
        level = 0
        for element in self._chain(key):
            run = run_properties(element.find(f"{W}rPr")) | run
            paragraph = paragraph_properties(element.find(f"{W}pPr")) | paragraph
            named = _HEADING.match(_name(element))
            level = level or (int(named.group(1)) if named else 0)
        element = self._elements[key]
        based = element.find(f"{W}basedOn")
        return Style(
            id=key,
            name=_name(element),
            kind=element.get(f"{W}type") or "paragraph",
            based=(based.get(_VAL) or "") if based is not None else "",
            level=int(paragraph.get("outlineLvl", level)) or level,
            run=run,
            paragraph=paragraph,
        )

    def style(self, key: str) -> Style:
        """Return the style of an id; the default paragraph style where there is none."""
        return self.by_id.get(key) or self.by_id.get(self.default_id) or _NONE

    def table(self, key: str, *, first_row: bool) -> tuple[Properties, str | None]:
        """Return what a table style says on characters and on the ground of cells.

        Args:
            key: Id of the style.
            first_row: Whether the row is the first and the table gives first rows a look of their own.
        """
        known = self._tables.get((key, first_row))
        if known is None:
            run: Properties = {}
            ground: str | None = None
            for element in self._chain(key):
                layers = [element]
                if first_row:
                    layers = [
                        part for part in element.iterchildren(f"{W}tblStylePr") if part.get(f"{W}type") == "firstRow"
                    ] + layers
                for layer in layers:
                    run = run_properties(layer.find(f"{W}rPr")) | run
                    found = layer.find(f"{W}tcPr/{W}shd")
                    if ground is None and found is not None:
                        ground = shade(found)
            known = self._tables[key, first_row] = (run, ground)
        return known

    def look(
        self,
        paragraph: Style,
        direct: _Element | None,
        *,
        table: tuple[str, bool] | None,
        ground: str | None,
    ) -> Look:
        """Return what characters look like.

        Args:
            paragraph: Style of the paragraph.
            direct: `w:rPr` of the run.
            table: Id of the table's style, and whether it is in a first row with a look of its own; None outside
                tables.
            ground: Shading of paragraph or cell set by hand; None for none.
        """
        own = run_properties(direct)
        key = (paragraph.id, tuple(own.items()), table, ground)
        known = self._looks.get(key)
        if known is None:
            known = self._looks[key] = self._look(paragraph, own, table, ground)
        return known

    def _look(self, paragraph: Style, own: Properties, table: tuple[str, bool] | None, ground: str | None) -> Look:
        character = self.by_id.get(own.get("rStyle", ""))
        by_character = dict(character.run) if character else {}
        by_table, table_ground = self.table(table[0], first_row=table[1]) if table else ({}, None)
        merged = self.defaults | by_table | dict(paragraph.run) | by_character | own

        def switch(name: str) -> bool:
            if name in own:
                return bool(own[name])
            # A switch in two layers of styles undoes itself (ISO/IEC 29500-1, 17.7.3).
            return bool(by_character.get(name, False) ^ paragraph.run.get(name, False) ^ by_table.get(name, False))

        colour = merged.get("color", "")
        # As documents of the first version had it, text without a size has 10 points (17.3.2.38).
        size = merged.get("sz", "")
        return Look(
            font=merged.get("ascii", ""),
            arabic_font=merged.get("cs", ""),
            size_pt=int(size) / 2 if size.isdigit() else 10.0,
            bold=switch("b"),
            italic=switch("i"),
            decorated=any(merged.get(name) for name in _EFFECTS),
            colour=colour.upper() if _COLOUR.match(colour) else "",
            ground=self._ground(paragraph, merged, ground, table_ground),
            hidden=bool(merged.get("vanish")),
            rtl=bool(merged.get("rtl")),
            language=merged.get("lang-val", ""),
            bidi_language=merged.get("lang-bidi", ""),
            style=character.name if character else "",
            direct=frozenset(
                name
                for name, key in (("font", "ascii"), ("size", "sz"), ("colour", "color"), ("bold", "b"))
                if key in own
            ),
        )

    @staticmethod
    def _ground(paragraph: Style, merged: Properties, direct: str | None, table: str | None) -> str:
        highlight = merged.get("highlight", "")
        if highlight in _HIGHLIGHTS:
            return _HIGHLIGHTS[highlight]
        for candidate in (merged.get("shd"), direct, paragraph.paragraph.get("shd"), table):
            if candidate is not None:
                return str(candidate)
        return "FFFFFF"


_NONE = Style(id="", name="normal", kind="paragraph")


def _name(element: _Element) -> str:
    name = element.find(f"{W}name")
    return ((name.get(_VAL) or "") if name is not None else "").split(",")[0].strip().lower()
