"""Tiered deals: what a tier pays, what a change of tiers does to open posts, and two people at once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.domain.errors import (
    SameDealError,
    TierUnknownError,
)
from core.domain.terms import Platform, PostStatus
from core.services import campaigns, creators, deals, verdicts
from core.services.app import App
from core.services.shown import PostChanged, PostPlan
from core.services.shown_deals import DealEffect, DealPlan, DealSet
from db.models import Post
from db.money import LedgerEntry
from db.records import AuditEntry
from tests.conftest import ADMIN, EDITOR
from tests.core.services.acting import END, card, confirmed, hand_in, look
from tests.core.services.tiers import ANNA_INSTAGRAM, ANNA_TIKTOK, TIERS, added, agreed, paid, pick, removed
from tests.fakes import NOON, FakeSource, FixedClock, instagram, tiktok


@pytest.fixture
async def summer(app: App) -> None:
    """Anna has tiers on TikTok, and single terms on Instagram."""
    await campaigns.create(app, ADMIN, name="Summer", cpm="9", cap=1_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.INSTAGRAM, cpm="0.50", cap=500_000)
    for name, cpm in TIERS:
        await added(app, name, cpm)


@pytest.mark.parametrize(("tier", "minor"), [("base", 12_000), ("MID", 24_000), ("High", 36_000)])
async def test_a_tier_pays_at_the_cap_what_the_specification_says(
    app: App, source: FakeSource, clock: FixedClock, summer: None, tier: str, minor: int
) -> None:
    post = await hand_in(app, source, 5)
    clock.now = END
    await look(app, source, 1_200_000)
    waiting = await card(app, post)

    plan = await verdicts.set_cpm(app, EDITOR, post, None, None, tier)
    assert isinstance(plan, PostPlan)
    done = await confirmed(app, EDITOR, plan)

    assert (waiting.status, waiting.counted_views) == (PostStatus.PENDING_CPM, 1_200_000)
    assert (plan.earned_minor, plan.tier) == (minor, tier.capitalize())
    assert (done.card.status, done.card.earned_minor) == (PostStatus.FINALIZED, minor)
    assert done.card.tier == tier.capitalize()


async def test_the_ledger_and_the_trace_name_the_deal_and_the_tier(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 5)
    clock.now = END
    await look(app, source, 2_000)
    await confirmed(app, EDITOR, await verdicts.set_cpm(app, EDITOR, post, None, None, "Mid"))

    async with app.reads() as session:
        entry = (await session.scalars(select(LedgerEntry))).one()
        row = await session.get_one(Post, int(post[1:]))
        traces = await session.scalars(select(AuditEntry).where(AuditEntry.action == "post set-cpm"))
        said = [(trace.actor, trace.before, trace.after) for trace in traces]
    assert (entry.amount_minor, entry.cpm, entry.cap_views) == (80, Decimal("0.40"), 600_000)
    assert entry.deal_id == row.deal_id is not None
    assert [(actor, after) for actor, _, after in said] == [(EDITOR.discord_id, "Mid: 0.40 up to 600000")]


async def test_under_tiers_a_post_has_no_terms_until_one_is_picked_not_even_the_campaigns(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 5)
    before = await card(app, post)
    picked = await pick(app, post, " mid ")
    clock.now = END

    await look(app, source, 450_000)

    assert paid(before) == (None, None, None)
    assert before.tiers == ["Base", "Mid", "High"]
    assert paid(picked) == ("Mid", Decimal("0.40"), 600_000)
    seen = await card(app, post)
    assert (seen.status, seen.earned_minor) == (PostStatus.FINALIZED, 18_000)


async def test_the_creator_shows_tiers_in_their_order_each_change_a_version(app: App, summer: None) -> None:
    done = await deals.add_tier(
        app, ADMIN, ANNA_TIKTOK, name="Star", cpm="1.2345 USD", cap=7, requirement=" Show\nit "
    )

    assert isinstance(done, DealSet)
    shown = await creators.show(app, ADMIN, ANNA_TIKTOK)
    assert shown == done.card
    assert (shown.deal_version, shown.terms) == (4, None)
    assert [(tier.name, tier.requirement) for tier in shown.tiers][2:] == [
        ("High", None),
        ("Star", "Show it"),
    ]
    assert shown.tiers[3].terms.cpm == Decimal("1.2345")
    async with app.reads() as session:
        query = select(AuditEntry).where(AuditEntry.action == "creator tier-add").order_by(AuditEntry.id)
        traces = (await session.scalars(query)).all()
    assert traces[0].before == "nothing"
    assert (traces[1].before or "").startswith("v1: Base 0.2")
    assert (traces[3].after or "").startswith("v4: Base 0.2")


async def test_the_first_tier_asks_when_open_posts_lose_their_single_terms(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 10_000, instagram(NOON))
    own = await hand_in(app, source, 10_000, instagram(NOON, 2))
    await verdicts.set_cpm(app, EDITOR, own, "3", 3_000)

    plan = await deals.add_tier(app, ADMIN, ANNA_INSTAGRAM, name="Base", cpm="0.20", cap=600_000)
    assert isinstance(plan, DealPlan)
    assert plan.effect == DealEffect(losing=1, losing_minor=500)
    assert (await creators.show(app, ADMIN, ANNA_INSTAGRAM)).tiers == ()
    await agreed(app, plan)
    clock.now = END
    await look(app, source, 20_000, instagram(NOON))
    await look(app, source, 20_000, instagram(NOON, 2))

    assert paid(await card(app, own)) == (None, Decimal(3), 3_000)
    seen = await card(app, post)
    assert (seen.status, *paid(seen)) == (PostStatus.PENDING_CPM, None, None, None)


async def test_the_first_tier_asks_when_open_posts_lose_the_campaigns_terms(
    app: App, source: FakeSource
) -> None:
    await campaigns.create(app, ADMIN, name="Summer", cpm="9", cap=1_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    post = await hand_in(app, source, None)

    plan = await deals.add_tier(app, ADMIN, ANNA_TIKTOK, name="Base", cpm="0.20", cap=600_000)

    assert isinstance(plan, DealPlan)
    assert plan.effect == DealEffect(losing=1, unread=1)
    await agreed(app, plan)
    assert paid(await card(app, post)) == (None, None, None)


async def test_finalized_posts_keep_what_they_have(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 5)
    await pick(app, post, "High")
    clock.now = END
    await look(app, source, 1_000)
    before = await card(app, post)

    await removed(app, "High")
    await added(app, "High", "9")

    after = await card(app, post)
    assert (before.status, before.earned_minor) == (PostStatus.FINALIZED, 60)
    assert (after.earned_minor, *paid(after)) == (60, "High", Decimal("0.60"), 600_000)


async def test_removing_a_tier_touches_no_post_that_has_it(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    mine, other = await hand_in(app, source, 5), await hand_in(app, source, 5, tiktok(NOON, 2))
    await pick(app, mine, "Mid")
    await pick(app, other, "Base")

    plan = await deals.plan_remove_tier(app, ADMIN, ANNA_TIKTOK, name="mid")
    assert plan.effect == DealEffect(keeping=1)
    assert plan.tier == "Mid"
    done = await agreed(app, plan)
    with pytest.raises(TierUnknownError):
        await pick(app, other, "Mid")
    again = await deals.plan_remove_tier(app, ADMIN, ANNA_TIKTOK, name="Base")
    clock.now = END
    await look(app, source, 10_000)

    assert again.effect == DealEffect(keeping=1)
    assert [tier.name for tier in done.card.tiers] == ["Base", "High"]
    assert paid(await card(app, mine)) == ("Mid", Decimal("0.40"), 600_000)
    assert (await card(app, mine)).earned_minor == 400


async def test_the_same_tier_with_other_figures_reaches_posts_that_have_it_after_asking(
    app: App, source: FakeSource, summer: None
) -> None:
    mine, other = await hand_in(app, source, 10_000), await hand_in(app, source, 5, tiktok(NOON, 2))
    await pick(app, mine, "Mid")
    await pick(app, other, "Base")
    await removed(app, "Mid")

    plan = await deals.add_tier(app, ADMIN, ANNA_TIKTOK, name="MID", cpm="0.80", cap=5_000)
    assert isinstance(plan, DealPlan)
    assert plan.effect == DealEffect(changing=1, now_minor=400, then_minor=400)
    assert paid(await card(app, mine)) == ("Mid", Decimal("0.40"), 600_000)
    await agreed(app, plan)

    assert paid(await card(app, mine)) == ("Mid", Decimal("0.80"), 5_000)
    assert paid(await card(app, other)) == ("Base", Decimal("0.20"), 600_000)


async def test_single_terms_reach_posts_without_a_tier_and_finalize_what_waited(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    picked = await hand_in(app, source, 5, tiktok(NOON + timedelta(days=1)))
    clock.now = END
    waiting = await hand_in(app, source, 10_000, tiktok(END - timedelta(days=1)))
    late = await hand_in(app, source, 2_000, tiktok(END - timedelta(hours=1)))
    await pick(app, picked, "Mid")
    clock.now = END + timedelta(days=6, hours=1)
    await look(app, source, 10_000, tiktok(END - timedelta(days=1)))
    assert (await card(app, waiting)).status is PostStatus.PENDING_CPM

    plan = await deals.plan_deal(app, ADMIN, ANNA_TIKTOK, cpm="1", cap=5_000)
    assert plan.effect.finalizing == 1
    assert plan.effect.finalizing_minor == 500
    await agreed(app, plan)

    assert (await card(app, waiting)).earned_minor == 500
    assert paid(await card(app, late)) == (None, Decimal(1), 5_000)
    assert (await card(app, late)).tiers == []


async def test_single_terms_leave_the_terms_of_a_picked_tier(
    app: App, source: FakeSource, summer: None
) -> None:
    post = await hand_in(app, source, 5)
    await pick(app, post, "Mid")

    done = await agreed(app, await deals.plan_deal(app, ADMIN, ANNA_TIKTOK, cpm="1", cap=5_000))

    assert done.effect == DealEffect(keeping=1)
    assert paid(await card(app, post)) == ("Mid", Decimal("0.40"), 600_000)


async def test_terms_by_hand_end_a_tier_and_a_tier_ends_terms_by_hand(
    app: App, source: FakeSource, summer: None
) -> None:
    post = await hand_in(app, source, 5)
    await pick(app, post, "Mid")

    by_hand = await verdicts.set_cpm(app, EDITOR, post, "1", None)
    assert isinstance(by_hand, PostChanged)
    again = await pick(app, post, "Base")
    await removed(app, "Base")
    plan = await deals.add_tier(app, ADMIN, ANNA_TIKTOK, name="Base", cpm="5", cap=1)

    assert paid(by_hand.card) == (None, Decimal(1), 600_000)
    assert paid(again) == ("Base", Decimal("0.20"), 600_000)
    assert isinstance(plan, DealPlan)
    assert plan.effect.changing == 1


async def test_a_rejected_post_comes_back_to_the_tier_as_it_is_now(
    app: App, source: FakeSource, summer: None
) -> None:
    mine, other = await hand_in(app, source, 5), await hand_in(app, source, 5, tiktok(NOON, 2))
    for post, tier in ((mine, "Mid"), (other, "High")):
        await pick(app, post, tier)
        plan = await verdicts.plan_reject(app, EDITOR, post, "a mistake")
        await confirmed(app, EDITOR, plan)
    await removed(app, "Mid")
    await added(app, "Mid", "0.80")
    await removed(app, "High")

    for post in (mine, other):
        await verdicts.unreject(app, EDITOR, post, None)

    assert paid(await card(app, mine)) == ("Mid", Decimal("0.80"), 600_000)
    assert paid(await card(app, other)) == ("High", Decimal("0.60"), 600_000)


async def test_the_deal_in_force_agreed_on_again_is_refused_and_makes_no_version(
    app: App, summer: None
) -> None:
    with pytest.raises(SameDealError) as refused:
        await deals.plan_deal(app, ADMIN, ANNA_INSTAGRAM, cpm="0.5000 USD", cap=500_000)

    assert (refused.value.handle, refused.value.version) == ("anna", 1)
    assert isinstance(await deals.plan_deal(app, ADMIN, ANNA_INSTAGRAM, cpm="0.50", cap=500_001), DealPlan)
