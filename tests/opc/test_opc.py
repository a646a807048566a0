from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from mpfkit.errors import FileError
from mpfkit.opc import Limits, Part, open_package, write_package

TYPES = (
    b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    b'wordprocessingml.%s.main+xml"/></Types>'
)
RELS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
PARTS = {
    "[Content_Types].xml": TYPES % b"document",
    "_rels/.rels": RELS % b'<Relationship Id="r1" Type="x/officeDocument" Target="word/document.xml"/>',
    "word/document.xml": b"<w/>",
}


def packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return stream.getvalue()


def written(parts: list[Part]) -> bytes:
    stream = io.BytesIO()
    write_package(stream, parts)
    return stream.getvalue()


class Pipe(io.RawIOBase):
    def __init__(self) -> None:
        super().__init__()
        self.data = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:
        self.data += data
        return len(data)


def test_the_same_parts_give_the_same_bytes_in_whatever_order_they_come() -> None:
    parts = [Part(name, data) for name, data in PARTS.items()]

    assert written(parts) == written(parts[::-1])


def test_content_types_and_relationships_come_first() -> None:
    names = zipfile.ZipFile(
        io.BytesIO(written([Part("a.xml", b""), *(Part(*item) for item in PARTS.items())]))
    ).namelist()

    assert names == ["[Content_Types].xml", "_rels/.rels", "a.xml", "word/document.xml"]


def test_no_member_tells_when_or_where_it_was_written() -> None:
    for member in zipfile.ZipFile(io.BytesIO(written([Part("a.xml", b"x")]))).infolist():
        assert (member.date_time, member.create_system, member.external_attr) == ((1980, 1, 1, 0, 0, 0), 0, 0o600 << 16)


def test_a_part_given_in_pieces_is_the_same_as_a_whole_one() -> None:
    assert written([Part("a.xml", b"abcdef")]) == written([Part("a.xml", iter((b"abc", b"", b"def")))])


def test_a_pipe_gets_the_same_bytes_as_a_file() -> None:
    pipe = Pipe()
    write_package(pipe, [Part("a.xml", b"abc")])  # type: ignore[arg-type]

    assert bytes(pipe.data) == written([Part("a.xml", b"abc")])


def test_a_package_is_read_back_and_written_anew_with_the_same_parts() -> None:
    package = open_package(packed(PARTS))

    assert dict(package.parts) == PARTS
    assert dict(open_package(package.to_bytes()).parts) == PARTS


def test_a_template_becomes_a_document() -> None:
    package = open_package(packed({**PARTS, "[Content_Types].xml": TYPES % b"template"}))

    assert package.parts["[Content_Types].xml"] == TYPES % b"document"


def test_a_link_to_an_external_template_is_removed() -> None:
    link = (
        b'<Relationship Id="r9" Type="x/attachedTemplate" Target="http://evil.example/t.dotm" TargetMode="External"/>'
    )
    settings = (
        b'<w:settings xmlns:w="w" xmlns:r="r"><w:attachedTemplate r:id="r9"/><w:zoom w:percent="100"/></w:settings>'
    )

    parts = open_package(
        packed({**PARTS, "word/settings.xml": settings, "word/_rels/settings.xml.rels": RELS % link})
    ).parts

    assert b"evil" not in b"".join(parts.values())
    assert b"attachedTemplate" not in parts["word/settings.xml"]
    assert b"zoom" in parts["word/settings.xml"]


def test_who_only_looks_sees_the_file_as_it_is() -> None:
    link = (
        b'<Relationship Id="r9" Type="x/attachedTemplate" Target="http://evil.example/t.dotm" TargetMode="External"/>'
        b'<Relationship Id="r8" Type="x/image" Target="media/lost.png"/>'
    )
    given = {
        **PARTS,
        "[Content_Types].xml": TYPES % b"template",
        "word/settings.xml": b"<w:settings xmlns:w='w'/>",
        "word/_rels/settings.xml.rels": RELS % link,
    }

    assert dict(open_package(packed(given), as_it_is=True).parts) == given


def test_a_link_of_the_text_stays() -> None:
    link = b'<Relationship Id="r9" Type="x/hyperlink" Target="https://europa.eu" TargetMode="External"/>'

    parts = open_package(packed({**PARTS, "word/_rels/document.xml.rels": RELS % link})).parts

    assert b"europa.eu" in parts["word/_rels/document.xml.rels"]


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({**PARTS, "word/vbaProject.bin": b"x"}, "holds macros"),
        ({**PARTS, "[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"}, "holds macros"),
        ({**PARTS, "word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><w/>'}, "declares a document type"),
        ({**PARTS, "word/a.xml": "<!DOCTYPE x><w/>".encode("utf-16-le")}, "declares a document type"),
        ({name: data for name, data in PARTS.items() if "Types" not in name}, "no [Content_Types].xml"),
        ({**PARTS, "[Content_Types].xml": b"<Types/>"}, "not a Word document"),
        ({**PARTS, "../evil.xml": b""}, "unsafe name"),
        ({**PARTS, "/etc/x.xml": b""}, "unsafe name"),
        ({**PARTS, "WORD/document.xml": b""}, "two parts named"),
        ({**PARTS, "word/big.xml": b" " * 3_000_000}, "packed more than 200 to 1"),
        ({**PARTS, "word/_rels/document.xml.rels": b"<broken"}, "not well-formed"),
        (
            {
                **PARTS,
                "word/_rels/document.xml.rels": RELS
                % b'<Relationship Id="a" Type="x/image" Target="../../etc/passwd"/>',
            },
            "which is not there",
        ),
        (
            {
                **PARTS,
                "word/_rels/document.xml.rels": RELS
                % b'<Relationship Id="a" Type="x/image" Target="http://evil.example/a.png" TargetMode="External"/>',
            },
            "from outside",
        ),
    ],
)
def test_a_harmful_or_foreign_package_is_refused_with_one_line(parts: dict[str, bytes], message: str) -> None:
    with pytest.raises(FileError) as caught:
        open_package(packed(parts), name="house.docx")

    assert message in str(caught.value)
    assert str(caught.value).startswith("house.docx: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(members=2), "holds 3 parts"),
        (Limits(total=100), "bytes unpacked"),
        (Limits(part=10), "more than 10"),
        (Limits(tags=3), "elements"),
    ],
)
def test_a_package_over_a_limit_is_refused(limits: Limits, message: str) -> None:
    with pytest.raises(FileError, match=message):
        open_package(packed(PARTS), limits=limits)


@pytest.mark.parametrize("data", [b"", b"plain text", packed(PARTS)[:-30]])
def test_what_is_no_zip_is_refused(data: bytes) -> None:
    with pytest.raises(FileError, match="not a readable Word file"):
        open_package(data)


def test_an_encrypted_package_is_refused() -> None:
    data = bytearray(packed({"[Content_Types].xml": b"x"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(FileError, match="encrypted"):
        open_package(bytes(data))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"nowhere\.docx: cannot be opened"):
        open_package(tmp_path / "nowhere.docx")


def test_a_file_is_opened_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(packed(PARTS))

    assert dict(open_package(path).parts) == PARTS
