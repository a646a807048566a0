"""Writing packages: fixed dates, fixed order, one member after the other."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterable
from typing import BinaryIO, cast

import attrs

__all__ = ["Part", "write_package"]

# The earliest date a zip can hold: says plainly that it means nothing.
_DATE = (1980, 1, 1, 0, 0, 0)
_FIRST = ("[Content_Types].xml", "_rels/.rels")


@attrs.frozen
class Part:
    """A part of a package.

    Attributes:
        name: Path in the package, without a leading slash.
        data: Its bytes, whole or piece by piece.
    """

    name: str
    data: bytes | Iterable[bytes] = attrs.field(repr=False)


def write_package(stream: BinaryIO, parts: Iterable[Part]) -> None:
    """Write a package; the same parts give the same bytes, in whatever order they come.

    Args:
        stream: Where it is written, from its present position on.
        parts: All parts, `[Content_Types].xml` included. Data given piece by piece is compressed as it comes, so that
            no part has to be in memory as a whole.
    """
    if not _seekable(stream):
        # A zip written to a pipe has other headers than one written to a file.
        with io.BytesIO() as whole:
            write_package(whole, parts)
            whole.seek(0)
            shutil.copyfileobj(whole, stream)
        return
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for part in sorted(parts, key=_place):
            member = zipfile.ZipInfo(part.name, _DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0
            member.external_attr = 0o600 << 16
            with package.open(member, "w") as out:
                if isinstance(part.data, bytes):
                    out.write(part.data)
                else:
                    for piece in part.data:
                        out.write(piece)


def _place(part: Part) -> tuple[int, str]:
    return (_FIRST.index(part.name) if part.name in _FIRST else len(_FIRST), part.name)


def _seekable(stream: BinaryIO) -> bool:
    seekable = getattr(stream, "seekable", None)
    return bool(cast("bool", seekable())) if seekable is not None else False
