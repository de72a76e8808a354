"""The migration of the ledger: rows of before get their hashes, and go back as they were."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection

from core.services.shown_ledger import Verified
from core.services.verification import verify
from db.engine import Database
from db.types import UtcDateTime
from db.upgrade import alembic_config, upgrade

AT = datetime(2026, 11, 2, 12, 0, 0, 123456, tzinfo=UTC)
BEFORE, HEAD = "0002", "head"
BY = {"created_at": AT, "created_by": 5}
EARNED = {
    "kind": "earned",
    "currency": "USD",
    "cap_views": 1_000,
    "cpm": "0.50",
    "at": AT,
    "reason": "counted",
}


def put(connection: Connection, table: str, **values: Any) -> None:
    columns = [
        sa.column(name, UtcDateTime() if isinstance(value, datetime) else None)
        for name, value in values.items()
    ]
    connection.execute(sa.insert(sa.table(table, *columns)).values(values))


def put_post(connection: Connection, number: int, **values: Any) -> None:
    """Add a finalized post of creator and campaign `number` % 2 + 1, its snapshot, and what it earned."""
    home = number % 2 + 1
    put(
        connection,
        "posts",
        id=number,
        campaign_id=home,
        creator_id=home,
        kind="internal",
        platform="tiktok",
        platform_post_id=str(number),
        tracking="direct_add",
        status="finalized",
        status_reason="counted",
        status_at=AT,
        is_spared=False,
        needs_person=False,
        came_in_by="submit-post",
        submitted_by=5,
        submitted_at=AT,
        window_days=7,
        minimum_views=0,
        cpm="0.50",
        cap_views=1_000,
        deal_id=home if home == 1 else None,
        has_own_terms=False,
        is_exact=True,
        counted_snapshot_id=number,
        counted_views=900,
        earned_minor=45,
        availability="live",
        failures=0,
    )
    put(connection, "snapshots", id=number, post_id=number, taken_at=AT, source="x", is_exact=True, views=900)
    facts = EARNED | {"amount_minor": 45, "actor": None if home == 1 else 7}
    owner = {"campaign_id": home, "creator_id": home, "deal_id": home if home == 1 else None}
    put(connection, "ledger_entries", id=number, post_id=number, snapshot_id=number, **facts | owner)


def put_all(connection: Connection) -> None:
    """A database as the version before left it: two campaigns, five finalized posts."""
    command.downgrade(alembic_config(connection), BEFORE)
    for home in (1, 2):
        rules = {"window_days": 7, "minimum_views": 0, "currency": "USD", "state": "active"}
        put(connection, "campaigns", id=home, guild_id=1, name=f"C{home}", slug=f"c{home}", **rules | BY)
        who = {"platform": "tiktok", "handle": "anna", "state": "active", "tracking_mode": "auto"}
        put(connection, "creators", id=home, campaign_id=home, **who | BY)
    put(connection, "deals", id=1, creator_id=1, version=1, cpm="0.50", cap_views=1_000, **BY)
    for number in range(1, 6):
        put_post(connection, number)


def rows(connection: Connection, table: str) -> list[dict[str, Any]]:
    found = connection.execute(sa.text(f"SELECT * FROM {table} ORDER BY 1"))
    return [dict(row) for row in found.mappings()]


def kept(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    return {table: rows(connection, table) for table in ("deals", "posts", "ledger_entries", "campaigns")}


async def migrated(database: Database) -> tuple[dict[str, Any], Verified]:
    """What was there before, and what the ledger comes to after."""
    async with database.engine.begin() as connection:
        await connection.run_sync(put_all)
        before = await connection.run_sync(kept)
    await upgrade(database)
    return before, await verify(database)


async def test_rows_of_before_are_chained_and_add_up(database: Database) -> None:
    _, found = await migrated(database)

    assert (found.entries, found.campaigns, found.faults) == (5, 2, [])
    assert found.balances == {"USD": 225}


async def test_a_database_goes_back_as_it_was_and_comes_again_with_the_same_hashes(
    database: Database,
) -> None:
    before, _ = await migrated(database)
    async with database.engine.begin() as connection:
        hashes = [row["hash"] for row in await connection.run_sync(rows, "ledger_entries")]
        await connection.run_sync(lambda sync: command.downgrade(alembic_config(sync), BEFORE))
        assert await connection.run_sync(kept) == before

    await upgrade(database)

    async with database.engine.begin() as connection:
        assert [row["hash"] for row in await connection.run_sync(rows, "ledger_entries")] == hashes
    assert (await verify(database)).faults == []


@pytest.mark.parametrize(
    ("statement", "lost"),
    [
        ("UPDATE ledger_entries SET kind = 'adjusted' WHERE id = 5", "corrections and payments"),
        ("UPDATE deals SET kind = 'tiered', cpm = NULL", "tiered deals"),
    ],
)
async def test_going_back_is_refused_when_it_would_lose_money(
    database: Database, statement: str, lost: str
) -> None:
    await migrated(database)
    async with database.engine.begin() as connection:
        await connection.execute(sa.text(statement))

    with pytest.raises(RuntimeError, match=f"would lose {lost}: restore"):
        async with database.engine.begin() as connection:
            await connection.run_sync(lambda sync: command.downgrade(alembic_config(sync), BEFORE))

    assert (await verify(database)).entries == 5


async def test_each_campaigns_head_is_its_last_row(database: Database) -> None:
    await migrated(database)

    async with database.engine.begin() as connection:
        head = (await connection.run_sync(rows, "ledger_heads"))[0]
        last = [row for row in await connection.run_sync(rows, "ledger_entries") if row["campaign_id"] == 1]
    assert (head["entries"], head["hash"]) == (len(last), last[-1]["hash"])
