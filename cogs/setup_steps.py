"""What the screens of `/setup` are made of: menus that act at once."""

from collections.abc import Collection

import discord
from discord import app_commands
from discord.app_commands import AppCommandChannel

from cogs.checks import app_of, require
from cogs.errors import Reply, SafeItem, replace
from cogs.refusals_setup import PERMISSIONS
from core.domain.access import Caller, Role
from core.services.app import App
from core.services.shown_servers import ServerCard


class Step(SafeItem):
    """A menu of a screen: its choice is kept at once, and the screen shows what is kept now."""

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.ADMIN)
        try:
            await self.choose(app_of(interaction), by)
        finally:  # a choice that is refused leaves the menu as it was
            await replace(interaction, await self.shown(interaction, by))

    async def choose(self, app: App, by: Caller) -> ServerCard:
        """Keep what was chosen."""
        raise NotImplementedError

    async def shown(self, interaction: discord.Interaction, by: Caller) -> Reply:
        """Return the screen it is on, as it is now."""
        raise NotImplementedError


async def missing_in(
    channel: AppCommandChannel | app_commands.AppCommandThread, needed: Collection[str] = tuple(PERMISSIONS)
) -> list[str]:
    """Return the permissions the bot needs in the channel and lacks; what Discord sends are the person's."""
    try:
        found = channel.resolve() or await channel.fetch()
    except (discord.Forbidden, discord.NotFound):
        return ["view_channel"]
    allowed = found.permissions_for(found.guild.me)
    return [name for name in needed if not getattr(allowed, name)]
