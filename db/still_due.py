"""What is still to be done of what was put into a job, and where there is anything to tell."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from db.engine import Session
from db.letters import IS_MUTED, WAITS
from db.models import Server
from db.notices import ADMIN, UNSENT
from db.records import Notice


async def servers_with_notices(session: Session, guild_ids: Collection[int]) -> Sequence[int]:
    """Return those of these servers whose team is to be told something, and has a channel for it."""
    query = (
        select(Notice.guild_id)
        .join(Server, Server.guild_id == Notice.guild_id)
        .where(UNSENT, Notice.channel == ADMIN, Notice.guild_id.in_(guild_ids))
        .where(Server.admin_channel_id.is_not(None))
    )
    return (await session.scalars(query.distinct().order_by(Notice.guild_id))).all()


async def servers_with_letters(session: Session, guild_ids: Collection[int], now: datetime) -> Sequence[int]:
    """Return those of these servers in which members are to be told something now."""
    query = select(Notice.guild_id).where(
        WAITS, Notice.guild_id.in_(guild_ids), Notice.next_attempt_at <= now, ~IS_MUTED
    )
    return (await session.scalars(query.distinct().order_by(Notice.guild_id))).all()
