"""The key under a history: only what the picture holds, with the times that matter in words."""

from collections.abc import Callable, Mapping, Sequence

from cogs.charts_canvas import AMBER, GREEN, GREY, PINK, RED, STRONG, Place, Sheet, text_width
from cogs.charts_panels import KEY_GAP, KEY_ICON, KEY_ROW
from cogs.charts_scales import Scale, moment
from cogs.charts_tracks import Track, metric_switches, source_switches
from core.services.shown_history import History

ICONS: Mapping[str, Callable[[Sheet, Place], None]] = {
    "window": lambda sheet, at: sheet.dashes((at[0], at[1] - 11), (at[0], at[1] + 11), AMBER, 3, dash=5),
    "finalized": lambda sheet, at: sheet.line([(at[0], at[1] - 11), (at[0], at[1] + 11)], GREEN, 3),
    "counted": lambda sheet, at: sheet.ring(at, STRONG, 8),
    "typed": lambda sheet, at: sheet.diamond(at, STRONG, 8),
    "lower": lambda sheet, at: sheet.line([(at[0] - 9, at[1] - 7), (at[0] + 9, at[1] + 7)], RED, 4),
    "gap": lambda sheet, at: sheet.dashes((at[0] - 12, at[1]), (at[0] + 12, at[1]), GREY, 2, dash=5),
    "source": lambda sheet, at: sheet.arrow_up((at[0], at[1] - 7), GREY, 8),
    "metric": lambda sheet, at: sheet.arrow_up((at[0], at[1] - 7), PINK, 8),
}
"""What each kind of mark looks like."""

Entry = tuple[str, str]
"""A kind of mark, and its words."""


def entries(history: History, views: Track, tracks: Sequence[Track], times: Scale) -> list[Entry]:
    """Return what the key explains; `tracks` are all that are drawn, `times` is the axis."""
    found = [
        ("window", window_words(history, times)),
        ("finalized", "" if history.finalized_at is None else f"finalized {moment(history.finalized_at)}"),
        ("counted", "counted reading" if history.counted is not None else ""),
        ("typed", "typed in by hand" if views.typed else ""),
        ("lower", "lower than before" if views.falls else ""),
        ("gap", "nothing read" if any(each.gaps for each in tracks) else ""),
        ("source", "other source from here" if source_switches(history) else ""),
        ("metric", "counted another way from here" if metric_switches(history) else ""),
    ]
    return [(kind, words) for kind, words in found if words]


def window_words(history: History, times: Scale) -> str:
    """Return when the window ends, and on which side of the picture when it is not on it."""
    end = history.window_ends_at
    if end is None:
        return ""
    said = f"window {'ends' if history.now < end else 'ended'} {moment(end)}"
    if end.timestamp() > times.high:
        return f"{said} (beyond the picture)"
    return f"{said} (before tracking)" if end.timestamp() < times.low else said


def in_rows(key: Sequence[Entry], width: float) -> list[list[Entry]]:
    """Return the entries in rows that fit."""
    found: list[list[Entry]] = []
    left = 0.0
    for entry in key:
        needed = KEY_ICON + text_width(entry[1]) + KEY_GAP
        if needed > left:
            found.append([])
            left = width + KEY_GAP
        found[-1].append(entry)
        left -= needed
    return found


def draw(sheet: Sheet, left: float, top: float, key_rows: Sequence[Sequence[Entry]]) -> None:
    """Draw the key row by row."""
    for number, row in enumerate(key_rows):
        x, y = left, top + KEY_ROW * (number + 0.5)
        for kind, words in row:
            ICONS[kind](sheet, (x + KEY_ICON / 2 - 3, y))
            sheet.text((x + KEY_ICON, y), words)
            x += KEY_ICON + text_width(words) + KEY_GAP
