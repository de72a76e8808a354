"""Messages of ours that are edited in place: where each is, and what it is to say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, cast, func, literal, null, or_, select, union_all, update

from core.domain.needs import Need
from db.appeal_rows import Appeal
from db.engine import Session, insert_for
from db.models import Campaign, Post, Server
from db.needs import NEEDS
from db.records import Board
from db.reviews import BORN, WAITS

GONE = ""
"""The digest of a message that is there no more; its row stays, for the next message is told from it."""
MOMENT = Post.submitted_at.type
COUNTS = ("waiting", "appeals", *(need.value for need in Need))
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
    found = union_all(
        _counted(guild_ids, WAITS, {"waiting": func.count(), "oldest_at": func.min(BORN, type_=MOMENT)}),
        *(_counted(guild_ids, NEEDS[need], {need.value: func.count()}) for need in Need),
        _appealed(),
    ).subquery()
    sums = [func.sum(found.c[name]) for name in ("appeals", *(need.value for need in Need))]
    query = (
        select(
            Campaign.guild_id,
            Campaign.id,
            Campaign.name,
            func.sum(found.c.waiting),
            func.min(found.c.oldest_at, type_=MOMENT),
            *sums,
        )
        .join(found, found.c.campaign_id == Campaign.id)
        .where(Campaign.guild_id.in_(guild_ids))
        .group_by(Campaign.guild_id, Campaign.id, Campaign.name)
        .order_by(Campaign.name, Campaign.id)
    )
    return [
        Row(row[0], row[1], row[2], int(row[3]), row[4], *map(int, row[5:]))
        for row in await session.execute(query)
    ]


def _counted(
    guild_ids: Collection[int], which: ColumnElement[bool], told: Mapping[str, ColumnElement[Any]]
) -> Select[*tuple[Any, ...]]:
    """Return what is told of posts, by campaign; each kind is asked for alone, for each has its index."""
    query = select(Post.campaign_id, *_columns(told)).where(which, Post.campaign_id.in_(_homes(guild_ids)))
    return query.group_by(Post.campaign_id)


def _appealed() -> Select[*tuple[Any, ...]]:
    home = select(Post.campaign_id).where(Post.id == Appeal.post_id).scalar_subquery().label("campaign_id")
    appeals = select(home).where(Appeal.decided_at.is_(None)).subquery()  # a few, so they come first
    query = select(appeals.c.campaign_id, *_columns({"appeals": func.count()}))
    return query.group_by(appeals.c.campaign_id)


def _columns(told: Mapping[str, ColumnElement[Any]]) -> Sequence[ColumnElement[Any]]:
    """Return a row's columns after the campaign: what is told, and 0 or nothing for the rest."""
    empty: Mapping[str, ColumnElement[Any]] = dict.fromkeys(COUNTS, literal(0)) | {
        "oldest_at": cast(null(), MOMENT)
    }
    return [told.get(name, empty[name]).label(name) for name in (*COUNTS, "oldest_at")]


def _homes(guild_ids: Collection[int]) -> Select[int]:
    return select(Campaign.id).where(Campaign.guild_id.in_(guild_ids))


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
