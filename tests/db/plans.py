"""How a database goes about what it is asked."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, text

from core.services.app import App


@asynccontextmanager
async def plans(app: App, *, in_order: bool = False) -> AsyncIterator[list[str]]:
    """Fill a list, at the end, with how the database makes each SELECT that was made meanwhile.

    Args:
        in_order: PostgreSQL is told not to sort where it need not, as it would where there are few rows.
    """
    made: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT"):
            made.append((statement, parameters))

    async with app.sessions.begin() as session:
        await session.execute(text("ANALYZE"))
    found: list[str] = []
    engine = app.database.reader
    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield found
    event.remove(engine.sync_engine, "before_cursor_execute", note)
    how = "EXPLAIN" if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    async with engine.connect() as connection:
        if in_order and how == "EXPLAIN":
            for other_way in ("enable_sort", "enable_bitmapscan", "enable_incremental_sort"):
                await connection.exec_driver_sql(f"SET LOCAL {other_way} = off")
        for statement, parameters in made:
            rows = await connection.exec_driver_sql(f"{how} {statement}", parameters)
            found.append("\n".join(str(row[-1]) for row in rows))


def sorts(plan: str) -> bool:
    """Whether everything is read before the first row is given, to bring it into its order."""
    return "B-TREE" in plan or "Sort  (" in plan


def scans(plan: str) -> bool:
    """Whether a whole table is read."""
    return "Seq Scan" in plan or any(line.startswith("SCAN") for line in plan.splitlines())


def uses(plan: str, names: Sequence[str]) -> bool:
    """Whether the plan reads by one of these indexes."""
    return any(name in plan for name in names)
