"""A form as a file: what stands in its fields, and what stands beside them.

The writer of a form and the reader of the form that comes back go through the file in the same way, so that both see
the same texts outside of the fields: the writer puts their hashes into the file, and what is none of them was added.
"""

from __future__ import annotations

from ._content import BookmarkText, Control, FilledForm, Place, PlaceKind
from ._docx import docx_properties, read_docx
from ._fixed import FixedTexts
from ._odt import odt_properties, read_odt

__all__ = [
    "BookmarkText",
    "Control",
    "FilledForm",
    "FixedTexts",
    "Place",
    "PlaceKind",
    "docx_properties",
    "odt_properties",
    "read_docx",
    "read_odt",
]
