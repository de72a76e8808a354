"""Payouts over time: adjustments after them, taking them back, and what stays on record."""

from collections import Counter
from contextlib import suppress

import pytest
from sqlalchemy import select

from core.domain.access import Caller, Role
from core.domain.errors import (
    BelowZeroError,
    NotAllowedError,
    PayoutUnknownError,
    PayoutVoidedError,
    UserError,
)
from core.domain.payouts import Share
from core.domain.terms import PostStatus
from core.services import adjustments, confirmations, dues, payouts
from core.services.app import App
from db.records import AuditEntry
from tests.conftest import ADMIN, EDITOR, HOME
from tests.core.services.paying import (
    END,
    OTHER_ADMIN,
    adjust,
    all_at_once,
    assert_sound,
    due_of,
    entries,
    pay,
    recorded,
    row,
    three_posts,
    void,
)
from tests.fakes import FakeSource, FixedClock


@pytest.fixture
async def posts(app: App, source: FakeSource, clock: FixedClock) -> list[str]:
    return await three_posts(app, source, clock)


async def test_an_adjustment_up_after_payment_is_ready_as_a_remainder(app: App, posts: list[str]) -> None:
    await pay(app)
    await adjust(app, posts[0], 500)
    (due,) = await due_of(app)
    assert [(post.post_id, post.share, post.amount_minor) for post in due.posts] == [
        (1, Share.REMAINDER, 500)
    ]

    done = await pay(app)

    assert (done.card.id, done.card.amount_minor, done.card.posts) == (2, 500, [1])
    assert ((await row(app, posts[0])).payout_id, (await row(app, posts[1])).payout_id) == (2, 1)
    assert sum(amount for _, _, amount in await entries(app)) == 0
    await assert_sound(app)


async def test_what_was_paid_is_taken_away_by_nothing_but_voiding(app: App, posts: list[str]) -> None:
    asked = await adjustments.plan_adjust(app, ADMIN, posts[0], "-1", "too much")
    plan = await payouts.plan_mark_paid(app, EDITOR, "anna", None, None)

    await all_at_once(app, [(EDITOR, plan.prompt_id), (ADMIN, asked.prompt_id)])
    with suppress(UserError):  # one of the two came first; where it was the correction, the rest is paid now
        await pay(app)
    with pytest.raises(BelowZeroError):
        await adjustments.plan_adjust(app, ADMIN, posts[0], "-0.01", "too much")

    balances: Counter[str] = Counter()
    for _, post, amount in await entries(app):
        balances[post] += amount
        assert balances[post] >= 0
    assert sum(balances.values()) == 0
    await assert_sound(app)


async def test_voiding_takes_back_exactly_what_was_paid(
    app: App, clock: FixedClock, posts: list[str]
) -> None:
    await pay(app)
    clock.advance(hours=1)

    done = await void(app, "#1")

    assert (done.action, done.card.voided_at, done.card.voided_by) == ("voided", clock.now, ADMIN.discord_id)
    assert (await entries(app))[6:] == [
        ("voided", "#1", 22_500),
        ("voided", "#2", 25_000),
        ("voided", "#3", 16_000),
    ]
    now = await row(app, posts[0])
    assert (now.status, now.payout_id) == (PostStatus.FINALIZED, None)
    assert now.status_reason == "payout #1 voided: sent to the wrong account"
    assert (await dues.ready(app, EDITOR, None)).ready_minor == {"USD": 63_500}
    assert (await pay(app)).card.id == 2
    await assert_sound(app)


async def test_what_is_owed_again_was_decided_when_it_was(
    app: App, clock: FixedClock, posts: list[str]
) -> None:
    clock.advance(hours=1)
    await pay(app)
    await adjust(app, posts[0], 500)
    (remainder,) = await due_of(app)
    clock.advance(hours=1)
    await void(app, "#1")

    (again,) = await due_of(app)

    assert [post.decided_at for post in (*remainder.posts, *again.posts)] == [END] * 4


