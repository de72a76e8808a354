"""The Discord client: no privileged intents, mentions off, commands given only when they changed."""

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot import collector
from cogs import (
    analytics,
    appeals,
    audit,
    boards,
    doctor,
    explain,
    exports,
    helping,
    inbox,
    leaderboard,
    letters,
    linking,
    own,
    privacy,
    pulses,
    report_menus,
    setup,
    status,
    tracing,
    views,
    watches,
)
from cogs.account import Account
from cogs.api_keys import ApiKeys
from cogs.campaigns import Campaigns
from cogs.creators import Creators
from cogs.errors import NOBODY, Tree
from cogs.intel import Intel
from cogs.languages import Languages
from cogs.localising import Localised
from cogs.payouts import Payouts
from cogs.posts import Posts
from cogs.reports import Reports
from cogs.submissions import MENUS, Submissions
from cogs.why import WhyCommand
from core.services import command_trees
from core.services.app import App
from core.services.health import LoopState

log = logging.getLogger(__name__)

COGS = (
    analytics.Analyses,
    Account,
    ApiKeys,
    audit.Audit,
    Campaigns,
    Creators,
    doctor.Doctor,
    explain.Explain,
    helping.Help,
    inbox.InboxCommand,
    Intel,
    Languages,
    leaderboard.Leaderboards,
    Payouts,
    Posts,
    Reports,
    privacy.Privacy,
    setup.Setup,
    status.Status,
    Submissions,
    watches.Watches,
    WhyCommand,
)
ITEMS = (
    *views.DYNAMIC_ITEMS,
    *inbox.DYNAMIC_ITEMS,
    *watches.DYNAMIC_ITEMS,
    *setup.DYNAMIC_ITEMS,
    *boards.DYNAMIC_ITEMS,
    *exports.DYNAMIC_ITEMS,
    *explain.DYNAMIC_ITEMS,
    *own.DYNAMIC_ITEMS,
    *audit.DYNAMIC_ITEMS,
    *helping.DYNAMIC_ITEMS,
    *report_menus.DYNAMIC_ITEMS,
    *analytics.DYNAMIC_ITEMS,
    *leaderboard.DYNAMIC_ITEMS,
    *linking.DYNAMIC_ITEMS,
    *letters.DYNAMIC_ITEMS,
    *appeals.DYNAMIC_ITEMS,
    *pulses.DYNAMIC_ITEMS,
)
"""Buttons and menus that work after a restart, whoever sent them."""
GLOBAL = "global"


class Client(commands.Bot):
    """The bot as Discord sees it."""

    def __init__(self, app: App, test_guild_id: int | None, **options: Any) -> None:
        super().__init__(
            command_prefix=(),
            help_command=None,
            intents=discord.Intents(guilds=True),
            allowed_mentions=NOBODY,
            tree_cls=Tree,
            max_messages=None,
            **options,
        )
        self.app = app
        self.is_standby = False  # whether another process has the turn
        self.loop_states: Callable[[], Sequence[LoopState]] = tuple
        self._test_guild = None if test_guild_id is None else discord.Object(test_guild_id)

    async def setup_hook(self) -> None:
        """Load commands and buttons, and give Discord the commands if they changed."""
        for cog in COGS:
            await self.add_cog(cog(self.app))
        for menu in MENUS:
            self.tree.add_command(menu)
        self.add_dynamic_items(*ITEMS)
        if self._test_guild is not None:
            self.tree.copy_global_to(guild=self._test_guild)
        await self.tree.set_translator(Localised())
        await self._give_commands()
        collector.spare()

    @property
    def is_connected(self) -> bool:
        """Whether Discord hears us now; `is_ready` stays true while the connection is down."""
        # discord.py types `ws` as always there
        ws: Any = self.ws
        return self.is_ready() and ws is not None and bool(ws.open)

    @property
    def shards_up(self) -> tuple[int, int] | None:
        """How many of the shards Discord hears now, and of how many; None when there is one connection."""
        return None

    async def close(self) -> None:
        """Leave Discord; the library's wait for servers would otherwise end in a client that is gone."""
        waiting = getattr(self._connection, "_ready_task", None)
        if waiting is not None:
            waiting.cancel()
        await super().close()

    async def on_ready(self) -> None:
        """Say that people can use the bot now."""
        log.info("connected as %s, in %s servers", self.user, len(self.guilds))

    async def on_app_command_completion(
        self, interaction: discord.Interaction, _command: app_commands.Command[Any, ..., Any]
    ) -> None:
        """Leave one line of a command that was carried out; of the others the tree does."""
        tracing.tell_command(interaction, "done")

    async def _give_commands(self) -> None:
        scope = GLOBAL if self._test_guild is None else str(self._test_guild.id)
        digest = await digest_of(
            self.tree.get_commands(guild=self._test_guild), self.tree, self.application_id
        )
        if await command_trees.is_known(self.app, scope, digest):
            return
        try:
            await self.tree.sync(guild=self._test_guild)
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError):
            log.exception("Discord did not take the commands; the ones it has stay")
            return
        await command_trees.remember(self.app, scope, digest)
        log.info("commands given to Discord (%s)", scope)


class ShardedClient(Client, commands.AutoShardedBot):
    """The same over several connections; each server belongs to one of them.

    Args:
        shards: how many; None asks Discord how many it recommends.
    """

    def __init__(self, app: App, test_guild_id: int | None, shards: int | None) -> None:
        super().__init__(app, test_guild_id, shard_count=shards)
        self._has_begun = False

    async def login(self, token: str) -> None:
        """Log in, which the library's `close` takes for granted."""
        self._has_begun = True
        await super().login(token)

    async def close(self) -> None:
        """Leave Discord, if there is anything to leave."""
        if self._has_begun:
            await super().close()

    async def setup_hook(self) -> None:
        """Learn how many shards there are, before anything that cannot be done twice."""
        if self.shard_count is None:
            self.shard_count, *_ = await self.http.get_bot_gateway()
        await super().setup_hook()

    @property
    def is_connected(self) -> bool:
        """Whether Discord hears every shard now."""
        up, count = self.shards_up
        return self.is_ready() and up == count

    @property
    def shards_up(self) -> tuple[int, int]:
        """How many of the shards Discord hears now, and of how many; 0 of 0 before that is known."""
        return sum(not shard.is_closed() for shard in self.shards.values()), self.shard_count or 0


def make_client(app: App, test_guild_id: int | None, shards: int | str | None) -> Client:
    """Return the bot with one connection for None, else with so many, or as many as Discord says: `auto`."""
    if shards is None:
        return Client(app, test_guild_id)
    return ShardedClient(app, test_guild_id, shards if isinstance(shards, int) else None)


async def digest_of(tree_commands: list[Any], tree: Any, application_id: int | None) -> str:
    """Return what changes whenever the commands, in any language, or their application change."""
    translator = tree.translator or app_commands.Translator()
    told = [await command.get_translated_payload(tree, translator) for command in tree_commands]
    told.sort(key=lambda one: (str(one["type"]), str(one["name"])))
    text = json.dumps([application_id, told], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
