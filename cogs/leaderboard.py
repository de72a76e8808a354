"""`/leaderboard`: a campaign's creators by rank, for everybody. Its buttons survive a restart."""

import re
from typing import Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from cogs import render_leaderboard, words
from cogs.checks import app_of, caller, needs
from cogs.choices import Named, board_options
from cogs.errors import LastingView, Reply, SafeItem, replace
from cogs.say import address_all, say
from core.domain.access import Role
from core.services import leaderboards
from core.services.app import App
from core.services.shown_analytics import Leaderboard, RankedBy

ByChoice = app_commands.Transform[RankedBy, Named(render_leaderboard.RANKED_BY)]


class Leaderboards(commands.Cog):
    """`/leaderboard`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command(name="leaderboard")
    @app_commands.guild_only()
    @board_options
    @needs(Role.CREATOR)
    async def show(
        self,
        interaction: discord.Interaction,
        campaign: str | None = None,
        by: ByChoice = RankedBy.VIEWS,
    ) -> None:
        """See how a campaign's creators stand."""
        who = await caller(interaction)
        campaign_id = await leaderboards.wanted(self.app, who, campaign, by)  # a refusal is for one person
        await interaction.response.defer()
        address_all(interaction)
        await replace(interaction, shown(await leaderboards.screen(self.app, who, campaign_id, by)))


class TurnPage(
    SafeItem,
    ui.DynamicItem[ui.Button[ui.View]],
    template=r"vl:leaderboard:(?P<campaign>[0-9]{1,18}):(?P<by>views|posts|engagement|earnings)"
    r":(?P<page>[0-9]{1,9})",
):
    """Turns to a page of a leaderboard, for everybody who sees it."""

    def __init__(
        self, campaign_id: int, by: RankedBy, page: int, *, label: str = "", disabled: bool = False
    ) -> None:
        custom_id = f"vl:leaderboard:{campaign_id}:{by.value}:{page}"
        super().__init__(ui.Button(label=label or None, custom_id=custom_id, disabled=disabled))
        self.campaign_id, self.by, self.page = campaign_id, by, page

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["campaign"]), RankedBy(match["by"]), int(match["page"]))

    async def press(self, interaction: discord.Interaction) -> None:
        address_all(interaction)
        who = await caller(interaction)
        found = await leaderboards.screen(app_of(interaction), who, self.campaign_id, self.by, self.page)
        await replace(interaction, shown(found))


DYNAMIC_ITEMS = (TurnPage,)


def shown(found: Leaderboard) -> Reply:
    """Return a page of a leaderboard; one of one page has no buttons."""
    made = render_leaderboard.screen(found)
    at, pages = found.page.number, found.page.pages
    if pages == 1:
        return Reply(embeds=[made])
    view = LastingView()
    for label, to, is_end in ((say(words.PREVIOUS), at - 1, at == 1), (say(words.NEXT), at + 1, at == pages)):
        view.add_item(TurnPage(found.campaign_id, found.by, to, label=label, disabled=is_end))
    return Reply(embeds=[made], view=view)
