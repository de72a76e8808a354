"""`/help`: what the person may do here, as commands that can be clicked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from cogs import render, words
from cogs.checks import caller, needed_role, needs, require
from cogs.errors import LastingView, Reply, SafeItem, answer, replace
from cogs.say import described, later, say
from core.domain.access import Role
from core.services.app import App

START = "start"
"""The topic that is shown first: what everybody may do."""
TITLE = later("What you can do here")
INTRO = later(
    "Hand in your posts, and the bot reads their views until the counting window ends. Then it says what "
    "they earned, and why. A right click on a message with links, **Apps**, **Submit post** does the same."
)
MORE = later("Choose a topic below for everything else you may do.")
FIRST_STEPS = later(
    "**First steps:** `/setup` chooses roles and channel, `/campaign create` makes a campaign, "
    "`/creator add` adds the accounts. Then creators hand in posts, or `/watch add` finds them."
)
CHOOSE_TOPIC = later("Choose a topic")


@dataclass(frozen=True)
class Line:
    """A command as the help tells it; `needs` is the role it takes."""

    topic: str
    name: str
    mention: str
    description: str
    needs: Role


class ChooseTopic(SafeItem, ui.DynamicItem[ui.Select[ui.View]], template="vl:help"):
    """Shows the commands of one topic."""

    def __init__(self, select: ui.Select[ui.View]) -> None:
        super().__init__(select)

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: ui.Item[Any], _match: Any, /
    ) -> Self:
        assert isinstance(item, ui.Select)
        return cls(item)

    async def press(self, interaction: discord.Interaction) -> None:
        await require(interaction, Role.CREATOR)
        await replace(interaction, await screen(interaction, self.item.values[0]))


DYNAMIC_ITEMS = (ChooseTopic,)


class Help(commands.Cog):
    """`/help`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @app_commands.guild_only()
    @needs(Role.CREATOR)
    async def help(self, interaction: discord.Interaction) -> None:
        """See what you can do here, as commands you can click."""
        await interaction.response.defer(ephemeral=True)
        await answer(interaction, await screen(interaction))


async def screen(interaction: discord.Interaction, topic: str = START) -> Reply:
    """Return the commands of a topic that the person may run, and a menu of the other topics."""
    by = await caller(interaction)
    ids = await _ids(interaction)
    lines = [line for line in _all(interaction, ids) if line.needs <= by.role]
    topics = list(dict.fromkeys(line.topic for line in lines))
    chosen = topic if topic in topics else START
    view = LastingView()
    if len(topics) > 1:
        view.add_item(ChooseTopic(_menu(topics, chosen)))
    shown = [line for line in lines if line.topic == chosen]
    return Reply(embeds=[_card(chosen, shown, by.role)], view=view)


def _card(topic: str, shown: Sequence[Line], role: Role) -> discord.Embed:
    told = [f"{line.mention} {_note(line, role)}{line.description}" for line in shown]
    if topic != START:
        return render.embed(f"/{topic} …", told)
    steps = [say(FIRST_STEPS), ""] if role is Role.ADMIN else []
    more = ["", say(MORE)] if role > Role.CREATOR else []
    return render.embed(say(TITLE), [say(INTRO), "", *steps, *told, *more])


def _note(line: Line, role: Role) -> str:
    """Return who may run it, where not everybody of this role may take it for granted."""
    return f"({say('admins')}) " if role is Role.ADMIN and line.needs is Role.ADMIN else ""


def _menu(topics: Sequence[str], chosen: str) -> ui.Select[ui.View]:
    options = [
        discord.SelectOption(
            label=say(TITLE) if topic == START else f"/{topic}", value=topic, default=topic == chosen
        )
        for topic in topics
    ]
    return ui.Select(custom_id="vl:help", placeholder=say(CHOOSE_TOPIC), options=options)


def _all(interaction: discord.Interaction, ids: Mapping[str, int]) -> Iterator[Line]:
    """Return every command in the order of their names, those for everybody first."""
    every = _tree(interaction).walk_commands()
    found = [_line(command, ids) for command in every if isinstance(command, app_commands.Command)]
    yield from sorted(found, key=lambda line: (line.topic != START, line.topic, line.name))


def _line(command: app_commands.Command[Any, Any, Any], ids: Mapping[str, int]) -> Line:
    name, role = command.qualified_name, needed_role(command)
    known = ids.get(name.split()[0])
    mention = words.code(f"/{name}") if known is None else f"</{name}:{known}>"
    topic = START if role is Role.CREATOR else name.split()[0]
    return Line(topic, name, mention, described(name.split()[0], command.description), role)


def _tree(interaction: discord.Interaction) -> app_commands.CommandTree[Any]:
    tree: app_commands.CommandTree[Any] = interaction.client.tree  # type: ignore[attr-defined]  # a Bot's
    return tree


async def _ids(interaction: discord.Interaction) -> Mapping[str, int]:
    """Return the ids by which Discord makes commands clickable; none while it does not tell them."""
    tree = _tree(interaction)
    try:
        own = await tree.fetch_commands(guild=interaction.guild)
        return {command.name: command.id for command in own or await tree.fetch_commands()}
    except discord.DiscordException:
        return {}
