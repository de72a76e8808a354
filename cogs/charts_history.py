"""The picture of a post's history: views on a panel of their own, the other counts on a lane each."""

from collections.abc import Sequence
from datetime import datetime

from cogs import charts_key
from cogs.charts_canvas import AMBER, GREEN, GREY, HEADLINE, PINK, RED, STRONG, Sheet, text_width
from cogs.charts_panels import KEY_ROW, Panel
from cogs.charts_scales import (
    Mark,
    Scale,
    spaced,
    time_labels,
    time_note,
    time_scale,
    value_scale,
    widened,
)
from cogs.charts_tracks import Seen, Track, last_known, metric_switches, source_switches, track
from core.services.shown_history import History, Point

WIDTH = 800
LEFT = 96
RIGHT = 28
VIEWS_TOP = 56
VIEWS_HEIGHT = 250
LANE_HEAD = 44
LANE_HEIGHT = 58
FOOT = 72
COLOURS = {"views": "#5aa9ff", "likes": "#ff7b89", "comments": "#b794f6", "shares": "#4dd0e1"}
SPARSE = 60
"""So few readings are drawn as dots as well."""
SHOWN_AHEAD = 4
"""A window's end is on the picture when that makes the axis at most so many times as long."""
NOTHING = "no source gave any"
APART = 14
"""Pixels between two marks of one kind, so that many remain marks."""


def draw(history: History) -> bytes:
    """Return the picture of a history, which has at least one point."""
    tracks = {name: track(history, name) for name in COLOURS}
    shown = {name: each for name, each in tracks.items() if name == "views" or each.seen}
    times = span(history)
    key = charts_key.entries(history, tracks["views"], list(shown.values()), times)
    rows = charts_key.in_rows(key, WIDTH - 2 * RIGHT)
    bottom = VIEWS_TOP + VIEWS_HEIGHT + (len(shown) - 1) * (LANE_HEAD + LANE_HEIGHT)
    sheet = Sheet(WIDTH, bottom + FOOT + KEY_ROW * len(rows) + 12)
    panels = _panels(sheet, shown, times)
    for (name, each), panel in zip(shown.items(), panels, strict=True):
        _grid(panel, each, name)
        _headline(panel, history, name)
    _moments(panels, history)
    for (name, each), panel in zip(shown.items(), panels, strict=True):
        _counts(panel, each, COLOURS[name])
    _views_marks(panels[0], history, tracks["views"])
    panels[-1].foot(time_labels(times), time_note(times))
    _switches(panels[0], metric_switches(history), PINK)
    _switches(panels[-1], source_switches(history), GREY)
    charts_key.draw(sheet, RIGHT, bottom + FOOT, rows)
    return sheet.png()


def span(history: History) -> Scale:
    """Return the span: all readings and the finalization, and the window's end when it is near."""
    start, end = history.points[0].at, history.points[-1].at
    end = max(end, history.finalized_at or end)
    over = history.window_ends_at
    if over is not None and end < over <= start + SHOWN_AHEAD * (end - start):
        end = over
    return time_scale(*widened(start, end))


def _panels(sheet: Sheet, shown: dict[str, Track], times: Scale) -> list[Panel]:
    """Return the panel of each count, from top to bottom."""
    top, panels = float(VIEWS_TOP), []
    for name, each in shown.items():
        is_views = name == "views"
        height = VIEWS_HEIGHT if is_views else LANE_HEIGHT
        scale = value_scale([count for _, count in each.seen], 4 if is_views else 2)
        panels.append(Panel(sheet, LEFT, top, WIDTH - LEFT - RIGHT, height, times, scale))
        top += height + LANE_HEAD
    return panels


def _grid(panel: Panel, each: Track, name: str) -> None:
    """Draw the grid; a lane has room for two numbers."""
    ticks = panel.up.ticks
    if each.seen:
        panel.grid(ticks if name == "views" else (ticks[0], ticks[-1]))
    else:
        panel.say(NOTHING)


def _headline(panel: Panel, history: History, name: str) -> None:
    """Write the count's name in its colour and the newest number that is known."""
    y = panel.top - (28 if name == "views" else 22)
    size = HEADLINE if name == "views" else HEADLINE - 4
    title = name.capitalize()
    panel.sheet.text((panel.left, y), title, size=size, colour=COLOURS[name])
    said = newest(last_known(history, name), name)
    panel.sheet.text((panel.left + text_width(f"{title}  ", size), y), said, size=size, colour=STRONG)


def newest(point: Point | None, name: str) -> str:
    """Return a count as it is written beside its name."""
    if point is None:
        return "unknown"
    said = f"{getattr(point, name):,}"
    return said if point.is_exact else f"{said} (rounded)"


def _moments(panels: Sequence[Panel], history: History) -> None:
    """Draw the finalization and the window's end, the latter over the former: they are often one line."""
    for panel in panels:
        for x in _across(panel, history.finalized_at):
            panel.sheet.line([(x, panel.top), (x, panel.bottom)], GREEN, 3)
        for x in _across(panel, history.window_ends_at):
            panel.sheet.dashes((x, panel.top), (x, panel.bottom), AMBER, 3)


def _across(panel: Panel, at: datetime | None) -> list[float]:
    """Return how far right a moment lies; nothing when it is not on the picture."""
    is_on = at is not None and panel.across.low <= at.timestamp() <= panel.across.high
    return [panel.x(at.timestamp())] if at is not None and is_on else []


def _counts(panel: Panel, each: Track, colour: str) -> None:
    """Draw the runs as lines, and what lies between them as broken lines."""
    for before, after in each.gaps:
        panel.sheet.dashes(panel.place(_mark(before)), panel.place(_mark(after)), GREY)
    is_sparse = sum(map(len, each.runs)) <= SPARSE
    for run in each.runs:
        kept = panel.line([_mark(seen) for seen in run], colour)
        for mark in kept if is_sparse else ():
            panel.sheet.dot(panel.place(mark), colour, 4.5)


def _views_marks(panel: Panel, history: History, views: Track) -> None:
    """Draw what is special about single views: falls, typed ones, the counted one."""
    for before, after in views.falls:
        panel.sheet.line([panel.place(_mark(before)), panel.place(_mark(after))], RED, 4)
    for seen in views.typed:
        panel.sheet.diamond(panel.place(_mark(seen)), STRONG, 8)
    if history.counted is not None and history.counted.views is not None:
        counted = (history.counted.at, history.counted.views)
        panel.sheet.ring(panel.place(_mark(counted)), STRONG, 10)


def _switches(panel: Panel, moments: Sequence[datetime], colour: str) -> None:
    """Draw where something else begins, at the foot of a panel."""
    for x in spaced([panel.x(at.timestamp()) for at in moments], APART):
        panel.sheet.arrow_up((x, panel.bottom - 15), colour, 8)


def _mark(seen: Seen) -> Mark:
    return seen[0].timestamp(), float(seen[1])
