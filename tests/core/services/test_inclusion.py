"""Posts that do not count earn nothing by any way; what letting them count comes to is shown first."""

from datetime import timedelta

import pytest

from core.domain.errors import (
    NotCountingError,
    PlanChangedError,
)
from core.domain.terms import Platform, PostStatus, TrackingStatus
from core.services import (
    campaigns,
    confirmations,
    creators,
    deals,
    decisions,
    health,
    inclusion,
    verdicts,
)
from core.services.app import App
from core.services.shown import PostChanged, PostPlan
from core.services.shown_deals import DealSet
from db.money import LedgerEntry
from tests.conftest import ADMIN, EDITOR
from tests.core.services.acting import END, card, confirmed, count, hand_in, look
from tests.fakes import NOON, FakeSource, FixedClock, instagram

REEL = instagram(NOON)
EXCLUDED, INCLUDED = TrackingStatus.EXCLUDED, TrackingStatus.INCLUDED


@pytest.fixture(autouse=True)
async def summer(app: App) -> None:
    """Anna has no terms on TikTok, and a deal on Instagram."""
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.INSTAGRAM, cpm="0.50", cap=500_000)


async def excluded(app: App, post: str) -> PostChanged:
    return await confirmed(app, EDITOR, await inclusion.exclude(app, EDITOR, post))


async def pending_cpm(app: App, source: FakeSource, clock: FixedClock) -> str:
    """A post whose views are fixed at 5,000, and which waits for terms."""
    post = await hand_in(app, source, 5_000)
    clock.now = END
    await look(app, source, 5_000)
    assert (await card(app, post)).status is PostStatus.PENDING_CPM
    return post


async def test_excluding_a_post_that_counts_shows_its_money_first(app: App, source: FakeSource) -> None:
    post = await hand_in(app, source, 5_000, REEL)

    asked = await inclusion.exclude(app, EDITOR, post)

    assert isinstance(asked, PostPlan)
    assert (asked.action, asked.views, asked.earned_minor) == ("exclude", 5_000, 250)
    assert (await card(app, post)).tracking is TrackingStatus.DIRECT_ADD
    done = await confirmed(app, EDITOR, asked)
    assert (done.card.tracking, done.card.status, done.card.next_check_at) == (
        EXCLUDED,
        PostStatus.ACTIVE,
        None,
    )


