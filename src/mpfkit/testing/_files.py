"""Files of any format, as far as tests have to look into them: their words, and what tells the day they were made."""

from __future__ import annotations

import datetime as dt
import html
import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["made_today", "parts_of", "words_in"]

_DEEPEST = 3


def parts_of(data: bytes, name: str = "", depth: int = 0) -> Iterator[tuple[str, bytes, dt.date | None]]:
    """Yield the parts of a file: the file itself, or what is packed in it, with name and day; archives inside, too.

    Args:
        data: Bytes of the file.
        name: What the file is called.
        depth: How deep it is packed.
    """
    if not data.startswith(b"PK\3\4") or depth > _DEEPEST:
        yield name, data, None
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            place = f"{name}/{member.filename}".lstrip("/")
            for inner, content, day in parts_of(archive.read(member), place, depth + 1):
                yield inner, content, day or _day(member)


def _day(member: zipfile.ZipInfo) -> dt.date | None:
    year, month, day = member.date_time[:3]
    return dt.date(year, month, day) if month and day else None


def words_in(data: bytes) -> str:
    """Return the text of a file as far as it can be read without knowing the format.

    Markup is read as markup, so that words which are parted by it hold together; everything else as UTF-8.

    Args:
        data: Bytes of the file.
    """
    texts = []
    for name, content, _ in parts_of(data):
        texts.append(name)
        if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            texts += _markup(content)
        texts.append(html.unescape(content.decode("utf-8", "replace")))
    return "\n".join(texts)


def _markup(content: bytes) -> Iterator[str]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=True)
    root = etree.fromstring(content, parser)
    if root is not None:
        yield "".join(str(text) for text in root.itertext())


def made_today(data: bytes) -> tuple[str, ...]:
    """Return what in a file tells that it was made today, one line each; nothing where the file bears no such trace.

    Args:
        data: Bytes of the file.
    """
    days = {dt.datetime.now(tz=dt.UTC).date(), dt.datetime.now().astimezone().date()}
    found = []
    for name, content, day in parts_of(data):
        if day in days:
            found.append(f"{name} is packed with the date of today")
        found += [f"{name or 'the file'} holds {today}" for today in days if today.isoformat().encode() in content]
    return tuple(found)
