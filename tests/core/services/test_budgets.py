"""A budget holds at every door: what may cost more than is left is not let in."""

import asyncio

import pytest
from sqlalchemy import func, select

from core.domain.budget import Spending
from core.domain.errors import BudgetSpentError
from core.domain.terms import Platform, PostStatus, TrackingStatus
from core.services import (
    campaigns,
    creators,
    deals,
    inclusion,
    intel,
    posts,
    refresh,
    submissions,
    verdicts,
)
from core.services.app import App
from core.services.shown import Submitted
from db.models import Campaign, Post, Snapshot
from db.records import AuditEntry
from tests.conftest import ADMIN, EDITOR
from tests.core.services.acting import confirmed
from tests.core.services.money import pay
from tests.core.services.paying import adjust, assert_sound
from tests.core.services.spending import END, ONE, ref, spent, submit, summer_with, taken
from tests.fakes import NOON, FakeSource, FixedClock, reading


async def reject(app: App, post: str) -> None:
    await confirmed(app, EDITOR, await verdicts.plan_reject(app, EDITOR, post, "bought views"))


async def at_the_end(app: App, source: FakeSource, clock: FixedClock, **views: int) -> None:
    """Let the window end, with so many views on the posts `p1`, `p2` …"""
    clock.now = END
    for name, count in views.items():
        source.tell(ref(int(name[1:])), reading(ref(int(name[1:])), count, published_at=NOON))
    await refresh.run_round(app, Platform.TIKTOK)


async def tracking(app: App, post: str) -> TrackingStatus:
    return (await posts.show(app, ADMIN, post)).tracking


