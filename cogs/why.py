"""`/why`: what would become of a link, and why."""

from collections.abc import Sequence

import discord
from discord import app_commands
from discord.ext import commands

from cogs import render_why
from cogs.appeals import AppealButton
from cogs.checks import caller, needs, unhurried
from cogs.choices import submit_options
from cogs.errors import LastingView, Reply, answer
from core.domain.access import Role
from core.services import whys
from core.services.app import App
from core.services.shown_whys import WhyRow


class WhyCommand(commands.Cog):
    """`/why`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @app_commands.guild_only()
    @submit_options
    @needs(Role.CREATOR)
    @unhurried()
    async def why(self, interaction: discord.Interaction, url: str, campaign: str | None = None) -> None:
        """See what would become of a post's link, or why it is in or not; nothing is handed in."""
        await interaction.response.defer(ephemeral=True)
        rows = await whys.why(self.app, await caller(interaction), url, campaign)
        made, files = render_why.why(rows)
        await answer(interaction, Reply(embeds=[made], view=_view(rows), files=files))


def _view(rows: Sequence[WhyRow]) -> LastingView | None:
    """Return the way to an appeal, when the one link is of a rejected post of the member's own."""
    known = rows[0].result.said.known if len(rows) == 1 else None
    if known is None or not known.can_appeal:
        return None
    view = LastingView()
    view.add_item(AppealButton(known.post_id))
    return view
