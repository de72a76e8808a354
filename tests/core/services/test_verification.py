"""The loop that replays the ledger, and what monitors are told of it."""

import asyncio
import logging

import pytest

from core.services import health, verification
from core.services.app import App
from core.services.health import Grade
from core.services.verification import PART, STRETCH, verify, verify_due
from db.engine import Session
from tests.core.services import money
from tests.fakes import FakeSource, FixedClock

RUNS = "SELECT count(*) FROM runs WHERE loop = 'ledger'"


@pytest.fixture
async def books(app: App, source: FakeSource, clock: FixedClock) -> App:
    """A post that earned 5.00."""
    await money.campaign(app)
    await money.earned(app, source, clock)
    return app


async def test_the_loop_replays_every_ten_minutes_at_most(books: App, clock: FixedClock) -> None:
    for minutes in (0, 9, 1, 9):
        clock.advance(minutes=minutes)
        await verify_due(books)

    assert await money.rows_of(books, RUNS) == [(2,)]


async def test_monitors_are_told_what_the_last_replay_found(books: App, clock: FixedClock) -> None:
    before = await health.report(books, [])
    await verify_due(books)
    fine = await health.report(books, [])
    await money.meddle(books, "UPDATE ledger_entries SET amount_minor = 5")
    clock.advance(minutes=10)
    await verify_due(books)
    wrong = await health.report(books, [])

    assert (before.ledger, before.verified) == (None, None)
    assert (fine.ledger, fine.grade) == (Grade.PASS, Grade.PASS)
    assert fine.verified is not None
    assert fine.verified.tally == {"entries": 1, "faults": 0}
    assert (wrong.ledger, wrong.grade) == (Grade.FAIL, Grade.FAIL)


async def test_the_log_is_told_once_when_it_goes_and_once_when_it_is_back(
    books: App, clock: FixedClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, verification.__name__)
    for change in ("amount_minor = 501", "reason = reason", "amount_minor = 500", "reason = reason"):
        await money.meddle(books, f"UPDATE ledger_entries SET {change}")
        clock.advance(minutes=10)
        await verify_due(books)

    told = [record.message for record in caplog.records]
    assert told[0] == "The ledger does not add up: 3 faults; `python -m bot verify` lists them all"
    assert told[1].startswith("The ledger does not add up: campaign 1, entry 1, post 1: hash mismatch")
    assert told[-1] == "The ledger adds up again"
    assert len(told) == 5


async def test_a_long_ledger_is_read_in_parts(books: App, source: FakeSource) -> None:
    rows = 2 * PART + 1
    is_sqlite = books.database.engine.dialect.name == "sqlite"
    numbers = (
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {0}) SELECT i FROM n"
        if is_sqlite
        else "SELECT i FROM generate_series(2, {0}) AS n(i)"
    ).format(rows)
    columns = "at, kind, amount_minor, currency, campaign_id, creator_id, reason, previous_hash, hash"
    await money.meddle(
        books,
        f"INSERT INTO ledger_entries (id, {columns}) SELECT n2.i, "
        "at, 'adjusted', 1, currency, campaign_id, creator_id, reason, previous_hash, hash "
        f"FROM ledger_entries JOIN ({numbers}) AS n2 ON 1 = 1 WHERE id = 1",
    )

    found = await verify(books.database)

    assert (found.entries, found.balances) == (rows, {"USD": 500 + rows - 1})
    assert len({fault.entry_id for fault in found.faults if fault.entry_id is not None}) == rows - 1


async def test_others_have_their_turn_within_a_part(app: App) -> None:
    turns = 0

    async def take_turns() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def query(_session: Session, last_id: int, limit: int) -> range:
        return range(1, limit + 1) if last_id < 0 else range(0)

    others = asyncio.create_task(take_turns())
    async with app.reads() as session:
        rows = [row async for row in verification._parts(session, query, lambda row: row)]
    others.cancel()

    assert rows == list(range(1, PART + 1))
    assert turns >= PART // STRETCH
