"""Pulse cards: where each is wanted and is, and what they tell of besides figures."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import String, cast, func, or_, select, update

from core.domain.lifecycle import UNDECIDED
from db.boards import GONE, MOVES, Place
from db.counting import IS_OPEN
from db.engine import Session
from db.models import Campaign, Post
from db.records import Board

PREFIX = "pulse:"


def topic(campaign_id: int) -> str:
    """Return what a campaign's card is called among the boards."""
    return f"{PREFIX}{campaign_id}"


async def places(session: Session, guild_ids: Collection[int]) -> Sequence[tuple[Campaign, Place]]:
    """Return the campaigns of these servers that want a card or still have one."""
    own = (Board.guild_id == Campaign.guild_id) & (Board.topic == PREFIX + cast(Campaign.id, String))
    query = (
        select(Campaign, Board)
        .outerjoin(Board, own)
        .where(Campaign.guild_id.in_(guild_ids))
        .where(or_(Campaign.pulse_channel_id.is_not(None), Board.digest != GONE))
        .order_by(Campaign.id)
    )
    found = await session.execute(query)
    return [(row[0], Place(row[0].guild_id, row[0].pulse_channel_id, row[1])) for row in found]


async def move(session: Session, home: Campaign) -> None:
    """Have the message that is there, if one is, make way for another."""
    own = (Board.guild_id == home.guild_id) & (Board.topic == topic(home.id)) & (Board.digest != GONE)
    await session.execute(update(Board).where(own).values(digest=MOVES))


async def checked(session: Session, guild_id: int, topics: Collection[str], now: datetime) -> None:
    """Keep that these cards were found to say what they should."""
    own = (Board.guild_id == guild_id) & Board.topic.in_(topics)
    await session.execute(update(Board).where(own).values(checked_at=now))


async def next_end(session: Session, campaign_id: int, now: datetime) -> datetime | None:
    """Return when the next of the campaign's open windows ends; None: none is open."""
    query = select(func.min(Post.window_ends_at, type_=Post.submitted_at.type)).where(
        Post.campaign_id == campaign_id,
        IS_OPEN,
        Post.status.in_(sorted(UNDECIDED)),
        Post.window_ends_at > now,
    )
    found: datetime | None = await session.scalar(query)
    return found
