"""Tiered deals: several people at once, questions that are confirmed late, and what cannot be a tier."""

import asyncio
from decimal import Decimal

import pytest

from core.domain.access import Caller
from core.domain.errors import (
    LastTierError,
    MoneyFormatError,
    NotAllowedError,
    NotTieredError,
    NumberRangeError,
    PlanChangedError,
    StalePromptError,
    TextLengthError,
    TierExistsError,
    TierUnknownError,
    TierWithTermsError,
    TooManyTiersError,
)
from core.domain.terms import Platform, PostStatus
from core.services import campaigns, confirmations, creators, deals, post_terms, submissions, verdicts
from core.services.app import App
from core.services.shown import PostCard, PostChanged, PostPlan
from core.services.shown_deals import DealSet
from db.money import LedgerEntry
from tests.conftest import ADMIN, ANNA, EDITOR, HOME
from tests.core.services.acting import END, card, confirmed, count, hand_in, look
from tests.core.services.tiers import ANNA_INSTAGRAM, ANNA_TIKTOK, TIERS, added, paid, pick, removed
from tests.fakes import NOON, FakeSource, FixedClock, instagram, reading, tiktok


@pytest.fixture
async def summer(app: App) -> None:
    """Anna has tiers on TikTok, and single terms on Instagram."""
    await campaigns.create(app, ADMIN, name="Summer", cpm="9", cap=1_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.INSTAGRAM, cpm="0.50", cap=500_000)
    for name, cpm in TIERS:
        await added(app, name, cpm)


async def test_a_tier_and_terms_together_are_refused(app: App, source: FakeSource, summer: None) -> None:
    post = await hand_in(app, source, 5)
    for cpm, cap in (("1", None), (None, 5), ("1", 5)):
        with pytest.raises(TierWithTermsError):
            await verdicts.set_cpm(app, EDITOR, post, cpm, cap, "Mid")

    assert paid(await card(app, post)) == (None, None, None)


async def test_a_tier_of_a_creator_without_tiers_is_refused(
    app: App, source: FakeSource, summer: None
) -> None:
    single = await hand_in(app, source, 5, instagram(NOON))
    await creators.add(app, ADMIN, handle="ben", platform=Platform.TIKTOK)

    with pytest.raises(NotTieredError):
        await pick(app, single, "Mid")
    for creator in (ANNA_INSTAGRAM, "ben"):
        with pytest.raises(NotTieredError):
            await deals.plan_remove_tier(app, ADMIN, creator, name="Mid")


async def test_what_cannot_be_a_tier_is_refused(app: App, summer: None) -> None:
    for name, cpm, cap, error in (
        ("mID", "1", 1, TierExistsError),
        ("x" * 51, "1", 1, TextLengthError),
        (" \u200b", "1", 1, TextLengthError),
        ("New", "0", 1, MoneyFormatError),
        ("New", "0,50", 1, MoneyFormatError),
        ("New", "1", 0, NumberRangeError),
    ):
        with pytest.raises(error):
            await deals.add_tier(app, ADMIN, ANNA_TIKTOK, name=name, cpm=cpm, cap=cap)

    assert (await creators.show(app, ADMIN, ANNA_TIKTOK)).deal_version == 3


async def test_the_twenty_sixth_tier_and_the_removal_of_the_last_are_refused(app: App, summer: None) -> None:
    await added(app, "Only", "1", ANNA_INSTAGRAM)
    with pytest.raises(LastTierError):
        await deals.plan_remove_tier(app, ADMIN, ANNA_INSTAGRAM, name="only")
    with pytest.raises(TierUnknownError):
        await deals.plan_remove_tier(app, ADMIN, ANNA_INSTAGRAM, name="Mid")
    for number in range(24):
        await added(app, f"Tier {number}", "1", ANNA_INSTAGRAM)

    with pytest.raises(TooManyTiersError):
        await added(app, "One more", "1", ANNA_INSTAGRAM)


async def test_of_two_who_add_the_same_tier_at_once_one_does(app: App, summer: None) -> None:
    results = await asyncio.gather(
        *(added(app, name, "1") for name in ("Top", "TOP")), return_exceptions=True
    )

    assert sorted(type(result).__name__ for result in results) == ["DealSet", "TierExistsError"]
    assert len((await creators.show(app, ADMIN, ANNA_TIKTOK)).tiers) == 4


async def test_many_who_add_tiers_at_once_lose_none(app: App, summer: None) -> None:
    await asyncio.gather(*(added(app, f"Tier {number}", "1") for number in range(8)))

    shown = await creators.show(app, ADMIN, ANNA_TIKTOK)
    assert (len(shown.tiers), shown.deal_version) == (11, 11)


async def test_of_two_removals_that_were_asked_the_second_is_told(app: App, summer: None) -> None:
    plans = [await deals.plan_remove_tier(app, ADMIN, ANNA_TIKTOK, name=name) for name in ("Mid", "High")]

    results = await asyncio.gather(
        *(confirmations.confirm(app, ADMIN, plan.prompt_id) for plan in plans), return_exceptions=True
    )

    assert sorted(type(result).__name__ for result in results) == ["DealSet", "PlanChangedError"]
    assert len((await creators.show(app, ADMIN, ANNA_TIKTOK)).tiers) == 2


