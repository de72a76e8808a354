"""Watched accounts: whose new posts come in by themselves."""

import re
from typing import Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from cogs import lists, render_watches, words
from cogs.checks import app_of, caller, needs, require
from cogs.choices import PlatformChoice, options
from cogs.errors import LastingView, Reply, SafeItem, answer, replace
from cogs.say import say
from core.domain.access import Role
from core.domain.terms import Outcome
from core.domain.watching import IMPORTS
from core.services import watches
from core.services.app import App
from core.services.shown_watches import WatchCard, WatchChanged

IMPORT_CHOICES = [app_commands.Choice(name=str(number or words.NONE), value=number) for number in IMPORTS]


class SyncNow(SafeItem, ui.DynamicItem[ui.Button[ui.View]], template=r"vl:sync:(?P<watch>[0-9]{1,18})"):
    """Syncs an account now."""

    def __init__(self, watch_id: int, label: str = "") -> None:
        super().__init__(ui.Button(label=label or say(words.SYNC), custom_id=f"vl:sync:{watch_id}"))
        self.watch_id = watch_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["watch"]))

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.EDITOR)
        done = await watches.sync(app_of(interaction), by, f"#{self.watch_id}")
        await replace(interaction, changed(done))


DYNAMIC_ITEMS = (SyncNow,)


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class Watches(commands.GroupCog, group_name="watch", group_description="Watch accounts for new posts"):
    """`/watch …`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @app_commands.choices(first_import=IMPORT_CHOICES)
    @app_commands.rename(first_import="import")
    @options
    @needs(Role.EDITOR)
    async def add(
        self,
        interaction: discord.Interaction,
        handle: str,
        platform: PlatformChoice,
        campaign: str | None = None,
        creator: str | None = None,
        first_import: int = 0,
        competitor: bool = False,  # noqa: FBT001, FBT002  options of a command come as they are named
    ) -> None:
        """Take in an account's new posts by themselves, for a creator or as a competitor's."""
        await interaction.response.defer(ephemeral=True)
        done = await watches.add(
            self.app,
            await caller(interaction),
            handle=handle,
            platform=platform,
            campaign=campaign,
            creator=creator,
            first_import=first_import,
            competitor=competitor,
        )
        await answer(interaction, changed(done))

    @app_commands.command(name="list")
    @options
    @needs(Role.EDITOR)
    async def list_all(self, interaction: discord.Interaction, campaign: str | None = None) -> None:
        """List watched accounts with how their syncs go."""
        await interaction.response.defer(ephemeral=True)
        found = await lists.watch_list(self.app, await caller(interaction), campaign=campaign or "")
        await answer(interaction, found)

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def show(self, interaction: discord.Interaction, account: str, campaign: str | None = None) -> None:
        """Show a watched account: what came in, the last sync, and what went wrong."""
        await interaction.response.defer(ephemeral=True)
        shown = await watches.show(self.app, await caller(interaction), account, campaign)
        await answer(interaction, card(shown))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def pause(
        self, interaction: discord.Interaction, account: str, campaign: str | None = None
    ) -> None:
        """Stop syncing an account for now; posts already in keep being counted."""
        await interaction.response.defer(ephemeral=True)
        done = await watches.pause(self.app, await caller(interaction), account, campaign)
        await answer(interaction, changed(done))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def resume(
        self, interaction: discord.Interaction, account: str, campaign: str | None = None
    ) -> None:
        """Sync a paused account again; what was published meanwhile comes in."""
        await interaction.response.defer(ephemeral=True)
        done = await watches.resume(self.app, await caller(interaction), account, campaign)
        await answer(interaction, changed(done))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def sync(self, interaction: discord.Interaction, account: str, campaign: str | None = None) -> None:
        """Look for an account's new posts now."""
        await interaction.response.defer(ephemeral=True)
        done = await watches.sync(self.app, await caller(interaction), account, campaign)
        await answer(interaction, changed(done))

    @app_commands.command()
    @options
    @needs(Role.EDITOR)
    async def remove(
        self, interaction: discord.Interaction, account: str, campaign: str | None = None
    ) -> None:
        """Watch an account no more; posts that came in stay."""
        await interaction.response.defer(ephemeral=True)
        done = await watches.remove(self.app, await caller(interaction), account, campaign)
        await answer(interaction, changed(done))


def card(shown: WatchCard) -> Reply:
    """Return an account with what can be done at once."""
    return Reply(embeds=[render_watches.card(shown)], view=_buttons(shown))


def changed(done: WatchChanged) -> Reply:
    """Return an account after an action."""
    return Reply(embeds=[render_watches.changed(done)], view=_buttons(done.card))


def _buttons(shown: WatchCard) -> LastingView | None:
    if not render_watches.is_open(shown):
        return None
    is_fine = shown.last_outcome in {None, Outcome.OK}
    view = LastingView()
    view.add_item(SyncNow(shown.id, say(words.SYNC) if is_fine else say(words.RETRY)))
    return view
