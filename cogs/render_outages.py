"""That a platform cannot be read, and that it can again, as a server's team sees it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import discord

from cogs import render, words
from cogs.say import later, say
from core.domain.terms import Platform

KEPT = later(
    "Posts keep the numbers they have, and nothing is decided on unknown views. Whatever is due is read as "
    "soon as a source answers."
)
NEXT = later("`/status` says how each source is doing; you are told here once it is over.")
REFUSED = later(
    "Refused: {names}. Its key is wrong, or its quota is spent; whoever runs the bot can mend that."
)


def down(told: Mapping[str, Any]) -> discord.Embed:
    """Return the notice that no source of a platform answers."""
    refused = [say(REFUSED, names=words.names(list(told["refused"])))] * bool(told["refused"])
    since = say("No source has answered since {since}.", since=words.at(_time(told["since"])))
    title = say("{platform} cannot be read", platform=_label(told))
    return render.embed(title, [since, say(KEPT), *refused, say(NEXT)], colour=render.RED)


def back(told: Mapping[str, Any]) -> discord.Embed:
    """Return the notice that a platform can be read again."""
    since, until = words.at(_time(told["since"])), words.at(_time(told["until"]))
    lines = [
        say("No source answered from {since} to {until}.", since=since, until=until),
        say("What was due meanwhile is being read now."),
    ]
    title = say("{platform} can be read again", platform=_label(told))
    return render.embed(title, lines, colour=render.GREEN)


def _label(told: Mapping[str, Any]) -> str:
    return Platform(told["platform"]).label


def _time(stamp: float) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)
