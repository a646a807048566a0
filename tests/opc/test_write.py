from __future__ import annotations

import hashlib
import io
import random
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator

import pytest

from mpfkit.errors import FileError
from mpfkit.opc import Part, _write, repack, write_package

LARGE = random.Random("large").randbytes(1000).hex().encode() * 1500
"""Three megabytes: six blocks."""


def written(*parts: Part, fast: bool = False) -> bytes:
    stream = io.BytesIO()
    write_package(stream, parts, fast=fast)
    return stream.getvalue()


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    yield from (data[at : at + size] for at in range(0, len(data), size))


def test_small_parts_are_written_as_zipfile_writes_them() -> None:
    parts = {"[Content_Types].xml": b"<Types/>", "word/a.xml": b"abc" * 1000, "word/b.xml": b""}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, data in parts.items():
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0
            member.external_attr = 0o600 << 16
            with package.open(member, "w") as out:
                out.write(data)

    assert written(*(Part(*item) for item in parts.items())) == stream.getvalue()


def test_a_name_with_accents_is_read_back() -> None:
    assert opened(written(Part("word/café.xml", b"abc"))).namelist() == ["word/café.xml"]


def test_a_large_part_is_read_back() -> None:
    package = opened(written(Part("a.xml", LARGE), Part("b.xml", b"small")))

    assert package.testzip() is None
    assert package.read("a.xml") == LARGE
    assert package.read("b.xml") == b"small"


@pytest.mark.parametrize("size", [_write._BLOCK - 1, _write._BLOCK, _write._BLOCK + 1, 2 * _write._BLOCK])
def test_a_part_of_about_whole_blocks_is_read_back(size: int) -> None:
    data = LARGE[:size]

    assert opened(written(Part("a.xml", data))).read("a.xml") == data


def test_the_number_of_threads_does_not_change_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    found = set()
    for threads in (1, 2, 4):
        monkeypatch.setattr(_write, "_threads", lambda threads=threads: threads)
        found.add(written(Part("a.xml", LARGE)))

    assert len(found) == 1


@pytest.mark.parametrize("size", [1009, 100_003, len(LARGE)])
def test_the_size_of_pieces_does_not_change_the_bytes(size: int) -> None:
    assert written(Part("a.xml", pieces(LARGE, size))) == written(Part("a.xml", LARGE))


def test_blocks_cost_next_to_nothing_in_size() -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        package.writestr("a.xml", LARGE)

    assert len(written(Part("a.xml", LARGE))) <= len(whole.getvalue()) * 1.02


def test_an_error_while_a_part_is_made_passes_and_leaves_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Iterator[bytes]:
        yield LARGE
        raise ValueError("the part cannot be made")

    monkeypatch.setattr(_write, "_threads", lambda: 2)
    with pytest.raises(ValueError, match="cannot be made"):
        written(Part("a.xml", broken()))

    assert not [thread for thread in threading.enumerate() if thread.name.startswith("mpfkit")]


def test_an_error_of_the_codec_passes_and_leaves_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> bytes:
        raise MemoryError("no room")

    monkeypatch.setattr(_write, "_threads", lambda: 2)
    monkeypatch.setattr(_write, "_zlib", full)
    with pytest.raises(MemoryError, match="no room"):
        written(Part("a.xml", pieces(LARGE, 10_000)))

    assert not [thread for thread in threading.enumerate() if thread.name.startswith("mpfkit")]


def test_as_many_threads_compress_as_there_are_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_write.os, "sched_getaffinity", lambda _: {0, 1, 2}, raising=False)
    assert _write._threads() == 3

    monkeypatch.delattr(_write.os, "sched_getaffinity")
    monkeypatch.setattr(_write.os, "cpu_count", lambda: 64)
    assert _write._threads() == 4

    monkeypatch.setattr(_write.os, "cpu_count", lambda: None)
    assert _write._threads() == 1


def test_what_no_zip_can_hold_is_refused_with_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_write, "_LIMIT", 1000)

    with pytest.raises(FileError, match=r"a\.xml: the file would be larger than 4 GiB") as caught:
        written(Part("a.xml", LARGE))
    assert "\n" not in str(caught.value)


# ------------------------------------------------------------------------------------------------------ the fast codec


def test_a_package_of_another_library_gets_the_same_bytes_every_time() -> None:
    def written(second: int) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            package.mkdir("word")
            for name in ("word/document.xml", "[Content_Types].xml"):
                package.writestr(zipfile.ZipInfo(name, (2024, 5, 1, 12, 0, second)), name.encode())
        return stream.getvalue()

    assert written(0) != written(2)
    assert repack(written(0)) == repack(written(2)) == repack(repack(written(0)))
    with zipfile.ZipFile(io.BytesIO(repack(written(0)))) as package:
        assert package.namelist() == ["[Content_Types].xml", "word/document.xml"]
        assert package.read("word/document.xml") == b"word/document.xml"
    with pytest.raises(FileError, match=r"cannot be packed anew: File is not a zip file; it has to be a \.docx"):
        repack(b"no zip")


def test_the_fast_codec_writes_the_same_parts() -> None:
    pytest.importorskip("isal")
    package = opened(written(Part("a.xml", pieces(LARGE, 70_000)), Part("b.xml", b""), fast=True))

    assert package.testzip() is None
    assert package.read("a.xml") == LARGE
    assert package.read("b.xml") == b""


def test_the_fast_codec_is_never_chosen_by_what_is_installed() -> None:
    pytest.importorskip("isal")
    parts = (Part("a.xml", LARGE[:10_000]),)
    assert written(*parts, fast=True) != written(*parts)

    blocked = f"import sys; sys.modules['isal'] = None\n{_SCRIPT.format(fast=False)}"
    assert _digest(blocked) == hashlib.sha256(written(Part("a.xml", b"abc" * 300_000))).hexdigest()


_SCRIPT = (
    "import hashlib, io\n"
    "from mpfkit.opc import Part, write_package\n"
    "stream = io.BytesIO()\n"
    "write_package(stream, [Part('a.xml', b'abc' * 300_000)], fast={fast})\n"
    "print(hashlib.sha256(stream.getvalue()).hexdigest())\n"
)


def _digest(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_fast_codec_gives_the_same_bytes_in_two_processes_of_one_machine() -> None:
    pytest.importorskip("isal")
    assert _digest(_SCRIPT.format(fast=True)) == _digest(_SCRIPT.format(fast=True))


def test_a_missing_fast_codec_is_an_error_that_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "isal", None)

    with pytest.raises(FileError) as caught:
        written(Part("a.xml", b"abc"), fast=True)

    assert str(caught.value) == ("fast compression needs isal, which is not installed; pip install 'mpfkit[fast]'")
