"""What is owed for decided posts: questions, answered in columns, for there may be tens of thousands."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Function, Row, Select, Subquery, case, func, select

from core.domain.ledger import LedgerKind
from core.domain.payouts import Owed
from core.domain.terms import PostStatus
from core.domain.tracking import Use
from db.counting import taking_part
from db.engine import Session
from db.models import Campaign, Creator, Post
from db.money import LedgerEntry

PART = 250
"""How many rows are unpacked at a stretch: the event loop runs between two of them."""
IS_ON_HOLD = Post.held_at.is_not(None)
HAS_FROZEN_COUNT = Post.counted_views.is_not(None) & Post.earned_minor.is_not(None)
HAS_TERMS = Post.cpm.is_not(None) & Post.cap_views.is_not(None)
FACTS = (Post.kind, Post.tracking, Post.status, IS_ON_HOLD, HAS_FROZEN_COUNT, HAS_TERMS)
"""What decides whether a post is paid, beside what is owed for it."""
COLUMNS = (
    *(Post.id, Post.creator_id, Post.platform, Post.platform_post_id, Post.author_handle),
    *(Post.published_at, Post.status_at, Post.counted_views, Post.cpm, Post.cap_views),
)

OwedRow = Row[*tuple[Any, ...]]
"""A post for which something is owed: the columns above, and `earned`, `adjusted`, `settled`, `earned_at`."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A creator's posts of which the same decides whether they are paid; `owed` has their balances' sum."""

    creator_id: int
    owed: Owed
    posts: int
    views: int


async def posts(
    session: Session,
    campaign_ids: Collection[int],
    *,
    creator_id: int | None = None,
    post_ids: Collection[int] | None = None,
) -> AsyncIterator[Sequence[tuple[OwedRow, Owed]]]:
    """Yield the decided posts for which something is owed, by campaign, creator and post, in parts."""
    sums = _sums(campaign_ids).subquery()
    told = (sums.c.earned, sums.c.adjusted, sums.c.settled, sums.c.earned_at)
    query = (
        _owed(select(*COLUMNS, *told, *FACTS, _balance(sums)), sums, campaign_ids)
        .join(Campaign, Campaign.id == Post.campaign_id)
        .order_by(Campaign.name, Campaign.id, Creator.handle, Creator.id, Post.id)
    )
    if creator_id is not None:
        query = query.where(Post.creator_id == creator_id)
    if post_ids is not None:
        query = query.where(Post.id.in_(post_ids))
    async for part in (await session.stream(query)).partitions(PART):
        yield [(row, _facts(row[len(COLUMNS) + len(told) :])) for row in part]


async def alike(session: Session, campaign_ids: Collection[int]) -> AsyncIterator[Sequence[Alike]]:
    """Yield the same posts summed up, in parts: a few sums for each creator, by campaign and creator."""
    sums = _sums(campaign_ids).subquery()
    by = (Post.creator_id, *FACTS)
    who = (Campaign.name, Campaign.id, Creator.handle, Creator.id)
    query = (
        _owed(
            select(*by, func.sum(_balance(sums)), func.count(), func.sum(Post.counted_views)),
            sums,
            campaign_ids,
        )
        .join(Campaign, Campaign.id == Post.campaign_id)
        .group_by(*by, *who)
        .order_by(*who)
    )
    async for part in (await session.stream(query)).partitions(PART):
        yield [Alike(row[0], _facts(row[1:8]), row[8], int(row[9] or 0)) for row in part]


def _owed(
    query: Select[*tuple[Any, ...]], sums: Subquery, campaign_ids: Collection[int]
) -> Select[*tuple[Any, ...]]:
    return (
        query.select_from(Post)
        .join(sums, sums.c.post_id == Post.id)
        .join(Creator, Creator.id == Post.creator_id)
        .where(Post.campaign_id.in_(campaign_ids), taking_part(Use.MONEY), _balance(sums) > 0)
        .where(Post.status.in_([PostStatus.FINALIZED, PostStatus.PAID]))
    )


def _facts(row: Sequence[Any]) -> Owed:
    kind, tracking, status, is_on_hold, has_frozen_count, has_terms, balance = row
    return Owed(
        kind=kind,
        tracking=tracking,
        status=status,
        is_on_hold=bool(is_on_hold),
        has_frozen_count=bool(has_frozen_count),
        has_terms=bool(has_terms),
        balance_minor=int(balance),
    )


def _balance(sums: Subquery) -> ColumnElement[int]:
    balance: ColumnElement[int] = sums.c.earned + sums.c.adjusted + sums.c.settled
    return balance


def _sums(campaign_ids: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Return post, earned, adjusted, paid with voided, in the campaign's currency, and when it was earned.

    Posts for which nothing is owed are left out.
    """
    return (
        select(
            LedgerEntry.post_id,
            _sum_of(LedgerKind.EARNED).label("earned"),
            _sum_of(LedgerKind.ADJUSTED).label("adjusted"),
            _sum_of(LedgerKind.PAID, LedgerKind.VOIDED).label("settled"),
            func.min(case((LedgerEntry.kind == LedgerKind.EARNED, LedgerEntry.at))).label("earned_at"),
        )
        .join(Campaign, Campaign.id == LedgerEntry.campaign_id)
        .where(LedgerEntry.currency == Campaign.currency, LedgerEntry.campaign_id.in_(campaign_ids))
        .group_by(LedgerEntry.post_id)
        .having(func.sum(LedgerEntry.amount_minor) > 0)
    )


def _sum_of(*kinds: LedgerKind) -> Function[int]:
    return func.sum(case((LedgerEntry.kind.in_(kinds), LedgerEntry.amount_minor), else_=0))
