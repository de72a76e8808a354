"""`/audit`: who did what, and why. Where a person is in it is kept in the ids, so it survives a restart."""

import io
import re
from typing import Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands

from cogs import render_audit, words
from cogs.checks import app_of, caller, needs, require
from cogs.choices import options
from cogs.errors import LastingView, Reply, SafeItem, answer, replace
from cogs.say import say
from core.domain.access import Role
from core.services import audits
from core.services.app import App
from core.services.shown_audits import Audits, AuditWanted

FILE = "audit.csv"
WHICH = r"(?P<campaign>[0-9]{1,18}):(?P<actor>[0-9]{1,20}):(?P<kind>[a-z-]{0,30})"


class Audit(commands.Cog):
    """`/audit`."""

    def __init__(self, app: App) -> None:
        self.app = app

    @app_commands.command()
    @app_commands.guild_only()
    @app_commands.default_permissions(manage_guild=True)
    @options
    @needs(Role.ADMIN)
    async def audit(
        self,
        interaction: discord.Interaction,
        campaign: str | None = None,
        actor: discord.User | None = None,
    ) -> None:
        """See who did what in this server, what it changed and why, newest first."""
        await interaction.response.defer(ephemeral=True)
        by = await caller(interaction)
        meant = await audits.wanted(self.app, by, campaign, actor.id if actor else None)
        await answer(interaction, shown(await audits.screen(self.app, by, meant)))


class TurnPage(
    SafeItem, ui.DynamicItem[ui.Button[ui.View]], template=rf"vl:audit:page:{WHICH}:(?P<page>[0-9]{{1,9}})"
):
    """Turns to a page."""

    def __init__(self, meant: AuditWanted, page: int, *, label: str = "", disabled: bool = False) -> None:
        custom_id = f"vl:audit:page:{_written(meant)}:{page}"
        super().__init__(ui.Button(label=label or None, custom_id=custom_id, disabled=disabled))
        self.meant, self.page = meant, page

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(_read(match), int(match["page"]))

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.ADMIN)
        await replace(interaction, shown(await audits.screen(app_of(interaction), by, self.meant, self.page)))


class ChooseKind(SafeItem, ui.DynamicItem[ui.Select[ui.View]], template=rf"vl:audit:kind:{WHICH}"):
    """Shows one kind of entries, or all."""

    def __init__(self, meant: AuditWanted, select: ui.Select[ui.View]) -> None:
        super().__init__(select)
        self.meant = meant

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        assert isinstance(item, ui.Select)
        return cls(_read(match), item)

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.ADMIN)
        chosen = re.fullmatch("[a-z-]{1,30}", self.item.values[0])
        meant = AuditWanted(self.meant.campaign_id, self.meant.actor, chosen[0] if chosen else None)
        await replace(interaction, shown(await audits.screen(app_of(interaction), by, meant)))


class Export(SafeItem, ui.DynamicItem[ui.Button[ui.View]], template=rf"vl:audit:export:{WHICH}"):
    """Hands out the entries as a file."""

    def __init__(self, meant: AuditWanted) -> None:
        super().__init__(ui.Button(label=say(words.EXPORT), custom_id=f"vl:audit:export:{_written(meant)}"))
        self.meant = meant

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(_read(match))

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.ADMIN)
        made = await audits.export(app_of(interaction), by, self.meant)
        file = discord.File(io.BytesIO(made.content), FILE)
        await answer(interaction, Reply(render_audit.exported(made), files=[file]))


DYNAMIC_ITEMS = (TurnPage, ChooseKind, Export)


def shown(found: Audits) -> Reply:
    """Return a screen of the audit with what can be done on it."""
    view = LastingView()
    page, meant = found.page, found.wanted
    if len(found.kinds) > 1 or meant.kind is not None:
        view.add_item(_menu(found))
    if page.pages > 1:
        before, after = page.number - 1, page.number + 1
        view.add_item(TurnPage(meant, before, label=say(words.PREVIOUS), disabled=page.number == 1))
        view.add_item(TurnPage(meant, after, label=say(words.NEXT), disabled=page.number == page.pages))
    if page.total:
        view.add_item(Export(meant))
    return Reply(embeds=[render_audit.screen(found)], view=view if view.children else None)


def _menu(found: Audits) -> ChooseKind:
    select: ui.Select[ui.View] = ui.Select(
        custom_id=f"vl:audit:kind:{_written(found.wanted)}",
        placeholder=say(words.CHOOSE_KIND),
        options=render_audit.options(found.kinds, found.wanted.kind),
    )
    return ChooseKind(found.wanted, select)


def _written(meant: AuditWanted) -> str:
    """Return a filter as ids carry it; 0 and nothing stand for any."""
    return f"{meant.campaign_id or 0}:{meant.actor or 0}:{meant.kind or ''}"


def _read(match: re.Match[str]) -> AuditWanted:
    return AuditWanted(int(match["campaign"]) or None, int(match["actor"]) or None, match["kind"] or None)
