"""The button that leaves everything as it is, under every question."""

import re
from typing import Any, Self

import discord
from discord import ui

from cogs import words
from cogs.checks import app_of, caller
from cogs.errors import Reply, SafeItem, replace
from cogs.say import say
from core.services import confirmations


class Dismiss(SafeItem, ui.DynamicItem[ui.Button[ui.View]], template=r"vl:no:(?P<prompt>[0-9]{1,18})"):
    """Leaves everything as it is."""

    def __init__(self, prompt_id: int) -> None:
        super().__init__(ui.Button(label=say(words.CANCEL), custom_id=f"vl:no:{prompt_id}"))
        self.prompt_id = prompt_id

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction, _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(int(match["prompt"]))

    async def press(self, interaction: discord.Interaction) -> None:
        await confirmations.dismiss(app_of(interaction), await caller(interaction), self.prompt_id)
        await replace(interaction, Reply(say(words.CANCELLED)))
