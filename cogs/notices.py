"""Notices in admin channels: each is sent once, the oldest first; trouble in a server is no other's."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

import discord

from cogs import render_budget
from cogs.boards import PATIENCE, Trouble
from cogs.errors import NOBODY
from core.services import budgets, notices
from core.services.app import App
from core.services.shown_notices import Sending
from core.services.tally import Tally

log = logging.getLogger(__name__)

TOPICS: Mapping[str, Callable[[Mapping[str, Any]], discord.Embed]] = {budgets.TOPIC: render_budget.warning}
"""What each topic says; a notice of another one is a later version's, and waits for that."""


class Notices:
    """Sends what waits to be told in the servers the bot is in.

    Args:
        unreachable: what is raised when Discord refuses or cannot be reached; anything else is a bug.
    """

    def __init__(self, app: App, client: discord.Client, unreachable: tuple[type[Exception], ...]) -> None:
        self._app = app
        self._client = client
        self._unreachable = unreachable
        self._troubles: dict[int, Trouble] = {}

    async def send(self) -> Tally:
        """Send everything that is due; while Discord is not connected nothing is tried."""
        if self._client.is_ready() and not self._client.is_closed():
            found = await notices.due(self._app, {guild.id for guild in self._client.guilds})
            known = sorted((each for each in found if each.topic in TOPICS), key=_server)
            await asyncio.gather(*(self._send_all(list(own)) for _, own in groupby(known, key=_server)))
        return Tally()

    async def _send_all(self, waiting: Sequence[Sending]) -> None:
        """Send what waits in one server; while its channel cannot be reached, all of it waits."""
        for each in waiting:
            if self._rests(each) or not await self._attempt(each):
                return

    async def _attempt(self, sending: Sending) -> bool:
        """Send a notice; False when the channel cannot be reached. One that is broken costs itself only."""
        try:
            channel = self._client.get_partial_messageable(sending.channel_id, guild_id=sending.guild_id)
            said = TOPICS[sending.topic](sending.args)
            await channel.send(embed=said, allowed_mentions=NOBODY, nonce=sending.nonce)
        except self._unreachable as error:
            await self._failed(sending, error)
            return False
        except Exception:
            log.exception("Notice %s could not be sent", sending.notice_id)
            return True
        await notices.sent(self._app, sending.notice_id)
        if self._troubles.pop(sending.guild_id, None) is not None:
            log.info("Notices reach server %s again", sending.guild_id)
        return True

    def _rests(self, sending: Sending) -> bool:
        before = self._troubles.get(sending.guild_id)
        is_same = before is not None and before.channel_id == sending.channel_id
        return is_same and before is not None and self._app.clock() < before.again_at

    async def _failed(self, sending: Sending, error: Exception) -> None:
        """Remember the trouble; it is told when it is new, not at every beat."""
        before, now = self._troubles.get(sending.guild_id), self._app.clock()
        is_lasting = isinstance(error, discord.NotFound | discord.Forbidden)
        what = f"{type(error).__name__}: {error}"[:200]
        found = Trouble(sending.channel_id, what, now + PATIENCE if is_lasting else now)
        self._troubles[sending.guild_id] = found
        await notices.failed(self._app, sending.notice_id, what)
        if before is None or (before.channel_id, before.what) != (found.channel_id, what):
            log.warning(
                "Notices cannot be sent to channel %s of server %s (%s); they wait and are tried again",
                sending.channel_id,
                sending.guild_id,
                what,
            )


def _server(sending: Sending) -> int:
    return sending.guild_id
