"""Files that say how a foreign file is to be read: plain data, read as carefully as a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ._folder import read_bytes
from ._load import ReadError
from ._syntax import Plain, UnreadableError, decode, format_of, parse

if TYPE_CHECKING:
    import os

__all__ = ["read_mapping"]


def read_mapping(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read a mapping file: YAML, JSON or TOML with a mapping in it.

    Args:
        path: The file.

    Returns:
        Its content. Scalars are texts as they were written, so that `NO` is Norway and `1.10` a version; booleans and
        null stay what they are where the format has them.

    Raises:
        ReadError: The file cannot be read; the text says where and why.
    """
    place = Path(path)
    try:
        data, repeated = parse(decode(read_bytes(place)), format_of(place.name))
        if repeated:
            raise repeated[0]
        if not isinstance(data, dict):
            raise UnreadableError("MPF102", "the file must hold a mapping", 1, 1)
    except UnreadableError as error:
        raise ReadError((error.problem(str(place)),)) from error
    except OSError as error:
        message = f"the file cannot be read: {error.strerror or error}"
        raise ReadError((UnreadableError("MPF100", message).problem(str(place)),)) from error
    found: dict[str, Any] = _texts(data)
    return found


def _texts(value: Any) -> Any:  # noqa: ANN401 - data of any shape
    if isinstance(value, dict):
        return {str(key): _texts(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_texts(member) for member in value]
    if type(value) is Plain:
        return str(value)
    return value
