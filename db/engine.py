"""The database: engine, sessions, and the one insert that both dialects judge alike."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

Session = AsyncSession
Sessions = async_sessionmaker[AsyncSession]

BUSY_TIMEOUT_MS = 15_000
"""How long a SQLite writer waits for another before it gives up."""


@dataclass(frozen=True)
class Database:
    """An open database. `sessions` write (SQLite: BEGIN IMMEDIATE), `reads` never wait for a writer."""

    engine: AsyncEngine
    sessions: Sessions
    reads: Sessions

    async def close(self) -> None:
        """Give back every connection."""
        await self.engine.dispose()


def open_database(url: str) -> Database:
    """Return the database at `url` (`sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`)."""
    engine = create_async_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine.sync_engine)
    reader = engine.execution_options(reads_only=True)
    return Database(
        engine,
        sessions=async_sessionmaker(engine, expire_on_commit=False),
        reads=async_sessionmaker(reader, expire_on_commit=False),
    )


def _prepare_sqlite(engine: Engine) -> None:
    """Set what SQLite leaves off, and let transactions begin where we say they do."""

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin by itself
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        reads_only = connection.get_execution_options().get("reads_only", False)
        connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def insert_for(session: Session, table: Any) -> Any:
    """Return an INSERT that has `on_conflict_do_nothing` and `on_conflict_do_update` on both databases."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)