async def rows(app: App) -> list[int]:
    async with app.reads() as session:
        tables = (Post, Snapshot, AuditEntry)
        return [await session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


async def test_the_worst_case_is_reserved_at_acceptance(app: App, source: FakeSource) -> None:
    await summer_with(app, "1000")

    await taken(app, source, 1, views=None)
    await taken(app, source, 2, views=10_000_000)

    assert await spent(app) == Spending(0, 2 * ONE, 0)


async def test_a_post_that_may_cost_more_than_is_left_leaves_no_row(app: App, source: FakeSource) -> None:
    await summer_with(app, "499.99")
    await taken(app, source, 1)
    before = await rows(app)

    refused = await submit(app, source, 2)

    assert isinstance(refused, BudgetSpentError)
    assert (refused.campaign, refused.budget_minor, refused.left_minor, refused.needed_minor) == (
        "Summer",
        499_99,
        249_99,
        ONE,
    )
    assert await rows(app) == before


async def test_creators_are_told_sums_only_where_the_campaign_shows_them(
    app: App, source: FakeSource
) -> None:
    await summer_with(app, "1")
    hidden = await submit(app, source, 1)
    (to_team,) = (await submissions.track(app, EDITOR, ref(1).url)).rows
    async with app.sessions.begin() as session:
        (await session.get_one(Campaign, 1)).shows_amounts = True
    shown = await submit(app, source, 1)

    refused = (hidden, to_team.result, shown)
    assert [isinstance(each, BudgetSpentError) and each.tells_amounts for each in refused] == [
        False,
        True,
        True,
    ]


async def test_of_twenty_at_once_exactly_as_many_come_in_as_there_is_room_for(
    app: App, source: FakeSource
) -> None:
    await summer_with(app, "1999.99")

    done = await asyncio.gather(*(submit(app, source, number) for number in range(1, 21)))

    assert sum(isinstance(each, Submitted) for each in done) == 7
    assert sum(isinstance(each, BudgetSpentError) for each in done) == 13
    assert await spent(app) == Spending(0, 7 * ONE, 0)


async def test_without_a_budget_everything_comes_in(app: App, source: FakeSource) -> None:
    await summer_with(app, None)

    for number in range(1, 4):
        await taken(app, source, number)

    assert await spent(app) == Spending(0, 3 * ONE, 0)


async def test_posts_without_terms_come_in_while_anything_is_left(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await summer_with(app, "1", cpm=None)
    first, second = await taken(app, source, 1), await taken(app, source, 2)
    assert await spent(app) == Spending(0, 0, 2)

    await verdicts.set_cpm(app, EDITOR, first, "1", 1_000)

    assert await spent(app) == Spending(0, 100, 1)
    refused = await submit(app, source, 3)
    assert isinstance(refused, BudgetSpentError)
    assert (refused.left_minor, refused.needed_minor) == (0, None)
    assert (await posts.show(app, ADMIN, second)).status is PostStatus.ACTIVE


async def test_under_tiers_the_dearest_one_is_reserved_until_one_is_picked(
    app: App, source: FakeSource
) -> None:
    await summer_with(app, "1000")
    for name, cpm in (("Base", "0.20"), ("High", "0.60")):
        await deals.add_tier(app, ADMIN, "anna", name=name, cpm=cpm, cap=600_000)

    post = await taken(app, source, 1)
    assert await spent(app) == Spending(0, 360_00, 0)

    await verdicts.set_cpm(app, EDITOR, post, None, None, "Base")
    assert await spent(app) == Spending(0, 120_00, 0)


async def test_rejecting_and_excluding_free_what_was_reserved(app: App, source: FakeSource) -> None:
    await summer_with(app, "500")
    first, second = await taken(app, source, 1), await taken(app, source, 2)
    assert isinstance(await submit(app, source, 3), BudgetSpentError)

    await reject(app, first)
    await taken(app, source, 3)
    await confirmed(app, EDITOR, await inclusion.exclude(app, EDITOR, second))
    await taken(app, source, 4)

    assert await spent(app) == Spending(0, 2 * ONE, 0)


async def test_what_was_rejected_or_excluded_comes_back_only_while_there_is_room(
    app: App, source: FakeSource
) -> None:
    await summer_with(app, "500")
    first, second = await taken(app, source, 1), await taken(app, source, 2)
    await reject(app, first)
    await confirmed(app, EDITOR, await inclusion.exclude(app, EDITOR, second))
    third, _ = await taken(app, source, 3), await taken(app, source, 4)
    before = await rows(app)

    with pytest.raises(BudgetSpentError):
        await verdicts.unreject(app, EDITOR, first, None)
    with pytest.raises(BudgetSpentError):
        await inclusion.include(app, EDITOR, second)

    assert await rows(app) == before
    assert (await posts.show(app, ADMIN, first)).status is PostStatus.REJECTED
    assert await tracking(app, second) is TrackingStatus.EXCLUDED
    await reject(app, third)
    await inclusion.include(app, EDITOR, second)
    assert await tracking(app, second) is TrackingStatus.INCLUDED


async def test_finalization_frees_the_difference_and_payment_changes_nothing(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await summer_with(app, "500")
    first, _ = await taken(app, source, 1), await taken(app, source, 2)

    await at_the_end(app, source, clock, p1=100_000, p2=320_000)

    assert await spent(app) == Spending(50_00 + 160_00, 0, 0)
    await adjust(app, first, 5_00)
    assert await spent(app) == Spending(215_00, 0, 0)
    await pay(app, int(first[1:]), 55_00)
    assert await spent(app) == Spending(215_00, 0, 0)
    clock.now = NOON
    await taken(app, source, 3)
    assert isinstance(await submit(app, source, 4), BudgetSpentError)


async def test_what_is_fixed_but_waits_for_a_tier_is_reserved_on_its_views(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await summer_with(app, "1000")
    for name, cpm in (("Base", "0.20"), ("High", "0.60")):
        await deals.add_tier(app, ADMIN, "anna", name=name, cpm=cpm, cap=600_000)
    await taken(app, source, 1)

    await at_the_end(app, source, clock, p1=100_000)

    assert await spent(app) == Spending(0, 60_00, 0)


async def test_a_budget_that_is_overdrawn_stops_no_finalization(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await summer_with(app, "250")
    post = await taken(app, source, 1)
    await campaigns.edit(app, ADMIN, campaign=None, budget="1")

    await at_the_end(app, source, clock, p1=600_000)

    assert (await posts.show(app, ADMIN, post)).earned_minor == ONE
    await assert_sound(app)


async def test_a_competitors_post_becomes_the_creators_only_while_there_is_room(
    app: App, source: FakeSource
) -> None:
    await campaigns.create(app, ADMIN, name="Summer", cpm="0.50", cap=500_000, budget="249")
    source.tell(ref(1), reading(ref(1), 5_000))
    await intel.track(app, EDITOR, ref(1).url)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)

    assert isinstance(await submit(app, source, 1), BudgetSpentError)

    assert (await posts.show(app, ADMIN, "#1")).status is None
