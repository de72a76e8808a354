"""`/setup`: what a server chooses. Each menu acts at once, and survives a restart."""

import re
from typing import Any, Self

import discord
from discord import app_commands, ui
from discord.app_commands import Range
from discord.ext import commands

from cogs import render_setup, setup_campaign, setup_digest, words, words_digest
from cogs.checks import app_of, caller, needs
from cogs.choices import options
from cogs.errors import LastingView, Reply, answer
from cogs.refusals_setup import ADMIN_PERMISSIONS, PERMISSIONS
from cogs.say import say
from cogs.setup_steps import DIGEST, START, Step, Turn, missing_in, named
from core.domain.access import Caller, Role
from core.domain.errors import ServerOnlyError
from core.services import servers
from core.services.app import App
from core.services.shown_servers import ServerCard

Zone = Range[str, 1, 100]
CHANNELS = {"channel": servers.Use.ADMIN, "submissions": servers.Use.SUBMISSIONS}
NEEDED = {servers.Use.ADMIN: ADMIN_PERMISSIONS, servers.Use.SUBMISSIONS: PERMISSIONS}
ROLES = {"admin": Role.ADMIN, "editor": Role.EDITOR}


class Choice(Step):
    """A menu of the first screen."""

    async def shown(self, interaction: discord.Interaction, by: Caller) -> Reply:
        return await screen(interaction, by)


class ChooseRole(
    Choice, ui.DynamicItem[ui.RoleSelect[ui.View]], template=r"vl:setup:role:(?P<name>admin|editor)"
):
    """Chooses whose members are admins or editors."""

    def __init__(self, name: str, select: ui.RoleSelect[ui.View]) -> None:
        super().__init__(select)
        self.name = name

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, ui.RoleSelect)
        return cls(match["name"], item)

    async def choose(self, app: App, by: Caller) -> ServerCard:
        role = next(iter(self.item.values), None)
        if role is None:
            return await servers.choose_role(app, by, ROLES[self.name], None)
        return await servers.choose_role(app, by, ROLES[self.name], role.id, is_managed=role.managed)


class ChooseChannel(
    Choice, ui.DynamicItem[ui.ChannelSelect[ui.View]], template=r"vl:setup:(?P<name>channel|submissions)"
):
    """Chooses where the bot tells what waits for a person, or writes to members it cannot reach."""

    def __init__(self, name: str, select: ui.ChannelSelect[ui.View]) -> None:
        super().__init__(select)
        self.name = name

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, ui.ChannelSelect)
        return cls(match["name"], item)

    async def choose(self, app: App, by: Caller) -> ServerCard:
        channel, use = next(iter(self.item.values), None), CHANNELS[self.name]
        if channel is None:
            return await servers.choose_channel(app, by, None, use=use)
        missing = await missing_in(channel, NEEDED[use])
        return await servers.choose_channel(app, by, channel.id, use=use, missing=missing)


DYNAMIC_ITEMS = (
    ChooseRole,
    ChooseChannel,
    Turn,
    *setup_digest.DYNAMIC_ITEMS,
    *setup_campaign.DYNAMIC_ITEMS,
)


class Setup(commands.Cog):
    """`/setup`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    @needs(Role.ADMIN)
    @options
    async def setup(self, interaction: discord.Interaction, timezone: Zone | None = None) -> None:
        """Choose who admins and editors are, where the bot tells what waits, and the time zone."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        if timezone is not None:
            await servers.choose_zone(self.app, by, timezone)
        await answer(interaction, await screen(interaction, by))


@named(START)
async def screen(interaction: discord.Interaction, by: Caller) -> Reply:
    """Return what is chosen now and what is missing, with a menu for each choice and the ways further."""
    if interaction.guild is None:
        raise ServerOnlyError
    shown = await servers.show(app_of(interaction), by)
    view = LastingView()
    for item in _menus(shown, interaction.guild):
        view.add_item(item)
    if not shown.has_campaign:
        view.add_item(setup_campaign.FirstCampaign())
    view.add_item(Turn(DIGEST, say(words_digest.DIGEST)))
    return Reply(embeds=[render_setup.card(shown, interaction.guild)], view=view)


def _menus(shown: ServerCard, guild: discord.Guild) -> list[ChooseRole | ChooseChannel]:
    admins, editors = shown.admin_role_id, shown.editor_role_id
    team, members = shown.admin_channel_id, shown.submission_channel_id
    return [
        ChooseRole("admin", _role_menu("admin", words.CHOOSE_ADMIN, admins, guild)),
        ChooseRole("editor", _role_menu("editor", words.CHOOSE_EDITOR, editors, guild)),
        ChooseChannel("channel", _channel_menu("channel", words.CHOOSE_CHANNEL, team, guild)),
        ChooseChannel("submissions", _channel_menu("submissions", words.CHOOSE_SUBMISSIONS, members, guild)),
    ]


def _role_menu(name: str, text: str, role_id: int | None, guild: discord.Guild) -> ui.RoleSelect[ui.View]:
    role = None if role_id is None else guild.get_role(role_id)
    return ui.RoleSelect(
        custom_id=f"vl:setup:role:{name}",
        placeholder=say(text),
        min_values=0,
        default_values=[] if role is None else [role],
    )


def _channel_menu(
    name: str, text: str, channel_id: int | None, guild: discord.Guild
) -> ui.ChannelSelect[ui.View]:
    channel = None if channel_id is None else guild.get_channel(channel_id)
    return ui.ChannelSelect(
        custom_id=f"vl:setup:{name}",
        placeholder=say(text),
        channel_types=[discord.ChannelType.text],
        min_values=0,
        default_values=[] if channel is None else [channel],
    )
