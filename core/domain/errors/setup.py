"""What cannot be chosen for a server."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.domain.errors.base import UserError


class EveryoneRoleError(UserError):
    """The role that everybody has would make everybody an admin or editor."""


class ManagedRoleError(UserError):
    """The role is kept for a bot or given out by Discord itself, so that nobody can give it to a person."""


@dataclass(eq=False)
class ZoneUnknownError(UserError):
    """No time zone has this name."""

    typed: str


@dataclass(eq=False)
class ChannelClosedError(UserError):
    """The bot may not write in the channel; `missing` are the permissions, by Discord's own names."""

    missing: Sequence[str]
