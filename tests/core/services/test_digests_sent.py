"""Weekly digests are sent once: two at once, a restart between, a day too late."""

import asyncio
import logging
from datetime import timedelta

import pytest

from core.services import digests, servers
from core.services.app import App
from core.services.digests import LEASE
from tests.conftest import ADMIN
from tests.core.services.digesting import (
    DAY,
    DUE,
    a_busy_week,
    choose,
    due,
)
from tests.fakes import FixedClock


async def test_of_two_at_once_one_sends_it_and_then_nobody(app: App, clock: FixedClock) -> None:
    await choose(app)
    await a_busy_week(app)
    clock.now = DUE
    (slot,) = await due(app)

    both = await asyncio.gather(*(digests.compose(app, slot) for _ in range(2)))
    assert len([each for each in both if each is not None]) == 1
    assert await due(app) == []  # somebody is at it

    await digests.sent(app, slot)
    await digests.sent(app, slot)  # told twice
    assert await digests.compose(app, slot) is None
    assert (await servers.show(app, ADMIN)).digest_due_at == DUE + 7 * DAY


async def test_an_end_between_claim_and_sending_is_made_good_as_the_same_message(
    app: App, clock: FixedClock
) -> None:
    await choose(app)
    await a_busy_week(app)
    clock.now = DUE
    (slot,) = await due(app)
    assert await digests.compose(app, slot) is not None

    clock.now += LEASE

    assert await due(app) == [slot]
    assert 0 < slot.nonce < 2**63
    assert await digests.compose(app, slot) is not None
    await digests.failed(app, slot)
    assert await due(app) == [slot]


async def test_less_than_a_day_late_is_sent_and_later_is_skipped_with_a_word(
    app: App, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    await choose(app)
    await a_busy_week(app)
    clock.now = DUE + DAY - timedelta(seconds=1)
    (slot,) = await due(app)
    assert await digests.compose(app, slot) is not None
    await digests.failed(app, slot)
    caplog.set_level(logging.WARNING)

    clock.now = DUE + DAY

    assert await digests.compose(app, slot) is None
    assert "is skipped: too late" in caplog.text
    assert (await servers.show(app, ADMIN)).digest_due_at == DUE + 7 * DAY


async def test_what_is_chosen_meanwhile_is_not_overruled(app: App, clock: FixedClock) -> None:
    await choose(app)
    await a_busy_week(app)
    clock.now = DUE
    (slot,) = await due(app)
    await servers.choose_digest_hour(app, ADMIN, 20)

    assert await digests.compose(app, slot) is None
    await digests.failed(app, slot)
    await digests.sent(app, slot)

    assert (await servers.show(app, ADMIN)).digest_due_at == DUE + timedelta(hours=11)
