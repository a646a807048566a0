"""Draw src/mpfkit/emblem.png from the geometry in mpfkit.emblem: eight times too large, then scaled down."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image, ImageDraw

from mpfkit.emblem import BLUE, YELLOW, star_centres, star_points

HEIGHT = 720
OVERSAMPLING = 8


def draw(height: int = HEIGHT) -> Image.Image:
    """Return the emblem as an RGB picture of that height in pixels."""
    large = height * OVERSAMPLING
    picture = Image.new("RGB", (large * 3 // 2, large), f"#{BLUE}")
    pen = ImageDraw.Draw(picture)
    for centre in star_centres(large):
        pen.polygon(star_points(centre, large), fill=f"#{YELLOW}")
    return picture.resize((height * 3 // 2, height), Image.Resampling.BOX)


def main() -> int:
    """Write the file; return the exit status."""
    stream = io.BytesIO()
    # 64 shades lose nothing that can be seen: the picture has two colours and the edges between them.
    draw().quantize(64, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    target = Path(__file__).parent.parent / "src" / "mpfkit" / "emblem.png"
    target.write_bytes(stream.getvalue())
    print(f"{target}: {len(stream.getvalue())} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
