"""The picture of views gained day by day, or by several days each."""

from collections.abc import Sequence

from cogs.charts_canvas import AXIS, GREY, LABEL, RED, STRONG, Sheet, text_width
from cogs.charts_panels import Panel
from cogs.charts_scales import Scale, compact, day, value_scale
from core.domain.metrics import Span

WIDTH = 800
HEIGHT = 300
TOP = 56
LEFT = 96
RIGHT = 28
FOOT = 104
COLOUR = "#5aa9ff"
LABELS = 6
PADDING = 0.12
"""How much of its place a bar leaves free on each side."""
MARK = 4.0


def draw(spans: Sequence[Span], gained: Sequence[int | None], zone: str) -> bytes:
    """Return the picture; `gained` has the views of each span, None where nothing was read."""
    sheet = Sheet(WIDTH, TOP + HEIGHT + FOOT)
    known = [views for views in gained if views is not None]
    labelled = _labelled(len(spans))
    across = Scale(0, len(spans), [number + 0.5 for number in labelled])
    panel = Panel(sheet, LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT, across, value_scale([0, *known], 4))
    panel.grid(panel.up.ticks)
    _headline(sheet, spans, known)
    for number, views in enumerate(gained):
        _bar(panel, number, views)
    if not known:
        panel.say("nothing was read yet")
    zero = panel.place((0, 0))[1]
    sheet.line([(panel.left, zero), (panel.right, zero)], AXIS, 2)
    panel.foot([day(spans[number].first) for number in labelled], _note(spans, zone))
    _key(sheet, is_needed=len(known) < len(gained), has_falls=any(views < 0 for views in known))
    return sheet.png()


def _headline(sheet: Sheet, spans: Sequence[Span], known: Sequence[int]) -> None:
    days = (spans[0].last - spans[0].first).days + 1
    title = "Views gained a day" if days == 1 else f"Views gained every {days} days"
    sheet.text((LEFT, TOP - 28), title, colour=COLOUR)
    total = f"{compact(sum(known))} in all" if known else ""
    sheet.text((LEFT + text_width(f"{title}   "), TOP - 28), total, colour=STRONG)


def _bar(panel: Panel, number: int, views: int | None) -> None:
    """Draw a span's bar from zero up, or down in red; where nothing was read, a grey dot."""
    left, right = panel.x(number + PADDING), panel.x(number + 1 - PADDING)
    zero = panel.place((number, 0))[1]
    if views is None:
        panel.sheet.dot(((left + right) / 2, zero - 2 * MARK), GREY, min(MARK, (right - left) / 2))
    elif views != 0:
        top = panel.place((number, views))[1]
        end = min(top, zero - 1.5) if views > 0 else max(top, zero + 1.5)
        panel.sheet.box((left, min(zero, end)), (right, max(zero, end)), COLOUR if views > 0 else RED)


def _labelled(count: int) -> range:
    """Return which spans have their day written under them, counted back from the last."""
    step = max(1, -(-count // LABELS))
    return range((count - 1) % step, count, step)


def _note(spans: Sequence[Span], zone: str) -> str:
    first, last = spans[0].first.year, spans[-1].last.year
    return f"{first}, {zone}" if first == last else f"{first} to {last}, {zone}"


def _key(sheet: Sheet, *, is_needed: bool, has_falls: bool) -> None:
    """Say what is special, when it is there."""
    x, y = float(LEFT), TOP + HEIGHT + FOOT - 22.0
    marks = [(GREY, "nothing read")] * is_needed + [(RED, "fewer views than before")] * has_falls
    for colour, words in marks:
        sheet.dot((x + MARK, y), colour, MARK + 1)
        sheet.text((x + 20, y), words, size=LABEL - 2)
        x += 20 + text_width(words, LABEL - 2) + 28
