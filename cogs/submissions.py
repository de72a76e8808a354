"""Handing in posts."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs import views
from cogs.checks import app_of, caller, needs, unhurried
from cogs.choices import submit_options
from cogs.errors import answer
from core.domain.access import Role
from core.services import submissions
from core.services.app import App


class Submissions(commands.Cog):
    """What creators do."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command(name="submit-post")
    @app_commands.guild_only()
    @submit_options
    @needs(Role.CREATOR)
    @unhurried()
    async def submit_post(
        self, interaction: discord.Interaction, url: str, campaign: str | None = None
    ) -> None:
        """Hand in one or more of your posts to be counted."""
        await interaction.response.defer(ephemeral=True)
        done = await submissions.submit(self.app, await caller(interaction), url, campaign)
        await answer(interaction, views.intake(done))


@app_commands.context_menu(name="Submit post")
@app_commands.guild_only()
@needs(Role.CREATOR)
@unhurried()
async def submit_message(interaction: discord.Interaction, message: discord.Message) -> None:
    """Hand in the posts that a message links to."""
    await interaction.response.defer(ephemeral=True)
    done = await submissions.submit(app_of(interaction), await caller(interaction), text_of(message))
    await answer(interaction, views.intake(done))


MENUS = (submit_message,)
"""Context menus, which no cog can hold: the client adds them to its tree."""


def text_of(message: discord.Message) -> str:
    """Return what a message says, forwarded messages included."""
    return "\n".join([message.content, *(forwarded.content for forwarded in message.message_snapshots)])
