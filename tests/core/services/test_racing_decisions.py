"""A change of terms at the very moment of the decision: the old terms or the new ones, and true books."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from core.domain.errors import PlanChangedError, PostStatusError
from core.domain.terms import Platform, PostStatus
from core.services import campaigns, confirmations, creators, deals, decisions, refresh, verdicts
from core.services.app import App
from core.services.shown import PostChanged
from core.services.shown_deals import DealSet
from tests.conftest import ADMIN, EDITOR
from tests.core.services.acting import END, card, hand_in
from tests.core.services.paying import assert_sound, entries
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok


@pytest.fixture
async def posts(app: App, source: FakeSource, clock: FixedClock) -> list[str]:
    """Posts of 2,000 views whose grace is just over: the next pass decides them."""
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, cpm="1", cap=1_000_000)
    made = [await hand_in(app, source, 5, tiktok(NOON, number)) for number in range(4)]
    clock.now = END - timedelta(hours=1)
    for number in range(4):
        ref = tiktok(NOON, number)
        source.tell(ref, reading(ref, 2_000, published_at=NOON))
    await refresh.run_round(app, Platform.TIKTOK)
    clock.now = END + app.schedule.grace
    return made


async def test_a_deal_that_changes_while_the_rule_decides(app: App, posts: list[str]) -> None:
    plan = await deals.plan_deal(app, ADMIN, "anna", cpm="3", cap=1_000_000)

    done, tally = await asyncio.gather(
        confirmations.confirm(app, ADMIN, plan.prompt_id), decisions.decide_due(app), return_exceptions=True
    )

    assert isinstance(done, DealSet | PlanChangedError)
    assert not isinstance(tally, BaseException)
    earned = {(await card(app, post)).earned_minor for post in posts}
    assert earned in ({200}, {600})
    assert (await card(app, posts[0])).status is PostStatus.FINALIZED
    assert sorted(entry[2] for entry in await entries(app)) == [*earned] * 4
    await assert_sound(app)


async def test_terms_by_hand_while_the_rule_decides(app: App, posts: list[str]) -> None:
    given = [verdicts.set_cpm(app, EDITOR, post, "3", 1_000_000) for post in posts]

    tally, *results = await asyncio.gather(decisions.decide_due(app), *given, return_exceptions=True)

    assert not isinstance(tally, BaseException)
    for post, result in zip(posts, results, strict=True):
        assert isinstance(result, PostChanged | PostStatusError)
        shown = await card(app, post)
        is_given = isinstance(result, PostChanged)
        assert (shown.cpm, shown.earned_minor) == ((Decimal(3), 600) if is_given else (Decimal(1), 200))
    assert len(await entries(app)) == 4
    await assert_sound(app)


async def test_a_rejection_while_the_rule_decides(app: App, posts: list[str]) -> None:
    plans = [await verdicts.plan_reject(app, EDITOR, post, "bought") for post in posts]

    _, *results = await asyncio.gather(
        decisions.decide_due(app),
        *(confirmations.confirm(app, EDITOR, plan.prompt_id) for plan in plans),
        return_exceptions=True,
    )

    rejected = [isinstance(result, PostChanged) for result in results]
    assert all(isinstance(result, PostChanged | PostStatusError) for result in results)
    assert [(await card(app, post)).status is PostStatus.REJECTED for post in posts] == rejected
    assert len(await entries(app)) == rejected.count(False)
    await assert_sound(app)
