"""Notes as people see them: the markdown stays, what could deceive or call somebody does not."""

import io
import re
import unicodedata

import discord

from cogs import render, words
from cogs.say import say

FILE_NAME = "note.md"
FORGED = re.compile(r"<(?=[@#/]|t:|id:)|\](?=\()")
"""How mentions, channels, commands and times begin, and the middle of a link that hides its address."""
BREAK = "\u200b"


def shown(text: str) -> str:
    """Return a note whose markdown formats, and in which nobody is mentioned and no address is hidden.

    A character without width goes between what would have a meaning: unlike a backslash it is
    invisible in code, too.
    """
    kept = "".join(char for char in text if _is_kept(char))
    return discord.utils.escape_mentions(FORGED.sub(rf"\g<0>{BREAK}", kept))


def field(to: discord.Embed, text: str | None) -> None:
    """Add a note when there is one, as much of it as fits."""
    render.field(to, say(words.NOTES), [shown(text or "")], inline=False)


def files(text: str | None) -> list[discord.File]:
    """Return the whole note as a file when the card has only its beginning."""
    whole = shown(text or "")
    return [] if text is None or render.fit([whole], render.FIELD_LIMIT) == whole else [file(text)]


def file(text: str) -> discord.File:
    """Return a note as it was typed."""
    return discord.File(io.BytesIO(text.encode(errors="replace")), filename=FILE_NAME)


def _is_kept(char: str) -> bool:
    return char in "\n\t" or char in words.JOINERS or unicodedata.category(char) not in words.DROPPED
