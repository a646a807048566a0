"""Photographs and logos on their way from the project's folder into a report: what is read, and what is left alone."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from mpfkit.errors import FileError
from mpfkit.model import (
    LangString,
    Marking,
    MarkingLevel,
    Organisation,
    OrganisationRole,
    Photo,
    Project,
    Workshop,
)
from mpfkit.rendering import prepare, render

CLEAR = Marking(level=MarkingLevel.CLEAR)


def ls(text: str) -> LangString:
    return LangString.of(text)


def png(width: int = 60, height: int = 40) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), "#336699").save(stream, "PNG")
    return stream.getvalue()


def jpeg(orientation: int) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x9003] = "2019:02:14 10:00:00"
    stream = io.BytesIO()
    Image.new("RGB", (600, 400), "#336699").save(stream, "JPEG", exif=tags)
    return stream.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "images").mkdir()
    return tmp_path


def photo(file: str = "a.png", **fields: Any) -> Photo:
    return Photo(**{"file": file, "consent": True, "marking": CLEAR, **fields})


def project(folder: Path, *photos: Photo, **fields: Any) -> Project:
    return Project(
        **{
            "id": "p",
            "title": ls("A project"),
            "as_of": dt.date(2019, 2, 14),
            "photos": photos,
            "marking": CLEAR,
            "folder": str(folder),
            **fields,
        }
    )


def pictures(held: Project, audience: str = "public") -> dict[str, bytes]:
    return dict(prepare(held, kind="workshop-report", style="plain", audience=audience).brief.pictures)


def test_photographs_of_project_and_workshops_and_logos_are_at_hand_by_their_path(folder: Path) -> None:
    (folder / "images" / "logos").mkdir()
    for name in ("a.png", "b.png", "logos/c.png", "d.png"):
        (folder / "images" / name).write_bytes(png(width=10 + ord(name[-5])))
    held = project(
        folder,
        photo("a.png"),
        workshops=(Workshop(id="w", title=ls("A workshop"), photos=(photo("b.png"),)),),
        organisations=(
            Organisation(id="o", name=ls("Police"), role=OrganisationRole.PARTNER, logo="logos/c.png"),
            Organisation(id="q", name=ls("Customs"), role=OrganisationRole.PARTNER),
        ),
    )

    found = pictures(held)

    assert found == {name: (folder / "images" / name).read_bytes() for name in ("a.png", "b.png", "logos/c.png")}


def test_a_photograph_that_the_edition_withholds_is_not_even_read(folder: Path) -> None:
    (folder / "images" / "a.png").write_bytes(png())
    held = project(folder, photo(consent=False))

    assert pictures(held) == {}
    assert set(pictures(held, "internal")) == {"a.png"}


def test_what_is_missing_or_no_file_is_left_out(folder: Path) -> None:
    (folder / "images" / "sub").mkdir()
    held = project(folder, photo("lost.png"), photo("sub"), photo("nul\0.png"))

    assert pictures(held) == {}
    assert pictures(held.evolve(folder="")) == {}
    assert pictures(held.evolve(folder=str(folder / "elsewhere"))) == {}


def test_files_out_of_the_folder_of_images_are_left_alone(folder: Path) -> None:
    (folder / "secret.png").write_bytes(png())
    held = project(folder, photo("../secret.png"), photo(str(folder / "secret.png")))

    assert pictures(held) == {}


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_out_of_the_folder_is_left_alone_and_one_within_it_is_followed(folder: Path) -> None:
    (folder / "secret.png").write_bytes(png())
    (folder / "images" / "real.png").write_bytes(png())
    (folder / "images" / "out.png").symlink_to(folder / "secret.png")
    (folder / "images" / "in.png").symlink_to(folder / "images" / "real.png")
    (folder / "images" / "loop.png").symlink_to(folder / "images" / "loop.png")
    held = project(folder, photo("out.png"), photo("in.png"), photo("loop.png"))

    assert set(pictures(held)) == {"in.png"}


def test_a_file_with_another_hash_than_the_one_noted_is_refused_in_one_line(folder: Path) -> None:
    (folder / "images" / "a.png").write_bytes(png())
    right = hashlib.sha256(png()).hexdigest()

    assert set(pictures(project(folder, photo(sha256=right.upper())))) == {"a.png"}
    for photos in (
        (photo(sha256="0" * 64),),
        (photo(sha256="0" * 64), photo(sha256=right)),
        (photo(), photo(sha256="1" * 64)),
    ):
        with pytest.raises(
            FileError, match=r"a\.png is not the picture that was meant: its sha256 differs; put"
        ) as caught:
            pictures(project(folder, *photos))
        assert "\n" not in str(caught.value)


@pytest.mark.skipif(os.name == "nt", reason="Windows has other limits")
def test_a_name_that_no_file_can_have_is_one_line(folder: Path) -> None:
    with pytest.raises(FileError, match=r"^cannot read .*: File name too long$"):
        pictures(project(folder, photo("x" * 300 + ".png")))


def test_a_picture_that_is_none_is_named_by_its_file(folder: Path) -> None:
    (folder / "images" / "a.png").write_bytes(b"GIF89a no picture")

    with pytest.raises(FileError, match=r"^images/a\.png: "):
        render(project(folder, photo()), kind="workshop-report", style="plain")


def test_a_photograph_that_a_camera_turned_stands_upright_and_without_what_the_camera_wrote(folder: Path) -> None:
    (folder / "images" / "a.jpg").write_bytes(jpeg(6))
    data = render(
        project(folder, photo("a.jpg", caption=ls("Arrivals"), alt=ls("A room"))), kind="workshop-report", style="plain"
    )

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = package.read("word/document.xml").decode()
        (name,) = [name for name in package.namelist() if name.endswith((".jpg", ".jpeg"))]
        media = package.read(name)
    wide, high = map(int, re.search(r'<wp:extent cx="(\d+)" cy="(\d+)"', body).groups())  # type: ignore[union-attr]

    assert Image.open(io.BytesIO(media)).size == (400, 600)
    assert high / wide == pytest.approx(600 / 400, rel=0.01)
    assert b"2019:02:14" not in media
    assert 'descr="A room"' in body
    assert "Arrivals" in body
