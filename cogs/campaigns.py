"""Campaigns: make, look at, change, and say where posts may be handed in."""

import discord
from discord import app_commands
from discord.app_commands import Range
from discord.ext import commands

from cogs import lists, pulses, render_campaigns, render_notes, views, words
from cogs.checks import caller, needs
from cogs.choices import options
from cogs.errors import Reply, answer
from cogs.notes import NoteForm
from cogs.say import say
from core.domain.access import Caller, Role
from core.services import campaigns, endings, notes
from core.services.app import App
from core.services.shown import CampaignChanged
from core.services.shown_notes import Note

Name = Range[str, 1, 80]
Days = Range[int, 1, 90]
Views = Range[int, 0]
Cap = Range[int, 1]


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Campaigns(commands.GroupCog, group_name="campaign", group_description="Run this server's campaigns"):
    """`/campaign …`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @options
    @needs(Role.ADMIN)
    async def create(
        self,
        interaction: discord.Interaction,
        name: Name,
        currency: str | None = None,
        window_days: Days | None = None,
        minimum_views: Views | None = None,
        cpm: str | None = None,
        cap: Cap | None = None,
        budget: str | None = None,
        minimum_payout: str | None = None,
    ) -> None:
        """Start a campaign with its own rules, creators and money."""
        await interaction.response.defer(ephemeral=True)
        done = await campaigns.create(
            self.app,
            await caller(interaction),
            name=name,
            currency=currency,
            window_days=window_days,
            minimum_views=minimum_views,
            cpm=cpm,
            cap=cap,
            budget=budget,
            minimum_payout=minimum_payout,
        )
        await answer(interaction, _changed(done))

    @app_commands.command(name="list")
    @needs(Role.EDITOR)
    async def list_all(self, interaction: discord.Interaction) -> None:
        """List this server's campaigns."""
        await interaction.response.defer(ephemeral=True)
        await answer(interaction, await lists.campaign_list(self.app, await caller(interaction)))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def show(self, interaction: discord.Interaction, campaign: str | None = None) -> None:
        """Show a campaign's rules and where it stands."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        card = await campaigns.show(self.app, by, campaign)
        files, view = render_notes.files(card.notes), pulses.offer(by, card)
        await answer(interaction, Reply(embeds=[render_campaigns.campaign(card)], files=files, view=view))

    @app_commands.command()
    @options
    @needs(Role.ADMIN)
    async def edit(
        self,
        interaction: discord.Interaction,
        campaign: str | None = None,
        name: Name | None = None,
        currency: str | None = None,
        window_days: Days | None = None,
        minimum_views: Views | None = None,
        cpm: str | None = None,
        cap: Cap | None = None,
        budget: str | None = None,
        minimum_payout: str | None = None,
        shows_amounts: bool | None = None,  # noqa: FBT001  # an option of a command
    ) -> None:
        """Change a campaign; posts already in keep the rules they came in with."""
        await interaction.response.defer(ephemeral=True)
        done = await campaigns.edit(
            self.app,
            await caller(interaction),
            campaign=campaign,
            name=name,
            currency=currency,
            window_days=window_days,
            minimum_views=minimum_views,
            cpm=cpm,
            cap=cap,
            budget=budget,
            minimum_payout=minimum_payout,
            shows_amounts=shows_amounts,
        )
        await answer(interaction, _changed(done))

    @app_commands.command(name="allow-server")
    @options
    @needs(Role.ADMIN)
    async def allow_server(
        self, interaction: discord.Interaction, server_id: str, campaign: str | None = None
    ) -> None:
        """Let posts be handed in from another Discord server too."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        done = await campaigns.allow_server(self.app, by, server_id=server_id, campaign=campaign)
        await answer(interaction, _changed(done))

    @app_commands.command(name="block-server")
    @options
    @needs(Role.ADMIN)
    async def block_server(
        self, interaction: discord.Interaction, server_id: str, campaign: str | None = None
    ) -> None:
        """Take no more posts from another Discord server."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        done = await campaigns.block_server(self.app, by, server_id=server_id, campaign=campaign)
        await answer(interaction, _changed(done))

    @app_commands.command()
    @options
    @needs(Role.ADMIN)
    async def archive(self, interaction: discord.Interaction, campaign: str | None = None) -> None:
        """Take in nothing more; what is in goes on being counted, decided and paid. Asks first."""
        await interaction.response.defer(ephemeral=True)
        plan = await endings.plan_archive(self.app, await caller(interaction), campaign)
        await answer(interaction, views.end_plan(plan))

    @app_commands.command()
    @options
    @needs(Role.ADMIN)
    async def reopen(self, interaction: discord.Interaction, campaign: str | None = None) -> None:
        """Let an archived campaign take in posts again."""
        await interaction.response.defer(ephemeral=True)
        done = await endings.reopen(self.app, await caller(interaction), campaign)
        await answer(interaction, _changed(done))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def note(self, interaction: discord.Interaction, campaign: str | None = None) -> None:
        """Write a note on a campaign, or change the one it has."""
        found = await notes.of_campaign(self.app, await caller(interaction), campaign)
        await interaction.response.send_modal(NoteForm(say(words.CAMPAIGN_NOTE), found, _noted))


async def _noted(app: App, by: Caller, note: Note, text: str) -> Reply:
    return _changed(await notes.write_campaign(app, by, note, text))


def _changed(done: CampaignChanged) -> Reply:
    files = render_notes.files(done.card.notes)
    return Reply(embeds=[render_campaigns.campaign_changed(done)], files=files)
