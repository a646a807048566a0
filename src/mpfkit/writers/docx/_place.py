"""The body of a template: where a report goes, which sections stand around it, what is kept and what is filled in."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NoReturn

import attrs

from mpfkit.errors import FileError, did_you_mean
from mpfkit.records import Page
from mpfkit.writers._text import is_mostly_rtl, newlines, script_runs

from ._language import is_rtl, word_language
from ._measures import mm
from ._trees import PARAGRAPH, RUN, SECTION, W, append, kind_of, put, remove, value, w

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = [
    "BODY",
    "REFERENCE_TYPES",
    "Frame",
    "Spot",
    "accept_changes",
    "check_names",
    "clear_body",
    "complete_section",
    "control_name",
    "drop_comments",
    "fill",
    "frame_of",
    "later_section",
    "open_spot",
    "page_of",
    "refuse_foreign",
    "section_elements",
]

BODY = "mpfkit_body"
_PREFIX = "mpfkit_"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHOWN = frozenset({"t", "drawing", "pict", "object", "sym", "fldSimple", "footnoteReference", "endnoteReference"})
_FETCHING = re.compile(r"\s*(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|DDE|DDEAUTO|LINK|DATABASE|RD)\b", re.IGNORECASE)
_CHANGES = (
    "rPrChange pPrChange sectPrChange tblPrChange tblPrExChange tblGridChange trPrChange tcPrChange numberingChange "
    "cellIns cellDel cellMerge moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd"
).split()
REFERENCE_TYPES = ("default", "first", "even")
_BOUND = re.compile(r"coreProperties.*[/:](title|creator|subject|keywords)(\[1\])?\s*\Z")
_BOUND_NAMES = {"title": "title", "creator": "author", "subject": "subject", "keywords": "keywords"}


@attrs.frozen(kw_only=True)
class Spot:
    """Where the report goes; the mark in the tree says it exactly.

    Attributes:
        kind: `replaced` (the whole body), `bookmark` or `control`.
        section: w:sectPr of the section around it.
        closing: What ends the report: `final` (the last section of the document), `section` (a section that nothing of
            the template follows), or `open` (text of the template follows in the same section).
        fresh: Whether it starts the section.
    """

    kind: str
    section: _Element
    closing: str = "final"
    fresh: bool = False

    @property
    def in_place(self) -> bool:
        """Whether text of the template stands around the report."""
        return self.kind != "replaced"


@attrs.frozen(kw_only=True)
class Frame:
    """The sections of a report in a template: w:sectPr as text, `{references}` where those of mpfkit's heads go.

    Attributes:
        first: Of the section in which the report starts: upright, and across.
        later: Of the sections after it: upright, and across; without a first page of their own.
        spot: Where the report goes.
        title: Whether the report shows its title, the template having no place for it.
        notices: Notices of the cover that the template has no place for.
        own_heads: Whether heads and feet are mpfkit's.
        title_page: Whether the first page has a head and foot of its own.
        whole: Whether the report stays in the section in which it starts.
    """

    first: tuple[str, str]
    later: tuple[str, str]
    spot: Spot
    title: bool = False
    notices: tuple[str, ...] = ()
    own_heads: bool = False
    title_page: bool = False
    whole: bool = True

    def references(self, references: tuple[str, str, str], *, landscape: bool, first: bool) -> str:
        """Return the references of a section to mpfkit's own heads and feet; empty where the template has its own."""
        if not self.own_heads:
            return ""
        return references[landscape] + (references[2] if first and self.title_page else "")

    def properties(self, references: tuple[str, str, str], *, landscape: bool, first: bool) -> str:
        """Return w:sectPr.

        Args:
            references: Header and footer references of mpfkit's own heads: upright, across, first page.
            landscape: Whether the pages lie across.
            first: Whether it is the first section of the report.
        """
        own = self.references(references, landscape=landscape, first=first)
        return (self.first if first else self.later)[landscape].replace("{references}", own)


# ------------------------------------------------------------------ names


