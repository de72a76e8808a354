"""Deals in their versions: the one in force of each creator, and the next one."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select

from core.domain import deals
from core.domain.earnings import complete_terms
from core.domain.terms import Terms
from db.engine import Session
from db.money import Deal, Tier


async def in_force(session: Session, creator_ids: Collection[int]) -> Mapping[int, Deal]:
    """Return the deal in force of each creator that has one, by creator id."""
    newest = (
        select(Deal.creator_id, func.max(Deal.version).label("version"))
        .where(Deal.creator_id.in_(creator_ids))
        .group_by(Deal.creator_id)
        .subquery()
    )
    joined = select(Deal).join(
        newest, (Deal.creator_id == newest.c.creator_id) & (Deal.version == newest.c.version)
    )
    return {deal.creator_id: deal for deal in await session.scalars(joined)}


async def agreements(session: Session, found: Collection[Deal]) -> Mapping[int, deals.Agreement]:
    """Return what the deals say, by deal id; tiers in the order they came in."""
    query = select(Tier).where(Tier.deal_id.in_([deal.id for deal in found])).order_by(Tier.id)
    tiers: dict[int, list[deals.Tier]] = {}
    for row in await session.scalars(query):
        tier = deals.Tier(row.name, Terms(row.cpm, row.cap_views), row.requirement)
        tiers.setdefault(row.deal_id, []).append(tier)
    return {
        deal.id: deals.Agreement(complete_terms(deal.cpm, deal.cap_views), tuple(tiers.get(deal.id, ())))
        for deal in found
    }


async def of_creator(session: Session, creator_id: int) -> tuple[Deal | None, deals.Agreement | None]:
    """Return a creator's deal in force with what it says; None and None when there is none."""
    deal = (await in_force(session, [creator_id])).get(creator_id)
    return (None, None) if deal is None else (deal, (await agreements(session, [deal]))[deal.id])


async def add(
    session: Session, creator_id: int, agreed: deals.Agreement, *, now: datetime, actor: int
) -> Deal:
    """Add the next version of the creator's deal; the creator's row must be locked."""
    query = select(func.max(Deal.version)).where(Deal.creator_id == creator_id)
    deal = Deal(
        creator_id=creator_id,
        version=(await session.scalar(query) or 0) + 1,
        kind=agreed.kind,
        cpm=None if agreed.terms is None else agreed.terms.cpm,
        cap_views=None if agreed.terms is None else agreed.terms.cap_views,
        created_at=now,
        created_by=actor,
    )
    session.add(deal)
    await session.flush()
    for tier in agreed.tiers:
        session.add(_row(deal, tier))
        await session.flush()  # one by one: their ids keep the order
    return deal


def _row(deal: Deal, tier: deals.Tier) -> Tier:
    return Tier(
        deal_id=deal.id,
        name=tier.name,
        cpm=tier.terms.cpm,
        cap_views=tier.terms.cap_views,
        requirement=tier.requirement,
    )
