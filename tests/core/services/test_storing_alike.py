"""Answers are stored in bulk, and leave what storing each on its own would leave."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from sqlalchemy import FromClause, select, text

from core.domain.terms import Platform
from core.services import readings, storing
from core.services.app import App
from core.services.readings import Answer
from core.services.tally import Tally
from db import posts
from db.engine import Session
from db.models import Creator, Post, Snapshot
from db.money import LedgerEntry
from db.records import AuditEntry, Notice
from tests.core.services import looking
from tests.core.services.looking import NOW
from tests.fakes import FixedClock

WORLDS, BATCHES = 3, 25
TABLES = (Post, Snapshot, Creator, AuditEntry, Notice, LedgerEntry)
BY_LOT = {"hash", "previous_hash"}
"""What ids go into, and differs with them."""

Way = Callable[[Session, App, Platform, Mapping[str, Answer]], Awaitable[Tally]]


@pytest.mark.parametrize("seed", range(WORLDS))
async def test_in_bulk_and_one_by_one_leave_the_same(app: App, clock: FixedClock, seed: int) -> None:
    lot = Random(seed)  # noqa: S311  a test's lots
    app = replace(app, chance=lambda: 0.5)
    clock.now = NOW
    await looking.populate(app.database, lot)

    happened = set[str]()
    for number in range(BATCHES):
        answers = looking.answers(lot, lot.choice([1, 5, 15, 30]))
        bulk = await left(app, answers, storing.store)
        one_by_one = await left(app, answers, the_long_way)
        assert bulk == one_by_one, f"batch {number}"
        happened |= {entry["action"] for entry in bulk["audit_entries"]}
        happened |= {name for name in ("notices", "ledger_entries") if bulk[name]}
    assert happened == {"availability", "window", "account", "decision", "notices", "ledger_entries"}


async def the_long_way(
    session: Session, app: App, platform: Platform, answers: Mapping[str, Answer]
) -> Tally:
    rows = await posts.watched(session, platform, answers)
    return await readings.record(session, app, rows, answers)


async def left(app: App, answers: Mapping[str, Answer], way: Way) -> dict[str, Any]:
    """All that stands in the tables after answers were stored, which is then taken back."""
    async with app.sessions() as session:
        tally = await way(session, app, Platform.TIKTOK, answers)
        await session.flush()
        found = {model.__tablename__: await rows(session, model.__table__) for model in TABLES}
        await session.rollback()
    taken = {row["id"]: (row["post_id"], row["taken_at"]) for row in found["snapshots"]}
    for row in found["posts"]:
        row["counted_snapshot_id"] = taken.get(row["counted_snapshot_id"])
    for row in found["ledger_entries"]:
        row["snapshot_id"] = taken.get(row["snapshot_id"])
    for name in ("snapshots", "audit_entries", "notices", "ledger_entries"):
        for row in found[name]:
            del row["id"]
    found["snapshots"].sort(key=lambda row: (row["post_id"], row["taken_at"]))
    return found | {"tally": tally}


async def rows(session: Session, table: FromClause) -> list[dict[str, Any]]:
    found = await session.execute(select(text("*")).select_from(table).order_by(table.c.id))
    return [{name: value for name, value in row.items() if name not in BY_LOT} for row in found.mappings()]
