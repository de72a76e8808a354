"""Posts and watched accounts that need a person: the conditions, and the oldest few of each campaign."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, literal, or_, select, union_all

from core.domain.needs import Need
from core.domain.terms import CampaignState, CreatorState, Platform, PostRef, PostStatus, WatchState
from core.domain.tracking import Use
from db.counting import IS_OPEN, taking_part
from db.engine import Session
from db.models import Campaign, Creator, Post, WatchedAccount

FIRST = 3
"""So many of each kind are named."""
NEEDS: Mapping[Need, ColumnElement[bool]] = {
    Need.UNDECIDED: IS_OPEN & (Post.status == PostStatus.AWAITING_MEASUREMENT) & Post.needs_person.is_(True),
    Need.UNPRICED: IS_OPEN & (Post.status == PostStatus.PENDING_CPM),
    Need.HELD: Post.held_at.is_not(None)
    & Post.status.not_in([PostStatus.PAID, PostStatus.REJECTED])
    & taking_part(Use.MONEY),
}
SINCE = {Need.UNDECIDED: Post.status_at, Need.UNPRICED: Post.status_at, Need.HELD: Post.held_at}


@dataclass(frozen=True, slots=True)
class Oldest:
    """One of the posts of a campaign that need a person the longest."""

    campaign_id: int
    need: Need
    post_id: int
    ref: PostRef


@dataclass(frozen=True, slots=True)
class Failing:
    """An account that cannot be synced, one of `total` in its campaign."""

    guild_id: int
    campaign_id: int
    campaign: str
    total: int
    handle: str
    platform: Platform


async def oldest(session: Session, campaign_ids: Collection[int]) -> Sequence[Oldest]:
    """Return the posts that need a person the longest, at most `FIRST` of a need in each campaign."""
    ranked = union_all(*(_ranked(need, campaign_ids) for need in Need)).subquery()
    query = (
        select(Post.campaign_id, ranked.c.need, Post.id, Post.platform, Post.platform_post_id)
        .add_columns(Post.author_handle)
        .join(ranked, ranked.c.id == Post.id)
        .where(ranked.c.place <= FIRST)
        .order_by(Post.campaign_id, ranked.c.need, ranked.c.place)
    )
    return [Oldest(row[0], Need(row[1]), row[2], PostRef(*row[3:])) for row in await session.execute(query)]


async def failing(session: Session, guild_ids: Collection[int], failures: int) -> Sequence[Failing]:
    """Return accounts whose last so many syncs failed, of those synced now: a few of each campaign."""
    ranked = (
        select(
            Campaign.guild_id,
            Campaign.id,
            Campaign.name,
            func.count().over(partition_by=WatchedAccount.campaign_id).label("total"),
            WatchedAccount.handle,
            WatchedAccount.platform,
            func.row_number()
            .over(partition_by=WatchedAccount.campaign_id, order_by=WatchedAccount.id)
            .label("place"),
        )
        .join(Campaign, Campaign.id == WatchedAccount.campaign_id)
        .outerjoin(Creator, Creator.id == WatchedAccount.creator_id)
        .where(
            Campaign.guild_id.in_(guild_ids),
            Campaign.state == CampaignState.ACTIVE,
            WatchedAccount.state == WatchState.ACTIVE,
            WatchedAccount.failures >= failures,
            or_(Creator.id.is_(None), Creator.state == CreatorState.ACTIVE),
        )
        .subquery()
    )
    query = select(ranked).where(ranked.c.place <= FIRST)
    found = await session.execute(query.order_by(ranked.c.name, ranked.c.id, ranked.c.place))
    return [Failing(*row[:-1]) for row in found]


async def count(session: Session, campaign_ids: Collection[int], need: Need) -> int:
    """Return how many posts of these campaigns have the need."""
    query = select(func.count()).select_from(Post).where(Post.campaign_id.in_(campaign_ids), NEEDS[need])
    return await session.scalar(query) or 0


async def stretch(
    session: Session, campaign_ids: Collection[int], need: Need, *, offset: int, limit: int
) -> Sequence[tuple[Post, Campaign]]:
    """Return some of the posts that have the need, those that wait the longest first."""
    query = (
        select(Post, Campaign)
        .join(Campaign, Campaign.id == Post.campaign_id)
        .where(Post.campaign_id.in_(campaign_ids), NEEDS[need])
        .order_by(SINCE[need], Post.id)
    )
    return [(row[0], row[1]) for row in await session.execute(query.offset(offset).limit(limit))]


def _ranked(need: Need, campaign_ids: Collection[int]) -> Select[str, int, int]:
    """Return the posts' ids with their places in their campaign, which an index alone tells."""
    since = (SINCE[need], Post.id)
    return select(
        literal(need.value).label("need"),
        Post.id,
        func.row_number().over(partition_by=Post.campaign_id, order_by=since).label("place"),
    ).where(Post.campaign_id.in_(campaign_ids), NEEDS[need])
