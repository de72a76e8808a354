"""Pictures for people, drawn beside the event loop.

One thread draws one picture at a time: that bounds memory, and Pillow lets go of the interpreter's lock
while it shrinks and packs, so the loop goes on (docs/decisions/0008). A new kind of chart is a module
`charts_<kind>.py` with a `draw` that returns PNG bytes, and a function here.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from cogs import charts_bars, charts_days, charts_history, charts_lines, charts_weeks
from cogs.charts_bars import Bar, Block
from cogs.charts_lines import Line
from core.domain.metrics import Span
from core.services.shown_history import History

__all__ = ["Bar", "Block", "Line", "bars_png", "days_png", "history_png", "lines_png", "weeks_png"]

_DRAWER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")


async def history_png(history: History) -> bytes:
    """Return the picture of a post's history, which has at least one point."""
    return await asyncio.get_running_loop().run_in_executor(_DRAWER, charts_history.draw, history)


async def lines_png(series: Sequence[Line], *, x_label: str, y_label: str) -> bytes:
    """Return the picture that compares at most ten lines."""
    return await asyncio.get_running_loop().run_in_executor(
        _DRAWER, charts_lines.draw, tuple(series), x_label, y_label
    )


async def days_png(spans: Sequence[Span], gained: Sequence[int | None], zone: str) -> bytes:
    """Return the picture of views gained in each span of days; there is at least one."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_DRAWER, charts_days.draw, tuple(spans), tuple(gained), zone)


async def weeks_png(spans: Sequence[Span], gained: Sequence[int | None], zone: str) -> bytes:
    """Return the picture of views gained on the days of a week, beside those of the week before."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_DRAWER, charts_weeks.draw, tuple(spans), tuple(gained), zone)


async def bars_png(blocks: Sequence[Block]) -> bytes:
    """Return the picture of bars in blocks, one under the other."""
    return await asyncio.get_running_loop().run_in_executor(_DRAWER, charts_bars.draw, tuple(blocks))
