"""The picture of views gained on each day of a week, beside the same day of the week before."""

from collections.abc import Sequence

from cogs.charts_canvas import AXIS, GREY, LABEL, STRONG, Sheet, text_width
from cogs.charts_days import COLOUR, FOOT, HEIGHT, LEFT, MARK, RIGHT, TOP, WIDTH
from cogs.charts_panels import Panel
from cogs.charts_scales import Scale, compact, day, value_scale
from core.domain.metrics import Span

DAYS = 7
PLACES = ((0.10, 0.42), (0.46, 0.90))
"""Where in a day's place the bars are: that of the week before, then the day's own."""
BEFORE = "#5c6068"
COLOURS = (BEFORE, COLOUR)


def draw(spans: Sequence[Span], gained: Sequence[int | None], zone: str) -> bytes:
    """Return the picture.

    Args:
        spans: the days of the week before and of the week, fourteen unless the zone left one out.
        gained: the views of each, None where nothing was read.
    """
    sheet = Sheet(WIDTH, TOP + HEIGHT + FOOT)
    first = spans[0].first
    placed = [divmod((span.first - first).days, DAYS) for span in spans]
    known = [views for views in gained if views is not None]
    across = Scale(0, DAYS, [number + 0.5 for number in range(DAYS)])
    panel = Panel(sheet, LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT, across, value_scale([0, *known], 4))
    panel.grid(panel.up.ticks)
    _headline(sheet, [views for (week, _), views in zip(placed, gained, strict=True) if week])
    for (week, number), views in zip(placed, gained, strict=True):
        _bar(panel, week, number, views)
    if not known:
        panel.say("nothing was read yet")
    zero = panel.place((0, 0))[1]
    sheet.line([(panel.left, zero), (panel.right, zero)], AXIS, 2)
    named = {number: day(span.first) for (week, number), span in zip(placed, spans, strict=True) if week}
    panel.foot([named.get(number, "") for number in range(DAYS)], f"{spans[-1].last.year}, {zone}")
    _key(sheet, has_gaps=len(known) < len(gained))
    return sheet.png()


def _headline(sheet: Sheet, gained: Sequence[int | None]) -> None:
    title = "Views gained a day"
    known = [views for views in gained if views is not None]
    sheet.text((LEFT, TOP - 28), title, colour=COLOUR)
    total = f"{compact(sum(known))} in the week" if known else ""
    sheet.text((LEFT + text_width(f"{title}   "), TOP - 28), total, colour=STRONG)


def _bar(panel: Panel, week: int, number: int, views: int | None) -> None:
    """Draw a day's bar from zero, up or down; where nothing was read in the week itself, a grey dot."""
    left, right = (panel.x(number + edge) for edge in PLACES[week])
    zero = panel.place((number, 0))[1]
    if views is None and week:
        panel.sheet.dot(((left + right) / 2, zero - 2 * MARK), GREY, MARK)
    elif views:
        top = panel.place((number, views))[1]
        end = min(top, zero - 1.5) if views > 0 else max(top, zero + 1.5)
        panel.sheet.box((left, min(zero, end)), (right, max(zero, end)), COLOURS[week])


def _key(sheet: Sheet, *, has_gaps: bool) -> None:
    """Say which bars are which, and what a dot is when there is one."""
    x, y = float(LEFT), TOP + HEIGHT + FOOT - 22.0
    marks = [(COLOUR, "last week"), (BEFORE, "the week before")] + [(GREY, "nothing read")] * has_gaps
    for colour, words in marks:
        sheet.dot((x + MARK, y), colour, MARK + 1)
        sheet.text((x + 20, y), words, size=LABEL - 2)
        x += 20 + text_width(words, LABEL - 2) + 28
