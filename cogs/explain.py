"""`/explain`: the receipt of a post's money, for those whose it is and those who run the campaign."""

import re
from typing import Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from cogs import render_explain, words
from cogs.checks import app_of, caller, needs
from cogs.choices import Command, options, suggesting
from cogs.errors import Reply, SafeItem, answer
from cogs.say import say
from core.domain.access import Role
from core.services import explaining
from core.services.app import App
from core.services.shown_explained import Receipt

SUGGESTIONS = {"post": suggesting(explaining.choices, Role.CREATOR)}


def explain_options(command: Command) -> Command:
    """As `options`, with the posts that the person may see."""
    return options(command, SUGGESTIONS)


class Explain(commands.Cog):
    """`/explain`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @app_commands.guild_only()
    @explain_options
    @needs(Role.CREATOR)
    async def explain(self, interaction: discord.Interaction, post: str) -> None:
        """See how a post's earnings come about: views, terms, decision and payment."""
        await interaction.response.defer(ephemeral=True)
        found = await explaining.explain(self.app, await caller(interaction), post)
        await answer(interaction, shown(found))


class ExplainButton(
    SafeItem, ui.DynamicItem[ui.Button[ui.View]], template=r"vl:explain:(?P<post>[0-9]{1,18})"
):
    """Shows the receipt of a card's post; the card stays."""

    def __init__(self, post_id: int) -> None:
        super().__init__(ui.Button(label=say(words.EXPLAIN), custom_id=f"vl:explain:{post_id}"))
        self.post_id = post_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["post"]))

    async def press(self, interaction: discord.Interaction) -> None:
        by, app = await caller(interaction), app_of(interaction)
        await answer(interaction, shown(await explaining.explain(app, by, f"#{self.post_id}")))


DYNAMIC_ITEMS = (ExplainButton,)


def shown(found: Receipt) -> Reply:
    """Return a receipt."""
    made, files = render_explain.receipt(found)
    return Reply(embeds=[made], files=files)
