"""`/privacy`, `/my export` and `/my forget`: what is stored about a member, sent, and removed."""

import asyncio
import io
from contextlib import aclosing

import discord
from discord import app_commands
from discord.ext import commands

from cogs import archives, render_privacy, views
from cogs.checks import caller, needs
from cogs.errors import Reply, answer
from core.domain.access import Role
from core.services import forgetting, personal
from core.services.app import App


class Privacy(commands.Cog):
    """`/privacy`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @app_commands.guild_only()
    @needs(Role.CREATOR)
    async def privacy(self, interaction: discord.Interaction) -> None:
        """See what this bot keeps about you, why, and for how long."""
        await answer(interaction, Reply(embeds=[render_privacy.page()]))


async def export(app: App, interaction: discord.Interaction) -> None:
    """Send the member everything that is stored about them."""
    await interaction.response.defer(ephemeral=True)
    by, at, tables = await caller(interaction), app.clock(), archives.Tables()
    async with aclosing(personal.export(app, by)) as parts:
        async for part in parts:
            await asyncio.to_thread(tables.add, part)
    made = await asyncio.to_thread(tables.packed, at)
    file = discord.File(io.BytesIO(made.content), filename=f"my-data-{at:%Y-%m-%d}.zip")
    files = [file] if made.kept else []
    await answer(interaction, Reply(render_privacy.exported(made), files=files))


async def forget(app: App, interaction: discord.Interaction) -> None:
    """Show the member what would go and what would stay, and ask."""
    await interaction.response.defer(ephemeral=True)
    plan = await forgetting.plan_forget(app, await caller(interaction))
    await answer(interaction, views.asked(plan.prompt_id, render_privacy.plan(plan)))
