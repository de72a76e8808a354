"""The machine's clock jumps, or the sources are silent for a week: nothing is early, doubled or missed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.domain.errors import SourceDownError
from core.domain.terms import Platform, PostStatus
from core.services import campaigns, creators, decisions, refresh, submissions
from core.services.app import App
from db.models import Snapshot
from db.records import AuditEntry
from tests.conftest import ADMIN
from tests.core.services.acting import card
from tests.core.services.paying import assert_sound, entries
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
END = NOON + 7 * DAY
REFS = [tiktok(NOON, serial) for serial in range(1, 9)]


@pytest.fixture
async def summer(app: App, source: FakeSource) -> None:
    """Eight posts that are followed, of 5,000 views each."""
    await campaigns.create(app, ADMIN, name="Summer", cpm="1", cap=1_000_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    tell(source, 5_000)
    await submissions.track(app, ADMIN, "\n".join(ref.url for ref in REFS))


def tell(source: FakeSource, views: int) -> None:
    for ref in REFS:
        source.tell(ref, reading(ref, views, published_at=NOON))


async def beat(app: App) -> None:
    await refresh.run_round(app, Platform.TIKTOK)
    await decisions.decide_due(app)


async def live(app: App, clock: FixedClock, until: timedelta) -> None:
    while clock.now < NOON + until:
        clock.now += HOUR
        await beat(app)


async def decided(app: App) -> list[tuple[int | None, str | None]]:
    async with app.reads() as session:
        rows = await session.scalars(select(AuditEntry).where(AuditEntry.action == "decision"))
        return [(row.post_id, row.after) for row in rows]


async def taken(app: App) -> list[tuple[int, object]]:
    async with app.reads() as session:
        return [(row.post_id, row.taken_at) for row in await session.scalars(select(Snapshot))]


@pytest.mark.parametrize("jump", [DAY, -DAY])
async def test_a_clock_that_jumps_a_day_and_back_decides_nothing_early_and_doubles_nothing(
    app: App, source: FakeSource, clock: FixedClock, summer: None, jump: timedelta
) -> None:
    await live(app, clock, 3 * DAY)
    clock.now += jump
    for _ in range(4):
        await beat(app)
        clock.now += HOUR
    clock.now -= jump

    await live(app, clock, 7 * DAY - HOUR)
    assert await decided(app) == []
    await live(app, clock, 7 * DAY + HOUR)

    assert sorted(await decided(app)) == [(number, "finalized") for number in range(1, 9)]
    assert len(await entries(app)) == 8
    assert len(await taken(app)) == len(set(await taken(app)))
    await assert_sound(app)


async def test_posts_are_read_again_at_once_when_a_clock_that_was_a_day_ahead_is_set_right(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    clock.now += DAY
    await beat(app)
    clock.now -= DAY
    tell(source, 6_000)

    await live(app, clock, HOUR)

    assert [(await card(app, f"#{number}")).counts.views for number in range(1, 9)] == [6_000] * 8


async def test_after_a_week_without_sources_posts_are_read_once_and_nobody_is_decided_on_old_numbers(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    await live(app, clock, 3 * DAY)
    for ref in REFS:
        source.tell(ref, SourceDownError("out"))
    await live(app, clock, 10 * DAY)
    assert await entries(app) == []
    before = len(await taken(app))

    tell(source, 7_000)
    await live(app, clock, 11 * DAY)

    posts = [await card(app, f"#{number}") for number in range(1, 9)]
    assert {(post.status, post.counts.views) for post in posts} == {(PostStatus.AWAITING_MEASUREMENT, 7_000)}
    assert len(await taken(app)) >= before + 8
    assert await entries(app) == []
