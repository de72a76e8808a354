"""What Discord is given: the commands, once for each change, and nothing that needs a special grant."""

import copy
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import discord
import pytest
from discord import app_commands

from bot.client import COGS, Client, digest_of
from cogs.catalogues import CATALOGUES
from core.services import command_trees
from core.services.app import App
from tests.cogs.test_commands import COMMANDS
from tests.standins.discord_rules import refusals_of_commands
from tests.standins.process import ROOT

MANAGE_SERVER = 1 << 5
GUILD = 200_000_000_000_000_001
APPLICATION = 300_000_000_000_000_001
SUBCOMMAND = 1
ALONE = {"analytics", "audit", "doctor", "inbox", "setup", "status"}
"""Commands for managers that are in no group."""
OPEN = {"my"}
"""Groups that are for everybody."""
Json = dict[str, Any]


class Offline(Client):
    """The client as it is, but nothing of it leaves the machine."""

    def __init__(
        self, app: App, test_guild_id: int | None = None, *, refuses: Exception | None = None
    ) -> None:
        super().__init__(app, test_guild_id)
        self._connection.application_id = APPLICATION
        self.given: list[tuple[int | None, list[Json]]] = []
        self.refuses = refuses
        line: Any = self.http  # where the library ends and Discord begins
        line.bulk_upsert_global_commands, line.bulk_upsert_guild_commands = self.everywhere, self.in_guild

    async def everywhere(self, application_id: int, payload: list[Json]) -> list[Any]:
        return self.take(None, payload)

    async def in_guild(self, application_id: int, guild_id: int, payload: list[Json]) -> list[Any]:
        return self.take(guild_id, payload)

    def take(self, guild_id: int | None, payload: list[Json]) -> list[Any]:
        if self.refuses is not None:
            raise self.refuses
        self.given.append((guild_id, payload))
        return []


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


async def loaded(app: App, test_guild_id: int | None = None) -> Offline:
    client = Offline(app, test_guild_id)
    await client.setup_hook()
    return client


def leaves(command: Json, way: str = "") -> dict[str, Json]:
    """The commands a person can call, by their whole name."""
    name = f"{way} {command['name']}".strip()
    below = [option for option in command.get("options", []) if option["type"] <= SUBCOMMAND + 1]
    if not below:
        return {name: command}
    return {full: leaf for option in below for full, leaf in leaves(option, name).items()}


async def test_discord_is_given_every_command_with_its_options(app: App) -> None:
    ((where, payload),) = (await loaded(app)).given

    slash = {
        name: leaf for command in payload if command["type"] == 1 for name, leaf in leaves(command).items()
    }
    assert where is None
    assert [command["name"] for command in payload if command["type"] == 3] == ["Submit post"]
    assert {
        name: {option["name"]: option["type"] for option in leaf.get("options", [])}
        for name, leaf in slash.items()
    } == {
        name: {option: kind.value for option, kind in options.items()}
        for name, (_, _, options) in COMMANDS.items()
    }
    assert {
        name: [option["name"] for option in leaf.get("options", []) if option.get("required")]
        for name, leaf in slash.items()
    } == {name: required for name, (_, required, _) in COMMANDS.items()}


async def test_commands_for_managers_are_offered_to_managers_in_servers_only(app: App) -> None:
    ((_, payload),) = (await loaded(app)).given

    groups = [command for command in payload if command["name"] not in leaves(command)]
    assert {group["name"] for group in groups} == {name.split()[0] for name in COMMANDS if " " in name}
    for group in groups:
        assert group["contexts"] == [0] or group["dm_permission"] is False
    for command in payload:
        is_theirs = (command in groups and command["name"] not in OPEN) or command["name"] in ALONE
        shown_to = command.get("default_member_permissions")
        assert (shown_to if shown_to is None else int(shown_to)) == (MANAGE_SERVER if is_theirs else None)


async def test_commands_are_given_once(app: App) -> None:
    first, second = await loaded(app), await loaded(app)

    assert (len(first.given), len(second.given)) == (1, 0)


async def test_a_server_for_trials_gets_them_by_itself(app: App) -> None:
    ((where, payload),) = (await loaded(app, GUILD)).given
    everywhere = await loaded(app)

    assert where == GUILD
    assert sorted(each["name"] for each in everywhere.given[0][1]) == sorted(each["name"] for each in payload)


