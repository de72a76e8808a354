"""A budget holds for posts that were found: those without room wait in the inbox, and none is missed."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.domain.budget import Spending
from core.domain.errors import BudgetSpentError, UserError
from core.domain.terms import Platform, TrackingMode, TrackingStatus
from core.domain.tracking import Review
from core.services import (
    campaigns,
    confirmations,
    creator_edits,
    inclusion,
    posts,
    refresh,
    reviews,
    watches,
)
from core.services.app import App
from core.services.shown import PostChanged, PostPlan
from db.records import AuditEntry
from tests.conftest import ADMIN, EDITOR
from tests.core.services.reviewing import find
from tests.core.services.spending import END, ONE, spent, submit
from tests.fakes import NOON, FakeSource, FixedClock
from tests.simulated import PlayedAccount

HOUR = timedelta(hours=1)
COUNTS, WAITS = TrackingStatus.AUTO_TRACKED, TrackingStatus.PENDING_REVIEW


async def test_a_watch_round_that_runs_out_lets_the_later_posts_wait(
    watching: App, anna: PlayedAccount, source: FakeSource
) -> None:
    await campaigns.edit(watching, ADMIN, campaign=None, budget="750")
    for number in range(5):
        anna.publish(NOON - HOUR - number * HOUR)

    await watches.add(watching, ADMIN, handle="anna", platform=Platform.TIKTOK, first_import=5)

    cards = (await posts.listing(watching, ADMIN)).items  # newest first
    assert [card.tracking for card in cards] == [WAITS, WAITS, COUNTS, COUNTS, COUNTS]
    assert await spent(watching) == Spending(0, 3 * ONE, 0)
    assert [card.status_reason for card in cards[1:3]] == [
        "found on the page of @anna, the campaign's budget is used up",
        "found on the page of @anna",
    ]
    async with watching.reads() as session:
        query = select(AuditEntry.after).where(AuditEntry.action == "watch").order_by(AuditEntry.post_id)
        told = [each or "" for each in await session.scalars(query)]
    assert sorted(told) == sorted(card.tracking.value for card in cards)


async def test_what_waits_for_room_is_approved_once_there_is_some(
    watching: App, anna: PlayedAccount, source: FakeSource
) -> None:
    await campaigns.edit(watching, ADMIN, campaign=None, budget="1")
    waiting = await find(watching, anna, source, [5_000] * 4)
    await campaigns.edit(watching, ADMIN, campaign=None, budget="500")

    done = await reviews.review_all(watching, EDITOR, Review.INCLUDE, waiting)

    assert [each.post_id for each in done.done] == [1, 2]
    assert [type(each.error) for each in done.failed] == [BudgetSpentError] * 2
    assert await spent(watching) == Spending(0, 2 * ONE, 0)
    with pytest.raises(BudgetSpentError):
        await inclusion.include(watching, EDITOR, "#3")


async def test_a_post_that_would_be_finalized_at_once_is_refused_before_anybody_is_asked(
    watching: App, anna: PlayedAccount, source: FakeSource, clock: FixedClock
) -> None:
    await creator_edits.edit(watching, ADMIN, "anna", mode=TrackingMode.SELECTIVE)
    (post,) = await find(watching, anna, source, [5_000])
    clock.now = END
    await refresh.run_round(watching, Platform.TIKTOK)
    plan = await inclusion.include(watching, EDITOR, post)
    assert isinstance(plan, PostPlan)
    await campaigns.edit(watching, ADMIN, campaign=None, budget="1")

    with pytest.raises(BudgetSpentError):
        await inclusion.include(watching, EDITOR, post)
    with pytest.raises(BudgetSpentError):
        await confirmations.confirm(watching, EDITOR, plan.prompt_id)

    await campaigns.edit(watching, ADMIN, campaign=None, budget="none")
    assert isinstance(await confirmations.confirm(watching, EDITOR, plan.prompt_id), PostChanged)


async def test_many_doors_at_once_never_come_to_more_than_the_budget(
    watching: App, anna: PlayedAccount, source: FakeSource
) -> None:
    await creator_edits.edit(watching, ADMIN, "anna", mode=TrackingMode.SELECTIVE)
    waiting = await find(watching, anna, source, [5_000] * 8)
    await campaigns.edit(watching, ADMIN, campaign=None, budget="1500")

    done = await asyncio.gather(
        *(submit(watching, source, number) for number in range(20, 26)),
        *(reviews.review_all(watching, EDITOR, Review.INCLUDE, each) for each in (waiting[:3], waiting[3:6])),
        *(inclusion.include(watching, EDITOR, post) for post in waiting[4:]),
        return_exceptions=True,
    )

    assert [each for each in done if isinstance(each, Exception) and not isinstance(each, UserError)] == []
    assert await spent(watching) == Spending(0, 6 * ONE, 0)
