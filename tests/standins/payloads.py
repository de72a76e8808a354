"""The people and servers that the Discord stand-in holds, and how Discord writes them."""

from dataclasses import dataclass, field
from itertools import count
from typing import Any

import discord
from discord.utils import time_snowflake, utcnow

Json = dict[str, Any]

NUMBERS = count(1)
EVERYDAY = discord.Permissions(
    view_channel=True,
    send_messages=True,
    embed_links=True,
    attach_files=True,
    read_message_history=True,
    use_application_commands=True,
)


def new_id() -> int:
    """A snowflake of this moment, never given twice; discord.py reads an interaction's age from it."""
    return time_snowflake(utcnow()) + next(NUMBERS)


def now_text() -> str:
    return utcnow().isoformat()


@dataclass(eq=False)
class User:
    """An account. `accepts_dms=False` answers the bot's direct messages with 403, as closed messages do."""

    name: str
    id: int = field(default_factory=new_id)
    bot: bool = False
    accepts_dms: bool = True

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    def json(self) -> Json:
        return {
            "id": str(self.id),
            "username": self.name.lower(),
            "global_name": None if self.bot else self.name,
            "discriminator": "0000" if self.bot else "0",
            "avatar": None,
            "bot": self.bot,
            "public_flags": 0,
            "flags": 0,
        }


@dataclass(eq=False)
class Role:
    name: str
    permissions: discord.Permissions = field(default_factory=discord.Permissions)
    id: int = field(default_factory=new_id)

    def json(self, position: int) -> Json:
        return {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(self.permissions.value),
            "position": position,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "managed": False,
            "mentionable": False,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }


@dataclass(eq=False)
class Channel:
    """A text channel of a server, or with `recipient` a direct one. `closed=True` shuts the bot out (403)."""

    name: str
    guild: "Guild | None" = None
    recipient: User | None = None
    closed: bool = False
    id: int = field(default_factory=new_id)

    def json(self) -> Json:
        if self.recipient is not None:
            people = [self.recipient.json()]
            return {"id": str(self.id), "type": 1, "recipients": people, "last_message_id": None}
        return {
            "id": str(self.id),
            "type": 0,
            "name": self.name,
            "position": 0,
            "permission_overwrites": [],
            "parent_id": None,
            "topic": None,
            "nsfw": False,
            "rate_limit_per_user": 0,
            "last_message_id": None,
            "flags": 0,
        } | ({"guild_id": str(self.guild.id)} if self.guild else {})


@dataclass(eq=False)
class Member:
    """Somebody in a server; `permissions` are all that this person may do there."""

    user: User
    guild: "Guild"
    permissions: discord.Permissions
    roles: list[Role] = field(default_factory=list)
    locale: str = "en-US"

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def mention(self) -> str:
        return self.user.mention

    def may(self, permissions: int) -> bool:
        mine = self.permissions
        return mine.administrator or mine.value & permissions == permissions

    def json(self) -> Json:
        return {"user": self.user.json()} | self.json_without_user()

    def json_without_user(self) -> Json:
        return {
            "roles": [str(role.id) for role in self.roles],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "permissions": str(self.permissions.value),
            "nick": None,
            "avatar": None,
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "pending": False,
            "flags": 0,
            "communication_disabled_until": None,
        }


@dataclass(eq=False)
class Guild:
    """A server with a text channel of its own; the bot is in it from the start.

    `offers_all` shows every command to everybody, as a server's settings for integrations can.
    """

    name: str
    bot: User
    owner: User = field(default_factory=lambda: User("Owner"))
    bot_permissions: discord.Permissions = field(default_factory=lambda: EVERYDAY | discord.Permissions())
    id: int = field(default_factory=new_id)
    channels: list[Channel] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    offers_all: bool = False

    def __post_init__(self) -> None:
        self.roles.append(Role("@everyone", EVERYDAY, self.id))
        self.members.append(Member(self.bot, self, self.bot_permissions))
        self.add_channel("general")

    @property
    def channel(self) -> Channel:
        return self.channels[0]

    def add_channel(self, name: str) -> Channel:
        """A text channel; the bot hears of it when it connects, so add it before."""
        channel = Channel(name, self)
        self.channels.append(channel)
        return channel

    def add_role(self, name: str, permissions: discord.Permissions | None = None) -> Role:
        role = Role(name, permissions or discord.Permissions())
        self.roles.append(role)
        return role

    def add_member(
        self,
        name: str,
        permissions: discord.Permissions | None = None,
        roles: list[Role] | None = None,
        user: User | None = None,
    ) -> Member:
        """A person of this server. Pass `user` to let one person be in two servers."""
        total = EVERYDAY | (permissions or discord.Permissions())
        for role in roles or []:
            total |= role.permissions
        member = Member(user or User(name), self, total, roles or [])
        self.members.append(member)
        return member

    def member(self, user_id: int) -> Member | None:
        return next((member for member in self.members if member.id == user_id), None)

    def json(self) -> Json:
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(self.owner.id),
            "unavailable": False,
            "large": False,
            "joined_at": "2026-01-01T00:00:00+00:00",
            "member_count": len(self.members),
            "roles": [role.json(position) for position, role in enumerate(self.roles)],
            "channels": [channel.json() for channel in self.channels],
            "members": [self.members[0].json()],
            "preferred_locale": "en-US",
            "system_channel_id": str(self.channel.id),
        } | {name: [] for name in EMPTY_LISTS}


EMPTY_LISTS = (
    "emojis",
    "stickers",
    "features",
    "threads",
    "voice_states",
    "presences",
    "stage_instances",
    "guild_scheduled_events",
    "soundboard_sounds",
)
