"""Draw the illustration of the example project: a plenary room seen from the back, clearly a drawing, without people.

The photograph of the workshop on which the example is modelled is not ours; this drawing stands where it would stand.
"""

from __future__ import annotations

import hashlib
import io
import sys
from pathlib import Path

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 800
OVERSAMPLING = 4
TARGET = Path("examples", "law-enforcement-cooperation", "images", "plenary-drawing.png")
WALL, FLOOR, SCREEN, FRAME = "#E8EDF2", "#C9D3DC", "#FFFFFF", "#1F3864"
DESK, EDGE, CHAIR, PAPER = "#9FB0C0", "#5F7386", "#33475B", "#FDFDFB"
ROWS = ((400, 250, 5), (470, 330, 6), (555, 420, 7), (660, 530, 8))
"""Rows of desks: how far down the middle of a row lies, half its width, and how many seats it has."""


def draw() -> Image.Image:
    """Return the drawing."""
    picture = Image.new("RGB", (WIDTH * OVERSAMPLING, HEIGHT * OVERSAMPLING), WALL)
    pen = _Pen(ImageDraw.Draw(picture))
    pen.box(0, 330, WIDTH, HEIGHT, FLOOR)
    pen.box(380, 60, 820, 290, FRAME)
    pen.box(392, 72, 808, 278, SCREEN)
    # What is shown on the screen: a line and bars, not a word
    pen.box(430, 100, 640, 112, FRAME)
    for place, height in enumerate((60, 95, 45, 120, 80)):
        pen.box(440 + place * 70, 258 - height, 484 + place * 70, 258, DESK if place % 2 else FRAME)
    for left in (60, 190, 880, 1010):
        pen.box(left, 90, left + 100, 250, "#D5E3F0")
        pen.box(left + 47, 90, left + 53, 250, WALL)
    pen.box(545, 312, 655, 372, DESK)
    pen.box(540, 304, 660, 316, EDGE)
    for middle, half, seats in ROWS:
        depth = 16 + half // 18
        for seat in range(seats):
            share = (2 * seat + 1) / seats - 1
            # A row is bent: its ends stand nearer to the screen
            across, down = WIDTH / 2 + share * half, middle - share * share * half / 9
            wide = half / seats * 0.9
            pen.box(across - wide, down, across + wide, down + depth, DESK)
            pen.box(across - wide, down, across + wide, down + depth / 4, EDGE)
            pen.box(across - wide * 0.35, down + depth * 0.32, across + wide * 0.2, down + depth * 0.72, PAPER)
            size = wide * 0.62
            pen.rounded(across - size, down + depth + 6, across + size, down + depth + 10 + size * 0.95, size / 3)
    return picture.resize((WIDTH, HEIGHT), Image.Resampling.BOX)


class _Pen:
    def __init__(self, pen: ImageDraw.ImageDraw) -> None:
        self.pen = pen

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        """Fill a rectangle."""
        self.pen.rectangle([OVERSAMPLING * each for each in (left, top, right, bottom)], fill=colour)

    def rounded(self, left: float, top: float, right: float, bottom: float, radius: float) -> None:
        """Fill the back of a chair."""
        place = [OVERSAMPLING * each for each in (left, top, right, bottom)]
        self.pen.rounded_rectangle(place, radius=radius * OVERSAMPLING, fill=CHAIR)


def main() -> int:
    """Write the file and say its hash, which stands in the project; return the exit status."""
    stream = io.BytesIO()
    draw().quantize(32, dither=Image.Dither.NONE).save(stream, "PNG", optimize=True)
    target = Path(__file__).parent.parent / TARGET
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(stream.getvalue())
    print(f"{target}: {len(stream.getvalue())} bytes, sha256 {hashlib.sha256(stream.getvalue()).hexdigest()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
