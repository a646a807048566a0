"""Pictures as files: what they are, and the same pictures without what cameras and programs hide in them.

A photograph of a workshop tells where and when it was taken, by which camera, and often shows in a thumbnail what was
cut off later. None of that may leave with a report. PNG and JPEG files are taken apart and put together again from the
pieces that draw; their pixels are not touched. SVG files are read as XML, and what draws nothing is left out; what
would fetch something is refused.

Sources: W3C, Portable Network Graphics (Third Edition); ITU-T T.81 (JPEG) and T.871 (JFIF); CIPA DC-008 (EXIF);
W3C, Scalable Vector Graphics 1.1 (Second Edition).
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from typing import Any, NoReturn
from urllib.parse import unquote_to_bytes

import attrs

from mpfkit.errors import FileError, RenderError

__all__ = ["MAX_PIXELS", "MAX_SIDE", "ImageInfo", "clean", "examine", "rasterise"]

MAX_PIXELS = 80_000_000
"""Most pixels of a picture; four bytes each are needed to show it."""
MAX_SIDE = 20_000
"""Most pixels along one side."""
_MAX_SVG_BYTES = 10 * 2**20
_MAX_SVG_ELEMENTS = 200_000
"""Most elements of an SVG, each counted as often as it is drawn."""
_MAX_FILTERS = 100

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
)
_PNG_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
"""Bits that a sample may have, by type of colour (Portable Network Graphics, table 11.1)."""

_JPEG = b"\xff\xd8\xff"
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive, with Huffman codes; programs for offices show no others."""
_OTHER_FRAMES = frozenset(range(0xC0, 0xD0)) - _FRAMES - {0xC4, 0xC8, 0xCC}
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_NOT_JFIF_OR_COLOUR = frozenset(range(0xE0, 0xF0)) - {0xE0, 0xE2, 0xEE} | {0xFE}


@attrs.frozen(kw_only=True)
class ImageInfo:
    """What a picture is.

    Attributes:
        media_type: `image/png`, `image/jpeg` or `image/svg+xml`, by the bytes of the file.
        width: Width in pixels; in user units for an SVG. For a turned photograph, as it is stored.
        height: Height, likewise.
        orientation: How a camera marked it as turned: 1 (upright) to 8 (CIPA DC-008, tag 274); 1 where it did not.
        animated: Whether it moves; on paper only its first picture is shown, and `clean` leaves the others out.
    """

    media_type: str
    width: float
    height: float
    orientation: int = 1
    animated: bool = False


def examine(data: bytes) -> ImageInfo:
    """Tell what a picture is, without decoding it.

    Args:
        data: Bytes of a file.

    Raises:
        FileError: If it is no PNG, JPEG or SVG, is cut short or damaged, has more than `MAX_PIXELS` pixels or a side of
            more than `MAX_SIDE`, or, for an SVG, is refused by `clean`. The text is to follow the name of the picture.
    """
    if data.startswith(_PNG):
        return _examine_png(_png_chunks(data))
    if data.startswith(_JPEG):
        return _examine_jpeg(_jpeg_segments(data))
    return _parse_svg(data)[1]


def clean(data: bytes) -> bytes:
    """Return the same picture with nothing in it but what draws it; a clean picture is returned as it is.

    A JPEG keeps its pixels as they are coded, JFIF density, colour profile and Adobe's note on colours; EXIF with place
    and time, XMP, IPTC, comments, thumbnails, and whatever follows the picture go. A PNG keeps the chunks that draw,
    with their checksums. An SVG loses scripts, event handlers, links, animation, titles, metadata, comments and what
    editors add. It is given a size, and pictures inside it are cleaned.

    A picture that a camera only marked as turned is set upright, since the mark goes, too; a JPEG is coded again for
    that, with the quality that it had, and has the same bytes for the same version of Pillow.

    Args:
        data: Bytes of a PNG, JPEG or SVG file.

    Raises:
        FileError: As `examine`; and if an SVG declares entities, or holds what would be fetched when it is drawn or
            takes long to draw: other documents (`foreignObject`), references out of the file, `@import`, some effects.
        RenderError: If it has to be turned, and Pillow (`mpfkit[images]`) is missing or cannot read it.
    """
    if data.startswith(_PNG):
        chunks = _png_chunks(data)
        return _upright(_clean_png(chunks), _examine_png(chunks).orientation)
    if data.startswith(_JPEG):
        segments = _jpeg_segments(data)
        return _upright(_clean_jpeg(segments), _examine_jpeg(segments).orientation)
    return _parse_svg(data)[0]


