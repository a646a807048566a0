"""What should not leave the house: traces of the work on a report, and things that Word fetches or runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ._items import Control, Paragraph
from ._places import WHOLE, Findings, quoted
from ._styles import W

if TYPE_CHECKING:
    from ._file import WordFile
    from ._items import Item

__all__ = ["Safety"]

_PLACEHOLDER = re.compile(
    r"click (?:or tap )?here|click or tap|choose an item|lorem ipsum"
    r"|\[(?:insert|to be completed|tbc|title|titre|insérer|à compléter)[^\]]*\]"
    r"|cliquez (?:ou appuyez )?ici|choisissez un élément|انقر أو اضغط|اختر عنصر"
)
# Looked for first: nearly no paragraph holds any of them
_PLACEHOLDER_WORDS = ("click ", "choose an", "lorem", "[", "cliquez", "choisissez", "انقر", "اختر")
_FETCHING = {"DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "IMPORT", "LINK", "DATABASE", "MACROBUTTON"}
_SCHEMES = ("http://", "https://", "mailto:")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|[\\/]{2}|[a-z]:[\\/]", re.IGNORECASE)


class Safety:
    """Looks at a file item by item."""

    def __init__(self, file: WordFile, findings: Findings) -> None:
        """Start.

        Args:
            file: The file.
            findings: Where what is wrong is gathered.
        """
        self.file = file
        self.add = findings.add

    def see(self, item: Item) -> None:
        """Look at an item."""
        if isinstance(item, Paragraph):
            self._paragraph(item)
        elif isinstance(item, Control) and item.placeholder and not self.file.is_form:
            self.add(
                "MPF473",
                "warning",
                item.place,
                f"the field {quoted(item.title or item.tag)} still shows what to enter",
                "fill it in, or delete it",
            )

    def _paragraph(self, paragraph: Paragraph) -> None:
        place = paragraph.place
        if paragraph.changes:
            authors = sorted({author for author in paragraph.changes if author})
            by = f" by {', '.join(authors)}" if authors else ""
            self.add(
                "MPF470",
                "error",
                place,
                f"tracked changes{by} are left",
                "choose Review, Accept or Reject, All Changes",
            )
        for run in paragraph.runs:
            if run.look.hidden and run.text.strip():
                self.add(
                    "MPF472",
                    "error",
                    place,
                    f"{quoted(run.text)} is hidden text, which everybody can show",
                    "delete it, or show it (Home, Font, Hidden)",
                )
        if not self.file.is_form and _is_placeholder(paragraph.text):
            what = f"{quoted(paragraph.text)} is the text of a placeholder"
            self.add("MPF473", "warning", place, what, "replace or delete it")
        for field in paragraph.fields:
            if field.name in _FETCHING:
                self.add(
                    "MPF474",
                    "error",
                    place,
                    f"field {field.name} fetches or runs something when the file is opened",
                    "select it and press Ctrl+Shift+F9, which keeps its text only",
                )
        for link in paragraph.links:
            if link.target and not link.target.lower().startswith(_SCHEMES) and _SCHEME.match(link.target):
                self.add(
                    "MPF478",
                    "error",
                    place,
                    f"the link {quoted(link.text)} leads to {quoted(link.target)}",
                    "link to http, https or mailto only",
                )

    def finish(self) -> None:
        """Say what can only be said at the end."""
        for item in self.file.notes():
            self.see(item)
        for edge in self.file.edges:
            for paragraph in edge.paragraphs:
                self._paragraph(paragraph)
        self._comments()
        self._parts()

    def _comments(self) -> None:
        root = self.file.root(self.file.part_of_kind("comments"))
        if root is None or not len(root):
            return
        authors = sorted({each.get(f"{W}author") or "" for each in root} - {""})
        by = f" by {', '.join(authors)}" if authors else ""
        count = len(root)
        self.add(
            "MPF471",
            "error",
            WHOLE,
            f"{count} {'comment' if count == 1 else 'comments'}{by} {'is' if count == 1 else 'are'} left",
            "choose Review, Delete, Delete All Comments",
        )

    def _parts(self) -> None:
        for name in sorted(self.file.parts):
            if not name.endswith(".rels"):
                continue
            owner = name.replace("_rels/", "", 1).removesuffix(".rels") if name != "_rels/.rels" else ""
            in_chart = "/charts/" in f"/{owner}"
            for each in self.file.relationships(owner).values():
                if each.external and each.kind == "attachedTemplate":
                    what = f"is linked to the template {quoted(each.target)}, which Word fetches"
                    self.add("MPF475", "error", WHOLE, what, "unlink it under Developer, Document Template")
                elif each.external and each.kind != "hyperlink":
                    what = f"fetches a part ({each.kind}) from {quoted(each.target)}"
                    mend = "break the link under File, Info, Edit Links to Files"
                    self.add("MPF475", "error", WHOLE, what, mend)
                elif (each.kind in {"oleObject", "control", "activeXControlBinary"}) or (
                    each.kind == "package" and not in_chart
                ):
                    what = f"holds an embedded object ({each.target.rsplit('/', 1)[-1]})"
                    mend = "replace it by its text or a picture"
                    self.add("MPF476", "error", WHOLE, what, mend)


def _is_placeholder(text: str) -> bool:
    text = text.casefold()
    return any(word in text for word in _PLACEHOLDER_WORDS) and _PLACEHOLDER.search(text) is not None