async def test_a_voided_payout_cannot_be_voided(app: App, posts: list[str]) -> None:
    await pay(app)
    await void(app, "1")

    with pytest.raises(PayoutVoidedError):
        await payouts.plan_void(app, ADMIN, "#1", "again")


async def test_of_many_who_void_at_once_one_is_obeyed(app: App, posts: list[str]) -> None:
    await pay(app)
    asked = [
        (by, (await payouts.plan_void(app, by, "#1", "a mistake")).prompt_id)
        for by in (ADMIN, OTHER_ADMIN) * 5
    ]

    results = await all_at_once(app, asked)

    assert results == ["PayoutChanged"] + ["PayoutVoidedError"] * 9
    assert sum(amount for _, _, amount in await entries(app)) == 63_500
    await assert_sound(app)


async def test_paying_and_voiding_at_once_keep_the_sum(app: App, posts: list[str]) -> None:
    await pay(app)
    await adjust(app, posts[0], 500)
    plan = await payouts.plan_mark_paid(app, EDITOR, "anna", None, None)
    undo = await payouts.plan_void(app, ADMIN, "#1", "a mistake")

    await all_at_once(app, [(EDITOR, plan.prompt_id), (ADMIN, undo.prompt_id)])

    standing = sum(payout.amount_minor for payout in await recorded(app) if payout.voided_at is None)
    assert sum(amount for _, _, amount in await entries(app)) == 64_000 - standing
    await assert_sound(app)


async def test_a_post_stays_paid_while_a_later_payout_stands(app: App, posts: list[str]) -> None:
    await pay(app)
    await adjust(app, posts[0], 500)
    await pay(app)

    await void(app, "#1")

    now = await row(app, posts[0])
    assert (now.status, now.payout_id) == (PostStatus.PAID, 2)
    await assert_sound(app)
    assert (await dues.ready(app, EDITOR, None)).ready_minor == {"USD": 63_500}


async def test_only_admins_void_and_the_role_is_asked_again(app: App, posts: list[str]) -> None:
    await pay(app)
    plan = await payouts.plan_void(app, ADMIN, "#1", "a mistake")
    demoted = Caller(HOME, ADMIN.discord_id, Role.EDITOR)

    with pytest.raises(NotAllowedError):
        await confirmations.confirm(app, demoted, plan.prompt_id)

    assert (await recorded(app))[0].voided_at is None


async def test_every_payout_leaves_its_traces(app: App, posts: list[str]) -> None:
    await pay(app)
    await void(app, "#1")

    async with app.reads() as session:
        query = select(AuditEntry).where(AuditEntry.action.startswith("payout")).order_by(AuditEntry.id)
        found = [
            (one.action, one.post_id, one.actor, one.before, one.after)
            for one in await session.scalars(query)
        ]
    assert found == [
        *(("payout mark-paid", number, EDITOR.discord_id, "finalized", "paid") for number in (1, 2, 3)),
        ("payout mark-paid", None, EDITOR.discord_id, "635.00 USD owed", "635.00 USD paid"),
        *(("payout void", number, ADMIN.discord_id, "paid", "finalized") for number in (1, 2, 3)),
        ("payout void", None, ADMIN.discord_id, "payout #1, PayPal, TX-1", "voided"),
    ]


async def test_history_has_all_payouts_newest_first(app: App, posts: list[str]) -> None:
    await pay(app)
    await void(app, "#1")
    await pay(app)

    found = await payouts.history(app, EDITOR, "Summer")

    assert [(card.id, card.voided_at is None, card.posts) for card in found.items] == [
        (2, True, [1, 2, 3]),
        (1, False, [1, 2, 3]),
    ]
    assert [choice.value for choice in await payouts.choices(app, ADMIN, "tx-1")] == ["#2"]
    assert await payouts.choices(app, ADMIN, "nobody") == []


@pytest.mark.parametrize("typed", ["", "#", "x", "#0", "99", "#1.0", "9" * 30])
async def test_no_such_payout(app: App, posts: list[str], typed: str) -> None:
    with pytest.raises(PayoutUnknownError):
        await payouts.plan_void(app, ADMIN, typed, "a mistake")