async def test_an_excluded_post_is_never_decided_and_counts_in_no_total(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await hand_in(app, source, 5_000, REEL)
    await excluded(app, post)
    clock.now = END + timedelta(days=5)

    assert (await decisions.decide_due(app)).due == 0
    seen = await campaigns.show(app, ADMIN, "Summer")
    assert (seen.posts, (await creators.show(app, ADMIN, "#2")).posts) == ({}, 0)
    assert (await health.report(app, [])).waiting == {}
    assert await count(app, LedgerEntry) == 0


async def test_totals_are_of_what_counts_and_rejected_ones_have_their_own_line(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    kept = await hand_in(app, source, 5_000, REEL)
    rejected = await hand_in(app, source, 5_000)
    await confirmed(app, EDITOR, await verdicts.plan_reject(app, EDITOR, rejected, "not ours"))
    clock.now = END
    await look(app, source, 5_000, REEL)
    assert (await card(app, kept)).earned_minor == 250

    seen = await campaigns.show(app, ADMIN, "Summer")

    assert seen.posts == {PostStatus.FINALIZED: 1, PostStatus.REJECTED: 1}
    assert seen.earned_minor == 250
    totals = [await creators.show(app, ADMIN, creator) for creator in ("#1", "#2")]
    assert [(one.posts, one.earned_minor) for one in totals] == [(0, 0), (1, 250)]


async def test_a_post_without_terms_waits_in_health_only_while_it_counts(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await pending_cpm(app, source, clock)
    assert (await health.report(app, [])).waiting == {PostStatus.PENDING_CPM: 1}

    await excluded(app, post)

    assert (await health.report(app, [])).waiting == {}


async def test_an_excluded_post_that_waits_for_terms_is_finalized_by_no_way(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await pending_cpm(app, source, clock)
    asked = await verdicts.set_cpm(app, EDITOR, post, "0.50", 500_000)
    assert isinstance(asked, PostPlan)
    await excluded(app, post)

    with pytest.raises(NotCountingError):
        await verdicts.set_cpm(app, EDITOR, post, "0.50", 500_000)
    with pytest.raises(NotCountingError):
        await confirmations.confirm(app, EDITOR, asked.prompt_id)
    plan = await deals.plan_deal(app, ADMIN, "#1", cpm="0.50", cap=500_000)
    assert (plan.effect.changing, plan.effect.finalizing, plan.effect.finalizing_minor) == (1, 0, 0)
    deal = await confirmations.confirm(app, ADMIN, plan.prompt_id)

    assert isinstance(deal, DealSet)
    assert (deal.effect.changing, deal.effect.finalizing) == (1, 0)
    seen = await card(app, post)
    assert (seen.status, seen.cap_views, seen.earned_minor) == (PostStatus.PENDING_CPM, 500_000, None)
    with pytest.raises(NotCountingError):
        await verdicts.plan_finalize(app, ADMIN, post, "now")
    assert await count(app, LedgerEntry) == 0


async def test_a_deal_planned_before_an_exclusion_freezes_nothing_else(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await pending_cpm(app, source, clock)
    plan = await deals.plan_deal(app, ADMIN, "#1", cpm="0.50", cap=500_000)
    await excluded(app, post)

    with pytest.raises(PlanChangedError):
        await confirmations.confirm(app, ADMIN, plan.prompt_id)

    assert plan.effect.finalizing == 1
    assert await count(app, LedgerEntry) == 0


async def test_including_again_with_complete_terms_asks_first_and_then_finalizes(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await pending_cpm(app, source, clock)
    await excluded(app, post)
    plan = await deals.plan_deal(app, ADMIN, "#1", cpm="0.50", cap=500_000)
    await confirmations.confirm(app, ADMIN, plan.prompt_id)

    asked = await inclusion.include(app, EDITOR, post)

    assert isinstance(asked, PostPlan)
    assert (asked.views, asked.earned_minor) == (5_000, 250)
    assert ((await card(app, post)).tracking, await count(app, LedgerEntry)) == (EXCLUDED, 0)
    done = await confirmed(app, EDITOR, asked)
    assert (done.card.tracking, done.card.status) == (INCLUDED, PostStatus.FINALIZED)
    assert (done.card.counted_views, done.card.earned_minor) == (5_000, 250)
    assert await count(app, LedgerEntry) == 1


async def test_including_again_without_terms_finalizes_nothing(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await pending_cpm(app, source, clock)
    await excluded(app, post)

    done = await inclusion.include(app, EDITOR, post)

    assert isinstance(done, PostChanged)
    assert (done.card.tracking, done.card.status) == (INCLUDED, PostStatus.PENDING_CPM)
    assert await count(app, LedgerEntry) == 0


async def test_including_after_the_end_shows_the_money_and_leaves_the_rule_its_word(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await hand_in(app, source, 5_000, REEL)
    clock.now = END - timedelta(hours=1)
    await look(app, source, 8_000, REEL)
    await excluded(app, post)
    clock.now = END + timedelta(days=3)

    asked = await inclusion.include(app, EDITOR, post)

    assert isinstance(asked, PostPlan)
    assert (asked.views, asked.earned_minor) == (8_000, 400)
    done = await confirmed(app, EDITOR, asked)
    assert (done.card.status, done.card.next_check_at) == (PostStatus.ACTIVE, clock.now)
    assert await count(app, LedgerEntry) == 0
    await decisions.decide_due(app)
    assert (await card(app, post)).earned_minor == 400


async def test_terms_changed_after_the_question_include_nothing(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await hand_in(app, source, 5_000, REEL)
    clock.now = END - timedelta(hours=1)
    await look(app, source, 8_000, REEL)
    await excluded(app, post)
    clock.now = END + timedelta(days=3)
    asked = await inclusion.include(app, EDITOR, post)
    assert isinstance(asked, PostPlan)
    plan = await deals.plan_deal(app, ADMIN, "#2", cpm="5", cap=500_000)
    await confirmations.confirm(app, ADMIN, plan.prompt_id)

    with pytest.raises(PlanChangedError):
        await confirmations.confirm(app, EDITOR, asked.prompt_id)

    assert (await card(app, post)).tracking is EXCLUDED


async def test_including_within_the_window_is_done_at_once_and_looked_at_now(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await hand_in(app, source, 5_000, REEL)
    await excluded(app, post)
    clock.advance(days=2)

    done = await inclusion.include(app, EDITOR, post)

    assert isinstance(done, PostChanged)
    assert (done.action, done.card.tracking, done.card.next_check_at) == ("include", INCLUDED, clock.now)
