"""What is summed up says the same as the readings, whatever comes late, changes, or ends half way."""

import asyncio
import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from core.domain import metrics
from core.domain.metrics import Span
from core.domain.rollups import LAG, over
from core.domain.terms import PostStatus, TrackingStatus
from core.domain.zones import zone_of
from core.services import rollups, servers
from core.services.app import App
from db import gains
from db import rollups as rows
from db.figures import Scope
from db.models import Post, Snapshot
from db.rollup_rows import DailyGain, RolledCampaign
from tests.conftest import ADMIN
from tests.db.counted import HOUR, added, campaign, creator, read
from tests.fakes import NOON, FixedClock

DAY = timedelta(days=1)
DAYS = 9
BERLIN = "Europe/Berlin"
Told = tuple[list[int | None], list[tuple[int, int]], list[tuple[int, int]]]


async def history(app: App, seed: int) -> tuple[int, list[int]]:
    """Make a campaign with posts that were read at random, which nobody says to be the same each time."""
    some = random.Random(seed)  # noqa: S311  no secret
    home = await campaign(app)
    owners = [await creator(app, home, name) for name in ("anna", "bob")]
    posts = []
    for number in range(12):
        published_at = None if number == 3 else NOON + timedelta(hours=some.randrange(24 * DAYS))
        posts.append(await added(app, home, some.choice(owners), published_at=published_at))
        at = sorted(some.uniform(0, 24 * DAYS) for _ in range(some.choice([0, 1, 4, 30])))
        views = [some.choice([None, 0, 50, 900, 1_000, 70_000, 3 * 10**9]) for _ in at]
        await read(app, posts[-1], list(zip(at, views, strict=True)))
    return home, posts


async def told(app: App, home: int, spans: Sequence[Span], **scope: Any) -> Told:
    whole = Span(spans[0].first, spans[-1].last, spans[0].start, spans[-1].end)
    async with app.reads() as session:
        wanted = Scope([home], **scope)
        return (
            await gains.gained(session, wanted, spans),
            [(row.id, views) for row, views in await gains.posts_gained_most(session, wanted, whole, 5)],
            [(row.id, views) for row, views in await gains.creators_gained_most(session, wanted, whole, 5)],
        )


async def sums(app: App) -> dict[tuple[Any, int], int]:
    async with app.reads() as session:
        return {(row.day, row.post_id): row.views for row in await session.scalars(select(DailyGain))}


async def state(app: App) -> RolledCampaign:
    async with app.reads() as session:
        return (await session.scalars(select(RolledCampaign))).one()


def days_in(zone: str, until: int = DAYS) -> list[Span]:
    return metrics.spans(NOON - DAY, NOON + until * DAY, zone_of(zone))


@pytest.mark.parametrize("zone", ["UTC", BERLIN, "Pacific/Apia"])
@pytest.mark.parametrize("seed", [1, 2])
async def test_sums_say_what_the_readings_say(app: App, clock: FixedClock, zone: str, seed: int) -> None:
    home, posts = await history(app, seed)
    await servers.choose_zone(app, ADMIN, zone)
    clock.now = NOON + (DAYS - 2) * DAY
    asked: list[tuple[list[Span], dict[str, Any]]] = [
        (days_in(zone), {}),
        (days_in(zone)[2:5], {"since": NOON + 30 * HOUR}),
        (metrics.spans(NOON, NOON + DAYS * DAY, zone_of(zone), most=3), {"until": NOON + 5 * DAY}),
        (days_in("Asia/Tokyo"), {}),
    ]
    before = [await told(app, home, spans, **scope) for spans, scope in asked]

    await rollups.roll_due(app)

    assert len(await sums(app)) > 10
    assert (await state(app)).until_at == over(clock.now, zone_of(zone))
    assert [await told(app, home, spans, **scope) for spans, scope in asked] == before
    async with app.sessions.begin() as session:
        gone = update(Post).values(tracking=TrackingStatus.EXCLUDED, status=PostStatus.REJECTED)
        await session.execute(gone.where(Post.id.in_(posts[:6])))
    left = await told(app, home, days_in(zone))
    async with app.sessions.begin() as session:
        await session.execute(update(RolledCampaign).values(until_at=None))
    assert left == await told(app, home, days_in(zone))
    assert left != before[0]


