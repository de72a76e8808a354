"""Appeals: questions, and the insert that keeps them at one a post."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from core.domain.terms import PostStatus
from db.appeal_rows import Appeal
from db.engine import Session, insert_for
from db.models import Campaign, Post
from db.records import AuditEntry

OPEN = Appeal.decided_at.is_(None)


async def insert_new(session: Session, **values: Any) -> Appeal | None:
    """Add an appeal; None when the post has one."""
    insert = insert_for(session, Appeal).values(**values).on_conflict_do_nothing(index_elements=["post_id"])
    found: Appeal | None = await session.scalar(insert.returning(Appeal))
    return found


async def by_id(session: Session, appeal_id: int) -> Appeal | None:
    """Return the appeal."""
    return await session.get(Appeal, appeal_id)


async def of_post(session: Session, post_id: int) -> Appeal | None:
    """Return the post's appeal, open or decided."""
    found: Appeal | None = await session.scalar(select(Appeal).where(Appeal.post_id == post_id))
    return found


async def of_posts(session: Session, post_ids: Collection[int]) -> Mapping[int, Appeal]:
    """Return the appeals of these posts by post id."""
    found = await session.scalars(select(Appeal).where(Appeal.post_id.in_(post_ids)))
    return {appeal.post_id: appeal for appeal in found}


async def locked_of_post(session: Session, post_id: int) -> Appeal | None:
    """Return the post's appeal, locked for this transaction; the post is locked before it."""
    query = select(Appeal).where(Appeal.post_id == post_id).with_for_update()
    found: Appeal | None = await session.scalar(query.execution_options(populate_existing=True))
    return found


async def count_open(session: Session, campaign_ids: Collection[int]) -> int:
    """Return how many appeals of these campaigns' posts are open."""
    query = select(func.count()).select_from(Appeal).join(Post, Post.id == Appeal.post_id)
    return await session.scalar(query.where(OPEN, Post.campaign_id.in_(campaign_ids))) or 0


async def stretch(
    session: Session, campaign_ids: Collection[int], *, offset: int, limit: int
) -> Sequence[tuple[Appeal, Post, Campaign]]:
    """Return some of the open appeals of these campaigns' posts, the oldest first."""
    query = (
        select(Appeal, Post, Campaign)
        .join(Post, Post.id == Appeal.post_id)
        .join(Campaign, Campaign.id == Post.campaign_id)
        .where(OPEN, Post.campaign_id.in_(campaign_ids))
        .order_by(Appeal.made_at, Appeal.id)
    )
    found = await session.execute(query.offset(offset).limit(limit))
    return [(row[0], row[1], row[2]) for row in found]


async def rejected_by(session: Session, post_id: int) -> int | None:
    """Return who rejected the post last; None: the rule."""
    query = select(AuditEntry.actor).where(
        AuditEntry.post_id == post_id, AuditEntry.after == PostStatus.REJECTED.value
    )
    found: int | None = await session.scalar(query.order_by(AuditEntry.id.desc()).limit(1))
    return found


async def published(
    session: Session, appeal_id: int, channel_id: int, message_id: int, file_name: str | None
) -> None:
    """Keep where the team's message about an appeal is, and the name of the file in it."""
    now = {"channel_id": channel_id, "message_id": message_id, "file_name": file_name}
    await session.execute(update(Appeal).where(Appeal.id == appeal_id).values(now))


async def stale(
    session: Session, guild_ids: Collection[int], limit: int
) -> Sequence[tuple[Appeal, Post, Campaign]]:
    """Return decided appeals whose message does not say so, of these servers, the longest decided first."""
    query = (
        select(Appeal, Post, Campaign)
        .join(Post, Post.id == Appeal.post_id)
        .join(Campaign, Campaign.id == Post.campaign_id)
        .where(Appeal.decided_at.is_not(None), Appeal.message_id.is_not(None), Appeal.renewed_at.is_(None))
        .where(Campaign.guild_id.in_(guild_ids))
        .order_by(Appeal.decided_at, Appeal.id)
    )
    found = await session.execute(query.limit(limit))
    return [(row[0], row[1], row[2]) for row in found]


async def renewed(session: Session, appeal_id: int, now: datetime) -> None:
    """Keep that the message about an appeal says how it ended, or is gone."""
    await session.execute(update(Appeal).where(Appeal.id == appeal_id).values(renewed_at=now))
