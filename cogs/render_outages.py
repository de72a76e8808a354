"""That a platform cannot be read, and that it can again, as a server's team sees it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import discord

from cogs import render, words
from core.domain.terms import Platform

KEPT = (
    "Posts keep the numbers they have, and nothing is decided on unknown views. Whatever is due is read as "
    "soon as a source answers."
)
NEXT = "`/status` says how each source is doing; you are told here once it is over."
REFUSED = "Refused: {names}. Its key is wrong, or its quota is spent; whoever runs the bot can mend that."


def down(told: Mapping[str, Any]) -> discord.Embed:
    """Return the notice that no source of a platform answers."""
    refused = [REFUSED.format(names=words.names(list(told["refused"])))] * bool(told["refused"])
    since = f"No source has answered since {words.at(_time(told['since']))}."
    return render.embed(f"{_label(told)} cannot be read", [since, KEPT, *refused, NEXT], colour=render.RED)


def back(told: Mapping[str, Any]) -> discord.Embed:
    """Return the notice that a platform can be read again."""
    since, until = words.at(_time(told["since"])), words.at(_time(told["until"]))
    said = [f"No source answered from {since} to {until}.", "What was due meanwhile is being read now."]
    return render.embed(f"{_label(told)} can be read again", said, colour=render.GREEN)


def _label(told: Mapping[str, Any]) -> str:
    return Platform(told["platform"]).label


def _time(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)
