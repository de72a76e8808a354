"""One process has the turn; another gets it when that one ends."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from cogs.refresh import Loops
from core.services.app import App
from db.engine import Database
from db.turn import SqliteTurn
from tests.conftest import on_postgres

HOLDER = """
import asyncio, sys
from db.engine import open_database

async def main():
    database = open_database(sys.argv[1])
    print(await database.turn.held(), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_one_has_the_turn_until_it_gives_it_up(database: Database, other: Database) -> None:
    assert await database.turn.held()
    assert await database.turn.held()
    assert not await other.turn.held()

    await database.turn.give_up()

    assert await other.turn.held()
    assert not await database.turn.held()


async def test_a_lock_that_cannot_be_made_is_told_and_no_reason_to_stand_by(tmp_path: Path) -> None:
    turn = SqliteTurn(f"sqlite+aiosqlite:///{tmp_path / 'missing' / 'folder.db'}")

    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        await turn.held()


async def test_of_many_that_ask_at_once_one_has_it(database: Database, other: Database) -> None:
    held = await asyncio.gather(*(each.turn.held() for each in [database, other] * 5))

    assert sorted({(index % 2, has) for index, has in enumerate(held)}) in (
        [(0, False), (1, True)],
        [(0, True), (1, False)],
    )


async def test_a_killed_process_has_lost_it(database: Database, database_url: str) -> None:
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDER, database_url, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"True\n"
    assert not await database.turn.held()

    holder.kill()
    await holder.communicate()

    await until(database.turn.held)


async def test_a_lost_connection_has_lost_it_and_gets_it_again(
    database: Database, request: pytest.FixtureRequest
) -> None:
    if database.engine.dialect.name != "postgresql":
        pytest.skip("a SQLite file has no connection to lose")
    assert await database.turn.held()

    await on_postgres(
        request.getfixturevalue("postgres"),
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted",
    )

    assert await database.turn.held()
    async with database.engine.connect() as connection:
        locks = await connection.scalar(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
    assert locks == 1


async def test_who_has_not_the_turn_stands_by(app: App, other: Database) -> None:
    assert await other.turn.held()
    loops = Loops(app, every_s=0.01)
    loops.start()
    try:
        await until(lambda: beaten(loops))
        assert all(state.is_standby for state in loops.states())
        await other.turn.give_up()
        await until(lambda: working(loops))
    finally:
        await loops.stop()


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await is_so():  # noqa: ASYNC110  no event tells of another process
            await asyncio.sleep(0.01)


async def beaten(loops: Loops) -> bool:
    return all(state.ok_at for state in loops.states())


async def working(loops: Loops) -> bool:
    return not any(state.is_standby for state in loops.states())
