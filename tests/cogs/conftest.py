"""A Discord that exists in memory only, with the program behind it on SQLite."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
import simcord.interactions
from discord.ext import commands
from simcord.builders import ChannelHandle, GuildHandle

from bot.client import COGS, ITEMS
from cogs.errors import Tree
from cogs.submissions import MENUS
from core.domain.access import Caller, Role
from core.domain.terms import Platform
from core.services import campaigns, creators
from core.services.app import App
from core.services.health import LoopState
from db.models import Server
from tests.conftest import HOME
from tests.fakes import NOON, FakeSource, reading, tiktok

REF = tiktok(NOON - timedelta(hours=3))
BUTTON = discord.ComponentType.button.value
Speak = Callable[[str], None]


class Bot(commands.Bot):
    """As little of a client as the cogs need."""

    def __init__(self, app: App) -> None:
        super().__init__("!", intents=discord.Intents(guilds=True), tree_cls=Tree, help_command=None)
        self.app = app
        self.loop_states: Callable[[], Sequence[LoopState]] = tuple

    async def setup_hook(self) -> None:
        await self.load()
        await self.tree.sync()

    async def load(self) -> None:
        for cog in COGS:
            await self.add_cog(cog(self.app))
        for menu in MENUS:
            self.tree.add_command(menu)
        self.add_dynamic_items(*ITEMS)


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
def simcord_bot(bot: Bot) -> Bot:
    """What simcord runs."""
    return bot


@pytest.fixture
async def stage(simcord_env: simcord.Env, bot: Bot) -> Stage:
    guild = simcord_env.create_guild(id=HOME)
    manages = guild.create_role("manages", permissions=discord.Permissions(manage_guild=True))
    edits = guild.create_role("edits")
    made = Stage(
        env=simcord_env,
        guild=guild,
        channel=guild.create_text_channel("posts"),
        admin=guild.add_member(simcord_env.create_user("admin"), roles=[manages]),
        editor=guild.add_member(simcord_env.create_user("editor"), roles=[edits]),
        anna=guild.add_member(simcord_env.create_user("anna")),
        bot=bot,
    )
    async with bot.app.sessions.begin() as session:
        session.add(Server(guild_id=HOME, editor_role_id=edits.id))
    for command in await bot.tree.fetch_commands():
        guild.set_command_permissions(command, {guild.default_role: True})
    return made


def embed(result: simcord.InteractionResult) -> discord.Embed:
    """Return the embed of the only answer, which the person alone must see."""
    message = result.response or result.followups[0]
    assert message.ephemeral
    return message.embeds[0]


def said(result: simcord.InteractionResult) -> str:
    """Return the words of the latest answer, which the person alone must see."""
    message = result.followups[-1] if result.followups else result.response
    assert message is not None
    assert message.ephemeral
    return message.content


def buttons(message: simcord.ResponseMessage | None) -> list[str]:
    """Return the labels of what can be pressed."""
    assert message is not None
    items = [item for row in message.components for item in row["components"]]
    return [item["label"] for item in items if item["type"] == BUTTON and not item.get("disabled")]


@pytest.fixture
async def summer(stage: Stage) -> Caller:
    by = Caller(HOME, stage.admin.id, Role.ADMIN)
    await campaigns.create(stage.bot.app, by, name="Summer Launch")
    await creators.add(stage.bot.app, by, handle="anna", platform=Platform.TIKTOK)
    return by


async def hand_in(stage: Stage, source: FakeSource, views: int | None = 1_234) -> simcord.InteractionResult:
    source.tell(REF, reading(REF, views))
    return await stage.anna.slash(stage.channel, "submit-post", url=f"<{REF.url}?lang=en>")


def fields(result: simcord.InteractionResult) -> dict[str | None, str | None]:
    return {field.name: field.value for field in embed(result).fields}


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Speak:
    """Let everything that reaches the bot from now on come from people whose Discord is in a locale."""
    made = simcord.interactions.base_payload

    def in_locale(locale: str) -> None:
        def payload(*args: Any, **named: Any) -> Any:
            record, body = made(*args, **named)
            return record, {**body, "locale": locale}

        monkeypatch.setattr(simcord.interactions, "base_payload", payload)

    return in_locale
