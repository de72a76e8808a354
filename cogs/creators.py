"""Creators: add, look at, pause, and agree on terms."""

import discord
from discord import app_commands
from discord.app_commands import Range
from discord.ext import commands

from cogs import lists, render_campaigns, views, words
from cogs.checks import caller, needs
from cogs.choices import ModeChoice, PlatformChoice, options
from cogs.errors import Reply, answer
from cogs.notes import NoteForm
from cogs.say import say
from core.domain.access import Caller, Role
from core.domain.deals import REQUIREMENT_LIMIT, TIER_NAME_LIMIT
from core.services import creator_edits, creators, deals, endings, notes
from core.services.app import App
from core.services.shown import CreatorChanged
from core.services.shown_notes import Note


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Creators(commands.GroupCog, group_name="creator", group_description="Manage a campaign's creators"):
    """`/creator …`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @options
    @needs(Role.ADMIN)
    async def add(
        self,
        interaction: discord.Interaction,
        handle: str,
        platform: PlatformChoice,
        campaign: str | None = None,
        member: discord.User | None = None,
        cpm: str | None = None,
        cap: Range[int, 1] | None = None,
        window_days: Range[int, 1, 90] | None = None,
        minimum_views: Range[int, 0] | None = None,
        mode: ModeChoice | None = None,
    ) -> None:
        """Add an account whose posts the campaign counts."""
        await interaction.response.defer(ephemeral=True)
        done = await creators.add(
            self.app,
            await caller(interaction),
            handle=handle,
            platform=platform,
            campaign=campaign,
            discord_id=member.id if member else None,
            cpm=cpm,
            cap=cap,
            window_days=window_days,
            minimum_views=minimum_views,
            mode=mode,
        )
        await answer(interaction, _changed(done))

    @app_commands.command(name="list")
    @options
    @needs(Role.EDITOR)
    async def list_all(self, interaction: discord.Interaction, campaign: str | None = None) -> None:
        """List the creators of one campaign or of all."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        await answer(interaction, await lists.creator_list(self.app, by, campaign=campaign or ""))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def show(self, interaction: discord.Interaction, creator: str, campaign: str | None = None) -> None:
        """Show a creator with the terms in force."""
        await interaction.response.defer(ephemeral=True)
        card = await creators.show(self.app, await caller(interaction), creator, campaign)
        files = render_campaigns.creator_files(card)
        await answer(interaction, Reply(embeds=[render_campaigns.creator(card)], files=files))

    @app_commands.command()
    @options
    @needs(Role.ADMIN)
    async def edit(
        self,
        interaction: discord.Interaction,
        creator: str,
        campaign: str | None = None,
        member: discord.User | None = None,
        window_days: Range[int, 1, 90] | None = None,
        minimum_views: Range[int, 0] | None = None,
        mode: ModeChoice | None = None,
    ) -> None:
        """Change a creator's rules; posts already in keep theirs."""
        await interaction.response.defer(ephemeral=True)
        done = await creator_edits.edit(
            self.app,
            await caller(interaction),
            creator,
            campaign,
            discord_id=member.id if member else None,
            window_days=window_days,
            minimum_views=minimum_views,
            mode=mode,
        )
        await answer(interaction, _changed(done))

    @app_commands.command()
    @options
    @needs(Role.ADMIN)
    async def pause(
        self, interaction: discord.Interaction, creator: str, campaign: str | None = None
    ) -> None:
        """Take in no new posts of a creator; posts already in keep being counted."""
        await interaction.response.defer(ephemeral=True)
        done = await creators.pause(self.app, await caller(interaction), creator, campaign)
        await answer(interaction, _changed(done))

    @app_commands.command()
    @options
    @needs(Role.ADMIN)
    async def resume(
        self, interaction: discord.Interaction, creator: str, campaign: str | None = None
    ) -> None:
        """Take in a paused creator's new posts again."""
        await interaction.response.defer(ephemeral=True)
        done = await creators.resume(self.app, await caller(interaction), creator, campaign)
        await answer(interaction, _changed(done))

    @app_commands.command()
    @options
    @needs(Role.ADMIN)
    async def remove(
        self, interaction: discord.Interaction, creator: str, campaign: str | None = None
    ) -> None:
        """Take a creator out of a campaign; its posts and its money stay. Asks first."""
        await interaction.response.defer(ephemeral=True)
        plan = await endings.plan_remove(self.app, await caller(interaction), creator, campaign)
        await answer(interaction, views.end_plan(plan))

    @app_commands.command()
    @options
    @needs(Role.ADMIN)
    async def deal(
        self,
        interaction: discord.Interaction,
        creator: str,
        cpm: str,
        cap: Range[int, 1],
        campaign: str | None = None,
    ) -> None:
        """Agree on CPM and cap with a creator; shows what changes and asks first."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        plan = await deals.plan_deal(self.app, by, creator, campaign, cpm=cpm, cap=cap)
        await answer(interaction, views.deal_plan(plan))

    @app_commands.command(name="tier-add")
    @app_commands.rename(new_tier="name")
    @options
    @needs(Role.ADMIN)
    async def tier_add(
        self,
        interaction: discord.Interaction,
        creator: str,
        new_tier: Range[str, 1, TIER_NAME_LIMIT],
        cpm: str,
        cap: Range[int, 1],
        requirement: Range[str, 1, REQUIREMENT_LIMIT] | None = None,
        campaign: str | None = None,
    ) -> None:
        """Add a tier to a creator's deal; a person then picks the tier of each post."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        done = await deals.add_tier(
            self.app, by, creator, campaign, name=new_tier, cpm=cpm, cap=cap, requirement=requirement
        )
        await answer(interaction, views.deal_result(done))

    @app_commands.command(name="tier-remove")
    @app_commands.rename(old_tier="name")
    @options
    @needs(Role.ADMIN)
    async def tier_remove(
        self, interaction: discord.Interaction, creator: str, old_tier: str, campaign: str | None = None
    ) -> None:
        """Remove a tier from a creator's deal; posts that have it keep its terms."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        plan = await deals.plan_remove_tier(self.app, by, creator, campaign, name=old_tier)
        await answer(interaction, views.deal_plan(plan))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def note(self, interaction: discord.Interaction, creator: str, campaign: str | None = None) -> None:
        """Write a note on a creator, or change the one it has."""
        found = await notes.of_creator(self.app, await caller(interaction), creator, campaign)
        await interaction.response.send_modal(NoteForm(say(words.CREATOR_NOTE), found, _noted))


async def _noted(app: App, by: Caller, note: Note, text: str) -> Reply:
    return _changed(await notes.write_creator(app, by, note, text))


def _changed(done: CreatorChanged) -> Reply:
    files = render_campaigns.creator_files(done.card)
    return Reply(embeds=[render_campaigns.creator_changed(done)], files=files)
