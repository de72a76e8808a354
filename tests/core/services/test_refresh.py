"""Rounds: each platform post once, in batches, one bad post costing one post."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from core.domain.errors import NobodyAskedError, SourceDownError
from core.domain.terms import Counts, Platform, Reading
from core.services import campaigns, creators, posts, refresh, submissions
from core.services.app import App, Pacing
from db import runs
from db.models import Snapshot
from tests.conftest import ADMIN
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok

REFS = [tiktok(NOON, serial) for serial in range(120)]


@pytest.fixture
async def summer(app: App, source: FakeSource, clock: FixedClock) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    for ref in REFS:
        source.tell(ref, reading(ref, 1))
    for start in (0, 60):
        text = "\n".join(ref.url for ref in REFS[start : start + 60])
        await submissions.track(app, ADMIN, text)
    source.asked.clear()
    clock.advance(hours=7)


async def snapshots(app: App) -> int:
    async with app.reads() as session:
        return await session.scalar(select(func.count()).select_from(Snapshot)) or 0


async def test_a_round_reads_every_due_post_once(app: App, source: FakeSource, summer: None) -> None:
    tally = await refresh.run_round(app, Platform.TIKTOK)

    assert (tally.due, tally.read, tally.failed, tally.snapshots) == (120, 120, 0, 120)
    assert sorted(source.asked, key=str) == sorted(REFS, key=str)
    assert await refresh.run_round(app, Platform.TIKTOK) == type(tally)()


async def test_one_failing_post_costs_one_post(app: App, source: FakeSource, summer: None) -> None:
    source.tell(REFS[3], SourceDownError("timed out"))
    source.tell(REFS[4], ZeroDivisionError("a fault in a parser"))
    for ref in REFS[5:]:
        source.tell(ref, reading(ref, 2))

    tally = await refresh.run_round(app, Platform.TIKTOK)

    assert (tally.read, tally.failed) == (118, 2)
    lost = await posts.show(app, ADMIN, REFS[3].url)
    assert (lost.counts.views, lost.last_error) == (1, "timed out")
    assert (await posts.show(app, ADMIN, REFS[5].url)).counts.views == 2


async def test_an_answer_that_cannot_be_stored_costs_one_post(
    app: App, source: FakeSource, summer: None
) -> None:
    huge = reading(REFS[7], 1)
    source.tell(REFS[7], Reading(huge.ref, "fake", Counts(views=2**70), "play_count"))

    tally = await refresh.run_round(app, Platform.TIKTOK)

    assert (tally.snapshots, tally.unwritten) == (119, 1)
    assert (await posts.show(app, ADMIN, REFS[7].url)).counts.views == 1
    assert (await refresh.run_round(app, Platform.TIKTOK)).due == 0


async def test_a_post_of_two_campaigns_is_asked_once(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    await campaigns.create(app, ADMIN, name="Winter")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, campaign="Winter")
    await submissions.track(app, ADMIN, REFS[0].url, "Winter")
    clock.advance(hours=7)
    source.asked.clear()

    tally = await refresh.run_round(app, Platform.TIKTOK)

    assert source.asked.count(REFS[0]) == 1
    assert (tally.due, tally.snapshots) == (120, 121)


async def test_a_round_commits_once_a_batch(app: App, summer: None) -> None:
    commits = 0

    def committed(_connection: object) -> None:
        nonlocal commits
        commits += 1

    event.listen(app.database.engine.sync_engine, "commit", committed)
    await refresh.run_round(app, Platform.TIKTOK)

    assert commits <= 5  # three batches of posts and the run


async def test_two_rounds_at_once_double_no_snapshot(app: App, clock: FixedClock, summer: None) -> None:
    before = await snapshots(app)

    def ticking() -> object:
        return clock.advance(microseconds=1)

    ticker = type(app)(**{**vars(app), "clock": ticking})
    await asyncio.gather(*(refresh.run_round(ticker, Platform.TIKTOK) for _ in range(2)))

    assert await snapshots(app) - before == 120


async def test_what_must_be_decided_is_asked_first(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    ending = tiktok(NOON - timedelta(days=6), 500)
    source.tell(ending, reading(ending, 5))
    await submissions.track(app, ADMIN, ending.url)
    source.asked.clear()
    clock.now = NOON + timedelta(days=1)  # its window has just ended; all others are due for longer

    await refresh.run_round(app, Platform.TIKTOK)

    assert (len(source.asked), source.asked[0]) == (121, ending)


async def test_while_every_source_is_left_alone_nothing_is_looked_at_and_all_stays_due(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    for ref in REFS:
        source.tell(ref, NobodyAskedError("left alone for now", 60))

    first = await refresh.run_round(app, Platform.TIKTOK)
    for ref in REFS:
        source.tell(ref, reading(ref, 2))
    second = await refresh.run_round(app, Platform.TIKTOK)

    assert (first.due, first.failed, len(source.asked)) == (0, 0, 10 + 120)
    assert (second.due, second.read) == (120, 120)
    assert (await posts.show(app, ADMIN, REFS[50].url)).last_error is None


async def test_a_round_that_lasts_too_long_leaves_the_rest_to_the_next(
    app: App, source: FakeSource, summer: None
) -> None:
    brief = replace(app, pacing={Platform.TIKTOK: Pacing(batch_size=10, pause_s=0, round_s=0)})

    first = await refresh.run_round(brief, Platform.TIKTOK)
    rest = await refresh.run_round(app, Platform.TIKTOK)

    assert (first.due, first.snapshots, rest.due) == (10, 10, 110)


async def test_a_finished_round_is_told_to_the_monitor_outside(app: App, summer: None) -> None:
    told: list[str] = []

    async def heartbeat() -> None:
        told.append("done")

    watched = replace(app, heartbeat=heartbeat)
    await refresh.run_round(watched, Platform.TIKTOK)
    await refresh.run_round(watched, Platform.INSTAGRAM)  # nothing to do there

    assert told == ["done"]


async def test_a_round_is_kept_with_its_tally(app: App, summer: None) -> None:
    await refresh.run_round(app, Platform.TIKTOK)

    async with app.reads() as session:
        run = await runs.last(session, "refresh tiktok")
    assert run is not None
    assert run.tally["read"] == 120


async def test_the_check_at_the_windows_end_is_exact(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    clock.now = NOON + timedelta(days=7) - timedelta(hours=1)

    await refresh.run_round(app, Platform.TIKTOK)

    assert (await posts.show(app, ADMIN, REFS[0].url)).next_check_at == NOON + timedelta(days=7)
