"""Bars of days and of shares: what is known in its length, what is not as unknown."""

import asyncio
import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from PIL import Image, ImageColor

from cogs import charts, charts_bars
from cogs.charts import Bar, Block
from cogs.charts_canvas import GREY, RED
from core.domain import metrics
from tests.fakes import NOON
from tests.pictures import DRAWN, blocks, days


def colours(png: bytes) -> set[tuple[int, ...]]:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    found = picture.getcolors(1 << 24)
    assert found is not None
    return {colour for _, colour in found if isinstance(colour, tuple)}


@pytest.mark.parametrize("name", DRAWN)
def test_every_picture_has_a_phones_width(name: str) -> None:
    picture = Image.open(io.BytesIO(DRAWN[name]()))

    assert picture.width == 800
    assert picture.height <= 850


@pytest.mark.parametrize(
    ("gained", "has_fall", "has_gap"),
    [
        ([5, 900], False, False),
        ([5, -900], True, False),
        ([5, None], False, True),
        ([None, None], False, True),
        ([0, 0], False, False),
    ],
)
def test_days_show_gains_falls_and_days_without_a_reading(
    gained: list[int | None], has_fall: bool, has_gap: bool
) -> None:
    found = colours(days(gained))

    assert (ImageColor.getrgb(RED) in found) == has_fall
    assert (ImageColor.getrgb(GREY) in found) == has_gap


def test_a_bar_is_as_long_as_its_part_of_the_most() -> None:
    most = Bar("a", 1_000, 1)

    longest = charts_bars.length(most, 1_000)

    assert charts_bars.length(Bar("b", 500, 1), 1_000) == longest / 2
    assert charts_bars.length(Bar("c", 1, 1), 1_000_000) == 2.0
    assert charts_bars.length(Bar("d", 0, 1), 1_000) == 0.0
    assert charts_bars.length(Bar("e", None, 1), 1_000) == 0.0
    assert charts_bars.length(Bar("f", 0, 1), 0) == 0.0


def test_unknown_views_are_written_as_unknown() -> None:
    assert charts_bars.written(Bar("a", None, 1)) == "views unknown, 1 post"
    assert charts_bars.written(Bar("a", 0, 2)) == "0 views, 2 posts"
    assert charts_bars.written(Bar("a", 1_234_567, 12)) == "1.235M views, 12 posts"


async def test_pictures_are_drawn_beside_the_loop() -> None:
    spans = metrics.spans(NOON - timedelta(days=180), NOON, ZoneInfo("UTC"))
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0)

    beating = asyncio.create_task(beat())
    drawn = await asyncio.gather(
        charts.days_png(spans, list(range(len(spans))), "UTC"), charts.bars_png(blocks())
    )
    beating.cancel()

    assert all(png.startswith(b"\x89PNG") for png in drawn)
    assert beats > 10


def test_a_block_without_bars_is_a_headline() -> None:
    assert charts_bars.draw([Block("By creator", [])]).startswith(b"\x89PNG")
