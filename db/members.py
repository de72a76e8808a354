"""What belongs to a Discord member: accounts, their posts, and what the ledger says of them."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, func, select

from core.domain.ledger import LedgerKind
from core.domain.lifecycle import OPEN
from core.domain.tracking import Use
from db.counting import taking_part
from db.engine import Session
from db.models import Campaign, Creator, Post
from db.money import LedgerEntry, Payout
from db.posts import NEWEST_FIRST
from db.reviews import WAITS
from db.rows import all_rows

PART = 500
"""How many rows are unpacked at a stretch: the event loop runs between two of them."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The ledger rows of one kind and currency in a campaign: what they come to, and how many there are."""

    campaign_id: int
    currency: str
    kind: LedgerKind
    amount_minor: int
    rows: int


async def accounts(
    session: Session, campaign_ids: Collection[int], discord_id: int
) -> Sequence[tuple[Creator, Campaign]]:
    """Return the accounts bound to the member, by campaign; removed ones too: what they earned is theirs."""
    query = (
        select(Creator, Campaign)
        .join(Campaign, Campaign.id == Creator.campaign_id)
        .where(Creator.campaign_id.in_(campaign_ids), Creator.discord_id == discord_id)
        .order_by(Campaign.name, Campaign.id, Creator.handle, Creator.id)
    )
    return [(row[0], row[1]) for row in await all_rows(session, query)]


async def count_posts(session: Session, creator_ids: Collection[int]) -> int:
    """Return how many posts these creators have."""
    query = select(func.count()).select_from(Post).where(Post.creator_id.in_(creator_ids))
    return await session.scalar(query) or 0


async def posts(
    session: Session, creator_ids: Collection[int], *, offset: int, limit: int
) -> Sequence[tuple[Post, Campaign]]:
    """Return some of these creators' posts, the newest publication first."""
    # ids alone are sorted first: whole rows, captions and all, take several times as long
    own = select(Post.id).where(Post.creator_id.in_(creator_ids))
    chosen = (await session.scalars(own.order_by(*NEWEST_FIRST).offset(offset).limit(limit))).all()
    query = _posts(creator_ids).where(Post.id.in_(chosen)).order_by(*NEWEST_FIRST)
    return [(row[0], row[1]) for row in await session.execute(query)]


async def post(session: Session, creator_ids: Collection[int], post_id: int) -> tuple[Post, Campaign] | None:
    """Return the post if it is one of these creators'."""
    row = (await session.execute(_posts(creator_ids).where(Post.id == post_id))).first()
    return None if row is None else (row[0], row[1])


async def running(session: Session, creator_ids: Collection[int]) -> AsyncIterator[Row[*tuple[Any, ...]]]:
    """Return campaign, views, minimum, terms and standing of each post that counts and is not final yet."""
    query = select(
        Post.campaign_id,
        func.coalesce(Post.counted_views, Post.views).label("views"),
        Post.minimum_views,
        Post.cpm,
        Post.cap_views,
        Post.counted_views.is_not(None).label("is_fixed"),
        Post.is_spared,
        Post.needs_person,
    ).where(Post.creator_id.in_(creator_ids), Post.status.in_(OPEN), taking_part(Use.MONEY))
    async for part in (await session.stream(query)).partitions(PART):
        for row in part:
            yield row


async def waiting(session: Session, creator_ids: Collection[int]) -> Mapping[int, int]:
    """Return how many of these creators' posts wait for review, by campaign."""
    query = select(Post.campaign_id, func.count()).where(Post.creator_id.in_(creator_ids), WAITS)
    return {row[0]: row[1] for row in await session.execute(query.group_by(Post.campaign_id))}


async def sums(session: Session, creator_ids: Collection[int]) -> Sequence[Sum]:
    """Return what these creators' ledger rows come to, by campaign, currency and kind."""
    by = (LedgerEntry.campaign_id, LedgerEntry.currency, LedgerEntry.kind)
    query = select(*by, func.sum(LedgerEntry.amount_minor), func.count())
    query = query.where(LedgerEntry.creator_id.in_(creator_ids)).group_by(*by).order_by(*by)
    return [Sum(row[0], row[1], row[2], int(row[3]), row[4]) for row in await session.execute(query)]


async def owed(session: Session, creator_ids: Collection[int]) -> AsyncIterator[Row[*tuple[Any, ...]]]:
    """Return what decides whether it is paid of each post whose ledger does not come to zero.

    Rows in another currency than the campaign's are left out.
    """
    balance = func.sum(LedgerEntry.amount_minor)
    sums = (
        select(LedgerEntry.post_id, balance.label("balance"))
        .join(Campaign, Campaign.id == LedgerEntry.campaign_id)
        .where(LedgerEntry.creator_id.in_(creator_ids), LedgerEntry.currency == Campaign.currency)
        .group_by(LedgerEntry.post_id)
        .having(balance != 0)
        .subquery()
    )
    query = select(
        Post.creator_id,
        Post.campaign_id,
        Post.kind,
        Post.tracking,
        Post.status,
        Post.held_at.is_not(None).label("is_on_hold"),
        (Post.counted_views.is_not(None) & Post.earned_minor.is_not(None)).label("has_frozen_count"),
        (Post.cpm.is_not(None) & Post.cap_views.is_not(None)).label("has_terms"),
        sums.c.balance.label("balance_minor"),
    ).join(sums, sums.c.post_id == Post.id)
    async for part in (await session.stream(query.order_by(Post.id))).partitions(PART):
        for row in part:
            yield row


async def payouts(
    session: Session, creator_ids: Collection[int], limit: int
) -> Sequence[tuple[Payout, Creator, Campaign]]:
    """Return the latest payouts to these creators, newest first, voided ones too."""
    query = (
        select(Payout, Creator, Campaign)
        .join(Creator, Creator.id == Payout.creator_id)
        .join(Campaign, Campaign.id == Payout.campaign_id)
        .where(Payout.creator_id.in_(creator_ids))
        .order_by(Payout.id.desc())
    )
    return [(row[0], row[1], row[2]) for row in await session.execute(query.limit(limit))]


async def adjustments(session: Session, creator_ids: Collection[int], limit: int) -> Sequence[LedgerEntry]:
    """Return the latest corrections of what these creators are owed, newest first."""
    query = select(LedgerEntry).where(
        LedgerEntry.creator_id.in_(creator_ids), LedgerEntry.kind == LedgerKind.ADJUSTED
    )
    return (await session.scalars(query.order_by(LedgerEntry.id.desc()).limit(limit))).all()


async def adjusted(session: Session, post_ids: Collection[int]) -> Mapping[int, int]:
    """Return the sum of each post's corrections in minor units; posts without any are left out."""
    query = select(LedgerEntry.post_id, func.sum(LedgerEntry.amount_minor)).where(
        LedgerEntry.post_id.in_(post_ids), LedgerEntry.kind == LedgerKind.ADJUSTED
    )
    found = await session.execute(query.group_by(LedgerEntry.post_id))
    return {row[0]: int(row[1]) for row in found if row[0] is not None}


def _posts(creator_ids: Collection[int]) -> Select[Post, Campaign]:
    return (
        select(Post, Campaign)
        .join(Campaign, Campaign.id == Post.campaign_id)
        .where(Post.creator_id.in_(creator_ids))
    )
