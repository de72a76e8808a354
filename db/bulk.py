"""Many rows at a time, past the ORM: plain values in, plain values out, in the session's transaction.

The types of the columns turn values into what the driver keeps and back, each different value once. SQLite's
driver works in a thread of its own: what is read is asked of it directly, for each step there is a wait.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Column, Dialect, Table

from db.engine import Session

Change = Callable[[Any], Any]


async def fetch(
    session: Session, columns: Sequence[Column[Any]], statement: str, *values: Any
) -> Iterable[tuple[Any, ...]]:
    """Return rows of these columns, which the statement selects in this order, its marks being ? or $1."""
    dialect = session.get_bind().dialect
    connection = await session.connection()
    if dialect.name == "sqlite":
        driver: Any = (await connection.get_raw_connection()).driver_connection
        found = await driver.execute_fetchall(statement, values)
    else:
        found = (await connection.exec_driver_sql(statement, values)).all()
    changes = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    parts = zip(*found, strict=True) if found else [()] * len(columns)
    return zip(*map(_changed, parts, changes), strict=True)


async def insert(session: Session, table: Table, names: tuple[str, ...], rows: Sequence[Any]) -> None:
    """Add a row for each of `rows`, whose attributes are named as the columns."""
    await _send(session, _insert(session.get_bind().dialect, table, names), table, names, rows)


async def update(session: Session, table: Table, names: tuple[str, ...], rows: Sequence[Any]) -> None:
    """Give these columns of each row the values in `rows`, whose attributes are named as they are."""
    keyed = (*names, "id")
    await _send(session, _update(session.get_bind().dialect, table, keyed), table, keyed, rows)


async def _send(
    session: Session, statement: str, table: Table, names: tuple[str, ...], rows: Sequence[Any]
) -> None:
    dialect = session.get_bind().dialect
    parts = zip(*map(attrgetter(*names), rows), strict=True)
    values = [*map(_changed, parts, _binders(dialect, table, names))]
    by_row = dialect.name == "sqlite"
    given: Any = list(zip(*values, strict=True)) if by_row else tuple(values)
    await (await session.connection()).exec_driver_sql(statement, given)


def _changed(values: Sequence[Any], change: Change | None) -> Sequence[Any]:
    if change is None:
        return values
    made = {value: change(value) for value in set(values)}
    return [made[value] for value in values]


@lru_cache
def _binders(dialect: Dialect, table: Table, names: tuple[str, ...]) -> list[Change | None]:
    return [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]


@lru_cache
def _insert(dialect: Dialect, table: Table, names: tuple[str, ...]) -> str:
    into = f"INSERT INTO {table.name} ({', '.join(names)})"
    if dialect.name == "sqlite":
        return f"{into} VALUES ({', '.join('?' * len(names))})"
    return f"{into} SELECT * FROM {_given(dialect, table, names)}"  # noqa: S608  names of our own columns


@lru_cache
def _update(dialect: Dialect, table: Table, keyed: tuple[str, ...]) -> str:
    names = keyed[:-1]
    if dialect.name == "sqlite":
        return f"UPDATE {table.name} SET {', '.join(f'{name} = ?' for name in names)} WHERE id = ?"  # noqa: S608  as above
    changes = ", ".join(f"{name} = given.{name}" for name in names)
    given = f"{_given(dialect, table, keyed)} AS given ({', '.join(keyed)})"
    return f"UPDATE {table.name} SET {changes} FROM {given} WHERE {table.name}.id = given.id"  # noqa: S608  as above


def _given(dialect: Dialect, table: Table, names: tuple[str, ...]) -> str:
    """Return SQL for the rows that PostgreSQL is given as one array for each column."""
    types = [table.c[name].type.compile(dialect) for name in names]
    arrays = ", ".join(f"${number}::{kind}[]" for number, kind in enumerate(types, 1))
    return f"unnest({arrays})"
