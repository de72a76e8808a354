"""`/analytics`: figures, pictures, leading posts. What is shown is kept in the menu, for restarts."""

import io
import logging
import re
import secrets
from collections.abc import Awaitable
from typing import Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from cogs import charts, render_analytics, words, words_analytics
from cogs.checks import app_of, caller, member_of, needs, require
from cogs.choices import Named, PlatformChoice, options
from cogs.errors import LastingView, Reply, SafeItem, answer, replace
from core.domain.access import Caller, Role
from core.domain.metrics import TopBy
from core.domain.terms import Platform
from core.services import analytics
from core.services.app import App
from core.services.shown_analytics import Analytics, AnalyticsWanted, Range

log = logging.getLogger(__name__)

RangeChoice = app_commands.Transform[Range, Named(render_analytics.RANGES)]
WHICH = (
    r"(?P<range>7|30|90|all):(?P<campaign>[0-9]{1,18}):(?P<creator>[0-9]{1,18}):"
    r"(?P<platform>tiktok|instagram|any)"
)
ANY = "any"
DAYS, BARS = "views.png", "shares.png"
DAYS_ALT = "Views gained day by day"
BARS_ALT = "Views and posts by status, by platform and by creator"


class Analyses(commands.Cog):
    """`/analytics`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command(name="analytics")
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.rename(range_="range")
    @options
    @needs(Role.EDITOR)
    async def show(
        self,
        interaction: discord.Interaction,
        campaign: str | None = None,
        range_: RangeChoice = Range.MONTH,
        creator: str | None = None,
        platform: PlatformChoice | None = None,
    ) -> None:
        """See what posts come to: views, engagement, leading posts and creators, in figures and pictures."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        asked = await analytics.wanted(
            self.app, by, campaign=campaign, range_=range_, creator=creator, platform=platform
        )
        await answer(interaction, await screen(self.app, by, asked))


class ChooseTop(SafeItem, ui.DynamicItem[ui.Select[ui.View]], template=rf"vl:analytics:{WHICH}"):
    """Ranks the leading posts by something else."""

    def __init__(self, asked: AnalyticsWanted, select: ui.Select[ui.View]) -> None:
        super().__init__(select)
        self.asked = asked

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, ui.Select)
        return cls(_read(match), item)

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.EDITOR)
        asked = self.asked
        ranked = AnalyticsWanted(
            asked.range,
            asked.campaign_id,
            asked.creator_id,
            asked.platform,
            member_of(TopBy, self.item.values[0]),
        )
        await replace(interaction, await screen(app_of(interaction), by, ranked))


DYNAMIC_ITEMS = (ChooseTop,)


async def screen(app: App, by: Caller, asked: AnalyticsWanted) -> Reply:
    """Return figures, pictures and leading posts; a picture that cannot be drawn costs itself only."""
    found = await analytics.show(app, by, asked)
    if not found.now.videos:
        return Reply(embeds=[render_analytics.figures(found)])
    embeds = [render_analytics.figures(found), render_analytics.leaders(found)]
    drawn = [
        await _picture(charts.days_png(found.spans, found.gained, found.zone), DAYS, DAYS_ALT),
        await _picture(charts.bars_png(render_analytics.blocks(found)), BARS, BARS_ALT),
    ]
    files = [each for each in drawn if isinstance(each, discord.File)]
    for made, picture in zip(embeds, drawn, strict=True):
        if isinstance(picture, discord.File):
            made.set_image(url=f"attachment://{picture.filename}")
    said = "\n".join(each for each in drawn if isinstance(each, str))
    return Reply(said, embeds=embeds, view=_menu(found), files=files)


async def _picture(drawing: Awaitable[bytes], name: str, alt: str) -> discord.File | str:
    """Return a picture; or what to say when it could not be drawn, which is logged under a reference."""
    try:
        return discord.File(io.BytesIO(await drawing), name, description=alt)
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("reference %s: %s could not be drawn", reference, name)
        return words.no_picture(reference)


def _menu(found: Analytics) -> LastingView:
    select: ui.Select[ui.View] = ui.Select(
        custom_id=_written(found.wanted),
        placeholder=words_analytics.CHOOSE_TOP,
        options=[*render_analytics.options(found.wanted.by)],
    )
    view = LastingView()
    view.add_item(ChooseTop(found.wanted, select))
    return view


def _written(asked: AnalyticsWanted) -> str:
    """Return what is shown as the menu's id carries it; 0 and `any` stand for all."""
    platform = ANY if asked.platform is None else asked.platform.value
    kept = f"{asked.campaign_id or 0}:{asked.creator_id or 0}"
    return f"vl:analytics:{asked.range.value}:{kept}:{platform}"


def _read(match: re.Match[str]) -> AnalyticsWanted:
    platform = None if match["platform"] == ANY else Platform(match["platform"])
    return AnalyticsWanted(
        Range(match["range"]), int(match["campaign"]) or None, int(match["creator"]) or None, platform
    )
