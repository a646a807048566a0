"""A Word file as lines of text, to be kept beside a test and compared."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from mpfkit.opc import unpack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.etree import _Element

__all__ = ["outline_of"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TWIPS_IN_MM = 1440 / 25.4
_MAIN = "word/document.xml"
_PLAIN = {f"{_W}tab": "\t", f"{_W}cr": "\\n", f"{_W}noBreakHyphen": "-", f"{_W}softHyphen": ""}
_NOTES = {f"{_W}footnoteReference": "footnote", f"{_W}endnoteReference": "endnote"}


def outline_of(source: str | os.PathLike[str] | bytes) -> str:
    r"""Return what a Word file holds as lines of text, for tests that compare a report with a reviewed one.

    A paragraph is a line with the name of its style; a table its style and description, then a line for each row; a
    picture or chart its alternative text. Fields show their name and what they show, notes stand below all else.
    The end of a section tells its page, header and footer. Looks, ids and numbers of bookmarks are left out.

    Args:
        source: A .docx file, or its bytes.

    Returns:
        The lines, each with an end.

    Raises:
        FileError: It is no such file, or larger than any report.

    Example:
        Look whether a heading is there::

            from mpfkit.testing import outline_of

            assert "heading 1: Introduction\n" in outline_of(data)
    """
    data = source if isinstance(source, bytes) else Path(source).read_bytes()
    name = "the file" if isinstance(source, bytes) else os.fspath(source)
    return "".join(f"{line}\n" for line in _Reader(unpack(data, name=name)).lines())


class _Reader:
    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = parts
        self.styles = self._styles()
        self.targets: dict[str, str] = {}
        self.notes: list[tuple[str, str]] = []
        self.fields: list[list[str]] = []

    def tree(self, part: str) -> _Element | None:
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return etree.fromstring(self.parts[part], parser) if part in self.parts else None

    def _styles(self) -> dict[str, str]:
        root = self.tree("word/styles.xml")
        found = {}
        for style in root.iter(f"{_W}style") if root is not None else ():
            name = style.find(f"{_W}name")
            if name is not None:
                found[style.get(f"{_W}styleId") or ""] = name.get(f"{_W}val") or ""
        return found

    def _targets(self, part: str) -> dict[str, str]:
        folder, file = posixpath.split(part)
        root = self.tree(f"{folder}/_rels/{file}.rels")
        return {each.get("Id") or "": each.get("Target") or "" for each in root} if root is not None else {}

    def lines(self) -> Iterator[str]:
        root = self.tree(_MAIN)
        body = root.find(f"{_W}body") if root is not None else None
        if body is None:
            return
        self.targets = self._targets(_MAIN)
        yield from self.blocks(body)
        for number, (kind, ident) in enumerate(self.notes, 1):
            yield f"note {number}: {self.note(kind, ident)}".rstrip()

    def note(self, kind: str, ident: str) -> str:
        root = self.tree(f"word/{kind}s.xml")
        wanted = (each for each in root if each.get(f"{_W}id") == ident) if root is not None else iter(())
        return " / ".join(text for each in wanted for text in self.texts(each))

    def blocks(self, parent: _Element, indent: str = "") -> Iterator[str]:
        for child in parent:
            match child.tag:
                case t if t == f"{_W}p":
                    yield f"{indent}{self.style(child, 'pPr/pStyle', 'Normal')}: {self.text(child)}".rstrip()
                    section = child.find(f"{_W}pPr/{_W}sectPr")
                    if section is not None:
                        yield from self.section(section)
                case t if t == f"{_W}tbl":
                    yield from self.table(child, indent)
                case t if t == f"{_W}sectPr":
                    yield from self.section(child)
                case t if t == f"{_W}sdt":
                    content = child.find(f"{_W}sdtContent")
                    yield from self.blocks(content, indent) if content is not None else ()
                case _:
                    continue

    def style(self, element: _Element, path: str, default: str) -> str:
        found = element.find("/".join(f"{_W}{step}" for step in path.split("/")))
        ident = found.get(f"{_W}val") or "" if found is not None else ""
        return self.styles.get(ident, ident) or default

    def table(self, table: _Element, indent: str) -> Iterator[str]:
        description = table.find(f"{_W}tblPr/{_W}tblDescription")
        told = (description.get(f"{_W}val") or "") if description is not None else ""
        yield f"{indent}table ({self.style(table, 'tblPr/tblStyle', 'no style')}): {told}".rstrip(": ")
        for row in table.iter(f"{_W}tr"):
            cells = [" / ".join(self.texts(cell)) for cell in row.iter(f"{_W}tc")]
            yield f"{indent}  | {' | '.join(cells)} |"

    def texts(self, parent: _Element) -> Iterator[str]:
        """Yield the texts of the paragraphs below an element."""
        yield from filter(None, (self.text(paragraph).strip() for paragraph in parent.iter(f"{_W}p")))

    def section(self, section: _Element) -> Iterator[str]:
        size = section.find(f"{_W}pgSz")
        page = ""
        if size is not None:
            sides = (round(int(size.get(f"{_W}{side}") or 0) / _TWIPS_IN_MM) for side in ("w", "h"))
            page = " × ".join(map(str, sides)) + " mm"
        yield f"section: {page}".rstrip(": ")
        for reference in section:
            if reference.tag in (f"{_W}headerReference", f"{_W}footerReference"):
                what = str(reference.tag).removeprefix(_W).removesuffix("Reference")
                told = self.head(reference.get(f"{_R}id") or "")
                yield f"  {what} ({reference.get(f'{_W}type') or 'default'}): {told}".rstrip()

    def head(self, ident: str) -> str:
        part = posixpath.normpath(posixpath.join("word", self.targets.get(ident, "")))
        root = self.tree(part)
        return " / ".join(self.texts(root)) if root is not None else ""

    # -------------------------------------------------------------------------------------------- inline content

    def text(self, paragraph: _Element) -> str:
        self.fields = []
        whole: list[str] = []
        self.walk(paragraph, whole)
        # A field that goes on in the next paragraph, as contents do, is told by its name where it begins
        while self.fields:
            self.field("end", whole)
        return "".join(whole)

    def say(self, text: str, whole: list[str]) -> None:
        """Add a text to what is read: to the field that is open, if there is one."""
        (self.fields[-1] if self.fields else whole).append(text)

    def walk(self, parent: _Element, whole: list[str]) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{_W}t":
                self.say(child.text or "", whole)
            elif tag in _PLAIN:
                self.say(_PLAIN[str(tag)], whole)
            elif tag == f"{_W}br":
                self.say("(page break)" if child.get(f"{_W}type") == "page" else "\\n", whole)
            elif tag in _NOTES:
                self.notes.append((_NOTES[str(tag)], child.get(f"{_W}id") or ""))
                self.say(f"[{len(self.notes)}]", whole)
            elif tag == f"{_WP}docPr":
                self.say(f'(picture "{child.get("descr") or ""}")', whole)
            elif tag == f"{_W}instrText":
                self.say(f"\0{child.text or ''}\0", whole)
            elif tag == f"{_W}fldChar":
                self.field(child.get(f"{_W}fldCharType") or "", whole)
            elif tag == f"{_W}fldSimple":
                self.fields.append([f"\0{child.get(f'{_W}instr') or ''}\0"])
                self.walk(child, whole)
                self.field("end", whole)
            elif tag not in (f"{_W}pPr", f"{_W}rPr", f"{_MC}Fallback", f"{_W}sdtPr", f"{_W}txbxContent"):
                self.walk(child, whole)

    def field(self, what: str, whole: list[str]) -> None:
        if what == "begin":
            self.fields.append([])
        elif what == "end" and self.fields:
            said = "".join(self.fields.pop())
            instruction, shown = "".join(said.split("\0")[1::2]), "".join(said.split("\0")[::2])
            name = (instruction.split() or ["?"])[0]
            self.say(f"{{{name}: {shown}}}" if shown else f"{{{name}}}", whole)