@pytest.mark.parametrize(
    "trouble", [discord.DiscordException("no"), OSError("cut"), TimeoutError(), aiohttp.ClientError()]
)
async def test_commands_that_could_not_be_given_are_given_at_the_next_start(
    app: App, trouble: Exception
) -> None:
    client = Offline(app, refuses=trouble)
    await client.setup_hook()

    assert len((await loaded(app)).given) == 1


async def test_another_application_gets_them_too(app: App) -> None:
    first = await loaded(app)
    other = await digest_of(first.tree.get_commands(), first.tree, APPLICATION + 1)

    assert not await command_trees.is_known(app, "global", other)


def rename(command: app_commands.Command[Any, Any, Any]) -> None:
    command.name = "submit"


def describe(command: app_commands.Command[Any, Any, Any]) -> None:
    command.description = "Hand in another post"


def describe_option(command: app_commands.Command[Any, Any, Any]) -> None:
    command._params["url"].description = "Another link"


def require_option(command: app_commands.Command[Any, Any, Any]) -> None:
    command._params["campaign"].required = True


def reorder(command: app_commands.Command[Any, Any, Any]) -> None:
    command._params = dict(reversed(command._params.items()))


def open_to_managers(command: app_commands.Command[Any, Any, Any]) -> None:
    command.default_permissions = discord.Permissions(manage_guild=True)


def open_everywhere(command: app_commands.Command[Any, Any, Any]) -> None:
    command.guild_only = not command.guild_only


@pytest.mark.parametrize(
    "change",
    [rename, describe, describe_option, require_option, reorder, open_to_managers, open_everywhere],
)
async def test_any_change_is_seen(app: App, change: Callable[[Any], None]) -> None:
    client = await loaded(app)
    before = await digest_of(client.tree.get_commands(), client.tree, APPLICATION)

    command: Any = client.tree.get_command("submit-post")
    command._params = copy.deepcopy(command._params)  # all copies of a command share them
    change(command)

    assert await digest_of(client.tree.get_commands(), client.tree, APPLICATION) != before


async def test_another_translation_is_a_change(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    client = await loaded(app)
    before = await digest_of(client.tree.get_commands(), client.tree, APPLICATION)
    german = CATALOGUES["de"]
    top = {**german.commands["top"], "why": "wieso"}
    monkeypatch.setitem(CATALOGUES, "de", replace(german, commands={**german.commands, "top": top}))

    after = await digest_of(client.tree.get_commands(), client.tree, APPLICATION)

    assert after != before
    assert not await command_trees.is_known(app, "global", after)


async def test_discord_is_given_the_names_in_other_languages(app: App) -> None:
    ((_, payload),) = (await loaded(app)).given

    why = next(command for command in payload if command["name"] == "why")
    assert why["name_localizations"] == {"de": "warum", "es-ES": "por-qué", "es-419": "por-qué"}
    assert refusals_of_commands(payload) == []


async def test_an_order_that_nobody_sees_is_no_change(app: App) -> None:
    client = await loaded(app)
    commands = client.tree.get_commands()

    assert await digest_of(commands[::-1], client.tree, APPLICATION) == await digest_of(
        commands, client.tree, APPLICATION
    )


DIGEST = """
import asyncio, sys
from discord.ext import commands
from bot.client import COGS, MENUS, Tree, digest_of
import discord
async def main():
    bot = commands.Bot((), intents=discord.Intents(guilds=True), tree_cls=Tree, help_command=None)
    for cog in COGS:
        await bot.add_cog(cog(None))
    for menu in MENUS:
        bot.tree.add_command(menu)
    print(await digest_of(bot.tree.get_commands(), bot.tree, 7))
asyncio.run(main())
"""


def test_every_process_finds_the_same(tmp_path: Path) -> None:
    running = [
        subprocess.Popen(  # noqa: S603  our own program
            [sys.executable, "-W", "ignore", "-c", DIGEST],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    first, second = [process.communicate(timeout=60)[0] for process in running]

    assert len(first.strip()) == 64
    assert first == second


async def test_nothing_privileged_is_asked_for(app: App) -> None:
    client = Client(app, None)

    assert dict(client.intents) == {name: name == "guilds" for name, _ in discord.Intents.none()}
    assert client.allowed_mentions is not None
    assert client.allowed_mentions.to_dict() == discord.AllowedMentions.none().to_dict()


async def test_prefix_commands_do_not_exist(app: App) -> None:
    client = await loaded(app)

    assert (client.command_prefix, client.help_command, list(client.commands)) == ((), None, [])
    assert {type(cog) for cog in client.cogs.values()} == set(COGS)
