"""The database fails in the middle of things: what was acknowledged is there, and nothing is half done."""

import pytest
from sqlalchemy import text

from cogs.refresh import Beat
from core.domain.errors import FaultError
from core.domain.terms import Platform, PostStatus
from core.services import campaigns, creators, payouts, refresh, submissions
from core.services.app import App
from core.services.shown import Submitted
from db.models import Snapshot
from tests.conftest import ADMIN, EDITOR
from tests.core.services import paying
from tests.core.services.acting import count
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok
from tests.faults.breaking import FAULTS, Fault, locked, no_connection_left, read_only

LONG = "so much to say " * 200


@pytest.fixture
async def summer(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer", cpm="0.50", cap=500_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)


async def hand_in(app: App, source: FakeSource, serial: int) -> Submitted | Exception:
    ref = tiktok(NOON, serial)
    source.tell(ref, reading(ref, 5_000, caption=LONG, published_at=NOON))
    done = (await submissions.track(app, ADMIN, ref.url)).rows[0].result
    assert isinstance(done, (Submitted, FaultError)), done
    return done


async def stored(app: App) -> list[tuple[int, int]]:
    """Return posts and snapshots, as many as there are."""
    async with app.reads() as session:
        query = text("SELECT (SELECT count(*) FROM posts), (SELECT count(*) FROM snapshots)")
        return [tuple(row) for row in await session.execute(query)]


@pytest.mark.parametrize("fault", FAULTS)
async def test_what_cannot_be_stored_is_not_acknowledged_and_comes_in_when_it_is_sent_again(
    app: App, source: FakeSource, summer: None, fault: Fault
) -> None:
    async with fault(app):
        results = [await hand_in(app, source, serial) for serial in range(1, 12)]
        acknowledged = [done for done in results if isinstance(done, Submitted)]
        assert len(acknowledged) < len(results)
        assert await stored(app) == [(len(acknowledged), len(acknowledged))]

    again = [await hand_in(app, source, serial) for serial in range(len(acknowledged) + 1, 12)]

    assert all(isinstance(done, Submitted) for done in again)
    assert await stored(app) == [(11, 11)]


@pytest.mark.parametrize("fault", FAULTS)
async def test_rounds_that_cannot_be_stored_are_made_up_for_by_the_next_that_can(
    app: App, source: FakeSource, clock: FixedClock, summer: None, fault: Fault
) -> None:
    for serial in range(1, 31):
        await hand_in(app, source, serial)
    beat = Beat(app, "refresh tiktok", lambda: refresh.run_round(app, Platform.TIKTOK), 15)
    clock.advance(hours=7)
    async with fault(app):
        for _ in range(6):
            await beat.once()
            clock.advance(hours=7)
        snapshots = await count(app, Snapshot)
        assert snapshots < 30 + 6 * 30

    await beat.once()

    assert beat.state().error is None
    assert await count(app, Snapshot) == snapshots + 30
    await paying.assert_sound(app)


@pytest.mark.parametrize("fault", [read_only, locked, no_connection_left])
async def test_a_payment_that_cannot_be_stored_is_none_and_its_question_can_be_answered_later(
    app: App, source: FakeSource, clock: FixedClock, fault: Fault
) -> None:
    posts = await paying.three_posts(app, source, clock)
    plan = await payouts.plan_mark_paid(app, EDITOR, "anna", "PayPal", "TX-1")
    async with fault(app):
        with pytest.raises(Exception, match=r"readonly|locked|timed out"):
            await paying.confirmed(app, EDITOR, plan.prompt_id)
        assert await paying.recorded(app) == []

    await paying.confirmed(app, EDITOR, plan.prompt_id)

    assert [payout.amount_minor for payout in await paying.recorded(app)] == [63_500]
    assert {(await paying.row(app, post)).status for post in posts} == {PostStatus.PAID}
    await paying.assert_sound(app)
