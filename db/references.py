"""Competitors' posts, and what is compared with them."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Row, Select, func, select

from core.domain.terms import Platform, PostKind, PostStatus, TrackingStatus
from core.domain.tracking import Use
from db.counting import taking_part
from db.engine import Session
from db.indexes import said
from db.models import Campaign, Post, Snapshot

PART = 500
"""How many posts or readings are unpacked at a stretch: the event loop runs between two of them."""

SeenRow = Row[int, datetime, int | None, str, str | None, bool]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a comparison needs of a post; there may be thousands."""

    id: int
    kind: PostKind
    tracking: TrackingStatus
    status: PostStatus | None
    platform: Platform
    author_handle: str | None
    author_id: str | None
    published_at: datetime | None
    views: int | None
    likes: int | None
    comments: int | None
    shares: int | None
    source: str | None
    metric: str | None
    is_exact: bool


async def count(session: Session, campaign_ids: Collection[int]) -> int:
    """Return how many competitors' posts these campaigns follow, excluded ones left out."""
    return await session.scalar(select(func.count()).select_from(_followed(campaign_ids).subquery())) or 0


async def stretch(
    session: Session, campaign_ids: Collection[int], *, offset: int, limit: int
) -> Sequence[tuple[Post, Campaign]]:
    """Return some of those posts, the latest published first."""
    latest = (Post.published_at.desc().nulls_last(), Post.id.desc())
    chosen = _followed(campaign_ids).with_only_columns(Post.id).order_by(*latest)
    chosen_ids = chosen.offset(offset).limit(limit).subquery()  # an index alone tells them
    query = select(Post, Campaign).join(Campaign, Campaign.id == Post.campaign_id)
    query = query.join(chosen_ids, chosen_ids.c.id == Post.id).order_by(*latest)
    return [(row[0], row[1]) for row in await session.execute(query)]


async def compared(session: Session, campaign_id: int) -> AsyncIterator[Sequence[Standing]]:
    """Yield all posts of the campaign that are compared, the latest published first, in parts."""
    query = select(*(getattr(Post, each.name) for each in fields(Standing)))
    latest = (Post.published_at.desc().nulls_last(), Post.id.desc())
    query = query.where(Post.campaign_id == campaign_id, taking_part(Use.INTELLIGENCE))
    async for part in (await session.stream(query.order_by(*latest))).partitions(PART):
        yield [Standing(*row) for row in part]


async def known_views(session: Session, campaign_id: int) -> AsyncIterator[Sequence[SeenRow]]:
    """Yield id of the post, time, views, source, metric and exactness of all their readings with known views.

    They come in parts that are quickly worked through, post by post, the oldest first.
    """
    query = (
        select(
            Snapshot.post_id,
            Snapshot.taken_at,
            Snapshot.views,
            Snapshot.source,
            Snapshot.metric,
            Snapshot.is_exact,
        )
        .join(Post, Post.id == Snapshot.post_id)
        .where(Post.campaign_id == campaign_id, taking_part(Use.INTELLIGENCE), Snapshot.views.is_not(None))
        .order_by(Snapshot.post_id, Snapshot.taken_at, Snapshot.id)
    )
    async for part in (await session.stream(query)).partitions(PART):
        yield part


def _followed(campaign_ids: Collection[int]) -> Select[Post, Campaign]:
    return (
        select(Post, Campaign)
        .join(Campaign, Campaign.id == Post.campaign_id)
        .where(
            Post.campaign_id.in_(campaign_ids),
            said(Post.kind, PostKind.REFERENCE),
            taking_part(Use.INTELLIGENCE),
        )
    )
