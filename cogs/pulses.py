"""Pulse cards: the buttons that keep and stop one. They survive a restart."""

import re
from typing import Any, Self

import discord
from discord import ui

from cogs import render_pulse
from cogs.checks import app_of, require
from cogs.errors import LastingView, SafeItem, answer
from cogs.refusals_setup import PERMISSIONS
from cogs.say import later, say
from core.domain.access import Caller, Role
from core.services import pulses
from core.services.shown import CampaignCard
from core.services.shown_boards import Pulse

KEEP, STOP = later("Keep a pulse card here"), later("Stop")
KEPT = later("The card appears in this channel within a minute, and is kept up to date. Delete it to end it.")
STOPPED = later("The card goes within a minute. `/campaign show` starts another.")
NOT_KEPT = later("No card of this campaign is kept any more, so nothing has changed.")


class KeepHere(SafeItem, ui.DynamicItem[ui.Button[ui.View]], template=r"vl:pulse:keep:(?P<id>[0-9]{1,18})"):
    """Keeps a campaign's pulse card in the channel where it is pressed."""

    def __init__(self, campaign_id: int) -> None:
        super().__init__(ui.Button(label=say(KEEP), custom_id=f"vl:pulse:keep:{campaign_id}"))
        self.campaign_id = campaign_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["id"]))

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.ADMIN)
        missing = _missing(interaction)
        await pulses.keep(
            app_of(interaction), by, self.campaign_id, interaction.channel_id or 0, missing=missing
        )
        await answer(interaction, say(KEPT))


class Stop(SafeItem, ui.DynamicItem[ui.Button[ui.View]], template=r"vl:pulse:stop:(?P<id>[0-9]{1,18})"):
    """Keeps a campaign's pulse card no more."""

    def __init__(self, campaign_id: int) -> None:
        super().__init__(ui.Button(label=say(STOP), custom_id=f"vl:pulse:stop:{campaign_id}"))
        self.campaign_id = campaign_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["id"]))

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.ADMIN)
        was_kept = await pulses.stop(app_of(interaction), by, self.campaign_id)
        await answer(interaction, say(STOPPED if was_kept else NOT_KEPT))


DYNAMIC_ITEMS = (KeepHere, Stop)


def card(pulse: Pulse) -> tuple[discord.Embed, LastingView]:
    """Return a campaign's card with the button that ends it."""
    view = LastingView()
    view.add_item(Stop(pulse.card.id))
    return render_pulse.card(pulse), view


def offer(by: Caller, shown: CampaignCard) -> LastingView | None:
    """Return the button under a campaign that keeps a card of it; None for those who may not."""
    if by.role < Role.ADMIN:
        return None
    view = LastingView()
    view.add_item(KeepHere(shown.id))
    return view


def _missing(interaction: discord.Interaction) -> list[str]:
    """Return the permissions the bot needs where the button was pressed, and lacks."""
    is_thread = isinstance(interaction.channel, discord.Thread)
    asked = [f"{name}_in_threads" if is_thread and name == "send_messages" else name for name in PERMISSIONS]
    return [name for name in asked if not getattr(interaction.app_permissions, name)]
