"""Office packages: the zip files behind .docx and .xlsx, opened safely and written with the same bytes every time."""

from __future__ import annotations

from ._open import Limits, Package, open_package, unpack
from ._write import Part, repack, write_package

__all__ = ["Limits", "Package", "Part", "open_package", "repack", "unpack", "write_package"]
