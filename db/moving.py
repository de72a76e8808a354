"""Moving everything into another database, table by table; a move that was interrupted goes on."""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    RowMapping,
    Table,
    Text,
    func,
    inspect,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

import db.tables  # noqa: F401  all of them
from db.base import Base
from db.engine import Database
from db.upgrade import MARK, upgrade

BATCH = 1_000
"""Rows that are read, and written in one transaction."""

Told = Callable[[str, int, int], None]
"""Is told of a table how many of its rows are over, and how many there are."""

_marked = Table(MARK, MetaData(), Column("source", Text, primary_key=True))


class NotEmptyError(Exception):
    """The database to move to has rows already, and not from this one."""


def tables() -> Sequence[Table]:
    """Return every table, those that others refer to first."""
    return Base.metadata.sorted_tables


async def begin(target: Database, source: str) -> bool:
    """Prepare an empty database, which no bot starts on until the end; whether a move from there goes on.

    Args:
        source: names the database that is moved; another one's unfinished move is not gone on with.
    """
    async with target.engine.begin() as connection:
        found = await connection.run_sync(_marks)
        if found is not None:
            if found != [source]:
                raise NotEmptyError
            return True
    await upgrade(target)
    async with target.engine.begin() as connection:
        if any([await count(connection, table) for table in tables()]):
            raise NotEmptyError
        await connection.run_sync(_marked.create)
        await connection.execute(_marked.insert().values(source=source))
    return False


async def copy(source: AsyncConnection, target: Database, table: Table, told: Told) -> int:
    """Copy the rows of a table that are not over yet; return how many it has."""
    total = await count(source, table)
    async with target.engine.connect() as connection:
        done = await count(connection, table)
    told(table.name, done, total)
    if done < total:
        done = 0
        async for rows in _batches(source, table):
            async with target.engine.begin() as connection:
                await connection.execute(_insert(connection, table), [dict(row) for row in rows])
            done += len(rows)
            told(table.name, done, total)
    return total


async def difference(source: AsyncConnection, target: AsyncConnection, table: Table) -> str | None:
    """Return where two tables differ first; None when they are the same, value for value."""
    counts = await count(source, table), await count(target, table)
    if counts[0] != counts[1]:
        return f"{table.name}: {counts[0]:,} rows became {counts[1]:,}"
    async for rows in _batches(source, table):
        found = await target.execute(select(table).where(_among(table, rows)))
        if missing := set(map(_said, rows)) - set(map(_said, found.mappings())):
            return f"{table.name}: a row differs: {min(missing)[:200]}"
    return None


async def finish(target: Database) -> None:
    """Let ids go on after the highest, and a bot start."""
    async with target.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            for table in tables():
                await _count_on(connection, table)
        await connection.run_sync(_marked.drop)


async def count(connection: AsyncConnection, table: Table) -> int:
    """Return how many rows a table has."""
    return await connection.scalar(select(func.count()).select_from(table)) or 0


def _marks(connection: Connection) -> list[str] | None:
    if not inspect(connection).has_table(MARK):
        return None
    return list(connection.scalars(select(_marked.c.source)))


async def _batches(source: AsyncConnection, table: Table) -> AsyncIterator[Sequence[RowMapping]]:
    async with source.stream(select(table).order_by(*table.primary_key)) as rows:
        async for batch in rows.mappings().partitions(BATCH):
            yield batch


def _insert(connection: AsyncConnection, table: Table) -> Any:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table).on_conflict_do_nothing()


def _among(table: Table, rows: Sequence[RowMapping]) -> Any:
    """Return the condition that a row is one of these by its primary key."""
    keys = list(table.primary_key)
    return tuple_(*keys).in_([tuple(row[key.name] for key in keys) for row in rows])


def _said(row: RowMapping) -> str:
    return repr(tuple(row.values()))


async def _count_on(connection: AsyncConnection, table: Table) -> None:
    column = table.autoincrement_column
    if column is None:
        return
    sequence = await connection.scalar(
        text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name}
    )
    highest = await connection.scalar(select(func.max(column)))
    if sequence is not None and highest is not None:
        await connection.execute(select(func.setval(sequence, highest)))
