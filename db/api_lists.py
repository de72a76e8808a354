"""What the API lists, the newest id first; each list goes on after an id, whatever is added meanwhile."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from core.domain.ledger import LedgerKind
from core.domain.terms import CampaignState, CreatorState, Platform, PostKind, PostStatus, TrackingStatus
from core.domain.tracking import Use
from db.counting import taking_part
from db.each import CAMPAIGN, MOST_EACH, of_each
from db.engine import Session
from db.models import Campaign, Creator, Post, Snapshot
from db.money import LedgerEntry
from db.records import AuditEntry


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which part of a list: at most `limit` rows with ids below `after`; None: from its beginning."""

    limit: int
    after: int | None = None


@dataclass(frozen=True, slots=True)
class VideoFilter:
    """Which videos are meant; None: any."""

    campaign_ids: Collection[int]
    creator_id: int | None = None
    platform: Platform | None = None
    kind: PostKind | None = None
    status: PostStatus | None = None
    tracking: TrackingStatus | None = None


async def campaigns(
    session: Session, guild_id: int, part: Stretch, *, state: CampaignState | None = None
) -> Sequence[Campaign]:
    """Return some of the server's campaigns; state None: any."""
    query = select(Campaign).where(Campaign.guild_id == guild_id)
    if state is not None:
        query = query.where(Campaign.state == state)
    return (await session.scalars(_part(query, Campaign.id, part))).all()


async def creators(
    session: Session,
    campaign_ids: Collection[int],
    part: Stretch,
    *,
    platform: Platform | None = None,
    state: CreatorState | None = None,
) -> Sequence[tuple[Creator, Campaign]]:
    """Return some of the creators, removed ones left out; None: any."""
    query = (
        select(Creator, Campaign)
        .join(Campaign, Campaign.id == Creator.campaign_id)
        .where(Creator.campaign_id.in_(campaign_ids), Creator.state != CreatorState.REMOVED)
    )
    if platform is not None:
        query = query.where(Creator.platform == platform)
    if state is not None:
        query = query.where(Creator.state == state)
    return [(row[0], row[1]) for row in await session.execute(_part(query, Creator.id, part))]


async def videos(session: Session, wanted: VideoFilter, part: Stretch) -> Sequence[tuple[Post, Campaign]]:
    """Return some of the posts that programs may see."""
    narrowed = {
        Post.creator_id: wanted.creator_id,
        Post.platform: wanted.platform,
        Post.kind: wanted.kind,
        Post.status: wanted.status,
        Post.tracking: wanted.tracking,
    }
    fits = [column == value for column, value in narrowed.items() if value is not None]
    if 0 < len(wanted.campaign_ids) <= MOST_EACH and wanted.creator_id is None:
        newest = select(Post.id).where(Post.campaign_id == CAMPAIGN, taking_part(Use.API), *fits)
        merged = of_each(session, wanted.campaign_ids, _part(newest, Post.id, part))
        query = _visible().where(Post.id.in_(merged))
    else:
        query = _visible().where(Post.campaign_id.in_(wanted.campaign_ids), *fits)
    return [(row[0], row[1]) for row in await session.execute(_part(query, Post.id, part))]


async def video(session: Session, guild_id: int, post_id: int) -> tuple[Post, Campaign] | None:
    """Return the server's post with this id, if programs may see it."""
    query = _visible().where(Campaign.guild_id == guild_id, Post.id == post_id)
    row = (await session.execute(query)).first()
    return None if row is None else (row[0], row[1])


async def snapshots(session: Session, post_id: int, part: Stretch) -> Sequence[Snapshot]:
    """Return some of what was read of a post, the latest first."""
    query = select(Snapshot).where(Snapshot.post_id == post_id)
    if part.after is not None:
        last = select(Snapshot.taken_at).where(Snapshot.id == part.after).scalar_subquery()
        is_same = (Snapshot.taken_at == last) & (Snapshot.id < part.after)
        query = query.where(or_(Snapshot.taken_at < last, is_same))
    query = query.order_by(Snapshot.taken_at.desc(), Snapshot.id.desc()).limit(part.limit)
    return (await session.scalars(query)).all()


async def adjusted(session: Session, post_ids: Collection[int]) -> Mapping[int, int]:
    """Return the sums of posts' corrections, in minor units; posts without one are left out."""
    query = select(LedgerEntry.post_id, func.sum(LedgerEntry.amount_minor)).where(
        LedgerEntry.post_id.in_(post_ids), LedgerEntry.kind == LedgerKind.ADJUSTED
    )
    rows = await session.execute(query.group_by(LedgerEntry.post_id))
    return {row[0]: int(row[1]) for row in rows if row[0] is not None}


async def campaigns_of(session: Session, creator_ids: Collection[int]) -> Mapping[int, int]:
    """Return the campaigns of creators, by creator id."""
    query = select(Creator.id, Creator.campaign_id).where(Creator.id.in_(creator_ids))
    return {row[0]: row[1] for row in await session.execute(query)}


async def was_added(session: Session, key_id: int, post_id: int, action: str, since: datetime) -> bool:
    """Whether the post came in by this key since a moment."""
    query = select(AuditEntry.id).where(
        AuditEntry.post_id == post_id,
        AuditEntry.api_key_id == key_id,
        AuditEntry.action == action,
        AuditEntry.at >= since,
    )
    return await session.scalar(query.limit(1)) is not None


def _visible() -> Select[Post, Campaign]:
    return select(Post, Campaign).join(Campaign, Campaign.id == Post.campaign_id).where(taking_part(Use.API))


def _part(query: Select[*tuple[Any, ...]], by: Any, part: Stretch) -> Select[*tuple[Any, ...]]:
    if part.after is not None:
        query = query.where(by < part.after)
    return query.order_by(by.desc()).limit(part.limit)
