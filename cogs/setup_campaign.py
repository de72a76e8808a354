"""The first campaign, made from `/setup`: the button, its form, and the way back to what was typed."""

import re
from typing import Any, Self

import discord
from discord import ui

from cogs import render_campaigns, words_setup
from cogs.checks import app_of, require
from cogs.errors import LastingView, OpensForm, Reply, SafeModal, answer, replace
from cogs.say import say
from cogs.setup_steps import SCREENS, START
from core.domain.access import Role
from core.domain.errors import NotAllowedError
from core.services import campaigns, drafts
from core.services.drafts import Draft
from core.services.shown import CampaignCard

SHORT = 30
"""Characters of the longest number."""
FIELDS = {
    "name": (words_setup.NAME, words_setup.NAME_MEANING, campaigns.NAME_LIMIT),
    "cpm": (words_setup.CPM, words_setup.CPM_MEANING, SHORT),
    "minimum_views": (words_setup.MINIMUM, words_setup.MINIMUM_MEANING, SHORT),
    "currency": (words_setup.CURRENCY, words_setup.CURRENCY_MEANING, SHORT),
    "window_days": (words_setup.WINDOW, words_setup.WINDOW_MEANING, SHORT),
}
"""What the form asks for, by the options of `/campaign create`: label, meaning, and most characters."""


class CampaignForm(SafeModal):
    """Asks for a campaign. What was typed comes back if it could not be made."""

    def __init__(self, draft: Draft) -> None:
        super().__init__(title=say(words_setup.CREATE))
        self.inputs: dict[str, ui.TextInput[ui.View]] = {
            name: ui.TextInput(
                custom_id=name,
                default=getattr(draft, name) or None,
                required=name == "name",
                max_length=most,
            )
            for name, (_, _, most) in FIELDS.items()
        }
        for name, (label, meaning, _) in FIELDS.items():
            field = ui.Label(text=say(label), description=say(meaning), component=self.inputs[name])
            self.add_item(field)

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        await interaction.response.defer()
        by, app = await require(interaction, Role.ADMIN), app_of(interaction)
        done = await drafts.create(app, by, self._typed())
        await replace(interaction, await SCREENS[START](interaction, by))
        shown = render_campaigns.campaign_changed(done)
        await answer(interaction, Reply(_next(done.card), embeds=[shown]))

    async def on_error(  # type: ignore[override]  # as in SafeModal
        self, interaction: discord.Interaction, error: Exception, /
    ) -> None:
        await super().on_error(interaction, error)
        if isinstance(error, NotAllowedError):
            return
        by = await require(interaction, Role.ADMIN)
        draft_id = await drafts.keep(app_of(interaction), by, self._typed())
        view = LastingView()
        view.add_item(Again(draft_id))
        await answer(interaction, Reply(say(words_setup.KEPT), view=view))

    def _typed(self) -> Draft:
        return Draft(**{name: text.value for name, text in self.inputs.items()})


class FirstCampaign(OpensForm, ui.DynamicItem[ui.Button[ui.View]], template="vl:setup:campaign"):
    """Opens the empty form."""

    def __init__(self) -> None:
        style = discord.ButtonStyle.primary
        super().__init__(ui.Button(label=say(words_setup.CREATE), style=style, custom_id="vl:setup:campaign"))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        return cls()

    async def press(self, interaction: discord.Interaction) -> None:
        await require(interaction, Role.ADMIN)
        await interaction.response.send_modal(CampaignForm(Draft()))


class Again(
    OpensForm, ui.DynamicItem[ui.Button[ui.View]], template=r"vl:setup:campaign:(?P<draft>[0-9]{1,18})"
):
    """Opens the form with what was typed before."""

    def __init__(self, draft_id: int) -> None:
        style, custom_id = discord.ButtonStyle.primary, f"vl:setup:campaign:{draft_id}"
        super().__init__(ui.Button(label=say(words_setup.AGAIN), style=style, custom_id=custom_id))
        self.draft_id = draft_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["draft"]))

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.ADMIN)
        draft = await drafts.kept(app_of(interaction), by, self.draft_id)
        await interaction.response.send_modal(CampaignForm(draft))


DYNAMIC_ITEMS = (FirstCampaign, Again)


def _next(made: CampaignCard) -> str:
    """Return what stands between a campaign with a CPM and its payments, if anything."""
    return say(words_setup.NO_CAP) if made.cpm is not None and made.cap_views is None else ""