def control_name(control: _Element) -> str:
    """Return the name of a content control: its tag, or its title where the tag is no name of mpfkit's."""
    names = [value(control, f"sdtPr/{kind}").strip().lower() for kind in ("tag", "alias")]
    return next((name for name in names if name.startswith(_PREFIX)), "")


def _bookmarks(root: _Element) -> Iterator[tuple[str, _Element]]:
    for mark in list(root.iter(w("bookmarkStart"))):
        name = value(mark, attribute="name").lower()
        if name.startswith(_PREFIX):
            yield name, mark


def check_names(root: _Element, known: Iterable[str], *, place: str) -> set[str]:
    """Refuse controls and bookmarks with names that mpfkit does not know; return those that are there.

    Args:
        root: A part.
        known: Names without `mpfkit_`.
        place: What the template is called in messages.

    Raises:
        FileError: If a name is not known: says which comes close.
    """
    allowed = sorted({_PREFIX + one for one in known} | {BODY})
    names = [*(control_name(one) for one in root.iter(w("sdt"))), *(name for name, _ in _bookmarks(root))]
    for name in names:
        if name and name not in allowed:
            hint = did_you_mean(name, allowed) or f"known: {', '.join(allowed)}"
            raise FileError(f"{place}: nothing is named {name!r}; {hint}")
    return {name.removeprefix(_PREFIX) for name in names if name}


def _holds_text(nodes: list[_Element]) -> bool:
    return any(next(node.iter(*map(w, _SHOWN)), None) is not None for node in nodes if isinstance(node.tag, str))


# ------------------------------------------------------------------ where the report goes


def open_spot(root: _Element, mark: str, *, place: str) -> Spot:
    """Take out what the report replaces, and leave a comment in its stead.

    Args:
        root: w:document.
        mark: Text of the comment.
        place: What the template is called in messages.

    Raises:
        FileError: If the place is named twice, or stands where no report can stand.
    """
    from lxml import etree

    body = root.find(w("body"))
    if body is None:
        raise FileError(f"{place}: has no body; save it again in Word")
    if not len(body) or kind_of(body[-1]) != "sectPr":
        append(body, "sectPr")
    controls = [one for one in root.iter(w("sdt")) if control_name(one) == BODY]
    bookmarks = [start for name, start in _bookmarks(root) if name == BODY]
    if len(controls) + len(bookmarks) > 1:
        raise FileError(f"{place}: {BODY} is there {len(controls) + len(bookmarks)} times; leave one of them")
    if not controls and not bookmarks:
        return _replace_all(root, body, mark)
    first, last = _range_of_control(body, controls[0], place) if controls else _range(body, bookmarks[0], place)
    taken = list(body)[first : last + 1]
    _check_taken(taken, place)
    inner = [one for node in taken for one in node.iter(w("sectPr"))]
    comment = etree.Comment(mark)
    body.insert(first, comment)
    for node in taken:
        body.remove(node)
    section, closing = (inner[0], "section") if inner else _following_section(body, comment)
    _mend_ranges(root, taken)
    before = list(body)[: body.index(comment)]
    ends = [node for node in before if node.find(f"{w('pPr')}/{w('sectPr')}") is not None]
    own = before[before.index(ends[-1]) + 1 :] if ends else before
    return Spot(
        kind="control" if controls else "bookmark",
        section=section,
        closing=closing,
        fresh=not own,
    )


def _replace_all(root: _Element, body: _Element, mark: str) -> Spot:
    from lxml import etree

    sections = section_elements(root)
    section = sections[-1]
    effective: dict[tuple[str, str], _Element] = {}
    for one in sections:
        for kind in ("header", "footer"):
            for reference in one.findall(w(f"{kind}Reference")):
                effective[kind, value(reference, attribute="type") or "default"] = reference
    for child in list(body):
        body.remove(child)
    # What earlier sections show, later ones show too unless they say otherwise.
    for kind in ("header", "footer"):
        for old in section.findall(w(f"{kind}Reference")):
            section.remove(old)
    for number, reference in enumerate(effective[key] for key in sorted(effective)):
        section.insert(number, copy.deepcopy(reference))
    first = sections[0].find(w("titlePg"))
    if first is not None and value(first) not in {"0", "false"}:
        put(section, "titlePg", SECTION)
    columns = section.find(w("cols"))
    if columns is not None:
        # A report with its tables is set in one column.
        put(section, "cols", SECTION, space=value(columns, attribute="space") or "709")
    for name in ("type", "formProt", "lnNumType"):
        for old in section.findall(w(name)):
            section.remove(old)
    body.append(etree.Comment(mark))
    return Spot(kind="replaced", section=section)


