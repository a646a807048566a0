"""Writing packages: fixed dates, fixed order, large parts deflated block by block on all processors.

The zip is put together here (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16), as `zipfile` takes neither another
codec nor data that is compressed already.
"""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import attrs

from mpfkit.errors import FileError

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

__all__ = ["Part", "repack", "write_package"]

_FIRST = ("[Content_Types].xml", "_rels/.rels")
# The earliest date a zip can hold, 1980-01-01: says plainly that it means nothing.
_DATE = 1 << 5 | 1
_VERSION = 20
_DEFLATED = 8
_UTF_8 = 1 << 11
_FOR_THE_OWNER = 0o600 << 16
_LIMIT = 0xFFFFFFFF
"""The most bytes that a zip can hold without the extensions that Word does not need."""
_BLOCK = 1 << 19
"""Bytes that are deflated at once: enough that the threads do not wait for each other."""
_WINDOW = 1 << 15
"""How far back deflate looks; a block starts where the one before left off."""
_LEVEL = 6
_FAST_LEVEL = 2
_MOST_THREADS = 4

_Deflate = Callable[[bytes, bytes, bool], bytes]


@attrs.frozen
class Part:
    """A part of a package.

    Attributes:
        name: Path in the package, without a leading slash.
        data: Its bytes, whole or piece by piece.
    """

    name: str
    data: bytes | Iterable[bytes] = attrs.field(repr=False)


class _Entry(NamedTuple):
    """A part that has been written; `common` is what its two headers share."""

    name: bytes
    common: bytes
    offset: int


def write_package(stream: BinaryIO, parts: Iterable[Part], *, fast: bool = False) -> None:
    """Write a package; the same parts give the same bytes, in whatever order and in whatever pieces they come.

    Large parts are deflated in blocks, by as many threads as there are processors, four at most; the number of threads
    does not change the bytes. No thread is left when this returns or raises.

    Args:
        stream: Where it is written, from its present position on; nothing is sought or read.
        parts: All parts, `[Content_Types].xml` included. Data given piece by piece is compressed as it comes, so that
            no part has to be in memory as a whole.
        fast: Whether to compress with isal instead of zlib: some twenty times as fast, for a file that is a fifth
            larger. Its bytes are the same for the same version of isal on the same sort of processor only.

    Raises:
        FileError: If `fast` is asked for and isal is not installed, or if the package would be larger than 4 GiB.
    """
    deflate = _isal() if fast else _zlib
    entries: list[_Entry] = []
    offset = 0
    for part in sorted(parts, key=_place):
        pieces = (part.data,) if isinstance(part.data, bytes) else part.data
        crc, size, packed = _compressed(pieces, deflate, threads=1 if fast else _threads())
        written = sum(map(len, packed))
        if max(size, offset + written) > _LIMIT:
            raise FileError(f"{part.name}: the file would be larger than 4 GiB, which no Word file can be")
        name = part.name.encode()
        flags = 0 if part.name.isascii() else _UTF_8
        common = struct.pack("<5H3L2H", _VERSION, flags, _DEFLATED, 0, _DATE, crc, written, size, len(name), 0)
        stream.write(b"PK\3\4" + common + name)
        stream.writelines(packed)
        entries.append(_Entry(name, common, offset))
        offset += 30 + len(name) + written
    directory = b"".join(
        b"PK\1\2"
        + struct.pack("<H", _VERSION)
        + common
        + struct.pack("<3H2L", 0, 0, 0, _FOR_THE_OWNER, position)
        + name
        for name, common, position in entries
    )
    stream.write(directory)
    stream.write(b"PK\5\6" + struct.pack("<4H2LH", 0, 0, len(entries), len(entries), len(directory), offset, 0))


def repack(data: bytes) -> bytes:
    """Return the same package with the same bytes every time: what other libraries write bears the time of writing.

    Args:
        data: A package that your own code wrote; one from outside is opened by `open_package`, which checks it.

    Returns:
        The same parts with fixed dates, in a fixed order.

    Raises:
        FileError: If it is no zip file.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = [Part(name, package.read(name)) for name in package.namelist() if not name.endswith("/")]
    except zipfile.BadZipFile as error:
        raise FileError(f"the file cannot be packed anew: {error}; it has to be a .docx or another zip file") from error
    stream = io.BytesIO()
    write_package(stream, parts)
    return stream.getvalue()


def _place(part: Part) -> tuple[int, str]:
    return (_FIRST.index(part.name) if part.name in _FIRST else len(_FIRST), part.name)


# ----------------------------------------------------------------------------------------------------- compression


def _compressed(pieces: Iterable[bytes], deflate: _Deflate, *, threads: int) -> tuple[int, int, list[bytes]]:
    """Return checksum and size of a part, and its compressed blocks, which together are one stream of deflate."""
    crc = size = 0
    before = b""
    packed: list[bytes] = []
    waiting: deque[Future[bytes]] = deque()
    pool: ThreadPoolExecutor | None = None
    try:
        for block, is_last in _blocks(pieces):
            crc = zlib.crc32(block, crc)
            size += len(block)
            if threads > 1 and pool is None and not is_last:
                from concurrent.futures import ThreadPoolExecutor

                pool = ThreadPoolExecutor(threads, thread_name_prefix="mpfkit-deflate")
            if pool is None:
                packed.append(deflate(block, before, is_last))
            else:
                waiting.append(pool.submit(deflate, block, before, is_last))
                # Memory does not grow with the part: what comes next is made when this has been compressed.
                while len(waiting) > threads + 1:
                    packed.append(waiting.popleft().result())
            before = block[-_WINDOW:]
        packed.extend(future.result() for future in waiting)
    finally:
        if pool is not None:
            pool.shutdown(cancel_futures=True)
    return crc, size, packed


def _blocks(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Yield blocks of the same size whatever the size of the pieces, and with each whether it is the last."""
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) > _BLOCK:
            yield bytes(held[:_BLOCK]), False
            del held[:_BLOCK]
    yield bytes(held), True


def _threads() -> int:
    """Return how many threads compress: no more than there are processors for this process."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST_THREADS)


def _zlib(block: bytes, before: bytes, is_last: bool) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS, zdict=before)
    return packer.compress(block) + packer.flush(zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH)


def _isal() -> _Deflate:
    try:
        from isal import isal_zlib
    except ImportError as error:
        raise FileError("fast compression needs isal, which is not installed; pip install 'mpfkit[fast]'") from error

    def deflate(block: bytes, before: bytes, is_last: bool) -> bytes:
        packer = isal_zlib.compressobj(
            _FAST_LEVEL, isal_zlib.DEFLATED, -isal_zlib.MAX_WBITS, isal_zlib.DEF_MEM_LEVEL, 0, before
        )
        return packer.compress(block) + packer.flush(isal_zlib.Z_FINISH if is_last else isal_zlib.Z_SYNC_FLUSH)

    return deflate
