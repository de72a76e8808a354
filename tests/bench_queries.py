"""(e) How long each question takes with many posts, beside the same asked in plain SQL of the bare driver.

It fills a database of its own on SQLite and PostgreSQL; what posts gained is summed up by the program.
`python -m tests.bench_queries URL` asks a database that was filled before.
"""

import asyncio
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy import make_url

from core.services import rollups
from core.services.app import App
from db import rollups as rolled
from db.engine import Database, open_database
from tests import big
from tests.bench_postgres import migrated, postgres
from tests.bench_table import Row, Size, at_most, table
from tests.big_asked import ASKED, OF_GUILD, Asked
from tests.conftest import migrate
from tests.fakes import FakeLinks

MOST, PATIENCE_S = 15, 2.0
"""A question is asked so often, or for so long at the most; the first time only warms up."""
POSTS = (20_000, 1_000_000)
READINGS_SQLITE, READINGS_POSTGRES = (400_000, 10_000_000), (1_000_000, 50_000_000)

SUMMED = {big.LARGE, big.MIDDLE, *OF_GUILD}
"""The campaigns that charts are asked of."""

Plain = Callable[[str], Awaitable[None]]


async def run(folder: Path, size: Size) -> Sequence[Row]:
    """Fill both databases, and ask them everything."""
    many = size.pick(*POSTS)
    url = f"sqlite+aiosqlite:///{folder / 'big.db'}"
    await migrate(url)
    await filled(url, many, size.pick(*READINGS_SQLITE))
    rows = await ask(url, "SQLite")
    async with postgres(folder) as server:
        url = await migrated(server, "big")
        await filled(url, many, size.pick(*READINGS_POSTGRES))
        return [*rows, *await ask(url, "PostgreSQL")]


async def ask(url: str, where: str) -> Sequence[Row]:
    """Ask a database that is there everything."""
    database = open_database(url)
    plain = await _plain(url)
    rows = [await _row(database, plain, asked, where) for asked in ASKED]
    await plain.close()
    await database.close()
    return rows


class PlainPostgres:
    """The bare driver of PostgreSQL."""

    zone = "+00"

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def run(self, sql: str) -> None:
        await self._connection.fetch(sql)

    async def close(self) -> None:
        await self._connection.close()


class PlainSqlite:
    """The bare driver of SQLite."""

    zone = ""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path)

    async def run(self, sql: str) -> None:
        self._connection.execute(sql).fetchall()

    async def close(self) -> None:
        self._connection.close()


async def filled(url: str, many: int, readings: int) -> None:
    """Make the posts and their readings, and sum up what the posts gained that charts are asked of."""
    database = open_database(url)
    await big.fill(database, big.sized(many, readings))
    app = App(database, {}, FakeLinks(), lambda: big.NOW)
    async with app.reads() as session:
        states = [state for state in await rolled.states(session) if state.campaign_id in SUMMED]
    for state in states:
        while await rollups.roll_one(app, state.campaign_id, state):
            pass
    await database.close()


async def _row(database: Database, plain: PlainPostgres | PlainSqlite, asked: Asked, where: str) -> Row:
    took = await _times(lambda: _asked(database, asked))
    bare: Sequence[float] = ()
    if asked.plain is not None:
        sql = asked.plain.replace("$now", f"'{big.NOW:%Y-%m-%d %H:%M:%S.000000}{plain.zone}'")
        bare = await _times(lambda: plain.run(sql))
    return Row(f"{where}: {asked.what}", took, "ms", bare, at_most(asked.goal_ms))


async def _asked(database: Database, asked: Asked) -> None:
    async with database.reads() as session:
        await asked.ask(session)


async def _times(ask_it: Callable[[], Awaitable[None]]) -> Sequence[float]:
    """Return times in milliseconds; of what takes longer than the patience, that of one time."""
    took: list[float] = []
    began = time.perf_counter()
    while len(took) <= MOST and (len(took) < 2 or time.perf_counter() - began < PATIENCE_S):
        started = time.perf_counter()
        await ask_it()
        took.append((time.perf_counter() - started) * 1000)
    return took[1:]


async def _plain(url: str) -> PlainPostgres | PlainSqlite:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return PlainSqlite(address.database or "")
    host = str(address.query["host"])
    return PlainPostgres(await asyncpg.connect(user=address.username, database=address.database, host=host))


if __name__ == "__main__":
    print(table(asyncio.run(ask(sys.argv[1], "at large"))))
