"""Commands as people see them, and who may run which."""

from typing import Any
from unittest.mock import create_autospec

import discord
import pytest
from discord import AppCommandOptionType as Kind
from discord import app_commands

from cogs.checks import caller
from cogs.errors import explain, unwrap
from core.domain.access import Role
from core.services.app import App
from db.models import Server
from tests.cogs.conftest import Bot
from tests.conftest import HOME
from tests.fakes import NOON

ADMIN_ROLE, EDITOR_ROLE = 71, 72
TEXT, COUNT, USER, FLAG = Kind.string, Kind.integer, Kind.user, Kind.boolean
RULES = {"window_days": COUNT, "minimum_views": COUNT, "cpm": TEXT, "cap": COUNT}
RULES |= {"budget": TEXT, "minimum_payout": TEXT}
ADDING = {"cpm": TEXT, "cap": COUNT, "window_days": COUNT, "minimum_views": COUNT, "mode": TEXT}

COMMANDS: dict[str, tuple[Role, list[str], dict[str, Kind]]] = {
    # name: the role it needs, the options that must be given, all options with their types
    "submit-post": (Role.CREATOR, ["url"], {"url": TEXT, "campaign": TEXT}),
    "help": (Role.CREATOR, [], {}),
    "setup": (Role.ADMIN, [], {"timezone": TEXT}),
    "doctor": (Role.ADMIN, [], {}),
    "status": (Role.EDITOR, [], {}),
    "my posts": (Role.CREATOR, [], {}),
    "my earnings": (Role.CREATOR, [], {}),
    "my accounts": (Role.CREATOR, [], {}),
    "why": (Role.CREATOR, ["url"], {"url": TEXT, "campaign": TEXT}),
    "my link": (Role.CREATOR, ["platform", "handle"], {"platform": TEXT, "handle": TEXT}),
    "my export": (Role.CREATOR, [], {}),
    "my forget": (Role.CREATOR, [], {}),
    "privacy": (Role.CREATOR, [], {}),
    "campaign create": (Role.ADMIN, ["name"], {"name": TEXT, "currency": TEXT, **RULES}),
    "campaign list": (Role.EDITOR, [], {}),
    "campaign show": (Role.EDITOR, [], {"campaign": TEXT}),
    "campaign edit": (
        Role.ADMIN,
        [],
        {"campaign": TEXT, "name": TEXT, "currency": TEXT, **RULES, "shows_amounts": FLAG},
    ),
    "campaign allow-server": (Role.ADMIN, ["server_id"], {"server_id": TEXT, "campaign": TEXT}),
    "campaign block-server": (Role.ADMIN, ["server_id"], {"server_id": TEXT, "campaign": TEXT}),
    "campaign archive": (Role.ADMIN, [], {"campaign": TEXT}),
    "campaign reopen": (Role.ADMIN, [], {"campaign": TEXT}),
    "creator remove": (Role.ADMIN, ["creator"], {"creator": TEXT, "campaign": TEXT}),
    "creator add": (
        Role.ADMIN,
        ["handle", "platform"],
        {"handle": TEXT, "platform": TEXT, "campaign": TEXT, "member": USER, **ADDING},
    ),
    "creator list": (Role.EDITOR, [], {"campaign": TEXT}),
    "creator show": (Role.EDITOR, ["creator"], {"creator": TEXT, "campaign": TEXT}),
    "creator edit": (
        Role.ADMIN,
        ["creator"],
        {
            "creator": TEXT,
            "campaign": TEXT,
            "member": USER,
            "window_days": COUNT,
            "minimum_views": COUNT,
            "mode": TEXT,
        },
    ),
    "creator pause": (Role.ADMIN, ["creator"], {"creator": TEXT, "campaign": TEXT}),
    "creator resume": (Role.ADMIN, ["creator"], {"creator": TEXT, "campaign": TEXT}),
    "creator deal": (
        Role.ADMIN,
        ["creator", "cpm", "cap"],
        {"creator": TEXT, "cpm": TEXT, "cap": COUNT, "campaign": TEXT},
    ),
    "creator tier-add": (
        Role.ADMIN,
        ["creator", "name", "cpm", "cap"],
        {"creator": TEXT, "name": TEXT, "cpm": TEXT, "cap": COUNT, "requirement": TEXT, "campaign": TEXT},
    ),
    "creator tier-remove": (
        Role.ADMIN,
        ["creator", "name"],
        {"creator": TEXT, "name": TEXT, "campaign": TEXT},
    ),
    "analytics": (
        Role.EDITOR,
        [],
        {"campaign": TEXT, "range": TEXT, "creator": TEXT, "platform": TEXT},
    ),
    "leaderboard": (Role.CREATOR, [], {"campaign": TEXT, "by": TEXT}),
    "intel track": (Role.EDITOR, [], {"campaign": TEXT}),
    "intel list": (Role.EDITOR, [], {"campaign": TEXT}),
    "intel show": (Role.EDITOR, [], {"campaign": TEXT, "days": COUNT}),
    "post track": (Role.EDITOR, [], {"campaign": TEXT}),
    "post list": (Role.EDITOR, [], {"campaign": TEXT, "status": TEXT, "creator": TEXT}),
    "post show": (Role.EDITOR, ["post"], {"post": TEXT}),
    "post refresh": (Role.EDITOR, ["post"], {"post": TEXT}),
    "post set-cpm": (Role.EDITOR, ["post"], {"post": TEXT, "cpm": TEXT, "cap": COUNT, "tier": TEXT}),
    "post set-views": (Role.EDITOR, ["post", "views", "note"], {"post": TEXT, "views": COUNT, "note": TEXT}),
    "post finalize": (Role.EDITOR, ["post"], {"post": TEXT, "reason": TEXT}),
    "post reject": (Role.EDITOR, ["post", "reason"], {"post": TEXT, "reason": TEXT}),
    "post unreject": (Role.EDITOR, ["post"], {"post": TEXT, "reason": TEXT}),
    "post hold": (Role.EDITOR, ["post", "reason"], {"post": TEXT, "reason": TEXT}),
    "post release": (Role.EDITOR, ["post"], {"post": TEXT}),
    "post adjust": (
        Role.ADMIN,
        ["post", "amount", "reason"],
        {"post": TEXT, "amount": TEXT, "reason": TEXT},
    ),
    "post exclude": (Role.EDITOR, ["post"], {"post": TEXT}),
    "post include": (Role.EDITOR, ["post"], {"post": TEXT}),
    "inbox": (Role.EDITOR, [], {"campaign": TEXT}),
    "explain": (Role.CREATOR, ["post"], {"post": TEXT}),
    "audit": (Role.ADMIN, [], {"campaign": TEXT, "actor": USER}),
    "watch add": (
        Role.EDITOR,
        ["handle", "platform"],
        {
            "handle": TEXT,
            "platform": TEXT,
            "campaign": TEXT,
            "creator": TEXT,
            "import": COUNT,
            "competitor": Kind.boolean,
        },
    ),
    "watch list": (Role.EDITOR, [], {"campaign": TEXT}),
    "watch show": (Role.EDITOR, ["account"], {"account": TEXT, "campaign": TEXT}),
    "watch pause": (Role.EDITOR, ["account"], {"account": TEXT, "campaign": TEXT}),
    "watch resume": (Role.EDITOR, ["account"], {"account": TEXT, "campaign": TEXT}),
    "watch sync": (Role.EDITOR, ["account"], {"account": TEXT, "campaign": TEXT}),
    "watch remove": (Role.EDITOR, ["account"], {"account": TEXT, "campaign": TEXT}),
    "post note": (Role.EDITOR, ["post"], {"post": TEXT}),
    "creator note": (Role.EDITOR, ["creator"], {"creator": TEXT, "campaign": TEXT}),
    "campaign note": (Role.EDITOR, [], {"campaign": TEXT}),
    "payout ready": (Role.EDITOR, [], {"campaign": TEXT}),
    "payout export": (Role.EDITOR, [], {"campaign": TEXT}),
    "payout mark-paid": (Role.EDITOR, ["creator"], {"creator": TEXT, "method": TEXT, "reference": TEXT}),
    "payout void": (Role.ADMIN, ["payout", "reason"], {"payout": TEXT, "reason": TEXT}),
    "payout history": (Role.EDITOR, [], {"campaign": TEXT}),
    "report create": (
        Role.ADMIN,
        [],
        {"campaign": TEXT, "from": TEXT, "to": TEXT, "include_payouts": Kind.boolean},
    ),
    "api-key create": (Role.ADMIN, ["label"], {"label": TEXT, "access": TEXT}),
    "api-key list": (Role.ADMIN, [], {}),
    "api-key revoke": (Role.ADMIN, ["key"], {"key": TEXT}),
    "report list": (Role.EDITOR, [], {}),
    "report revoke": (Role.ADMIN, ["report"], {"report": TEXT}),
}

