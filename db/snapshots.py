"""Snapshots: what was read, and when."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, or_, select

from core.domain.lifecycle import COUNTED_BEFORE, GoodReading
from core.domain.terms import PostStatus, Reading
from db.engine import Session
from db.models import Post, Snapshot
from db.records import AuditEntry

MANUAL = "manual"
"""The source of views that a person typed."""
HISTORY_PART = 500
"""How many rows of a history are unpacked at a stretch: the event loop runs between two of them."""

HistoryRow = Row[*tuple[Any, ...]]
"""Id, moment, views, likes, comments, shares, source, metric, exactness."""


def of_reading(post_id: int, reading: Reading, taken_at: datetime) -> dict[str, Any]:
    """Return the columns of a reading's snapshot."""
    counts = reading.counts
    return {
        "post_id": post_id,
        "taken_at": taken_at,
        "source": reading.source,
        "metric": reading.metric,
        "is_exact": reading.exact,
        "views": counts.views,
        "likes": counts.likes,
        "comments": counts.comments,
        "shares": counts.shares,
        "saves": counts.saves,
    }


async def good_near_end(
    session: Session, posts: Sequence[Post], grace: timedelta
) -> Mapping[int, list[GoodReading]]:
    """Return, by post id, the readings with known views that may be counted or are, oldest first."""
    found: defaultdict[int, list[GoodReading]] = defaultdict(list)
    spans = [
        or_(
            Snapshot.id == post.counted_snapshot_id,
            and_(
                Snapshot.post_id == post.id,
                Snapshot.taken_at >= post.window_ends_at - COUNTED_BEFORE,
                or_(Snapshot.taken_at <= post.window_ends_at + grace, Snapshot.source == MANUAL),
            ),
        )
        for post in posts
        if post.window_ends_at is not None
    ]
    if not spans:
        return found
    query = select(Snapshot).where(Snapshot.views.is_not(None), or_(*spans)).order_by(Snapshot.taken_at)
    for snapshot in await session.scalars(query):
        found[snapshot.post_id].append(good(snapshot))
    return found


async def latest_good(session: Session, post_id: int) -> Snapshot | None:
    """Return the newest snapshot with known views."""
    query = (
        select(Snapshot)
        .where(Snapshot.post_id == post_id, Snapshot.views.is_not(None))
        .order_by(Snapshot.taken_at.desc(), Snapshot.id.desc())
    )
    found: Snapshot | None = await session.scalar(query.limit(1))
    return found


async def latest(session: Session, post_id: int, limit: int) -> Sequence[Snapshot]:
    """Return the newest snapshots, newest first."""
    query = select(Snapshot).where(Snapshot.post_id == post_id)
    return (
        await session.scalars(query.order_by(Snapshot.taken_at.desc(), Snapshot.id.desc()).limit(limit))
    ).all()


async def history(session: Session, post_id: int) -> AsyncIterator[Sequence[HistoryRow]]:
    """Yield what was read of a post, oldest first, in parts that are quickly worked through."""
    query = (
        select(
            Snapshot.id,
            Snapshot.taken_at,
            Snapshot.views,
            Snapshot.likes,
            Snapshot.comments,
            Snapshot.shares,
            Snapshot.source,
            Snapshot.metric,
            Snapshot.is_exact,
        )
        .where(Snapshot.post_id == post_id)
        .order_by(Snapshot.taken_at, Snapshot.id)
    )
    async for part in (await session.stream(query)).partitions(HISTORY_PART):
        yield part


async def finalized_at(session: Session, post_id: int) -> datetime | None:
    """Return when the post was finalized last, as the trail says; None: never."""
    query = (
        select(AuditEntry.at)
        .where(
            AuditEntry.post_id == post_id,
            AuditEntry.action == "decision",
            AuditEntry.before != PostStatus.PAID.value,
            AuditEntry.after == PostStatus.FINALIZED.value,
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    found: datetime | None = await session.scalar(query.limit(1))
    return found


async def by_id(session: Session, snapshot_id: int) -> Snapshot:
    """Return the snapshot; the id is known to be right."""
    return await session.get_one(Snapshot, snapshot_id)


def good(snapshot: Snapshot) -> GoodReading:
    """Return a snapshot with known views as the rule sees it."""
    if snapshot.views is None:
        raise ValueError("a snapshot without views is no good reading")
    return GoodReading(
        snapshot.id,
        snapshot.taken_at,
        snapshot.views,
        is_manual=snapshot.source == MANUAL,
        is_exact=snapshot.is_exact,
    )
