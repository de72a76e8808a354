"""Bringing a database to the version this program needs."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from db.engine import Database

if TYPE_CHECKING:  # it is imported when there is something to migrate: most starts find nothing
    from alembic.config import Config

KEY = 0x75_70_67_72
"""The number of the lock that lets one process upgrade at a time."""
MARK = "unfinished_move"
"""The table that a database has while everything is moved into it."""
MIGRATIONS = Path(__file__).parent / "migrations"


class UnfinishedMoveError(Exception):
    """Not everything that is to be in the database is there."""


def alembic_config(connection: Connection) -> "Config":
    """Return Alembic's configuration for work on this connection."""
    from alembic.config import Config  # noqa: PLC0415  see above

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
    if _is_current(connection):
        return
    from alembic import command  # noqa: PLC0415  see above

    command.upgrade(alembic_config(connection), "head")


def _is_current(connection: Connection) -> bool:
    if not inspect(connection).has_table("alembic_version"):
        return False
    return bool(connection.scalar(text("SELECT version_num FROM alembic_version")) == newest())


@cache
def newest() -> str:
    """Return the newest migration, after which its file is named; there is one chain of them."""
    return max(path.name for path in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]
