"""Payouts: what is ready, files of it, and recording what was paid."""

import discord
from discord import app_commands
from discord.app_commands import Range
from discord.ext import commands

from cogs import exports, lists, views
from cogs.checks import caller, needs
from cogs.choices import options
from cogs.errors import answer
from core.domain.access import Role
from core.services import exports as export_rows
from core.services import payouts
from core.services.app import App

Method = Range[str, 1, payouts.METHOD_LIMIT]
Reference = Range[str, 1, payouts.REFERENCE_LIMIT]
Reason = Range[str, 1, payouts.REASON_LIMIT]


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Payouts(commands.GroupCog, group_name="payout", group_description="Pay creators, and prove it"):
    """`/payout …`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def ready(self, interaction: discord.Interaction, campaign: str | None = None) -> None:
        """List what is ready to be paid, creator by creator."""
        await interaction.response.defer(ephemeral=True)
        found = await lists.ready_list(self.app, await caller(interaction), campaign=campaign or "")
        await answer(interaction, found)

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def export(self, interaction: discord.Interaction, campaign: str | None = None) -> None:
        """Write what is ready to be paid to files, for a spreadsheet or another program."""
        await interaction.response.defer(ephemeral=True)
        made = await export_rows.ready(self.app, await caller(interaction), campaign)
        await answer(interaction, await exports.ready(made))

    @app_commands.command(name="mark-paid")
    @options
    @needs(Role.EDITOR)
    async def mark_paid(
        self,
        interaction: discord.Interaction,
        creator: str,
        method: Method | None = None,
        reference: Reference | None = None,
    ) -> None:
        """Record that a creator was paid what is ready; shows the posts and the sum, and asks first."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        plan = await payouts.plan_mark_paid(self.app, by, creator, method, reference)
        await answer(interaction, views.payout_plan(plan))

    @app_commands.command()
    @options
    @needs(Role.ADMIN)
    async def void(self, interaction: discord.Interaction, payout: str, reason: Reason) -> None:
        """Take a payout back, so that its posts are owed again; asks first."""
        await interaction.response.defer(ephemeral=True)
        plan = await payouts.plan_void(self.app, await caller(interaction), payout, reason)
        await answer(interaction, views.payout_plan(plan))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def history(self, interaction: discord.Interaction, campaign: str | None = None) -> None:
        """List payouts, newest first; a menu gives each creator's statement."""
        await interaction.response.defer(ephemeral=True)
        found = await lists.payout_list(self.app, await caller(interaction), campaign=campaign or "")
        await answer(interaction, found)
