"""A Discord that exists in memory only, with the program behind it on SQLite."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import discord
import pytest
import simcord
from discord import app_commands
from discord.ext import commands
from simcord.builders import ChannelHandle, GuildHandle

from cogs.campaigns import Campaigns
from cogs.creators import Creators
from cogs.errors import Tree
from cogs.posts import Posts
from cogs.submissions import MENUS, Submissions
from cogs.views import DYNAMIC_ITEMS
from core.services.app import App

COGS = (Submissions, Campaigns, Creators, Posts)


class Bot(commands.Bot):
    """As little of a client as the cogs need."""

    def __init__(self, app: App) -> None:
        super().__init__("!", intents=discord.Intents(guilds=True), tree_cls=Tree, help_command=None)
        self.app = app

    async def setup_hook(self) -> None:
        for cog in COGS:
            await self.add_cog(cog(self.app))
        for menu in MENUS:
            self.tree.add_command(menu)
        self.add_dynamic_items(*DYNAMIC_ITEMS)
        await self.tree.sync()


@dataclass
class Stage:
    """A server, and the people in it."""

    env: simcord.Env
    guild: GuildHandle
    channel: ChannelHandle
    admin: simcord.MemberActor
    editor: simcord.MemberActor
    anna: simcord.MemberActor
    bot: Bot


@pytest.fixture
def database_url(empty_sqlite: Path, tmp_path: Path) -> str:
    """SQLite only: the services are tested on both."""
    path = tmp_path / "test.db"
    shutil.copy(empty_sqlite, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture
def bot(app: App) -> Bot:
    return Bot(app)


@pytest.fixture
async def stage(bot: Bot) -> AsyncIterator[Stage]:
    async with simcord.run(bot) as env:
        guild = env.create_guild()
        manages = guild.create_role("manages", permissions=discord.Permissions(manage_guild=True))
        yield Stage(
            env=env,
            guild=guild,
            channel=guild.create_text_channel("posts"),
            admin=guild.add_member(env.create_user("admin"), roles=[manages]),
            editor=guild.add_member(env.create_user("editor")),
            anna=guild.add_member(env.create_user("anna")),
            bot=bot,
        )


def leaves(tree: app_commands.CommandTree[discord.Client]) -> list[app_commands.Command]:  # type: ignore[type-arg]
    return [command for command in tree.walk_commands() if isinstance(command, app_commands.Command)]
