"""Holding posts back from payment: decided as usual, paid when released."""

import asyncio

import pytest

from core.domain.access import Caller
from core.domain.errors import (
    AlreadyHeldError,
    NotHeldError,
    PostStatusError,
    PostUnknownError,
    ReferencePostError,
    TextLengthError,
)
from core.domain.terms import PostStatus
from core.services import confirmations, holds, intel, verdicts
from core.services.app import App
from core.services.shown import PostChanged
from tests.conftest import ADMIN, EDITOR, HOME
from tests.core.services import money
from tests.core.services.acting import END, card, hand_in, look
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok


@pytest.fixture
async def post(app: App, source: FakeSource) -> str:
    """A post that runs, with terms."""
    await money.campaign(app)
    return await hand_in(app, source, 5_000)


async def test_a_held_post_is_decided_as_usual(
    app: App, source: FakeSource, clock: FixedClock, post: str
) -> None:
    done = await holds.hold(app, EDITOR, post, "music rights unclear")
    clock.now = END
    await look(app, source, 5_000)

    shown = await card(app, post)
    assert (done.action, done.card.hold_reason) == ("hold", "music rights unclear")
    assert (shown.status, shown.earned_minor) == (PostStatus.FINALIZED, 500)
    assert (shown.hold_reason, shown.held_by, shown.held_at) == (
        "music rights unclear",
        EDITOR.discord_id,
        NOON,
    )


async def test_a_released_post_is_like_any_other(app: App, post: str) -> None:
    await holds.hold(app, EDITOR, post, "music rights unclear")

    done = await holds.release(app, EDITOR, post)

    assert (done.action, done.before) == ("release", PostStatus.ACTIVE)
    assert (done.card.hold_reason, done.card.held_by, done.card.held_at) == (None, None, None)


async def test_both_leave_their_traces(app: App, post: str) -> None:
    await holds.hold(app, EDITOR, post, "music rights unclear")
    await holds.release(app, ADMIN, post)

    traces = await money.rows_of(
        app,
        "SELECT action, actor, before, after, reason FROM audit_entries "
        "WHERE action IN ('post hold', 'post release') ORDER BY id",
    )
    assert traces == [
        ("post hold", EDITOR.discord_id, "not on hold", "on hold", "music rights unclear"),
        ("post release", ADMIN.discord_id, "on hold", "not on hold", "by command"),
    ]


async def test_holding_twice_says_since_when_and_why(app: App, clock: FixedClock, post: str) -> None:
    await holds.hold(app, EDITOR, post, "music rights unclear")
    clock.advance(hours=1)

    with pytest.raises(AlreadyHeldError) as caught:
        await holds.hold(app, ADMIN, post, "another")

    assert (caught.value.since, caught.value.reason) == (NOON, "music rights unclear")


async def test_ten_at_once_hold_once(app: App, post: str) -> None:
    results = await asyncio.gather(
        *(holds.hold(app, EDITOR, post, f"reason {number}") for number in range(10)), return_exceptions=True
    )

    assert sum(isinstance(result, PostChanged) for result in results) == 1
    assert sum(isinstance(result, AlreadyHeldError) for result in results) == 9


async def test_what_is_not_held_cannot_be_released(app: App, post: str) -> None:
    with pytest.raises(NotHeldError):
        await holds.release(app, EDITOR, post)


@pytest.mark.parametrize("reason", ["", " ", "x" * 501])
async def test_a_hold_needs_a_reason(app: App, post: str, reason: str) -> None:
    with pytest.raises(TextLengthError):
        await holds.hold(app, EDITOR, post, reason)


async def test_there_must_be_something_to_hold_back(
    app: App, source: FakeSource, clock: FixedClock, post: str
) -> None:
    plan = await verdicts.plan_reject(app, EDITOR, post, "off topic")
    await confirmations.confirm(app, EDITOR, plan.prompt_id)
    paid = await money.earned(app, source, clock, serial=1)
    await money.pay(app, int(paid[1:]), 500)
    rival = tiktok(NOON, 6, "bob")
    source.tell(rival, reading(rival, 5, handle="bob", user_id="id-bob"))
    await intel.track(app, ADMIN, rival.url)

    for typed in (post, paid):
        with pytest.raises(PostStatusError):
            await holds.hold(app, EDITOR, typed, "why")
    with pytest.raises(ReferencePostError):
        await holds.hold(app, EDITOR, "#3", "why")
    with pytest.raises(PostUnknownError):
        await holds.hold(app, Caller(HOME + 1, EDITOR.discord_id, EDITOR.role), post, "why")
