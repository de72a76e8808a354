"""`/my link`: the code, the button that looks now, and telling how it ended."""

import logging
import re
from typing import Any, Self

import discord
from discord import ui

from cogs import render_linking
from cogs.checks import app_of, require
from cogs.errors import NOBODY, LastingView, Reply, SafeItem, answer, replace
from cogs.say import say, speaking, spoken
from core.domain.access import Role
from core.domain.terms import Platform
from core.services import linking
from core.services.app import App
from core.services.shown_linking import Ending, LinkCard
from core.services.tally import Tally

log = logging.getLogger(__name__)


class Original:
    """How Discord calls the answer of an interaction; of a text the library would encode the @."""

    def __str__(self) -> str:
        return "@original"


ORIGINAL: Any = Original()
"""In the place of a message's id, which the library types as a number."""


async def link(app: App, interaction: discord.Interaction, platform: Platform, handle: str) -> None:
    """Give a code, or show where the last one stands."""
    await interaction.response.defer(ephemeral=True)
    by = await require(interaction, Role.CREATOR)
    token = interaction.token
    shown = await linking.start(
        app, by, handle=handle, platform=platform, reply_token=token, language=spoken()
    )
    await answer(interaction, card(shown))


class CheckNow(SafeItem, ui.DynamicItem[ui.Button[ui.View]], template=r"vl:link:(?P<proof>[0-9]{1,18})"):
    """Looks at the profile now."""

    def __init__(self, proof_id: int) -> None:
        super().__init__(ui.Button(label=say(render_linking.CHECK_NOW), custom_id=f"vl:link:{proof_id}"))
        self.proof_id = proof_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["proof"]))

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.CREATOR)
        shown = await linking.check(app_of(interaction), by, self.proof_id, interaction.token, spoken())
        await replace(interaction, card(shown))


DYNAMIC_ITEMS = (CheckNow,)


class Endings:
    """Tells members how their proofs ended, by editing the answer they were given.

    Args:
        unreachable: what is raised when Discord refuses or cannot be reached; anything else is a bug.
    """

    def __init__(self, app: App, client: discord.Client, unreachable: tuple[type[Exception], ...]) -> None:
        self._app = app
        self._client = client
        self._unreachable = unreachable

    async def tell(self) -> Tally:
        """Tell everything that can be told; while Discord is not connected nothing is tried."""
        if self._client.is_ready() and not self._client.is_closed():
            for ending in await linking.endings(self._app):
                await self._attempt(ending)
        return Tally()

    async def _attempt(self, ending: Ending) -> None:
        """Tell one member; an answer that is gone is not tried again, other trouble is."""
        try:
            await self._edit(ending)
        except (discord.NotFound, discord.Forbidden):
            log.info("The answer about proof %s is gone; `/my link` shows how it ended", ending.card.id)
        except self._unreachable as error:
            log.warning("How proof %s ended could not be told (%s)", ending.card.id, type(error).__name__)
            return
        await linking.told(self._app, ending.card.id)

    async def _edit(self, ending: Ending) -> None:
        application_id = self._client.application_id or 0
        webhook = discord.Webhook.partial(application_id, ending.reply_token, client=self._client)
        with speaking(ending.language):
            shown = card(ending.card)
        await webhook.edit_message(
            ORIGINAL, content=None, embeds=shown.embeds, view=None, allowed_mentions=NOBODY
        )


def card(shown: LinkCard) -> Reply:
    """Return where a proof stands; while it goes on, with a button that looks now."""
    if shown.outcome is not None:
        return Reply(embeds=[render_linking.card(shown)])
    view = LastingView()
    view.add_item(CheckNow(shown.id))
    return Reply(embeds=[render_linking.card(shown)], view=view)
