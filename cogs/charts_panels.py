"""A stretch of a sheet with its axes, on which values are drawn against something that runs to the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from cogs.charts_canvas import AXIS, GRID, LABEL, Place, Sheet, text_width
from cogs.charts_scales import Mark, Scale, compact, thinned

COLUMNS = 180
"""Into how many stretches a line is thinned: finer ones look the same."""
KEY_ICON = 30
KEY_GAP = 26
KEY_ROW = 32


@dataclass(frozen=True, slots=True)
class Panel:
    """Where a line is drawn: its corner and size in pixels, and what lies where."""

    sheet: Sheet
    left: float
    top: float
    width: float
    height: float
    across: Scale
    up: Scale

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def right(self) -> float:
        return self.left + self.width

    def x(self, value: float) -> float:
        """Return where a value lies from the left of the sheet."""
        return self.left + self.across.part(value) * self.width

    def place(self, mark: Mark) -> Place:
        """Return where a mark lies on the sheet."""
        return self.x(mark[0]), self.bottom - self.up.part(mark[1]) * self.height

    def grid(self, labelled: Sequence[float]) -> None:
        """Draw a line at each tick, and its number beside those that are labelled."""
        for tick in self.up.ticks:
            y = self.place((self.across.low, tick))[1]
            self.sheet.line([(self.left, y), (self.right, y)], GRID)
            if tick in labelled:
                self.sheet.text((self.left - 10, y), compact(tick), anchor="rm")

    def say(self, text: str) -> None:
        """Write in the middle."""
        self.sheet.text((self.left + self.width / 2, self.top + self.height / 2), text, anchor="mm")

    def foot(self, labels: Sequence[str], note: str) -> None:
        """Draw the axis to the right with its labels, and under it what they leave out."""
        self.sheet.line([(self.left, self.bottom), (self.right, self.bottom)], AXIS, 2)
        y = self.bottom + 22
        free = 0.0
        for tick, label in zip(self.across.ticks, labels, strict=True):
            half = text_width(label) / 2
            x = min(max(self.x(tick), half + 4), self.sheet.width - half - 4)
            self.sheet.line([(self.x(tick), self.bottom), (self.x(tick), self.bottom + 7)], AXIS, 2)
            if x - half >= free:
                self.sheet.text((x, y), label, anchor="mm")
                free = x + half + 14
        self.sheet.text((self.right, y + 27), note, size=LABEL - 2, anchor="rm")

    def line(self, marks: Sequence[Mark], colour: str, width: float = 3.0) -> list[Mark]:
        """Draw a line through marks from left to right; return those that were not left out."""
        kept = thinned(marks, COLUMNS)
        self.sheet.line([self.place(mark) for mark in kept], colour, width)
        return kept
