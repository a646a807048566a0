"""What runs is watched: whether it asks for the time, for randomness, or for the network."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

__all__ = ["watched"]

_IMPURE = frozenset(
    {
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "time.time",
        "time.time_ns",
        "time.localtime",
        "time.ctime",
        "posix.urandom",
        "nt.urandom",
        "socket.connect",
        "socket.connect_ex",
        "_socket.getaddrinfo",
        "_posixsubprocess.fork_exec",
        "_winapi.CreateProcess",
    }
)
# They read the time for properties that nobody reads, or that are overwritten; what stays is seen from the file
_IN_VAIN = frozenset({"openpyxl", "xlsxwriter", "zipfile"})
_IMPORTS = "<frozen importlib._bootstrap>"


@contextmanager
def watched() -> Iterator[list[str]]:
    """Note each call to the clock, to the randomness of the machine, to the network or to another program.

    What modules do while they are imported does not count.

    Yields:
        The calls, one line each: what was called, and by which line.
    """
    seen: dict[str, None] = {}
    lines: list[str] = []

    # No coverage: what a profiler calls is not traced itself
    def look(frame: FrameType, event: str, function: Any) -> None:  # pragma: no cover # noqa: ANN401
        if event != "c_call":
            return
        name = getattr(function, "__qualname__", "")
        called = name if "." in name else f"{getattr(function, '__module__', '')}.{name}"
        if called in _IMPURE:
            module = str(frame.f_globals.get("__name__", ""))
            if module.partition(".")[0] not in _IN_VAIN and not _is_import(frame):
                seen[f"{called} is called by {module}, line {frame.f_lineno}"] = None

    before, before_threads = sys.getprofile(), threading.getprofile()
    threading.setprofile(look)
    sys.setprofile(look)
    try:
        yield lines
    finally:
        sys.setprofile(before)
        threading.setprofile(before_threads)
        lines += seen


def _is_import(frame: FrameType | None) -> bool:  # pragma: no cover
    while frame is not None:
        if frame.f_code.co_filename == _IMPORTS:
            return True
        frame = frame.f_back
    return False
