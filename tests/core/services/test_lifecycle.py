"""From active to frozen earnings: by the rule, by hand, and never on anything but a good reading."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.domain.access import Caller
from core.domain.errors import (
    MoneyFormatError,
    NoReadingError,
    NotAllowedError,
    NothingToChangeError,
    NumberRangeError,
    PostStatusError,
    ReasonMissingError,
    SourceDownError,
    StalePromptError,
    TermsMissingError,
    TextLengthError,
    ViewsPublicError,
)
from core.domain.terms import Availability, Outcome, Platform, PostStatus
from core.services import campaigns, confirmations, creators, decisions, refresh, submissions, verdicts
from core.services.app import App
from core.services.shown import DealSet, PostChanged, PostPlan, Submitted
from db.models import AuditEntry, LedgerEntry
from tests.conftest import ADMIN, ANNA, EDITOR, HOME
from tests.core.services.acting import END, REF, card, count, hand_in, look
from tests.fakes import NOON, FakeSource, FixedClock, instagram, reading, tiktok


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
    plan = await creators.plan_deal(app, ADMIN, "#1", cpm="1", cap=1_000_000)
    assert (plan.finalizing_posts, plan.finalizing_minor) == (1, 200)

    done = await confirmations.confirm(app, ADMIN, plan.prompt_id)
    again = await creators.plan_deal(app, ADMIN, "#1", cpm="9", cap=1_000_000)
    await confirmations.confirm(app, ADMIN, again.prompt_id)

    assert isinstance(done, DealSet)
    assert (done.finalized_posts, done.finalized_minor) == (1, 200)
    assert (await card(app, post)).earned_minor == 200
    assert (await creators.show(app, ADMIN, "#1")).deal_version == 2


async def test_a_deal_reaches_open_posts_but_not_terms_set_by_hand(
    app: App, source: FakeSource, summer: None
) -> None:
    mine, other = await hand_in(app, source, 1), await hand_in(app, source, 1, tiktok(NOON, 2))
    await verdicts.set_cpm(app, EDITOR, mine, "2", 10)

    plan = await creators.plan_deal(app, ADMIN, "#1", cpm="1", cap=1_000)
    await confirmations.confirm(app, ADMIN, plan.prompt_id)

    assert plan.open_posts == 1
    assert (await card(app, mine)).cpm == Decimal(2)
    assert (await card(app, other)).cpm == Decimal(1)


async def test_rejection_is_undone_and_the_rule_rejects_no_more(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    ref = instagram(NOON)
    post = await hand_in(app, source, 1, ref)
    clock.now = END
    await look(app, source, 999, ref)
    assert (await card(app, post)).status is PostStatus.REJECTED

    done = await verdicts.unreject(app, EDITOR, post, "close enough")

    assert (done.card.status, done.card.earned_minor) == (PostStatus.FINALIZED, 50)


async def test_a_post_rejected_by_hand_comes_back_active_in_its_window(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 1)
    plan = await verdicts.plan_reject(app, EDITOR, post, "wrong music")
    await confirmations.confirm(app, EDITOR, plan.prompt_id)
    rejected = await card(app, post)
    clock.advance(hours=7)

    done = await verdicts.unreject(app, EDITOR, post, None)

    assert (rejected.status, rejected.status_reason) == (PostStatus.REJECTED, "wrong music")
    assert done.card.status is PostStatus.ACTIVE
    assert done.card.next_check_at is not None


async def test_early_finalization_is_an_admins_with_a_reason_on_a_fresh_reading(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    ref = instagram(NOON)
    post = await hand_in(app, source, 600_000, ref)
    with pytest.raises(NotAllowedError):
        await verdicts.plan_finalize(app, EDITOR, post, "done")
    with pytest.raises(ReasonMissingError):
        await verdicts.plan_finalize(app, ADMIN, post, "  ")
    clock.advance(hours=25)
    source.tell(ref, SourceDownError("timed out"))
    with pytest.raises(NoReadingError):
        await verdicts.plan_finalize(app, ADMIN, post, "done")
    source.tell(ref, reading(ref, 700_000))
    clock.advance(minutes=1)

    plan = await verdicts.plan_finalize(app, ADMIN, post, "campaign over")
    with pytest.raises(NotAllowedError):
        await confirmations.confirm(app, Caller(HOME, ADMIN.discord_id), plan.prompt_id)
    done = await confirmations.confirm(app, ADMIN, plan.prompt_id)

    assert (plan.views, plan.earned_minor) == (700_000, 25_000)
    assert isinstance(done, PostChanged)
    assert (done.card.status, done.card.earned_minor) == (PostStatus.FINALIZED, 25_000)


async def test_finalizing_without_terms_says_what_is_missing(
    app: App, source: FakeSource, summer: None
) -> None:
    post = await hand_in(app, source, 600_000)

    with pytest.raises(TermsMissingError) as caught:
        await verdicts.plan_finalize(app, ADMIN, post, "done")
    assert caught.value.missing == ["cpm", "cap"]


async def test_views_are_typed_in_only_while_the_platform_gives_none(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    ref = instagram(NOON)
    post = await hand_in(app, source, None, ref)
    shown = await card(app, post)
    assert (shown.last_outcome, shown.counts.views, shown.counts.likes) == (Outcome.HIDDEN, None, 10)
    with pytest.raises(TextLengthError):
        await verdicts.set_views(app, EDITOR, post, 5, " ")
    with pytest.raises(NumberRangeError):
        await verdicts.set_views(app, EDITOR, post, -1, "screenshot")
    clock.now = END + timedelta(days=3)
    await look(app, source, None, ref)

    done = await verdicts.set_views(app, EDITOR, post, 20_000, "screenshot of insights")

    assert (done.card.status, done.card.earned_minor) == (PostStatus.FINALIZED, 1_000)
    assert done.card.source == "manual"
    with pytest.raises(PostStatusError):
        await verdicts.set_views(app, EDITOR, post, 30_000, "again")


async def test_views_the_platform_gives_cannot_be_typed_over(
    app: App, source: FakeSource, summer: None
) -> None:
    post = await hand_in(app, source, 5)

    with pytest.raises(ViewsPublicError):
        await verdicts.set_views(app, EDITOR, post, 5_000, "please")


async def test_frozen_posts_take_no_terms_no_rejection(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    ref = instagram(NOON)
    post = await hand_in(app, source, 1, ref)
    clock.now = END
    await look(app, source, 2_000, ref)

    for attempt in (
        verdicts.set_cpm(app, EDITOR, post, "9", 9),
        verdicts.plan_reject(app, EDITOR, post, "no"),
        verdicts.unreject(app, EDITOR, post, None),
        verdicts.plan_finalize(app, ADMIN, post, "again"),
    ):
        with pytest.raises(PostStatusError):
            await attempt


@pytest.mark.parametrize("cpm", ["-1", "0", "0,50", "abc", "1e9", "0.12345", "€1"])
async def test_absurd_cpm_is_refused(app: App, source: FakeSource, summer: None, cpm: str) -> None:
    post = await hand_in(app, source, 1)

    with pytest.raises(MoneyFormatError):
        await verdicts.set_cpm(app, EDITOR, post, cpm, None)
    with pytest.raises(NothingToChangeError):
        await verdicts.set_cpm(app, EDITOR, post, None, None)


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
        ("submit-post", None, "active", ANNA.discord_id),
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
