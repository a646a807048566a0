"""Markings: what bears one bears it on every page, spelled as its source spells it.

FIRST, Traffic Light Protocol 2.0 (August 2022): labels in header and footer of each page, 12 pt or larger, to the
right; capitals, without blanks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ._items import Edge, Paragraph, Section
from ._places import Findings, Place, quoted

if TYPE_CHECKING:
    from ._file import WordFile
    from ._items import Item

__all__ = ["LABELS", "Markings"]

LABELS = ("TLP:RED", "TLP:AMBER+STRICT", "TLP:AMBER", "TLP:GREEN", "TLP:CLEAR")
_WRITTEN = re.compile(
    r"\bTLP\s*[:：\-–_ ]?\s*(RED|AMBER(?:\s*\+\s*STRICT)?|GREEN|CLEAR|WHITE|YELLOW|ORANGE|BLACK)\b", re.IGNORECASE
)
_OTHER = re.compile(r"\b(?:LIMITE|SENSITIVE(?:\s?:\s?[A-Z ]+)?|CONFIDENTIAL|RESTRICTED|OFFICIAL USE ONLY)\b")
_PAGES = {"default": "", "first": "of the first page", "even": "of even pages"}
_SMALLEST_PT = 12.0


class Markings:
    """Looks at a file item by item."""

    def __init__(self, file: WordFile, findings: Findings) -> None:
        """Start.

        Args:
            file: The file.
            findings: Where what is wrong is gathered.
        """
        self.file = file
        self.add = findings.add
        self.sections: list[Section] = []
        self.first_page: list[tuple[str, Place]] = []
        self.is_first_page = True

    def see(self, item: Item) -> None:
        """Look at an item."""
        if isinstance(item, Section):
            self.sections.append(item)
            self.is_first_page = False
        elif isinstance(item, Paragraph) and self.is_first_page:
            if item.level and self.first_page:
                # Without a cover, the first page is what stands above the first heading and a little more.
                self.is_first_page = False
            for label in _labels(item.text):
                self.first_page.append((label, item.place))

    def finish(self) -> None:
        """Say what can only be said at the end."""
        edges = {edge.part: edge for edge in self.file.edges}
        marks = list(dict.fromkeys(label for edge in edges.values() for label in _labels(edge.text)))
        shown = [label for label in marks if label in LABELS]
        for edge in edges.values():
            for paragraph in edge.paragraphs:
                self._spelling(paragraph)
        if len(shown) > 1:
            self.add(
                "MPF460",
                "error",
                Place(part="page header"),
                f"pages bear different labels: {', '.join(shown)}",
                "write the strictest one into every header and footer",
            )
            return
        wanted = shown or [label for label, _ in self.first_page if label in LABELS][:1]
        wanted += [label for label in marks if not label.upper().startswith("TLP")]
        for label in wanted:
            self._everywhere(label, edges)
            if label not in {each for each, _ in self.first_page}:
                self.add(
                    "MPF463",
                    "warning",
                    Place(part="cover" if self.file.has_cover else "first page"),
                    f"{label} stands in the margins only, which screen readers skip",
                    "write it into the text of the first page as well",
                )

    def _spelling(self, paragraph: Paragraph) -> None:
        for found in _WRITTEN.finditer(paragraph.text):
            label = found.group()
            if label.upper() == label and label in LABELS:
                self._look(paragraph, label)
                continue
            right = _right(found.group(1))
            self.add(
                "MPF461",
                "error",
                paragraph.place,
                f"label {label!r} is none of TLP 2.0",
                f"write {right}" if right else f"write one of {', '.join(LABELS)}",
            )

    def _look(self, paragraph: Paragraph, label: str) -> None:
        start = paragraph.text.index(label)
        at = 0
        sizes: list[float] = []
        for run in paragraph.runs:
            if at < start + len(label) and at + len(run.text) > start and run.text.strip():
                sizes.append(run.look.size_pt)
            at += len(run.text)
        if sizes and min(sizes) < _SMALLEST_PT:
            self.add(
                "MPF462",
                "warning",
                paragraph.place,
                f"{label} has {min(sizes):g} pt, less than {_SMALLEST_PT:g}",
                f"make it {_SMALLEST_PT:g} pt or larger",
            )
        if not paragraph.rtl and paragraph.align not in {"right", "end"} and "\t" not in paragraph.text[:start]:
            self.add(
                "MPF462",
                "warning",
                paragraph.place,
                f"{label} does not stand at the right",
                "choose Home, Align Right",
            )

    def _everywhere(self, label: str, edges: dict[str, Edge]) -> None:
        settings = self.file.settings
        even = settings is not None and b"evenAndOddHeaders" in self.file.parts[self.file.part_of_kind("settings")]
        used: dict[tuple[str, str], str] = {}
        for section in self.sections:
            used |= section.edges
            pages = ["default", *(["first"] if section.first_page_differs else []), *(["even"] if even else [])]
            for page in pages:
                lacking = [
                    kind
                    for kind in ("header", "footer")
                    if label not in _labels(edges[used[kind, page]].text if used.get((kind, page)) in edges else "")
                ]
                # Other markings than TLP's ask for one place on each page.
                if not lacking or (not label.startswith("TLP") and len(lacking) == 1):
                    continue
                for kind in lacking:
                    where = f"page {kind}" + (f" {_PAGES[page]}" if page != "default" else "")
                    if len(self.sections) > 1:
                        where += f", section {section.number}"
                    self.add(
                        "MPF460",
                        "error",
                        Place(part=where),
                        f"{label} is missing, though other pages bear it",
                        f"write it there, 12 pt, at the right: {quoted(label)}",
                    )


def _labels(text: str) -> list[str]:
    """Return the labels and markings in a text, those of TLP as they are written."""
    return [found.group() for found in _WRITTEN.finditer(text)] + [found.group() for found in _OTHER.finditer(text)]


def _right(level: str) -> str:
    level = "".join(level.split()).upper()
    # TLP 2.0 renamed WHITE
    label = f"TLP:{'CLEAR' if level == 'WHITE' else level}"
    return label if label in LABELS else ""
