"""The menu by which admins revoke a report; it works after a restart, too."""

from typing import Any, Self

import discord
from discord import ui

from cogs import render_reports, report_words
from cogs.checks import app_of, require
from cogs.errors import LastingView, Reply, SafeItem, answer
from core.domain.access import Caller, Role
from core.services import reports
from core.services.shown import Page
from core.services.shown_reports import ReportCard


class RevokeMenu(SafeItem, ui.DynamicItem[ui.Select[ui.View]], template="vl:report:revoke"):
    """Revokes the report that is chosen."""

    def __init__(self, select: ui.Select[ui.View]) -> None:
        super().__init__(select)

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: ui.Item[Any], _match: Any, /
    ) -> Self:
        assert isinstance(item, ui.Select)
        return cls(item)

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.ADMIN)
        done = await reports.revoke(app_of(interaction), by, self.item.values[0])
        await answer(interaction, Reply(embeds=[render_reports.revoked(done)]))


DYNAMIC_ITEMS = (RevokeMenu,)


def with_revoking(shown: Reply, by: Caller, found: Page[ReportCard]) -> Reply:
    """Return a screen with a menu of its reports that work, for those who may revoke them."""
    working = [card for card in found.items if card.revoked_at is None]
    if by.role < Role.ADMIN or not working:
        return shown
    select: ui.Select[ui.View] = ui.Select(
        custom_id="vl:report:revoke",
        placeholder=report_words.CHOOSE_REVOKE,
        options=[
            discord.SelectOption(label=render_reports.label(card), value=f"#{card.id}") for card in working
        ],
    )
    view = shown.view or LastingView()
    view.add_item(RevokeMenu(select))
    return Reply(shown.content, shown.embeds, view, shown.files)
