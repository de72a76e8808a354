"""What is stored about a member: which rows, table by table. Questions only."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, or_, select

from db.appeal_rows import Appeal
from db.engine import Session
from db.models import Campaign, Creator, Post, Snapshot, WatchedAccount
from db.money import Deal, LedgerEntry, Payout, Tier
from db.proof_rows import Proof
from db.records import AuditEntry, MemberLanguage, MutedMember, Notice, Prompt

PART = 100
"""How many rows are unpacked at a stretch: the event loop runs between two of them."""
SECRET = frozenset({"reply_token", "reply_until", "reply_language"})
"""Columns of an answer that can be edited: they say nothing of a person, and open something."""
HANDED_IN = "submit-post"
OWN_ACTS = (AuditEntry.action == HANDED_IN) | AuditEntry.action.startswith("my ")
"""What members do for themselves; everything else is done as part of a campaign's team."""


def own_creators(discord_id: int) -> Select[int]:
    """Return the ids of the member's accounts, as a query within others."""
    return select(Creator.id).where(Creator.discord_id == discord_id)


def own_posts(discord_id: int) -> ColumnElement[bool]:
    """Return the condition for posts of the member's accounts, and those the member handed in."""
    handed_in = (Post.submitted_by == discord_id) & (Post.came_in_by == HANDED_IN)
    return or_(Post.creator_id.in_(own_creators(discord_id)), handed_in)


def kinds(discord_id: int) -> Mapping[str, tuple[type[Any], ColumnElement[bool]]]:
    """Return what there may be of a member: by name, the table and which of its rows."""
    mine = own_creators(discord_id)
    own_deals = select(Deal.id).where(Deal.creator_id.in_(mine))
    own_homes = select(Creator.campaign_id).where(Creator.discord_id == discord_id)
    posts = select(Post.id).where(own_posts(discord_id))
    return {
        "campaigns": (Campaign, Campaign.id.in_(own_homes)),
        "accounts": (Creator, Creator.discord_id == discord_id),
        "deals": (Deal, Deal.creator_id.in_(mine)),
        "tiers": (Tier, Tier.deal_id.in_(own_deals)),
        "watched-accounts": (WatchedAccount, WatchedAccount.creator_id.in_(mine)),
        "posts": (Post, own_posts(discord_id)),
        "readings": (Snapshot, Snapshot.post_id.in_(posts)),
        "ledger": (LedgerEntry, LedgerEntry.creator_id.in_(mine)),
        "payouts": (Payout, Payout.creator_id.in_(mine)),
        "audit": (AuditEntry, or_(AuditEntry.creator_id.in_(mine), AuditEntry.actor == discord_id)),
        "appeals": (Appeal, Appeal.discord_id == discord_id),
        "proofs": (Proof, Proof.discord_id == discord_id),
        "messages": (Notice, Notice.member_id == discord_id),
        "stopped-messages": (MutedMember, MutedMember.discord_id == discord_id),
        "language": (MemberLanguage, MemberLanguage.discord_id == discord_id),
        "questions": (Prompt, Prompt.actor == discord_id),
    }


def columns(model: type[Any]) -> Sequence[str]:
    """Return what a row of the table tells."""
    table: Table = model.__table__
    told = [column.key for column in table.columns if column.key not in SECRET]
    return [name for name in told if model is not Campaign or name in {"id", "name", "currency", "guild_id"}]


async def count(session: Session, model: type[Any], where: ColumnElement[bool]) -> int:
    """Return how many such rows there are."""
    return await session.scalar(select(func.count()).select_from(model).where(where)) or 0


async def rows(
    session: Session, model: type[Any], where: ColumnElement[bool], limit: int
) -> AsyncGenerator[Sequence[Mapping[str, Any]]]:
    """Yield the newest rows in parts, each a mapping by column."""
    told = [getattr(model, name) for name in columns(model)]
    newest_first = [column.desc() for column in model.__table__.primary_key]
    query = select(*told).where(where).order_by(*newest_first).limit(limit)
    found = await session.stream(query)
    async for part in found.mappings().partitions(PART):
        yield [dict(row) for row in part]


async def currencies(session: Session, discord_id: int) -> Mapping[int, str]:
    """Return the currencies of all campaigns that have posts or accounts of the member, by campaign."""
    of_posts = select(Post.campaign_id).where(own_posts(discord_id))
    of_accounts = select(Creator.campaign_id).where(Creator.discord_id == discord_id)
    query = select(Campaign.id, Campaign.currency)
    query = query.where(or_(Campaign.id.in_(of_posts), Campaign.id.in_(of_accounts)))
    return {row[0]: row[1] for row in await session.execute(query)}


async def is_anything_stored(session: Session, discord_id: int) -> bool:
    """Whether there is anything of the member but open questions and deeds for a campaign's team."""
    found = kinds(discord_id)
    for name in ("accounts", "posts", "appeals", "proofs"):
        if await count(session, *found[name]):
            return True
    return bool(await count(session, AuditEntry, (AuditEntry.actor == discord_id) & OWN_ACTS))


async def deeds(session: Session, discord_id: int) -> int:
    """Return how many entries there are of what the member did as part of a campaign's team."""
    return await count(session, AuditEntry, (AuditEntry.actor == discord_id) & ~OWN_ACTS)
