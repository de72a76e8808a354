"""The database: engine, sessions, and the one insert that both dialects judge alike."""

import math
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InvalidatePoolError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from db.turn import PostgresTurn, SqliteTurn, Turn

Session = AsyncSession
Sessions = async_sessionmaker[AsyncSession]

BUSY_TIMEOUT_MS = 15_000
"""How long a SQLite writer waits for another process before it gives up."""
QUEUE_TIMEOUT_S = 60
"""How long a SQLite writer waits for the others of this process."""
TRIED_AFTER_S = 1.0
"""A connection to PostgreSQL that was not used for so long is tried first: it may be gone without a word."""
IDLE_SINCE = "idle since"
UNUSABLE = (SQLAlchemyError, OSError)
"""What is raised when a database cannot be used; asyncpg raises the latter when nobody listens."""


@dataclass(frozen=True)
class Database:
    """An open database.

    On SQLite `engine` has one connection, so that writers of this process queue in order instead of polling
    for the lock, and `reader` has several, which never wait for a writer. On PostgreSQL both are the same.
    """

    engine: AsyncEngine
    reader: AsyncEngine
    sessions: Sessions
    reads: Sessions
    turn: Turn

    async def close(self) -> None:
        """Give back every connection."""
        await self.turn.give_up()
        await self.engine.dispose()
        await self.reader.dispose()


def open_database(url: str, *, tried_after_s: float = TRIED_AFTER_S) -> Database:
    """Return the database at `url` (`sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`)."""
    if url.startswith("sqlite"):
        engine = _sqlite(url, begin="BEGIN IMMEDIATE", pool_size=1, max_overflow=0)
        reader = _sqlite(url, begin="BEGIN", pool_size=5)
    else:
        engine = reader = _postgres(url, tried_after_s)
    return Database(
        engine,
        reader,
        sessions=async_sessionmaker(engine, expire_on_commit=False),
        reads=async_sessionmaker(reader, expire_on_commit=False),
        turn=SqliteTurn(url) if url.startswith("sqlite") else PostgresTurn(engine),
    )


def without_password(url: str) -> str:
    """Return a name for the database at `url`, the same however the address is written."""
    return make_url(url).render_as_string()


def libpq(url: str) -> dict[str, str]:
    """Return the PostgreSQL address `url` in libpq's words, which other drivers understand."""
    address = make_url(url)
    known = {
        "host": address.host,
        "port": None if address.port is None else str(address.port),
        "user": address.username,
        "password": None if address.password is None else str(address.password),
        "dbname": address.database,
        "sslmode": address.query.get("ssl"),  # asyncpg's word for it
    } | {name: value for name, value in address.query.items() if name in {"host", "port"}}
    return {name: value for name, value in known.items() if isinstance(value, str)}


def _sqlite(url: str, *, begin: str, **pool: Any) -> AsyncEngine:
    """Return an engine that sets what SQLite leaves off, and begins transactions as told."""
    engine = create_async_engine(url, pool_timeout=QUEUE_TIMEOUT_S, **pool)

    @event.listens_for(engine.sync_engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin by itself
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine.sync_engine, "begin")
    def begin_as_told(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgres(url: str, tried_after_s: float) -> AsyncEngine:
    """Return an engine that gives out no dead connection, as far as it can know.

    `pool_pre_ping` would do so, too, but it tries it for every session: three questions more for each.
    """
    engine = create_async_engine(url)

    @event.listens_for(engine.sync_engine, "checkin")
    def note(_connection: Any, record: Any) -> None:
        record.info[IDLE_SINCE] = time.monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def check(connection: Any, record: Any, _proxy: Any) -> None:
        has_long_been_idle = time.monotonic() - record.info.get(IDLE_SINCE, math.inf) >= tried_after_s
        if connection.driver_connection.is_closed() or (has_long_been_idle and not answers(connection)):
            raise InvalidatePoolError

    def answers(connection: Any) -> bool:
        try:
            return bool(engine.dialect.do_ping(connection))
        except (engine.dialect.loaded_dbapi.Error, OSError):
            return False

    return engine


def insert_for(session: Session, table: Any) -> Any:
    """Return an INSERT that has `on_conflict_do_nothing` and `on_conflict_do_update` on both databases."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


async def can_write(database: Database) -> bool:
    """Whether a write transaction can be begun and changed in; nothing is kept."""
    try:
        async with database.sessions() as session:
            await session.execute(text("UPDATE command_trees SET digest = digest WHERE scope = ''"))
            await session.rollback()
    except UNUSABLE:
        return False
    return True
