"""Watched accounts: questions and judged inserts."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select, tuple_

from core.domain.terms import CampaignState, CreatorState, Platform, PostKind, WatchState
from db.creators import escaped
from db.engine import Session, insert_for
from db.models import Campaign, Creator, Post, WatchedAccount


async def insert_new(session: Session, **values: Any) -> WatchedAccount | None:
    """Add an account; None when the campaign watches it."""
    insert = insert_for(session, WatchedAccount).values(**values).on_conflict_do_nothing()
    found: WatchedAccount | None = await session.scalar(insert.returning(WatchedAccount))
    return found


async def locked(session: Session, watch_id: int) -> WatchedAccount:
    """Return the account, locked for this transaction; the id is known to be right."""
    return await session.get_one(WatchedAccount, watch_id, with_for_update=True, populate_existing=True)


async def find(
    session: Session,
    campaign_ids: Collection[int],
    *,
    watch_id: int | None = None,
    handle: str | None = None,
) -> Sequence[tuple[WatchedAccount, Campaign]]:
    """Return the accounts these campaigns watch with this id or handle."""
    wanted = WatchedAccount.id == watch_id if watch_id is not None else WatchedAccount.handle == handle
    return [(row[0], row[1]) for row in await session.execute(_living(campaign_ids).where(wanted))]


async def search(
    session: Session, campaign_ids: Collection[int], typed: str, limit: int
) -> Sequence[tuple[WatchedAccount, Campaign]]:
    """Return accounts whose handle or name contains what was typed."""
    like = f"%{escaped(typed)}%"
    matches = or_(
        WatchedAccount.handle.ilike(like, escape="\\"), WatchedAccount.display_name.ilike(like, escape="\\")
    )
    query = _living(campaign_ids).where(matches).order_by(WatchedAccount.handle).limit(limit)
    return [(row[0], row[1]) for row in await session.execute(query)]


async def count(session: Session, campaign_ids: Collection[int]) -> int:
    """Return how many accounts these campaigns watch."""
    return await session.scalar(select(func.count()).select_from(_living(campaign_ids).subquery())) or 0


async def stretch(
    session: Session, campaign_ids: Collection[int], *, offset: int, limit: int
) -> Sequence[tuple[WatchedAccount, Campaign]]:
    """Return some of the accounts, by handle."""
    query = _living(campaign_ids).order_by(WatchedAccount.handle, WatchedAccount.id)
    return [(row[0], row[1]) for row in await session.execute(query.offset(offset).limit(limit))]


async def competitor(
    session: Session, campaign_id: int, platform: Platform, handle: str
) -> WatchedAccount | None:
    """Return the account if the campaign watches it as a competitor's."""
    query = select(WatchedAccount).where(
        WatchedAccount.campaign_id == campaign_id,
        WatchedAccount.platform == platform,
        WatchedAccount.handle == handle,
        WatchedAccount.creator_id.is_(None),
        WatchedAccount.state != WatchState.REMOVED,
    )
    found: WatchedAccount | None = await session.scalar(query)
    return found


async def due(
    session: Session,
    platform: Platform,
    now: datetime,
    every: timedelta,
    limit: int,
    after: tuple[datetime, int] | None = None,
    *,
    only: int | None = None,
) -> Sequence[tuple[datetime, int]]:
    """Return since when accounts are to be synced, and their ids, the longest overdue first.

    A time too far ahead was set by a clock that was wrong: such an account is due too.

    Args:
        after: the last of what was returned before.
        only: asks about this account alone.
    """
    is_due = or_(WatchedAccount.next_sync_at <= now, WatchedAccount.next_sync_at > now + 2 * every)
    query = (
        is_synced(select(WatchedAccount.next_sync_at, WatchedAccount.id), platform)
        .where(is_due)
        .order_by(WatchedAccount.next_sync_at, WatchedAccount.id)
        .limit(limit)
    )
    if only is not None:
        query = query.where(WatchedAccount.id == only)
    if after is not None:
        query = query.where(tuple_(WatchedAccount.next_sync_at, WatchedAccount.id) > after)
    return [(row[0], row[1]) for row in await session.execute(query)]


def is_synced(query: Any, platform: Platform) -> Any:
    """Return a select of the platform's watched accounts, of those that are synced when they are due."""
    return (
        query.join(Campaign, Campaign.id == WatchedAccount.campaign_id)
        .outerjoin(Creator, Creator.id == WatchedAccount.creator_id)
        .where(
            WatchedAccount.platform == platform,
            WatchedAccount.state == WatchState.ACTIVE,
            Campaign.state == CampaignState.ACTIVE,
            or_(Creator.id.is_(None), Creator.state == CreatorState.ACTIVE),
        )
    )


async def of_creator(session: Session, creator_id: int) -> Sequence[WatchedAccount]:
    """Return the accounts that are watched for a creator."""
    query = select(WatchedAccount).where(
        WatchedAccount.creator_id == creator_id, WatchedAccount.state != WatchState.REMOVED
    )
    return (await session.scalars(query.order_by(WatchedAccount.id))).all()


async def known_ids(
    session: Session, campaign_id: int, platform: Platform, ids: Collection[str], *, own: bool = False
) -> set[str]:
    """Return which of these posts the campaign has; `own` asks for its creators' only."""
    query = select(Post.platform_post_id).where(
        Post.campaign_id == campaign_id, Post.platform == platform, Post.platform_post_id.in_(ids)
    )
    if own:
        query = query.where(Post.kind == PostKind.INTERNAL)
    return set(await session.scalars(query))


def _living(campaign_ids: Collection[int]) -> Select[WatchedAccount, Campaign]:
    return (
        select(WatchedAccount, Campaign)
        .join(Campaign, Campaign.id == WatchedAccount.campaign_id)
        .where(WatchedAccount.campaign_id.in_(campaign_ids), WatchedAccount.state != WatchState.REMOVED)
    )
