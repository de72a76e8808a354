"""Creators: questions and judged inserts."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select

from core.domain.terms import Author, CreatorState, Platform
from db.engine import Session, insert_for
from db.models import Campaign, Creator
from db.rows import all_rows


async def insert_new(session: Session, **values: Any) -> Creator | None:
    """Add a creator; None when the campaign has this account."""
    insert = insert_for(session, Creator).values(**values).on_conflict_do_nothing().returning(Creator)
    found: Creator | None = await session.scalar(insert)
    return found


async def by_id(session: Session, creator_id: int) -> Creator:
    """Return the creator, locked for this transaction; the id is known to be right.

    Rows that refer to the creator can still be added meanwhile.
    """
    lock = {"key_share": True}
    return await session.get_one(Creator, creator_id, with_for_update=lock, populate_existing=True)


async def by_ids(session: Session, creator_ids: Collection[int]) -> Mapping[int, Creator]:
    """Return the creators by id."""
    query = select(Creator).where(Creator.id.in_(creator_ids)).order_by(Creator.id)
    return {row[0].id: row[0] for row in await all_rows(session, query)}


async def of_author(
    session: Session, campaign_ids: Collection[int], platform: Platform, author: Author
) -> Sequence[Creator]:
    """Return the creators of these campaigns that the author is, at most one a campaign.

    The platform user id decides; the handle counts for creators whose id is not known yet.
    """
    by_handle = Creator.handle == author.handle
    by_id = Creator.platform_user_id == author.platform_user_id
    unknown = Creator.platform_user_id.is_(None)
    is_author = by_handle if author.platform_user_id is None else or_(by_id, by_handle & unknown)
    query = _living(campaign_ids).where(Creator.platform == platform, is_author)
    found: dict[int, Creator] = {}
    for creator in await session.scalars(query.order_by(Creator.platform_user_id.is_(None))):
        found.setdefault(creator.campaign_id, creator)
    return list(found.values())


async def former(
    session: Session, campaign_ids: Collection[int], platform: Platform, author: Author
) -> Sequence[Creator]:
    """Return the creators of these campaigns that go by the author's handle and are another account."""
    query = _living(campaign_ids).where(
        Creator.platform == platform,
        Creator.handle == author.handle,
        Creator.platform_user_id != author.platform_user_id,
    )
    return (await session.scalars(query.order_by(Creator.id))).all()


async def find(
    session: Session,
    campaign_ids: Collection[int],
    *,
    creator_id: int | None = None,
    handle: str | None = None,
) -> Sequence[tuple[Creator, Campaign]]:
    """Return the creators of these campaigns with this id or handle."""
    wanted = Creator.id == creator_id if creator_id is not None else Creator.handle == handle
    query = _with_campaign(campaign_ids).where(wanted)
    return [(row[0], row[1]) for row in await session.execute(query)]


async def search(
    session: Session, campaign_ids: Collection[int], typed: str, limit: int
) -> Sequence[tuple[Creator, Campaign]]:
    """Return creators whose handle or name contains what was typed."""
    like = f"%{escaped(typed)}%"
    matches = or_(Creator.handle.ilike(like, escape="\\"), Creator.display_name.ilike(like, escape="\\"))
    query = _with_campaign(campaign_ids).where(matches).order_by(Creator.handle).limit(limit)
    return [(row[0], row[1]) for row in await session.execute(query)]


async def count(session: Session, campaign_ids: Collection[int]) -> int:
    """Return how many creators these campaigns have."""
    return await session.scalar(select(func.count()).select_from(_living(campaign_ids).subquery())) or 0


async def stretch(
    session: Session, campaign_ids: Collection[int], *, offset: int, limit: int
) -> Sequence[tuple[Creator, Campaign]]:
    """Return some of the creators, by handle."""
    query = _with_campaign(campaign_ids).order_by(Creator.handle, Creator.id).offset(offset).limit(limit)
    return [(row[0], row[1]) for row in await session.execute(query)]


async def account_taken(session: Session, creator: Creator, author: Author) -> bool:
    """Whether another creator of the same campaign has the author's handle or platform user id."""
    query = _living([creator.campaign_id]).where(
        Creator.id != creator.id,
        Creator.platform == creator.platform,
        or_(Creator.handle == author.handle, Creator.platform_user_id == author.platform_user_id),
    )
    return await session.scalar(query.limit(1)) is not None


def escaped(typed: str) -> str:
    """Return text in which LIKE sees no wildcards; the escape character is a backslash."""
    return typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _living(campaign_ids: Collection[int]) -> Select[Creator]:
    return select(Creator).where(Creator.campaign_id.in_(campaign_ids), Creator.state != CreatorState.REMOVED)


def _with_campaign(campaign_ids: Collection[int]) -> Select[Creator, Campaign]:
    return (
        select(Creator, Campaign)
        .join(Campaign, Campaign.id == Creator.campaign_id)
        .where(Creator.campaign_id.in_(campaign_ids), Creator.state != CreatorState.REMOVED)
    )