Command = app_commands.Command[Any, ..., Any]


@pytest.fixture
async def ready(bot: Bot) -> Bot:
    """A client with its commands, without a Discord."""
    await bot.load()
    async with bot.app.sessions.begin() as session:
        session.add(Server(guild_id=HOME, admin_role_id=ADMIN_ROLE, editor_role_id=EDITOR_ROLE))
    return bot


def commands_of(bot: Bot) -> dict[str, Command]:
    found = bot.tree.walk_commands()
    return {each.qualified_name: each for each in found if isinstance(each, app_commands.Command)}


def interaction(
    app: App, role: Role, *, manages: bool = False, guild_id: int | None = HOME
) -> discord.Interaction:
    """Return what Discord sends for a member with the role."""
    made = create_autospec(discord.Interaction, instance=True)
    made.client.app = app
    made.extras = {}
    made.guild_id = guild_id
    made.created_at = NOON
    made.permissions = discord.Permissions(manage_guild=manages)
    made.user = create_autospec(discord.Member, instance=True)
    made.user.id = 11
    made.user.roles = [discord.Object({Role.ADMIN: ADMIN_ROLE, Role.EDITOR: EDITOR_ROLE}.get(role, 70))]
    assert isinstance(made, discord.Interaction)
    return made


async def refused(command: Command | app_commands.ContextMenu, by: discord.Interaction) -> str | None:
    """Return what a person is told who may not; None for one who may."""
    try:
        for check in command.checks:
            await discord.utils.maybe_coroutine(check, by)
    except app_commands.CheckFailure as failure:
        return explain(unwrap(failure))
    return None


