"""The database keeps a platform's pace for all who share it, and for nobody who has died."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import TextClause, text

from core.domain.ports import Gate
from core.domain.terms import Platform
from db import gates
from db.engine import Database
from db.gates import PacedGate, RatedGate
from tests.standins.process import ROOT

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

HOLDER = """
import asyncio, sys
from core.domain.terms import Platform
from db.engine import open_database
from db.gates import PacedGate

async def main():
    database = open_database(sys.argv[1])
    async with PacedGate(database.engine, Platform.TIKTOK, 0.0).turn(1):
        print("in", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


class Turns:
    """Turns through gates: when each began and ended, and how many were under way at most."""

    def __init__(self) -> None:
        self.began: list[float] = []
        self.ended: list[float] = []
        self.under_way = self.most = 0

    async def take(self, gate: Gate, requests: int = 1) -> None:
        async with gate.turn(requests):
            self.began.append(time.monotonic())
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            await asyncio.sleep(0)
            self.under_way -= 1
            self.ended.append(time.monotonic())


async def far_ahead(database: Database) -> None:
    """A time that was set by a clock two hours ahead."""
    async with database.engine.begin() as connection:
        await connection.execute(
            text("INSERT INTO gates VALUES ('tiktok', clock_timestamp() + interval '2 hours')")
        )


async def test_without_a_rate_one_batch_of_all_is_under_way_and_a_pause_follows(
    database: Database, other: Database
) -> None:
    here, there = (PacedGate(each.engine, Platform.TIKTOK, 0.1) for each in (database, other))
    turns = Turns()

    await asyncio.gather(*(turns.take(gate, 10) for gate in (here, there, here, there)))

    assert turns.most == 1
    pauses = [began - ended for ended, began in zip(turns.ended, turns.began[1:], strict=False)]
    assert min(pauses) >= 0.099  # two clocks, that of the database and ours


async def test_with_a_rate_the_slots_of_all_are_apart(database: Database, other: Database) -> None:
    here, there = (RatedGate(each.engine, Platform.TIKTOK, 20, 100) for each in (database, other))
    turns = Turns()

    await asyncio.gather(*(turns.take(gate) for gate in (here, there) * 5), turns.take(here, 4))

    assert max(turns.began) - min(turns.began) >= 10 / 20 - 0.01  # whoever goes last waits for all others


async def test_platforms_wait_for_none_but_themselves(database: Database) -> None:
    tiktok, instagram = (PacedGate(database.engine, platform, 100) for platform in Platform)
    turns = Turns()

    async with tiktok.turn(1):
        await turns.take(instagram)

    assert len(turns.ended) == 1


@pytest.mark.parametrize("rate", [None, 1.0])
async def test_a_time_by_a_clock_that_was_ahead_is_not_waited_for(
    database: Database, rate: float | None
) -> None:
    await far_ahead(database)
    gate: Gate = PacedGate(database.engine, Platform.TIKTOK, 0.0)
    if rate is not None:
        gate = RatedGate(database.engine, Platform.TIKTOK, rate, 5)

    await asyncio.wait_for(Turns().take(gate), 60)


async def test_a_turn_that_fails_or_is_dropped_leaves_the_gate_open(
    database: Database, other: Database
) -> None:
    here, there = (PacedGate(each.engine, Platform.TIKTOK, 0.0) for each in (database, other))
    turns = Turns()

    with pytest.raises(ZeroDivisionError):
        async with here.turn(1):
            raise ZeroDivisionError
    async with here.turn(1):
        dropped = asyncio.create_task(turns.take(there))
        await until_waiting(database)
        dropped.cancel()
        await asyncio.wait({dropped})
    await turns.take(there)
    await turns.take(here)

    assert dropped.cancelled()
    assert len(turns.ended) == 2


@asynccontextmanager
async def held(database_url: str) -> AsyncIterator[subprocess.Popen[str]]:
    """Another process that is in its turn, for as long as the block."""
    holder = subprocess.Popen(  # noqa: ASYNC220, S603  it is waited for in a thread
        [sys.executable, "-c", HOLDER, database_url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert await asyncio.to_thread(holder.stdout.readline) == "in\n"
        yield holder
    finally:
        holder.kill()
        holder.communicate()


async def test_who_is_killed_half_way_holds_up_nobody(database: Database, database_url: str) -> None:
    turns, gate = Turns(), PacedGate(database.engine, Platform.TIKTOK, 0.0)
    async with held(database_url):
        waits = asyncio.create_task(turns.take(gate))
        await until_waiting(database)
        assert turns.began == []

    await asyncio.wait_for(waits, 60)

    assert len(turns.ended) == 1


async def test_who_stands_still_is_not_waited_for_but_who_works_is(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(gates, "PATIENCE", "20ms")
    turns, gate = Turns(), PacedGate(database.engine, Platform.TIKTOK, 0.0)
    async with held(database_url) as holder:
        holder.send_signal(signal.SIGSTOP)
        waits = asyncio.create_task(turns.take(gate))
        await until_looked_at(database)
        assert turns.began == []

        async with database.engine.begin() as connection:
            await connection.execute(text("UPDATE gates SET free_at = free_at - interval '16 minutes'"))
        await asyncio.wait_for(waits, 60)

    assert len(turns.ended) == 1
    assert "holds up tiktok and stands still" in caplog.text
    async with database.engine.connect() as connection:
        assert await connection.scalar(text("SHOW lock_timeout")) == "0"


async def until_looked_at(database: Database) -> None:
    """Until somebody waits anew, whose patience was over and who has looked at who holds the lock."""
    waits = "FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    await until_waiting(database)
    async with database.engine.connect() as connection:
        since = await connection.scalar(text(f"SELECT max(query_start) {waits}"))
    await until(database, text(f"SELECT max(query_start) > '{since}' {waits}"))


async def until_waiting(database: Database) -> None:
    """Until somebody waits for a lock that another connection holds."""
    await until(database, text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))


async def until(database: Database, query: TextClause) -> None:
    async with asyncio.timeout(30), database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")  # a transaction sees what it saw
        while not await connection.scalar(query):  # noqa: ASYNC110  the server rings no bell
            await asyncio.sleep(0.02)
