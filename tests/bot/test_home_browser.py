"""The page for people in a real browser: on a phone and on a desk, light and dark."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image

from core.services.app import App
from tests.bot.browser import browser
from tests.bot.endpoint import served

PHONE, DESK = (390, 844), (1280, 900)
WIDTH = "document.scrollingElement.scrollWidth"
COLOURS = {False: (244, 245, 250), True: (15, 17, 23)}
"""The ground, light and dark."""


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


async def test_it_fits_a_phone_and_a_desk_and_is_light_or_dark_as_wanted(app: App, tmp_path: Path) -> None:
    async with served(app) as endpoint, browser(tmp_path / "browser") as tab:
        for width, height in (PHONE, DESK):
            for is_dark in (False, True):
                await tab.open(
                    f"http://127.0.0.1:{endpoint.port}/", width=width, height=height, is_dark=is_dark
                )
                picture = Image.open(io.BytesIO(await tab.picture())).convert("RGB")
                keep(picture, f"home-{width}-{'dark' if is_dark else 'light'}.png")

                assert await tab.value(WIDTH) == width  # nothing sticks out to the side
                assert picture.getpixel((1, 1)) == COLOURS[is_dark]
                assert "All is well" in await tab.value("document.body.innerText")
                assert await tab.value("getComputedStyle(document.querySelector('.mark')).color") != (
                    await tab.value("getComputedStyle(document.body).color")
                )  # the sheet is allowed by the page's own policy


def keep(picture: Image.Image, name: str) -> None:
    """Leave the picture where `SCREENSHOTS` says, to be looked at."""
    if folder := os.environ.get("SCREENSHOTS"):
        picture.save(Path(folder) / name)
