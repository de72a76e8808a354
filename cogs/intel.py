"""Intelligence: competitors' posts beside the campaign's own."""

import io
import logging
import secrets

import discord
from discord import app_commands
from discord.app_commands import Range
from discord.ext import commands

from cogs import charts, lists, render_intel, words
from cogs.checks import app_of, caller, needs, require
from cogs.choices import options
from cogs.errors import Reply, answer, replace
from cogs.tracking import Progress, TrackForm
from core.domain.access import Role
from core.services import intel
from core.services.app import App
from core.services.shown_intel import Comparison

log = logging.getLogger(__name__)

PICTURE = "comparison.png"
ALT = "Median views by day after publication: the campaign's own posts and competitors' accounts"


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Intel(commands.GroupCog, group_name="intel", group_description="Follow and compare competitors' posts"):
    """`/intel …`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def track(self, interaction: discord.Interaction, campaign: str | None = None) -> None:
        """Follow up to 100 posts of competitors at once; they are paid nothing."""
        await interaction.response.send_modal(IntelForm(campaign))

    @app_commands.command(name="list")
    @options
    @needs(Role.EDITOR)
    async def list_all(self, interaction: discord.Interaction, campaign: str | None = None) -> None:
        """List competitors' posts, the latest published first."""
        await interaction.response.defer(ephemeral=True)
        await answer(
            interaction, await lists.intel_list(self.app, await caller(interaction), 1, campaign or "")
        )

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def show(
        self,
        interaction: discord.Interaction,
        campaign: str | None = None,
        days: Range[int, *intel.DAYS] = intel.DEFAULT_DAYS,
    ) -> None:
        """Compare a campaign's own posts with competitors' in numbers and a picture."""
        await interaction.response.defer(ephemeral=True)
        done = await intel.show(self.app, await caller(interaction), campaign, days)
        await answer(interaction, await compared(done))


class IntelForm(TrackForm, title=words.INTEL_TITLE):
    """Asks for many links of competitors' posts at once."""

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        by = await require(interaction, Role.EDITOR)
        told = Progress(interaction)
        rows = await intel.track(app_of(interaction), by, self._text(), self.campaign, told)
        shown, files = render_intel.intake(rows)
        await replace(interaction, Reply(embeds=[shown], files=files))


async def compared(done: Comparison) -> Reply:
    """Return a comparison with its picture; without one while nothing can be drawn.

    A fault of ours in drawing is logged under a reference, and costs the picture only.
    """
    shown = render_intel.comparison(done)
    series = [charts.Line(name, points) for name, points in render_intel.lines(done)]
    if not series:
        return Reply(embeds=[shown])
    try:
        png = await charts.lines_png(series, x_label=words.DAYS_AFTER, y_label=words.MEDIAN_VIEWS)
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("reference %s: the comparison could not be drawn", reference)
        return Reply(words.no_picture(reference), embeds=[shown])
    shown.set_image(url=f"attachment://{PICTURE}")
    return Reply(embeds=[shown], files=[discord.File(io.BytesIO(png), PICTURE, description=ALT)])
