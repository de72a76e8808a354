"""Migrations: up, the same as the models say, and down again."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from db.base import Base
from db.engine import Database, open_database
from db.upgrade import MIGRATIONS, alembic_config, is_current, newest, upgrade


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, Base.metadata))


def downgrade(connection: Connection) -> set[str]:
    command.downgrade(alembic_config(connection), "base")
    return set(inspect(connection).get_table_names())


# SQLite cannot tell of such an index what it is on; `test_plans.py` says that each is there and used
@pytest.mark.filterwarnings("ignore:.*expression-based index")
async def test_migrations_give_what_the_models_say(database: Database) -> None:
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrations_go_down_again(database: Database) -> None:
    async with database.engine.begin() as connection:
        assert await connection.run_sync(downgrade) == {"alembic_version"}
    assert not await is_current(database)

    await upgrade(database)

    assert await is_current(database)


def test_the_file_with_the_highest_number_is_the_end_of_the_chain() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [newest()]


async def test_a_failing_migration_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_database(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}")

    def broken(connection: Connection) -> None:
        command.upgrade(alembic_config(connection), "head")
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        async with database.engine.begin() as connection:
            await connection.run_sync(broken)

    async with database.engine.connect() as connection:
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == []
    await database.close()
