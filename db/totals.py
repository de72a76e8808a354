"""How many posts creators and campaigns have, and what these earned: questions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from core.domain.terms import PostKind, PostStatus, TrackingStatus
from db.engine import Session
from db.models import Post


@dataclass(frozen=True, slots=True)
class Row:
    """Posts of one owner that are tracked and decided alike: how many, and what they earned together."""

    owner_id: int
    tracking: TrackingStatus
    status: PostStatus | None
    posts: int
    earned_minor: int


async def of_creators(session: Session, creator_ids: Collection[int]) -> Sequence[Row]:
    """Return what the creators' posts come to."""
    return await _totals(session, Post.creator_id, creator_ids)


async def of_campaigns(session: Session, campaign_ids: Collection[int]) -> Sequence[Row]:
    """Return what the posts of the campaigns' creators come to; competitors' are left out."""
    return await _totals(session, Post.campaign_id, campaign_ids)


async def _totals(
    session: Session,
    owner: InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
    owner_ids: Collection[int],
) -> Sequence[Row]:
    query = (
        select(owner, Post.tracking, Post.status, func.count(), func.sum(Post.earned_minor))
        .where(owner.in_(owner_ids), Post.kind == PostKind.INTERNAL)
        .group_by(owner, Post.tracking, Post.status)
    )
    rows = await session.execute(query)
    return [Row(row[0], row[1], row[2], row[3], int(row[4] or 0)) for row in rows if row[0] is not None]