async def test_a_day_is_summed_up_an_hour_after_its_end_and_no_sooner(app: App, clock: FixedClock) -> None:
    home = await campaign(app)
    post = await added(app, home, await creator(app, home, "anna"))
    await read(app, post, [(1, 100), (11, 150)])
    clock.now = NOON + 12 * HOUR + LAG - timedelta(seconds=1)
    await rollups.roll_due(app)
    assert await sums(app) == {}

    clock.advance(seconds=1)
    await rollups.roll_due(app)
    await rollups.roll_due(app)

    assert await sums(app) == {(NOON.date(), post): 150}


async def test_what_comes_late_is_summed_up_anew(app: App, clock: FixedClock) -> None:
    home, posts = await history(app, 3)
    clock.now = NOON + DAYS * DAY
    await rollups.roll_due(app)
    at = NOON + 50 * HOUR

    async with app.sessions.begin() as session:
        session.add(Snapshot(post_id=posts[0], taken_at=at, source="fake", is_exact=True, views=12))
        await session.flush()
        await rollups.renew(session, [await session.get_one(Post, posts[0])], {posts[0]: at})

    summed = await told(app, home, days_in("UTC"))
    async with app.sessions.begin() as session:
        await session.execute(update(RolledCampaign).values(until_at=None))
    assert summed == await told(app, home, days_in("UTC"))
    assert (at.date(), posts[0]) in await sums(app)


async def test_another_zone_has_everything_summed_up_anew_and_readings_answer_meanwhile(
    app: App, clock: FixedClock
) -> None:
    home, _ = await history(app, 4)
    clock.now = NOON + DAYS * DAY
    await rollups.roll_due(app)
    by_utc = await sums(app)
    right = await told(app, home, days_in(BERLIN))
    await servers.choose_zone(app, ADMIN, BERLIN)
    assert await told(app, home, days_in(BERLIN)) == right

    await rollups.roll_due(app)

    assert await sums(app) != by_utc
    assert (await state(app)).zone == BERLIN
    assert await told(app, home, days_in(BERLIN)) == right


async def test_what_ended_half_way_is_done_over_and_says_nothing_before(app: App, clock: FixedClock) -> None:
    home, posts = await history(app, 5)
    clock.now = NOON + DAYS * DAY
    right = await told(app, home, days_in("UTC"))
    async with app.sessions.begin() as session:
        row = await rows.locked(session, home, "UTC")
        row.target_at = metrics.midnight(clock.now.date(), zone_of("UTC"))
        await rows.sum_up(session, home, posts[:5], days_in("UTC", 3))
    assert await told(app, home, days_in("UTC")) == right

    await rollups.roll_due(app)

    assert (await state(app)).target_at is None
    assert await told(app, home, days_in("UTC")) == right


async def test_two_at_once_come_to_the_same(app: App, clock: FixedClock) -> None:
    home, _ = await history(app, 6)
    clock.now = NOON + DAYS * DAY
    right = await told(app, home, days_in("UTC"))

    await asyncio.gather(*(rollups.roll_due(app) for _ in range(3)))
    await rollups.roll_due(app)

    assert await told(app, home, days_in("UTC")) == right
    async with app.reads() as session:
        assert await session.scalar(select(func.count()).select_from(DailyGain)) == len(await sums(app))


async def test_what_a_wrong_clock_summed_up_ahead_is_taken_back(app: App, clock: FixedClock) -> None:
    await history(app, 7)
    clock.now = NOON + 40 * DAY
    await rollups.roll_due(app)
    clock.now = NOON + 4 * DAY

    await rollups.roll_due(app)

    assert (await state(app)).until_at == metrics.midnight(clock.now.date(), zone_of("UTC"))
    assert max(day for day, _ in await sums(app)) < clock.now.date()
