"""Remembers in which language each person last ran a command, for what they are told later."""

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from cogs.say import language_of
from core.services import languages
from core.services.app import App


class Languages(commands.Cog):
    """Listens; has no commands."""

    def __init__(self, app: App) -> None:
        self.app = app

    @commands.Cog.listener()
    async def on_app_command_completion(
        self, interaction: discord.Interaction, _command: app_commands.Command[Any, ..., Any]
    ) -> None:
        """Keep the language of a command that was answered; only then, so that nobody waits for it."""
        await languages.spoke(self.app, interaction.user.id, language_of(interaction.locale))
