"""Posts that wait for review: questions."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from core.domain.lifecycle import UNDECIDED
from core.domain.terms import PostKind, TrackingStatus
from db.engine import Session
from db.indexes import among, said
from db.models import Campaign, Creator, Post

WAITS = (
    said(Post.kind, PostKind.INTERNAL)
    & said(Post.tracking, TrackingStatus.PENDING_REVIEW)
    & among(Post.status, UNDECIDED)
)
"""Posts that were found by themselves, and that nobody decided about; an index holds them."""
BORN = func.coalesce(Post.published_at, Post.submitted_at, type_=Post.submitted_at.type)
"""When a post was published; where that is unknown, when it came in."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Whose waiting posts are asked for; `creator_id` None: everybody's."""

    campaign_ids: Collection[int]
    creator_id: int | None = None


async def count(session: Session, wanted: Queue) -> int:
    """Return how many posts wait."""
    return await session.scalar(select(func.count()).select_from(Post).where(_is_in(wanted))) or 0


async def stretch(
    session: Session, wanted: Queue, *, offset: int, limit: int
) -> Sequence[tuple[Post, Campaign]]:
    """Return some of the posts that wait, the newest publication first."""
    order = (BORN.desc(), Post.id.desc())
    # ids alone are sorted: far down a long list whole rows, captions and all, take many times as long
    chosen = select(Post.id).where(_is_in(wanted)).order_by(*order).offset(offset).limit(limit).subquery()
    query = (
        select(Post, Campaign)
        .join(Campaign, Campaign.id == Post.campaign_id)
        .join(chosen, chosen.c.id == Post.id)
        .order_by(*order)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def by_creator(
    session: Session, campaign_ids: Collection[int], limit: int
) -> Sequence[tuple[Creator, int]]:
    """Return the creators most of whose posts wait, each with how many."""
    waits = func.count(Post.id)
    counted = (
        select(Post.creator_id.label("creator_id"), waits.label("waits"))
        .where(_is_in(Queue(campaign_ids)))
        .group_by(Post.creator_id)
        .subquery()
    )
    query = select(Creator, counted.c.waits).join(counted, counted.c.creator_id == Creator.id)
    found = await session.execute(query.order_by(counted.c.waits.desc(), Creator.handle).limit(limit))
    return [(row[0], row[1]) for row in found]


def _is_in(wanted: Queue) -> ColumnElement[bool]:
    is_in = WAITS & Post.campaign_id.in_(wanted.campaign_ids)
    return is_in if wanted.creator_id is None else is_in & (Post.creator_id == wanted.creator_id)
