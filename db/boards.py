"""Messages of ours that are edited in place: where each is, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select, update

from db.engine import Session, insert_for
from db.models import Server
from db.records import Board

GONE = ""
"""The digest of a message that is there no more; its row stays, for the next message is told from it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server wants its board (None: nowhere), and the row of its last message, if it had one."""

    guild_id: int
    channel_id: int | None
    board: Board | None


async def places(session: Session, topic: str) -> Sequence[Place]:
    """Return every server that wants a board or still has one."""
    query = (
        select(Server.guild_id, Server.admin_channel_id, Board)
        .outerjoin(Board, (Board.guild_id == Server.guild_id) & (Board.topic == topic))
        .where(or_(Server.admin_channel_id.is_not(None), Board.digest != GONE))
        .order_by(Server.guild_id)
    )
    return [Place(row[0], row[1], row[2]) for row in await session.execute(query)]


async def keep(
    session: Session, guild_id: int, topic: str, *, channel_id: int, message_id: int, digest: str
) -> None:
    """Keep where a server's board is now, and what it says."""
    now = {"channel_id": channel_id, "message_id": message_id, "digest": digest}
    insert = insert_for(session, Board).values(guild_id=guild_id, topic=topic, **now)
    await session.execute(insert.on_conflict_do_update(index_elements=["guild_id", "topic"], set_=now))


async def lost(session: Session, guild_id: int, topic: str, message_id: int) -> None:
    """Keep that the message is there no more."""
    is_this = (Board.guild_id == guild_id) & (Board.topic == topic) & (Board.message_id == message_id)
    await session.execute(update(Board).where(is_this).values(digest=GONE))
