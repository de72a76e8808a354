"""`/my …`: what members see of themselves, and do about their own accounts and data."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs import linking, lists, privacy
from cogs.checks import caller, needs, unhurried
from cogs.choices import PlatformChoice, options
from cogs.errors import answer
from core.domain.access import Role
from core.services.app import App


@app_commands.guild_only()
class Account(commands.GroupCog, group_name="my", group_description="Your own posts, earnings and accounts"):
    """`/my …`, for anyone; every answer is for the one who asks alone."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @needs(Role.CREATOR)
    async def posts(self, interaction: discord.Interaction) -> None:
        """List your posts: where each stands and why, its views, and what it earns."""
        await interaction.response.defer(ephemeral=True)
        await answer(interaction, await lists.own_posts(self.app, await caller(interaction)))

    @app_commands.command()
    @needs(Role.CREATOR)
    async def earnings(self, interaction: discord.Interaction) -> None:
        """See what you earn: what is running, what comes next, what was paid."""
        await interaction.response.defer(ephemeral=True)
        await answer(interaction, await lists.own_earnings(self.app, await caller(interaction)))

    @app_commands.command()
    @needs(Role.CREATOR)
    async def accounts(self, interaction: discord.Interaction) -> None:
        """See your accounts: campaign, terms, minimum, window, and how they are watched."""
        await interaction.response.defer(ephemeral=True)
        await answer(interaction, await lists.own_accounts(self.app, await caller(interaction)))

    @app_commands.command()
    @options
    @needs(Role.CREATOR)
    @unhurried()
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
