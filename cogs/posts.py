"""Posts: track, look at, and decide by hand."""

import discord
from discord import app_commands
from discord.app_commands import Range
from discord.ext import commands

from cogs import lists, post_chart, views, words, words_actions
from cogs.checks import caller, needs
from cogs.choices import StatusChoice, options
from cogs.errors import Reply, answer
from cogs.notes import NoteForm
from cogs.tracking import TrackForm
from cogs.views import with_picture
from core.domain.access import Caller, Role
from core.services import adjustments, holds, inclusion, notes, posts, verdicts
from core.services.app import App
from core.services.shown_notes import Note

Reason = Range[str, 1, 500]


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Posts(commands.GroupCog, group_name="post", group_description="Follow and decide on posts"):
    """`/post …`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def track(self, interaction: discord.Interaction, campaign: str | None = None) -> None:
        """Track up to 100 posts of a campaign's creators at once."""
        await interaction.response.send_modal(TrackForm(campaign))

    @app_commands.command(name="list")
    @options
    @needs(Role.EDITOR)
    async def list_all(
        self,
        interaction: discord.Interaction,
        campaign: str | None = None,
        status: StatusChoice | None = None,
        creator: str | None = None,
    ) -> None:
        """List posts, newest first."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        found = await lists.post_list(self.app, by, 1, campaign or "", status or "", creator or "")
        await answer(interaction, found)

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def show(self, interaction: discord.Interaction, post: str) -> None:
        """Show a post's numbers, terms, earnings and where it stands."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        card = await posts.show(self.app, by, post)
        await answer(interaction, await post_chart.added(self.app, by, views.post(card), card.id))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def refresh(self, interaction: discord.Interaction, post: str) -> None:
        """Look at a post now; the server has a number of these a day."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        looked = await posts.refresh(self.app, by, post)
        reply = views.post_looked(looked)
        await answer(interaction, await post_chart.added(self.app, by, reply, looked.card.id))

    @app_commands.command(name="set-cpm")
    @options
    @needs(Role.EDITOR)
    async def set_cpm(
        self,
        interaction: discord.Interaction,
        post: str,
        cpm: str | None = None,
        cap: Range[int, 1] | None = None,
        tier: str | None = None,
    ) -> None:
        """Set a post's CPM and cap, or its tier; finalizes a post that waits for them, after asking."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        done = await verdicts.set_cpm(self.app, by, post, cpm, cap, tier)
        await answer(interaction, await with_picture(self.app, by, done))

    @app_commands.command(name="set-views")
    @options
    @needs(Role.EDITOR)
    async def set_views(
        self,
        interaction: discord.Interaction,
        post: str,
        views: Range[int, 0],
        note: Range[str, 1, 500],
    ) -> None:
        """Type in views that the platform does not give; asks first when they finalize the post."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        done = await verdicts.set_views(self.app, by, post, views, note)
        await answer(interaction, await with_picture(self.app, by, done))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def finalize(
        self, interaction: discord.Interaction, post: str, reason: Reason | None = None
    ) -> None:
        """Freeze a post's views and earnings by hand; shows the amount and asks first."""
        await interaction.response.defer(ephemeral=True)
        plan = await verdicts.plan_finalize(self.app, await caller(interaction), post, reason)
        await answer(interaction, views.post_plan(plan))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def reject(self, interaction: discord.Interaction, post: str, reason: Reason) -> None:
        """Reject a post, which then earns nothing; asks first and can be undone."""
        await interaction.response.defer(ephemeral=True)
        plan = await verdicts.plan_reject(self.app, await caller(interaction), post, reason)
        await answer(interaction, views.post_plan(plan))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def unreject(
        self, interaction: discord.Interaction, post: str, reason: Reason | None = None
    ) -> None:
        """Put a rejected post back; asks first when that finalizes it."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        done = await verdicts.unreject(self.app, by, post, reason)
        await answer(interaction, await with_picture(self.app, by, done))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def hold(self, interaction: discord.Interaction, post: str, reason: Reason) -> None:
        """Keep a post from being paid until it is released; it is decided as usual."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        done = await holds.hold(self.app, by, post, reason)
        await answer(interaction, await with_picture(self.app, by, done))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def release(self, interaction: discord.Interaction, post: str) -> None:
        """Let a post that is on hold be paid like any other."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        done = await holds.release(self.app, by, post)
        await answer(interaction, await with_picture(self.app, by, done))

    @app_commands.command()
    @options
    @needs(Role.ADMIN)
    async def adjust(self, interaction: discord.Interaction, post: str, amount: str, reason: Reason) -> None:
        """Correct what is owed for a finalized post; shows the effect and asks first."""
        await interaction.response.defer(ephemeral=True)
        plan = await adjustments.plan_adjust(self.app, await caller(interaction), post, amount, reason)
        await answer(interaction, views.adjust_plan(plan))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def exclude(self, interaction: discord.Interaction, post: str) -> None:
        """Let a post count no more; asks first when it counts."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        done = await inclusion.exclude(self.app, by, post)
        await answer(interaction, await with_picture(self.app, by, done))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def include(self, interaction: discord.Interaction, post: str) -> None:
        """Let a post count that waits for review or was excluded; asks first when that finalizes it."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        done = await inclusion.include(self.app, by, post)
        await answer(interaction, await with_picture(self.app, by, done))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def note(self, interaction: discord.Interaction, post: str) -> None:
        """Write a note on a post, or change the one it has."""
        found = await notes.of_post(self.app, await caller(interaction), post)
        title = words_actions.form_title(words.NOTE, found.id)
        await interaction.response.send_modal(NoteForm(title, found, _noted))


async def _noted(app: App, by: Caller, note: Note, text: str) -> Reply:
    return await with_picture(app, by, await notes.write_post(app, by, note, text))
