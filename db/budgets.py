"""What campaigns have spent, and which posts may still cost something: questions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import case, func, select

from core.domain.ledger import LedgerKind
from db.counting import IS_OPEN
from db.engine import Session
from db.models import Campaign, Post
from db.money import LedgerEntry

SPENT = (LedgerKind.EARNED, LedgerKind.ADJUSTED)
"""Rows that spend a budget; that something was paid, or taken back, changes nothing about it."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Open posts of a campaign that may cost the same; `creator_id` matters, and is set, without terms."""

    campaign_id: int
    creator_id: int | None
    cpm: Decimal | None
    cap_views: int | None
    counted_views: int | None
    posts: int


async def open_posts(session: Session, campaign_ids: Collection[int]) -> Sequence[Alike]:
    """Return the posts that count and are not finalized, those together that may cost the same."""
    lacks_terms = Post.cpm.is_(None) | Post.cap_views.is_(None)
    owner = case((lacks_terms, Post.creator_id))
    facts = (Post.campaign_id, owner, Post.cpm, Post.cap_views, Post.counted_views)
    query = select(*facts, func.count()).where(Post.campaign_id.in_(campaign_ids), IS_OPEN).group_by(*facts)
    return [Alike(*row) for row in await session.execute(query)]


async def settled(session: Session, campaign_ids: Collection[int]) -> Mapping[int, int]:
    """Return what was earned and corrected in each campaign, in minor units, those with such rows only."""
    query = (
        select(LedgerEntry.campaign_id, func.sum(LedgerEntry.amount_minor))
        .where(LedgerEntry.campaign_id.in_(campaign_ids), LedgerEntry.kind.in_(SPENT))
        .group_by(LedgerEntry.campaign_id)
    )
    return {row[0]: int(row[1]) for row in await session.execute(query)}


async def lock_posts(
    session: Session, campaign_ids: Collection[int], post_ids: Collection[int]
) -> Collection[int]:
    """Lock those of the posts that are in these campaigns; return the ids of the campaigns they are in."""
    query = (
        select(Post.campaign_id)
        .where(Post.id.in_(post_ids), Post.campaign_id.in_(campaign_ids))
        .order_by(Post.id)
        .with_for_update()
    )
    return set(await session.scalars(query))


async def with_budget(session: Session) -> Sequence[Campaign]:
    """Return every campaign that has a budget."""
    query = select(Campaign).where(Campaign.budget_minor.is_not(None)).order_by(Campaign.id)
    return (await session.scalars(query)).all()
