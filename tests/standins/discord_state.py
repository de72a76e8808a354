"""All that the Discord stand-in knows: who is there, what was said, what the bot sent."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.standins.discord_files import refusals_of_files
from tests.standins.messages import Message
from tests.standins.payloads import Channel, Guild, Json, User, new_id

if TYPE_CHECKING:
    from tests.standins.discord_reply import Reply


class Bell:
    """Wakes everybody who waits for something to become true; nobody polls."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        rung, self._event = self._event, asyncio.Event()
        rung.set()

    async def until(self, is_so: Callable[[], bool], timeout_s: float, what: Callable[[], str]) -> None:
        """Returns when `is_so()`; an AssertionError saying `what()` after `timeout_s`."""
        try:
            async with asyncio.timeout(timeout_s):
                while not is_so():
                    await self._event.wait()
        except TimeoutError:
            raise AssertionError(f"not within {timeout_s} s: {what()}") from None


@dataclass(eq=False)
class Request:
    """One call of the bot; `status` is what it was answered, None when the connection was cut.

    `parts` are the names of the files by the parts of the body in which they came.
    """

    method: str
    path: str
    json: Any
    files: dict[str, bytes]
    query: dict[str, str]
    authorization: str | None
    parts: dict[str, str] = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)
    status: int | None = None


@dataclass(eq=False)
class Fault:
    """What the next calls that fit get instead of an answer; `status` None cuts the connection.

    A late one takes the place of the answer to a call that was carried out.
    """

    method: str
    path: re.Pattern[str]
    status: int | None
    body: Any
    headers: dict[str, str]
    times: int
    is_late: bool = False

    def fits(self, asked: Request) -> bool:
        return self.times > 0 and self.method == asked.method and bool(self.path.search(asked.path))


class ApiError(Exception):
    """An answer of Discord's that refuses."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"message": message, "code": code} | ({"errors": errors} if errors else {})


@dataclass(eq=False)
class State:
    token: str
    application_id: int = field(default_factory=new_id)
    bell: Bell = field(default_factory=Bell)
    base_url: str = ""
    guilds: list[Guild] = field(default_factory=list)
    direct_channels: dict[int, Channel] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    nonces: dict[str, Message] = field(default_factory=dict)
    replies: dict[str, "Reply"] = field(default_factory=dict)
    commands: dict[int | None, list[Json]] = field(default_factory=dict)
    syncs: list[int | None] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bot = User("Viewledger", id=self.application_id, bot=True)
        self.owner = User("Owner")

    def application(self) -> Json:
        return {
            "id": str(self.application_id),
            "name": self.bot.name,
            "icon": None,
            "description": "",
            "summary": "",
            "bot_public": False,
            "bot_require_code_grant": False,
            "owner": self.owner.json(),
            "team": None,
            "verify_key": "0" * 64,
            "flags": 0,
            "approximate_guild_count": len(self.guilds),
        }

    def users(self) -> list[User]:
        return [self.bot, self.owner, *(member.user for guild in self.guilds for member in guild.members)]

    def user(self, user_id: int) -> User:
        for user in self.users():
            if user.id == user_id:
                return user
        raise ApiError(404, 10013, "Unknown User")

    def channel(self, channel_id: int) -> Channel:
        everywhere = [channel for guild in self.guilds for channel in guild.channels]
        for channel in [*everywhere, *self.direct_channels.values()]:
            if channel.id == channel_id:
                return channel
        raise ApiError(404, 10003, "Unknown Channel")

    def guild(self, guild_id: int) -> Guild:
        for guild in self.guilds:
            if guild.id == guild_id:
                return guild
        raise ApiError(404, 10004, "Unknown Guild")

    def message(self, message_id: int) -> Message:
        for message in self.messages:
            if message.id == message_id and not message.deleted:
                return message
        raise ApiError(404, 10008, "Unknown Message")

    def write(self, asked: Request, message: Message) -> None:
        """Puts into the message what a request brings."""
        body = asked.json.get("data", asked.json) or {}
        self.refuse(asked, refusals_of_files(asked.parts, body, message))
        message.write(body, asked.files, self.base_url)

    def refuse(self, asked: Request, refusals: list[str]) -> None:
        """Writes down what Discord would not take, and answers as Discord does."""
        if refusals:
            self.violations += [f"{asked.method} {asked.path}: {refusal}" for refusal in refusals]
            errors = {"_errors": [{"code": "REFUSED", "message": refusal} for refusal in refusals]}
            raise ApiError(400, 50035, "Invalid Form Body", errors)
