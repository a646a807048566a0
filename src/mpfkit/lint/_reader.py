"""Reading a part of a Word file from its first paragraph to its last, holding one at a time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import attrs

from mpfkit.errors import FileError
from mpfkit.writers._rows import TALLEST, lines_in

from ._items import Control, Fault, Field, Item, Link, Mark, Paragraph, Picture, Run, Section, Table
from ._places import Place
from ._styles import Style, W, child_of, is_on, paragraph_properties, shade

if TYPE_CHECKING:
    from lxml.etree import _Element

    from ._file import WordFile

__all__ = ["Reader"]

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_VAL = f"{W}val"
_EMU = 36_000
_P, _TBL, _TR, _TC, _SDT = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc", f"{W}sdt"
_SECT, _BOOKMARK, _FALLBACK, _NOTE = f"{W}sectPr", f"{W}bookmarkStart", f"{_MC}Fallback", f"{W}footnote"
_END_NOTE = f"{W}endnote"
_WATCHED = (_P, _TBL, _TR, _TC, _SDT, _SECT, _BOOKMARK, _FALLBACK, _NOTE, _END_NOTE)
_AUTHOR = f"{W}author"
_BREAKS = {f"{W}t": None, f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}sym": "•"}
_FORMAT_CHANGES = (f"{W}rPrChange", f"{W}pPrChange", f"{W}sectPrChange", f"{W}tblPrChange", f"{W}trPrChange")
_MOST_EMPTY = 5_000
_BUILT_FROM_PARTS = {"docPartObj", "docPartList", "group", "citation", "bibliography", "repeatingSection"}


class _Table:
    """A table that is being read."""

    def __init__(self, element: _Element, number: int, *, nested: bool, captioned: bool) -> None:
        self.element = element
        self.number = number
        self.nested = nested
        self.captioned = captioned
        self.rows = 0
        self.columns = 0
        self.header_rows = 0
        self.stray_header = 0
        self.split_row = 0
        self.blank_rows: list[int] = []
        self.filled: set[int] = set()
        self.empty_headers = 0
        self.toned: list[int] = []
        self.in_header = False
        self.cells: list[_Cell] = []
        self.style = ""
        self.first_row_differs = False

    def start_row(self, element: _Element) -> None:
        self.rows += 1
        self.cells = []
        properties = child_of(element, "trPr")
        self.in_header = is_on(child_of(properties, "tblHeader"))
        if self.rows == 1:
            properties = child_of(self.element, "tblPr")
            look = child_of(properties, "tblLook")
            style = child_of(properties, "tblStyle")
            self.style = (style.get(_VAL) or "") if style is not None else ""
            self.first_row_differs = look is not None and _has_first_row(look)

    def end_row(self, element: _Element) -> None:
        properties = child_of(element, "trPr")
        header = is_on(child_of(properties, "tblHeader"))
        if header and self.header_rows == self.rows - 1:
            self.header_rows += 1
        elif header:
            self.stray_header = self.stray_header or self.rows
        if not self.split_row and not is_on(child_of(properties, "cantSplit")):
            # A row that takes most of a page has to be split where the first page is too full
            tall = any(cell.lines > TALLEST for cell in self.cells)
            self.split_row = 0 if tall else self.rows
        at = 0
        for cell in self.cells:
            if cell.filled:
                self.filled.update(range(at, at + cell.span))
            at += cell.span
        self.columns = max(self.columns, at)
        if not any(cell.filled for cell in self.cells):
            self.blank_rows.append(self.rows)
        if self.rows == 1 and header:
            self.empty_headers = sum(not cell.filled for cell in self.cells)
        grounds = {cell.ground for cell in self.cells}
        if (
            not header
            and len(grounds) > 1
            and any(not cell.filled and cell.ground not in {None, "", "FFFFFF"} for cell in self.cells)
        ):
            self.toned.append(self.rows)

    def to_table(self, place: Place) -> Table:
        properties = child_of(self.element, "tblPr")

        def said(name: str) -> str:
            found = child_of(properties, name)
            return ((found.get(_VAL) or "") if found is not None else "").strip()

        blank = [column + 1 for column in range(self.columns) if column not in self.filled]
        return Table(
            place=place,
            rows=self.rows,
            columns=self.columns,
            header_rows=self.header_rows,
            stray_header=self.stray_header,
            split_row=self.split_row,
            blank_rows=tuple(self.blank_rows),
            blank_columns=tuple(blank) if self.filled else (),
            empty_headers=self.empty_headers,
            toned=tuple(self.toned),
            title=said("tblCaption"),
            description=said("tblDescription"),
            captioned=self.captioned,
            nested=self.nested,
            rtl=is_on(child_of(properties, "bidiVisual")),
        )


class _Cell:
    """A cell that is being read."""

    def __init__(self, element: _Element) -> None:
        self.element = element
        self.filled = False
        self.ground: str | None = None
        self.span = 1
        self.paragraphs = 0
        self.width = 0
        self.lines = 0

    def read_properties(self) -> None:
        properties = child_of(self.element, "tcPr")
        if properties is None:
            return
        span = child_of(properties, "gridSpan")
        value = (span.get(_VAL) or "") if span is not None else ""
        # A page has no more columns than that (Word: 63).
        self.span = min(int(value), 64) if value.isdigit() and len(value) < 4 else 1
        width = child_of(properties, "tcW")
        twips = (width.get(f"{W}w") or "") if width is not None and width.get(f"{W}type") == "dxa" else ""
        self.width = int(twips) if twips.isdecimal() and len(twips) < 6 else 0
        ground = child_of(properties, "shd")
        self.ground = shade(ground) if ground is not None else None
        merged = child_of(properties, "vMerge")
        if merged is not None and merged.get(_VAL) != "restart":
            self.filled = True


def _has_first_row(look: _Element) -> bool:
    said = look.get(f"{W}firstRow")
    if said is not None:
        return said not in {"0", "false", "off"}
    value = look.get(_VAL) or ""
    return bool(re.fullmatch(r"[0-9A-Fa-f]{1,8}", value)) and bool(int(value, 16) & 0x20)


class _OpenField:
    """A field whose end was not read yet."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.instruction = ""
        self.result: list[str] = []
        self.separated = False

    @property
    def is_contents(self) -> bool:
        return self.instruction.lstrip()[:4].upper() in {"TOC", "TOC "}