# ---------------------------------------------------------------------------------------------------------------- PNG


def _png_chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """Return kind and content of each chunk, up to the last."""
    chunks: list[tuple[bytes, bytes]] = []
    at = len(_PNG)
    while not chunks or chunks[-1][0] != b"IEND":
        if at + 12 > len(data):
            _cut_short("PNG", len(data))
        (size,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        if at + 12 + size > len(data):
            _cut_short("PNG", len(data))
        content = data[at + 8 : at + 8 + size]
        if data[at + 8 + size : at + 12 + size] != struct.pack(">I", zlib.crc32(kind + content)):
            _damaged("PNG", at)
        chunks.append((kind, content))
        at += 12 + size
    return chunks


def _examine_png(chunks: list[tuple[bytes, bytes]]) -> ImageInfo:
    kind, head = chunks[0]
    if kind != b"IHDR" or len(head) != 13:
        _damaged("PNG", len(_PNG))
    width, height, depth, colour, packing, prediction, interlace = struct.unpack(">IIBBBBB", head)
    kinds = {kind for kind, _ in chunks}
    if (
        depth not in _PNG_DEPTHS.get(colour, ())
        or packing
        or prediction
        or interlace > 1
        or b"IDAT" not in kinds
        or (colour == 3 and b"PLTE" not in kinds)
        # A chunk that has to be understood begins with a capital letter.
        or any(kind[:1].isupper() and kind not in _PNG_KEPT for kind in kinds)
    ):
        _damaged("PNG", len(_PNG))
    _check_size(width, height)
    exif = next((content for kind, content in chunks if kind == b"eXIf"), b"")
    return ImageInfo(
        media_type="image/png",
        width=width,
        height=height,
        orientation=_orientation(exif),
        animated=b"acTL" in kinds,
    )


def _clean_png(chunks: list[tuple[bytes, bytes]]) -> bytes:
    return _PNG + b"".join(
        struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
        if kind in _PNG_KEPT
    )


# --------------------------------------------------------------------------------------------------------------- JPEG


def _jpeg_segments(data: bytes) -> list[tuple[int, bytes]]:
    """Return marker and content of each segment up to the end of the picture; coded pixels belong to their segment."""
    segments: list[tuple[int, bytes]] = []
    at = 2
    while True:
        start = at
        while data[at : at + 1] == b"\xff":
            at += 1
        if at >= len(data):
            _cut_short("JPEG", len(data))
        marker = data[at]
        if at == start or marker < 0xC0 or 0xD0 <= marker <= 0xD8:
            _damaged("JPEG", start)
        at += 1
        if marker == 0xD9:
            return segments
        if at + 2 > len(data):
            _cut_short("JPEG", len(data))
        (size,) = struct.unpack_from(">H", data, at)
        end = at + size
        if size < 2:
            _damaged("JPEG", start)
        if marker == 0xDA:
            found = _MARKER.search(data, end)
            if found is None:
                _cut_short("JPEG", len(data))
            end = found.start()
        if end > len(data):
            _cut_short("JPEG", len(data))
        segments.append((marker, data[at:end]))
        at = end


def _examine_jpeg(segments: list[tuple[int, bytes]]) -> ImageInfo:
    markers = {marker for marker, _ in segments}
    if markers & _OTHER_FRAMES:
        raise FileError(
            "the JPEG is of a kind that Word does not show (lossless or arithmetic); save it as a usual JPEG"
        )
    frames = [content for marker, content in segments if marker in _FRAMES]
    if len(frames) != 1 or len(frames[0]) < 8 or 0xDA not in markers:
        raise FileError("the JPEG is damaged: it holds no picture; export it again")
    depth, height, width, channels = struct.unpack_from(">BHHB", frames[0], 2)
    if depth != 8 or channels not in {1, 3, 4}:
        raise FileError(f"the JPEG has {depth} bits and {channels} channels; save it with 8 bits in RGB, grey or CMYK")
    _check_size(width, height)
    exif = next((content[8:] for marker, content in segments if marker == 0xE1 and content[2:8] == b"Exif\0\0"), b"")
    return ImageInfo(media_type="image/jpeg", width=width, height=height, orientation=_orientation(exif))


def _clean_jpeg(segments: list[tuple[int, bytes]]) -> bytes:
    out = [b"\xff\xd8"]
    for marker, content in segments:
        if marker in _NOT_JFIF_OR_COLOUR:
            continue
        kept = content
        if marker == 0xE0:
            if content[2:7] != b"JFIF\0" or len(content) < 16:
                continue
            # Version and density stay; the thumbnail goes.
            kept = struct.pack(">H", 16) + content[2:14] + b"\0\0"
        elif (marker == 0xE2 and content[2:14] != b"ICC_PROFILE\0") or (marker == 0xEE and content[2:7] != b"Adobe"):
            continue
        out.append(bytes((0xFF, marker)) + kept)
    return b"".join(out) + b"\xff\xd9"


def _orientation(tiff: bytes) -> int:
    """Return the tag for the orientation; 1 where there is none that can be read."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4], "")
    if not order or len(tiff) < 8:
        return 1
    (at,) = struct.unpack_from(order + "I", tiff, 4)
    if at + 2 > len(tiff):
        return 1
    (count,) = struct.unpack_from(order + "H", tiff, at)
    for entry in range(at + 2, min(at + 2 + 12 * count, len(tiff) - 11), 12):
        tag, kind, _, value = struct.unpack_from(order + "HHIH", tiff, entry)
        if tag == 0x0112 and kind == 3:
            return int(value) if 2 <= value <= 8 else 1
    return 1


def _upright(cleaned: bytes, orientation: int) -> bytes:
    """Turn the pixels of a picture, from which the metadata is gone already, as the camera said."""
    if orientation == 1:
        return cleaned
    import io

    try:
        from PIL import Image, JpegImagePlugin
    except ImportError as error:
        raise RenderError(
            "a camera marked the picture as turned; install mpfkit[images], or turn it in another program and save it"
        ) from error
    turns = Image.Transpose
    turn = {
        2: turns.FLIP_LEFT_RIGHT,
        3: turns.ROTATE_180,
        4: turns.FLIP_TOP_BOTTOM,
        5: turns.TRANSPOSE,
        6: turns.ROTATE_270,
        7: turns.TRANSVERSE,
        8: turns.ROTATE_90,
    }[orientation]
    turned = io.BytesIO()
    try:
        with Image.open(io.BytesIO(cleaned), formats=("JPEG", "PNG")) as image:
            kept = {key: image.info[key] for key in ("icc_profile", "dpi", "transparency") if key in image.info}
            upright = image.transpose(turn)
            if isinstance(image, JpegImagePlugin.JpegImageFile):
                # The tables that it was coded with, so that it loses as little as can be; 4:2:2 does not turn.
                sampling = JpegImagePlugin.get_sampling(image)
                upright.save(
                    turned,
                    "JPEG",
                    qtables=image.quantization,
                    subsampling=2 if sampling == 2 else 0,
                    progressive="progressive" in image.info,
                    **kept,
                )
            else:
                upright.save(turned, "PNG", **kept)
    # On a damaged picture Pillow raises whatever its reader meets.
    except Exception as error:
        raise RenderError(
            "a camera marked the picture as turned, and it cannot be read to turn it; export it again"
        ) from error
    return clean(turned.getvalue())


# ------------------------------------------------------------------------------------------------------ what is wrong


def _cut_short(kind: str, size: int) -> NoReturn:
    raise FileError(f"the {kind} is cut short after {size} bytes; copy or export it again")


def _damaged(kind: str, at: int) -> NoReturn:
    raise FileError(f"the {kind} is damaged at byte {at}; copy or export it again")


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise FileError(f"the picture has {width} x {height} pixels; export it again")
    if width > MAX_SIDE or height > MAX_SIDE or width * height > MAX_PIXELS:
        raise FileError(
            f"the picture has {width} x {height} pixels, more than {MAX_SIDE} along a side or "
            f"{MAX_PIXELS // 1_000_000} million in all; make it smaller"
        )


# ---------------------------------------------------------------------------------------------------------------- SVG

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_DRAWING = frozenset(
    "svg g defs symbol use switch a image path rect circle ellipse line polyline polygon text tspan textPath style "
    "linearGradient radialGradient stop pattern clipPath mask marker filter feBlend feColorMatrix feComponentTransfer "
    "feFuncR feFuncG feFuncB feFuncA feComposite feDropShadow feFlood feGaussianBlur feMerge feMergeNode "
    "feOffset".split()
)
_OTHER_DOCUMENTS = frozenset("foreignObject iframe video audio canvas embed object".split())
_SLOW = frozenset(
    "feConvolveMatrix feDiffuseLighting feDisplacementMap feImage feMorphology feSpecularLighting feTile "
    "feTurbulence".split()
)
_MOVING = frozenset("animate animateColor animateMotion animateTransform set discard".split())
_HIDDEN = re.compile(r"on|data-|aria-|(src|target|ping|download|role|rel|type|base)\Z", re.IGNORECASE)
"""Attributes that draw nothing: event handlers, data of programs, what belongs to links."""
_CSS_URL = re.compile(r"""url\s*\(\s*(['"]?)(.*?)\1\s*\)""", re.IGNORECASE | re.DOTALL)
_CSS_FETCHES = re.compile(
    r"@import|@namespace|javascript:|expression\s*\(|-moz-binding|behavior\s*:|(?:image-set|src|image)\s*\(|//",
    re.IGNORECASE,
)
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_CSS_COMMENT = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?(?:\*/|\Z)""", re.DOTALL)
_CSS_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_LENGTH = re.compile(r"\s*\+?(\d*\.?\d+(?:e[-+]?\d+)?)\s*(px|pt|pc|mm|cm|in|)\s*\Z", re.IGNORECASE)
_UNITS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_EMBEDDED = re.compile(r"data:image/(?:png|jpe?g);base64,", re.IGNORECASE)
_ENCODING = re.compile(rb"""\A\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_ENCODINGS = frozenset({b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"})


def rasterise(svg: bytes, width_px: int) -> bytes:
    """Draw an SVG as PNG, for programs that cannot show it.

    Text is drawn in the fonts of a machine, and so differently on each of them. An SVG with text is refused; its author
    turns the text into paths, or gives a PNG beside it.

    Args:
        svg: Bytes of an SVG file; drawn as `clean` leaves it.
        width_px: Width in pixels; the height follows from the proportion.

    Returns:
        A clean PNG; the same for the same version of resvg.

    Raises:
        FileError: As `clean`, or if it would have more pixels than `MAX_PIXELS`.
        RenderError: If it holds text, cannot be drawn, or resvg (`mpfkit[images]`) is missing.
    """
    cleaned, info = _parse_svg(svg)
    _check_size(width_px, max(1, round(width_px * info.height / info.width)))
    if _has_text(cleaned):
        raise RenderError(
            "the SVG holds text, which looks different on each machine; turn it into paths, or give a PNG as fallback"
        )
    try:
        from resvg_py import svg_to_bytes
    except ImportError as error:
        raise RenderError("an SVG needs a PNG beside it; install mpfkit[images], or give one as fallback") from error
    try:
        drawn = svg_to_bytes(svg_string=cleaned.decode(), width=width_px, skip_system_fonts=True)
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise RenderError(f"the SVG cannot be drawn ({reason}); save it again as plain SVG") from error
    return clean(bytes(drawn))


def _refuse(why: str, advice: str) -> NoReturn:
    raise FileError(f"the SVG {why}; {advice}")


def _parse_svg(data: bytes) -> tuple[bytes, ImageInfo]:
    """Return an SVG cleaned, and what it is."""
    from lxml import etree

    if len(data) > _MAX_SVG_BYTES:
        _refuse(f"has {len(data)} bytes, more than {_MAX_SVG_BYTES}", "simplify it or save it as PNG")
    declared = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    if b"<" not in data[:4096] or b"\0" in data[:4096] or (declared and declared[1].lower() not in _ENCODINGS):
        raise FileError("the file is no PNG, no JPEG and no SVG in UTF-8; save the picture as one of these")
    if b"<!ENTITY" in data or re.search(rb"<!DOCTYPE[^>]*\[", data):
        _refuse("declares entities in a document type", "save it as plain SVG")
    if data.count(b"<") > 2 * _MAX_SVG_ELEMENTS:
        _refuse(f"has more than {_MAX_SVG_ELEMENTS} elements", "simplify it or save it as PNG")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root: Any = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        reason = " ".join(str(error).split())
        raise FileError(
            f"the file is no PNG, no JPEG, and no SVG that can be read ({reason}); save it again"
        ) from error
    if root.tag != f"{{{_SVG}}}svg":
        raise FileError("the file is no PNG, no JPEG and no SVG; save the picture as one of these")
    animated = _strip(root)
    width, height = _svg_size(root)
    etree.cleanup_namespaces(root)
    text = etree.tostring(root, encoding="UTF-8", xml_declaration=False, with_tail=False)
    _check_cost(root)
    return text, ImageInfo(media_type="image/svg+xml", width=width, height=height, animated=animated)


def _svg_size(root: Any) -> tuple[float, float]:  # noqa: ANN401 - lxml does not type its elements
    """Return the size of an SVG in user units, and write it at its root for programs that want it there."""
    try:
        box = [float(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip()) if part]
    except ValueError:
        box = []
    if len(box) != 4:
        sides = [_LENGTH.match(root.get(name, "")) for name in ("width", "height")]
        box = [0.0, 0.0, *(float(side[1]) * _UNITS[side[2].lower()] for side in sides if side is not None)]
    if len(box) != 4 or not (0.001 <= box[2] <= 1e6 and 0.001 <= box[3] <= 1e6 and 0.001 <= box[2] / box[3] <= 1000):
        _refuse("says no size that can be used", "give it a viewBox")
    root.set("viewBox", " ".join(format(side, ".10g") for side in box))
    root.set("width", format(box[2], ".10g"))
    root.set("height", format(box[3], ".10g"))
    return box[2], box[3]


def _has_text(svg: bytes) -> bool:
    from lxml import etree

    root: Any = etree.fromstring(svg)
    return any("".join(text.itertext()).strip() for text in root.iter(f"{{{_SVG}}}text"))


def _strip(root: Any) -> bool:  # noqa: ANN401 - lxml does not type its elements
    """Take out of an SVG what draws nothing; tell whether anything in it moved."""
    animated = False
    gone: list[Any] = []
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            _refuse("refers to an entity", "save it as plain SVG")
        space, _, name = element.tag.rpartition("}")
        if space != f"{{{_SVG}" or name not in _DRAWING:
            # A switch draws the first of its children that a program knows; the next one stands in for these.
            alone = element.getparent() is None or element.getparent().tag != f"{{{_SVG}}}switch"
            if name in _OTHER_DOCUMENTS and alone and space == f"{{{_SVG}":
                _refuse(f"holds another document ({name})", "draw it as shapes, or save it as PNG")
            if name in _SLOW and space == f"{{{_SVG}":
                _refuse(f"holds an effect that takes long to draw ({name})", "remove the effect, or save it as PNG")
            animated |= name in _MOVING
            gone.append(element)
            continue
        _strip_attributes(element, name)
        if name == "style":
            css = _CSS_COMMENT.sub(lambda found: found[1] or "", "".join(element.itertext()))
            _check_css(css)
            for child in list(element):
                element.remove(child)
            element.text = css
    for element in gone:
        parent = element.getparent()
        if parent is not None:
            _remove(parent, element)
    return animated


def _remove(parent: Any, element: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
    """Remove an element, but not the text after it."""
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _strip_attributes(element: Any, name: str) -> None:  # noqa: ANN401 - lxml does not type its elements
    for key, value in list(element.attrib.items()):
        if key in {"href", _XLINK}:
            _strip_reference(element, name, key, value.strip())
        elif key.startswith("{"):
            if key not in {f"{_XML}space", f"{_XML}lang"}:
                del element.attrib[key]
        elif _HIDDEN.match(key) and not (key == "type" and name.startswith("fe")):
            del element.attrib[key]
        elif key == "style" or "(" in value or "\\" in value:
            css = _CSS_COMMENT.sub(lambda found: found[1] or "", value) if key == "style" else value
            element.set(key, css)
            _check_css(css)


def _strip_reference(element: Any, name: str, key: str, value: str) -> None:  # noqa: ANN401 - as above
    if name == "a":
        # A reader of the report could follow it without seeing where it leads.
        del element.attrib[key]
    elif name == "image" and _EMBEDDED.match(value):
        element.set(key, _clean_embedded(value))
    elif not value.startswith("#") or name == "image":
        _refuse(f"refers to {value[:60]!r}, outside of the file", "embed it as PNG or JPEG, or remove it")


def _clean_embedded(value: str) -> str:
    """Return a data address with the picture in it cleaned."""
    import base64
    import binascii

    try:
        data = base64.b64decode(b"".join(unquote_to_bytes(value.partition(",")[2]).split()), validate=True)
    except binascii.Error as error:
        raise FileError(f"the SVG holds a picture that is damaged ({error}); export it again") from error
    if not data.startswith((_PNG, _JPEG)):
        _refuse("holds a picture that is neither PNG nor JPEG", "embed it as one of these")
    kind = "png" if data.startswith(_PNG) else "jpeg"
    return f"data:image/{kind};base64,{base64.b64encode(clean(data)).decode()}"


def _check_css(css: str) -> None:
    """Refuse CSS that leaves the file."""

    def plain(found: re.Match[str]) -> str:
        number = int(found[1], 16) if found[1] else 0
        return found[2] or (chr(number) if 0 < number < 0x110000 else "\ufffd")

    css = _CSS_ESCAPE.sub(plain, css)
    outside = next((found[2] for found in _CSS_URL.finditer(css) if not found[2].strip().startswith("#")), None)
    rest = _CSS_URL.sub("", css)
    fetching = _CSS_FETCHES.search(rest)
    if outside is None and fetching is not None:
        outside = fetching[0]
    if outside is None and re.search(r"url\s*\(", rest, re.IGNORECASE):
        outside = "url("
    if outside is not None:
        _refuse(
            f"refers to {outside[:60]!r} in its styles, outside of the file", "embed it as PNG or JPEG, or remove it"
        )


def _check_cost(root: Any) -> None:  # noqa: ANN401 - lxml does not type its elements
    """Refuse an SVG that repeats its elements so often that drawing it would not end."""
    known: dict[str, Any] = {}
    for element in root.iter():
        known.setdefault(element.get("id", ""), element)
    rules = _style_rules(root)
    costs: dict[Any, int] = {}
    open_: set[Any] = set()
    filters = 0
    # Without recursion: references lead as deep as the author likes.
    stack: list[tuple[Any, list[Any] | None]] = [(root, None)]
    while stack:
        element, needed = stack.pop()
        if needed is not None:
            costs[element] = 1 + sum(costs[one] for one in needed)
            open_.discard(element)
            if costs[element] > _MAX_SVG_ELEMENTS:
                _refuse(f"draws more than {_MAX_SVG_ELEMENTS} elements", "simplify it or save it as PNG")
            continue
        if element in costs:
            continue
        if element in open_:
            _refuse("repeats a part of itself inside that part", "save it again as plain SVG")
        open_.add(element)
        names = list(_references(element, rules))
        needed = [*element, *(known[name] for name in names if name in known)]
        filters += any(known[name].tag == f"{{{_SVG}}}filter" for name in names if name in known)
        if filters > _MAX_FILTERS:
            _refuse(f"uses more than {_MAX_FILTERS} effects", "simplify it or save it as PNG")
        stack.append((element, needed))
        # One that waits further down on the stack is no circle; one that is open is.
        stack.extend((one, None) for one in needed)


def _style_rules(root: Any) -> list[tuple[frozenset[str], tuple[str, ...]]]:  # noqa: ANN401 - as above
    """Return the classes that a rule of a style sheet speaks of (none for: any element), and what it refers to."""
    rules: list[tuple[frozenset[str], tuple[str, ...]]] = []
    for style in root.iter(f"{{{_SVG}}}style"):
        for selector, body in _CSS_RULE.findall(style.text or ""):
            targets = tuple(found[2].strip()[1:] for found in _CSS_URL.finditer(body))
            if targets:
                rules.append((frozenset(re.findall(r"\.([\w-]+)", selector)), targets))
    return rules


def _references(element: Any, rules: list[tuple[frozenset[str], tuple[str, ...]]]) -> Iterator[str]:  # noqa: ANN401
    """Yield the ids that an element refers to."""
    for key, value in element.attrib.items():
        if key in {"href", _XLINK}:
            if value.startswith("#"):
                yield value[1:]
        elif "(" in value:
            yield from (found[2].strip()[1:] for found in _CSS_URL.finditer(value))
    if rules and element.tag != f"{{{_SVG}}}style":
        classes = frozenset(element.get("class", "").split())
        for wanted, targets in rules:
            if (wanted and wanted & classes) or (not wanted and len(element) == 0):
                yield from targets
