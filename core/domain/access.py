"""Who may do what: the three roles, and who has which."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum


class Role(IntEnum):
    """What a person may do in a server; each role may do all that a lower one may."""

    CREATOR = 0  # hand in posts, see their own
    EDITOR = 1  # track, review, set terms and views, decide
    ADMIN = 2  # campaigns, creators, deals, early finalization


@dataclass(frozen=True, slots=True)
class Caller:
    """The person who acts, in the server they act in.

    A program acts by a key of the API, `api_key_id`, in the name of whoever made the key.
    """

    guild_id: int
    discord_id: int
    role: Role = Role.CREATOR
    api_key_id: int | None = None

    @property
    def person(self) -> int | None:
        """The member who acts themselves, and knows of it; None: a program does."""
        return self.discord_id if self.api_key_id is None else None


def role_of(
    *, manages_server: bool, role_ids: Collection[int], admin_role_id: int | None, editor_role_id: int | None
) -> Role:
    """Return the highest role that the permission or the chosen server roles give."""
    if manages_server or admin_role_id in role_ids:
        return Role.ADMIN
    if editor_role_id in role_ids:
        return Role.EDITOR
    return Role.CREATOR
