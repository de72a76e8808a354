"""The picture of bars in blocks: what statuses, platforms or creators have of the views."""

from collections.abc import Sequence
from dataclasses import dataclass

from cogs.charts_canvas import GREY, GRID, LABEL, STRONG, Sheet, text_width
from cogs.charts_lines import COLOURS, label
from cogs.charts_scales import compact

WIDTH = 800
SIDE = 28
NAMES = 250
ROW = 36
THICK = 20
HEAD = 46
GAP = 18
NUMBERS = 250
"""So much room is left for the numbers beside the longest bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: views (None: unknown), and how many posts have them. `is_rest`: all others together."""

    name: str
    views: int | None
    posts: int
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Bars under a headline."""

    title: str
    bars: Sequence[Bar]


def draw(blocks: Sequence[Block]) -> bytes:
    """Return the picture of all blocks, one under the other; bars of one block share a scale."""
    sheet = Sheet(WIDTH, sum(HEAD + ROW * len(block.bars) + GAP for block in blocks) + 6)
    top = 0.0
    for block in blocks:
        _block(sheet, block, top)
        top += HEAD + ROW * len(block.bars) + GAP
    return sheet.png()


def length(bar: Bar, most: int) -> float:
    """Return how long a bar is in pixels; the longest takes all room that the numbers leave."""
    room = WIDTH - 2 * SIDE - NAMES - NUMBERS
    return 0.0 if not bar.views or most <= 0 else max(2.0, room * bar.views / most)


def written(bar: Bar) -> str:
    """Return the numbers beside a bar."""
    views = "views unknown" if bar.views is None else f"{compact(bar.views)} views"
    return f"{views}, {compact(bar.posts)} {'post' if bar.posts == 1 else 'posts'}"


def _block(sheet: Sheet, block: Block, top: float) -> None:
    sheet.text((SIDE, top + HEAD / 2), block.title, colour=STRONG)
    most = max((bar.views or 0 for bar in block.bars), default=0)
    left = SIDE + NAMES
    sheet.line([(left, top + HEAD), (left, top + HEAD + ROW * len(block.bars))], GRID, 2)
    for number, bar in enumerate(block.bars):
        y = top + HEAD + ROW * (number + 0.5)
        colour = GREY if bar.is_rest else COLOURS[number % len(COLOURS)]
        end = left + length(bar, most)
        sheet.text((left - 12, y), _fitting(bar.name), anchor="rm")
        if end > left:
            sheet.box((left, y - THICK / 2), (end, y + THICK / 2), colour)
        sheet.text((end + 10, y), written(bar), size=LABEL - 2)


def _fitting(name: str) -> str:
    """Return a name as the font can write it, cut to fit beside its bar."""
    plain = label(name)
    while text_width(plain) > NAMES - 16:
        plain = plain.rstrip("…")[:-1] + "…"
    return plain
