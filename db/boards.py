"""Messages of ours that are edited in place: where each is, and what it is to say."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, or_, select, update

from core.domain.needs import Need
from db.appeal_rows import Appeal
from db.engine import Session, insert_for
from db.models import Campaign, Post, Server
from db.needs import NEEDS
from db.records import Board
from db.reviews import BORN, WAITS

GONE = ""
"""The digest of a message that is there no more; its row stays, for the next message is told from it."""
MOVES = "!"
"""The digest of a message that is to go, for another comes in its place, be it in the same channel."""


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


@dataclass(frozen=True, slots=True)
class Row:
    """What there is to do in a campaign: posts to review, since when, appeals, and posts by need."""

    guild_id: int
    campaign_id: int
    campaign: str
    waiting: int
    oldest_at: datetime | None
    appeals: int
    undecided: int
    unpriced: int
    held: int


async def tasks(session: Session, guild_ids: Collection[int]) -> Sequence[Row]:
    """Return what there is to do in these servers, by campaign; campaigns without anything are left out."""
    born = case((WAITS, BORN), else_=None)
    query = (
        select(
            Campaign.guild_id,
            Campaign.id,
            Campaign.name,
            func.sum(case((WAITS, 1), else_=0)),
            func.min(born, type_=Post.submitted_at.type),
            func.count(Appeal.id),
            *(func.sum(case((NEEDS[need], 1), else_=0)) for need in Need),
        )
        .join(Post, Post.campaign_id == Campaign.id)
        .outerjoin(Appeal, (Appeal.post_id == Post.id) & Appeal.decided_at.is_(None))
        .where(Campaign.guild_id.in_(guild_ids), or_(WAITS, Appeal.id.is_not(None), *NEEDS.values()))
        .group_by(Campaign.guild_id, Campaign.id, Campaign.name)
        .order_by(Campaign.name, Campaign.id)
    )
    return [Row(*row) for row in await session.execute(query)]


async def keep(
    session: Session,
    guild_id: int,
    topic: str,
    *,
    channel_id: int,
    message_id: int,
    digest: str,
    checked_at: datetime,
) -> None:
    """Keep where a server's board is now, and what it says."""
    now = {"channel_id": channel_id, "message_id": message_id, "digest": digest, "checked_at": checked_at}
    insert = insert_for(session, Board).values(guild_id=guild_id, topic=topic, **now)
    await session.execute(insert.on_conflict_do_update(index_elements=["guild_id", "topic"], set_=now))


async def lost(session: Session, guild_id: int, topic: str, message_id: int) -> None:
    """Keep that the message is there no more."""
    is_this = (Board.guild_id == guild_id) & (Board.topic == topic) & (Board.message_id == message_id)
    await session.execute(update(Board).where(is_this).values(digest=GONE))
