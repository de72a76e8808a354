"""Keys of the API: questions, and the writes that tell of their use and end it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import String, cast, func, or_, select, update

from db.api_rows import ApiKey
from db.creators import escaped
from db.engine import Session


async def by_hash(session: Session, key_hash: str) -> ApiKey | None:
    """Return the key with this hash, a revoked one too."""
    found: ApiKey | None = await session.scalar(select(ApiKey).where(ApiKey.key_hash == key_hash))
    return found


async def find(session: Session, guild_id: int, key_id: int) -> ApiKey | None:
    """Return the server's key with this id."""
    query = select(ApiKey).where(ApiKey.guild_id == guild_id, ApiKey.id == key_id)
    found: ApiKey | None = await session.scalar(query)
    return found


async def count(session: Session, guild_id: int) -> int:
    """Return how many keys the server has, revoked ones too."""
    query = select(func.count()).select_from(ApiKey).where(ApiKey.guild_id == guild_id)
    return await session.scalar(query) or 0


async def count_working(session: Session, guild_id: int) -> int:
    """Return how many keys of the server work."""
    query = select(func.count()).select_from(ApiKey)
    return await session.scalar(query.where(ApiKey.guild_id == guild_id, ApiKey.revoked_at.is_(None))) or 0


async def stretch(session: Session, guild_id: int, *, offset: int, limit: int) -> Sequence[ApiKey]:
    """Return some of the server's keys, newest first."""
    query = select(ApiKey).where(ApiKey.guild_id == guild_id).order_by(ApiKey.id.desc())
    return (await session.scalars(query.offset(offset).limit(limit))).all()


async def search(session: Session, guild_id: int, typed: str, limit: int) -> Sequence[ApiKey]:
    """Return keys that work and whose number or label has what was typed, newest first."""
    like = f"%{escaped(typed)}%"
    matches = or_(cast(ApiKey.id, String).like(like, escape="\\"), ApiKey.label.ilike(like, escape="\\"))
    query = select(ApiKey).where(ApiKey.guild_id == guild_id, ApiKey.revoked_at.is_(None), matches)
    return (await session.scalars(query.order_by(ApiKey.id.desc()).limit(limit))).all()


async def labels(session: Session, key_ids: Collection[int]) -> Mapping[int, str]:
    """Return the labels of keys by id."""
    query = select(ApiKey.id, ApiKey.label).where(ApiKey.id.in_(key_ids))
    return {row[0]: row[1] for row in await session.execute(query)}


async def revoke(session: Session, key_id: int, *, by: int, now: datetime) -> bool:
    """Let the key open nothing more; True for exactly one of all who do."""
    change = update(ApiKey).where(ApiKey.id == key_id, ApiKey.revoked_at.is_(None))
    done = change.values(revoked_at=now, revoked_by=by).returning(ApiKey.id)
    return await session.scalar(done) is not None


async def note_use(session: Session, key_id: int, *, now: datetime, before: datetime) -> None:
    """Keep when the key was used last, unless that is so of a moment after `before`."""
    is_old = or_(ApiKey.last_used_at.is_(None), ApiKey.last_used_at <= before)
    await session.execute(update(ApiKey).where(ApiKey.id == key_id, is_old).values(last_used_at=now))
