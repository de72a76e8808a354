"""Budgets of requests: what is asked is counted once, and a spent day leaves what cannot wait."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, text

from cogs.refresh import Loops
from core.domain.errors import SourceDownError
from core.domain.request_budgets import Ages
from core.domain.terms import Platform, PostStatus
from core.services import health, posts, refresh, request_budgets, watch_rounds
from core.services.app import App
from core.services.health import Grade
from core.services.request_budgets import BudgetState
from db.records import RequestCount
from tests.conftest import ADMIN
from tests.core.services.budgeting import Stage, staged
from tests.core.services.syncing import watch
from tests.fakes import NOON, FixedClock, reading

HOUR = timedelta(hours=1)
SPENT = "TikTok: the day's {} requests are spent; until midnight UTC only looks that cannot wait are made"


@pytest.fixture
async def stage(app: App, clock: FixedClock) -> Stage:
    return await staged(app, clock, 1_000)


async def run(stage: Stage) -> int:
    """Make a round; return how many posts it asked for."""
    before = len(stage.source.asked)
    await refresh.run_round(stage.app, Platform.TIKTOK)
    return len(stage.source.asked) - before


async def state(stage: Stage) -> BudgetState:
    (found,) = await request_budgets.states(stage.app)
    return found


async def test_every_request_is_counted_by_the_hour_and_once(stage: Stage) -> None:
    await stage.track(60)
    stage.clock.advance(hours=7)
    await run(stage)
    await asyncio.gather(*(request_budgets.note(stage.app, Platform.TIKTOK) for _ in range(5)))

    async with stage.app.reads() as session:
        rows = (await session.execute(select(RequestCount.hour, RequestCount.requests))).all()

    assert sorted(map(tuple, rows)) == [
        (NOON + 7 * HOUR, 120)
    ]  # those of handing in came with the first round


async def test_what_other_processes_ask_counts_too(stage: Stage) -> None:
    await stage.track(3)
    other = stage.again()
    await request_budgets.note(stage.app, Platform.TIKTOK)
    stage.clock.advance(hours=7)
    await run(other)

    assert (await state(other)).made_today == (await state(stage)).made_today == 6


async def test_counts_are_of_days_in_utc_and_of_24_hours(stage: Stage) -> None:
    await stage.track(3)
    await request_budgets.note(stage.app, Platform.TIKTOK)
    stage.clock.advance(hours=13)
    await run(stage)

    found = await state(stage)

    assert (found.made_today, found.made, found.saved) == (3, 6, None)


async def test_a_spent_day_leaves_what_cannot_wait_and_the_next_day_the_rest(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    fresh = await stage.track(60)
    ending = await stage.track(1, days_old=6.8, first=100)
    spent = stage.again(61)
    await request_budgets.note(stage.app, Platform.TIKTOK)
    stage.clock.advance(hours=11)  # everything is due, and one window ended

    assert await run(spent) == 1
    assert spent.source.asked == ending
    assert (await spent.row(ending[0])).status is not PostStatus.ACTIVE
    assert await run(spent) == 0
    assert await run(spent) == 0

    stage.clock.advance(hours=1.5)  # midnight is over
    assert await run(spent) == 60
    assert set(spent.source.asked[1:]) == set(fresh)
    told = [record.message for record in caplog.records if "TikTok: the day" in record.message]
    assert told[0] == SPENT.format(61)
    assert told.count(SPENT.format(61)) == 1


async def test_requests_whose_count_could_not_be_kept_are_added_the_next_time(stage: Stage) -> None:
    await stage.track(3)
    engine = stage.app.database.engine.sync_engine

    def refuse(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO request_counts"):
            raise OSError("no space left")

    event.listen(engine, "before_cursor_execute", refuse)
    with pytest.raises(OSError, match="no space"):
        await request_budgets.note(stage.app, Platform.TIKTOK)
    event.remove(engine, "before_cursor_execute", refuse)
    await request_budgets.note(stage.app, Platform.TIKTOK)

    assert (await state(stage)).made_today == 3


async def test_a_round_stops_where_the_budget_ends(stage: Stage) -> None:
    await stage.track(120)
    small = stage.again(150)
    await request_budgets.note(stage.app, Platform.TIKTOK)
    stage.clock.advance(hours=7)

    assert await run(small) == 30
    assert await run(small) == 0
    assert (await state(small)).is_spent


async def test_the_last_look_before_a_windows_end_does_not_wait(stage: Stage) -> None:
    (unseen, seen) = await stage.track(2, days_old=6.75)  # 6 hours are left
    spent = stage.again(2)
    await request_budgets.note(stage.app, Platform.TIKTOK)
    past, due = stage.clock() - 13 * HOUR, stage.clock() - HOUR
    await stage.put(unseen, checked_at=past, next_check_at=due)
    await stage.put(seen, checked_at=past + 2 * HOUR, next_check_at=due)

    assert await run(spent) == 1
    assert spent.source.asked == [unseen]


async def test_first_looks_and_people_do_not_wait(stage: Stage) -> None:
    (ref, new) = await stage.track(2)
    spent = stage.again(1)
    await request_budgets.note(stage.app, Platform.TIKTOK)
    await stage.put(new, checked_at=None, next_check_at=stage.clock())
    stage.clock.advance(minutes=1)
    spent.source.tell(ref, reading(ref, 500, published_at=NOON))

    assert await run(spent) == 1
    await posts.refresh(spent.app, ADMIN, ref.url)

    assert spent.source.asked == [new, ref]
    assert (await spent.row(ref)).views == 500


async def test_retries_of_a_windows_end_do_not_wait(stage: Stage) -> None:
    (ref,) = await stage.track(1, days_old=6.99)
    spent = stage.again(1)
    await request_budgets.note(stage.app, Platform.TIKTOK)
    spent.source.tell(ref, SourceDownError("timed out"))
    stage.clock.advance(hours=1)
    assert await run(spent) == 1

    stage.clock.advance(hours=1)
    assert await run(spent) == 1


async def test_accounts_wait_for_the_next_day(stage: Stage) -> None:
    await stage.track(1)
    spent = stage.again(1)
    await request_budgets.note(stage.app, Platform.TIKTOK)
    await watch(spent.app)

    assert (await watch_rounds.run(spent.app, Platform.TIKTOK)).due == 0
    stage.clock.advance(hours=13)
    assert (await watch_rounds.run(spent.app, Platform.TIKTOK)).due == 1


async def test_what_is_saved_is_told_once_a_whole_day_was_counted(stage: Stage) -> None:
    await stage.track(10)
    for _ in range(30):
        await run(stage)
        stage.clock.advance(hours=1)

    found = await state(stage)

    assert found.documented == 40
    assert found.saved == 40 - found.made
    assert 10 < found.made < 40  # views that stand still need fewer looks than every six hours
    assert found.documented_ages == Ages(3 * HOUR, 5.7 * HOUR)


async def test_how_old_shown_views_are(stage: Stage) -> None:
    refs = await stage.track(20)
    for number, ref in enumerate(refs):
        await stage.put(ref, read_at=NOON - number * HOUR)
    await stage.put(refs[19], views=None)

    unmeasured = await state(stage)
    await request_budgets.measure_due(stage.app)
    ages = (await state(stage)).ages

    assert (unmeasured.ages, unmeasured.documented, unmeasured.saved) == (None, None, None)
    assert ages is not None
    assert 8 * HOUR < ages.median <= 10 * HOUR
    assert 17 * HOUR <= ages.most <= 18 * HOUR


async def test_without_a_budget_nothing_is_counted(app: App, stage: Stage) -> None:
    await stage.track(1)

    assert await request_budgets.states(app) == []
    assert not await request_budgets.is_spent(app, Platform.TIKTOK)
    assert not await request_budgets.note(app, Platform.TIKTOK)
    async with app.reads() as session:
        assert await session.scalar(select(RequestCount.requests)) is None


@pytest.mark.parametrize(
    ("hours", "grade"), [(24, Grade.PASS), (25.5, Grade.WARN), (30.5, Grade.WARN), (31.5, Grade.FAIL)]
)
async def test_silence_is_trouble_later_where_looks_are_further_apart(
    stage: Stage, hours: float, grade: Grade
) -> None:
    await stage.track(1)
    stage.clock.advance(hours=hours)

    report = await health.report(stage.app, [])

    assert [row.grade for row in report.backlog if row.platform is Platform.TIKTOK] == [grade]
    assert [each.platform for each in report.budgets] == [Platform.TIKTOK]


async def test_measuring_is_a_loop_of_its_own(stage: Stage) -> None:
    bare = replace(stage.app, schedule=replace(stage.app.schedule, budgets={}))
    without, with_budget = ([each.name for each in Loops(app, 1).states()] for app in (bare, stage.app))

    assert sorted(with_budget) == sorted([*without, "requests"])


async def test_what_was_asked_before_an_end_is_counted(stage: Stage) -> None:
    await stage.track(5)

    await request_budgets.settle(stage.app)

    async with stage.app.reads() as session:
        assert list(await session.scalars(select(RequestCount.requests))) == [5]


async def test_an_end_without_a_database_is_an_end(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    await stage.track(5)
    async with stage.app.sessions.begin() as session:
        await session.execute(text("DROP TABLE request_counts"))

    await request_budgets.settle(stage.app)

    assert "TikTok: the last requests could not be added up" in caplog.text
