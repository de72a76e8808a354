"""`/why`: what would become of a link, and why."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs import render_why
from cogs.checks import caller, needs, unhurried
from cogs.choices import submit_options
from cogs.errors import Reply, answer
from core.domain.access import Role
from core.services import whys
from core.services.app import App


class WhyCommand(commands.Cog):
    """`/why`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @app_commands.guild_only()
    @submit_options
    @needs(Role.CREATOR)
    @unhurried()
    async def why(self, interaction: discord.Interaction, url: str, campaign: str | None = None) -> None:
        """See what would become of a post's link, or why it is in or not; nothing is handed in."""
        await interaction.response.defer(ephemeral=True)
        rows = await whys.why(self.app, await caller(interaction), url, campaign)
        made, files = render_why.why(rows)
        await answer(interaction, Reply(embeds=[made], files=files))
