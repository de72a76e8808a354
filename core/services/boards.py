"""Boards: messages that are edited in place, as the one in a server that says what waits for a person.

What is due follows from what is kept, so a restart edits the same message. A message is kept as soon as it is
sent, and one that is to be replaced goes before the next comes, so no server ever has two.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from core.services import board_tasks
from core.services.app import App
from core.services.shown_boards import Plan, Pulse, Removal, Tasks, Writing
from db import boards
from db.boards import GONE, MOVES, Place

TOPIC = "reviews"
UNSURE = "?"
"""The digest of a message that may say something else; it is edited next."""


async def due(app: App, guild_ids: Collection[int]) -> Sequence[Plan]:
    """Return what is to be done about what waits in these servers, at most one thing each."""
    async with app.reads() as session:
        places = [place for place in await boards.places(session, TOPIC) if place.guild_id in guild_ids]
        told = [place.guild_id for place in places if place.channel_id is not None]
        found = await board_tasks.of_guilds(session, told)
    plans = [_review(place, found.get(place.guild_id, Tasks())) for place in places]
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
            done.topic,
            channel_id=done.channel_id,
            message_id=message_id,
            digest=done.digest if is_exact else UNSURE,
            checked_at=app.clock(),
        )


async def lost(app: App, guild_id: int, message_id: int, topic: str = TOPIC) -> None:
    """Keep that a message is gone; another is sent when there is something to say."""
    async with app.sessions.begin() as session:
        await boards.lost(session, guild_id, topic, message_id)


def _review(place: Place, tasks: Tasks) -> Plan | None:
    is_new = place.board is None or place.board.digest == GONE
    is_silent = is_new and not tasks.campaigns and place.channel_id is not None
    return None if is_silent else plan(place, TOPIC, tasks, digest_of(tasks))


def plan(place: Place, topic: str, said: Tasks | Pulse, digest: str) -> Plan | None:
    """Return what is to be done so that a board says this where it is wanted; None: it does."""
    last = place.board
    there = None if last is None or last.digest == GONE else last
    if there is not None and (there.channel_id != place.channel_id or there.digest == MOVES):
        return Removal(place.guild_id, topic, there.channel_id, there.message_id)
    if place.channel_id is None or (there is not None and there.digest == digest):
        return None
    return Writing(
        guild_id=place.guild_id,
        topic=topic,
        channel_id=place.channel_id,
        message_id=None if there is None else there.message_id,
        nonce=_number(f"{place.guild_id} {topic} {place.channel_id} {last and last.message_id}"),
        said=said,
        digest=digest,
    )


def digest_of(tasks: Tasks) -> str:
    """Return what changes whenever the board would say something else."""
    said = [replace(each, oldest_at=None) for each in tasks.campaigns]
    return fingerprint((said, [_kept(each.oldest_at) for each in tasks.campaigns]))


def fingerprint(said: object) -> str:
    """Return what changes whenever what is said, by its `repr`, does."""
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _kept(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def _number(text: str) -> int:
    """Return a number of 63 bits that stands for the text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) >> 1
