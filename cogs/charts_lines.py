"""The picture that compares several lines, such as posts by their age in days."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cogs.charts_canvas import LABEL, STRONG, Sheet, text_width
from cogs.charts_panels import KEY_GAP, KEY_ICON, KEY_ROW, Panel
from cogs.charts_scales import Mark, compact, value_scale

WIDTH = 800
HEIGHT = 380
TOP = 52
LEFT = 96
RIGHT = 28
FOOT = 80
MOST = 10
X_TICKS = 6
NAME_LIMIT = 24
COLOURS = (
    "#5aa9ff",
    "#ff7b89",
    "#57d9a3",
    "#f5c451",
    "#b794f6",
    "#4dd0e1",
    "#ff9f5a",
    "#f48fd0",
    "#b6e24d",
    "#c4c9d0",
)
KEY_COLUMNS = 2
NAME_WIDTH = WIDTH / KEY_COLUMNS - KEY_ICON - KEY_GAP


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison.

    Attributes:
        name: a handle; what the picture's font lacks is left out, and what is too long is cut.
        points: places from left to right; an unknown value interrupts the line.
    """

    name: str
    points: Sequence[tuple[float, float | None]]


def draw(series: Sequence[Line], x_label: str, y_label: str) -> bytes:
    """Return the picture of at most ten lines."""
    if len(series) > MOST:
        raise ValueError(f"at most {MOST} lines can be told apart")
    key_height = KEY_ROW * math.ceil(len(series) / KEY_COLUMNS)
    sheet = Sheet(WIDTH, TOP + HEIGHT + FOOT + key_height + 12)
    panel = _panel(sheet, [point for line in series for run in runs(line) for point in run])
    panel.grid(panel.up.ticks)
    sheet.text((LEFT, TOP - 28), y_label, colour=STRONG)
    panel.foot([compact(tick) for tick in panel.across.ticks], x_label)
    if not any(runs(line) for line in series):
        panel.say("nothing is known yet")
    for line, colour in zip(series, COLOURS, strict=False):
        for run in runs(line):
            panel.line(run, colour)
    _key(sheet, panel.bottom + FOOT, series)
    return sheet.png()


def runs(line: Line) -> list[list[Mark]]:
    """Return the stretches of a line in which every value is known."""
    found: list[list[Mark]] = [[]]
    for x, y in line.points:
        if y is None or not math.isfinite(y):
            found.append([])
        else:
            found[-1].append((x, y))
    return [run for run in found if run]


def label(name: str) -> str:
    """Return a name as the picture's font can write it, cut to fit the key."""
    plain = "".join(letter for letter in name if " " < letter <= "~")
    for length in range(min(len(plain), NAME_LIMIT), 0, -1):
        written = plain if length == len(plain) else f"{plain[:length]}…"
        if text_width(written) <= NAME_WIDTH:
            return written
    return "?"


def _panel(sheet: Sheet, marks: Sequence[Mark]) -> Panel:
    last = max((x for x, _ in marks), default=0.0)
    across = value_scale([0.0, last], X_TICKS, whole=last >= X_TICKS)
    up = value_scale([y for _, y in marks], 5, whole=False)
    return Panel(sheet, LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT, across, up)


def _key(sheet: Sheet, top: float, series: Sequence[Line]) -> None:
    for number, (line, colour) in enumerate(zip(series, COLOURS, strict=False)):
        row, column = divmod(number, KEY_COLUMNS)
        x, y = RIGHT + column * (WIDTH - RIGHT) / KEY_COLUMNS, top + KEY_ROW * (row + 0.5)
        sheet.line([(x, y), (x + KEY_ICON - 8, y)], colour, 5)
        sheet.text((x + KEY_ICON, y), label(line.name), size=LABEL)
