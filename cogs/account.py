"""`/my …`: what a member sees and does about their own accounts and data."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs import linking, privacy
from cogs.checks import needs
from cogs.choices import PlatformChoice, options
from core.domain.access import Role
from core.services.app import App


@app_commands.guild_only()
class Account(commands.GroupCog, group_name="my", group_description="Your own accounts, posts and data"):
    """`/my …`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @options
    @needs(Role.CREATOR)
    async def link(self, interaction: discord.Interaction, platform: PlatformChoice, handle: str) -> None:
        """Show that an account is yours, by a short code in its bio."""
        await linking.link(self.app, interaction, platform, handle)

    @app_commands.command()
    @needs(Role.CREATOR)
    async def export(self, interaction: discord.Interaction) -> None:
        """Get a file of everything that is stored about you."""
        await privacy.export(self.app, interaction)

    @app_commands.command()
    @needs(Role.CREATOR)
    async def forget(self, interaction: discord.Interaction) -> None:
        """Have your personal data removed; shows what goes and what stays, and asks first."""
        await privacy.forget(self.app, interaction)
