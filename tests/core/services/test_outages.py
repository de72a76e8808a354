"""Platforms that cannot be read: told once after a while, and once when that is over, restarts or not."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.domain.errors import PostGoneError, SourceDownError, SourceKeyError
from core.domain.ports import SourceState
from core.domain.terms import Platform
from core.services import campaigns, creators, outages, refresh, servers
from core.services.app import App
from db.records import Notice, Outage
from providers.fallback import Fallback
from tests.conftest import ADMIN, HOME
from tests.core.services.acting import REF, hand_in
from tests.fakes import NOON, FakeSource, FixedClock, reading

DOWN, BACK = outages.DOWN, outages.BACK


def started(app: App, source: FakeSource, clock: FixedClock) -> App:
    """The program as it is after a start: its sources know nothing."""
    return replace(
        app, sources={Platform.TIKTOK: Fallback(Platform.TIKTOK, [source], clock, chance=lambda: 0.0)}
    )


@pytest.fixture
async def running(app: App, source: FakeSource, clock: FixedClock) -> App:
    """A campaign with a post that is due, in a server with an admin channel."""
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    await servers.choose_channel(app, ADMIN, 81)
    await hand_in(app, source, 100)
    clock.advance(hours=7)
    return started(app, source, clock)


async def beats(app: App, clock: FixedClock, minutes: int) -> None:
    """The loops go on for so long, a beat every five minutes."""
    for _ in range(minutes // 5):
        clock.advance(minutes=5)
        await refresh.run_round(app, Platform.TIKTOK)
        await outages.watch(app)


async def told(app: App) -> list[tuple[int, str]]:
    async with app.reads() as session:
        rows = await session.scalars(select(Notice).order_by(Notice.id))
        return [(row.guild_id, row.topic) for row in rows]


async def test_it_is_told_once_after_a_while_and_once_when_it_is_over(
    running: App, source: FakeSource, clock: FixedClock
) -> None:
    source.tell(REF, SourceDownError("no route"))
    await beats(running, clock, 25)
    assert await told(running) == []

    await beats(running, clock, 120)
    assert await told(running) == [(HOME, DOWN)]

    source.tell(REF, reading(REF, 200, published_at=NOON))
    await beats(running, clock, 120)
    assert await told(running) == [(HOME, DOWN), (HOME, BACK)]
    async with running.reads() as session:
        down, back = await session.scalars(select(Notice).order_by(Notice.id))
        assert (await session.scalars(select(Outage))).all() == []
    assert down.args == {
        "platform": "tiktok",
        "since": (NOON + timedelta(hours=7, minutes=5)).timestamp(),
        "refused": [],
    }
    assert down.args["since"] == back.args["since"] < back.args["until"]


async def test_a_restart_neither_repeats_nor_ends_it(
    running: App, source: FakeSource, clock: FixedClock
) -> None:
    source.tell(REF, SourceKeyError("no such key"))
    await beats(running, clock, 20)
    again = started(running, source, clock)
    await outages.watch(again)
    await beats(again, clock, 120)
    assert await told(again) == [(HOME, DOWN)]

    third = started(again, source, clock)
    await outages.watch(third)
    assert await told(third) == [(HOME, DOWN)]
    source.tell(REF, PostGoneError("nothing here"))
    clock.advance(hours=7)
    await beats(third, clock, 5)

    assert await told(third) == [(HOME, DOWN), (HOME, BACK)]
    async with third.reads() as session:
        (down, _) = await session.scalars(select(Notice).order_by(Notice.id))
    assert down.args["refused"] == ["fake"]


async def test_what_is_over_soon_is_told_nobody(running: App, source: FakeSource, clock: FixedClock) -> None:
    source.tell(REF, SourceDownError("no route"))
    await beats(running, clock, 25)
    source.tell(REF, reading(REF, 200, published_at=NOON))

    await beats(running, clock, 120)

    assert await told(running) == []
    async with running.reads() as session:
        assert (await session.scalars(select(Outage))).all() == []


async def test_servers_that_are_not_concerned_are_not_told(
    running: App, source: FakeSource, clock: FixedClock
) -> None:
    other = replace(ADMIN, guild_id=HOME + 1)
    await campaigns.create(running, other, name="Winter")
    await servers.choose_channel(running, other, 82)  # without posts
    await servers.choose_channel(running, ADMIN, None)
    source.tell(REF, SourceDownError("no route"))

    await beats(running, clock, 180)
    await servers.choose_channel(running, ADMIN, 81)
    source.tell(REF, reading(REF, 200, published_at=NOON))
    await beats(running, clock, 120)

    assert await told(running) == []


async def test_trouble_with_one_platform_costs_no_other(
    running: App, source: FakeSource, clock: FixedClock
) -> None:
    class Broken(FakeSource):
        def states(self) -> Sequence[SourceState]:
            raise RuntimeError("a bug")

    both = replace(running, sources={Platform.INSTAGRAM: Broken(), **running.sources})
    source.tell(REF, SourceDownError("no route"))

    await beats(both, clock, 120)

    assert await told(both) == [(HOME, DOWN)]


async def test_of_several_who_see_it_at_once_one_tells_it(
    running: App, source: FakeSource, clock: FixedClock
) -> None:
    source.tell(REF, SourceDownError("no route"))
    await beats(running, clock, 30)
    clock.advance(minutes=10)
    await refresh.run_round(running, Platform.TIKTOK)
    await asyncio.gather(*(outages.watch(running) for _ in range(8)))
    assert await told(running) == [(HOME, DOWN)]

    source.tell(REF, reading(REF, 200, published_at=NOON))
    for _ in range(24):
        clock.advance(minutes=5)
        await refresh.run_round(running, Platform.TIKTOK)
    await asyncio.gather(*(outages.watch(running) for _ in range(8)))

    assert await told(running) == [(HOME, DOWN), (HOME, BACK)]
