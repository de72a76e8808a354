"""A sheet to draw on: smooth lines, marks and text in a font that the drawing library brings along."""

import functools
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

SCALE = 3
"""Everything but text is drawn so many times as large and then shrunk, which makes it smooth."""
BACKGROUND = "#1e1f22"
GRID = "#3a3c42"
AXIS = "#6d7078"
TEXT = "#c4c9d0"
STRONG = "#f2f3f5"
AMBER = "#f0b232"
GREEN = "#3ba55d"
PINK = "#eb459e"
GREY = "#9aa0a8"
RED = "#ff4d4f"
LABEL = 24
HEADLINE = 30

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Writing:
    """Text that waits until the sheet is shrunk; `anchor` is Pillow's, `lm` for left and middle say."""

    at: Place
    text: str
    size: int
    colour: str
    anchor: str


class Sheet:
    """A picture in the making; places are in pixels of the finished one, from the top left corner."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * SCALE, height * SCALE), BACKGROUND)
        self._pen = ImageDraw.Draw(self._image)
        self._writings: list[Writing] = []

    def line(self, places: Sequence[Place], colour: str, width: float = 1.0) -> None:
        """Draw through places; a single one becomes a dot."""
        if len(places) == 1:
            self.dot(places[0], colour, width * 1.2)
            return
        large = [(x * SCALE, y * SCALE) for x, y in places]
        self._pen.line(large, fill=colour, width=round(width * SCALE), joint="curve")

    def box(self, corner: Place, opposite: Place, colour: str) -> None:
        """Fill what lies between two opposite corners."""
        (left, top), (right, bottom) = corner, opposite
        self._shape((0, 0), [(left, top), (right, top), (right, bottom), (left, bottom)], colour)

    def dashes(self, start: Place, end: Place, colour: str, width: float = 2.0, dash: float = 7.0) -> None:
        """Draw a broken line between two places."""
        length = math.dist(start, end)
        for number in range(math.ceil(length / dash / 2)):
            ends = (2 * number * dash, min((2 * number + 1) * dash, length))
            self.line([_along(start, end, at / length) for at in ends], colour, width)

    def dot(self, at: Place, colour: str, radius: float) -> None:
        """Draw a filled circle."""
        self._pen.circle((at[0] * SCALE, at[1] * SCALE), radius * SCALE, fill=colour)

    def ring(self, at: Place, colour: str, radius: float) -> None:
        """Draw a circle around a place."""
        self._pen.circle((at[0] * SCALE, at[1] * SCALE), radius * SCALE, outline=colour, width=2 * SCALE)

    def diamond(self, at: Place, colour: str, radius: float) -> None:
        """Draw a filled square that stands on a corner."""
        self._shape(at, [(0, -radius), (radius, 0), (0, radius), (-radius, 0)], colour)

    def arrow_up(self, at: Place, colour: str, radius: float) -> None:
        """Draw a triangle whose point is at a place."""
        self._shape(at, [(0, 0), (radius, radius * 1.6), (-radius, radius * 1.6)], colour)

    def text(
        self, at: Place, text: str, *, size: int = LABEL, colour: str = TEXT, anchor: str = "lm"
    ) -> None:
        """Write when the sheet is finished."""
        self._writings.append(Writing(at, text, size, colour, anchor))

    def png(self) -> bytes:
        """Return the finished picture."""
        small = self._image.reduce(SCALE)
        pen = ImageDraw.Draw(small)
        for writing in self._writings:
            pen.text(
                writing.at,
                writing.text,
                fill=writing.colour,
                font=font(writing.size),
                anchor=writing.anchor,
            )
        out = io.BytesIO()
        small.save(out, "PNG")
        return out.getvalue()

    def _shape(self, at: Place, corners: Sequence[Place], colour: str) -> None:
        self._pen.polygon([((at[0] + x) * SCALE, (at[1] + y) * SCALE) for x, y in corners], fill=colour)


@functools.cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the font that is part of Pillow, Aileron: bare machines have none. Raises without FreeType."""
    found = ImageFont.load_default(size)
    assert isinstance(found, ImageFont.FreeTypeFont)
    return found


def text_width(text: str, size: int = LABEL) -> float:
    """Return how wide a text is in pixels."""
    return font(size).getlength(text)


def _along(start: Place, end: Place, part: float) -> Place:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
