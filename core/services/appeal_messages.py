"""The team's messages about appeals: whichever way one ended, its message is made to say so, once."""

from collections.abc import Collection, Sequence

from core.services import appeals
from core.services.app import App
from core.services.shown_appeals import AppealCard
from db import appeals as appeal_rows

MOST = 20
"""So many messages are edited in one pass."""


async def due(app: App, guild_ids: Collection[int]) -> Sequence[AppealCard]:
    """Return decided appeals of these servers whose messages do not say so yet, each with its place."""
    async with app.reads() as session:
        rows = await appeal_rows.stale(session, guild_ids, MOST)
        return [await appeals.card_of(session, *row) for row in rows]


async def renewed(app: App, appeal_id: int) -> None:
    """Keep that the message about an appeal says how it ended, or is there no more."""
    async with app.sessions.begin() as session:
        await appeal_rows.renewed(session, appeal_id, app.clock())
