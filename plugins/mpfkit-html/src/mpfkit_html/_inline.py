"""Inline content as HTML: the one place that escapes, checks characters and marks languages and directions."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple, NoReturn
from urllib.parse import quote

import attrs

from mpfkit.document import (
    Anchor,
    Code,
    Document,
    Emphasis,
    Footnote,
    FormField,
    Inlines,
    LineBreak,
    Link,
    Paragraph,
    Reference,
    Span,
    SpanRole,
    Strong,
    Table,
    first_bad,
    outline,
    plain_text,
    show_character,
)
from mpfkit.errors import CharacterError, RenderError
from mpfkit.writers.common import (
    has_rtl,
    is_ltr,
    is_mostly_rtl,
    is_rtl,
    label_of,
    load_words,
    newlines,
    one_line,
    script_runs,
)

from ._fields import field_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mpfkit.document import OutlineEntry
    from mpfkit.locale import Phrases

__all__ = ["Scribe", "Voice", "joined", "value"]

_SCHEMES = ("http://", "https://", "mailto:")
_ADDRESS = "%/:?#[]@!$&'()*+,;=~-._"
_LATIN = re.compile("[A-Za-z]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_ROLES = {
    SpanRole.MUTED: "muted",
    SpanRole.WITHHELD: "withheld",
    SpanRole.ILLUSTRATIVE: "illustrative",
    SpanRole.LABEL: "label",
}
_NO_NAME = re.compile(r"[^\w.-]+")


class Voice(NamedTuple):
    """What is in force where a text stands.

    Attributes:
        language: Language tag.
        rtl: Whether it runs from right to left.
    """

    language: str
    rtl: bool


def value(text: str) -> str:
    """Escape a text for the value of an attribute, on one line."""
    return escape(one_line(newlines(text)))


def joined(*parts: Inlines) -> Inlines:
    """Return inline content one behind the other."""
    return tuple(each for part in parts for each in (part if isinstance(part, tuple) else (part,)))


@cache
def _phrases(language: str) -> Phrases:
    from mpfkit.locale import Catalogue

    return Catalogue.load("mpfkit_html").for_language(language)


def _spoken(language: str) -> str:
    """Return the language of the words that the page adds."""
    from mpfkit.locale import LANGUAGES

    language = language.split("-", maxsplit=1)[0].lower()
    return language if language in LANGUAGES else "en"


class Scribe:
    """Writes inline content, and knows the keys, numbers and notes of the document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.words = load_words(document.language)
        self.say = _phrases(_spoken(document.language))
        self.rtl = is_rtl(document.language)
        self.voice = Voice(document.language, self.rtl)
        self.outline = outline(document)
        self.entries = iter(self.outline.entries)
        self.labels = {
            entry.key: label_of(entry, self.words) or plain_text(entry.content) for entry in self.outline.entries
        }
        self.taken: set[str] = set()
        self.ids: dict[str, str] = {}
        for key in (*(entry.key for entry in self.outline.entries), *_keys(document.blocks)):
            if key in self.ids:
                raise RenderError(
                    f"the key {key!r} is used twice in the document; references could not tell which is meant"
                )
            self.ids[key] = self.new_id(key)
        self.notes: list[tuple[str, str]] = []
        self.fields: dict[str, str] = {}
        # Where the writer is, for messages, and what cannot stand there
        self.part = ""
        self.heading = ""
        self.table_number = 0
        self.row = 0
        self.no_field = ""
        self.in_note = self.in_table = False
        self.link: list[str] | None = None

    # ------------------------------------------------------------------ places, names and errors

    def place(self) -> str:
        """Return where the writer is."""
        steps = [self.part] if self.part else [f"heading {self.heading!r}"] if self.heading else []
        if self.row:
            steps += [f"table {self.table_number}", f"row {self.row}"]
        return ", ".join(steps) or "before the first heading"

    def fail(self, why: str) -> NoReturn:
        """Say what cannot be written, and where it stands."""
        raise RenderError(f"{self.place()}: {why}")

    def new_id(self, wanted: str) -> str:
        """Return a name for an element that no other has."""
        name = base = _NO_NAME.sub("-", wanted).strip("-") or "at"
        number = 1
        while name in self.taken:
            number += 1
            name = f"{base}-{number}"
        self.taken.add(name)
        return name

    def to(self, name: str) -> str:
        """Return the attribute that leads to an element of the page."""
        return f'href="#{quote(name)}"'

    def checked(self, text: str) -> str:
        """Return text with plain line ends, or say which character no file can hold."""
        bad = first_bad(text)
        if bad:
            raise CharacterError(
                f"{self.place()}: {show_character(bad[0])} at character {bad[1]} is no character of a text; remove it",
                text=text,
                position=bad[1],
            )
        return newlines(text)

    # ------------------------------------------------------------------ languages and directions

    def tongue(self, voice: Voice, around: Voice) -> str:
        """Return the attributes by which a language and direction differ from those around."""
        language = f' lang="{value(voice.language)}"' if voice.language != around.language else ""
        return language + (f' dir="{"rtl" if voice.rtl else "ltr"}"' if voice.rtl is not around.rtl else "")

    def direct(self, content: Inlines, language: str, around: Voice, *, own: bool = False) -> Voice:
        """Return language and direction of a paragraph.

        Args:
            content: What stands in it.
            language: Its language; empty for that around it.
            around: What is in force around it.
            own: Whether text without a letter from right to left runs its own way in a document that does; a form field
                does not, for it may be filled with other text.
        """
        rtl = is_rtl(language) if language else around.rtl
        text = content if isinstance(content, str) else plain_text(content, self.labels)
        if not rtl:
            rtl = is_mostly_rtl(text)
        elif own and not language and not _has_field(content):
            rtl = not is_ltr(text)
        language = language or around.language
        return Voice(language if is_rtl(language) is rtl else _script(text, rtl=rtl) or language, rtl)

    # ------------------------------------------------------------------ texts

    def text(self, text: str, voice: Voice) -> str:
        """Return a text; what runs against its paragraph says so."""
        if not text.isprintable() or "  " in text:
            text = self.checked(text).replace("\t", "\N{EM SPACE}").replace("  ", "\N{NO-BREAK SPACE} ")
        if not voice.rtl and not has_rtl(text):
            return _lines(text)
        pieces = []
        for rtl, piece in script_runs(text, rtl=voice.rtl):
            language = _script(piece, rtl=rtl) if rtl is not voice.rtl else ""
            # The language only: set apart, a run would lose the brackets around it, which browsers pair by themselves.
            marks = f' lang="{language}"' if language and language != voice.language else ""
            pieces.append(f"<span{marks}>{_lines(piece)}</span>" if marks else _lines(piece))
        return "".join(pieces)

    def inline(self, content: Inlines, voice: Voice) -> str:  # noqa: RET503 - `fail` does not return
        """Return inline content."""
        match content:
            case str():
                return self.text(content, voice)
            case tuple():
                return "".join([self.inline(part, voice) for part in content])
            case Strong(content=inner):
                return f"<strong>{self.inline(inner, voice)}</strong>"
            case Emphasis(content=inner):
                return f"<em>{self.inline(inner, voice)}</em>"
            case Code(text=text):
                return self.code(text, voice)
            case Span(content=inner, language=language, role=role):
                return self.span(inner, language, _ROLES.get(role, ""), voice)
            case Link():
                return self.link_out(content, voice)
            case Reference():
                return self.reference(content, voice)
            case Footnote(content=inner):
                return self.note(inner)
            case Anchor(key=key):
                return f'<span id="{self.ids[key]}"></span>'
            case LineBreak():
                return "<br/>"
            case FormField():
                return field_html(self, content)
            case _:
                self.fail(f"{type(content).__name__} is no inline content")

    def code(self, text: str, voice: Voice) -> str:
        """Return a name or value; its signs run with its letters, also in a paragraph from right to left."""
        if has_rtl(text):
            return f"<code>{self.text(text, voice)}</code>"
        own = Voice(voice.language, rtl=False)
        return f"<code{self.tongue(own, voice)}>{self.text(text, own)}</code>"

    def span(self, content: Inlines, language: str, role: str, voice: Voice) -> str:
        """Return a stretch of text in another language or with a role."""
        own = Voice(language, is_rtl(language)) if language else voice
        marks = self.tongue(own, voice) + (f' class="{role}"' if role else "")
        inner = self.inline(content, own)
        return f"<span{marks}>{inner}</span>" if marks else inner

    def bare(self, content: Inlines | None, voice: Voice) -> str:
        """Return inline content for a list of headings or captions: its text and languages, and nothing else of it."""
        match content:
            case tuple():
                return "".join([self.bare(part, voice) for part in content])
            case Span(content=inner, language=language):
                own = Voice(language, is_rtl(language)) if language else voice
                shown = self.bare(inner, own)
                marks = self.tongue(own, voice)
                return f"<span{marks}>{shown}</span>" if marks else shown
            case Strong(content=inner) | Emphasis(content=inner) | Link(content=inner):
                return self.bare(inner, voice)
            case Reference(content=inner) if inner is not None:
                return self.bare(inner, voice)
            case _:
                return self.text(plain_text(content, self.labels).replace("\n", " "), voice)

    # ------------------------------------------------------------------ links and notes

    def linked(self, attributes: str, content: Inlines, voice: Voice) -> str:
        """Return a link; one in another is its text, and the mark of a note in it stands behind it."""
        if self.link is not None:
            return self.inline(content, voice)
        behind: list[str] = []
        self.link = behind
        inner = self.inline(content, voice)
        self.link = None
        return f"<a {attributes}>{inner}</a>" + "".join(behind)

    def link_out(self, link: Link, voice: Voice) -> str:
        """Return a link out of the document."""
        if not link.url.lower().startswith(_SCHEMES):
            self.fail(f"the link to {link.url!r} is neither http, https nor mailto; give the full address")
        shown = link.content if plain_text(link.content, self.labels).strip() else link.url
        address = quote(self.checked(link.url).encode(), safe=_ADDRESS)
        return self.linked(f'href="{escape(address)}"', shown, voice)

    def reference(self, reference: Reference, voice: Voice) -> str:
        """Return a link to another place of the document."""
        name = self.ids.get(reference.key)
        if name is None:
            self.fail(f"the reference to {reference.key!r} leads nowhere; nothing in the document has that key")
        shown: Inlines | None = reference.content
        if shown is None or not plain_text(shown, self.labels).strip():
            shown = self.labels.get(reference.key)
            if shown is None:
                self.fail(
                    f"the reference to {reference.key!r} has no label of its own (it is no heading, table or figure); "
                    "give it content"
                )
        return self.linked(self.to(name), shown, voice)

    def note(self, content: Inlines) -> str:
        """Return the mark of a note, and keep the note for the end of the page."""
        if self.in_table:
            self.fail("a footnote cannot stand in a table; put it into the notes of the table")
        if self.in_note:
            self.fail("a footnote cannot stand in a footnote")
        number = str(len(self.notes) + 1)
        mark, name = self.new_id(f"note-mark-{number}"), self.new_id(f"note-{number}")
        self.notes.append(("", ""))
        self.in_note, link, no_field = True, self.link, self.no_field
        self.link, self.no_field = None, "a footnote"
        voice = self.direct(content, "", self.voice)
        text = self.inline(content, voice)
        self.in_note, self.link, self.no_field = False, link, no_field
        back = (
            f'<a {self.to(mark)} class="back" role="doc-backlink" '
            f'aria-label="{value(self.say("back", number=number))}">↩\ufe0e</a>'
        )
        self.notes[int(number) - 1] = (name, f"<p{self.tongue(voice, self.voice)}>{text} {back}</p>")
        shown = (
            f'<sup><a {self.to(name)} id="{mark}" role="doc-noteref" '
            f'aria-label="{value(self.say("note", number=number))}">{number}</a></sup>'
        )
        if self.link is None:
            return shown
        self.link.append(shown)
        return ""

    def caption(self, entry: OutlineEntry, content: Inlines, voice: Voice) -> tuple[str, str]:
        """Return the attributes and the content of a numbered caption."""
        self.no_field = "a caption"
        own = self.direct(joined(self.labels[entry.key], " ", content), "", voice)
        text = self.text(self.number_and_gap(entry)[0], own) + self.inline(content, own)
        self.no_field = ""
        return self.tongue(own, voice), text

    def number_and_gap(self, entry: OutlineEntry) -> tuple[str, str]:
        """Return the number of a heading, or the label of a table or figure, as it is shown, and a blank behind it."""
        if entry.what != "heading":
            return self.labels[entry.key] + self.words.caption_separator, ""
        if entry.kind.value == "annex" and entry.level == 1:
            return f"{self.labels[entry.key]}.", " "
        return entry.number, " "


