"""The database fails in the middle of things: what was acknowledged is there, and nothing is half done."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing

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

Fault = Callable[[App], AbstractAsyncContextManager[None]]
LONG = "so much to say " * 200


async def pragma(app: App, words: str) -> int:
    """Set or read something of the one connection that writes."""
    async with app.database.engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection  # with no transaction around it
        assert raw is not None
        row = await (await raw.execute(f"PRAGMA {words}")).fetchone()
        return 0 if row is None else int(row[0])


@asynccontextmanager
async def disk_full(app: App) -> AsyncIterator[None]:
    """There is no further page to be had."""
    most = await pragma(app, "max_page_count")
    await pragma(app, f"max_page_count = {await pragma(app, 'page_count')}")
    yield
    await pragma(app, f"max_page_count = {most}")


@asynccontextmanager
async def read_only(app: App) -> AsyncIterator[None]:
    await pragma(app, "query_only = ON")
    yield
    await pragma(app, "query_only = OFF")


@asynccontextmanager
async def locked(app: App) -> AsyncIterator[None]:
    """Another program writes, for longer than anybody waits."""
    patience = await pragma(app, "busy_timeout")
    await pragma(app, "busy_timeout = 20")
    with closing(sqlite3.connect(app.database.engine.url.database or "", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
    await pragma(app, f"busy_timeout = {patience}")


@asynccontextmanager
async def no_connection_left(app: App) -> AsyncIterator[None]:
    """Somebody holds the only connection that writes, for longer than anybody waits."""
    pool = app.database.engine.sync_engine.pool
    patience, pool._timeout = pool._timeout, 0.02  # type: ignore[attr-defined]  # there is no public way
    async with app.database.engine.connect():
        yield
    pool._timeout = patience  # type: ignore[attr-defined]  # as above


FAULTS: list[Fault] = [disk_full, read_only, locked, no_connection_left]


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
