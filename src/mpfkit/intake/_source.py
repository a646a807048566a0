"""A foreign file: its name and its bytes, opened with a limit to its size."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from mpfkit.errors import FileError
from mpfkit.opc import Limits

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

__all__ = ["LIMITS", "Source"]

MAX_BYTES = 32 * 2**20
"""Largest file that is read: 32 MiB; forty replies to a long questionnaire have less than one."""

LIMITS = Limits(members=500, total=64 * 2**20, part=48 * 2**20, ratio=200, tags=4_000_000)
"""How much a workbook or an archive may hold, unpacked."""


class Source:
    """A foreign file: its name and its bytes.

    Args:
        name: Name of the file, without folders.
        data: Its bytes.
    """

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.data = data

    def __repr__(self) -> str:
        """Show name and size."""
        return f"Source({self.name!r}, {len(self.data)} bytes)"

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Source:
        """Read a file that is not too large.

        Args:
            path: The file.

        Raises:
            FileError: It cannot be read, or is too large.
        """
        place = Path(path)
        try:
            if place.is_dir():
                raise FileError(f"{place}: is a folder; name the files in it")
            size = place.stat().st_size
            if size > MAX_BYTES:
                raise FileError(
                    f"{place}: has {size // 2**20} MiB, more than the {MAX_BYTES // 2**20} MiB that are read; "
                    "export fewer replies at a time, or remove pictures"
                )
            return cls(place.name, place.read_bytes())
        except OSError as error:
            raise FileError(f"{place}: cannot be read: {error.strerror or error}") from error

    @property
    def suffix(self) -> str:
        """The end of the name, in small letters, such as ".xlsx"."""
        return PurePath(self.name).suffix.casefold()

    @cached_property
    def sha256(self) -> str:
        """Hash of the bytes, 64 hexadecimal digits."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def is_zip(self) -> bool:
        """Whether it starts as archives and Office files do."""
        return self.data[:4] in (b"PK\3\4", b"PK\5\6")

    @cached_property
    def members(self) -> Mapping[str, bytes]:
        """The parts of an archive or an Office file by name, unpacked once they are known to be harmless.

        Raises:
            FileError: It is no archive, or has more in it than the limits allow, or declares a document type.
        """
        from mpfkit.opc import unpack

        return unpack(self.data, name=self.name, limits=LIMITS)