def _lines(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br/>")


def _script(text: str, *, rtl: bool) -> str:
    """Return the language that letters are taken for where nobody says it: English for Latin, Arabic for Arabic."""
    if rtl:
        return "ar" if _ARABIC.search(text) else ""
    return "en" if _LATIN.search(text) else ""


def _has_field(content: Inlines | None) -> bool:
    """Tell whether somebody may write into inline content."""
    if isinstance(content, tuple):
        return any(map(_has_field, content))
    return isinstance(content, FormField) or _has_field(getattr(content, "content", None) or ())


def _keys(node: object) -> Iterator[str]:
    """Yield the keys of everything that is no heading, captioned table or figure."""
    if node is None or isinstance(node, str):
        return
    if isinstance(node, tuple):
        for part in node:
            if part.__class__ is not str:
                yield from _keys(part)
        return
    kind = type(node)
    if not attrs.has(kind):
        raise RenderError(f"{kind.__name__} is no inline content: {str(node)[:60]!r}")
    is_own = isinstance(node, Anchor | Paragraph) or (isinstance(node, Table) and node.caption is None)
    if is_own and node.key:  # type: ignore[attr-defined]
        yield node.key  # type: ignore[attr-defined]
    for name in _parts(kind):
        yield from _keys(getattr(node, name))


@cache
def _parts(kind: type) -> tuple[str, ...]:
    """Return the names of the fields that hold nodes."""
    return tuple(field.name for field in attrs.fields(kind) if re.search("Inlines|Blocks|Column", str(field.type)))
