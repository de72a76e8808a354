"""The ledger: the one way rows come in, their sums, and everything a replay reads."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import String, Text, func, select, text, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from core.domain.ledger import FACTS, Entry, Head, LedgerKind
from core.domain.replay import Basis, Earned
from core.domain.replay_posts import FrozenPost
from core.domain.settlements import RecordedPayout, Voucher, payout_said
from db.engine import Session, insert_for
from db.models import Campaign, Post, Snapshot
from db.money import LedgerEntry, LedgerHead, Payout
from db.types import ReadableUtc

TIMES = dict.fromkeys(("at", "paid_at", "voided_at"), ReadableUtc)
PLAIN: Mapping[str, Any] = {"kind": Text, "cpm": String} | TIMES
"""Columns that a replay reads as they are kept: what was tampered with may not be readable."""


def _as_kept(table: Any) -> tuple[Any, ...]:
    return tuple(
        type_coerce(column, PLAIN[column.key]).label(column.key) if column.key in PLAIN else column
        for column in table.columns
    )


COLUMNS, PAYOUT = _as_kept(LedgerEntry.__table__), _as_kept(Payout.__table__)
NAMES, PAYOUT_NAMES = ([column.key for column in columns] for columns in (COLUMNS, PAYOUT))
WHOLE = [column.key for column in LedgerEntry.__table__.columns if column.type.python_type is int]


async def locked_head(session: Session, campaign_id: int) -> LedgerHead:
    """Return the end of the campaign's chain, locked; the last lock of a transaction."""
    new = insert_for(session, LedgerHead).values(campaign_id=campaign_id, entries=0, hash="")
    await session.execute(new.on_conflict_do_nothing())
    return await session.get_one(LedgerHead, campaign_id, with_for_update=True, populate_existing=True)


async def next_id(session: Session) -> int:
    """Return the id of the next row, for a row's hash tells its id too. A head must be locked."""
    if session.get_bind().dialect.name == "postgresql":
        numbered = text("SELECT nextval(pg_get_serial_sequence('ledger_entries', 'id'))")
        return int(await session.scalar(numbered))
    return (await session.scalar(select(func.max(LedgerEntry.id))) or 0) + 1


def row_of(entry: Entry) -> LedgerEntry:
    """Return the row of an entry, not yet added."""
    cpm = None if entry.cpm is None else Decimal(entry.cpm)
    facts = {name: getattr(entry, name) for name in (*FACTS, "hash")}
    return LedgerEntry(**facts | {"kind": LedgerKind(entry.kind), "cpm": cpm})


async def by_id(session: Session, entry_id: int) -> LedgerEntry:
    """Return the row; the id is known to be right."""
    return await session.get_one(LedgerEntry, entry_id)


async def of_post(session: Session, post_id: int) -> Sequence[LedgerEntry]:
    """Return a post's rows in their order."""
    query = select(LedgerEntry).where(LedgerEntry.post_id == post_id).order_by(LedgerEntry.id)
    return (await session.scalars(query)).all()


async def sums(session: Session, by: InstrumentedAttribute[Any], ids: Collection[int]) -> Mapping[int, int]:
    """Return what is owed in minor units by post, creator or campaign (`by`), those with rows only."""
    query = select(by, func.sum(LedgerEntry.amount_minor)).where(by.in_(ids)).group_by(by)
    return {row[0]: int(row[1]) for row in await session.execute(query)}


async def adjusted(session: Session, post_id: int) -> int:
    """Return the sum of a post's corrections, in minor units."""
    query = select(func.sum(LedgerEntry.amount_minor)).where(
        LedgerEntry.post_id == post_id, LedgerEntry.kind == LedgerKind.ADJUSTED
    )
    return int(await session.scalar(query) or 0)


async def see_one_moment(session: Session) -> None:
    """Let the transaction that begins now read the database as it is at this moment until it ends."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite's readers always do
        await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


async def rows_after(session: Session, last_id: int, limit: int) -> Sequence[tuple[Entry, Basis]]:
    """Return the rows that follow, of all campaigns, with what an earned one rests on."""
    query = (
        select(*COLUMNS, Campaign.currency, Snapshot.post_id, Snapshot.views)
        .outerjoin(Campaign, Campaign.id == LedgerEntry.campaign_id)
        .outerjoin(Snapshot, Snapshot.id == LedgerEntry.snapshot_id)
        .where(LedgerEntry.id > last_id)
        .order_by(LedgerEntry.id)
        .limit(limit)
    )
    size = len(COLUMNS)
    return [
        (_entry(row[:size]), Basis(row[size] or "", row[size + 1], row[size + 2]))
        for row in await session.execute(query)
    ]


def _entry(values: Sequence[Any]) -> Entry:
    """Return a row as it is kept; a text in the place of a number, which SQLite lets in, reads as 0."""
    facts = dict(zip(NAMES, values, strict=True))
    return Entry(**facts | {name: 0 for name in WHOLE if isinstance(facts[name], str | float | bytes)})


async def heads(session: Session) -> Mapping[int, Head]:
    """Return the ends of all chains as they are kept, by campaign."""
    rows = await session.execute(select(LedgerHead.campaign_id, LedgerHead.entries, LedgerHead.hash))
    return {row[0]: Head(row[1], row[2]) for row in rows}


async def posts_after(session: Session, last_id: int, limit: int) -> Sequence[FrozenPost]:
    """Return the posts of creators that follow, with what they say of their money."""
    query = (
        select(
            Post.id,
            Post.campaign_id,
            Post.creator_id,
            type_coerce(Post.status, Text),
            Post.earned_minor,
            Post.counted_snapshot_id,
            type_coerce(Post.cpm, String),
            Post.cap_views,
            Post.deal_id,
            Post.counted_views,
            Snapshot.views,
            Post.payout_id,
        )
        .outerjoin(Snapshot, Snapshot.id == Post.counted_snapshot_id)
        .where(Post.id > last_id, Post.creator_id.is_not(None))
        .order_by(Post.id)
        .limit(limit)
    )
    return [
        FrozenPost(row[0], row[1], row[2] or 0, row[3], Earned(*row[4:9]), row[9], row[10], row[11])
        for row in await session.execute(query)
    ]


async def payouts_after(session: Session, last_id: int, limit: int) -> Sequence[RecordedPayout]:
    """Return the payouts that follow, voided ones too."""
    query = select(*PAYOUT, Payout.voided_at.is_not(None)).where(Payout.id > last_id)
    found = await session.execute(query.order_by(Payout.id).limit(limit))
    return [_recorded(dict(zip(PAYOUT_NAMES, row, strict=False)), is_voided=bool(row[-1])) for row in found]


def _recorded(told: Mapping[str, Any], *, is_voided: bool) -> RecordedPayout:
    owner = (told["campaign_id"], told["creator_id"], told["currency"])
    said = payout_said(told["id"], told["method"], told["reference"])
    paid = Voucher(*owner, told["paid_at"], told["paid_by"], said)
    voided = Voucher(*owner, told["voided_at"], told["voided_by"], told["void_reason"])
    return RecordedPayout(told["id"], told["amount_minor"], paid, voided if is_voided else None)
