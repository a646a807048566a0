"""Draw src/mpfkit/emblem*.png from the geometry in mpfkit.emblem: eight times too large, then scaled down."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image, ImageDraw

from mpfkit.emblem import BLUE, BORDER, PICTURES, YELLOW, Tone, star_centres, star_points

HEIGHT = 720
OVERSAMPLING = 8


COLOURS: dict[Tone, tuple[str, str]] = {
    "colour": (BLUE, YELLOW),
    "black": ("FFFFFF", "000000"),
    "white-on-blue": (BLUE, "FFFFFF"),
}


def draw(height: int = HEIGHT, tone: Tone = "colour", *, border: bool = False) -> Image.Image:
    """Return the emblem as an RGB picture, of that height in pixels without its border."""
    field, stars = COLOURS[tone]
    large = height * OVERSAMPLING
    picture = Image.new("RGB", (large * 3 // 2, large), f"#{field}")
    pen = ImageDraw.Draw(picture)
    if tone == "black":
        pen.rectangle((0, 0, large * 3 // 2 - 1, large - 1), outline="#000000", width=large // 60)
    for centre in star_centres(large):
        pen.polygon(star_points(centre, large), fill=f"#{stars}")
    picture = picture.resize((height * 3 // 2, height), Image.Resampling.BOX)
    if not border:
        return picture
    edge = round(height * BORDER)
    framed = Image.new("RGB", (picture.width + 2 * edge, picture.height + 2 * edge), "#FFFFFF")
    framed.paste(picture, (edge, edge))
    return framed


def main() -> int:
    """Write the files; return the exit status."""
    for (tone, border), name in PICTURES.items():
        stream = io.BytesIO()
        # 64 shades lose nothing that can be seen: the picture has two colours and the edges between them.
        draw(tone=tone, border=border).quantize(64, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
        target = Path(__file__).parent.parent / "src" / "mpfkit" / name
        target.write_bytes(stream.getvalue())
        print(f"{target}: {len(stream.getvalue())} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
