"""Old readings of decided posts: which posts have some, what they are, and removing them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, or_, select

from core.domain.lifecycle import OPEN
from core.domain.thinning import Look
from db.appeal_rows import Appeal
from db.engine import Session
from db.models import Post, Snapshot
from db.money import LedgerEntry
from db.snapshots import MANUAL


async def crowded(
    session: Session, campaign_id: int, last_id: int, since: datetime | None, until: datetime, limit: int
) -> Sequence[int]:
    """Return the ids of rested posts that follow, and were read more than once in this time.

    Args:
        since: None: from the first reading on.
    """
    in_time = [Snapshot.post_id == Post.id, Snapshot.taken_at < until]
    if since is not None:
        in_time.append(Snapshot.taken_at >= since)
    times = select(func.count()).where(*in_time).scalar_subquery()
    query = select(Post.id).where(Post.campaign_id == campaign_id, Post.id > last_id, _is_rested(), times > 1)
    return (await session.scalars(query.order_by(Post.id).limit(limit))).all()


async def locked(session: Session, ids: Collection[int]) -> Sequence[Post]:
    """Return those of the posts that are rested, and that nobody else is at, locked."""
    query = select(Post).where(Post.id.in_(ids), _is_rested()).order_by(Post.id)
    return (await session.scalars(query.with_for_update(skip_locked=True, of=Post))).all()


async def looks(session: Session, post_ids: Collection[int]) -> Mapping[int, Sequence[Look]]:
    """Return all readings of the posts, by post, oldest first."""
    query = select(Snapshot.post_id, Snapshot.id, Snapshot.taken_at, Snapshot.views, Snapshot.source)
    query = query.where(Snapshot.post_id.in_(post_ids))
    found: defaultdict[int, list[Look]] = defaultdict(list)
    for row in await session.execute(query.order_by(Snapshot.post_id, Snapshot.taken_at, Snapshot.id)):
        found[row[0]].append(Look(row[1], row[2], row[3], is_manual=row[4] == MANUAL))
    return found


async def named(session: Session, post_ids: Collection[int]) -> Mapping[int, set[int]]:
    """Return the readings that rows of the ledger name, by post."""
    query = select(LedgerEntry.post_id, LedgerEntry.snapshot_id).where(
        LedgerEntry.post_id.in_(post_ids), LedgerEntry.snapshot_id.is_not(None)
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    for post_id, snapshot_id in await session.execute(query):
        found[post_id or 0].add(snapshot_id or 0)
    return found


async def remove(session: Session, ids: Collection[int]) -> None:
    """Remove readings."""
    gone = delete(Snapshot).where(Snapshot.id.in_(ids))
    await session.execute(gone, execution_options={"synchronize_session": False})


def _is_rested() -> ColumnElement[bool]:
    """Whether nothing is to be decided about a post: it is decided, or a competitor's, and not disputed."""
    is_disputed = exists().where(Appeal.post_id == Post.id, Appeal.decided_at.is_(None))
    is_decided = or_(Post.status.is_(None), Post.status.not_in(sorted(OPEN)))
    return is_decided & Post.held_at.is_(None) & ~is_disputed
