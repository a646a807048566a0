"""Pictures on their way into the package: cleaned, fitted and named; an SVG with a PNG beside it."""

from __future__ import annotations

import hashlib
import math
import re
from typing import TYPE_CHECKING, NamedTuple

from mpfkit.document import Figure, Heading, Image, plain_text, walk
from mpfkit.errors import FileError, RenderError
from mpfkit.images import clean, examine, rasterise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from docx.parts.document import DocumentPart

    from mpfkit.document import Document
    from mpfkit.records import HouseStyle, Page

__all__ = ["CAPTION_ROOM_MM", "Picture", "add_pictures", "blip", "fitted"]

CAPTION_ROOM_MM = 25.0
"""Height kept free below a picture for its caption, so that both stand on one page."""
_DPI = 300
_TOLERANCE = 0.02
_SUFFIXES = {"image/png": "png", "image/jpeg": "jpeg", "image/svg+xml": "svg"}


class Picture(NamedTuple):
    """A picture in the package.

    Attributes:
        rid: Relationship of the PNG or JPEG.
        svg: Relationship of the SVG that is shown in its place where that can be; empty for none.
        ratio: Width over height of what is drawn.
    """

    rid: str
    svg: str
    ratio: float


def fitted(image: Image, ratio: float, width_mm: float, height_mm: float) -> tuple[float, float]:
    """Return width and height in millimetres: inside what the author gave and what the page has, never distorted.

    Up to two hundredths, a difference between the author's proportion and the picture's is taken for rounding.

    Args:
        image: The picture.
        ratio: Its width over its height, in pixels.
        width_mm: Width that the page has.
        height_mm: Height that the page has.
    """
    width, height = image.width_mm, image.height_mm
    if abs(width / height / ratio - 1) > _TOLERANCE:
        width, height = min(width, height * ratio), min(height, width / ratio)
    scale = min(1.0, width_mm / width, height_mm / height)
    return width * scale, height * scale


def blip(picture: Picture) -> str:
    """Return a:blip; a program that knows SVG shows that (MS-ODRAWXML, 2.3.1.1), others the picture itself."""
    if not picture.svg:
        return f'<a:blip r:embed="{picture.rid}"/>'
    return (
        f'<a:blip r:embed="{picture.rid}"><a:extLst><a:ext uri="{{96DAC541-7B7A-43D3-8B79-37D633B846F1}}">'
        '<asvg:svgBlip xmlns:asvg="http://schemas.microsoft.com/office/drawing/2016/SVG/main" '
        f'r:embed="{picture.svg}"/></a:ext></a:extLst></a:blip>'
    )


def add_pictures(
    part: DocumentPart, document: Document, style: HouseStyle, cover: Iterable[Image], figures: Iterable[Image]
) -> dict[Image, Picture]:
    """Put pictures into the package, each file once, and return what the body needs to show them.

    Args:
        part: The document.
        document: Tells where a figure stands.
        style: Gives the page; its name stands in messages about pictures of the cover.
        cover: Pictures of the cover, which belong to the house style.
        figures: Pictures of the figures, in order.

    Raises:
        RenderError: If a picture cannot be used; says which, where and why.
    """
    album = _Album(part, style.page)
    for image in cover:
        _add(album, image, lambda: f"cover picture of house style {style.name!r}")
    for number, image in enumerate(figures):
        _add(album, image, lambda number=number: _place(document, number))  # type: ignore[misc]
    return album.pictures


def _add(album: _Album, image: Image, place: Callable[[], str]) -> None:
    if image in album.pictures:
        return
    try:
        album.add(image)
    except (FileError, RenderError) as error:
        raise RenderError(f"{place()}: {error}") from error


def _place(document: Document, wanted: int) -> str:
    """Return where the picture of a figure stands, counted from 0 among the pictures."""
    heading, figure, picture = "", 0, -1
    for block in walk(document.blocks):
        if isinstance(block, Heading):
            heading = " ".join(plain_text(block.content).split())[:60]
        elif isinstance(block, Figure):
            figure += 1
            picture += isinstance(block.graphic, Image)
            if picture == wanted:
                break
    return f"heading {heading!r}, figure {figure}" if heading else f"before the first heading, figure {figure}"


class _Album:
    """The pictures of a package."""

    def __init__(self, part: DocumentPart, page: Page) -> None:
        self.part = part
        # No picture is shown wider than a page that lies across.
        self.widest_mm = max(page.width_mm, page.height_mm)
        self.pictures: dict[Image, Picture] = {}
        self.rids: dict[bytes, str] = {}

    def add(self, image: Image) -> None:
        """Put a picture into the package.

        Raises:
            FileError: If it is no picture that can be used.
            RenderError: If it has no size, or has to be made into another and cannot be.
        """
        sides = (image.width_mm, image.height_mm)
        if not all(math.isfinite(side) and side > 0 for side in sides):
            raise RenderError(f"{sides[0]:g} x {sides[1]:g} mm is no size for a picture")
        data = clean(image.data)
        info = examine(data)
        ratio = info.width / info.height
        if info.media_type != "image/svg+xml":
            self.pictures[image] = Picture(self.embed(data, info.media_type), "", ratio)
            return
        if image.fallback:
            shown = clean(image.fallback)
            if examine(shown).media_type != "image/png":
                raise RenderError("the fallback of the SVG is no PNG; give a PNG, or none")
        else:
            width, _ = fitted(image, ratio, self.widest_mm, self.widest_mm)
            shown = rasterise(data, max(1, round(width / 25.4 * _DPI)))
        self.pictures[image] = Picture(self.embed(shown, "image/png"), self.embed(data, info.media_type), ratio)

    def embed(self, data: bytes, media_type: str) -> str:
        """Return the relationship to a file of the package, which is made where it is not there yet."""
        if data in self.rids:
            return self.rids[data]
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.parts.image import ImagePart

        package = self.part.package
        # python-docx finds what it adds later by this digest; nothing is kept safe by it.
        digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        parts = package.image_parts
        found = next((part for part in parts if part.sha1 == digest), None)
        if found is None:
            found = ImagePart(
                PackURI(f"/word/media/image{self.free_number()}.{_SUFFIXES[media_type]}"), media_type, data
            )
            # In this list python-docx looks for names that are taken.
            parts.append(found)
        rid = self.rids[data] = self.part.relate_to(found, RELATIONSHIP_TYPE.IMAGE)
        return rid

    def free_number(self) -> int:
        """Return the lowest number that no picture of the package has, whatever its suffix."""
        names = [*self.part.package.iter_parts(), *self.part.package.image_parts]
        numbers = [re.fullmatch(r"/word/media/image(\d+)\.\w+", str(part.partname), re.IGNORECASE) for part in names]
        taken = {int(number[1]) for number in numbers if number is not None}
        return next(number for number in range(1, len(taken) + 2) if number not in taken)
