"""One reference for all that happens for one interaction, or in one pass of a loop: every log line has it."""

import logging
import secrets
import time
from contextvars import ContextVar
from typing import Any

import discord

log = logging.getLogger(__name__)

_reference: ContextVar[str | None] = ContextVar("reference", default=None)
BEGAN = "began"
"""Under this name an interaction keeps when its command began, in seconds of the monotonic clock."""


def begin() -> str:
    """Begin something new, and return its reference; tasks made from here on share it."""
    reference = secrets.token_hex(4)
    _reference.set(reference)
    return reference


def current() -> str | None:
    """Return the reference of what is going on here; None outside of interactions and loops."""
    return _reference.get()


def begin_command(interaction: discord.Interaction) -> None:
    """Begin a command, whose end is told by `tell_command`."""
    begin()
    interaction.extras[BEGAN] = time.monotonic()


def tell_command(interaction: discord.Interaction, outcome: str) -> None:
    """Leave one line of a command: its name, server, outcome and length, and nothing that was typed."""
    command: Any = interaction.command
    name = "an unknown command" if command is None else command.qualified_name
    took_s = time.monotonic() - interaction.extras.get(BEGAN, time.monotonic())
    log.info("%s in server %s: %s after %.2f s", name, interaction.guild_id, outcome, took_s)