def _range_of_control(body: _Element, control: _Element, place: str) -> tuple[int, int]:
    parent = control.getparent()
    if parent is body:
        return (body.index(control),) * 2
    if parent is None or kind_of(parent) != "p" or parent.getparent() is not body:
        _misplaced(control, place)
    if _holds_text([node for node in parent if node is not control]):
        _shares(place)
    return (body.index(parent),) * 2


def _range(body: _Element, start: _Element, place: str) -> tuple[int, int]:
    ident = value(start, attribute="id")
    ends = [end for end in body.iter(w("bookmarkEnd")) if value(end, attribute="id") == ident]
    if not ends:
        raise FileError(f"{place}: the bookmark {BODY} has no end; set it again in Word")
    end = ends[0]
    tops: list[_Element] = []
    for mark in (start, end):
        parent = mark.getparent()
        if parent is body:
            tops.append(mark)
        elif parent is not None and kind_of(parent) == "p" and parent.getparent() is body:
            tops.append(parent)
        else:
            _misplaced(mark, place)
    first, last = (body.index(top) for top in tops)
    if kind_of(tops[0]) == "p" and _holds_text(list(start.itersiblings(preceding=True))):
        _shares(place)
    if kind_of(tops[1]) == "p":
        if first != last and not _holds_text(list(end.itersiblings(preceding=True))):
            # Word ends a bookmark over whole paragraphs at the head of the next one.
            tops[1].remove(end)
            last -= 1
        elif _holds_text(list(end.itersiblings())):
            _shares(place)
    return first, last


def _shares(place: str) -> NoReturn:
    raise FileError(f"{place}: {BODY} shares its paragraph with other text; give it a paragraph of its own")


def _misplaced(mark: _Element, place: str) -> NoReturn:
    words = {
        "tc": "a table", "txbxContent": "a text box", "sdtContent": "another content control", "hdr": "a header",
        "ftr": "a footer", "footnote": "a footnote", "hyperlink": "a link", "ins": "a tracked change",
    }  # fmt: skip
    where = next((words[kind] for one in mark.iterancestors() if (kind := kind_of(one)) in words), "other text")
    raise FileError(f"{place}: {BODY} stands in {where}; put it into a paragraph of its own in the text itself")


def _check_taken(taken: list[_Element], place: str) -> None:
    inner = [one for node in taken for one in node.iter(w("sectPr"))]
    last = taken[-1]
    content = last.find(w("sdtContent"))
    if content is not None and len(content):
        last = content[-1]
    if len(inner) > 1 or (inner and last.find(f"{w('pPr')}/{w('sectPr')}") is None):
        raise FileError(f"{place}: {BODY} spans a section break; let it stand inside one section")
    kinds = [value(char, attribute="fldCharType") for node in taken for char in node.iter(w("fldChar"))]
    if kinds.count("begin") != kinds.count("end"):
        raise FileError(f"{place}: {BODY} starts or ends inside a field (such as a table of contents); move it out")


def _following_section(body: _Element, comment: _Element) -> tuple[_Element, str]:
    following = list(comment.itersiblings())
    if following and kind_of(following[0]) == "sectPr":
        body.remove(following[0])
        return following[0], "final"
    if following and not _holds_text(following[:1]):
        section = following[0].find(f"{w('pPr')}/{w('sectPr')}")
        if section is not None:
            # A paragraph that is there for its section break only: the report ends the section.
            body.remove(following[0])
            return section, "section"
    ends = (node if kind_of(node) == "sectPr" else node.find(f"{w('pPr')}/{w('sectPr')}") for node in following)
    return next(end for end in ends if end is not None), "open"


