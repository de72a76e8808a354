"""The database keeps a platform's pace for all who share it, and for nobody who has died."""

import asyncio
import subprocess
import sys
import time

import pytest
from sqlalchemy import text

from core.domain.ports import Gate
from core.domain.terms import Platform
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


async def test_who_is_killed_half_way_holds_up_nobody(database: Database, database_url: str) -> None:
    holder = subprocess.Popen(  # noqa: ASYNC220, S603  it is waited for in a thread
        [sys.executable, "-c", HOLDER, database_url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    turns, gate = Turns(), PacedGate(database.engine, Platform.TIKTOK, 0.0)
    try:
        assert holder.stdout is not None
        assert await asyncio.to_thread(holder.stdout.readline) == "in\n"
        waits = asyncio.create_task(turns.take(gate))
        await until_waiting(database)
        assert turns.began == []
    finally:
        holder.kill()
        holder.communicate()

    await asyncio.wait_for(waits, 60)

    assert len(turns.ended) == 1


async def until_waiting(database: Database) -> None:
    """Until somebody waits for a lock that another connection holds; the server rings no bell."""
    query = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    async with asyncio.timeout(30), database.engine.connect() as connection:
        while not await connection.scalar(query):  # noqa: ASYNC110  as said
            await asyncio.sleep(0.02)
