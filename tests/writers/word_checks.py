"""Whether a Word file holds together, quick enough for every example: order, references, names; and what it reads."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
NS = {"w": W, "r": R, "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"}

# ISO/IEC 29500-1, annex A: order of the children
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    "tbl": "tblPr tblGrid tr",
    "tc": "tcPr p",
}
RANKS = {w_name: {name: at for at, name in enumerate(order.split())} for w_name, order in ORDERS.items()}
RANKS["sectPr"]["footerReference"] = RANKS["sectPr"]["headerReference"]


def w(name: str) -> str:
    return f"{{{W}}}{name}"


def r(name: str) -> str:
    return f"{{{R}}}{name}"


def package_faults(data: bytes) -> list[str]:
    """Return what does not hold together in a Word file; empty where all does."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = archive.namelist()
    faults = [f"{name}: twice in the package" for name, count in Counter(names).items() if count > 1]
    roots: dict[str, Any] = {}
    for name in names:
        if name.endswith((".xml", ".rels")):
            try:
                roots[name] = etree.fromstring(archive.read(name))
            except etree.XMLSyntaxError as error:
                faults.append(f"{name}: not well-formed: {error}")
    if faults:
        return faults
    faults += _untyped(roots["[Content_Types].xml"], names)
    styles = {style.get(w("styleId")) for style in roots["word/styles.xml"].iter(w("style"))}
    numbering = roots.get("word/numbering.xml")
    lists = {num.get(w("numId")) for num in numbering.iter(w("num"))} if numbering is not None else set()
    notes = roots.get("word/footnotes.xml")
    defined = [note.get(w("id")) for note in notes if note.get(w("type")) is None] if notes is not None else []
    marks = [mark.get(w("id")) for mark in roots["word/document.xml"].iter(w("footnoteReference"))]
    if marks != defined:
        faults.append(f"footnotes {defined}, marks {marks}")
    places: set[str] = set()
    for name, root in roots.items():
        if not name.startswith("word/") or name.endswith(".rels") or root.tag.rpartition("}")[0] != f"{{{W}":
            continue
        faults += [f"{name}: {fault}" for fault in _ordered(root)]
        faults += [f"{name}: {fault}" for fault in _bookmarks(root, places)]
        faults += [f"{name}: {fault}" for fault in _used(root, styles, lists)]
        faults += [f"{name}: {fault}" for fault in _linked(name, root, roots, names)]
        faults += [f"{name}: {fault}" for fault in _fields(root)]
        faults += [f"{name}: {fault}" for fault in _grids(root)]
    for name, root in roots.items():
        faults += [f"{name}: nothing is called {target!r}" for target in _anchors(root) if target.lower() not in places]
    ids = Counter(
        drawing.get("id")
        for name in roots
        if name.startswith("word/")
        for drawing in roots[name].iter(f"{{{NS['wp']}}}docPr")
        if name == "word/document.xml"
    )
    faults += [f"picture id {number} used {count} times" for number, count in ids.items() if count > 1]
    controls = Counter(control.get(w("val")) for control in roots["word/document.xml"].findall(".//w:sdtPr/w:id", NS))
    faults += [f"control id {number} used {count} times" for number, count in controls.items() if count > 1]
    return faults


def _untyped(types: Any, names: list[str]) -> Iterator[str]:
    defaults = {entry.get("Extension").lower() for entry in types.iter(f"{{{TYPES}}}Default")}
    parts = {entry.get("PartName").lower() for entry in types.iter(f"{{{TYPES}}}Override")}
    for name in names:
        if name == "[Content_Types].xml":
            continue
        if f"/{name}".lower() not in parts and name.rpartition(".")[2].lower() not in defaults:
            yield f"{name}: has no content type"
    yield from (f"{part}: is no part" for part in parts if part[1:] not in {name.lower() for name in names})


def _ordered(root: Any) -> Iterator[str]:
    for kind, ranks in RANKS.items():
        for element in root.iter(w(kind)):
            children = [child.tag.rpartition("}")[2] for child in element if isinstance(child.tag, str)]
            if kind in ("tbl", "tc"):
                # A cell holds blocks in any order after its properties; only the head is ordered.
                children = [child for child in children if child in ranks]
            unknown = [child for child in children if child not in ranks]
            if unknown:
                yield f"w:{kind} holds {unknown}"
                continue
            places = [ranks[child] for child in children]
            if places != sorted(places):
                yield f"w:{kind} has its children in the order {children}"
            single = Counter(
                child for child in children if child not in ("headerReference", "footerReference", "tr", "p")
            )
            yield from (f"w:{kind} has {count} of w:{child}" for child, count in single.items() if count > 1)
    for cell in root.iter(w("tc")):
        if len(cell) == 0 or cell[-1].tag != w("p"):
            yield "a cell does not end in a paragraph"
    for number, paragraph in enumerate(root.iter(w("p")), 1):
        if paragraph.find(w("pPr")) is not None and paragraph[0].tag != w("pPr"):
            yield f"paragraph {number} does not begin with its properties"


