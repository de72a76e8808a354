"""Payouts: exactly what was shown is paid, once, and can be taken back once."""

import pytest

from core.domain.errors import (
    BelowMinimumError,
    CreatorUnknownError,
    CurrencyInUseError,
    MixedCurrencyError,
    NothingToPayError,
    PayoutUnknownError,
    PlanChangedError,
    StalePromptError,
    TextLengthError,
)
from core.domain.payouts import Standing
from core.domain.terms import PostStatus, TrackingStatus
from core.services import campaigns, confirmations, dues, payouts
from core.services.app import App
from db.models import Campaign, Creator, Post
from db.records import Prompt
from tests.conftest import ADMIN, EDITOR
from tests.core.services.paying import (
    OTHER_ADMIN,
    STRANGER,
    adjust,
    all_at_once,
    assert_sound,
    confirmed,
    due_of,
    entries,
    finalized,
    pay,
    recorded,
    row,
    three_posts,
)
from tests.fakes import FakeSource, FixedClock


@pytest.fixture
async def posts(app: App, source: FakeSource, clock: FixedClock) -> list[str]:
    return await three_posts(app, source, clock)


async def test_what_is_ready_is_listed_by_creator(
    app: App, source: FakeSource, clock: FixedClock, posts: list[str]
) -> None:
    await finalized(app, source, clock, [1_200_000], handle="bob", first=50)

    found = await dues.ready(app, EDITOR, None)

    assert [(due.payee.handle, due.posts, due.views, due.amount_minor) for due in found.page.items] == [
        ("anna", 3, 1_370_000, 63_500),
        ("bob", 1, 1_200_000, 25_000),
    ]
    assert [post.amount_minor for post in (await due_of(app))[0].posts] == [22_500, 25_000, 16_000]
    assert (found.ready_creators, found.ready_minor) == (2, {"USD": 88_500})


@pytest.mark.parametrize(
    "change",
    [
        {"tracking": TrackingStatus.EXCLUDED},
        {"status": PostStatus.REJECTED},
        {"status": PostStatus.PENDING_CPM},
        {"cpm": None},
        {"counted_views": None},
        {"is_held": True},
    ],
    ids=str,
)
async def test_what_is_not_ready_is_neither_listed_nor_paid(
    app: App, clock: FixedClock, posts: list[str], change: dict[str, object]
) -> None:
    async with app.sessions.begin() as session:
        post = await session.get_one(Post, 1)
        for name, value in change.items():
            if name == "is_held":
                post.held_at, post.held_by, post.hold_reason = clock.now, 11, "a question"
            else:
                setattr(post, name, value)

    done = await pay(app)

    assert done.card.posts == [2, 3]
    assert done.card.amount_minor == 41_000


async def test_marking_as_paid_is_shown_first_and_recorded_once(app: App, posts: list[str]) -> None:
    plan = await payouts.plan_mark_paid(app, EDITOR, "anna", "PayPal", " TX-1 ")
    assert (plan.due.amount_minor, plan.method, plan.reference) == (63_500, "PayPal", "TX-1")
    assert await recorded(app) == []

    done = await confirmed(app, EDITOR, plan.prompt_id)

    assert (done.action, done.card.id, done.card.amount_minor, done.card.posts) == (
        "paid",
        1,
        63_500,
        [1, 2, 3],
    )
    assert (await entries(app))[3:] == [
        ("paid", "#1", -22_500),
        ("paid", "#2", -25_000),
        ("paid", "#3", -16_000),
    ]
    for post in posts:
        now = await row(app, post)
        assert (now.status, now.payout_id) == (PostStatus.PAID, 1)
        assert now.status_reason == "payout #1, PayPal, TX-1"
    assert (await dues.ready(app, EDITOR, None)).page.items == []


async def test_marking_as_paid_twice_is_refused(app: App, posts: list[str]) -> None:
    first = await payouts.plan_mark_paid(app, EDITOR, "anna", None, None)
    second = await payouts.plan_mark_paid(app, ADMIN, "anna", None, None)
    await confirmed(app, EDITOR, first.prompt_id)

    with pytest.raises(PlanChangedError):
        await confirmations.confirm(app, ADMIN, second.prompt_id)
    with pytest.raises(StalePromptError):
        await confirmations.confirm(app, EDITOR, first.prompt_id)
    with pytest.raises(NothingToPayError):
        await payouts.plan_mark_paid(app, EDITOR, "anna", None, None)

    assert len(await recorded(app)) == 1
    assert len(await entries(app)) == 6


async def test_a_hundred_confirmations_at_once_make_one_payout(app: App, posts: list[str]) -> None:
    plan = await payouts.plan_mark_paid(app, EDITOR, "anna", None, None)

    results = await all_at_once(app, [(EDITOR, plan.prompt_id)] * 100)

    assert results == ["PayoutChanged"] + ["StalePromptError"] * 99
    assert [payout.amount_minor for payout in await recorded(app)] == [63_500]
    assert sum(amount for _, _, amount in await entries(app)) == 0
    await assert_sound(app)


async def test_of_two_admins_at_once_one_pays(app: App, posts: list[str]) -> None:
    asked = []
    for by in (ADMIN, OTHER_ADMIN, EDITOR) * 4:
        plan = await payouts.plan_mark_paid(app, by, "anna", None, None)
        asked.append((by, plan.prompt_id))

    results = await all_at_once(app, asked)

    assert results == ["PayoutChanged"] + ["PlanChangedError"] * 11
    assert len(await recorded(app)) == 1
    assert sum(amount for _, _, amount in await entries(app)) == 0
    await assert_sound(app)


