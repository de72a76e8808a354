"""What members are told: notices for one person, put together into letters."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, literal, or_, select, update

from db.engine import Session, insert_for
from db.models import Campaign, Creator, Post, Server
from db.notices import UNSENT
from db.records import MemberLanguage, MutedMember, Notice

MEMBER = "member"
"""The channel of what one member is told."""
STOPPED = "the member stopped these messages"
MOST = 500
"""So many notices are put together, and sent, in one pass."""
WAITS = UNSENT & Notice.given_up_at.is_(None) & (Notice.channel == MEMBER)
IS_MUTED = exists().where(MutedMember.guild_id == Notice.guild_id, MutedMember.discord_id == Notice.member_id)


@dataclass(frozen=True, slots=True)
class Found:
    """A notice in a letter with what it is about.

    Attributes:
        channel_id: the server's for submissions.
        language: in which the member last ran a command; None when that is not known.
    """

    notice: Notice
    creator: Creator
    home: Campaign
    post: Post | None
    channel_id: int | None
    language: str | None


async def write(
    session: Session,
    *,
    home: Campaign,
    creator_id: int,
    post_id: int | None,
    topic: str,
    args: Mapping[str, Any],
    key: str,
    actor: int | None,
    now: datetime,
) -> None:
    """Have the member bound to the creator told, once for each key.

    Nothing is written when there is no member, who stopped these messages, or who did it: one statement
    asks and writes.
    """
    values = {
        "guild_id": home.guild_id,
        "channel": MEMBER,
        "topic": topic,
        "args": dict(args),
        "made_at": now,
        "key": key,
        "creator_id": creator_id,
        "post_id": post_id,
        "next_attempt_at": now,
    }
    types = Notice.__table__.c
    told = [literal(value, types[name].type) for name, value in values.items()]
    muted = exists().where(
        MutedMember.guild_id == home.guild_id, MutedMember.discord_id == Creator.discord_id
    )
    query = select(*told, Creator.discord_id).where(Creator.id == creator_id, Creator.discord_id > 0, ~muted)
    if actor is not None:
        query = query.where(Creator.discord_id != actor)
    insert = insert_for(session, Notice).from_select([*values, "member_id"], query)
    await session.execute(insert.on_conflict_do_nothing(index_elements=["key"]))


async def is_any_due(session: Session, guild_ids: Collection[int], now: datetime) -> bool:
    """Whether there is anything to send, or to give up."""
    query = select(Notice.id).where(WAITS, Notice.guild_id.in_(guild_ids), Notice.next_attempt_at <= now)
    return await session.scalar(query.limit(1)) is not None


async def give_up(session: Session, before: datetime, now: datetime) -> None:
    """Try no more what was written before a moment."""
    query = update(Notice).where(WAITS, Notice.made_at <= before)
    await session.execute(query.values(given_up_at=now))


async def put_together(
    session: Session, guild_ids: Collection[int], topics: Collection[str], now: datetime
) -> None:
    """Make one letter of all that is due for a member and in none: what is in a letter stays so.

    The rows are locked, so that of two processes one puts them together. A notice of another topic is a
    later version's, and waits for that.
    """
    due = WAITS & Notice.topic.in_(topics) & Notice.letter_id.is_(None) & (Notice.next_attempt_at <= now)
    query = select(Notice.id, Notice.guild_id, Notice.member_id)
    query = query.where(due, Notice.guild_id.in_(guild_ids), ~IS_MUTED).order_by(Notice.id).limit(MOST)
    letters: dict[tuple[int, int | None], list[int]] = {}
    for notice_id, guild_id, member_id in await session.execute(query.with_for_update(of=Notice)):
        letters.setdefault((guild_id, member_id), []).append(notice_id)
    for ids in letters.values():
        await session.execute(update(Notice).where(Notice.id.in_(ids)).values(letter_id=ids[0]))


async def to_send(session: Session, guild_ids: Collection[int], now: datetime) -> Sequence[Found]:
    """Return the notices of letters that are due, letter by letter."""
    ready = [WAITS, Notice.guild_id.in_(guild_ids), Notice.next_attempt_at <= now, ~IS_MUTED]
    letters = select(Notice.letter_id).where(*ready, Notice.letter_id.is_not(None))
    letters = letters.group_by(Notice.letter_id).order_by(Notice.letter_id).limit(MOST)
    query = (
        select(Notice, Creator, Campaign, Post, Server.submission_channel_id, MemberLanguage.language)
        .join(Creator, Creator.id == Notice.creator_id)
        .join(Campaign, Campaign.id == Creator.campaign_id)
        .outerjoin(Post, Post.id == Notice.post_id)
        .outerjoin(Server, Server.guild_id == Notice.guild_id)
        .outerjoin(MemberLanguage, MemberLanguage.discord_id == Notice.member_id)
        .where(*ready, Notice.letter_id.in_((await session.scalars(letters)).all()))
        .order_by(Notice.letter_id, Notice.id)
    )
    return [Found(row[0], row[1], row[2], row[3], row[4], row[5]) for row in await session.execute(query)]


async def still_waits(session: Session, letter_id: int, now: datetime) -> bool:
    """Whether a letter is still to be sent now: nobody has sent, stopped or erased it since it was read."""
    ready = (WAITS, Notice.letter_id == letter_id, Notice.next_attempt_at <= now, ~IS_MUTED)
    return await session.scalar(select(Notice.id).where(*ready).limit(1)) is not None


async def sent(session: Session, letter_id: int, now: datetime) -> None:
    """Keep that a letter was sent."""
    await session.execute(update(Notice).where(_of_letter(letter_id)).values(sent_at=now))


async def failed(session: Session, letter_id: int, error: str, again_at: datetime) -> None:
    """Keep that a letter may not have been sent; it stays as it is, so that it cannot be doubled."""
    values = {"attempts": Notice.attempts + 1, "last_error": error, "next_attempt_at": again_at}
    await session.execute(update(Notice).where(_of_letter(letter_id)).values(values))


async def attempts(session: Session, letter_id: int, guild_id: int, member_id: int) -> int:
    """Return how often anything that waits for the member in this server was tried in vain, at most."""
    query = select(func.max(Notice.attempts)).where(_with_letter(letter_id, guild_id, member_id))
    return await session.scalar(query) or 0


async def take_apart(
    session: Session,
    letter_id: int,
    guild_id: int,
    member_id: int,
    *,
    error: str,
    attempts: int,
    again_at: datetime,
) -> None:
    """Let a letter that was surely not sent wait with all that is new for the member, as one."""
    values = {"letter_id": None, "attempts": attempts, "last_error": error, "next_attempt_at": again_at}
    await session.execute(update(Notice).where(_with_letter(letter_id, guild_id, member_id)).values(values))


async def mute(session: Session, guild_id: int, discord_id: int, now: datetime) -> bool:
    """Keep that a member wants no messages, and send none that waits; False when it is so already."""
    row = insert_for(session, MutedMember).values(guild_id=guild_id, discord_id=discord_id, muted_at=now)
    added = row.on_conflict_do_nothing().returning(MutedMember.discord_id)
    theirs = WAITS & (Notice.guild_id == guild_id) & (Notice.member_id == discord_id)
    given_up = update(Notice).where(theirs).values(given_up_at=now, last_error=STOPPED)
    await session.execute(given_up)
    return await session.scalar(added) is not None


async def unmute(session: Session, guild_id: int, discord_id: int) -> bool:
    """Keep that a member wants messages; False when it is so already."""
    where = (MutedMember.guild_id == guild_id) & (MutedMember.discord_id == discord_id)
    query = delete(MutedMember).where(where).returning(MutedMember.discord_id)
    return await session.scalar(query) is not None


async def is_muted(session: Session, guild_id: int, discord_id: int) -> bool:
    """Whether a member wants no messages about their posts in a server."""
    return await session.get(MutedMember, (guild_id, discord_id)) is not None


def _of_letter(letter_id: int) -> ColumnElement[bool]:
    return UNSENT & (Notice.letter_id == letter_id)


def _with_letter(letter_id: int, guild_id: int, member_id: int) -> ColumnElement[bool]:
    """Return the condition for a letter's notices, and those of its reader that are in none."""
    is_theirs = WAITS & (Notice.guild_id == guild_id) & (Notice.member_id == member_id)
    return is_theirs & or_(Notice.letter_id == letter_id, Notice.letter_id.is_(None))