def _bookmarks(root: Any, places: set[str]) -> Iterator[str]:
    starts: dict[str, str] = {}
    ends: set[str] = set()
    for element in root.iter(w("bookmarkStart"), w("bookmarkEnd")):
        number = element.get(w("id"))
        if element.tag == w("bookmarkEnd"):
            if number not in starts or number in ends:
                yield f"bookmark {number} ends without a start"
            ends.add(number)
            continue
        name = element.get(w("name"))
        if number in starts:
            yield f"bookmark id {number} is used twice"
        if name.lower() in places:
            yield f"bookmark {name} is there twice"
        if len(name) > 40 or not re.fullmatch(r"\w+", name):
            yield f"{name!r} is no name for a bookmark"
        starts[number] = name
        places.add(name.lower())
    yield from (f"bookmark {name} has no end" for number, name in starts.items() if number not in ends)


def _anchors(root: Any) -> Iterator[str]:
    for link in root.iter(w("hyperlink")):
        anchor = link.get(w("anchor"))
        if anchor is not None:
            yield anchor
    for instruction in root.iter(w("instrText")):
        found = re.fullmatch(r"\s*(?:REF|PAGEREF)\s+(\S+).*", instruction.text or "")
        if found:
            yield found[1]


def _used(root: Any, styles: set[str], lists: set[str]) -> Iterator[str]:
    for kind in ("pStyle", "rStyle", "tblStyle"):
        for element in root.iter(w(kind)):
            if element.get(w("val")) not in styles:
                yield f"there is no style {element.get(w('val'))}"
    if root.tag == w("document"):
        for element in root.iter(w("numId")):
            if element.get(w("val")) not in lists and element.get(w("val")) != "0":
                yield f"there is no list {element.get(w('val'))}"


def _linked(name: str, root: Any, roots: dict[str, Any], names: list[str]) -> Iterator[str]:
    folder, _, file = name.rpartition("/")
    found = roots.get(f"{folder}/_rels/{file}.rels")
    targets = (
        {entry.get("Id"): entry for entry in found.iter(f"{{{RELATIONSHIPS}}}Relationship")}
        if found is not None
        else {}
    )
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for key, value in element.attrib.items():
            if key.startswith(f"{{{R}}}") and value not in targets:
                yield f"{element.tag.rpartition('}')[2]} leads to the relationship {value}, which is not there"
    for entry in targets.values():
        if entry.get("TargetMode") == "External":
            continue
        target = (
            posixpath.normpath(posixpath.join(folder, entry.get("Target")))
            if not entry.get("Target").startswith("/")
            else entry.get("Target")[1:]
        )
        if target not in names:
            yield f"a relationship leads to {target}, which is not there"


def _fields(root: Any) -> Iterator[str]:
    open_fields: list[str] = []
    for mark in root.iter(w("fldChar")):
        kind = mark.get(w("fldCharType"))
        if kind == "begin":
            open_fields.append(kind)
        elif not open_fields or (kind == "separate" and open_fields[-1] != "begin"):
            yield f"a field has {kind} where none is open"
        elif kind == "separate":
            open_fields[-1] = kind
        else:
            open_fields.pop()
    if open_fields:
        yield "a field has no end"


def _grids(root: Any) -> Iterator[str]:
    for table in root.iter(w("tbl")):
        width = len(table.findall("w:tblGrid/w:gridCol", NS))
        reached: list[bool] = [False] * width
        for row in table.findall("w:tr", NS):
            at = 0
            for cell in row.findall("w:tc", NS):
                span = cell.find("w:tcPr/w:gridSpan", NS)
                count = int(span.get(w("val"))) if span is not None else 1
                merge = cell.find("w:tcPr/w:vMerge", NS)
                if merge is not None and merge.get(w("val")) != "restart" and not all(reached[at : at + count]):
                    yield "a cell goes on that did not begin in the row above"
                for column in range(at, min(at + count, width)):
                    reached[column] = merge is not None
                at += count
            if at != width:
                yield f"a row covers {at} of {width} columns"


SHOWN = {
    w("t"): None,
    w("br"): "\n",
    w("tab"): "\t",
    w("softHyphen"): "\u00ad",
    w("noBreakHyphen"): "\u2011",
    w("p"): "\n",
}


def shown_text(root: Any) -> str:
    """Return the text of a part as a reader of Word sees it: without instructions of fields."""
    return "".join(
        (element.text or "") if SHOWN[element.tag] is None else SHOWN[element.tag]
        for element in root.iter(*SHOWN)
        if element.getparent().tag != w("tabs")
    )


def part_text(data: bytes, part: str = "word/document.xml") -> str:
    """Return the text of a part of a Word file; empty where it has no such part."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    if part not in archive.namelist():
        return ""
    return shown_text(etree.fromstring(archive.read(part), etree.XMLParser(huge_tree=True)))
