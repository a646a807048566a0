"""The proof on a finished file: every part of it is searched for what its edition withholds.

A part is read piece by piece. Of XML the text is glued together, so that a text is found however many runs it is parted
into; what stands inside the tags, such as alternative texts and targets of links, is searched apart, each tag once.
"""

from __future__ import annotations

import html
import io
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, Self
from urllib.parse import unquote, unquote_to_bytes

import attrs

from mpfkit.errors import FileError, MpfkitError

from ._plain import SEPARATOR, is_continued, plain, plain_bytes

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

    from ._search import Search
    from ._withheld import WithheldTexts

__all__ = ["Leak", "LeakError", "prove", "prove_parts"]

_PIECE = 1 << 18
_ZIP = b"PK\3\4"
_DEEPEST = 4
"""So many files may stand in each other: a workbook in a report is the second."""
_LARGEST = 1 << 30
"""Bytes of all parts together, unpacked; no report has as many, and a harmful file may."""

# One tag, or several without text between them. No `<` inside a tag, and a run may give its last tag back, so that
# broken markup is read once and not again from each of its tags
_TAGS = re.compile(rb"""(<(?:[^<>"']++|"[^"<]*+"|'[^'<]*+'|><)*>)""")
# What may hold anything, and where each ends
_APART = re.compile(rb"<!--|<!\[CDATA\[|<!|<\?")
_APART_ENDS = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<!": b">", b"<?": b"?>"}
_ENTITY = re.compile(rb"&(?:amp|lt|gt|quot|apos);")
_NUMBER = re.compile(rb"&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
_ENCODING = re.compile(rb"""\A<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_PERCENT = re.compile(r"%[0-9a-fA-F]{2}")
_PERCENT_BYTES = re.compile(rb"%[0-9a-fA-F]{2}")
_MOST_TAGS = 20_000
"""So many different tags are kept before they are searched."""
_MARKS = 64
"""Bytes at the end of a piece among which its last letter stands, with all its marks."""
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_MARKUP = (".xml", ".rels", ".vml", ".xhtml", ".htm", ".html", ".svg")
# Text among other bytes: UTF-8, and UTF-16 of scripts up to U+20FF in either order
_RUNS_8 = re.compile(
    rb"(?:[\t\n\r\x20-\x7e]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}){12,}"
)
_RUNS_16 = (
    (re.compile(rb"(?:[\x00-\xff][\x00-\x20]){12,}", re.DOTALL), "utf-16-le"),
    (re.compile(rb"(?:[\x00-\x20][\x00-\xff]){12,}", re.DOTALL), "utf-16-be"),
)


@attrs.frozen(kw_only=True)
class Leak:
    """A withheld text in a finished file.

    Attributes:
        part: Part of the file that holds it, with the file inside the file where there is one; empty for a file
            without parts.
        where: `text`, `markup` (alternative texts, targets of links, properties of all sorts), or `name` (of a part).
        place: Where the text stands in the project, in words.
        text: The text, made plain; not shown.
    """

    part: str
    where: str
    place: str
    text: bytes = attrs.field(repr=False)

    def __str__(self) -> str:
        """Say what was found where, without the text."""
        if self.where == "name":
            return f"the name of a part repeats {self.place}"
        inside = " (in its markup)" if self.where == "markup" else ""
        return f"{self.part or 'the file'}{inside} repeats {self.place}"


class LeakError(MpfkitError):
    """A finished report holds what its edition withholds.

    Attributes:
        leaks: What was found where.
    """

    def __init__(self, leaks: Iterable[Leak], *, hint: str = "") -> None:
        """Say it in one line for each place.

        Args:
            leaks: What was found where.
            hint: Who can do something about it.
        """
        self.leaks = tuple(leaks)
        super().__init__("\n".join(f"{leak}, which this edition withholds{hint}" for leak in self.leaks))


def prove(
    source: str | os.PathLike[str] | bytes | BinaryIO, withheld: WithheldTexts, *, known: Iterable[str] = ()
) -> tuple[Leak, ...]:
    """Search a finished file for what its edition withholds.

    Args:
        source: The file: its path, its bytes, or a stream that can be sought; the stream stays open.
        withheld: What is searched for; where that is nothing, the file is not read.
        known: Further texts that stand in a report whatever the project says, such as its funding statement.

    Returns:
        What was found, each text once for each part and sort of place; nothing where the edition is proven.

    Raises:
        FileError: The file cannot be read, or not to its end.
    """
    if not withheld:
        return ()
    with _opened(source) as stream:
        return _told(_File(withheld.search).search(stream), withheld, known)


def prove_parts(parts: Mapping[str, bytes], withheld: WithheldTexts, *, known: Iterable[str] = ()) -> tuple[Leak, ...]:
    """Search the parts of a file that was opened before.

    Args:
        parts: Bytes of each part by its name.
        withheld: As in `prove`.
        known: As in `prove`.

    Returns:
        As `prove`.

    Raises:
        FileError: A file inside it cannot be read to its end.
    """
    if not withheld:
        return ()
    file = _File(withheld.search)
    found = [
        *file.names(parts, ""),
        *(each for name, data in parts.items() for each in file.part(name, io.BytesIO(data))),
    ]
    return _told(found, withheld, known)


def _told(
    found: Iterable[tuple[str, str, set[bytes]]], withheld: WithheldTexts, known: Iterable[str]
) -> tuple[Leak, ...]:
    texts = [(part, where, text) for part, where, here in found for text in sorted(here)]
    places = withheld.places(withheld.withheld({text for _, _, text in texts}, known))
    leaks: dict[tuple[str, str, str], Leak] = {}
    for part, where, text in texts:
        if text in places:
            leak = Leak(part=part, where=where, place=places[text], text=text)
            leaks.setdefault((part, where, leak.place), leak)
    return tuple(leaks.values())


@contextmanager
def _opened(source: str | os.PathLike[str] | bytes | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(source, bytes):
        yield io.BytesIO(source)
    elif isinstance(source, str | os.PathLike):
        try:
            stream = Path(source).open("rb")  # noqa: SIM115 - closed below, with errors of its own
        except OSError as error:
            raise FileError(f"cannot read {os.fspath(source)}: {error.strerror or error}") from error
        with stream:
            yield stream
    else:
        source.seek(0)
        yield source


_Found = Iterator[tuple[str, str, set[bytes]]]


class _File:
    """One file with everything inside it; yields part, sort of place, and the texts found there."""

    def __init__(self, search: Search) -> None:
        self.search_for = search
        self.find = search.find
        self.left = _LARGEST

    def search(self, stream: BinaryIO) -> _Found:
        if stream.read(len(_ZIP)) == _ZIP:
            stream.seek(0)
            yield from self.package(stream, "", 1)
        else:
            stream.seek(0)
            yield from self.part("", stream)

    def package(self, stream: BinaryIO, around: str, depth: int) -> _Found:
        """Search a zip file."""
        try:
            with zipfile.ZipFile(stream) as package:
                members = package.infolist()
                notes = [package.comment, *(note for member in members for note in (member.comment, member.extra))]
                yield from self.names([member.filename for member in members], around, notes)
                for member in members:
                    if not member.is_dir():
                        with package.open(member) as part:
                            yield from self.part(around + member.filename, part, depth)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise FileError(f"{around or 'the file'}: cannot be searched to its end: {error}") from error

    def names(self, names: Iterable[str], around: str, notes: Iterable[bytes] = ()) -> _Found:
        listed = [
            *names,
            *(unquote(name) for name in names),
            *(note.decode("utf-8", "replace") for note in notes if note),
        ]
        yield around, "name", self.find(plain(SEPARATOR.join(listed)).encode())

    def part(self, name: str, stream: IO[bytes], depth: int = 0) -> _Found:
        """Search one part in the way that its first bytes ask for."""
        head = self._read(stream, name)
        if head.startswith(_ZIP) and depth <= _DEEPEST:
            inner = io.BytesIO(head + self._rest(stream, name))
            if zipfile.is_zipfile(inner):
                yield from self.package(inner, f"{name}/", depth + 1)
                return
            head, stream = inner.getvalue(), io.BytesIO()
        encoding = next((each for bom, each in _BOMS if head.startswith(bom)), "")
        if not encoding and (declared := _ENCODING.match(head)) is not None:
            encoding = declared[1].decode()
        if encoding.casefold() not in {"", "utf-8", "us-ascii"}:
            head, stream = _in_utf_8(head + self._rest(stream, name), encoding), io.BytesIO()
        if name.lower().endswith(_MARKUP) or head.lstrip()[:1] == b"<":
            yield from self.markup(name, head, stream)
        elif _is_text(head):
            yield name, "text", self.text(head + self._rest(stream, name))
        else:
            yield name, "text", self.other(head + self._rest(stream, name))

    def markup(self, name: str, head: bytes, stream: IO[bytes]) -> _Found:
        with _Text(self.search_for) as text:
            apart = self._markup(name, head, stream, text)
        yield name, "text", text.found
        yield name, "markup", apart

    def _markup(self, name: str, head: bytes, stream: IO[bytes], text: _Text) -> set[bytes]:
        apart: set[bytes] = set()
        seen: set[bytes] = set()
        piece, left = head, b""
        while piece:
            following = self._read(stream, name)
            data = left + piece
            if b"<!" in data or data.find(b"<?", len(_ZIP)) >= 0:
                # Comments and CDATA are rare, and may hold anything: the rest is looked at as a whole
                data, others = _without_others(data + following + self._rest(stream, name))
                following = b""
                apart |= self._tags(others)
            cut = max(data.rfind(b"<"), 0) if following else len(data)
            pieces = _TAGS.split(data[:cut])
            left = data[cut:]
            text.feed(b"".join(pieces[::2]), is_last=not following)
            seen.update(pieces[1::2])
            if len(seen) > _MOST_TAGS or not following:
                apart |= self._tags(seen)
                seen.clear()
            piece = following
        return apart

    def _tags(self, tags: set[bytes]) -> set[bytes]:
        joined = SEPARATOR.encode().join(sorted(tags))
        if b"%" in joined:
            joined += SEPARATOR.encode() + unquote_to_bytes(joined)
        return self.find(plain_bytes(_without_entities(joined)))

    def text(self, data: bytes) -> set[bytes]:
        """Search a text file: as it stands, and as somebody reads it who sees no tags and no escapes."""
        text = data.decode("utf-8", "replace")
        variants = {text, html.unescape(text), html.unescape(re.sub(r"<[^<>]*>", "", text))}
        variants |= {unquote(each) for each in variants if _PERCENT.search(each)}
        return set().union(*(self.find(plain(each.replace(SEPARATOR, "")).encode()) for each in variants))

    def other(self, data: bytes) -> set[bytes]:
        """Search what is neither markup nor text, such as a picture, for texts in UTF-8 and UTF-16."""
        runs = [run.decode("utf-8", "replace") for run in _RUNS_8.findall(data)]
        for pattern, encoding in _RUNS_16:
            for run in pattern.findall(data):
                runs += [run.decode(encoding, "replace"), run[1:].decode(encoding, "replace")]
        return self.find(plain(SEPARATOR.join(run.replace(SEPARATOR, "") for run in runs)).encode())

    def _read(self, stream: IO[bytes], name: str) -> bytes:
        piece = stream.read(_PIECE)
        self.left -= len(piece)
        if self.left < 0:
            raise FileError(f"{name or 'the file'}: holds more than {_LARGEST} bytes unpacked, and cannot be searched")
        return piece

    def _rest(self, stream: IO[bytes], name: str) -> bytes:
        return b"".join(iter(lambda: self._read(stream, name), b""))


class _Text:
    """The text of a part, glued together.

    The automaton lets other threads run, so that the next piece of a large part is made ready while one is searched.
    """

    def __init__(self, search: Search) -> None:
        self._search = search
        self._stream = search.stream()
        self._held = b""
        self._decoded: set[bytes] = set()
        self._pool: ThreadPoolExecutor | None = None
        self._running: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown()

    @property
    def found(self) -> set[bytes]:
        return self._stream.found | self._decoded

    def feed(self, data: bytes, *, is_last: bool) -> None:
        text = self._held + _without_entities(data)
        self._held = b""
        if not is_last:
            cut = _last_letter(text)
            text, self._held = text[:cut], text[cut:]
        self._feed(plain_bytes(text), is_last=is_last)
        if b"%" in text and _PERCENT_BYTES.search(text):
            self._decoded |= self._search.find(plain_bytes(unquote_to_bytes(text)))

    def _feed(self, text: bytes, *, is_last: bool) -> None:
        """Search a piece; the one before is searched to its end first."""
        if self._running is not None:
            self._running.result()
        if is_last:
            self._stream.feed(text)
            return
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(1, thread_name_prefix="mpfkit-proof")
        self._running = self._pool.submit(self._stream.feed, text)


def _last_letter(text: bytes) -> int:
    """Return where the last letter of a text in UTF-8 begins: what follows the text may be a mark of that letter."""
    tail = text[-_MARKS:].decode(errors="ignore")
    at = len(tail) - 1
    while at > 0 and is_continued(tail[at]):
        at -= 1
    return len(text) - len(tail[at:].encode()) if tail else 0


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    try:
        head[:-4].decode("utf-8")
    except UnicodeDecodeError as error:
        # A piece may end inside a character
        return error.start >= len(head) - 8
    return True


def _in_utf_8(data: bytes, encoding: str) -> bytes:
    try:
        return data.decode(encoding, "replace").encode(errors="replace")
    except LookupError:
        return data


def _without_others(data: bytes) -> tuple[bytes, set[bytes]]:
    """Return markup without comments, instructions and declarations, and these apart; CDATA becomes other text.

    Args:
        data: Markup, from a tag on or from text.
    """
    kept: list[bytes] = []
    others: set[bytes] = set()
    at = 0
    while (begin := _APART.search(data, at)) is not None:
        mark = begin[0]
        end = data.find(_APART_ENDS[mark], begin.end())
        # What does not end is broken, and goes on to the end
        inner = data[begin.end() : end if end >= 0 else len(data)]
        kept.append(data[at : begin.start()])
        if mark == b"<![CDATA[":
            kept.append(inner.replace(b"&", b"&amp;").replace(b"<", b"&lt;"))
        else:
            others.add(inner)
        at = end + len(_APART_ENDS[mark]) if end >= 0 else len(data)
    kept.append(data[at:])
    return b"".join(kept), others


def _without_entities(data: bytes) -> bytes:
    """Resolve what XML writes as entities; the five that have names are signs that plain texts lack anyway."""
    if b"&" in data:
        if b"&#" in data:
            data = _NUMBER.sub(_character, data)
        data = _ENTITY.sub(b"", data)
    return data


def _character(match: re.Match[bytes]) -> bytes:
    number = int(match[1], 16) if match[1] else int(match[2])
    if number == ord("&") or number > 0x10FFFF:
        return b""
    return chr(number).encode(errors="replace")
