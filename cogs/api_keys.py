"""Keys by which programs use the HTTP API: making, listing and revoking them."""

import discord
from discord import app_commands
from discord.ext import commands

from cogs import lists, render_api_keys, views, words_api
from cogs.checks import caller, needs
from cogs.choices import Named, options
from cogs.errors import Reply, answer
from core.domain.access import Role
from core.domain.api_keys import Access
from core.services import api_keys
from core.services.app import App

AccessChoice = app_commands.Transform[Access, Named(words_api.ACCESSES)]


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class ApiKeys(commands.GroupCog, group_name="api-key", group_description="Let programs use the HTTP API"):
    """`/api-key …`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @options
    @needs(Role.ADMIN)
    async def create(
        self, interaction: discord.Interaction, label: str, access: AccessChoice | None = None
    ) -> None:
        """Make a key for a program; it is shown this once."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        done = await api_keys.create(self.app, by, label=label, access=access or Access.READ)
        await answer(interaction, Reply(embeds=[render_api_keys.made(done)]))

    @app_commands.command(name="list")
    @options
    @needs(Role.ADMIN)
    async def list_(self, interaction: discord.Interaction) -> None:
        """List the keys, what each may do, and when it was used last."""
        await interaction.response.defer(ephemeral=True)
        await answer(interaction, await lists.key_list(self.app, await caller(interaction)))

    @app_commands.command()
    @options
    @needs(Role.ADMIN)
    async def revoke(self, interaction: discord.Interaction, key: str) -> None:
        """Take a key back; it opens nothing from that moment on. Asks first."""
        await interaction.response.defer(ephemeral=True)
        plan = await api_keys.plan_revoke(self.app, await caller(interaction), key)
        await answer(interaction, views.asked(plan.prompt_id, render_api_keys.plan(plan.card)))
