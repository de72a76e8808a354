"""Audit entries: what happened in a server, newest first."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, or_, select

from db.api_rows import ApiKey
from db.engine import Session
from db.models import Campaign, Creator
from db.records import AuditEntry

PART = 500
"""How many entries are unpacked at a stretch: the event loop runs between two of them."""

Named = tuple[AuditEntry, str | None, str | None, str | None]
"""An entry, its campaign's name, its creator's handle, and the label of the API's key it was done by."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries of a server are meant; None: any. `kind` is the first word of an action.

    What programs did by a key is not what the `actor` did who made the key.
    """

    guild_id: int
    campaign_id: int | None = None
    actor: int | None = None
    kind: str | None = None


async def count(session: Session, wanted: Filter) -> int:
    """Return how many entries pass the filter."""
    query = select(func.count()).select_from(AuditEntry).where(*_conditions(wanted))
    return await session.scalar(query) or 0


async def actions(session: Session, wanted: Filter) -> Mapping[str, int]:
    """Return which actions there are, whatever their kind, and how often each."""
    any_kind = Filter(wanted.guild_id, wanted.campaign_id, wanted.actor)
    query = select(AuditEntry.action, func.count()).where(*_conditions(any_kind))
    query = query.group_by(AuditEntry.action)
    return {row[0]: row[1] for row in await session.execute(query)}


async def stretch(session: Session, wanted: Filter, *, offset: int, limit: int) -> Sequence[Named]:
    """Return some of the entries that pass the filter, newest first."""
    found = await session.execute(_newest_first(wanted).offset(offset).limit(limit))
    return [(row[0], row[1], row[2], row[3]) for row in found]


async def stream(session: Session, wanted: Filter, limit: int) -> AsyncIterator[Sequence[Named]]:
    """Yield the newest entries that pass the filter in parts that are quickly worked through."""
    found = await session.stream(_newest_first(wanted).limit(limit))
    async for part in found.partitions(PART):
        yield [(row[0], row[1], row[2], row[3]) for row in part]


def _newest_first(wanted: Filter) -> Select[AuditEntry, str, str, str]:
    query = (
        select(AuditEntry, Campaign.name, Creator.handle, ApiKey.label)
        .outerjoin(Campaign, Campaign.id == AuditEntry.campaign_id)
        .outerjoin(Creator, Creator.id == AuditEntry.creator_id)
        .outerjoin(ApiKey, ApiKey.id == AuditEntry.api_key_id)
    )
    return query.where(*_conditions(wanted)).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    found = [AuditEntry.guild_id == wanted.guild_id]
    if wanted.campaign_id is not None:
        found.append(AuditEntry.campaign_id == wanted.campaign_id)
    if wanted.actor is not None:
        found += [AuditEntry.actor == wanted.actor, AuditEntry.api_key_id.is_(None)]
    if wanted.kind is not None:
        starts = AuditEntry.action.startswith(f"{wanted.kind} ", autoescape=True)
        found.append(or_(AuditEntry.action == wanted.kind, starts))
    return found
