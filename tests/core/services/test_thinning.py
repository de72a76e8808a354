"""Old readings become fewer, and everything that is told of posts and money stays the same."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.domain import metrics
from core.domain.retention import THINNED_AFTER
from core.domain.terms import PostStatus
from core.domain.zones import zone_of
from core.services import intel, rollups, thinning, verification
from core.services.app import App
from db import gains
from db.appeal_rows import Appeal
from db.figures import Scope
from db.models import Post, Snapshot
from db.rollup_rows import RolledCampaign
from tests.conftest import ADMIN
from tests.core.services.paying import three_posts
from tests.db.counted import added, campaign, creator, read
from tests.fakes import NOON, FakeSource, FixedClock

DAY = timedelta(days=1)
UTC_ZONE = zone_of("UTC")
DONE: dict[str, Any] = {"status": PostStatus.REJECTED, "window_ends_at": NOON + 7 * DAY}


async def many_readings(app: App, post: int, seed: int = 1, days: int = 20) -> None:
    some = random.Random(seed)  # noqa: S311  no secret
    at = sorted(some.uniform(0, 24 * days) for _ in range(days * 6))
    await read(app, post, [(hours, some.choice([None, 5, 90, 4_000])) for hours in at])


async def count(app: App, post: int) -> int:
    async with app.reads() as session:
        query = select(func.count()).select_from(Snapshot).where(Snapshot.post_id == post)
        return await session.scalar(query) or 0


async def thin(app: App, clock: FixedClock) -> int:
    clock.now = NOON + THINNED_AFTER + 40 * DAY
    await rollups.roll_due(app)
    await rollups.roll_due(app)
    return await thinning.sweep(app, "readings")


async def told(app: App, home: int) -> tuple[Any, ...]:
    spans = metrics.spans(NOON, NOON + 40 * DAY, UTC_ZONE)
    async with app.reads() as session:
        days = await gains.gained(session, Scope([home]), spans)
    return days, await intel.show(app, ADMIN, f"#{home}", 30), await verification.verify(app.database)


@pytest.mark.parametrize("is_summed_up", [True, False])
async def test_charts_comparisons_and_the_ledger_tell_the_same(
    app: App, clock: FixedClock, source: FakeSource, is_summed_up: bool
) -> None:
    post, home = int((await three_posts(app, source, clock))[0][1:]), 1
    others = [await added(app, home, 1, **DONE | {"status": PostStatus.PENDING_CPM}) for _ in range(3)]
    for seed, other in enumerate(others):
        await many_readings(app, other, seed)
    async with app.sessions.begin() as session:
        paid = update(Post).values(status=PostStatus.REJECTED).where(Post.id.in_(others[:2]))
        await session.execute(paid)
    before = await told(app, home)
    money = await count(app, post)

    removed = await thin(app, clock)

    assert removed > 50
    if not is_summed_up:
        async with app.sessions.begin() as session:
            await session.execute(update(RolledCampaign).values(until_at=None))
    assert await told(app, home) == before
    assert await count(app, others[2]) == 120  # its terms are to come
    assert await count(app, post) == money
    assert await thinning.sweep(app, "readings") == 0


@pytest.mark.parametrize("why", ["open", "held", "disputed", "young", "not summed up", "other zone"])
async def test_what_may_still_be_needed_stays(app: App, clock: FixedClock, why: str) -> None:
    home = await campaign(app)
    status = PostStatus.ACTIVE if why == "open" else PostStatus.REJECTED
    held_at = NOON if why == "held" else None
    owner = await creator(app, home, "anna")
    post = await added(app, home, owner, **DONE | {"status": status, "held_at": held_at})
    await many_readings(app, post)
    if why == "disputed":
        async with app.sessions.begin() as session:
            session.add(Appeal(post_id=post, discord_id=7, text="It is mine.", made_at=NOON))
    clock.now = NOON + (25 * DAY if why == "young" else THINNED_AFTER + 40 * DAY)
    await rollups.roll_due(app)
    async with app.sessions.begin() as session:
        if why == "not summed up":
            await session.execute(update(RolledCampaign).values(until_at=None))
        if why == "other zone":
            await session.execute(update(RolledCampaign).values(zone="Asia/Tokyo"))

    assert await thinning.sweep(app, "readings") == 0
    assert await count(app, post) == 120


async def test_a_campaign_without_readings_has_none_to_lose(app: App, clock: FixedClock) -> None:
    await campaign(app)

    assert await thin(app, clock) == 0
