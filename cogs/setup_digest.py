"""The screen of `/setup` that chooses where and when last week is told. It survives a restart."""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from cogs import render_setup, words_digest, words_setup
from cogs.checks import app_of, number_of
from cogs.errors import LastingView, Reply
from cogs.refusals_setup import DIGEST_PERMISSIONS
from cogs.say import say
from cogs.setup_steps import DIGEST, START, Step, Turn, missing_in, named
from core.domain.access import Caller
from core.domain.errors import ServerOnlyError
from core.services import servers
from core.services.app import App
from core.services.shown_servers import ServerCard


class DigestStep(Step):
    """A menu of the digest's screen."""

    async def shown(self, interaction: discord.Interaction, by: Caller) -> Reply:
        return await screen(interaction, by)


class ChooseDigest(
    DigestStep, ui.DynamicItem[ui.ChannelSelect[ui.View]], template=r"vl:setup:digest:channel"
):
    """Chooses where last week is told."""

    def __init__(self, select: ui.ChannelSelect[ui.View]) -> None:
        super().__init__(select)

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: ui.Item[Any], _match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, ui.ChannelSelect)
        return cls(item)

    async def choose(self, app: App, by: Caller) -> ServerCard:
        channel = next(iter(self.item.values), None)
        if channel is None:
            return await servers.choose_digest_channel(app, by, None)
        missing = await missing_in(channel, DIGEST_PERMISSIONS)
        return await servers.choose_digest_channel(app, by, channel.id, missing=missing)


class ChooseTime(
    DigestStep, ui.DynamicItem[ui.Select[ui.View]], template=r"vl:setup:digest:(?P<what>day|hour)"
):
    """Chooses the day or the hour at which last week is told."""

    def __init__(self, what: str, select: ui.Select[ui.View]) -> None:
        super().__init__(select)
        self.what = what

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, ui.Select)
        return cls(match["what"], item)

    async def choose(self, app: App, by: Caller) -> ServerCard:
        keep = servers.choose_digest_day if self.what == "day" else servers.choose_digest_hour
        return await keep(app, by, number_of(self.item.values[0]))


DYNAMIC_ITEMS = (ChooseDigest, ChooseTime)


@named(DIGEST)
async def screen(interaction: discord.Interaction, by: Caller) -> Reply:
    """Return where and when last week is told, with a menu for each choice."""
    if interaction.guild is None:
        raise ServerOnlyError
    shown = await servers.show(app_of(interaction), by)
    hours = [f"{hour:02}:00" for hour in range(24)]
    view = LastingView()
    view.add_item(ChooseDigest(_channel_menu(shown.digest_channel_id, interaction.guild)))
    view.add_item(
        ChooseTime("day", _time_menu("day", [say(day) for day in words_digest.DAYS], shown.digest_weekday))
    )
    view.add_item(ChooseTime("hour", _time_menu("hour", hours, shown.digest_hour)))
    view.add_item(Turn(START, say(words_setup.BACK)))
    return Reply(embeds=[render_setup.weekly(shown, interaction.guild)], view=view)


def _channel_menu(channel_id: int | None, guild: discord.Guild) -> ui.ChannelSelect[ui.View]:
    channel = None if channel_id is None else guild.get_channel(channel_id)
    return ui.ChannelSelect(
        custom_id="vl:setup:digest:channel",
        placeholder=say(words_digest.CHOOSE_CHANNEL),
        channel_types=[discord.ChannelType.text],
        min_values=0,
        default_values=[] if channel is None else [channel],
    )


def _time_menu(what: str, labels: Sequence[str], chosen: int) -> ui.Select[ui.View]:
    options = [
        discord.SelectOption(label=label, value=str(number), default=number == chosen)
        for number, label in enumerate(labels)
    ]
    return ui.Select(custom_id=f"vl:setup:digest:{what}", options=options)
