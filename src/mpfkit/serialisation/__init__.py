"""Reading and writing project files: YAML 1.2, JSON, TOML; one file or a folder of them.

Reading keeps every value as it was written until its type is known, and tells all problems of the files at once, with
file, line and column. Writing is atomic and stable. Only this package knows how the model looks in a file.
"""

from __future__ import annotations

from ._load import Loaded, ReadError, examine, examine_text, load, loads
from ._mapping import read_mapping
from ._migrations import SCHEMA_VERSION
from ._places import Place, SourceMap
from ._save import dumps, save, write_atomically
from ._schema import json_schema

__all__ = [
    "SCHEMA_VERSION",
    "Loaded",
    "Place",
    "ReadError",
    "SourceMap",
    "dumps",
    "examine",
    "examine_text",
    "json_schema",
    "load",
    "loads",
    "read_mapping",
    "save",
    "write_atomically",
]
