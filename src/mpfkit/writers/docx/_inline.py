"""Inline content as runs, and what every part of the emitter needs: ids, directions, places of errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, NoReturn
from urllib.parse import quote

import attrs

from mpfkit.document import (
    Anchor,
    Code,
    Emphasis,
    Footnote,
    FormField,
    HeadingKind,
    LineBreak,
    Link,
    Reference,
    Span,
    SpanRole,
    Strong,
    plain_text,
)
from mpfkit.errors import RenderError
from mpfkit.writers._text import (
    check_characters,
    escape,
    escape_value,
    first_bad,
    has_rtl,
    is_ltr,
    is_mostly_rtl,
    is_plain,
    newlines,
    script_runs,
)
from mpfkit.writers._words import label_of

from ._forms import FormWriter
from ._language import is_rtl, word_language

if TYPE_CHECKING:
    from mpfkit.document import Document, Image, Inlines
    from mpfkit.records import HouseStyle
    from mpfkit.writers._words import Words

    from ._pictures import Picture
    from ._plan import Plan

__all__ = ["SCHEMES", "InlineEmitter", "Props", "Resources", "address", "coloured"]

_SPAN_ROLES = {
    SpanRole.MUTED: "muted",
    SpanRole.WITHHELD: "withheld-text",
    SpanRole.ILLUSTRATIVE: "illustrative-text",
    SpanRole.LABEL: "label",
}
# What Word has an element for; a soft hyphen in the text itself it shows in the middle of a line, too.
_MARKS = {"\n": "<w:br/>", "\t": "<w:tab/>", "\u00ad": "<w:softHyphen/>"}
_MARK = re.compile("([\n\t\u00ad])")
SCHEMES = ("http://", "https://", "mailto:")


@attrs.frozen(kw_only=True)
class Resources:
    """Ids that the package has given out.

    Attributes:
        styles: Id of each style by role.
        links: Relationship id by address.
        pictures: What is in the package for each picture.
        charts: Relationship id of each chart, in order; empty for one that cannot be shown.
        numberings: Id of the w:num of each numbered list, in order.
        first_note: Id of the first footnote; the others follow.
        references: Header and footer references of sections: upright, across, and of the cover.
    """

    styles: dict[str, str]
    links: dict[str, str]
    pictures: dict[Image, Picture]
    charts: tuple[str, ...] = ()
    numberings: tuple[int, ...]
    first_note: int = 1
    references: tuple[str, str, str] = ("", "", "")


class Props(NamedTuple):
    """What a run is, apart from its text."""

    strong: bool = False
    em: bool = False
    role: str = ""
    language: str = ""
    bare: bool = False
    """On a dark ground: colours of roles and links are left out."""


_PLAIN = Props()


class InlineEmitter:
    """Writes inline content; keeps count of what Word wants numbered."""

    def __init__(self, document: Document, style: HouseStyle, plan: Plan, words: Words, resources: Resources) -> None:
        self.document = document
        self.style = style
        self.plan = plan
        self.words = words
        self.resources = resources
        self.ids = resources.styles
        self.rtl = is_rtl(document.language)
        self.bidi = self.rtl
        self.labels = {
            key: label_of(entry, words) or plain_text(entry.content) for key, entry in plan.targets.items() if entry
        }
        self.entries = iter(plan.outline.entries)
        self.numberings = iter(resources.numberings)
        self.charts = iter(resources.charts)
        self.links = resources.links
        self.next_note = resources.first_note
        self.next_bookmark = 1
        self.next_picture = 1
        self.callouts = 0
        self.break_before = False
        self.after_table = False
        self.after_callout = False
        self.in_table = False
        self.in_note = False
        self.forms = FormWriter(self)
        self.across = False
        # Where the writer is, in words that somebody who has Word open understands
        self.part = ""
        self.heading = ""
        self.table_count = 0
        self.row = 0
        self._properties: dict[tuple[Props, bool], str] = {}
        # Rows of plain text by the looks of their table and their own; see `_tables.py`.
        self.row_forms: dict[tuple[object, ...], dict[tuple[object, ...], str]] = {}

    # ------------------------------------------------------------------ places and errors

    def place(self) -> str:
        """Return where the writer is."""
        steps = [self.part] if self.part else []
        if not self.part and self.heading:
            steps.append(f"heading {self.heading!r}")
        if not self.part and self.row:
            steps.append(f"table {self.table_count}")
            steps.append(f"row {self.row}")
        return ", ".join(steps) or "before the first heading"

    def fail(self, why: str) -> NoReturn:
        """Say what cannot be written, and where it stands."""
        raise RenderError(f"{self.place()}: {why}")

    def checked(self, text: str, *, what: str = "") -> str:
        """Return text with plain line ends, or say which character cannot be written.

        Args:
            text: Any text.
            what: What holds it, where the place alone does not tell.
        """
        if first_bad(text):
            check_characters(text, f"{self.place()}: {what}" if what else self.place())
        return newlines(text)

    # ------------------------------------------------------------------ runs

    def properties(self, props: Props, *, rtl: bool) -> str:
        """Return w:rPr."""
        key = (props, rtl)
        known = self._properties.get(key)
        if known is None:
            known = self._properties[key] = self._make_properties(props, rtl=rtl)
        return known

    def _make_properties(self, props: Props, *, rtl: bool) -> str:
        role, strong, em = "" if props.bare else props.role, props.strong, props.em
        if not role and not props.bare and strong:
            role, strong = "strong", False
        elif not role and not props.bare and em:
            role, em = "emphasis", False
        inner = f'<w:rStyle w:val="{self.ids[role]}"/>' if role else ""
        if strong:
            inner += "<w:b/><w:bCs/>"
        if em:
            inner += "<w:bCs/><w:i/>" if not strong else "<w:i/>"
        if rtl:
            inner += "<w:rtl/>"
        language = props.language or (self.document.language if rtl else "")
        if language:
            tags = word_language(language)
            if rtl:
                inner += f'<w:lang w:bidi="{escape_value(tags.bidi)}"/>'
            elif not is_rtl(language):
                inner += f'<w:lang w:val="{escape_value(tags.latin)}"/>'
        return f"<w:rPr>{inner}</w:rPr>" if inner else ""

    def text(self, text: str, props: Props = _PLAIN) -> str:
        """Return the runs of a text."""
        if not self.bidi and is_plain(text):
            if not text:
                return ""
            return f"<w:r>{self.properties(props, rtl=False)}<w:t>{escape(text)}</w:t></w:r>"
        text = self.checked(text)
        # What is said to be in a language from left to right keeps its full stop where the paragraph runs against it.
        if not has_rtl(text) and (not self.bidi or (props.language and not is_rtl(props.language) and is_ltr(text))):
            return self._run(text, self.properties(props, rtl=False))
        return "".join(
            self._run(piece, self.properties(props, rtl=rtl)) for rtl, piece in script_runs(text, rtl=self.bidi)
        )

    def code(self, text: str, props: Props) -> str:
        """Return the run of a name or value; its signs run with its letters, also in a paragraph from right to left."""
        if has_rtl(text):
            return self.text(text, props)
        return self._run(self.checked(text), self.properties(props, rtl=False))

    @staticmethod
    def _run(text: str, properties: str) -> str:
        if not text:
            return ""
        pieces: list[str] = []
        for piece in _MARK.split(text):
            if piece in _MARKS:
                pieces.append(_MARKS[piece])
            elif piece:
                keep = ' xml:space="preserve"' if piece != piece.strip() or "  " in piece else ""
                pieces.append(f"<w:t{keep}>{escape(piece)}</w:t>")
        return f"<w:r>{properties}{''.join(pieces)}</w:r>"

    def inline(self, content: Inlines, props: Props = _PLAIN) -> str:  # noqa: RET503 - `fail` does not return
        """Return the runs of inline content."""
        match content:
            case str():
                return self.text(content, props)
            case tuple():
                return "".join([self.inline(part, props) for part in content])
            case Strong(content=inner):
                return self.inline(inner, props._replace(strong=True))
            case Emphasis(content=inner):
                return self.inline(inner, props._replace(em=True))
            case Code(text=text):
                return self.code(text, props._replace(role=props.role or "code"))
            case Span(content=inner, language=language, role=role):
                return self.inline(
                    inner,
                    props._replace(language=language or props.language, role=props.role or _SPAN_ROLES.get(role, "")),
                )
            case Link():
                return self.link(content, props)
            case Reference():
                return self.reference(content, props)
            case Footnote():
                return self.note_mark(props)
            case Anchor(key=key):
                return "".join(self.bookmark(key))
            case LineBreak():
                return "<w:r><w:br/></w:r>"
            case FormField():
                return self.forms.control(content, props)
            case _:
                self.fail(f"{type(content).__name__} is no inline content")

    def link(self, link: Link, props: Props) -> str:
        """Return a link out of the document."""
        if not link.url.lower().startswith(SCHEMES):
            self.fail(f"the link to {link.url!r} is neither http, https nor mailto; give the full address")
        shown = link.content if plain_text(link.content, self.labels).strip() else link.url
        if props.role == "link":
            return self.inline(shown, props)
        runs = self.inline(shown, props._replace(role="link"))
        return f'<w:hyperlink r:id="{self.links[link.url]}" w:history="1">{runs}</w:hyperlink>'

    def reference(self, reference: Reference, props: Props) -> str:
        """Return a link to another place of the document."""
        key = reference.key
        if key not in self.plan.targets:
            self.fail(f"the reference to {key!r} leads nowhere; nothing in the document has that key")
        name = self.plan.bookmarks[key]
        entry = self.plan.targets[key]
        if reference.content is not None and plain_text(reference.content).strip():
            if props.role == "link":
                return self.inline(reference.content, props)
            runs = self.inline(reference.content, props._replace(role="link"))
            return f'<w:hyperlink w:anchor="{name}" w:history="1">{runs}</w:hyperlink>'
        if entry is None:
            self.fail(
                f"the reference to {key!r} has no label of its own (it is no heading, table or figure); give it content"
            )
        label = self.labels[key]
        if entry.what == "heading" and entry.number:
            # The number of the paragraph; the word "Section" is not part of it, "Annex" is.
            whole = entry.kind is HeadingKind.ANNEX and entry.level == 1
            number = label if whole else entry.number
            before, _, after = ("", "", "") if whole else label.partition(entry.number)
            field = self.field(f"REF {name} \\r \\h", number, props)
            return self.text(before, props) + field + self.text(after, props)
        return self.field(f"REF {name} \\h", label, props)

    def field(self, instruction: str, result: str, props: Props = _PLAIN) -> str:
        """Return a field with its result."""
        head = f"<w:r>{self.properties(props, rtl=False)}"
        return (
            f'{head}<w:fldChar w:fldCharType="begin"/></w:r>{head}<w:instrText xml:space="preserve"> '
            f"{instruction} </w:instrText></w:r>"
            f'{head}<w:fldChar w:fldCharType="separate"/></w:r>{self.text(result, props)}{head}<w:fldChar '
            'w:fldCharType="end"/></w:r>'
        )

    def note_mark(self, props: Props) -> str:
        """Return the mark of a footnote."""
        if self.in_table:
            self.fail("a footnote cannot stand in a table; put it into the notes of the table")
        if self.in_note:
            self.fail("a footnote cannot stand in a footnote")
        number = self.next_note
        self.next_note += 1
        mark = self.properties(Props(role="footnote-mark", bare=False, language=props.language), rtl=False)
        return f'<w:r>{mark}<w:footnoteReference w:id="{number}"/></w:r>'

    def bookmark(self, key: str) -> tuple[str, str]:
        """Return start and end of the bookmark of a key."""
        number = self.next_bookmark
        self.next_bookmark += 1
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{self.plan.bookmarks[key]}"/>',
            f'<w:bookmarkEnd w:id="{number}"/>',
        )

    def direct(self, text: Inlines, language: str, *, own: bool = False) -> bool:
        """Tell whether a paragraph runs from right to left, and let its runs know.

        Args:
            text: What stands in it.
            language: Its language; empty for that of the document.
            own: Whether text without a letter from right to left runs its own way in a document that does; a form field
                does not, for it may be filled with other text.
        """
        rtl = is_rtl(language) if language else self.rtl
        if not rtl:
            rtl = is_mostly_rtl(text if isinstance(text, str) else plain_text(text, self.labels))
        elif own and not language and not _has_field(text):
            rtl = not is_ltr(text if isinstance(text, str) else plain_text(text, self.labels))
        self.bidi = rtl
        return rtl


def _has_field(content: Inlines | None) -> bool:
    """Tell whether somebody may write into inline content."""
    if isinstance(content, tuple):
        return any(map(_has_field, content))
    return isinstance(content, FormField) or _has_field(getattr(content, "content", None) or ())


def address(url: str) -> str:
    """Return an address as a relationship holds it: letters outside ASCII and spaces in percent notation."""
    return quote(url.encode("utf-8", "surrogatepass"), safe="%/:?#[]@!$&'()*+,;=~-._")


def coloured(runs: str, colour: str) -> str:
    """Give runs of plain text a colour of their own; w:color precedes w:rtl and w:lang."""
    mark = f'<w:color w:val="{colour}"/>'
    return (
        runs.replace("<w:r><w:t", f"<w:r><w:rPr>{mark}</w:rPr><w:t")
        .replace("<w:r><w:br", f"<w:r><w:rPr>{mark}</w:rPr><w:br")
        .replace("<w:rPr><w:rtl/>", f"<w:rPr>{mark}<w:rtl/>")
    )
