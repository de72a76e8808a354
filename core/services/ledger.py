"""The ledger: how rows come in, and what they add up to."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypedDict, Unpack

from core.domain.ledger import Entry, LedgerKind, check, sealed
from core.domain.terms import Terms
from db import ledger
from db.engine import Session
from db.models import Campaign, Post
from db.money import LedgerEntry


class Grounds(TypedDict, total=False):
    """What a row rests on, beside the terms."""

    snapshot_id: int | None
    deal_id: int | None
    payout_id: int | None
    refers_to: int | None  # the paid row that a voided one takes back


async def append(
    session: Session,
    *,
    kind: LedgerKind,
    home: Campaign,
    creator_id: int,
    post: Post | None,
    amount_minor: int,
    actor: int | None,
    reason: str,
    now: datetime,
    terms: Terms | None = None,
    **grounds: Unpack[Grounds],
) -> LedgerEntry:
    """Add a row at the end of the campaign's chain, and return it: the only way rows come in.

    It locks the end of the chain until the transaction ends: call it when all else is locked, and for
    several campaigns in the order of their ids. Amounts carry their sign: paid is below zero, voided above.
    """
    entry = Entry(
        at=now.astimezone(UTC),
        kind=kind,
        amount_minor=amount_minor,
        currency=home.currency,
        campaign_id=home.id,
        creator_id=creator_id,
        post_id=None if post is None else post.id,
        cpm=None if terms is None else format(terms.cpm, "f"),
        cap_views=None if terms is None else terms.cap_views,
        actor=actor,
        reason=reason,
        **grounds,
    )
    check(entry)
    return await _chained(session, entry)


async def _chained(session: Session, entry: Entry) -> LedgerEntry:
    await session.flush()  # what waits to be written may need locks, and the head's is the last
    head = await ledger.locked_head(session, entry.campaign_id)
    number = await ledger.next_id(session)
    row = ledger.row_of(sealed(replace(entry, id=number, previous_hash=head.hash)))
    session.add(row)
    head.entries, head.hash = head.entries + 1, row.hash
    await session.flush()
    return row


async def balances_of_posts(session: Session, post_ids: Collection[int]) -> Mapping[int, int]:
    """Return what is still owed for each post, in minor units; 0 for one without rows."""
    found = await ledger.sums(session, LedgerEntry.post_id, post_ids)
    return {post_id: found.get(post_id, 0) for post_id in post_ids}


async def balances_of_creators(session: Session, creator_ids: Collection[int]) -> Mapping[int, int]:
    """Return what is still owed to each creator, in minor units; 0 for one without rows."""
    found = await ledger.sums(session, LedgerEntry.creator_id, creator_ids)
    return {creator_id: found.get(creator_id, 0) for creator_id in creator_ids}


async def balances_of_campaigns(session: Session, campaign_ids: Collection[int]) -> Mapping[int, int]:
    """Return what each campaign still owes, in minor units; 0 for one without rows."""
    found = await ledger.sums(session, LedgerEntry.campaign_id, campaign_ids)
    return {campaign_id: found.get(campaign_id, 0) for campaign_id in campaign_ids}
