"""The documented examples through the whole life of a post: handed in, read, decided, in the ledger."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from core.domain.terms import Platform, PostStatus
from core.services import campaigns, creators, deals, verdicts
from core.services.app import App
from core.services.shown import PostChanged
from core.services.shown_deals import DealSet
from db.money import LedgerEntry
from tests.conftest import ADMIN, EDITOR
from tests.core.services.acting import END, card, hand_in, look
from tests.core.services.paying import assert_sound, entries
from tests.fakes import FakeSource, FixedClock

TIERS = [("Base", "0.20"), ("Mid", "0.40"), ("High", "0.60")]


@pytest.mark.parametrize(
    ("views", "cpm", "cap", "minor"),
    [
        (450_000, "0.50", 500_000, 225_00),
        (600_000, "0.50", 500_000, 250_00),
        (320_000, "0.50", 500_000, 160_00),
        (1_200_000, "0.50", 500_000, 250_00),
        (800_000, "0.15", 1_000_000, 120_00),
    ],
)
async def test_a_single_deal_earns_what_is_documented(
    app: App, source: FakeSource, clock: FixedClock, views: int, cpm: str, cap: int, minor: int
) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, cpm=cpm, cap=cap)
    post = await hand_in(app, source, 5)
    clock.now = END

    await look(app, source, views)

    seen = await card(app, post)
    assert (seen.status, seen.counted_views, seen.earned_minor) == (PostStatus.FINALIZED, views, minor)
    assert await entries(app) == [("earned", post, minor)]
    async with app.reads() as session:
        entry = (await session.scalars(select(LedgerEntry))).one()
    assert (entry.cpm, entry.cap_views, entry.currency) == (Decimal(cpm), cap, "USD")
    await assert_sound(app)


@pytest.mark.parametrize(("tier", "minor"), [("Base", 120_00), ("Mid", 240_00), ("High", 360_00)])
@pytest.mark.parametrize("views", [600_000, 600_001, 1_200_000])
async def test_a_tier_earns_at_its_cap_what_is_documented(
    app: App, source: FakeSource, clock: FixedClock, tier: str, minor: int, views: int
) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    for name, cpm in TIERS:
        added = await deals.add_tier(app, ADMIN, "anna", name=name, cpm=cpm, cap=600_000)
        assert isinstance(added, DealSet)
    post = await hand_in(app, source, 5)
    picked = await verdicts.set_cpm(app, EDITOR, post, None, None, tier)
    assert isinstance(picked, PostChanged)
    clock.now = END

    await look(app, source, views)

    seen = await card(app, post)
    assert (seen.status, seen.counted_views, seen.earned_minor) == (PostStatus.FINALIZED, views, minor)
    assert await entries(app) == [("earned", post, minor)]
    await assert_sound(app)
