"""A platform's pace, kept by the database for all processes that share it.

What is kept is when the platform is free again, by the database's clock: the clocks of several machines are
not compared.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import Mapped, mapped_column

from core.domain.refresh import CLOCK_AHEAD
from core.domain.terms import Platform
from db.base import Base
from db.turn import KEEPALIVES

log = logging.getLogger(__name__)

KEY = 0x67_61_74_65
"""The first number of the locks, chosen once and for ever; the second is the platform's."""

TOO_FAR_S = CLOCK_AHEAD.total_seconds()
NEXT_SLOT = """
INSERT INTO gates AS kept (platform, free_at)
VALUES (:platform, clock_timestamp() + make_interval(secs => :takes_s))
ON CONFLICT (platform) DO UPDATE SET free_at = make_interval(secs => :takes_s) + CASE
    WHEN kept.free_at > clock_timestamp() + make_interval(secs => :too_far_s) THEN clock_timestamp()
    ELSE greatest(kept.free_at, clock_timestamp()) END
RETURNING extract(epoch FROM free_at - clock_timestamp())::float8 - :takes_s
"""
"""Takes the next slot, and tells in how many seconds it begins. A time far ahead is of a wrong clock."""
WAIT_S = """
SELECT extract(epoch FROM free_at - clock_timestamp())::float8 FROM gates
WHERE platform = :platform AND free_at <= clock_timestamp() + make_interval(secs => :too_far_s)
"""
PATIENCE = "300s"
"""After so long in line it is looked whose batch is under way."""
HELD_S = 900
"""A batch that is under way for so many seconds belongs to a process that stands still."""
OUT_OF_PATIENCE = "55P03"
"""How PostgreSQL says that a lock was not to be had in time."""
END_HOLDER = """
SELECT count(pg_terminate_backend(pid)) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = :key AND objid = :number
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND EXISTS (SELECT FROM gates WHERE platform = :platform
            AND free_at < clock_timestamp() - make_interval(secs => :held_s))
"""
"""Ends the connection, and so the lock, of a process that stands still; its batch began before `free_at`."""
CLOSE = """
INSERT INTO gates (platform, free_at) VALUES (:platform, clock_timestamp() + make_interval(secs => :pause_s))
ON CONFLICT (platform) DO UPDATE SET free_at = excluded.free_at
"""


class GateRow(Base):
    """When a platform may be asked next by whoever shares its pace."""

    __tablename__ = "gates"

    platform: Mapped[Platform] = mapped_column(primary_key=True)
    free_at: Mapped[datetime]


AHEAD_S = 0.25
"""Where a source is fast, slots for so many seconds are taken in one statement; those not used are lost."""
ROUNDING_S = 1e-6
"""By so much sums of slots may differ."""


class RatedGate:
    """Lets requests begin at a rate: turns take the next slots, some at a time, and each waits for its own.

    Args:
        rate: requests a second, over all processes.
        in_flight: most requests of this process at once.
    """

    def __init__(self, engine: AsyncEngine, platform: Platform, rate: float, in_flight: int) -> None:
        self._engine = engine
        self._platform = platform
        self._rate = rate
        self._in_flight = in_flight
        self._room = asyncio.Semaphore(in_flight)
        self._line = asyncio.Lock()
        self._next_at = self._until_at = 0.0  # the slots that are ours, by the event loop's clock

    def turn(self, requests: int) -> AbstractAsyncContextManager[None]:
        """Return what is entered when so many requests may begin, and left when they have ended."""
        return self._turn(requests)

    @asynccontextmanager
    async def _turn(self, requests: int) -> AsyncIterator[None]:
        async with AsyncExitStack() as held:
            async with self._line:  # or two turns could each hold half of the room
                for _ in range(min(requests, self._in_flight)):
                    await held.enter_async_context(self._room)
                begins_at = await self._slot(requests / self._rate)
                await asyncio.sleep(begins_at - asyncio.get_running_loop().time())
            yield

    async def _slot(self, takes_s: float) -> float:
        """Return when a turn may begin, by the event loop's clock."""
        clock = asyncio.get_running_loop()
        begins_at = max(self._next_at, clock.time())
        if begins_at + takes_s > self._until_at + ROUNDING_S:
            all_s = takes_s * max(1, int(AHEAD_S / takes_s))
            wait_s = await self._take(all_s)
            begins_at = clock.time() + wait_s
            self._until_at = begins_at + all_s
        self._next_at = begins_at + takes_s
        return begins_at

    async def _take(self, takes_s: float) -> float:
        """Take the next slots for so long; return in how many seconds they begin."""
        values = {"platform": self._platform.value, "takes_s": takes_s, "too_far_s": TOO_FAR_S}
        async with self._engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            return float(await connection.scalar(text(NEXT_SLOT), values) or 0.0)


class PacedGate:
    """Lets one batch of all processes through at a time, and the next a pause after it has ended.

    Whose batch is under way holds a lock of a connection that ends with the process, however it ends.
    """

    def __init__(self, engine: AsyncEngine, platform: Platform, pause_s: float) -> None:
        self._engine = engine
        self._platform = platform.value
        self._pause_s = pause_s
        self._lock = {"key": KEY, "number": list(Platform).index(platform)}
        self._line = asyncio.Lock()  # one connection of this process waits for all its batches

    def turn(self, requests: int) -> AbstractAsyncContextManager[None]:
        """Return what is entered when so many requests may begin, and left when they have ended."""
        return self._turn()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        async with self._line, self._engine.connect() as connection:
            try:
                await self._enter(connection)
                try:
                    yield
                finally:
                    await self._close(connection)
                    await connection.execute(text("SELECT pg_advisory_unlock(:key, :number)"), self._lock)
            except BaseException:  # the lock goes with the connection, whatever was under way
                await connection.invalidate()
                raise

    async def _enter(self, connection: AsyncConnection) -> None:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        settings = {**KEEPALIVES, "lock_timeout": PATIENCE}
        kept = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in settings.items())
        await connection.execute(text(f"SELECT {kept}"))
        await self._wait(connection)
        values = {"platform": self._platform, "too_far_s": TOO_FAR_S}
        await asyncio.sleep(await connection.scalar(text(WAIT_S), values) or 0.0)
        await self._close(connection)  # now, too: whoever dies half way has asked, and a pause is due

    async def _wait(self, connection: AsyncConnection) -> None:
        """Wait for the lock, but not for a process that stands still: one that was paused keeps its own."""
        while True:
            try:
                await connection.execute(text("SELECT pg_advisory_lock(:key, :number)"), self._lock)
                break
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) != OUT_OF_PATIENCE:
                    raise
            values = {"platform": self._platform, "held_s": HELD_S}
            if await connection.scalar(text(END_HOLDER), {**self._lock, **values}):
                log.warning(
                    "Another process holds up %s and stands still; it is not waited for", self._platform
                )
        await connection.execute(text("RESET lock_timeout"))

    async def _close(self, connection: AsyncConnection) -> None:
        """Keep that the platform is free after a pause from now."""
        values = {"platform": self._platform, "pause_s": self._pause_s}
        await connection.execute(text(CLOSE), values)
