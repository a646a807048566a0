"""Styles and numberings of a template: what it has is used, what it lacks is added, adapted to what it has.

A style that is added takes fonts and size of running text from the template's own, by inheritance; sizes differ from it
as much as in mpfkit's own template. Nothing that the template has is renumbered or renamed.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import attrs

from mpfkit.document import HeadingKind
from mpfkit.errors import RenderError

from ._base import CALLOUT_NUMBERS, HEADINGS, NUMBERS, TABLE_NUMBERS, base_numbering, base_styles, style_id
from ._language import is_rtl, word_language
from ._measures import text_width
from ._roles import ROLES, Found, match
from ._trees import PARAGRAPH, RUN, STYLE, append, kind_of, put, remove, value, w

if TYPE_CHECKING:
    from lxml.etree import _Element

    from mpfkit.document import Outline
    from mpfkit.records import HouseStyle
    from mpfkit.writers._words import Words

__all__ = ["Sheet", "dress_styles"]

_DEPTH = 16
"""How many styles a style is based on, one through the other; Word takes ten."""
_HEADINGS = tuple(f"heading-{level}" for level in range(1, 7))
_NUMBERED = {"number": NUMBERS, "table-number": TABLE_NUMBERS, "callout-number": CALLOUT_NUMBERS}
_UPRIGHT_ROLES = frozenset(
    {"table-text", "gap", "figure", "callout", "header", "footer", "marking", "footnote", "list-of", "cover-funding"}
)
"""Roles whose paragraphs are set from the start of the line, whatever running text of the template does."""
_LIST_ROLES = tuple(
    [f"{kind}-{level}" for kind in ("bullet", "number") for level in (1, 2, 3)]
    + ["table-bullet", "table-number", "callout-bullet", "callout-number"]
)


@attrs.frozen(kw_only=True)
class Sheet:
    """The styles of a template, complete.

    Attributes:
        ids: Id of the style by role.
        found: Roles whose style the template has itself.
        added: Names of the styles that were added, in the order of `ROLES`.
        lists: Id of the w:abstractNum of numbered lists by the first part of their role.
        headings: What the template's own numbering of headings shows, by level; None where mpfkit's is linked to them.
        numbered: Ids of the template's styles that would show a number of mpfkit's in text that is the template's own.
        upright: Ids of the styles that lost their direction from right to left.
    """

    ids: Mapping[str, str]
    found: tuple[str, ...]
    added: tuple[str, ...]
    lists: Mapping[str, str]
    headings: TemplateNumbers | None
    numbered: frozenset[str]
    upright: frozenset[str]


class _Styles:
    """Looks things up in w:styles, through the styles that a style is based on."""

    def __init__(self, root: _Element) -> None:
        self.root = root
        self.by_id = {value(style, attribute="styleId"): style for style in root.iterchildren(w("style"))}
        defaults = [
            style
            for style in self.by_id.values()
            if (value(style, attribute="type") or "paragraph") == "paragraph"
            and value(style, attribute="default") in {"1", "true", "on"}
        ]
        self.default = value(defaults[0], attribute="styleId") if defaults else ""

    def chain(self, ident: str) -> Iterator[_Element]:
        for _ in range(_DEPTH):
            style = self.by_id.get(ident)
            if style is None:
                return
            yield style
            ident = value(style, "basedOn")

    def first(self, ident: str, *path: str) -> _Element | None:
        """Return the element at a path in a style or in the nearest that it is based on."""
        for style in self.chain(ident):
            found = style.find("/".join(w(name) for name in path))
            if found is not None:
                return found
        return None

    def numbering(self, ident: str) -> tuple[str, str]:
        """Return ids of numbering and level of a style; empty where it has none."""
        number = level = ""
        for style in self.chain(ident):
            level = level or value(style, "pPr/numPr/ilvl")
            number = value(style, "pPr/numPr/numId")
            if number:
                break
        return (number, level) if number not in {"", "0"} else ("", "")

    def default_size(self) -> float:
        """Return the size of running text in points; 10 is what Word takes where a template says nothing."""
        found = self.first(self.default, "rPr", "sz")
        size = value(found) or value(self.root, "docDefaults/rPrDefault/rPr/sz")
        return int(size) / 2 if size.isdecimal() and int(size) else 10.0


class _Numbers:
    """Looks things up in w:numbering."""

    def __init__(self, root: _Element) -> None:
        self.root = root
        self.abstract_by_num = {
            value(num, attribute="numId"): value(num, "abstractNumId") for num in root.iterchildren(w("num"))
        }
        self.abstracts = {value(one, attribute="abstractNumId"): one for one in root.iterchildren(w("abstractNum"))}

    def level(self, number: str, level: str, ident: str) -> tuple[str, int, _Element | None]:
        """Return id of the abstract numbering, number of the level and w:lvl of a style."""
        abstract = self.abstract_by_num.get(number, "")
        levels = self.abstracts[abstract].findall(w("lvl")) if abstract in self.abstracts else []
        if not level:
            linked = [one for one in levels if value(one, "pStyle") == ident]
            level = value(linked[0], attribute="ilvl") if linked else "0"
        found = [one for one in levels if value(one, attribute="ilvl") == level]
        return abstract, int(level) if level.isdecimal() else 0, found[0] if found else None

    def free(self, kind: str, attribute: str) -> int:
        taken = [value(one, attribute=attribute) for one in self.root.iterchildren(w(kind))]
        return max((int(one) for one in taken if one.lstrip("-").isdecimal()), default=0) + 1

    def add(self, abstract: _Element) -> tuple[str, str]:
        """Append a w:abstractNum with a w:num of its own; return the ids of both."""
        ident, number = self.free("abstractNum", "abstractNumId"), self.free("num", "numId")
        abstract.set(w("abstractNumId"), str(ident))
        place = [one for one in self.root if kind_of(one) in {"num", "numIdMacAtCleanup"}]
        if place:
            place[0].addprevious(abstract)
        else:
            self.root.append(abstract)
        append(append(self.root, "num", numId=str(number)), "abstractNumId", val=str(ident))
        last = self.root.find(w("numIdMacAtCleanup"))
        if last is not None:
            self.root.append(last)
        self.abstract_by_num[str(number)] = str(ident)
        self.abstracts[str(ident)] = abstract
        return str(ident), str(number)


# ------------------------------------------------------------------ numbers of headings


@attrs.frozen
class TemplateNumbers:
    """How a template numbers its headings itself.

    Attributes:
        levels: By level of heading: abstract numbering, its level, and by level of the numbering its start, format and
            text; a heading without a number has none.
        before: Levels of the headings in the template's own text before the report, in order.
    """

    levels: Mapping[int, tuple[str, int, Mapping[int, tuple[int, str, str, bool]]]]
    before: tuple[int, ...] = ()

    def renumber(self, outline: Outline) -> Outline:
        """Give numbered headings the numbers that the page shows."""
        counts: dict[str, dict[int, int]] = {}
        for level in self.before:
            self._next(level, counts)
        return attrs.evolve(
            outline,
            entries=tuple(
                attrs.evolve(entry, number=self._next(min(entry.level, 6), counts))
                if entry.what == "heading" and entry.kind is HeadingKind.NUMBERED
                else entry
                for entry in outline.entries
            ),
        )

    def _next(self, level: int, counts: dict[str, dict[int, int]]) -> str:
        if level not in self.levels:
            return ""
        abstract, at, formats = self.levels[level]
        count = counts.setdefault(abstract, {})
        for upper in range(at):
            count.setdefault(upper, formats[upper][0] if upper in formats else 1)
        count[at] = count[at] + 1 if at in count else formats[at][0]
        for deeper in [one for one in count if one > at]:
            del count[deeper]
        _, kind, text, legal = formats[at]
        if kind in {"none", "bullet"}:
            return ""
        for upper in range(at + 1):
            shown = "decimal" if legal or upper not in formats else formats[upper][1]
            text = text.replace(f"%{upper + 1}", _figure(count[upper], shown))
        # Word leaves the full stop out where it refers to a number
        return text.strip().rstrip(".").strip()


def _figure(number: int, kind: str) -> str:
    if kind in {"upperLetter", "lowerLetter"} and number > 0:
        # A ... Z, AA ... ZZ: the letter is repeated
        text = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif kind in {"upperRoman", "lowerRoman"}:
        text = ""
        for size, sign in (
            (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
            (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
        ):  # fmt: skip
            text += sign * (number // size)
            number %= size
    elif kind == "decimalZero":
        text = f"{number:02d}"
    else:
        text = "" if kind == "none" else str(number)
    return text.lower() if kind in {"lowerLetter", "lowerRoman"} else text


# ------------------------------------------------------------------ dressing


def dress_styles(
    styles: _Element, numbering: _Element, style: HouseStyle, language: str, words: Words, *, template: str
) -> Sheet:
    """Complete the styles and numberings of a template, in place.

    Numbered headings: where the template's first heading has a numbering, all are numbered as the template does it;
    else mpfkit's numbering (1, 1.1, 1.1.1) is linked to them, and every other style that is based on them is kept free
    of it.

    Args:
        styles: w:styles of the template.
        numbering: w:numbering of the template.
        style: House style, with the page of the template.
        language: Language of the document.
        words: Words for the numbers of annexes.
        template: What the template is called in messages.

    Raises:
        RenderError: If styles that the house style names are missing: lists all of them with names that come close.
    """
    names = style.docx.styles
    found = match(styles, names, template=template)
    named = [role for role in found.missing if role in names]
    if named:
        raise RenderError(found.message(named, names, template))
    return _Dresser(styles, numbering, style, language, words, found).dress()


class _Dresser:
    def __init__(
        self, styles: _Element, numbering: _Element, style: HouseStyle, language: str, words: Words, found: Found
    ) -> None:
        self.styles = _Styles(styles)
        self.numbers = _Numbers(numbering)
        self.language = language
        self.found = found
        self.ids = dict(found.ids)
        self.named = style.docx.styles
        fonts = attrs.evolve(style.fonts, size_pt=self.styles.default_size())
        self.style = attrs.evolve(style, fonts=fonts)
        self.own_styles = base_styles(self.style, language)
        self.own_numbering = base_numbering(self.style, language, words)
        self.own = {value(one, attribute="styleId"): one for one in self.own_styles.iterchildren(w("style"))}

    def dress(self) -> Sheet:
        upright = self.set_direction()
        self.set_language()
        if not self.styles.default:
            self.add_default()
        if "body" not in self.ids:
            # Where running text has another name, it is the style that paragraphs have without one.
            self.ids["body"] = self.styles.default
        absent = [role for role in ROLES if role not in self.ids]
        numbers = self.template_numbers()
        for role in absent:
            self.ids[role] = self.free_id(style_id(ROLES[role][1]))
        for role in absent:
            self.add(role)
        linked = self.link_numberings(absent, numbers)
        lists = self.compose_lists()
        self.complete_tabs()
        if is_rtl(self.language):
            self.complete_arabic()
        return Sheet(
            ids=self.ids,
            found=tuple(role for role in ROLES if role not in absent),
            added=tuple(ROLES[role][1] for role in absent),
            lists=lists,
            headings=numbers,
            numbered=linked,
            upright=upright,
        )

    # ------------------------------------------------------------------ language and direction

    def set_language(self) -> None:
        """Let all text be in the language of the document, unless it says otherwise itself."""
        root = self.styles.root
        for mark in root.findall(f".//{w('rPr')}/{w('lang')}"):
            remove(mark)
        tags = word_language(self.language)
        defaults = root.find(w("docDefaults"))
        if defaults is None:
            defaults = put(root, "docDefaults", ("docDefaults", "latentStyles", "style"))
        holder = defaults.find(w("rPrDefault"))
        if holder is None:
            holder = put(defaults, "rPrDefault", ("rPrDefault", "pPrDefault"))
        run = holder.find(w("rPr"))
        if run is None:
            run = put(holder, "rPr", ("rPr",))
        put(run, "lang", RUN, val=tags.latin, eastAsia=tags.latin, bidi=tags.bidi)

    def set_direction(self) -> frozenset[str]:
        """Take the direction from right to left out of the styles: each paragraph of a report says its own."""
        root = self.styles.root
        if root.find(f".//{w('bidi')}") is None:
            return frozenset()
        on = {
            ident
            for ident in self.styles.by_id
            if (mark := self.styles.first(ident, "pPr", "bidi")) is not None and value(mark) not in {"0", "false"}
        }
        default = root.find(f"{w('docDefaults')}/{w('pPrDefault')}/{w('pPr')}/{w('bidi')}")
        if default is not None and value(default) not in {"0", "false"}:
            on |= set(self.styles.by_id)
            remove(default)
        for ident in on:
            for path in ("pPr/bidi", "rPr/rtl"):
                mark = self.styles.by_id[ident].find("/".join(w(name) for name in path.split("/")))
                if mark is not None:
                    remove(mark)
        return frozenset(on)

    def complete_arabic(self) -> None:
        """Give Arabic text the size and weight that the template gives to Latin text only."""
        runs = [one.find(w("rPr")) for one in self.styles.by_id.values()]
        default = self.styles.root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}")
        for run in [default, *runs]:
            if run is None:
                continue
            if run.find(w("sz")) is not None and run.find(w("szCs")) is None:
                put(run, "szCs", RUN, val=value(run, "sz"))
            if run.find(w("b")) is not None and run.find(w("bCs")) is None and value(run, "b") not in {"0", "false"}:
                put(run, "bCs", RUN)
        fonts = default.find(w("rFonts")) if default is not None else None
        body = self.styles.first(self.styles.default, "rPr", "rFonts")
        if default is not None and not any(
            one is not None and (value(one, attribute="cs") or value(one, attribute="cstheme")) for one in (fonts, body)
        ):
            if fonts is None:
                fonts = put(default, "rFonts", RUN)
            fonts.set(w("cs"), self.style.fonts.arabic)

    # ------------------------------------------------------------------ missing styles

    def free_id(self, wanted: str) -> str:
        taken = {ident.lower() for ident in [*self.styles.by_id, *self.ids.values()]}
        ident, number = wanted, 1
        while ident.lower() in taken:
            number += 1
            ident = f"{wanted}{number}"
        return ident

    def add_default(self) -> None:
        ident = self.ids.get("body") or self.free_id("Normal")
        if ident not in self.styles.by_id:
            self.insert(copy.deepcopy(self.own["Normal"]), ident)
        self.styles.by_id[ident].set(w("default"), "1")
        self.styles.default = ident

    def insert(self, element: _Element, ident: str) -> None:
        element.set(w("styleId"), ident)
        self.styles.root.append(element)
        self.styles.by_id[ident] = element

    def target(self, own: str, kind: str) -> str:
        """Return the id that one of mpfkit's styles has here."""
        for role, (role_kind, name) in ROLES.items():
            if role_kind == kind and style_id(name) == own:
                return self.ids[role]
        # Default Paragraph Font, Normal Table
        name = value(self.own[own], "name").lower()
        known = self.found.by_name.get((kind, name))
        if known is None:
            known = self.free_id(own)
            self.insert(copy.deepcopy(self.own[own]), known)
            self.found.by_name[kind, name] = known
            if any(
                value(one, attribute="default") == "1" and value(one, attribute="type") == kind
                for ident, one in self.styles.by_id.items()
                if ident != known
            ):
                self.styles.by_id[known].attrib.pop(w("default"), "")
        return known

    def add(self, role: str) -> None:
        """Add mpfkit's definition of a style."""
        kind, name = ROLES[role]
        element = copy.deepcopy(self.own[style_id(name)])
        based = element.find(w("basedOn"))
        if based is not None:
            based.set(w("val"), self.target(value(based), kind))
        following = element.find(w("next"))
        if following is not None:
            following.set(w("val"), self.target(value(following), kind))
        self.adapt(role, element)
        self.insert(element, self.ids[role])

    def adapt(self, role: str, element: _Element) -> None:
        run, paragraph = element.find(w("rPr")), element.find(w("pPr"))
        if role != "code" and run is not None:
            for fonts in run.findall(w("rFonts")):
                run.remove(fonts)
        if role.startswith("heading-"):
            self.adapt_heading(role, element)
        elif role == "contents-heading" and "heading-1" in self.found.ids:
            # As Word itself does it: the first heading, but not in the contents and without a number
            self.base_on(element, self.ids["heading-1"])
            fresh = put(element, "pPr", STYLE)
            put(put(fresh, "numPr", PARAGRAPH), "numId", ("ilvl", "numId"), val="0")
            if self.styles.numbering(self.ids["heading-1"])[0] or self.template_numbers() is None:
                put(fresh, "ind", PARAGRAPH, left="0", firstLine="0")
            put(fresh, "outlineLvl", PARAGRAPH, val="9")
        if paragraph is None:
            return
        spacing = paragraph.find(w("spacing"))
        if spacing is not None and value(spacing, attribute="line") == "274":
            # The distance of lines of running text is the template's
            for name in ("line", "lineRule"):
                spacing.attrib.pop(w(name), "")
        if role in _UPRIGHT_ROLES:
            for name, normal in (("ind", {"left": "0", "right": "0", "firstLine": "0"}), ("jc", {"val": "left"})):
                own = self.styles.first(self.styles.default, "pPr", name)
                if own is not None and paragraph.find(w(name)) is None:
                    put(paragraph, name, PARAGRAPH, **normal)
        if role in {"table-text", "table-header"} and "table" in self.named and run is not None:
            # The header row of somebody else's table style has a colour of its own
            for colour in run.findall(w("color")):
                run.remove(colour)
        if run is not None and not len(run):
            element.remove(run)

    @staticmethod
    def base_on(element: _Element, ident: str) -> None:
        for run in element.findall(w("rPr")):
            element.remove(run)
        put(element, "basedOn", STYLE, val=ident)

    def adapt_heading(self, role: str, element: _Element) -> None:
        level = int(role[-1])
        upper = [one for one in _HEADINGS[: level - 1] if one in self.found.ids]
        if not upper:
            return
        # It looks like the deepest heading that the template has
        self.base_on(element, self.ids[upper[-1]])
        put(put(element, "pPr", STYLE), "outlineLvl", PARAGRAPH, val=str(level - 1))

    # ------------------------------------------------------------------ numberings

    def template_numbers(self) -> TemplateNumbers | None:
        """Return how the template numbers its headings; None where its first heading has no number."""
        if "heading-1" not in self.found.ids or not self.styles.numbering(self.found.ids["heading-1"])[0]:
            return None
        levels: dict[int, tuple[str, int, Mapping[int, tuple[int, str, str, bool]]]] = {}
        last = ("", "")
        for level, role in enumerate(_HEADINGS, 1):
            ident = self.found.ids.get(role, "")
            if ident:
                number, at = self.styles.numbering(ident)
                last = (number, ident)
            else:
                # A heading that is added goes on where the template's last one stands
                number, at = last[0], str(level - 1)
            if not number:
                continue
            abstract, depth, found = self.numbers.level(number, at, ident)
            if found is not None:
                levels[level] = (abstract, depth, self.formats(abstract, number))
        return TemplateNumbers(levels) if 1 in levels else None

    def formats(self, abstract: str, number: str) -> dict[int, tuple[int, str, str, bool]]:
        formats: dict[int, tuple[int, str, str, bool]] = {}
        for one in self.numbers.abstracts[abstract].findall(w("lvl")):
            start = value(one, "start")
            formats[int(value(one, attribute="ilvl"))] = (
                int(start) if start.isdecimal() else 1,
                value(one, "numFmt") or "decimal",
                value(one, "lvlText"),
                one.find(w("isLgl")) is not None,
            )
        overrides = [
            override
            for num in self.numbers.root.iterchildren(w("num"))
            if value(num, attribute="numId") == number
            for override in num.findall(w("lvlOverride"))
        ]
        for override in overrides:
            at, start = int(value(override, attribute="ilvl")), value(override, "startOverride")
            if at in formats and start.isdecimal():
                formats[at] = (int(start), *formats[at][1:])
        return formats

    def number(self, ident: str, number: str, level: int) -> None:
        """Link a style to a numbering."""
        element = self.styles.by_id[ident]
        paragraph = element.find(w("pPr"))
        if paragraph is None:
            paragraph = put(element, "pPr", STYLE)
        inner = put(paragraph, "numPr", PARAGRAPH)
        put(inner, "ilvl", ("ilvl", "numId"), val=str(level))
        put(inner, "numId", ("ilvl", "numId"), val=number)

    def link_numberings(self, absent: list[str], numbers: TemplateNumbers | None) -> frozenset[str]:
        """Link headings, annexes and lists to numberings; return the template's styles that must show no number."""
        needed: dict[int, list[tuple[str, int]]] = {}
        free = set(absent)
        for level, role in enumerate(_HEADINGS):
            if numbers is None:
                needed.setdefault(HEADINGS, []).append((role, level))
            elif role in free:
                known = numbers.levels.get(level + 1)
                number = self.styles.numbering(self.ids[role])[0] if known else "0"
                self.number(self.ids[role], number or "0", known[1] if known else 0)
        own_ids = {style_id(name): role for role, (_, name) in ROLES.items()}
        for ident, element in self.own.items():
            role = own_ids.get(ident, "")
            number = value(element, "pPr/numPr/numId")
            if number in {"", "0"} or role in _HEADINGS:
                continue
            if role in free or not self.numbered_itself(role):
                needed.setdefault(int(number), []).append((role, int(value(element, "pPr/numPr/ilvl") or 0)))
        before = set(self.styles.by_id)
        linked: set[str] = set()
        for ours in sorted(needed):
            abstract = copy.deepcopy(
                next(
                    one
                    for one in self.own_numbering.iterchildren(w("abstractNum"))
                    if value(one, attribute="abstractNumId") == str(ours)
                )
            )
            ids = {level: self.ids[role] for role, level in needed[ours]}
            for lvl in abstract.findall(w("lvl")):
                mark = lvl.find(w("pStyle"))
                at = int(value(lvl, attribute="ilvl"))
                if mark is not None and at in ids:
                    mark.set(w("val"), ids[at])
                elif mark is not None:
                    lvl.remove(mark)
            _, number = self.numbers.add(abstract)
            for role, level in needed[ours]:
                self.number(self.ids[role], number, level)
            if ours == HEADINGS:
                linked = set(ids.values())
        if not linked:
            return frozenset()
        return frozenset(linked | self.free_from_numbers(linked, before - set(self.ids.values())))

    def numbered_itself(self, role: str) -> bool:
        """Tell whether the template's style has a numbering, and not just the one of a heading that it is based on."""
        number, level = self.styles.numbering(self.ids[role])
        if not number:
            return False
        if role.startswith("annex-"):
            return self.styles.by_id[self.ids[role]].find(f"{w('pPr')}/{w('numPr')}") is not None
        return self.numbers.level(number, level, self.ids[role])[2] is not None

    def free_from_numbers(self, linked: set[str], others: set[str]) -> set[str]:
        """Keep mpfkit's numbers of headings out of styles that are based on headings."""
        based: dict[str, list[str]] = {}
        for ident, element in self.styles.by_id.items():
            based.setdefault(value(element, "basedOn"), []).append(ident)
        touched: set[str] = set()
        waiting, seen = sorted(linked), set(linked)
        while waiting:
            for ident in based.get(waiting.pop(), ()):
                if ident in seen:
                    continue
                seen.add(ident)
                waiting.append(ident)
                element = self.styles.by_id[ident]
                free = ident in others or ident == self.ids["contents-heading"]
                if free and element.find(f"{w('pPr')}/{w('numPr')}/{w('numId')}") is None:
                    paragraph = element.find(w("pPr"))
                    if paragraph is None:
                        paragraph = put(element, "pPr", STYLE)
                    put(put(paragraph, "numPr", PARAGRAPH), "numId", ("ilvl", "numId"), val="0")
                    touched.add(ident)
        return touched

    def compose_lists(self) -> dict[str, str]:
        """Return the abstract numbering of each sort of numbered list: three levels, as the template's styles look.

        A template often has a numbering for each level; a list of several levels needs one that has them all.
        """
        composed: dict[str, str] = {}
        for role, ours in _NUMBERED.items():
            levels = [f"{role}-{level}" if role == "number" else role for level in (1, 2, 3)]
            abstract = copy.deepcopy(
                next(
                    one
                    for one in self.own_numbering.iterchildren(w("abstractNum"))
                    if value(one, attribute="abstractNumId") == str(ours)
                )
            )
            for at, (own, level_role) in enumerate(zip(abstract.findall(w("lvl")), levels, strict=False)):
                for mark in own.findall(w("pStyle")):
                    own.remove(mark)
                if level_role not in self.found.ids or (role != "number" and at):
                    continue
                number, level = self.styles.numbering(self.ids[level_role])
                _, depth, theirs = self.numbers.level(number, level, self.ids[level_role])
                if theirs is None or value(theirs, "numFmt") in {"bullet", "none"}:
                    continue
                theirs = copy.deepcopy(theirs)
                for mark in [*theirs.findall(w("pStyle")), *theirs.findall(w("lvlPicBulletId"))]:
                    theirs.remove(mark)
                theirs.set(w("ilvl"), str(at))
                text = theirs.find(w("lvlText"))
                if text is not None and depth != at:
                    text.set(w("val"), value(text).replace(f"%{depth + 1}", f"%{at + 1}"))
                abstract.replace(own, theirs)
            composed[role] = self.numbers.add(abstract)[0]
        return composed

    # ------------------------------------------------------------------ contents

    def complete_tabs(self) -> None:
        """Give the contents of the template the tab at the far edge, for numbers of pages, where they lack it."""
        width = str(text_width(self.style.page))
        for role in [*(f"contents-{level}" for level in range(1, 7)), "list-of"]:
            tabs = self.styles.first(self.ids[role], "pPr", "tabs")
            if tabs is not None and any(value(tab) in {"right", "end"} for tab in tabs):
                continue
            element = self.styles.by_id[self.ids[role]]
            paragraph = element.find(w("pPr"))
            if paragraph is None:
                paragraph = put(element, "pPr", STYLE)
            old = paragraph.find(w("tabs"))
            tabs = old if old is not None else put(paragraph, "tabs", PARAGRAPH)
            append(tabs, "tab", val="right", leader="dot", pos=width)
