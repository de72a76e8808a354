"""What include and exclude refuse, and what guards money from posts that do not count."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.domain.errors import (
    AlreadyReviewedError,
    NotCountingError,
    ReferencePostError,
    ReviewClosedError,
)
from core.domain.lifecycle import GoodReading
from core.domain.terms import Platform, PostStatus, Terms, TrackingStatus
from core.services import (
    campaigns,
    confirmations,
    creators,
    decisions,
    inclusion,
    intel,
    posts,
    verdicts,
)
from core.services.app import App
from core.services.shown import PostChanged, PostPlan
from db.models import Post
from db.money import LedgerEntry
from tests.conftest import ADMIN, EDITOR
from tests.core.services.acting import END, card, confirmed, count, hand_in, look
from tests.fakes import NOON, FakeSource, FixedClock, instagram, reading

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


async def test_what_is_so_already_says_who_and_when(app: App, source: FakeSource, clock: FixedClock) -> None:
    post = await hand_in(app, source, 5_000, REEL)

    with pytest.raises(AlreadyReviewedError) as counting:
        await inclusion.include(app, EDITOR, post)
    await excluded(app, post)
    at = clock.now
    clock.advance(hours=1)
    with pytest.raises(AlreadyReviewedError) as out:
        await inclusion.exclude(app, ADMIN, post)

    assert (counting.value.tracking, counting.value.by) == (TrackingStatus.DIRECT_ADD, None)
    assert (out.value.tracking, out.value.by, out.value.at) == (EXCLUDED, EDITOR.discord_id, at)


async def test_a_question_about_a_post_that_was_excluded_meanwhile_is_told_so(
    app: App, source: FakeSource
) -> None:
    post = await hand_in(app, source, 5_000, REEL)
    asked = await inclusion.exclude(app, EDITOR, post)
    assert isinstance(asked, PostPlan)
    await confirmed(app, ADMIN, await inclusion.exclude(app, ADMIN, post))

    with pytest.raises(AlreadyReviewedError) as late:
        await confirmations.confirm(app, EDITOR, asked.prompt_id)

    assert late.value.by == ADMIN.discord_id


async def test_frozen_money_keeps_its_post(app: App, source: FakeSource, clock: FixedClock) -> None:
    post = await hand_in(app, source, 5_000, REEL)
    clock.now = END - timedelta(hours=12)
    asked = await inclusion.exclude(app, EDITOR, post)
    assert isinstance(asked, PostPlan)
    await confirmed(app, ADMIN, await verdicts.plan_finalize(app, ADMIN, post, "closing"))

    for act in (inclusion.exclude, inclusion.include):
        with pytest.raises(ReviewClosedError):
            await act(app, EDITOR, post)
    with pytest.raises(ReviewClosedError):
        await confirmations.confirm(app, EDITOR, asked.prompt_id)

    assert (await card(app, post)).tracking is TrackingStatus.DIRECT_ADD


async def test_a_competitors_post_leaves_and_comes_back_without_questions(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    source.tell(REEL, reading(REEL, 5_000, handle="rival", user_id="9"))
    await intel.track(app, EDITOR, REEL.url, None)

    out = await inclusion.exclude(app, EDITOR, "#1")
    back = await inclusion.include(app, EDITOR, "#1")

    assert isinstance(out, PostChanged)
    assert isinstance(back, PostChanged)
    assert (out.card.tracking, out.card.next_check_at) == (EXCLUDED, None)
    assert (back.card.tracking, back.card.next_check_at) == (INCLUDED, clock.now)
    with pytest.raises(ReferencePostError):
        await verdicts.set_cpm(app, EDITOR, "#1", "1", 1)


@pytest.mark.parametrize("tracking", [TrackingStatus.PENDING_REVIEW, EXCLUDED])
async def test_the_last_guard_freezes_no_post_that_does_not_count(
    app: App, source: FakeSource, tracking: TrackingStatus
) -> None:
    post = await hand_in(app, source, 5_000, REEL)

    async with app.sessions() as session:
        row, home = await posts.resolve(session, ADMIN, post)
        row.tracking = tracking
        counted, terms = GoodReading(1, NOON, 5_000), Terms(Decimal(1), 1_000)
        with pytest.raises(ValueError, match="does not count"):
            await decisions.finalize(
                session, row, home, counted=counted, terms=terms, actor=None, reason="", now=NOON
            )
        await session.commit()

    assert await count(app, LedgerEntry) == 0


@pytest.mark.parametrize("tracking", [TrackingStatus.PENDING_REVIEW, EXCLUDED])
async def test_a_confirmation_for_a_post_that_counts_no_more_freezes_nothing(
    app: App, source: FakeSource, tracking: TrackingStatus
) -> None:
    post = await hand_in(app, source, 5_000, REEL)
    plan = await verdicts.plan_finalize(app, ADMIN, post, "early")
    async with app.sessions.begin() as session:
        (await session.get_one(Post, int(post[1:]))).tracking = tracking

    with pytest.raises(NotCountingError):
        await confirmations.confirm(app, ADMIN, plan.prompt_id)

    assert await count(app, LedgerEntry) == 0


@pytest.mark.parametrize("tracking", [TrackingStatus.PENDING_REVIEW, EXCLUDED])
async def test_a_post_that_does_not_count_takes_no_views_and_no_rejection(
    app: App, source: FakeSource, tracking: TrackingStatus
) -> None:
    post = await hand_in(app, source, None, REEL)
    plan = await verdicts.plan_reject(app, EDITOR, post, "off topic")
    async with app.sessions.begin() as session:
        (await session.get_one(Post, int(post[1:]))).tracking = tracking

    for attempt in (
        verdicts.set_views(app, EDITOR, post, 20_000, "a screenshot"),
        verdicts.plan_reject(app, EDITOR, post, "off topic"),
        confirmations.confirm(app, EDITOR, plan.prompt_id),
    ):
        with pytest.raises(NotCountingError):
            await attempt

    seen = await card(app, post)
    assert (seen.status, seen.counts.views) == (PostStatus.ACTIVE, None)


async def test_a_rejected_post_that_was_excluded_is_not_put_back(app: App, source: FakeSource) -> None:
    post = await hand_in(app, source, 5_000, REEL)
    await confirmed(app, EDITOR, await verdicts.plan_reject(app, EDITOR, post, "off topic"))
    await inclusion.exclude(app, EDITOR, post)

    with pytest.raises(NotCountingError):
        await verdicts.unreject(app, EDITOR, post, None)

    seen = await card(app, post)
    assert (seen.status, seen.tracking) == (PostStatus.REJECTED, EXCLUDED)
