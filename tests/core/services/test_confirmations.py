"""What is confirmed is what was shown, and a sum never changes its currency."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest

from core.domain.errors import CurrencyInUseError, PlanChangedError, StalePromptError
from core.domain.terms import Platform, PostStatus
from core.services import campaigns, confirmations, creators, deals, refresh, submissions, verdicts
from core.services.app import App
from core.services.shown import PostPlan, Submitted
from core.services.shown_deals import DealSet
from db import posts as post_rows
from db.money import LedgerEntry
from tests.conftest import ADMIN, ANNA, EDITOR
from tests.core.services.acting import END, card, confirmed, count, hand_in, look
from tests.fakes import NOON, FakeSource, FixedClock, instagram, reading, tiktok

REEL = instagram(NOON)


@pytest.fixture
async def summer(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.INSTAGRAM, cpm="0.50", cap=500_000)


async def test_terms_changed_after_the_question_freeze_nothing(
    app: App, source: FakeSource, summer: None
) -> None:
    post = await hand_in(app, source, 100_000, REEL)
    plan = await verdicts.plan_finalize(app, ADMIN, post, "early")
    await verdicts.set_cpm(app, EDITOR, post, "5", None)

    with pytest.raises(PlanChangedError):
        await confirmations.confirm(app, ADMIN, plan.prompt_id)

    assert plan.earned_minor == 5_000
    assert (await card(app, post)).status is PostStatus.ACTIVE
    assert await count(app, LedgerEntry) == 0


async def test_a_deal_that_would_freeze_more_than_was_shown_freezes_nothing(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    refs = [tiktok(NOON + timedelta(hours=hours), hours) for hours in (0, 1)]
    for ref in refs:
        source.tell(ref, reading(ref, 500_000))
    clock.advance(hours=1)
    await submissions.submit(app, ANNA, " ".join(ref.url for ref in refs))
    clock.now = END
    await refresh.run_round(app, Platform.TIKTOK)
    plan = await deals.plan_deal(app, ADMIN, "#1", cpm="10", cap=1_000_000)
    clock.advance(hours=1)
    await refresh.run_round(app, Platform.TIKTOK)

    with pytest.raises(PlanChangedError):
        await confirmations.confirm(app, ADMIN, plan.prompt_id)

    assert (plan.effect.finalizing, plan.effect.finalizing_minor) == (1, 500_000)
    assert await count(app, LedgerEntry) == 0
    again = await deals.plan_deal(app, ADMIN, "#1", cpm="10", cap=1_000_000)
    done = await confirmations.confirm(app, ADMIN, again.prompt_id)
    assert isinstance(done, DealSet)
    assert (done.effect.finalizing, done.effect.finalizing_minor) == (2, 1_000_000)


async def test_a_deal_with_no_posts_holds_the_currency(app: App, summer: None) -> None:
    with pytest.raises(CurrencyInUseError):
        await campaigns.edit(app, ADMIN, campaign=None, currency="JPY")


async def test_a_question_about_dollars_pays_no_yen(app: App, source: FakeSource, clock: FixedClock) -> None:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.INSTAGRAM)
    post = await hand_in(app, source, 5_000, REEL)
    clock.now = END
    await look(app, source, 50_000, REEL)
    plan = await verdicts.set_cpm(app, EDITOR, post, "0.50", 500_000)
    assert isinstance(plan, PostPlan)
    await campaigns.edit(app, ADMIN, campaign=None, currency="JPY")

    with pytest.raises(PlanChangedError):
        await confirmations.confirm(app, EDITOR, plan.prompt_id)

    assert await count(app, LedgerEntry) == 0


async def test_terms_and_currency_set_at_the_same_time_agree(app: App, source: FakeSource) -> None:
    for number in range(8):
        name = f"Campaign {number}"
        await campaigns.create(app, ADMIN, name=name)
        await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, campaign=name)
        ref = tiktok(NOON, number)
        source.tell(ref, reading(ref, 1))
        taken = (await submissions.track(app, ADMIN, ref.url, name)).rows[0].result
        assert isinstance(taken, Submitted)
        post = f"#{taken.post_id}"

        results = await asyncio.gather(
            verdicts.set_cpm(app, EDITOR, post, "0.50 USD", 1_000),
            campaigns.edit(app, ADMIN, campaign=name, currency="JPY"),
            return_exceptions=True,
        )

        assert sum(isinstance(result, Exception) for result in results) == 1
        seen = await card(app, post)
        assert (seen.cpm, seen.currency) in {(Decimal("0.50"), "USD"), (None, "JPY")}


async def test_a_rejected_post_comes_back_to_the_deal_in_force(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 5_000, REEL)
    rejection = await verdicts.plan_reject(app, ADMIN, post, "a mistake")
    await confirmations.confirm(app, ADMIN, rejection.prompt_id)
    deal = await deals.plan_deal(app, ADMIN, "#2", cpm="2", cap=100_000)
    await confirmations.confirm(app, ADMIN, deal.prompt_id)
    await verdicts.unreject(app, ADMIN, post, None)
    clock.now = END

    await look(app, source, 5_000, REEL)

    seen = await card(app, post)
    assert (seen.status, seen.cpm, seen.earned_minor) == (PostStatus.FINALIZED, Decimal(2), 1_000)


async def test_of_two_who_undo_a_rejection_that_pays_one_is_obeyed(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 5_000, REEL)
    rejection = await verdicts.plan_reject(app, ADMIN, post, "a mistake")
    await confirmations.confirm(app, ADMIN, rejection.prompt_id)
    clock.now = END
    await look(app, source, 5_000, REEL)
    asked = [await verdicts.unreject(app, by, post, None) for by in (ADMIN, EDITOR)]

    results = await asyncio.gather(
        *(confirmed(app, by, plan) for by, plan in zip((ADMIN, EDITOR), asked, strict=True)),
        return_exceptions=True,
    )

    assert sorted(type(result).__name__ for result in results) == ["PostChanged", "PostStatusError"]
    assert await count(app, LedgerEntry) == 1


async def test_typed_views_that_would_pay_more_by_now_pay_nothing(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, None, REEL)
    clock.now = END + timedelta(days=3)
    await look(app, source, None, REEL)
    asked = await verdicts.set_views(app, EDITOR, post, 20_000, "a screenshot")
    await verdicts.set_cpm(app, EDITOR, post, "5", None)

    with pytest.raises(PlanChangedError):
        await confirmed(app, EDITOR, asked)

    assert (await card(app, post)).status is PostStatus.AWAITING_MEASUREMENT
    assert (await card(app, post)).counts.views is None


async def test_half_terms_by_hand_give_way_to_a_deal(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 5_000)
    await verdicts.set_cpm(app, EDITOR, post, "1", None)
    deal = await deals.plan_deal(app, ADMIN, "#1", cpm="2", cap=1_000)
    await confirmations.confirm(app, ADMIN, deal.prompt_id)
    clock.now = END

    await look(app, source, 5_000)

    assert (await card(app, post)).earned_minor == 200


async def test_a_rejection_and_a_deal_at_the_same_time_both_come_through(
    app: App, source: FakeSource, summer: None
) -> None:
    post = await hand_in(app, source, 5_000)
    post_id = int(post[1:])
    rejection = await verdicts.plan_reject(app, EDITOR, post, "off topic")
    deal = await deals.plan_deal(app, ADMIN, "#1", cpm="2", cap=1_000)
    is_locked = asyncio.Event()

    async def reject_slowly() -> None:
        async with app.sessions.begin() as session:
            await post_rows.locked(session, post_id)
            is_locked.set()
            await verdicts.reject(session, app, EDITOR, post_id, "off topic")

    async def make_deal() -> None:
        await is_locked.wait()
        await confirmations.confirm(app, ADMIN, deal.prompt_id)

    await asyncio.gather(reject_slowly(), make_deal())

    assert rejection.action == "reject"
    assert (await card(app, post)).status is PostStatus.REJECTED


async def test_an_old_questions_button_answers_no_later_question(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    first, second = tiktok(NOON), tiktok(NOON, 2)
    posts = [await hand_in(app, source, 5_000, ref) for ref in (first, second)]
    old = await verdicts.plan_reject(app, EDITOR, posts[0], "off topic")
    clock.advance(hours=25)
    new = await verdicts.plan_reject(app, EDITOR, posts[1], "wrong music")

    with pytest.raises(StalePromptError):
        await confirmations.confirm(app, EDITOR, old.prompt_id)

    assert [(await card(app, post)).status for post in posts] == [PostStatus.ACTIVE] * 2
    done = await confirmed(app, EDITOR, new)
    assert (done.card.id, done.card.status) == (int(posts[1][1:]), PostStatus.REJECTED)
