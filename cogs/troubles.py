"""Channels that cannot be reached: told once, and left alone for a while where it will last."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

import discord

from core.domain.ports import Clock

PATIENCE = timedelta(minutes=10)
"""How long a channel is left alone that is gone or closed to the bot."""

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why something could not be sent to a channel, and from when on it is tried again."""

    channel_id: int
    what: str
    again_at: datetime


class Troubles(Generic[Key]):
    """Remembers, for as long as the process lives, what could not be sent, by server or the like."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[Key, Trouble] = {}

    def rests(self, key: Key, channel_id: int) -> bool:
        """Whether the channel is left alone now; another channel is tried at once."""
        before = self._known.get(key)
        return before is not None and before.channel_id == channel_id and self._clock() < before.again_at

    def note(self, key: Key, channel_id: int, error: Exception) -> bool:
        """Remember the trouble; return whether it is new, and so worth telling."""
        before, now, what = self._known.get(key), self._clock(), said(error)
        is_lasting = isinstance(error, discord.NotFound | discord.Forbidden)
        self._known[key] = Trouble(channel_id, what, now + PATIENCE if is_lasting else now)
        return before is None or (before.channel_id, before.what) != (channel_id, what)

    def end(self, key: Key) -> bool:
        """Forget the trouble, for it went well; return whether there was any."""
        return self._known.pop(key, None) is not None


def said(error: Exception) -> str:
    """Return an error in a line."""
    return f"{type(error).__name__}: {error}"[:200]
