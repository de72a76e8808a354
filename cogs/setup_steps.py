"""What the screens of `/setup` are made of: menus that act at once."""

import re
from collections.abc import Awaitable, Callable, Collection
from typing import Any, Self

import discord
from discord import app_commands, ui
from discord.app_commands import AppCommandChannel

from cogs.checks import app_of, require
from cogs.errors import Reply, SafeItem, replace
from cogs.refusals_setup import PERMISSIONS
from core.domain.access import Caller, Role
from core.services.app import App
from core.services.shown_servers import ServerCard

Screen = Callable[[discord.Interaction, Caller], Awaitable[Reply]]
SCREENS: dict[str, Screen] = {}
"""The screens by name: they lead to one another, so each enters itself with `named`."""
START, DIGEST = "start", "digest"


def named(name: str) -> Callable[[Screen], Screen]:
    """Enter a screen, so that a button turns to it."""

    def enter(screen: Screen) -> Screen:
        SCREENS[name] = screen
        return screen

    return enter


class Turn(SafeItem, ui.DynamicItem[ui.Button[ui.View]], template=rf"vl:setup:to:(?P<name>{START}|{DIGEST})"):
    """Turns to another screen."""

    def __init__(self, name: str, label: str = "") -> None:
        super().__init__(ui.Button(label=label, custom_id=f"vl:setup:to:{name}"))
        self.name = name

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(match["name"])

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.ADMIN)
        await replace(interaction, await SCREENS[self.name](interaction, by))


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
