"""A member's own posts: the menu under the list, and what it opens."""

from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from cogs import render_own, words
from cogs.appeals import AppealButton
from cogs.checks import app_of, number_of, require
from cogs.errors import LastingView, Reply, SafeItem, answer
from cogs.explain import ExplainButton
from cogs.say import say
from core.domain.access import Role
from core.services import own
from core.services.shown_own import OwnPost


class OwnPostMenu(SafeItem, ui.DynamicItem[ui.Select[ui.View]], template="vl:my:post"):
    """Opens one of the person's own posts; whoever chooses sees theirs only."""

    def __init__(self, select: ui.Select[ui.View]) -> None:
        super().__init__(select)

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, item: ui.Item[Any], _match: Any, /
    ) -> Self:
        assert isinstance(item, ui.Select)
        return cls(item)

    async def press(self, interaction: discord.Interaction) -> None:
        by = await require(interaction, Role.CREATOR)
        found = await own.show_post(app_of(interaction), by, number_of(self.item.values[0]))
        await answer(interaction, post(found))


DYNAMIC_ITEMS = (OwnPostMenu,)


def post(found: OwnPost) -> Reply:
    """Return one of the member's posts, with the buttons to its receipt and to an appeal."""
    view = LastingView()
    view.add_item(ExplainButton(found.card.id))
    if found.can_appeal:
        view.add_item(AppealButton(found.card.id))
    return Reply(embeds=[render_own.post(found)], view=view)


def with_posts(shown: Reply, posts: Sequence[OwnPost]) -> Reply:
    """Return a screen of posts with a menu that opens each of them."""
    if not posts:
        return shown
    options = [
        discord.SelectOption(label=render_own.label(each.card), value=str(each.card.id)) for each in posts
    ]
    select: ui.Select[ui.View] = ui.Select(
        custom_id="vl:my:post", placeholder=say(words.CHOOSE_POST), options=options
    )
    view = shown.view or LastingView()
    view.add_item(OwnPostMenu(select))
    return Reply(shown.content, shown.embeds, view, shown.files)
