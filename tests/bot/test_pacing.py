"""From settings to the pace of each platform: the documented one, or the plan's."""

import pytest

from bot.clock import utc_now
from bot.settings import load
from bot.wiring import pacing, source_config
from core.domain.terms import Platform
from core.services.app import Pacing
from providers.build import build

pytestmark = pytest.mark.usefixtures("no_settings")


async def paces() -> dict[Platform, Pacing]:
    settings = load()
    sources = build(source_config(settings), utc_now, has_ytdlp=False)
    await sources.close()
    return dict(pacing(settings, sources.rates))


async def test_without_rates_the_pace_is_the_documented_one() -> None:
    assert await paces() == {Platform.TIKTOK: Pacing(10, 0.5), Platform.INSTAGRAM: Pacing(1, 3.0)}


async def test_a_rate_replaces_batches_and_pauses_of_its_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSTAGRAM_RATE", "2.5")
    monkeypatch.setenv("HIKERAPI_API_KEY", "first, second")

    made = await paces()

    assert made[Platform.TIKTOK] == Pacing(10, 0.5)
    assert made[Platform.INSTAGRAM] == Pacing(1, 3.0, rate=5.0, in_flight=25)
