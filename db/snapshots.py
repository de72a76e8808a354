"""Snapshots: what was read, and when."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from core.domain.lifecycle import COUNTED_BEFORE, GoodReading
from core.domain.terms import Reading
from db.engine import Session
from db.models import Post, Snapshot

MANUAL = "manual"
"""The source of views that a person typed."""


def of_reading(post: Post, reading: Reading, taken_at: datetime) -> Snapshot:
    """Return the snapshot of a reading, not yet added."""
    counts = reading.counts
    return Snapshot(
        post_id=post.id,
        taken_at=taken_at,
        source=reading.source,
        metric=reading.metric,
        is_exact=reading.exact,
        views=counts.views,
        likes=counts.likes,
        comments=counts.comments,
        shares=counts.shares,
        saves=counts.saves,
    )


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
