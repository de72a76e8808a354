"""Ways in which a SQLite database fails for a while, made as real as they can be within a process."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing

from core.services.app import App

Fault = Callable[[App], AbstractAsyncContextManager[None]]


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
