"""Corrections of what is owed: shown first, guarded, entered as rows."""

import asyncio

import pytest

from core.domain.access import Caller
from core.domain.errors import (
    BelowZeroError,
    MoneyFormatError,
    NotAllowedError,
    PlanChangedError,
    PostStatusError,
    PostUnknownError,
    ReferencePostError,
    StalePromptError,
    TextLengthError,
    UserError,
)
from core.domain.terms import PostStatus
from core.services import adjustments, confirmations, intel
from core.services.app import App
from core.services.shown_ledger import Adjusted
from db.money import LedgerEntry
from db.records import AuditEntry
from tests.conftest import ADMIN, EDITOR, HOME
from tests.core.services import money
from tests.core.services.acting import card, count, hand_in
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok

ELSEWHERE = Caller(HOME + 1, ADMIN.discord_id, ADMIN.role)


@pytest.fixture
async def post(app: App, source: FakeSource, clock: FixedClock) -> str:
    """A post that earned 5.00."""
    await money.campaign(app)
    return await money.earned(app, source, clock)


async def corrected(app: App, post: str, amount: str, reason: str = "bonus") -> Adjusted:
    plan = await adjustments.plan_adjust(app, ADMIN, post, amount, reason)
    done = await confirmations.confirm(app, ADMIN, plan.prompt_id)
    assert isinstance(done, Adjusted)
    return done


async def test_a_correction_shows_its_effect_and_is_entered_when_confirmed(app: App, post: str) -> None:
    plan = await adjustments.plan_adjust(app, ADMIN, post, "-1.50", "counted a repost")

    assert (plan.amount_minor, plan.owed_minor, plan.reason) == (-150, 500, "counted a repost")
    assert await count(app, LedgerEntry) == 1
    done = await confirmations.confirm(app, ADMIN, plan.prompt_id)
    assert isinstance(done, Adjusted)
    assert (done.amount_minor, done.owed_minor, done.card.adjusted_minor) == (-150, 350, -150)
    assert (done.card.status, done.card.earned_minor) == (PostStatus.FINALIZED, 500)
    entry = (await money.entries(app))[1]
    assert (entry.kind, entry.amount_minor, entry.post_id) == ("adjusted", -150, 1)
    assert (entry.actor, entry.reason) == (ADMIN.discord_id, "counted a repost")
    assert await money.faults(app) == set()


async def test_a_correction_leaves_who_what_before_after_and_why(app: App, post: str) -> None:
    await corrected(app, post, "+2", "won the contest")

    (trace,) = await money.rows_of(
        app, "SELECT actor, before, after, reason, post_id FROM audit_entries WHERE action = 'post adjust'"
    )
    assert trace == (ADMIN.discord_id, "5.00 USD", "7.00 USD", "won the contest", 1)


async def test_everything_may_be_taken_away_but_no_cent_more(app: App, post: str) -> None:
    with pytest.raises(BelowZeroError) as caught:
        await adjustments.plan_adjust(app, ADMIN, post, "-5.01", "all")
    assert (caught.value.owed_minor, caught.value.amount_minor) == (500, -501)

    assert (await corrected(app, post, "-5.00")).owed_minor == 0
    with pytest.raises(BelowZeroError):
        await adjustments.plan_adjust(app, ADMIN, post, "-0.01", "more")
    assert (await corrected(app, post, "+1")).owed_minor == 100


async def test_what_was_paid_is_not_owed_and_cannot_be_taken_away(app: App, post: str) -> None:
    await money.pay(app, 1, 500)

    with pytest.raises(BelowZeroError):
        await adjustments.plan_adjust(app, ADMIN, post, "-0.01", "too much")

    done = await corrected(app, post, "+3")
    assert (done.card.status, done.owed_minor) == (PostStatus.PAID, 300)
    assert await money.faults(app) == set()


@pytest.mark.parametrize(
    "amount", ["5", "-0,50", "+", "", "-0", "+0.001", "--5", "+-5", "- EUR 5", "+1e9", "+9999999999999999"]
)
async def test_amounts_that_are_not_exact_or_have_no_sign_are_refused(
    app: App, post: str, amount: str
) -> None:
    with pytest.raises(MoneyFormatError):
        await adjustments.plan_adjust(app, ADMIN, post, amount, "why")

    assert await count(app, LedgerEntry) == 1


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
async def test_a_correction_needs_a_reason(app: App, post: str, reason: str) -> None:
    with pytest.raises(TextLengthError):
        await adjustments.plan_adjust(app, ADMIN, post, "+1", reason)


async def test_only_frozen_posts_of_this_server_are_corrected(
    app: App, source: FakeSource, clock: FixedClock, post: str
) -> None:
    ref, rival = tiktok(NOON, 5), tiktok(NOON, 6, "bob")
    clock.now = NOON
    running = await hand_in(app, source, 5_000, ref)
    source.tell(rival, reading(rival, 5, handle="bob", user_id="id-bob"))
    await intel.track(app, ADMIN, rival.url)

    with pytest.raises(PostStatusError):
        await adjustments.plan_adjust(app, ADMIN, running, "+1", "why")
    with pytest.raises(ReferencePostError):
        await adjustments.plan_adjust(app, ADMIN, "#3", "+1", "why")
    with pytest.raises(PostUnknownError):
        await adjustments.plan_adjust(app, ELSEWHERE, post, "+1", "why")


async def test_a_correction_is_an_admins_when_it_is_confirmed_too(app: App, post: str) -> None:
    plan = await adjustments.plan_adjust(app, ADMIN, post, "+1", "why")
    demoted = Caller(HOME, ADMIN.discord_id, EDITOR.role)

    with pytest.raises(NotAllowedError):
        await confirmations.confirm(app, demoted, plan.prompt_id)

    assert await count(app, LedgerEntry) == 1


async def test_a_correction_that_would_come_to_something_else_by_now_is_not_entered(
    app: App, post: str
) -> None:
    plan = await adjustments.plan_adjust(app, ADMIN, post, "-1", "why")
    await corrected(app, post, "-0.50")

    with pytest.raises(PlanChangedError):
        await confirmations.confirm(app, ADMIN, plan.prompt_id)

    assert await count(app, LedgerEntry) == 2


async def test_a_hundred_confirmations_at_once_enter_one_row(app: App, post: str) -> None:
    plan = await adjustments.plan_adjust(app, ADMIN, post, "-1", "why")

    results = await asyncio.gather(
        *(confirmations.confirm(app, ADMIN, plan.prompt_id) for _ in range(100)), return_exceptions=True
    )

    assert sum(isinstance(result, Adjusted) for result in results) == 1
    assert sum(isinstance(result, StalePromptError) for result in results) == 99
    assert (await count(app, LedgerEntry), await money.faults(app)) == (2, set())


async def test_several_corrections_at_once_never_go_below_zero(app: App, post: str) -> None:
    plans = [await adjustments.plan_adjust(app, ADMIN, post, "-3", "why") for _ in range(5)]

    results = await asyncio.gather(
        *(confirmations.confirm(app, ADMIN, plan.prompt_id) for plan in plans), return_exceptions=True
    )

    assert sum(isinstance(result, Adjusted) for result in results) == 1
    assert sum(isinstance(result, UserError) for result in results) == 4
    assert (await card(app, post)).adjusted_minor == -300
    assert await money.faults(app) == set()


async def test_asking_alone_leaves_no_trace(app: App, post: str) -> None:
    before = await count(app, AuditEntry)

    await adjustments.plan_adjust(app, ADMIN, post, "+1", "why")

    assert await count(app, AuditEntry) == before
