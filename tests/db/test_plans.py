"""What is asked at each beat and by common commands goes by its index, however many posts there are.

A plan is asked for without any rows: what is chosen then rests on no figures of what the tables hold. Reading
whole tables is forbidden to PostgreSQL, which would, rightly, read tables without rows in no other way.
"""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from core.domain.metrics import Span
from core.domain.needs import Need
from core.domain.terms import Platform, PostStatus
from core.services.app import App
from db import (
    api_lists,
    boards,
    budgets,
    digests,
    needs,
    outages,
    owed,
    posts,
    references,
    reviews,
    runs,
    snapshots,
)
from db.engine import Session
from db.posts import Filter
from db.reviews import Queue
from tests.fakes import NOON

WHOLE = re.compile(r"(Seq Scan on|\bSCAN) (posts|snapshots|ledger_entries)\b")
"""A table is read from end to end."""
HOMES = [1, 2, 3]
WEEK = Span(NOON.date(), NOON.date(), NOON - timedelta(days=7), NOON)

# of two indexes with the same posts PostgreSQL takes either: a name stands for those that begin with it
Query = Callable[[Session], Awaitable[Any]]


async def parts(found: Any) -> None:
    async for _ in found:
        pass


QUESTIONS: dict[str, tuple[Query, set[str]]] = {
    "to decide": (lambda s: posts.to_decide(s, PostStatus.ACTIVE, NOON, 100), {"ix_posts_open"}),
    "overdue": (lambda s: runs.overdue(s, NOON), {"ix_posts_due"}),
    "heard": (runs.heard, {"ix_posts_open"}),
    "waiting": (runs.waiting, {"ix_posts_open"}),
    "boards": (lambda s: boards.tasks(s, HOMES), {"ix_posts_waiting", "ix_posts_open", "ix_posts_held"}),
    "needs": (lambda s: needs.oldest(s, HOMES), {"ix_posts_open", "ix_posts_held"}),
    "unpriced": (lambda s: needs.count(s, HOMES, Need.UNPRICED), {"ix_posts_open"}),
    "inbox": (lambda s: reviews.stretch(s, Queue(HOMES), offset=0, limit=25), {"ix_posts_waiting"}),
    "inbox by creator": (lambda s: reviews.by_creator(s, HOMES, 24), {"ix_posts_waiting"}),
    "reserved": (lambda s: budgets.open_posts(s, [1]), {"ix_posts_open_in"}),
    "spent": (lambda s: budgets.settled(s, HOMES), {"ix_ledger_entries_campaign_id"}),
    "ready": (lambda s: parts(owed.alike(s, HOMES)), {"ix_ledger_entries_campaign_id"}),
    "page": (lambda s: posts.stretch(s, Filter(HOMES), offset=9_000, limit=10), {"ix_posts_born"}),
    "search": (lambda s: posts.search(s, HOMES, "sun", 25), {"ix_posts_born", "ix_posts_identity"}),
    "competitors": (lambda s: references.stretch(s, HOMES, offset=0, limit=9), {"ix_posts_references"}),
    "videos": (
        lambda s: api_lists.videos(s, api_lists.VideoFilter(HOMES), api_lists.Stretch(50, after=99)),
        {"ix_posts_campaign_id"},
    ),
    "history": (lambda s: parts(snapshots.history(s, 1)), {"ix_snapshots_post_id_taken_at"}),
    "concerned": (lambda s: outages.concerned(s, Platform.TIKTOK), {"(uq|sqlite_autoindex|ix)_posts"}),
    "latest": (lambda s: snapshots.latest(s, 1, 5), {"ix_snapshots_post_id_taken_at"}),
    "finalized": (lambda s: digests.finalized(s, 1, WEEK), {"ix_audit_entries_campaign_id_at"}),
}


@pytest.mark.parametrize("what", QUESTIONS)
async def test_it_goes_by_its_index_and_reads_no_table_from_end_to_end(app: App, what: str) -> None:
    question, indexes = QUESTIONS[what]

    plan = await plan_of(app, question)

    assert {name for name in indexes if re.search(rf"\b{name}", plan)} == indexes, plan
    assert not WHOLE.search(plan), plan


async def plan_of(app: App, question: Query) -> str:
    """Return how the statements of a question would be carried out."""
    asked: list[tuple[str, Any]] = []

    @event.listens_for(app.database.reader.sync_engine, "before_cursor_execute")
    def keep(_connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        asked.append((statement, values))

    async with app.reads() as session:
        await question(session)
    event.remove(app.database.reader.sync_engine, "before_cursor_execute", keep)
    async with app.reads() as session:
        connection = await session.connection()
        is_postgres = connection.dialect.name == "postgresql"
        if is_postgres:
            await session.execute(text("SET LOCAL enable_seqscan = off"))
        told: list[str] = []
        for statement, values in asked:
            how = "EXPLAIN " if is_postgres else "EXPLAIN QUERY PLAN "
            told += [str(row[-1]) for row in await connection.exec_driver_sql(how + statement, values)]
    return "\n".join(told)
