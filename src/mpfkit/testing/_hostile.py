"""Files and streams that are not as one wishes: garbage, cut off, packed too well, not seekable; and templates."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath
from typing import TYPE_CHECKING

from mpfkit.intake import LIMITS, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Pipe", "bomb", "damaged", "garbage", "traces_of_work"]

_MOST_MEMBERS = 12
_FLIPS = 8
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CHANGES = ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange")
_DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>'


class Pipe(io.RawIOBase):
    """A stream that can be written only, from its beginning to its end."""

    def __init__(self) -> None:
        super().__init__()
        self.received = b""

    def writable(self) -> bool:
        """Tell that it can be written."""
        return True

    def write(self, data: object) -> int:
        """Take what is written."""
        taken = bytes(data)  # type: ignore[call-overload]
        self.received += taken
        return len(taken)

    def seek(self, *_: object) -> int:
        """Refuse to go anywhere else.

        Raises:
            io.UnsupportedOperation: Always.
        """
        raise io.UnsupportedOperation("seek")

    tell = seek


def garbage() -> Iterator[tuple[str, bytes]]:
    """Yield contents that are no file of any format, with what they are called."""
    yield "nothing", b""
    yield "bytes", bytes(range(256)) * 8
    yield "zeros", bytes(2000)
    yield "text", "Not a file: naïve, 50 %\n\n".encode()
    yield "latin-1", "Équipe commune d'enquête;été\n1;2\n".encode("latin-1")
    yield "utf-16", "a;b\n1;2\n".encode("utf-16")
    yield "markup", b"<html><body>Not found</body></html>"
    yield "half markup", b"<a><b>text</b>"
    yield "entities", _DTD
    yield "archive", _zip({"a.txt": b"text"})
    yield "empty archive", _zip({})
    yield "office", _zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
    yield "old office", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(1016)
    yield "head of an archive", b"PK\3\4" + bytes(60)


def damaged(sample: Source) -> Iterator[Source]:
    """Yield files that a reader may be given in place of its own, with its suffix, and its own in pieces.

    Args:
        sample: A file that it reads.
    """
    suffix, data = PurePath(sample.name).suffix, sample.data
    for name, content in garbage():
        yield Source(f"{name}{suffix}", content)
    for part in (1, 2, 3):
        yield Source(f"first {part} quarters{suffix}", data[: len(data) * part // 4])
    yield Source(f"without its last byte{suffix}", data[:-1])
    yield Source(f"twice{suffix}", data * 2)
    for number in range(_FLIPS):
        at = len(data) * number // _FLIPS
        yield Source(f"byte {at} changed{suffix}", data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
    yield Source("wrong suffix.pdf", data)
    yield Source("no suffix", data)
    if sample.is_zip:
        members = _members(data)
        for name in list(members)[:_MOST_MEMBERS]:
            yield Source(f"without {name}{suffix}", _zip({other: members[other] for other in members if other != name}))
            yield Source(f"{name} is empty{suffix}", _zip({**members, name: b""}))
            yield Source(
                f"{name} is cut off{suffix}", _zip({**members, name: members[name][: len(members[name]) // 2]})
            )
            yield Source(f"{name} is garbage{suffix}", _zip({**members, name: bytes(range(256))}))


def bomb(sample: Source) -> Source:
    """Return an archive like a sample, in which the largest member unpacks to more than may be unpacked.

    Args:
        sample: An archive.
    """
    members = _members(sample.data)
    largest = max(members, key=lambda name: len(members[name]))
    return Source(
        f"bomb{PurePath(sample.name).suffix}", _zip({**members, largest: members[largest] + b"\n" * LIMITS.part})
    )


def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {member.filename: archive.read(member) for member in archive.infolist()}


def _zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def traces_of_work(template: bytes) -> tuple[str, ...]:
    """Return what a template should not hold, one line each: comments, changes, names, text that is no sample.

    Args:
        template: Bytes of a .docx or .dotx.
    """
    from lxml import etree

    members = _members(template)
    found = [f"comments ({name})" for name in members if re.search(r"word/comments\w*\.xml$", name)]
    for name, content in members.items():
        if not name.endswith(".xml"):
            continue
        root = etree.fromstring(content)
        if name.startswith("word/"):
            changes = {change for change in _CHANGES if next(root.iter(f"{{{_W}}}{change}"), None) is not None}
            found += [f"pending changes ({name}, w:{change})" for change in sorted(changes)]
        if name == "docProps/core.xml":
            people = (each for each in root if str(each.tag).rpartition("}")[2] in ("creator", "lastModifiedBy"))
            found += [f"the name {each.text!r} ({name})" for each in people if (each.text or "").strip()]
        if name == "word/document.xml" and b"mpfkit_body" not in content:
            text = "".join(part.text or "" for part in root.iter(f"{{{_W}}}t")).strip()
            found += [f"text outside of any place for the report: {text!r:.80}"] if text else []
    return tuple(found)
