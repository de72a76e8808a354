"""The board in each server's admin channel: one message that says what waits for a person.

What is due follows from what is kept, so a restart edits the same message. A message is kept as soon as it is
sent, and one that is to be replaced goes before the next comes, so no server ever has two.
"""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime

from core.services.app import App
from core.services.shown_boards import Plan, Removal, Tasks, TasksIn, Writing
from db import boards
from db.boards import GONE, Place, Row

TOPIC = "reviews"
UNSURE = "?"
"""The digest of a message that may say something else; it is edited next."""


async def due(app: App, guild_ids: Collection[int]) -> Sequence[Plan]:
    """Return what is to be done in these servers, at most one thing each."""
    async with app.reads() as session:
        places = [place for place in await boards.places(session, TOPIC) if place.guild_id in guild_ids]
        rows = await boards.tasks(
            session, [place.guild_id for place in places if place.channel_id is not None]
        )
    plans = [_plan(place, _tasks(place, rows)) for place in places]
    return [plan for plan in plans if plan is not None]


async def written(app: App, done: Writing, message_id: int, *, is_exact: bool = True) -> None:
    """Keep which message says it now.

    Args:
        is_exact: whether it surely says this; an earlier attempt may have left another text.
    """
    async with app.sessions.begin() as session:
        await boards.keep(
            session,
            done.guild_id,
            TOPIC,
            channel_id=done.channel_id,
            message_id=message_id,
            digest=done.digest if is_exact else UNSURE,
        )


async def lost(app: App, guild_id: int, message_id: int) -> None:
    """Keep that a message is gone; another is sent when there is something to say."""
    async with app.sessions.begin() as session:
        await boards.lost(session, guild_id, TOPIC, message_id)


def _tasks(place: Place, rows: Sequence[Row]) -> Tasks:
    own = [row for row in rows if row.guild_id == place.guild_id]
    return Tasks(
        [TasksIn(row.campaign, row.waiting, row.oldest_at, row.undecided, row.appeals) for row in own]
    )


def _plan(place: Place, tasks: Tasks) -> Plan | None:
    last = place.board
    there = None if last is None or last.digest == GONE else last
    if there is not None and there.channel_id != place.channel_id:
        return Removal(place.guild_id, there.channel_id, there.message_id)
    if place.channel_id is None:
        return None
    digest = digest_of(tasks)
    is_said = not tasks.campaigns if there is None else there.digest == digest
    if is_said:
        return None
    return Writing(
        guild_id=place.guild_id,
        channel_id=place.channel_id,
        message_id=None if there is None else there.message_id,
        nonce=_number(f"{place.guild_id} {TOPIC} {place.channel_id} {last and last.message_id}"),
        tasks=tasks,
        digest=digest,
    )


def digest_of(tasks: Tasks) -> str:
    """Return what changes whenever the board would say something else."""
    said = [
        (each.campaign, each.waiting, _kept(each.oldest_at), each.undecided, each.appeals)
        for each in tasks.campaigns
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _kept(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _number(text: str) -> int:
    """Return a number of 63 bits that stands for the text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) >> 1
