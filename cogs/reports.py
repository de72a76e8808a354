"""Reports that are shared with a brand: making, listing and revoking them."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs import lists, render_reports, report_file
from cogs.checks import caller, needs
from cogs.choices import options
from cogs.errors import Reply, answer
from core.domain.access import Role
from core.services import reports
from core.services.app import App


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Reports(commands.GroupCog, group_name="report", group_description="Share figures with a brand"):
    """`/report …`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @options
    @app_commands.rename(from_day="from", to_day="to")
    @needs(Role.ADMIN)
    async def create(
        self,
        interaction: discord.Interaction,
        campaign: str | None = None,
        from_day: str | None = None,
        to_day: str | None = None,
        include_payouts: bool = False,  # noqa: FBT001, FBT002  discord.py reads options from positions
    ) -> None:
        """Share a page of figures on the posts of some days, by a link and as a file."""
        await interaction.response.defer(ephemeral=True)
        done = await reports.create(
            self.app,
            await caller(interaction),
            campaign=campaign,
            first=from_day,
            last=to_day,
            include_payouts=include_payouts,
        )
        file = await report_file.made(done.report)
        await answer(interaction, Reply(embeds=[render_reports.shared(done)], files=[file]))

    @app_commands.command(name="list")
    @options
    @needs(Role.EDITOR)
    async def list_(self, interaction: discord.Interaction) -> None:
        """List the reports that were shared; admins revoke them by a menu."""
        await interaction.response.defer(ephemeral=True)
        await answer(interaction, await lists.report_list(self.app, await caller(interaction)))

    @app_commands.command()
    @options
    @needs(Role.ADMIN)
    async def revoke(self, interaction: discord.Interaction, report: str) -> None:
        """Take a report back; its link opens nothing from this moment on."""
        await interaction.response.defer(ephemeral=True)
        done = await reports.revoke(self.app, await caller(interaction), report)
        await answer(interaction, Reply(embeds=[render_reports.revoked(done)]))
