"""Which of several processes on one database does the loops' work: one has the turn, the others stand by.

The turn is a lock that ends with the process, however it ends, so that another takes over at once.
"""

import asyncio
import sqlite3
from typing import Protocol

from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

KEY = 0x76_69_65_77
"""The number of the lock on PostgreSQL, chosen once and for ever."""
ANSWER_S = 5.0
"""A connection that takes longer to answer is lost."""
KEEPALIVES = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 2}
"""With these the server finds out within 20 s that the machine with the turn has left the network."""


class Turn(Protocol):
    """The right to do the loops' work."""

    async def held(self) -> bool:
        """Whether this process has the turn, or gets it now."""

    async def give_up(self) -> None:
        """Let another process have it."""


class SqliteTurn:
    """A lock on a small file beside the database; SQLite itself is the portable way to lock a file."""

    def __init__(self, url: str) -> None:
        self._path = f"{make_url(url).database}.turn"
        self._connection: sqlite3.Connection | None = None

    async def held(self) -> bool:
        """Whether this process has the turn, or gets it now."""
        if self._connection is None:
            connection = sqlite3.connect(self._path, timeout=0, isolation_level=None)
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                connection.close()
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                return False
            self._connection = connection
        return True

    async def give_up(self) -> None:
        """Let another process have it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class PostgresTurn:
    """An advisory lock of a connection that stays open; a lost connection has lost the turn too."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: AsyncConnection | None = None
        self._one_at_a_time = asyncio.Lock()

    async def held(self) -> bool:
        """Whether this process has the turn, or gets it now."""
        async with self._one_at_a_time:
            if self._connection is not None and await self._is_alive(self._connection):
                return True
            await self._drop()
            connection = await self._engine.connect()
            try:
                has_it = await self._take(connection)
            except BaseException:  # told to end half way, too: nobody knows whether it has the lock
                await connection.invalidate()
                raise
            if not has_it:
                await connection.close()
                return False
            self._connection = connection
            return True

    async def give_up(self) -> None:
        """Let another process have it."""
        async with self._one_at_a_time:
            await self._drop()

    async def _take(self, connection: AsyncConnection) -> bool:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        if not await connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": KEY}):
            return False
        for name, value in KEEPALIVES.items():
            await connection.execute(text(f"SET {name} = {value}"))
        return True

    async def _is_alive(self, connection: AsyncConnection) -> bool:
        try:
            async with asyncio.timeout(ANSWER_S):
                await connection.scalar(text("SELECT 1"))
        except (SQLAlchemyError, OSError):
            return False
        return True

    async def _drop(self) -> None:
        """Close the connection for good: one that went back to the pool would keep the lock."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()
