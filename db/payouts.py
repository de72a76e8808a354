"""Payouts: the payments that were recorded, and the rows of the ledger they are made of."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, String, cast, func, or_, select

from core.domain.ledger import LedgerKind
from db.creators import escaped
from db.engine import Session
from db.models import Campaign, Creator, Post
from db.money import LedgerEntry, Payout

Found = tuple[Payout, Creator, Campaign]


async def has_other_currency(session: Session, creator_id: int, currency: str) -> bool:
    """Whether a ledger row of the creator is in another currency."""
    query = select(LedgerEntry.id).where(
        LedgerEntry.creator_id == creator_id, LedgerEntry.currency != currency
    )
    return await session.scalar(query.limit(1)) is not None


async def payee(
    session: Session, campaign_ids: Collection[int], creator_id: int
) -> tuple[Creator, Campaign] | None:
    """Return the creator with this id, a removed one too: what they earned is theirs."""
    query = select(Creator, Campaign).join(Campaign, Campaign.id == Creator.campaign_id)
    query = query.where(Creator.id == creator_id, Creator.campaign_id.in_(campaign_ids))
    row = (await session.execute(query)).first()
    return None if row is None else (row[0], row[1])


async def find(session: Session, campaign_ids: Collection[int], payout_id: int) -> Found | None:
    """Return the payout of these campaigns with this id."""
    row = (await session.execute(_with_names(campaign_ids).where(Payout.id == payout_id))).first()
    return None if row is None else (row[0], row[1], row[2])


async def locked(session: Session, payout_id: int) -> Payout:
    """Return the payout, locked for this transaction; the id is known to be right."""
    return await session.get_one(Payout, payout_id, with_for_update=True, populate_existing=True)


async def count(session: Session, campaign_ids: Collection[int]) -> int:
    """Return how many payouts these campaigns have, voided ones too."""
    query = select(func.count()).select_from(Payout).where(Payout.campaign_id.in_(campaign_ids))
    return await session.scalar(query) or 0


async def stretch(
    session: Session, campaign_ids: Collection[int], *, offset: int, limit: int
) -> Sequence[Found]:
    """Return some of the payouts, newest first."""
    query = _with_names(campaign_ids).order_by(Payout.id.desc()).offset(offset).limit(limit)
    return [(row[0], row[1], row[2]) for row in await session.execute(query)]


async def search(session: Session, campaign_ids: Collection[int], typed: str, limit: int) -> Sequence[Found]:
    """Return standing payouts whose number, reference or creator has what was typed, newest first."""
    like = f"%{escaped(typed)}%"
    matches = or_(
        cast(Payout.id, String).like(like, escape="\\"),
        Creator.handle.ilike(like, escape="\\"),
        Payout.reference.ilike(like, escape="\\"),
    )
    query = _with_names(campaign_ids).where(matches, Payout.voided_at.is_(None))
    rows = await session.execute(query.order_by(Payout.id.desc()).limit(limit))
    return [(row[0], row[1], row[2]) for row in rows]


async def paid_entries(session: Session, payout_ids: Collection[int]) -> Mapping[int, Sequence[LedgerEntry]]:
    """Return the paid rows of each payout, by post; they are never changed."""
    query = select(LedgerEntry).where(
        LedgerEntry.payout_id.in_(payout_ids), LedgerEntry.kind == LedgerKind.PAID
    )
    found: defaultdict[int, list[LedgerEntry]] = defaultdict(list)
    for entry in await session.scalars(query.order_by(LedgerEntry.post_id)):
        found[entry.payout_id or 0].append(entry)
    return found


async def standing_payouts(session: Session, post_ids: Collection[int]) -> Mapping[int, int]:
    """Return the latest payout, not voided, in which each post was paid; posts without one are left out."""
    query = (
        select(LedgerEntry.post_id, func.max(Payout.id))
        .join(Payout, Payout.id == LedgerEntry.payout_id)
        .where(LedgerEntry.post_id.in_(post_ids), LedgerEntry.kind == LedgerKind.PAID)
        .where(Payout.voided_at.is_(None))
        .group_by(LedgerEntry.post_id)
    )
    return {row[0]: row[1] for row in await session.execute(query) if row[0] is not None}


async def rows_of(session: Session, creator_id: int) -> Sequence[tuple[LedgerEntry, Post | None]]:
    """Return every ledger row of the creator with its post, oldest first."""
    query = (
        select(LedgerEntry, Post)
        .outerjoin(Post, Post.id == LedgerEntry.post_id)
        .where(LedgerEntry.creator_id == creator_id)
        .order_by(LedgerEntry.id)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


def _with_names(campaign_ids: Collection[int]) -> Select[Payout, Creator, Campaign]:
    return (
        select(Payout, Creator, Campaign)
        .join(Creator, Creator.id == Payout.creator_id)
        .join(Campaign, Campaign.id == Payout.campaign_id)
        .where(Payout.campaign_id.in_(campaign_ids))
    )
