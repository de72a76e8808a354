"""Rounds hold a bounded part of what is due, ask for each post once, and lose nothing when they end early."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from core.domain.terms import Platform, PostKind, PostRef, PostStatus, Reading, TrackingStatus
from core.services import looks, refresh
from core.services.app import App, Pacing
from core.services.looks import CHUNK, UnderWay
from core.services.refresh import ANSWERS_WAITING, WRITE_BATCH, Round
from db import due, posts
from db.models import Post, Snapshot
from tests.db.counted import campaign
from tests.fakes import NOON, FakeAccounts, FakeSource, reading, tiktok

TIKTOK = Platform.TIKTOK
DAY = timedelta(days=1)
REFS = [tiktok(NOON - DAY, serial) for serial in range(2 * CHUNK + 50)]
HELD = WRITE_BATCH + ANSWERS_WAITING + 10
"""Answers that there are when nothing can be written: a batch, what waits, and those of one turn."""


@pytest.fixture
async def many(app: App, source: FakeSource) -> App:
    """More posts than are read together, all of them due, the first for longest."""
    for ref in REFS:
        source.tell(ref, reading(ref, 5))
    await take_in(app, "Summer", REFS)
    return app


async def take_in(app: App, name: str, refs: list[PostRef], **values: Any) -> None:
    home = await campaign(app, name)
    usual = {
        "campaign_id": home,
        "kind": PostKind.INTERNAL,
        "platform": TIKTOK,
        "tracking": TrackingStatus.DIRECT_ADD,
        "status": PostStatus.ACTIVE,
        "status_reason": "made",
        "status_at": NOON - DAY,
        "came_in_by": "post track",
        "submitted_by": 1,
        "submitted_at": NOON - DAY,
        "published_at": NOON - DAY,
        "window_days": 7,
        "minimum_views": 1_000,
        "window_ends_at": NOON + 6 * DAY,
    }
    rows = [
        {
            "platform_post_id": ref.platform_post_id,
            "author_handle": ref.handle,
            "next_check_at": NOON - timedelta(hours=1) + timedelta(seconds=number),
        }
        for number, ref in enumerate(refs)
    ]
    async with app.sessions.begin() as session:
        await session.execute(insert(Post), [usual | row | values for row in rows])


async def snapshots(app: App) -> int:
    async with app.reads() as session:
        return await session.scalar(select(func.count()).select_from(Snapshot)) or 0


@asynccontextmanager
async def nothing_can_be_written(app: App) -> AsyncIterator[None]:
    """Somebody else holds every post."""
    async with app.sessions.begin() as session:
        await posts.locked_all(session, (await session.scalars(select(Post.id))).all())
        yield


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not is_so():  # noqa: ASYNC110  what is waited for knows nothing of tests
            await asyncio.sleep(0)


async def settle() -> None:
    """Let everything go on that can."""
    for _ in range(200):
        await asyncio.sleep(0)


async def test_each_post_is_asked_once_in_however_many_chunks_and_campaigns(
    many: App, source: FakeSource
) -> None:
    await take_in(many, "Autumn", REFS[CHUNK - 20 : CHUNK + 20])
    await take_in(many, "Winter", REFS[:40], next_check_at=NOON)

    tally = await refresh.run_round(many, TIKTOK)

    assert Counter(source.asked) == Counter(REFS)
    assert (tally.due, tally.asked, tally.read, tally.snapshots) == (450, 450, 450, 530)
    assert (await refresh.run_round(many, TIKTOK)).due == 0


async def test_while_nothing_can_be_written_nobody_asks_for_ever_more(many: App, source: FakeSource) -> None:
    async with nothing_can_be_written(many):
        passing = asyncio.create_task(refresh.run_round(many, TIKTOK))
        await until(lambda: len(source.asked) >= HELD)
        await settle()
        asked = len(source.asked)

    assert asked == HELD
    assert (await passing).snapshots == len(REFS)


async def test_a_source_that_does_not_answer_keeps_no_more_than_two_chunks_in_memory(
    many: App, source: FakeSource
) -> None:
    under_way, answer = UnderWay(), asyncio.Event()

    class Silent(FakeSource):
        async def fetch_post(self, ref: PostRef) -> Reading:
            self.asked.append(ref)
            await answer.wait()
            return await source.fetch_post(ref)

    silent = Silent()
    app = replace(many, sources={TIKTOK: silent})
    wanted = looks.due(app, TIKTOK, NOON, under_way, was_ahead=False)
    passing = asyncio.create_task(Round(app, TIKTOK, NOON, under_way).run(wanted))
    await until(lambda: len(silent.asked) == 10 and len(under_way) > 0)
    await settle()
    held = len(under_way)
    answer.set()

    assert held <= 2 * CHUNK < len(REFS)
    assert (await passing).read == len(REFS)


async def test_a_round_that_is_cut_off_loses_nothing_and_doubles_nothing(
    many: App, source: FakeSource
) -> None:
    async with nothing_can_be_written(many):
        passing = asyncio.create_task(refresh.run_round(many, TIKTOK))
        await until(lambda: len(source.asked) >= HELD)
        passing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await passing

    written = await snapshots(many)
    rest = await refresh.run_round(many, TIKTOK)

    assert written == 0
    assert (rest.due, rest.snapshots, await snapshots(many)) == (450, 450, 450)


async def test_what_must_be_decided_comes_before_everything_else(many: App, source: FakeSource) -> None:
    ended = [tiktok(NOON - 8 * DAY, serial) for serial in range(CHUNK + 5)]
    await take_in(many, "Spring", ended, window_ends_at=NOON - DAY, next_check_at=NOON)

    await refresh.run_round(replace(many, pacing={TIKTOK: Pacing(1, 0)}), TIKTOK)

    assert set(source.asked[: len(ended)]) == set(ended)


async def test_a_page_answers_for_what_of_its_account_comes_up_later(many: App, source: FakeSource) -> None:
    spread = [tiktok(NOON - DAY, 900 + serial, "ben") for serial in range(4)]
    for ref in spread:
        source.tell(ref, reading(ref, 7, handle="ben", user_id=None))
    await take_in(many, "Ben first", spread[:1], next_check_at=NOON - DAY)
    await take_in(many, "Ben last", spread[1:], next_check_at=NOON)
    accounts = FakeAccounts(source, page_size=3)
    paged = replace(many, pages={TIKTOK: accounts})

    tally = await refresh.run_round(paged, TIKTOK)

    assert [account.handle for account in accounts.asked if account.handle == "ben"] == ["ben"]
    assert [ref for ref in source.asked if ref.handle == "ben"] == spread[3:]
    assert (tally.due, tally.snapshots) == (454, 454)


async def test_some_posts_are_asked_for_as_a_round_does(many: App, source: FakeSource) -> None:
    ids = [ref.platform_post_id for ref in REFS[:30]]
    async with many.reads() as session:
        wanted = await due.among(session, TIKTOK, [*ids, "unknown"], NOON)

    tally = await refresh.ask(many, TIKTOK, [*wanted, wanted[0]], NOON)

    assert source.asked == REFS[:30]
    assert (tally.due, tally.snapshots) == (30, 30)
    async with many.reads() as session:
        assert await due.among(session, TIKTOK, ids, NOON) == []


async def test_with_a_rate_as_many_are_under_way_as_may_be(many: App, source: FakeSource) -> None:
    rated = replace(many, pacing={TIKTOK: Pacing(10, 60.0, rate=100_000, in_flight=7)})

    tally = await refresh.run_round(rated, TIKTOK)

    assert Counter(source.asked) == Counter(REFS)
    assert (tally.due, tally.snapshots) == (450, 450)
