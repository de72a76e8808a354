"""Notices: what waits to be told in Discord, and what became of it.

A notice is written together with what it tells of, and marked when it was sent, so an end in between loses
none; one that was sent but not marked is sent again with the same nonce, of which Discord makes one message.
"""

import hashlib
from collections.abc import Collection, Sequence

from core.services.app import App
from core.services.shown_notices import Sending
from db import notices

ERROR_LIMIT = 200


async def due(app: App, guild_ids: Collection[int]) -> Sequence[Sending]:
    """Return what these servers are to be told, the oldest first; without a channel chosen it waits."""
    async with app.reads() as session:
        rows = await notices.to_admins(session, guild_ids)
    return [
        Sending(row.id, row.guild_id, channel_id, _nonce(row.id), row.topic, row.args)
        for row, channel_id in rows
    ]


async def still_waits(app: App, notice_id: int) -> bool:
    """Whether a notice that was read before is still to be sent."""
    async with app.reads() as session:
        return await notices.still_waits(session, notice_id)


async def sent(app: App, notice_id: int) -> None:
    """Keep that a notice was sent."""
    async with app.sessions.begin() as session:
        await notices.sent(session, notice_id, app.clock())


async def failed(app: App, notice_id: int, error: str) -> None:
    """Keep that a notice could not be sent, and why."""
    async with app.sessions.begin() as session:
        await notices.failed(session, notice_id, error[:ERROR_LIMIT])


def _nonce(notice_id: int) -> int:
    """Return a number of 63 bits that stands for the notice."""
    return int.from_bytes(hashlib.sha256(f"notice {notice_id}".encode()).digest()[:8]) >> 1