async def test_what_became_ready_since_it_was_shown_waits(
    app: App, source: FakeSource, clock: FixedClock, posts: list[str]
) -> None:
    plan = await payouts.plan_mark_paid(app, EDITOR, "anna", None, None)
    await finalized(app, source, clock, [2_000], first=20)

    done = await confirmed(app, EDITOR, plan.prompt_id)

    assert (done.card.amount_minor, done.card.posts) == (63_500, [1, 2, 3])
    assert (await dues.ready(app, EDITOR, None)).page.items[0].amount_minor == 100


@pytest.mark.parametrize("change", ["adjusted", "held", "excluded", "currency"])
async def test_what_changed_since_it_was_shown_is_not_paid(
    app: App, clock: FixedClock, posts: list[str], change: str
) -> None:
    plan = await payouts.plan_mark_paid(app, EDITOR, "anna", None, None)
    if change == "adjusted":
        await adjust(app, posts[0], -1)
    async with app.sessions.begin() as session:
        post, home = await session.get_one(Post, 1), await session.get_one(Campaign, 1)
        if change == "held":
            post.held_at = clock.now
        elif change == "excluded":
            post.tracking = TrackingStatus.EXCLUDED
        elif change == "currency":
            home.currency = "EUR"

    with pytest.raises(PlanChangedError):
        await confirmations.confirm(app, EDITOR, plan.prompt_id)

    assert await recorded(app) == []
    assert (await row(app, posts[1])).status is PostStatus.FINALIZED


async def test_amounts_in_another_currency_are_never_paid(app: App, posts: list[str]) -> None:
    async with app.sessions.begin() as session:
        (await session.get_one(Campaign, 1)).currency = "EUR"

    with pytest.raises(MixedCurrencyError):
        await payouts.plan_mark_paid(app, EDITOR, "anna", None, None)

    assert (await dues.ready(app, EDITOR, None)).page.items == []


async def test_below_the_minimum_is_carried_over(
    app: App, source: FakeSource, clock: FixedClock, posts: list[str]
) -> None:
    await campaigns.edit(app, ADMIN, campaign=None, minimum_payout="635.01")
    assert (await dues.ready(app, EDITOR, None)).page.items[0].standing is Standing.BELOW_MINIMUM
    with pytest.raises(BelowMinimumError) as refused:
        await payouts.plan_mark_paid(app, EDITOR, "anna", None, None)
    assert (refused.value.amount_minor, refused.value.minimum_minor) == (63_500, 63_501)

    await finalized(app, source, clock, [2_000], first=20)

    assert (await pay(app)).card.amount_minor == 63_600


async def test_a_minimum_set_after_it_was_shown_holds(app: App, posts: list[str]) -> None:
    plan = await payouts.plan_mark_paid(app, EDITOR, "anna", None, None)
    await campaigns.edit(app, ADMIN, campaign=None, minimum_payout="1000")
    with pytest.raises(BelowMinimumError):
        await confirmations.confirm(app, EDITOR, plan.prompt_id)

    changed = await campaigns.edit(app, ADMIN, campaign=None, minimum_payout="none")

    assert changed.card.minimum_payout_minor is None
    assert (await confirmed(app, EDITOR, plan.prompt_id)).card.amount_minor == 63_500


async def test_a_removed_creator_is_still_paid_by_number(app: App, posts: list[str]) -> None:
    async with app.sessions.begin() as session:
        creator = await session.get_one(Creator, 1)
        creator.state = type(creator.state).REMOVED

    with pytest.raises(CreatorUnknownError):
        await payouts.plan_mark_paid(app, EDITOR, "anna", None, None)

    assert (await pay(app, "#1")).card.amount_minor == 63_500


async def test_other_servers_see_and_touch_nothing(app: App, posts: list[str]) -> None:
    await pay(app)
    await campaigns.create(app, STRANGER, name="Theirs")

    with pytest.raises(PayoutUnknownError):
        await payouts.plan_void(app, STRANGER, "#1", "mine")
    with pytest.raises(CreatorUnknownError):
        await payouts.plan_mark_paid(app, STRANGER, "#1", None, None)

    assert (await payouts.history(app, STRANGER, None)).items == []
    assert (await dues.ready(app, STRANGER, None)).page.items == []


@pytest.mark.parametrize(("method", "reference"), [(" ", None), ("x" * 51, None), (None, "x" * 201)])
async def test_methods_and_references_have_limits(
    app: App, posts: list[str], method: str | None, reference: str | None
) -> None:
    with pytest.raises(TextLengthError):
        await payouts.plan_mark_paid(app, EDITOR, "anna", method, reference)


async def test_a_crash_in_between_leaves_nothing(app: App, posts: list[str]) -> None:
    plan = await payouts.plan_mark_paid(app, EDITOR, "anna", None, None)
    async with app.sessions() as session:
        prompt = await session.get_one(Prompt, plan.prompt_id)
        done = await payouts.mark_paid(session, app, EDITOR, prompt.args)
        assert done.card.amount_minor == 63_500
        await session.rollback()  # as when the process ends before the commit

    assert await recorded(app) == []
    assert len(await entries(app)) == 3

    assert (await confirmed(app, EDITOR, plan.prompt_id)).card.amount_minor == 63_500


async def test_a_minimum_holds_the_currency(app: App) -> None:
    made = await campaigns.create(app, ADMIN, name="Winter", currency="JPY", minimum_payout="500")
    assert made.card.minimum_payout_minor == 500

    with pytest.raises(CurrencyInUseError):
        await campaigns.edit(app, ADMIN, campaign=None, currency="USD")
