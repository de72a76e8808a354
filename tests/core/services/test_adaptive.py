"""The adaptive schedule in the program: growth is kept and looks follow it, if there is a budget."""

from datetime import timedelta

import pytest

from core.domain.adaptive import Pace
from core.domain.terms import Platform, PostStatus
from core.services import intel, refresh, request_budgets
from core.services.app import App
from db import demand
from tests.conftest import ADMIN
from tests.core.services.budgeting import DAY, Stage, staged
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok

HOUR = timedelta(hours=1)
SPREAD = 1.05


@pytest.fixture
async def stage(app: App, clock: FixedClock) -> Stage:
    return await staged(app, clock, 1_000)


async def test_growth_is_kept_and_the_next_look_follows_it(stage: Stage) -> None:
    (ref,) = await stage.track(1)
    first = await stage.row(ref)
    assert first.growth is None
    assert first.next_check_at is not None
    assert NOON + 6 * HOUR <= first.next_check_at <= NOON + 6 * SPREAD * HOUR

    stage.clock.now = first.next_check_at
    days = (stage.clock() - NOON) / DAY
    stage.source.tell(ref, reading(ref, 10 + round(40_000 * days), published_at=NOON))
    await refresh.run_round(stage.app, Platform.TIKTOK)

    after = await stage.row(ref)
    assert after.growth == pytest.approx(40_000, rel=0.001)
    assert after.next_check_at is not None
    assert HOUR <= after.next_check_at - stage.clock() <= SPREAD * HOUR


async def test_without_a_budget_growth_changes_nothing(
    app: App, clock: FixedClock, source: FakeSource
) -> None:
    stage = await staged(app, clock, 1_000)
    (ref,) = await stage.track(1)
    await stage.put(ref, growth=10**9)
    source.told = stage.source.told
    clock.advance(hours=7)

    await refresh.run_round(app, Platform.TIKTOK)

    row = await stage.row(ref)
    assert row.next_check_at is not None
    assert 6 * HOUR <= row.next_check_at - clock() <= 6 * SPREAD * HOUR


async def test_a_look_at_the_windows_end_is_kept_however_flat_the_post(stage: Stage) -> None:
    (ref,) = await stage.track(1, days_old=6.5)
    await stage.put(ref, growth=0)

    stage.clock.advance(hours=7)
    await stage.put(ref, next_check_at=stage.clock())
    await refresh.run_round(stage.app, Platform.TIKTOK)

    assert (await stage.row(ref)).next_check_at == NOON + DAY / 2


async def test_what_posts_want_is_counted_by_classes(stage: Stage) -> None:
    refs = [*await stage.track(3), *await stage.track(2, days_old=5.5, first=10)]
    theirs = tiktok(NOON, 50, "rival")
    stage.source.tell(theirs, reading(theirs, 5, handle="rival", user_id="7"))
    await intel.track(stage.app, ADMIN, theirs.url)
    await stage.put(refs[0], growth=0)
    await stage.put(refs[1], growth=5_000)
    await stage.put(refs[2], growth=6_000)
    await stage.put(refs[3], status=PostStatus.FINALIZED)

    async with stage.app.reads() as session:
        found = await demand.measured(session, Platform.TIKTOK, NOON, stage.app.schedule)

    new, old, competitors = 0.5 / 7, 1 - 1.5 / 7, 1 - (21 + 30) / 2 / 30
    assert {(each.posts, round(each.share, 9), each.growth) for each in found.posts} == {
        (1, round(new, 9), 0),
        (2, round(new, 9), 5_500),
        (1, round(old, 9), None),
        (1, round(competitors, 9), None),
    }
    assert (found.daily, found.ends) == (1, 0)
    stage.clock.advance(days=0.75)
    async with stage.app.reads() as session:
        found = await demand.measured(session, Platform.TIKTOK, stage.clock(), stage.app.schedule)
    assert found.ends == 1  # the other one is decided


async def test_a_small_budget_stretches_all_looks(stage: Stage) -> None:
    await stage.track(60)
    small, smaller = stage.again(170), stage.again(70)  # 153 and 63 looks a day

    for each in (stage, small, smaller):
        await request_budgets.is_spent(each.app, Platform.TIKTOK)

    assert stage.budget.pace == Pace()
    assert small.budget.pace.stretch == pytest.approx(60 * DAY / (6 + 6 * 0.5 / 7) / HOUR / 153, rel=0.001)
    assert smaller.budget.pace.longest == DAY
    assert not smaller.budget.is_short


async def test_what_posts_want_is_measured_every_few_minutes(stage: Stage) -> None:
    await request_budgets.is_spent(stage.app, Platform.TIKTOK)
    await stage.track(60)

    measured = []
    for _ in range(3):
        await request_budgets.is_spent(stage.app, Platform.TIKTOK)
        measured.append(sum(each.posts for each in stage.budget.demand.posts))
        stage.clock.advance(minutes=2.5)

    assert measured == [0, 0, 60]


async def test_a_budget_that_is_too_small_is_told_once(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.track(60)
    short = stage.again(50)

    for _ in range(3):
        await request_budgets.is_spent(short.app, Platform.TIKTOK)
        stage.clock.advance(minutes=6)

    assert [record.message for record in caplog.records if "too few" in record.message] == [
        "TikTok: 50 requests a day are too few to look at every post in 24 hours; looks are 43 hours apart"
    ]
    assert short.budget.is_short
