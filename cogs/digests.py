"""Weekly digests in the channels that servers chose; trouble in one server is no other's."""

import asyncio
import io
import logging

import discord

from cogs import charts, render_digests
from cogs.errors import NOBODY
from cogs.say import later, of_server, say, speaking
from cogs.troubles import Troubles, said
from core.services import digests
from core.services.app import App
from core.services.shown_digests import CampaignWeek, Digest, Slot
from core.services.tally import Tally

log = logging.getLogger(__name__)

ALT = later("Views gained on each day of last week, beside the week before")


class Digests:
    """Sends what is due in the servers the bot is in.

    Args:
        unreachable: what is raised when Discord refuses or cannot be reached; anything else is a bug.
    """

    def __init__(self, app: App, client: discord.Client, unreachable: tuple[type[Exception], ...]) -> None:
        self._app = app
        self._client = client
        self._unreachable = unreachable
        self._troubles = Troubles[int](app.clock)

    async def send(self) -> Tally:
        """Send every digest that is due; while Discord is not connected nothing is tried."""
        if self._client.is_ready() and not self._client.is_closed():
            found = await digests.due(self._app, {guild.id for guild in self._client.guilds})
            await asyncio.gather(*(self._attempt(slot) for slot in found if not self._rests(slot)))
        return Tally()

    async def _attempt(self, slot: Slot) -> None:
        """Send a digest, if there is one to send; after a bug it waits for its claim to end."""
        try:
            told = await digests.compose(self._app, slot)
            if told is None:
                return
            await self._send(told)
        except self._unreachable as error:
            await self._failed(slot, error)
        except Exception:
            log.exception("The digest of server %s could not be sent", slot.guild_id)
        else:
            await digests.sent(self._app, slot)
            if self._troubles.end(slot.guild_id):
                log.info("Digests reach server %s again", slot.guild_id)

    async def _send(self, told: Digest) -> None:
        slot = told.slot
        drawn = [await _picture(told, each) for each in told.campaigns]
        with speaking(of_server(self._client, slot.guild_id)):
            headline, cards = render_digests.headline(told), render_digests.cards(told)
        for card, file in zip(cards, drawn, strict=True):
            if file is not None:
                card.set_image(url=f"attachment://{file.filename}")
        channel = self._client.get_partial_messageable(slot.channel_id, guild_id=slot.guild_id)
        await channel.send(
            headline,
            embeds=cards,
            files=[file for file in drawn if file is not None],
            allowed_mentions=NOBODY,
            nonce=slot.nonce,
        )

    def _rests(self, slot: Slot) -> bool:
        return self._troubles.rests(slot.guild_id, slot.channel_id)

    async def _failed(self, slot: Slot, error: Exception) -> None:
        is_new = self._troubles.note(slot.guild_id, slot.channel_id, error)
        await digests.failed(self._app, slot)
        if is_new:
            log.warning(
                "The digest of server %s cannot be sent to channel %s (%s); it is tried again for a day",
                slot.guild_id,
                slot.channel_id,
                said(error),
            )


async def _picture(told: Digest, each: CampaignWeek) -> discord.File | None:
    """Return a campaign's picture; None when it could not be drawn, for the figures are worth sending."""
    try:
        png = await charts.weeks_png(told.days, each.gained, told.zone)
    except Exception:
        log.exception("The picture of campaign %s could not be drawn", each.campaign_id)
        return None
    return discord.File(io.BytesIO(png), f"week-{each.campaign_id}.png", description=say(ALT))
