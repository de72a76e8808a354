"""Notices in admin channels: each is sent once, the oldest first; trouble in a server is no other's."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

import discord

from cogs import render_budget, render_outages
from cogs.errors import NOBODY
from cogs.say import of_server, speaking
from cogs.troubles import Troubles, said
from core.services import budgets, notices, outages
from core.services.app import App
from core.services.jobs import Home
from core.services.shown_notices import Sending
from core.services.tally import Tally

log = logging.getLogger(__name__)

TOPICS: Mapping[str, Callable[[Mapping[str, Any]], discord.Embed]] = {
    budgets.TOPIC: render_budget.warning,
    outages.DOWN: render_outages.down,
    outages.BACK: render_outages.back,
}
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
        self._troubles = Troubles[int](app.clock)

    async def send(self) -> Tally:
        """Send everything that is due; while Discord is not connected nothing is tried."""
        if self._client.is_ready() and not self._client.is_closed():
            found = await notices.due(self._app, {guild.id for guild in self._client.guilds})
            known = sorted((each for each in found if each.topic in TOPICS), key=_server)
            by_server = [(guild_id, list(own)) for guild_id, own in groupby(known, key=_server)]
            await asyncio.gather(
                *(self._send_all(own, of_server(self._client, guild_id)) for guild_id, own in by_server)
            )
        return Tally()

    async def send_in(self, place: Home) -> Tally:
        """Send everything that is due in one server; this needs no connection that hears of servers."""
        found = await notices.due(self._app, {place.guild_id})
        await self._send_all([each for each in found if each.topic in TOPICS], place.language)
        return Tally()

    async def _send_all(self, waiting: Sequence[Sending], language: str) -> None:
        """Send what waits in one server; while its channel cannot be reached, all of it waits."""
        for each in waiting:
            if self._rests(each) or not await self._attempt(each, language):
                return

    async def _attempt(self, sending: Sending, language: str) -> bool:
        """Send a notice; False when the channel cannot be reached. One that is broken costs itself only."""
        if not await notices.still_waits(self._app, sending.notice_id):
            return True  # another process was faster
        try:
            channel = self._client.get_partial_messageable(sending.channel_id, guild_id=sending.guild_id)
            with speaking(language):
                shown = TOPICS[sending.topic](sending.args)
            await channel.send(embed=shown, allowed_mentions=NOBODY, nonce=sending.nonce)
        except self._unreachable as error:
            await self._failed(sending, error)
            return False
        except Exception:
            log.exception("Notice %s could not be sent", sending.notice_id)
            return True
        await notices.sent(self._app, sending.notice_id)
        if self._troubles.end(sending.guild_id):
            log.info("Notices reach server %s again", sending.guild_id)
        return True

    def _rests(self, sending: Sending) -> bool:
        return self._troubles.rests(sending.guild_id, sending.channel_id)

    async def _failed(self, sending: Sending, error: Exception) -> None:
        is_new = self._troubles.note(sending.guild_id, sending.channel_id, error)
        await notices.failed(self._app, sending.notice_id, said(error))
        if is_new:
            log.warning(
                "Notices cannot be sent to channel %s of server %s (%s); they wait and are tried again",
                sending.channel_id,
                sending.guild_id,
                said(error),
            )


def _server(sending: Sending) -> int:
    return sending.guild_id