async def test_every_command_as_people_see_it(ready: Bot) -> None:
    commands = commands_of(ready)

    assert set(commands) == set(COMMANDS)
    for name, (_, required, options) in COMMANDS.items():
        given = commands[name].parameters
        assert {option.display_name: option.type for option in given} == options, name
        assert [option.display_name for option in given if option.required] == required, name


async def test_everything_says_what_it_is(ready: Bot) -> None:
    for name, command in commands_of(ready).items():
        assert 10 < len(command.description) <= 100, name
        for option in command.parameters:
            assert 10 < len(str(option.description)) <= 100, f"{name} {option.name}"


async def test_what_names_something_is_suggested(ready: Bot) -> None:
    for name, command in commands_of(ready).items():
        suggested = {option.display_name for option in command.parameters if option.autocomplete}
        words = "campaign creator post account payout report key tier timezone"
        naming = set(words.split()) & set(COMMANDS[name][2])
        assert suggested == naming | ({"name"} if name == "creator tier-remove" else set()), name


async def test_choices_are_named(ready: Bot) -> None:
    commands = commands_of(ready)

    def offered(command: str, option: str) -> list[str]:
        return [choice.name for choice in commands[command].get_parameter(option).choices]  # type: ignore[union-attr]  # listed above

    assert offered("creator add", "platform") == ["TikTok", "Instagram"]
    assert offered("creator add", "mode")[0].startswith("Auto")
    assert offered("post list", "status")[1] == "Awaiting measurement"


async def test_groups_are_for_managers_in_servers_but_for_ones_own(ready: Bot) -> None:
    groups = [each for each in ready.tree.get_commands() if isinstance(each, app_commands.Group)]

    assert {group.name for group in groups} == {name.split()[0] for name in COMMANDS if " " in name}
    for group in groups:
        assert group.guild_only
        shown_to = None if group.name == "my" else discord.Permissions(manage_guild=True)
        assert group.default_permissions == shown_to


async def test_the_context_menu(ready: Bot) -> None:
    menus = ready.tree.get_commands(type=discord.AppCommandType.message)

    assert [menu.name for menu in menus] == ["Submit post"]
    assert menus[0].guild_only


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("role", Role)
async def test_roles(ready: Bot, name: str, role: Role) -> None:
    command, needed = commands_of(ready)[name], COMMANDS[name][0]

    told = await refused(command, interaction(ready.app, role))

    assert (told is None) == (role >= needed)
    assert told is None or told.startswith(f"This is for {needed.name.lower()}s")
    assert await refused(command, interaction(ready.app, Role.CREATOR, manages=True)) is None


async def test_nothing_runs_outside_a_server(ready: Bot) -> None:
    menus = ready.tree.get_commands(type=discord.AppCommandType.message)

    commands: list[Command | app_commands.ContextMenu] = [*commands_of(ready).values(), *menus]
    for command in commands:
        told = await refused(command, interaction(ready.app, Role.ADMIN, manages=True, guild_id=None))
        assert told is not None
        assert "in a server only" in told


async def test_a_person_is_looked_up_once_per_interaction(ready: Bot) -> None:
    by = interaction(ready.app, Role.EDITOR)
    known = await caller(by)
    by.user.roles = []  # type: ignore[union-attr, misc]  # what Discord sent cannot change; a second look would see it

    assert await caller(by) is known
    assert known.role is Role.EDITOR