def _mend_ranges(root: _Element, taken: list[_Element]) -> None:
    """Take out starts and ends of ranges whose other half went with the text that was replaced."""
    for kind in ("bookmark", "perm"):
        for here, there in (("Start", "End"), ("End", "Start")):
            gone = {value(one, attribute="id") for node in taken for one in node.iter(w(kind + here))}
            for mark in list(root.iter(w(kind + there))):
                if value(mark, attribute="id") in gone:
                    remove(mark)


# ------------------------------------------------------------------ sections


def section_elements(root: _Element) -> list[_Element]:
    """Return all w:sectPr in order, without those of old versions."""
    return [one for one in root.iter(w("sectPr")) if next(one.iterancestors(w("sectPrChange")), None) is None]


def _length(element: _Element | None, attribute: str, default: int) -> int:
    text = value(element, attribute=attribute)
    try:
        return round(float(text))
    except ValueError:
        return default


def page_of(section: _Element, page: Page) -> Page:
    """Return size and margins of a section as a page.

    Args:
        section: w:sectPr.
        page: What holds where the section says nothing.
    """
    size, margins = section.find(w("pgSz")), section.find(w("pgMar"))
    width, height = _length(size, "w", mm(page.width_mm)), _length(size, "h", mm(page.height_mm))
    left, right = _length(margins, "left", mm(page.inner_mm)), _length(margins, "right", mm(page.outer_mm))
    left += _length(margins, "gutter", 0)
    columns = section.find(w("cols"))
    number = _length(columns, "num", 1)
    if number > 1:
        space = _length(columns, "space", 720)
        right = width - left - max(1, (width - left - right - space * (number - 1)) // number)
    if width - left - right < mm(20):
        return page

    def back(twentieths: int) -> float:
        return twentieths * 25.4 / 1440

    return Page(
        width_mm=back(width),
        # A template that lies across has no narrower pages: text across is as wide there as upright.
        height_mm=back(max(width, height)),
        top_mm=back(abs(_length(margins, "top", mm(page.top_mm)))),
        bottom_mm=back(abs(_length(margins, "bottom", mm(page.bottom_mm)))),
        inner_mm=back(left),
        outer_mm=back(right),
    )


def complete_section(section: _Element, page: Page) -> None:
    """Give a section a size and margins where it has none."""
    if not value(section, "pgSz", "w") or not value(section, "pgSz", "h"):
        put(section, "pgSz", SECTION, w=str(mm(page.width_mm)), h=str(mm(page.height_mm)))
    if section.find(w("pgMar")) is None:
        put(
            section, "pgMar", SECTION, top=str(mm(page.top_mm)), right=str(mm(page.outer_mm)),
            bottom=str(mm(page.bottom_mm)), left=str(mm(page.inner_mm)), header=str(mm(page.top_mm / 2)),
            footer=str(mm(page.bottom_mm / 2)), gutter="0",
        )  # fmt: skip


def frame_of(spot: Spot, *, rtl: bool, own_heads: bool, title_page: bool) -> Frame:
    """Return the sections of the report.

    Args:
        spot: Where it goes; its section has a size and margins.
        rtl: Whether the report runs from right to left.
        own_heads: Whether heads and feet are mpfkit's.
        title_page: Whether the first page of mpfkit's own heads is another.
    """
    section = copy.deepcopy(spot.section)
    if not spot.in_place:
        for old in section.findall(w("bidi")):
            section.remove(old)
        if rtl:
            put(section, "bidi", SECTION)
        put(section, "type", SECTION, val="nextPage")
    if own_heads:
        for name in ("headerReference", "footerReference", "titlePg"):
            for old in section.findall(w(name)):
                section.remove(old)
        if title_page:
            put(section, "titlePg", SECTION)
    later = copy.deepcopy(section)
    later_section(later)
    return Frame(
        first=(_text(section), _text(_across(section))),
        later=(_text(later), _text(_across(later))),
        spot=spot,
        own_heads=own_heads,
        title_page=title_page and own_heads,
    )


def later_section(section: _Element) -> None:
    """Make a section one that goes on after another: a new page, no first page, numbers of pages that go on."""
    put(section, "type", SECTION, val="nextPage")
    for name in ("headerReference", "footerReference"):
        for old in section.findall(w(name)):
            if value(old, attribute="type") == "first":
                section.remove(old)
    for old in section.findall(w("titlePg")):
        section.remove(old)
    numbers = section.find(w("pgNumType"))
    if numbers is not None:
        numbers.attrib.pop(w("start"), "")


def _across(section: _Element) -> _Element:
    across = copy.deepcopy(section)
    size = across.find(w("pgSz"))
    width, height = value(size, attribute="w"), value(size, attribute="h")
    if size is not None and _length(size, "w", 0) < _length(size, "h", 0):
        put(across, "pgSz", SECTION, w=height, h=width, orient="landscape")
    if across.find(w("cols")) is not None:
        put(across, "cols", SECTION, space="709")
    return across


def _text(section: _Element) -> str:
    from lxml import etree

    text = etree.tostring(section, encoding="unicode", with_tail=False)
    # All prefixes are declared at the root of the document, where the section came from.
    text = re.sub(r'\sxmlns(:\w+)?="[^"]*"', "", text)
    return re.sub(r"\A(<[^>]*>)", r"\1{references}", text)


# ------------------------------------------------------------------ what is kept


def clear_body(root: _Element) -> None:
    """Take out what a finished report must not show: comments and pending changes of whoever made the template."""
    drop_comments(root)
    accept_changes(root)


def drop_comments(root: _Element) -> None:
    """Take out the marks of comments."""
    for kind in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        for mark in list(root.iter(w(kind))):
            run = mark.getparent()
            remove(mark)
            if kind == "commentReference" and run is not None and all(kind_of(one) == "rPr" for one in run):
                remove(run)


def accept_changes(root: _Element) -> None:
    """Take over all tracked changes."""
    for kind in ("del", "moveFrom"):
        for gone in list(root.iter(w(kind))):
            remove(gone)
    for kind in ("ins", "moveTo"):
        for wrapper in list(root.iter(w(kind))):
            parent = wrapper.getparent()
            if parent is None or kind_of(parent) in {"rPr", "trPr", "numPr"}:
                remove(wrapper)
                continue
            for child in list(wrapper):
                wrapper.addprevious(child)
            remove(wrapper)
    for one in list(root.iter(*map(w, _CHANGES))):
        remove(one)


def refuse_foreign(root: _Element, *, place: str, part: str) -> None:
    """Refuse what fetches something from outside when a report is opened or brought up to date.

    Raises:
        FileError: If there is such a field, a part in another format, or an ActiveX control.
    """
    words = {"altChunk": "a part in another format", "subDoc": "a subdocument", "control": "an ActiveX control"}
    instructions: list[str] = []
    for element in root.iter(*map(w, (*words, "fldChar", "instrText", "fldSimple"))):
        kind = kind_of(element)
        if kind in words:
            raise FileError(f"{place}: part {part} holds {words[kind]}; remove it in Word")
        if kind == "fldChar" and value(element, attribute="fldCharType") == "begin":
            instructions.append("")
        elif kind == "instrText":
            instructions.append((instructions.pop() if instructions else "") + (element.text or ""))
        elif kind == "fldSimple":
            instructions.append(value(element, attribute="instr"))
    for instruction in instructions:
        found = _FETCHING.match(instruction)
        if found:
            raise FileError(
                f"{place}: part {part} fetches something by a field {found[1].upper()}; replace it by its result in "
                "Word (Ctrl+Shift+F9)"
            )


# ------------------------------------------------------------------ filling


def fill(root: _Element, values: Mapping[str, str], language: str, *, place: str) -> set[str]:
    """Put the texts of a report into the controls and bookmarks of a part.

    A control gives way to its text, which keeps the formatting of the control's first characters; a bookmark stays
    around its text, so that fields may refer to it. What has no text leaves no empty paragraph.

    Args:
        root: The part, whose names have been checked.
        values: Text by name without `mpfkit_`.
        language: Language of the texts.
        place: What the template is called in messages.

    Returns:
        The names that were there, without `mpfkit_`.

    Raises:
        FileError: If a place cannot hold a text.
    """
    filler = _Filler(root, values, language, place)
    for control in list(root.iter(w("sdt"))):
        if any(one is root for one in control.iterancestors()):
            filler.control(control)
    for name, start in _bookmarks(root):
        if any(one is root for one in start.iterancestors()):
            filler.bookmark(name, start)
    return filler.found


class _Filler:
    def __init__(self, root: _Element, values: Mapping[str, str], language: str, place: str) -> None:
        self.root = root
        self.values = values
        self.language = language
        self.place = place
        self.found: set[str] = set()

    def text_of(self, name: str) -> str:
        short = name.removeprefix(_PREFIX)
        if name == BODY:
            raise FileError(f"{self.place}: {BODY} stands outside the text itself; put it into a paragraph of its own")
        self.found.add(short)
        return self.values[short]

    def runs(self, text: str, properties: _Element | None, paragraph: _Element | None) -> list[_Element]:
        """Return the runs of a text."""
        from lxml import etree

        rtl = is_mostly_rtl(text) or (is_rtl(self.language) and not text.isascii())
        if rtl and paragraph is not None:
            own = paragraph.find(w("pPr"))
            if own is None:
                own = put(paragraph, "pPr", ("pPr",))
                paragraph.insert(0, own)
            put(own, "bidi", PARAGRAPH)
        tags = word_language(self.language)
        runs: list[_Element] = []
        for right, piece in script_runs(newlines(text), rtl=rtl):
            run = etree.Element(w("r"), nsmap={"w": W})
            mark = copy.deepcopy(properties) if properties is not None else etree.Element(w("rPr"), nsmap={"w": W})
            for name in ("rtl", "lang"):
                for old in mark.findall(w(name)):
                    mark.remove(old)
            if right:
                put(mark, "rtl", RUN)
                put(mark, "lang", RUN, bidi=tags.bidi)
            if len(mark):
                run.append(mark)
            for number, line in enumerate(piece.split("\n")):
                if number:
                    append(run, "br")
                if line:
                    shown = append(run, "t")
                    shown.text = line
                    shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            runs.append(run)
        return runs

    # ------------------------------------------------------------------ controls

    def control(self, control: _Element) -> None:
        name = control_name(control)
        bound = _BOUND.search(value(control, "sdtPr/dataBinding", attribute="xpath"))
        # A field for a property of the file, as Word's own covers have them, stays one
        shown = name or (_PREFIX + _BOUND_NAMES[bound[1]] if bound else "")
        content = control.find(w("sdtContent"))
        if not shown or content is None:
            return
        text = self.text_of(shown)
        properties = self.formatting(control, content)
        kinds = {kind_of(child) for child in content}
        if "tr" in kinds:
            raise FileError(f"{self.place}: {shown} is around the row of a table; put it into a cell")
        if kinds & {"p", "tbl", "tc"}:
            paragraph = next(content.iter(w("p")), None)
            if paragraph is None:
                raise FileError(f"{self.place}: {shown} holds no paragraph; make it again in Word")
            self.refill(paragraph, text, properties)
            self.keep_only(paragraph, content)
        else:
            paragraph = next((one for one in control.iterancestors() if kind_of(one) == "p"), None)
            for child in list(content):
                content.remove(child)
            content.extend(self.runs(text, properties, paragraph))
        if not name:
            for mark in control.findall(f"{w('sdtPr')}/{w('showingPlcHdr')}"):
                remove(mark)
            return
        for child in list(content):
            control.addprevious(child)
        remove(control)
        if not text and paragraph is not None:
            self.drop_empty(paragraph)

    @staticmethod
    def keep_only(paragraph: _Element, content: _Element) -> None:
        """Leave nothing in a control but the paragraph that holds its text."""
        keep = paragraph
        for one in paragraph.iterancestors():
            for child in list(one):
                if child is not keep and kind_of(child) in {"p", "tbl", "tr", "tc", "sdt"}:
                    one.remove(child)
            if one is content:
                return
            keep = one

    @staticmethod
    def formatting(control: _Element, content: _Element) -> _Element | None:
        own = control.find(f"{w('sdtPr')}/{w('rPr')}")
        if control.find(f"{w('sdtPr')}/{w('showingPlcHdr')}") is not None:
            return own
        run = next(content.iter(w("r")), None)
        found = run.find(w("rPr")) if run is not None else None
        return found if found is not None else own

    def refill(self, paragraph: _Element, text: str, properties: _Element | None) -> None:
        for child in list(paragraph):
            if kind_of(child) not in {"pPr", "bookmarkStart", "bookmarkEnd"}:
                paragraph.remove(child)
        paragraph.extend(self.runs(text, properties, paragraph))

    @staticmethod
    def drop_empty(paragraph: _Element) -> None:
        """Take out a paragraph in which nothing is left, where another one stands beside it."""
        parent = paragraph.getparent()
        if parent is None or _holds_text([paragraph]) or paragraph.find(f"{w('pPr')}/{w('sectPr')}") is not None:
            return
        following = paragraph.getnext()
        last = following is None or kind_of(following) == "sectPr"
        previous = paragraph.getprevious()
        alone = last and (previous is None or kind_of(previous) != "p")
        if not alone and not any(kind_of(one) in {"br", "bookmarkStart", "bookmarkEnd"} for one in paragraph.iter()):
            parent.remove(paragraph)

    # ------------------------------------------------------------------ bookmarks

    def bookmark(self, name: str, start: _Element) -> None:
        text = self.text_of(name)
        ident = value(start, attribute="id")
        paragraph = start.getparent()
        nodes: list[_Element] = []
        open_end = True
        if paragraph is not None and kind_of(paragraph) == "p":
            for one in start.itersiblings():
                if kind_of(one) == "bookmarkEnd" and value(one, attribute="id") == ident:
                    open_end = False
                    break
                nodes.append(one)
        else:
            following = (one for one in start.itersiblings() if not kind_of(one).startswith("bookmark"))
            paragraph = next(following, None)
            nodes = [one for one in paragraph if kind_of(one) != "pPr"] if paragraph is not None else []
        if paragraph is None or kind_of(paragraph) != "p" or (open_end and self.end_after(paragraph, ident)):
            raise FileError(f"{self.place}: the bookmark {name} is not inside one paragraph; set it again in Word")
        runs = [one for node in nodes for one in node.iter(w("r"))]
        runs += [one for one in start.itersiblings(preceding=True) if kind_of(one) == "r"] if not runs else []
        properties = runs[0].find(w("rPr")) if runs else None
        if properties is None and not runs:
            properties = paragraph.find(f"{w('pPr')}/{w('rPr')}")
        at = paragraph.index(start) + 1 if start.getparent() is paragraph else paragraph.index(nodes[0]) if nodes else 1
        for node in nodes:
            if not kind_of(node).startswith("bookmark"):
                paragraph.remove(node)
        for run in reversed(self.runs(text, properties, paragraph)):
            paragraph.insert(at, run)

    def end_after(self, paragraph: _Element, ident: str) -> bool:
        """Tell whether a bookmark goes on over text after a paragraph."""
        for one in paragraph.itersiblings():
            if kind_of(one) == "bookmarkEnd" and value(one, attribute="id") == ident:
                return False
            for inner in one.iter():
                if kind_of(inner) == "bookmarkEnd" and value(inner, attribute="id") == ident:
                    return False
                if kind_of(inner) in _SHOWN:
                    return True
        return not any(value(one, attribute="id") == ident for one in paragraph.iter(w("bookmarkEnd")))
