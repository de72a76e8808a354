"""The form of `/post track`, and how it tells where it is."""

import time
from collections.abc import Callable

import discord
from discord import ui

from cogs import views, words
from cogs.checks import app_of, require
from cogs.errors import Reply, SafeModal, replace
from core.domain.access import Role
from core.services import submissions

LONGEST_INPUT = 4000  # Discord's limit; two hold 100 links
PAUSE_S = 1.0


class TrackForm(SafeModal, title=words.TRACK_TITLE):
    """Asks for many links at once."""

    links: ui.Label[ui.View] = ui.Label(
        text=words.TRACK_LINKS,
        component=ui.TextInput(
            custom_id="links",
            style=discord.TextStyle.paragraph,
            max_length=LONGEST_INPUT,
            placeholder=words.TRACK_EXAMPLE,
        ),
    )
    more: ui.Label[ui.View] = ui.Label(
        text=words.TRACK_MORE,
        component=ui.TextInput(
            custom_id="more", style=discord.TextStyle.paragraph, max_length=LONGEST_INPUT, required=False
        ),
    )

    def __init__(self, campaign: str | None) -> None:
        super().__init__()
        self.campaign = campaign

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        by = await require(interaction, Role.EDITOR)
        told = Progress(interaction)
        done = await submissions.track(app_of(interaction), by, self._text(), self.campaign, told)
        await replace(interaction, views.intake(done))

    def _text(self) -> str:
        inputs = [label.component for label in (self.links, self.more)]
        return "\n".join(each.value for each in inputs if isinstance(each, ui.TextInput))


class Progress:
    """Says how far it is, at most once a second."""

    def __init__(
        self, interaction: discord.Interaction, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self.interaction = interaction
        self.seconds = seconds
        self.told_at_s = seconds()

    async def __call__(self, done: int, total: int) -> None:
        if done < total and self.seconds() - self.told_at_s >= PAUSE_S:
            self.told_at_s = self.seconds()
            await replace(self.interaction, Reply(words.progress(done, total)))
