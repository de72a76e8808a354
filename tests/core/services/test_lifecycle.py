"""From active to frozen earnings: by the rule, by hand, and never on anything but a good reading."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.domain.errors import (
    PostStatusError,
    SourceDownError,
    StalePromptError,
)
from core.domain.terms import Availability, Platform, PostStatus
from core.services import campaigns, confirmations, creators, deals, decisions, refresh, submissions, verdicts
from core.services.app import App
from core.services.shown import PostChanged, PostPlan, Submitted
from core.services.shown_deals import DealSet
from db.money import LedgerEntry
from db.records import AuditEntry
from tests.conftest import ADMIN, ANNA, EDITOR
from tests.core.services.acting import END, REF, card, count, hand_in, look
from tests.fakes import NOON, FakeSource, FixedClock, instagram, tiktok


@pytest.fixture
async def summer(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer", minimum_views=1_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.INSTAGRAM, cpm="0.50", cap=500_000)


async def test_with_terms_a_post_is_finalized_at_its_windows_end(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    ref = instagram(NOON)
    post = await hand_in(app, source, 100, ref)
    clock.now = END - timedelta(seconds=1)
    await look(app, source, 449_000, ref)
    assert (await card(app, post)).status is PostStatus.ACTIVE
    clock.now = END

    await look(app, source, 450_000, ref)

    seen = await card(app, post)
    assert (seen.status, seen.counted_views, seen.earned_minor) == (PostStatus.FINALIZED, 450_000, 22_500)
    assert seen.status_reason == "450,000 views counted"


async def test_later_readings_change_no_frozen_figure(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    ref = instagram(NOON)
    post = await hand_in(app, source, 100, ref)
    clock.now = END
    await look(app, source, 2_000, ref)
    clock.advance(days=1, hours=2)

    await look(app, source, 900_000, ref)

    seen = await card(app, post)
    assert (seen.counts.views, seen.counted_views, seen.earned_minor) == (900_000, 2_000, 100)


@pytest.mark.parametrize(
    ("views", "status", "reason"),
    [
        (999, PostStatus.REJECTED, "999 views, 1,000 needed"),
        (1_000, PostStatus.PENDING_CPM, None),
        (0, PostStatus.REJECTED, "0 views, 1,000 needed"),
    ],
)
async def test_the_minimum_is_inclusive(
    app: App,
    source: FakeSource,
    clock: FixedClock,
    summer: None,
    views: int,
    status: PostStatus,
    reason: str | None,
) -> None:
    post = await hand_in(app, source, 1)
    clock.now = END

    await look(app, source, views)

    seen = await card(app, post)
    assert seen.status is status
    assert reason in {None, seen.status_reason}


async def test_unknown_views_wait_then_ask_a_person_and_never_reject(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    source.tell(REF, SourceDownError("timed out"))
    intake = await submissions.submit(app, ANNA, REF.url)
    assert isinstance(intake.rows[0].result, Submitted)
    post = f"#{intake.rows[0].result.post_id}"
    clock.now = END

    await refresh.run_round(app, Platform.TIKTOK)
    waiting = await card(app, post)
    clock.now = END + timedelta(hours=48)
    await decisions.decide_due(app)
    asking = await card(app, post)
    await decisions.decide_due(app)

    assert (waiting.status, waiting.needs_person) == (PostStatus.AWAITING_MEASUREMENT, False)
    assert (asking.status, asking.needs_person) == (PostStatus.AWAITING_MEASUREMENT, True)
    assert await count(app, LedgerEntry) == 0


async def test_downtime_across_the_end_pays_nothing_for_the_days_after(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    ref = instagram(NOON)
    post = await hand_in(app, source, 100, ref)
    clock.now = END - timedelta(hours=2)
    await look(app, source, 5_000, ref)
    clock.now = END + timedelta(days=5)

    await look(app, source, 800_000, ref)

    seen = await card(app, post)
    assert (seen.counted_views, seen.earned_minor) == (5_000, 250)


async def test_terms_finalize_a_pending_post_on_the_views_of_its_windows_end(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 1)
    clock.now = END
    await look(app, source, 320_000)
    clock.advance(days=2)
    await look(app, source, 999_999)
    half = await verdicts.set_cpm(app, EDITOR, post, "0.50", None)
    assert isinstance(half, PostChanged)
    assert half.card.status is PostStatus.PENDING_CPM

    plan = await verdicts.set_cpm(app, EDITOR, post, None, 500_000)

    assert isinstance(plan, PostPlan)
    assert (plan.views, plan.earned_minor) == (320_000, 16_000)
    assert (await card(app, post)).status is PostStatus.PENDING_CPM
    done = await confirmations.confirm(app, EDITOR, plan.prompt_id)
    assert isinstance(done, PostChanged)
    assert (done.card.status, done.card.earned_minor) == (PostStatus.FINALIZED, 16_000)


async def test_a_hundred_confirmations_make_one_entry(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 1)
    clock.now = END
    await look(app, source, 320_000)
    plans = [await verdicts.set_cpm(app, EDITOR, post, "0.50", 500_000) for _ in range(2)]
    ids = [plan.prompt_id for plan in plans if isinstance(plan, PostPlan)]

    answers = await asyncio.gather(
        *(confirmations.confirm(app, EDITOR, ids[turn % 2]) for turn in range(100)), return_exceptions=True
    )

    assert sum(isinstance(answer, PostChanged) for answer in answers) == 1
    assert sum(isinstance(answer, StalePromptError | PostStatusError) for answer in answers) == 99
    assert await count(app, LedgerEntry) == 1


async def test_a_new_deal_finalizes_what_waited_for_it_and_leaves_frozen_posts_alone(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 1)
    clock.now = END
    await look(app, source, 2_000)
    plan = await deals.plan_deal(app, ADMIN, "#1", cpm="1", cap=1_000_000)
    assert (plan.effect.finalizing, plan.effect.finalizing_minor) == (1, 200)

    done = await confirmations.confirm(app, ADMIN, plan.prompt_id)
    again = await deals.plan_deal(app, ADMIN, "#1", cpm="9", cap=1_000_000)
    await confirmations.confirm(app, ADMIN, again.prompt_id)

    assert isinstance(done, DealSet)
    assert (done.effect.finalizing, done.effect.finalizing_minor) == (1, 200)
    assert (await card(app, post)).earned_minor == 200
    assert (await creators.show(app, ADMIN, "#1")).deal_version == 2


async def test_a_deal_reaches_open_posts_but_not_terms_set_by_hand(
    app: App, source: FakeSource, summer: None
) -> None:
    mine, other = await hand_in(app, source, 1), await hand_in(app, source, 1, tiktok(NOON, 2))
    await verdicts.set_cpm(app, EDITOR, mine, "2", 10)

    plan = await deals.plan_deal(app, ADMIN, "#1", cpm="1", cap=1_000)
    await confirmations.confirm(app, ADMIN, plan.prompt_id)

    assert plan.effect.changing == 1
    assert (await card(app, mine)).cpm == Decimal(2)
    assert (await card(app, other)).cpm == Decimal(1)


async def test_every_change_of_status_leaves_its_trace(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 1)
    clock.now = END
    await look(app, source, 5)
    await verdicts.unreject(app, EDITOR, post, "appeal")

    async with app.reads() as session:
        rows = await session.scalars(select(AuditEntry).where(AuditEntry.post_id.is_not(None)))
        trace = [(row.action, row.before, row.after, row.actor) for row in rows]
    assert trace == [
        ("submit-post", "nothing", "active", ANNA.discord_id),
        ("decision", "active", "rejected", None),
        ("post unreject", "rejected", "active", EDITOR.discord_id),
        ("decision", "active", "pending_cpm", None),
    ]


async def test_a_lost_post_is_doubted_then_gone_then_live_again(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 50)
    del source.told[REF]
    seen = []
    for hours in (7, 7, 40):
        clock.advance(hours=hours)
        await refresh.run_round(app, Platform.TIKTOK)
        seen.append((await card(app, post)).availability)
    clock.advance(days=1, hours=2)

    await look(app, source, 60)

    assert seen == [Availability.DOUBTED, Availability.DOUBTED, Availability.GONE]
    back = await card(app, post)
    assert (back.availability, back.counts.views) == (Availability.LIVE, 60)
