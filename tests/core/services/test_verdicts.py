"""Decisions by hand: rejected, finalized, typed in, and taken back."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

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
    TermsMissingError,
    TextLengthError,
    ViewsPublicError,
)
from core.domain.terms import Outcome, Platform, PostRef, PostStatus, Reading, Terms
from core.services import campaigns, confirmations, creators, deals, verdicts
from core.services.app import App
from core.services.shown import PostChanged, PostPlan
from db import campaigns as campaign_rows
from db import creators as creator_rows
from db.models import Post
from db.records import AuditEntry
from tests.conftest import ADMIN, EDITOR, HOME
from tests.core.services.acting import END, card, confirmed, count, hand_in, look
from tests.fakes import NOON, FakeSource, FixedClock, instagram, reading, tiktok


@pytest.fixture
async def summer(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer", minimum_views=1_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.INSTAGRAM, cpm="0.50", cap=500_000)


async def test_rejection_is_undone_and_the_rule_rejects_no_more(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    ref = instagram(NOON)
    post = await hand_in(app, source, 1, ref)
    clock.now = END
    await look(app, source, 999, ref)
    assert (await card(app, post)).status is PostStatus.REJECTED

    asked = await verdicts.unreject(app, EDITOR, post, "close enough")
    assert (await card(app, post)).status is PostStatus.REJECTED
    done = await confirmed(app, EDITOR, asked)

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

    assert isinstance(done, PostChanged)
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

    asked = await verdicts.set_views(app, EDITOR, post, 20_000, "screenshot of insights")
    assert isinstance(asked, PostPlan)
    assert (asked.views, asked.earned_minor) == (20_000, 1_000)
    assert (await card(app, post)).source != "manual"
    done = await confirmed(app, EDITOR, asked)

    assert (done.card.status, done.card.earned_minor) == (PostStatus.FINALIZED, 1_000)
    assert done.card.source == "manual"
    with pytest.raises(PostStatusError):
        await verdicts.set_views(app, EDITOR, post, 30_000, "again")


async def test_views_are_not_typed_in_before_the_platform_was_asked(
    app: App, source: FakeSource, summer: None
) -> None:
    post = await hand_in(app, source, 5)
    async with app.sessions.begin() as session:  # as one that a watched account's page brought
        (await session.get_one(Post, int(post[1:]))).last_outcome = None

    with pytest.raises(NoReadingError):
        await verdicts.set_views(app, EDITOR, post, 5_000, "screenshot")


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


async def test_finalizing_shows_the_terms_as_they_are_after_the_look(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 100, instagram(NOON))
    clock.advance(hours=25)
    deal = await deals.plan_deal(app, ADMIN, "#2", cpm="2", cap=1_000)

    class AgreesMeanwhile(FakeSource):
        async def fetch_post(self, ref: PostRef) -> Reading:
            await confirmations.confirm(app, ADMIN, deal.prompt_id)
            return reading(ref, 500)

    asking = replace(app, sources=dict.fromkeys(Platform, AgreesMeanwhile()))
    plan = await verdicts.plan_finalize(asking, ADMIN, post, "closing")
    done = await confirmed(app, ADMIN, plan)

    assert (plan.terms, plan.earned_minor) == (Terms(Decimal(2), 1_000), 100)
    assert done.card.earned_minor == 100


async def test_terms_that_a_post_has_already_leave_no_trace(
    app: App, source: FakeSource, summer: None
) -> None:
    post = await hand_in(app, source, 5, instagram(NOON))
    own = await verdicts.set_cpm(app, EDITOR, post, "0.50", None)  # no deal reaches it from now on
    traces = await count(app, AuditEntry)

    again = await verdicts.set_cpm(app, EDITOR, post, "0.5000 USD", 500_000)
    other = await verdicts.set_cpm(app, EDITOR, post, None, 400_000)

    assert isinstance(own, PostChanged)
    assert isinstance(again, PostChanged)
    assert isinstance(other, PostChanged)
    assert (own.action, again.action, other.action) == ("set-cpm", "unchanged", "set-cpm")
    assert await count(app, AuditEntry) == traces + 1


async def test_an_undone_rejection_and_a_change_of_campaign_do_not_wait_for_each_other(
    app: App, source: FakeSource, summer: None
) -> None:
    async def creator_then_campaign() -> None:
        async with app.sessions.begin() as session:
            await creator_rows.by_id(session, 1)
            await campaign_rows.locked(session, 1)

    for number in range(1, 11):
        post = await hand_in(app, source, 5, tiktok(NOON, number))
        await confirmed(app, EDITOR, await verdicts.plan_reject(app, EDITOR, post, "a mistake"))

        await asyncio.gather(
            verdicts.unreject(app, EDITOR, post, None), *(creator_then_campaign() for _ in range(3))
        )

        assert (await card(app, post)).status is PostStatus.ACTIVE