class _Gathered:
    """What a paragraph holds, while it is read."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.text: list[str] = []
        self.links: list[Link] = []
        self.fields: list[Field] = []
        self.pictures: list[Picture] = []
        self.notes: list[tuple[str, str]] = []
        self.changes: list[str] = []
        self.faults: list[Fault] = []
        self.controls: list[Control] = []
        self.inner: list[Paragraph] = []
        self.holds = False
        self.breaks_page = False


class Reader:
    """Reads one part.

    Attributes:
        name: What the part is called in places; empty for the body.
    """

    def __init__(self, file: WordFile, part: str, name: str) -> None:
        self.file = file
        self.part = part
        self.name = name
        self.styles = file.styles
        self.tracked = bool(re.search(rb":(?:ins|del|moveFrom|moveTo|\w+Change)[ />]", file.parts[part]))
        self.heading = ""
        self.on_cover = not name and file.has_cover
        self.in_contents = False
        self.table_count = 0
        self.paragraph_count = 0
        self.picture_count = 0
        self.section_count = 0
        self.tables: list[_Table] = []
        self.fields: list[_OpenField] = []
        self.after_table = False
        self.after_caption = 0
        self.note = ""
        self.note_count = 0
        self.empty_count = 0

    # ------------------------------------------------------------------ places

    def place(self, *, empty: bool = False, picture: int = 0) -> Place:
        part = self.note or self.name
        if not part and self.in_contents:
            return Place(part="contents")
        if not part and self.on_cover:
            part = "cover"
        table = self.tables[0] if self.tables else None
        return Place(
            part=part,
            heading="" if part else self.heading,
            table=table.number if table else 0,
            row=table.rows if table else 0,
            paragraph=0 if self.name else self.paragraph_count,
            picture=picture,
            empty=empty,
        )

    # ------------------------------------------------------------------ the stream

    def items(self) -> Iterator[Item]:
        from lxml import etree

        with io.BytesIO(self.file.parts[self.part]) as stream:
            events = etree.iterparse(
                stream,
                events=("start", "end"),
                tag=_WATCHED,
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
                remove_comments=True,
                remove_pis=True,
            )
            try:
                yield from self._items(events)
            except etree.XMLSyntaxError as error:
                raise FileError(f"{self.file.name}: part {self.part} is not well-formed: {error}") from error
        for field in self.fields:
            yield Fault(place=field.place, what=f"the field {field.instruction.strip()[:40]!r} has no end")

    def _items(self, events: Any) -> Iterator[Item]:  # noqa: ANN401, C901 - lxml's type tells nothing; a table of cases
        depth = fallback = 0
        marks: list[str] = []
        for event, element in events:
            tag = element.tag
            if tag == _FALLBACK:
                fallback += 1 if event == "start" else -1
            elif fallback:
                continue
            elif event == "start":
                if tag == _P:
                    depth += 1
                elif not depth:
                    self._start(tag, element)
            elif tag == _P:
                depth -= 1
                if not depth:
                    yield from self._paragraph(element)
                    for name in marks:
                        yield Mark(place=self.place(), name=name)
                    marks.clear()
                    _forget(element)
            elif tag == _BOOKMARK:
                # The paragraph that it stands in, or before, has its place when it ends.
                marks.append(element.get(f"{W}name") or "")
            elif tag == _SECT:
                yield self._section(element)
                self._leave_cover()
            elif depth:
                continue
            elif tag == _SDT:
                yield from self._control(element)
            elif tag == _TC:
                self._end_cell()
            elif tag == _TR and self.tables:
                self.tables[-1].end_row(element)
                if self.tracked:
                    yield from self._changed_row(element)
                element.clear()
            elif tag == _TBL and self.tables:
                yield self._end_table()
                _forget(element)
        for name in marks:
            yield Mark(place=self.place(), name=name)

    def _start(self, tag: str, element: _Element) -> None:
        if tag == _TBL:
            if not self.tables:
                self.table_count += 1
            elif self.tables[-1].cells:
                self.tables[-1].cells[-1].filled = True
            self.tables.append(
                _Table(element, self.table_count, nested=bool(self.tables), captioned=self.after_caption > 0)
            )
        elif tag == _TR and self.tables:
            self.tables[-1].start_row(element)
        elif tag == _TC and self.tables:
            self.tables[-1].cells.append(_Cell(element))
        elif tag in {_NOTE, _END_NOTE}:
            # As readers count them; separators are none.
            self.note_count += not element.get(f"{W}type")
            self.note = f"{self.name} {self.note_count or 1}"

    def _end_cell(self) -> None:
        if self.tables and self.tables[-1].cells:
            cell = self.tables[-1].cells[-1]
            if not cell.paragraphs:
                cell.read_properties()

    def _end_table(self) -> Table:
        table = self.tables.pop()
        place = self.place() if self.tables else self.place()._replace(table=table.number, row=0, paragraph=0)
        self.after_table = not self.tables
        self.after_caption = 0
        return table.to_table(place)

    def _changed_row(self, element: _Element) -> Iterator[Item]:
        properties = child_of(element, "trPr")
        if properties is None:
            return
        authors = [
            each.get(_AUTHOR) or "" for each in properties if each.tag in {f"{W}ins", f"{W}del", f"{W}trPrChange"}
        ]
        if authors:
            yield Paragraph(
                place=self.place(),
                text="",
                style=self.styles.style(""),
                changes=tuple(authors),
                holds=True,
                needed=True,
            )

    # ------------------------------------------------------------------ sections and controls

    def _section(self, element: _Element) -> Section:
        self.section_count += 1
        relationships = self.file.relationships(self.part)
        edges: dict[tuple[str, str], str] = {}
        for kind in ("header", "footer"):
            for reference in element.iterchildren(f"{W}{kind}Reference"):
                found = relationships.get(reference.get(f"{_R}id") or "")
                if found is not None:
                    edges[kind, reference.get(f"{W}type") or "default"] = found.target
        return Section(
            number=self.section_count,
            place=self.place(),
            edges=edges,
            first_page_differs=is_on(child_of(element, "titlePg")),
        )

    def _control(self, element: _Element) -> Iterator[Control]:
        properties = child_of(element, "sdtPr")
        if properties is None:
            return
        kinds = {child.tag.rpartition("}")[2] for child in properties if isinstance(child.tag, str)}
        if kinds & _BUILT_FROM_PARTS:
            return

        def said(name: str) -> str:
            found = child_of(properties, name)
            return ((found.get(_VAL) or "") if found is not None else "").strip()

        yield Control(
            place=self.place(),
            title=said("alias"),
            tag=said("tag"),
            placeholder=is_on(child_of(properties, "showingPlcHdr")),
        )

    # ------------------------------------------------------------------ paragraphs

    def _paragraph(self, element: _Element) -> Iterator[Item]:
        cell = self.tables[-1].cells[-1] if self.tables and self.tables[-1].cells else None
        if cell is not None:
            if not cell.paragraphs:
                cell.read_properties()
            cell.paragraphs += 1
        gathered = _Gathered()
        counted = self.paragraph_count
        in_list = self._contents_field()
        self.in_contents = bool(in_list)
        paragraph = self._read(element, cell, gathered)
        if cell is not None and cell.width:
            cell.lines += lines_in(paragraph.text, cell.width)
        own = (
            in_list
            or self._contents_field()
            or next((field.instruction for field in gathered.fields if field.name == "TOC"), "")
        )
        if own:
            self.in_contents = True
            if not self.tables:
                self.paragraph_count = counted
            links = tuple(attrs.evolve(link, automatic=True) for link in paragraph.links)
            paragraph = attrs.evolve(paragraph, place=self.place(), contents=own.strip(), links=links)
        filled = bool(paragraph.holds or paragraph.text.strip())
        if cell is not None:
            cell.filled = cell.filled or filled
        else:
            self.empty_count = 0 if filled else self.empty_count + 1
            if self.empty_count > _MOST_EMPTY:
                raise FileError(
                    f"{self.file.name}: part {self.part} holds more than {_MOST_EMPTY} empty paragraphs one after the "
                    "other, as only a harmful file does"
                )
        yield paragraph
        yield from gathered.inner
        yield from gathered.controls
        yield from gathered.faults
        self.after_table = False
        if not self.tables:
            # Between caption and table there may be a line with the units.
            caption = "caption" in paragraph.style.name or any(field.name == "SEQ" for field in paragraph.fields)
            self.after_caption = 2 if caption else max(0, self.after_caption - 1)
        if gathered.breaks_page:
            self._leave_cover()

    def _leave_cover(self) -> None:
        if self.on_cover:
            self.on_cover = False
            self.table_count = self.paragraph_count = self.picture_count = 0

    def _contents_field(self) -> str:
        return next((field.instruction for field in self.fields if field.is_contents), "")

    def _read(self, element: _Element, cell: _Cell | None, gathered: _Gathered) -> Paragraph:
        properties = child_of(element, "pPr")
        own = paragraph_properties(properties)
        named = child_of(properties, "pStyle")
        style = self.styles.style((named.get(_VAL) or "") if named is not None else "")
        table = self.tables[-1] if self.tables else None
        ground = own.get("shd")
        if ground is None and style.paragraph.get("shd") is None and cell is not None:
            ground = cell.ground
        context = _Context(
            style=style,
            table=(table.style, table.first_row_differs and table.rows == 1) if table else None,
            ground=ground,
        )
        before = self.paragraph_count
        if not self.tables:
            self.paragraph_count += 1
        self._walk(element, context, gathered)
        text = "".join(gathered.text)
        holds = gathered.holds or bool(gathered.fields or gathered.pictures or gathered.notes)
        level = int(own.get("outlineLvl", style.level))
        shown = bool(text.strip())
        if not shown and not gathered.pictures and not self.tables:
            self.paragraph_count = before
        if level and shown and not self.tables and not self.name:
            self.heading = text.strip()
            self.on_cover = False
            self.table_count = self.paragraph_count = self.picture_count = 0
        if self.tracked:
            gathered.changes.extend(
                each.get(_AUTHOR) or ""
                for each in element.iter(*_FORMAT_CHANGES, f"{W}ins", f"{W}del")
                if each.tag in _FORMAT_CHANGES or each.getparent().tag == f"{W}rPr"  # type: ignore[union-attr]
            )
        if child_of(properties, "sectPr") is not None:
            holds = True
        return Paragraph(
            place=self.place(empty=not shown and not holds),
            text=text,
            style=style,
            level=level,
            runs=tuple(gathered.runs),
            numbered=bool(own.get("numbered", style.paragraph.get("numbered", False))),
            rtl=bool(own.get("bidi", style.paragraph.get("bidi", False))),
            in_table=table is not None,
            in_header_row=table is not None and table.in_header,
            cell=len(table.cells) if table is not None else 0,
            align=str(own.get("jc", style.paragraph.get("jc", ""))),
            links=tuple(gathered.links),
            fields=tuple(gathered.fields),
            pictures=tuple(gathered.pictures),
            notes=tuple(gathered.notes),
            changes=tuple(gathered.changes),
            holds=holds,
            needed=self._is_needed(element, cell),
            after_table=self.after_table,
        )

    def _is_needed(self, element: _Element, cell: _Cell | None) -> bool:
        """Tell whether Word asks for a paragraph where there is no text: a cell, head, foot or note ends with one."""
        if cell is None:
            return bool(self.name)
        if cell.paragraphs == 1:
            return True
        before = element.getprevious()
        return before is not None and before.tag == _TBL

    # ------------------------------------------------------------------ what is in a paragraph

    def _walk(self, parent: _Element, context: _Context, gathered: _Gathered) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, context, gathered)
            elif tag == f"{W}hyperlink":
                self._hyperlink(child, context, gathered)
            elif tag in {f"{W}ins", f"{W}moveTo"}:
                gathered.changes.append(child.get(_AUTHOR) or "")
                self._walk(child, context, gathered)
            elif tag in {f"{W}del", f"{W}moveFrom"}:
                gathered.changes.append(child.get(_AUTHOR) or "")
                gathered.holds = True
            elif tag == f"{W}fldSimple":
                start = len(gathered.text)
                self._walk(child, context, gathered)
                instruction = (child.get(f"{W}instr") or "").strip()
                self._field(instruction, "".join(gathered.text[start:]), gathered)
            elif tag == _SDT:
                gathered.controls.extend(self._control(child))
                gathered.holds = True
                content = child_of(child, "sdtContent")
                if content is not None:
                    self._walk(content, context, gathered)
            elif tag in {f"{W}smartTag", f"{W}customXml", f"{W}dir", f"{W}bdo"}:
                self._walk(child, context, gathered)
            elif tag == f"{_MC}AlternateContent":
                choice = child.find(f"{_MC}Choice")
                if choice is not None:
                    self._walk(choice, context, gathered)
            elif isinstance(tag, str) and tag.endswith(("}oMathPara", "}oMath")):
                gathered.holds = True
                gathered.text.append("".join(str(text) for text in child.itertext()))

    def _hyperlink(self, element: _Element, context: _Context, gathered: _Gathered) -> None:
        start = len(gathered.text)
        pictures = len(gathered.pictures)
        self._walk(element, context.linked(), gathered)
        text = "".join(gathered.text[start:])
        if not text.strip() and len(gathered.pictures) > pictures:
            text = gathered.pictures[pictures].alt
        found = self.file.relationships(self.part).get(element.get(f"{_R}id") or "")
        gathered.links.append(
            Link(
                text=text,
                target=found.target if found is not None else "",
                anchor=element.get(f"{W}anchor") or "",
            )
        )

    def _run(self, element: _Element, context: _Context, gathered: _Gathered) -> None:
        text = ""
        direct: _Element | None = None
        for child in element:
            tag = child.tag
            if tag == f"{W}t":
                text += child.text or ""
            elif tag == f"{W}rPr":
                direct = child
            elif tag in _BREAKS:
                if tag == f"{W}br" and child.get(f"{W}type") in {"page", "column"}:
                    gathered.breaks_page = gathered.holds = True
                else:
                    text += _BREAKS[tag] or ""
            elif tag == f"{W}fldChar":
                if text:
                    self._shown(text, direct, context, gathered)
                    text = ""
                self._field_mark(child, gathered)
            elif tag == f"{W}instrText":
                if self.fields and not self.fields[-1].separated:
                    self.fields[-1].instruction += child.text or ""
            else:
                self._object(child, tag, gathered)
        if text:
            self._shown(text, direct, context, gathered)

    def _shown(self, text: str, direct: _Element | None, context: _Context, gathered: _Gathered) -> None:
        if self.fields and not self.fields[-1].separated:
            return
        for field in self.fields:
            if not field.is_contents:
                field.result.append(text)
        look = self.styles.look(context.style, direct, table=context.table, ground=context.ground)
        gathered.text.append(text)
        gathered.runs.append(Run(text=text, look=look, in_link=context.in_link))

    def _field_mark(self, element: _Element, gathered: _Gathered) -> None:
        kind = element.get(f"{W}fldCharType")
        gathered.holds = True
        if kind == "begin":
            self.fields.append(_OpenField(self.place()))
            form = child_of(element, "ffData")
            if form is not None:
                help_text = child_of(form, "helpText")
                status = child_of(form, "statusText")
                name = child_of(form, "name")
                said = [(each.get(_VAL) or "") if each is not None else "" for each in (help_text, status, name)]
                gathered.controls.append(Control(place=self.place(), title=said[0] or said[1], tag=said[2]))
        elif not self.fields:
            gathered.faults.append(
                Fault(place=self.place(), what=f"a field has its {kind!r} mark here, but no beginning")
            )
        elif kind == "separate":
            self.fields[-1].separated = True
        elif kind == "end":
            field = self.fields.pop()
            self._field(field.instruction.strip(), "".join(field.result), gathered)

    def _field(self, instruction: str, result: str, gathered: _Gathered) -> None:
        gathered.fields.append(Field(instruction=instruction, result=result))
        found = re.match(r'HYPERLINK\s+(?:\\l\s+)?"([^"]*)"', instruction, re.IGNORECASE)
        if found is None:
            return
        inner = "\\l" in instruction[: found.start(1)]
        if not inner and (anchor := re.search(r'\\l\s+"([^"]*)"', instruction)):
            gathered.links.append(Link(text=result, target=found.group(1), anchor=anchor.group(1)))
        else:
            gathered.links.append(
                Link(text=result, target="" if inner else found.group(1), anchor=found.group(1) if inner else "")
            )

    def _object(self, element: _Element, tag: object, gathered: _Gathered) -> None:
        """Read what a run holds apart from text and fields."""
        if tag == f"{W}drawing":
            for shape in element.iterchildren(f"{_WP}inline", f"{_WP}anchor"):
                self._drawing(shape, gathered)
        elif tag == f"{_MC}AlternateContent":
            choice = element.find(f"{_MC}Choice")
            for child in choice if choice is not None else ():
                self._object(child, child.tag, gathered)
        elif tag in {f"{W}pict", f"{W}object"}:
            self._old_picture(element, gathered)
        elif tag in {f"{W}footnoteReference", f"{W}endnoteReference", f"{W}commentReference"}:
            kind = str(tag).rpartition("}")[2].removesuffix("Reference")
            gathered.notes.append((kind, element.get(f"{W}id") or ""))
        elif isinstance(tag, str) and tag != f"{W}lastRenderedPageBreak":
            gathered.holds = True

    def _drawing(self, shape: _Element, gathered: _Gathered) -> None:
        self.picture_count += 1
        described = shape.find(f"{_WP}docPr")
        size = shape.find(f"{_WP}extent")
        data = shape.find(f"{_A}graphic/{_A}graphicData")
        uri = ((data.get("uri") or "") if data is not None else "").rsplit("/", 1)[-1]
        kind = {"picture": "picture", "chart": "chart"}.get(uri, "drawing")
        if shape.find(f".//{_WPS}txbx") is not None:
            kind = "text box"
        blip = shape.find(f".//{_A}blip")
        part = ""
        if blip is not None:
            found = self.file.relationships(self.part).get(blip.get(f"{_R}embed") or "")
            part = found.target if found is not None else ""
        decorative = described.find(f".//{_DECORATIVE}") if described is not None else None
        gathered.pictures.append(
            Picture(
                place=self.place(picture=self.picture_count),
                kind=kind,
                alt=((described.get("descr") or "") if described is not None else "").strip(),
                decorative=decorative is not None and decorative.get("val") in {"1", "true"},
                width_mm=_millimetres(size, "cx"),
                height_mm=_millimetres(size, "cy"),
                floating=shape.tag == f"{_WP}anchor",
                behind=shape.get("behindDoc") in {"1", "true"},
                part=part,
            )
        )
        if kind == "text box":
            self._inner(shape, gathered)

    def _old_picture(self, element: _Element, gathered: _Gathered) -> None:
        """Read a picture in VML, as Word wrote it before 2010 and still writes watermarks."""
        self.picture_count += 1
        image = element.find(f".//{_V}imagedata")
        shape = element.find(f".//{_V}shape")
        text_box = element.find(f".//{_V}textbox") is not None or element.find(f".//{_V}textpath") is not None
        kind = "text box" if text_box else "picture" if image is not None else "drawing"
        gathered.pictures.append(
            Picture(
                place=self.place(picture=self.picture_count),
                kind=kind,
                alt=((shape.get("alt") or "") if shape is not None else "").strip(),
                floating=shape is not None and "position:absolute" in (shape.get("style") or ""),
            )
        )
        if kind == "text box":
            self._inner(element, gathered)

    def _inner(self, shape: _Element, gathered: _Gathered) -> None:
        """Read the paragraphs of a text box."""
        for content in shape.iter(f"{W}txbxContent"):
            for element in content.iterchildren(_P):
                inner = _Gathered()
                count = self.paragraph_count
                gathered.inner.append(attrs.evolve(self._read(element, None, inner), level=0, needed=True))
                self.paragraph_count = count
                gathered.controls.extend(inner.controls)
                gathered.faults.extend(inner.faults)


@attrs.frozen
class _Context:
    """What applies to the runs of a paragraph."""

    style: Style
    table: tuple[str, bool] | None
    ground: str | None
    in_link: bool = False

    def linked(self) -> _Context:
        return attrs.evolve(self, in_link=True)


def _millimetres(element: _Element | None, name: str) -> float:
    value = (element.get(name) or "") if element is not None else ""
    return int(value) / _EMU if value.isdigit() and len(value) < 15 else 0.0


def _forget(element: _Element) -> None:
    """Let go of what was read; the last section's properties may still follow."""
    element.clear()
    parent = element.getparent()
    if parent is not None and parent.tag in {f"{W}body", f"{W}sdtContent"}:
        while (before := element.getprevious()) is not None:
            parent.remove(before)
