"""The ledger of the largest server: a row for what each post earned, and one for what was paid of it."""

from dataclasses import fields
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from core.domain.ledger import Entry, LedgerKind, sealed
from core.domain.terms import PostStatus
from db.engine import Session
from db.models import Post
from db.money import LedgerEntry, LedgerHead

HOME = 1
"""The campaign that all creators and posts are in; the others are empty."""
CPM, CAP = Decimal("0.5"), 500_000
EARNED_MINOR = 5_000
FROZEN = {PostStatus.FINALIZED, PostStatus.PAID}
COLUMNS = [field.name for field in fields(Entry)]


async def account(session: Session, now: datetime) -> None:
    """The rows of the ledger, chained as they must be."""
    rows: list[Entry] = []
    found = select(Post.id, Post.creator_id, Post.status, Post.payout_id).where(Post.status.in_(FROZEN))
    for post_id, creator_id, status, payout_id in await session.execute(found.order_by(Post.id)):
        for kind, amount in _amounts(status):
            is_earned = kind is LedgerKind.EARNED
            entry = Entry(
                id=len(rows) + 1,
                at=now - timedelta(hours=2),
                kind=kind,
                amount_minor=amount,
                currency="USD",
                campaign_id=HOME,
                creator_id=creator_id or 0,
                post_id=post_id,
                cpm=str(CPM) if is_earned else None,
                cap_views=CAP if is_earned else None,
                payout_id=None if is_earned else payout_id,
                reason="100,000 views counted",
                previous_hash=rows[-1].hash if rows else "",
            )
            rows.append(sealed(entry))
    columns = [_columns(row) for row in rows]
    connection = await session.connection()  # the session itself takes four times as long
    await connection.execute(insert(LedgerEntry.__table__), columns)  # type: ignore[arg-type]  # a table it is
    session.add(LedgerHead(campaign_id=HOME, entries=len(rows), hash=rows[-1].hash))


def _columns(entry: Entry) -> dict[str, Any]:
    told = {name: getattr(entry, name) for name in COLUMNS}  # `asdict` would copy each value deeply
    return told | {"cpm": None if entry.cpm is None else CPM}


def _amounts(status: PostStatus | None) -> list[tuple[LedgerKind, int]]:
    earned = [(LedgerKind.EARNED, EARNED_MINOR)] * (status in FROZEN)
    return earned + [(LedgerKind.PAID, -EARNED_MINOR)] * (status is PostStatus.PAID)
