"""The form in which a note is written."""

from collections.abc import Awaitable, Callable

import discord
from discord import ui

from cogs import render_notes, words
from cogs.checks import app_of, require
from cogs.errors import Reply, SafeModal, answer, replace
from cogs.say import say
from core.domain.access import Caller, Role
from core.services import notes
from core.services.app import App
from core.services.shown_notes import Note

Save = Callable[[App, Caller, Note, str], Awaitable[Reply]]
"""Writes the text in place of the note, and says what came of it."""


class NoteForm(SafeModal):
    """Holds a note as it is, to be changed. What was typed comes back if it could not be kept."""

    def __init__(self, title: str, note: Note, save: Save) -> None:
        super().__init__(title=title)
        self.note, self.save = note, save
        self.text: ui.TextInput[ui.View] = ui.TextInput(
            custom_id="note",
            style=discord.TextStyle.paragraph,
            default=note.text or None,
            max_length=notes.LIMIT,
            required=False,
        )
        self.add_item(
            ui.Label(text=say(words.NOTE), description=say(words.NOTE_MEANING), component=self.text)
        )

    async def on_submit(self, interaction: discord.Interaction, /) -> None:
        # from a card's button, the card itself becomes the answer
        await interaction.response.defer(ephemeral=True, thinking=interaction.message is None)
        by = await require(interaction, Role.EDITOR)
        saved = await self.save(app_of(interaction), by, self.note, self.text.value)
        await replace(interaction, saved)

    async def on_error(  # type: ignore[override]  # as in SafeModal
        self, interaction: discord.Interaction, error: Exception, /
    ) -> None:
        await super().on_error(interaction, error)
        if self.text.value:
            await answer(interaction, Reply(say(words.NOTE_BACK), files=[render_notes.file(self.text.value)]))
