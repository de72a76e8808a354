"""Bringing a database to the version this program needs."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from db.engine import Database

KEY = 0x75_70_67_72
"""The number of the lock that lets one process upgrade at a time."""
MARK = "unfinished_move"
"""The table that a database has while everything is moved into it."""
MIGRATIONS = Path(__file__).parent / "migrations"


class UnfinishedMoveError(Exception):
    """Not everything that is to be in the database is there."""


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's configuration for work on this connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


async def upgrade(database: Database) -> None:
    """Run every missing migration in one transaction; a failure leaves the database as it was."""
    async with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":  # SQLite's writers queue by themselves
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": KEY})
        await connection.run_sync(_upgrade)


async def is_current(database: Database) -> bool:
    """Whether the database has every migration this program knows, and none it does not."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_is_current)


def _upgrade(connection: Connection) -> None:
    if inspect(connection).has_table(MARK):
        raise UnfinishedMoveError(
            "a move into it has not ended; run `python -m bot migrate-database` again, which goes on with it"
        )
    command.upgrade(alembic_config(connection), "head")


def _is_current(connection: Connection) -> bool:
    return MigrationContext.configure(connection).get_current_revision() == _newest()


@cache
def _newest() -> str | None:
    """Return the newest migration; the files are read once."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()
