"""Raising terms may bring a campaign above its budget: that is allowed, and said before it is done."""

from core.domain.budget import Spending
from core.domain.terms import Platform, PostStatus
from core.services import campaigns, confirmations, creators, deals, inclusion, posts, refresh, verdicts
from core.services.app import App
from core.services.shown import PostChanged, PostPlan
from core.services.shown_deals import DealPlan, DealSet
from tests.conftest import ADMIN, EDITOR
from tests.core.services.acting import confirmed
from tests.core.services.spending import END, ONE, ref, spent, summer_with, taken
from tests.fakes import NOON, FakeSource, FixedClock, reading


async def confirm_deal(app: App, plan: DealPlan | DealSet) -> DealSet:
    assert isinstance(plan, DealPlan)
    done = await confirmations.confirm(app, ADMIN, plan.prompt_id)
    assert isinstance(done, DealSet)
    return done


async def set_cpm(
    app: App, post: str, cpm: str | None, cap: int | None, tier: str | None = None
) -> int | None:
    done = await verdicts.set_cpm(app, EDITOR, post, cpm, cap, tier)
    return done.above_percent


async def test_terms_of_a_post_above_the_budget_are_set_and_said(app: App, source: FakeSource) -> None:
    await summer_with(app, "500")
    post, _ = await taken(app, source, 1), await taken(app, source, 2)

    said = [await set_cpm(app, post, cpm, 500_000) for cpm in ("0.5", "0.62", "0.75", "0.6", "0.1")]

    assert said == [None, 112, 125, None, None]  # coming down is no rise, above the budget or not
    assert await spent(app) == Spending(0, 50_00 + ONE, 0)


async def test_without_a_budget_or_while_it_does_not_count_nothing_is_said(
    app: App, source: FakeSource
) -> None:
    await summer_with(app, None)
    post = await taken(app, source, 1)

    assert await set_cpm(app, post, "100", 500_000) is None


async def test_terms_that_finalize_say_it_before_they_are_confirmed(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await summer_with(app, "10", cpm=None)
    post = await taken(app, source, 1)
    clock.now = END
    source.tell(ref(1), reading(ref(1), 10_000, published_at=NOON))
    await refresh.run_round(app, Platform.TIKTOK)
    assert (await posts.show(app, ADMIN, post)).status is PostStatus.PENDING_CPM

    within = await verdicts.set_cpm(app, EDITOR, post, "1", 10_000)
    plan = await verdicts.set_cpm(app, EDITOR, post, "1.12", 10_000)

    assert isinstance(plan, PostPlan)
    assert (within.above_percent, plan.above_percent) == (None, 112)
    done = await confirmed(app, EDITOR, plan)
    assert isinstance(done, PostChanged)
    assert await spent(app) == Spending(11_20, 0, 0)


async def test_a_deal_says_it_before_and_after(app: App, source: FakeSource) -> None:
    await summer_with(app, "1000")
    for number in (1, 2):
        await taken(app, source, number)

    within = await deals.plan_deal(app, ADMIN, "anna", cpm="1", cap=500_000)
    plan = await deals.plan_deal(app, ADMIN, "anna", cpm="1.12", cap=500_000)
    done = await confirm_deal(app, plan)

    assert (within.above_percent, plan.above_percent, done.above_percent) == (None, 112, 112)
    assert await spent(app) == Spending(0, 1_120_00, 0)
    lower = await deals.plan_deal(app, ADMIN, "anna", cpm="1.11", cap=500_000)
    assert (lower.above_percent, (await confirm_deal(app, lower)).above_percent) == (None, None)
    await confirmed(app, EDITOR, await inclusion.exclude(app, EDITOR, "#1"))
    alone = await deals.plan_deal(app, ADMIN, "anna", cpm="2", cap=500_000)
    assert alone.above_percent is None  # what does not count takes nothing


async def test_a_dearer_tier_that_asks_nothing_says_it_in_its_answer(app: App, source: FakeSource) -> None:
    await campaigns.create(app, ADMIN, name="Summer", budget="150")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    first = await deals.add_tier(app, ADMIN, "anna", name="Base", cpm="0.20", cap=600_000)
    await taken(app, source, 1)

    second = await deals.add_tier(app, ADMIN, "anna", name="High", cpm="0.60", cap=600_000)

    assert isinstance(first, DealSet)
    assert isinstance(second, DealSet)
    assert (first.above_percent, second.above_percent) == (None, 240)
    assert await spent(app) == Spending(0, 360_00, 0)
