"""The team's messages about appeals: once one is decided, its message says how, and has no buttons."""

import logging

import discord

from cogs import render_appeals
from cogs.errors import NOBODY
from cogs.say import of_server, speaking
from cogs.troubles import Troubles, said
from core.services import appeal_messages
from core.services.app import App
from core.services.shown_appeals import AppealCard, Place
from core.services.tally import Tally

log = logging.getLogger(__name__)


class AppealMessages:
    """Has the messages about decided appeals say so, whoever decided and by whichever command.

    Args:
        unreachable: what is raised when Discord refuses or cannot be reached; anything else is a bug.
    """

    def __init__(self, app: App, client: discord.Client, unreachable: tuple[type[Exception], ...]) -> None:
        self._app = app
        self._client = client
        self._unreachable = unreachable
        self._troubles = Troubles[int](app.clock)

    async def renew(self) -> Tally:
        """Edit every message that is due; while Discord is not connected nothing is tried."""
        if self._client.is_ready() and not self._client.is_closed():
            for card in await appeal_messages.due(self._app, {guild.id for guild in self._client.guilds}):
                if card.place is not None and not self._troubles.rests(card.id, card.place.channel_id):
                    await self._attempt(card, card.place)
        return Tally()

    async def _attempt(self, card: AppealCard, place: Place) -> None:
        try:
            await put(self._client, self._app, card, place)
        except self._unreachable as error:
            if self._troubles.note(card.id, place.channel_id, error):
                log.warning("The message about appeal %s cannot be edited (%s)", card.id, said(error))
        except Exception:
            log.exception("The message about appeal %s could not be edited", card.id)
        else:
            self._troubles.end(card.id)


async def put(client: discord.Client, app: App, card: AppealCard, place: Place) -> None:
    """Have the team's message say how an appeal ended, and keep that it does; one that is gone is left."""
    channel = client.get_partial_messageable(place.channel_id, guild_id=place.guild_id)
    message = channel.get_partial_message(place.message_id)
    with speaking(of_server(client, place.guild_id)):
        shown = render_appeals.card(card)
    try:
        await message.edit(embed=shown, view=None, allowed_mentions=NOBODY)
    except discord.NotFound:
        log.info("The message about appeal %s is gone", card.id)
    await appeal_messages.renewed(app, card.id)