async def test_a_tier_that_changed_after_the_question_freezes_nothing(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 5)
    clock.now = END
    await look(app, source, 2_000)
    asked = [await verdicts.set_cpm(app, EDITOR, post, None, None, name) for name in ("Mid", "High")]
    await removed(app, "Mid")
    await added(app, "Mid", "0.80")
    await removed(app, "High")

    for plan in asked:
        with pytest.raises(PlanChangedError):
            await confirmed(app, EDITOR, plan)

    assert await count(app, LedgerEntry) == 0
    assert (await card(app, post)).status is PostStatus.PENDING_CPM


async def test_a_hundred_confirmations_of_a_tier_make_one_entry(
    app: App, source: FakeSource, clock: FixedClock, summer: None
) -> None:
    post = await hand_in(app, source, 5)
    clock.now = END
    await look(app, source, 2_000)
    plan = await verdicts.set_cpm(app, EDITOR, post, None, None, "Mid")
    assert isinstance(plan, PostPlan)

    answers = await asyncio.gather(
        *(confirmations.confirm(app, EDITOR, plan.prompt_id) for _ in range(100)), return_exceptions=True
    )

    assert sum(isinstance(answer, PostChanged) for answer in answers) == 1
    assert sum(isinstance(answer, StalePromptError) for answer in answers) == 99
    assert await count(app, LedgerEntry) == 1


async def test_a_tier_picked_while_it_changes_has_the_old_or_the_new_figures(
    app: App, source: FakeSource, summer: None
) -> None:
    posts = [await hand_in(app, source, 5, tiktok(NOON, number)) for number in range(6)]
    for post in posts:
        await verdicts.set_cpm(app, EDITOR, post, "7", 7)
    removal = await deals.plan_remove_tier(app, ADMIN, ANNA_TIKTOK, name="Mid")

    results = await asyncio.gather(
        confirmations.confirm(app, ADMIN, removal.prompt_id),
        *(pick(app, post, "Mid") for post in posts),
        return_exceptions=True,
    )

    assert isinstance(results[0], DealSet | PlanChangedError)
    for post, result in zip(posts, results[1:], strict=True):
        is_refused = isinstance(result, TierUnknownError)
        assert is_refused or isinstance(result, PostCard)
        own, tier = (None, Decimal(7), 7), ("Mid", Decimal("0.40"), 600_000)
        assert paid(await card(app, post)) == (own if is_refused else tier)


async def test_a_rejection_undone_while_the_deal_changes_has_the_deal_in_force(
    app: App, source: FakeSource, summer: None
) -> None:
    for number in range(6):
        post = await hand_in(app, source, 5, instagram(NOON, number))
        await confirmed(app, EDITOR, await verdicts.plan_reject(app, EDITOR, post, "a mistake"))
        plan = await deals.plan_deal(app, ADMIN, ANNA_INSTAGRAM, cpm=str(number + 1), cap=9)

        await asyncio.gather(
            verdicts.unreject(app, EDITOR, post, None), confirmations.confirm(app, ADMIN, plan.prompt_id)
        )

        assert paid(await card(app, post)) == (None, Decimal(number + 1), 9)


async def test_a_post_that_comes_in_with_the_first_tier_has_terms_only_of_the_deal_in_force(
    app: App, source: FakeSource, summer: None
) -> None:
    await creators.add(app, ADMIN, handle="ben", platform=Platform.TIKTOK, cpm="1", cap=9)
    ref = tiktok(NOON, 7, "ben")
    source.tell(ref, reading(ref, 5, handle="ben", user_id="2002"))

    _, change = await asyncio.gather(
        submissions.submit(app, ANNA, ref.url),
        deals.add_tier(app, ADMIN, "ben", name="Base", cpm="0.20", cap=600_000),
    )

    is_tiered = isinstance(change, DealSet)
    assert paid(await card(app, "#1")) == (None, None if is_tiered else Decimal(1), None if is_tiered else 9)


async def test_only_admins_confirm_changes_of_tiers(app: App, summer: None) -> None:
    plan = await deals.plan_remove_tier(app, ADMIN, ANNA_TIKTOK, name="Mid")

    with pytest.raises(NotAllowedError):
        await confirmations.confirm(app, Caller(HOME, ADMIN.discord_id), plan.prompt_id)


async def test_tiers_are_suggested(app: App, source: FakeSource, summer: None) -> None:
    post = await hand_in(app, source, 5)
    single = await hand_in(app, source, 5, instagram(NOON))

    found = await post_terms.choices_of_post(app, EDITOR, "I", post)

    assert [(choice.label, choice.value) for choice in found] == [
        ("Mid · 0.40 USD, up to 600,000", "Mid"),
        ("High · 0.60 USD, up to 600,000", "High"),
    ]
    assert await post_terms.choices_of_post(app, EDITOR, "", single) == []
    assert len(await post_terms.choices_of_creator(app, ADMIN, " base", ANNA_TIKTOK)) == 1
    assert await post_terms.choices_of_creator(app, ADMIN, "", ANNA_INSTAGRAM) == []
