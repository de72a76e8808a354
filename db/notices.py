"""Notices: what is to be told in Discord, and what was."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from db.engine import Session
from db.models import Server
from db.records import Notice

ADMIN = "admin"
"""The channel that a server chose for what waits for a person."""
UNSENT = Notice.sent_at.is_(None)


def add(
    session: Session, guild_id: int, channel: str, topic: str, args: dict[str, Any], now: datetime
) -> None:
    """Have something told; `args` is what can be kept as JSON."""
    session.add(Notice(guild_id=guild_id, channel=channel, topic=topic, args=args, made_at=now))


async def to_admins(session: Session, guild_ids: Collection[int]) -> Sequence[tuple[Notice, int]]:
    """Return what waits for the admin channels of these servers, each with the channel, the oldest first."""
    query = (
        select(Notice, Server.admin_channel_id)
        .join(Server, Server.guild_id == Notice.guild_id)
        .where(UNSENT, Notice.channel == ADMIN, Notice.guild_id.in_(guild_ids))
        .where(Server.admin_channel_id.is_not(None))
        .order_by(Notice.id)
    )
    return [(row[0], row[1] or 0) for row in await session.execute(query)]


async def unsent(session: Session, guild_id: int, topic: str) -> Sequence[Notice]:
    """Return what a server was not told yet about a topic, the oldest first."""
    query = select(Notice).where(UNSENT, Notice.guild_id == guild_id, Notice.topic == topic)
    return (await session.scalars(query.order_by(Notice.id))).all()


async def still_waits(session: Session, notice_id: int) -> bool:
    """Whether a notice is still to be told."""
    query = select(Notice.id).where(UNSENT, Notice.id == notice_id)
    return await session.scalar(query) is not None


async def sent(session: Session, notice_id: int, now: datetime) -> None:
    """Keep that it was told."""
    await session.execute(update(Notice).where(Notice.id == notice_id, UNSENT).values(sent_at=now))


async def failed(session: Session, notice_id: int, error: str) -> None:
    """Keep that an attempt was in vain."""
    values = {"attempts": Notice.attempts + 1, "last_error": error}
    await session.execute(update(Notice).where(Notice.id == notice_id, UNSENT).values(values))
