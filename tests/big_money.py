"""The ledger of a large database: what each frozen post earned and was paid, chained as it must be."""

from collections.abc import AsyncIterator
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update

from core.domain.ledger import Entry, LedgerKind, sealed
from core.domain.terms import PostStatus
from db.engine import Database
from db.models import Post
from db.money import LedgerEntry, LedgerHead, Payout

FROZEN = {PostStatus.FINALIZED, PostStatus.PAID}
CPM, CAP = Decimal(10), 500_000
"""So a view is a cent."""
COLUMNS = [field.name for field in fields(Entry)]
PART = 10_000


async def account(database: Database, at: datetime) -> None:
    """Write the rows of the ledger and the ends of the chains, and say in payouts what they come to."""
    heads: dict[int, tuple[int, str]] = {}
    number = 0
    async for part in _frozen(database):
        rows: list[dict[str, Any]] = []
        for post in part:
            for kind, amount in _amounts(post):
                number += 1
                entries, last = heads.get(post.campaign_id, (0, ""))
                entry = _entry(post, kind, amount, at, number, last)
                heads[post.campaign_id] = (entries + 1, entry.hash)
                told = {name: getattr(entry, name) for name in COLUMNS}  # `asdict` would copy each value
                rows.append(told | {"cpm": None if entry.cpm is None else CPM})
        async with database.engine.begin() as connection:
            await connection.execute(insert(LedgerEntry), rows)
    ends = [{"campaign_id": home, "entries": end[0], "hash": end[1]} for home, end in heads.items()]
    async with database.sessions.begin() as session:
        await session.execute(insert(LedgerHead), ends)
        paid = select(Post.payout_id, func.sum(Post.earned_minor)).where(Post.status == PostStatus.PAID)
        sums = [
            {"is": row[0], "sum": int(row[1] or 0)}
            for row in await session.execute(paid.group_by(Post.payout_id))
        ]
        table = Payout.__table__
        change = update(table).where(table.c.id == bindparam("is"))  # type: ignore[arg-type]  # a table it is
        connection = await session.connection()
        await connection.execute(change.values(amount_minor=bindparam("sum"), paid_at=at), sums)
        unused = table.delete().where(table.c.amount_minor == 1)  # type: ignore[attr-defined]  # as above
        await connection.execute(unused)


async def _frozen(database: Database) -> AsyncIterator[list[Any]]:
    last_id = 0
    columns = (Post.id, Post.campaign_id, Post.creator_id, Post.status, Post.earned_minor)
    while True:
        query = select(*columns, Post.counted_snapshot_id, Post.payout_id).where(
            Post.id > last_id, Post.status.in_(FROZEN)
        )
        async with database.reads() as session:
            part = list(await session.execute(query.order_by(Post.id).limit(PART)))
        if not part:
            return
        yield part
        last_id = part[-1].id


def _entry(post: Any, kind: LedgerKind, amount: int, at: datetime, number: int, last: str) -> Entry:
    is_earned = kind is LedgerKind.EARNED
    return sealed(
        Entry(
            id=number,
            at=at,
            kind=kind,
            amount_minor=amount,
            currency="USD",
            campaign_id=post.campaign_id,
            creator_id=post.creator_id,
            post_id=post.id,
            snapshot_id=post.counted_snapshot_id if is_earned else None,
            cpm=str(CPM) if is_earned else None,
            cap_views=CAP if is_earned else None,
            payout_id=None if is_earned else post.payout_id,
            actor=None if is_earned else 1,
            reason="counted" if is_earned else f"payout #{post.payout_id}, bank",
            previous_hash=last,
        )
    )


def _amounts(post: Any) -> list[tuple[LedgerKind, int]]:
    earned = [(LedgerKind.EARNED, post.earned_minor)]
    is_paid = post.status is PostStatus.PAID
    return earned + [(LedgerKind.PAID, -post.earned_minor)] * is_paid
