"""Files from elsewhere are measured before they are opened."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from mpfkit.errors import FileError
from mpfkit.intake import ReadingRequest, Source, _source
from mpfkit.model import Project


def archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name.replace("__", "."), data)
    return stream.getvalue()


def test_a_source_knows_its_name_suffix_and_hash(tmp_path: Path) -> None:
    path = tmp_path / "FR reply.XLSX"
    path.write_bytes(b"PK\3\4 and so on")
    source = Source.open(path)
    assert (source.name, source.suffix, source.is_zip) == ("FR reply.XLSX", ".xlsx", True)
    assert source.sha256 == hashlib.sha256(b"PK\3\4 and so on").hexdigest()
    assert repr(source) == "Source('FR reply.XLSX', 14 bytes)"


def test_files_that_cannot_be_read_are_named_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileError, match=r"not-there\.xlsx: cannot be read: No such file"):
        Source.open(tmp_path / "not-there.xlsx")
    with pytest.raises(FileError, match="is a folder; name the files in it"):
        Source.open(tmp_path)
    monkeypatch.setattr(_source, "MAX_BYTES", 2**20)
    (tmp_path / "large.csv").write_bytes(b"x" * (3 * 2**20))
    with pytest.raises(FileError, match=r"large\.csv: has 3 MiB, more than the 1 MiB that are read; "):
        Source.open(tmp_path / "large.csv")


def test_an_archive_is_unpacked() -> None:
    assert dict(Source("x.zip", archive(a__xml=b"<a/>", b__csv=b"1")).members) == {"a.xml": b"<a/>", "b.csv": b"1"}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"no archive", r"x\.xlsx: is not a readable file \(.*\); save or export it again"),
        (
            bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 600,
            r"has a password or is in the format of Office 97; .* as \.xlsx",
        ),
        (archive(a__xml=b" " * 9_000_000), "is packed more than 200 to 1, as only a harmful file is"),
        (archive(a__xml=b"<!DOCTYPE a><a/>"), "part a.xml declares a document type"),
        (archive(a__xml="<!DOCTYPE a><a/>".encode("utf-16")), "part a.xml declares a document type"),
        (archive(**{f"p{n}": b"" for n in range(501)}), "holds 501 parts, more than 500"),
    ],
)
def test_harmful_archives_are_refused_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(FileError, match=message) as caught:
        _ = Source("x.xlsx", data).members
    assert "\n" not in str(caught.value)


def test_a_mapping_file_is_asked_for_texts_lists_and_mappings(project: Project) -> None:
    request = ReadingRequest(
        project=project,
        mapping={"sheet": "Data", "values": ["a", "b"], "one": "a", "columns": {"Q": "A"}, "mixed": ["a", {}]},
        mapping_name="map.yaml",
    )
    assert request.setting("sheet") == "Data"
    assert request.setting("not there", "default") == "default"
    assert request.settings("values") == ("a", "b")
    assert request.settings("one") == ("a",)
    assert request.settings("not there") == ()
    assert request.table("columns") == {"Q": "A"}
    assert request.table("not there") == {}
    with pytest.raises(FileError, match=r"map\.yaml: values must be a text"):
        request.setting("values")
    with pytest.raises(FileError, match=r"map\.yaml: mixed must be a list of texts"):
        request.settings("mixed")
    with pytest.raises(FileError, match=r"map\.yaml: sheet must be a mapping"):
        request.table("sheet")
