"""What a report lists of posts: nothing that is internal leaves the database."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Function, Row, Select, case, func, select

from core.domain.ledger import LedgerKind
from core.domain.terms import Platform
from db.engine import Session
from db.figures import Scope, within
from db.models import Creator, Post
from db.money import LedgerEntry
from db.reviews import BORN

PART = 250
"""How many posts are unpacked at a stretch: the event loop runs between two of them."""
COLUMNS = (
    *(Post.platform, Post.platform_post_id, Post.author_handle, Creator.handle, Post.caption),
    *(Post.published_at, Post.views, Post.likes, Post.comments, Post.shares, Post.is_exact, Post.read_at),
    *(Post.status, Post.counted_views, Post.window_ends_at, Post.availability),
)

PostRow = Row[*tuple[Any, ...]]
"""The columns above, by their names."""


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """A creator's ledger rows of the posts, summed in minor units; `settled_minor` is below 0, or 0."""

    handle: str
    platform: Platform
    earned_minor: int
    settled_minor: int


async def newest(session: Session, scope: Scope, limit: int) -> AsyncIterator[Sequence[PostRow]]:
    """Yield the posts last published, or last come in where that is unknown, in parts."""
    found = await session.stream(_rows(scope).order_by(BORN.desc(), Post.id.desc()).limit(limit))
    async for part in found.partitions(PART):
        yield list(part)


async def most_seen(session: Session, scope: Scope, limit: int) -> Sequence[PostRow]:
    """Return the posts with the most views; those whose views are unknown are left out."""
    query = _rows(scope).where(Post.views.is_not(None)).order_by(Post.views.desc(), Post.id).limit(limit)
    return list(await session.execute(query))


async def money(session: Session, scope: Scope, currency: str) -> Sequence[MoneyRow]:
    """Return what creators earned with the posts and were paid for them, in the currency, the most first."""
    earned, who = _sum_of(LedgerKind.EARNED, LedgerKind.ADJUSTED), (Creator.handle, Creator.platform)
    query = (
        select(*who, earned, _sum_of(LedgerKind.PAID, LedgerKind.VOIDED))
        .join_from(LedgerEntry, Creator, Creator.id == LedgerEntry.creator_id)
        .join(Post, Post.id == LedgerEntry.post_id)
        .where(within(scope), LedgerEntry.currency == currency)
        .group_by(Creator.id, *who)
        .order_by(earned.desc(), Creator.id)
    )
    rows = await session.execute(query)
    return [MoneyRow(row[0], row[1], int(row[2]), int(row[3])) for row in rows]


def _rows(scope: Scope) -> Select[*tuple[Any, ...]]:
    return select(*COLUMNS).join(Creator, Creator.id == Post.creator_id).where(within(scope))


def _sum_of(*kinds: LedgerKind) -> Function[int]:
    return func.sum(case((LedgerEntry.kind.in_(kinds), LedgerEntry.amount_minor), else_=0))
