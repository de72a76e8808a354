"""Letters to members: what became of their posts, by direct message, else in the submission channel."""

import logging
import re
from typing import Any, Self

import discord
from discord import ui

from cogs import render_letters
from cogs.checks import app_of
from cogs.errors import NOBODY, LastingView, Reply, SafeItem, answer
from cogs.say import say, speaking
from cogs.telling_jobs import place_of
from core.services import letters
from core.services.app import App
from core.services.jobs import Home
from core.services.shown_letters import Letter
from core.services.tally import Tally

log = logging.getLogger(__name__)

BROKEN = "a fault of the bot's"
NOT_OPENED = {400, 403, 404}
"""What Discord answers where nobody can be written to, as when an account is gone: nothing was sent."""


class Switch(
    SafeItem,
    ui.DynamicItem[ui.Button[ui.View]],
    template=r"vl:letters:(?P<verb>stop|resume):(?P<guild>[0-9]{1,19})",
):
    """Stops a server's messages to whoever presses, or turns them on again."""

    def __init__(self, guild_id: int, *, wanted: bool) -> None:
        verb, label = ("resume", say(render_letters.RESUME)) if wanted else ("stop", say(render_letters.STOP))
        style = discord.ButtonStyle.secondary
        super().__init__(ui.Button(label=label, style=style, custom_id=f"vl:letters:{verb}:{guild_id}"))
        self.guild_id, self.wanted = guild_id, wanted

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["guild"]), wanted=match["verb"] == "resume")

    async def press(self, interaction: discord.Interaction) -> None:
        """Keep the choice; a message of one's own then has the way back, others get it in the answer."""
        wanted, back = self.wanted, switch(self.guild_id, wanted=not self.wanted)
        await letters.choose(app_of(interaction), self.guild_id, interaction.user.id, wanted=wanted)
        is_own = interaction.guild_id is None
        if is_own:
            await interaction.edit_original_response(view=back)
        said = say(render_letters.RESUMED if wanted else render_letters.STOPPED)
        await answer(interaction, Reply(said, view=None if is_own else back))


DYNAMIC_ITEMS = (Switch,)


class Letters:
    """Sends what waits for members, one after the other; trouble with one is no other's.

    Args:
        unreachable: what is raised when Discord refuses or cannot be reached; anything else is a bug.
    """

    def __init__(self, app: App, client: discord.Client, unreachable: tuple[type[Exception], ...]) -> None:
        self._app = app
        self._client = client
        self._unreachable = unreachable

    async def send(self) -> Tally:
        """Send everything that is due; while Discord is not connected nothing is tried."""
        if self._client.is_ready() and not self._client.is_closed():
            for letter in await letters.due(self._app, {guild.id for guild in self._client.guilds}):
                await self._attempt(letter, place_of(self._client, letter.guild_id))
        return Tally()

    async def send_in(self, place: Home) -> Tally:
        """Send everything that is due in one server; this needs no connection that hears of servers."""
        for letter in await letters.due(self._app, {place.guild_id}):
            await self._attempt(letter, place)
        return Tally()

    async def _attempt(self, letter: Letter, place: Home) -> None:
        """Send a letter and keep how that went: it got through, no way leads there, or nobody knows.

        Those before it may have taken minutes, in which it was sent by another process, stopped or erased.
        """
        if not await letters.still_waits(self._app, letter):
            return
        try:
            closed = await self._deliver(letter, place)
        except self._unreachable as error:
            await letters.failed(self._app, letter, _what(error))
        except Exception:
            log.exception("Letter %s could not be sent", letter.id)
            await letters.failed(self._app, letter, BROKEN)
        else:
            if closed is None:
                await letters.sent(self._app, letter)
            else:
                await letters.undelivered(self._app, letter, closed)

    async def _deliver(self, letter: Letter, place: Home) -> str | None:
        """Return None when it got through, else why it surely did not."""
        closed = await self._send_directly(letter, place)
        if closed is None:
            return None
        if letter.channel_id is None:
            return f"{closed}; no submission channel is chosen"
        try:
            await self._send_in_channel(letter, letter.channel_id, place.language)
        except (discord.Forbidden, discord.NotFound) as error:
            return f"{closed}; in the submission channel {_what(error)}"
        return None

    async def _send_directly(self, letter: Letter, place: Home) -> str | None:
        """Return None when it got through, else why no direct message reaches the member."""
        try:
            channel = await self._client.create_dm(discord.Object(letter.member_id))
        except discord.HTTPException as error:
            if error.status not in NOT_OPENED:
                raise
            return _what(error)
        with speaking(letter.language or place.language):
            shown = render_letters.letter(letter.news, place.name)
            view = switch(letter.guild_id, wanted=False)
        try:
            await channel.send(
                embed=shown,
                view=view,
                allowed_mentions=NOBODY,
                nonce=letter.nonce,
            )
        except (discord.Forbidden, discord.NotFound) as error:
            return _what(error)
        return None

    async def _send_in_channel(self, letter: Letter, channel_id: int, language: str) -> None:
        """Send it where others read along; it mentions its reader and nobody else."""
        channel = self._client.get_partial_messageable(channel_id, guild_id=letter.guild_id)
        reader = discord.Object(letter.member_id)
        with speaking(language):
            shown = render_letters.letter(letter.news, None, is_public=True)
            view = switch(letter.guild_id, wanted=False)
        await channel.send(
            f"<@{letter.member_id}>",
            embed=shown,
            view=view,
            allowed_mentions=discord.AllowedMentions(everyone=False, roles=False, users=[reader]),
            nonce=letter.nonce,
        )


def switch(guild_id: int, *, wanted: bool) -> LastingView:
    """Return the button that stops a server's messages, or turns them on again."""
    view = LastingView()
    view.add_item(Switch(guild_id, wanted=wanted))
    return view


def _what(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:90]
