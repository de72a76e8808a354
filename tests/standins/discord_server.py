"""Discord on this machine: its HTTP API and its gateway on loopback, with people in it who use the bot.

async with DiscordStandIn() as discord:
    anna = discord.add_guild("Studio").add_member("Anna")
    ...  # a bot connects to discord.url
    reply = await (await discord.slash(anna, "campaign list")).done()
    assert "no campaigns" in reply.text
"""

import re
from typing import Any, Self

import discord
from aiohttp import web

from tests.standins.discord_gateway import Gateway
from tests.standins.discord_people import People
from tests.standins.discord_rest import API, Rest
from tests.standins.discord_state import Fault, Request, State
from tests.standins.messages import Message
from tests.standins.payloads import Channel, Guild, Json, User, new_id

TOKEN = "stand-in-token"
BIGGEST_REQUEST = 32 * 1024 * 1024
TOO_MANY = {"message": "You are being rate limited.", "retry_after": 0.05, "global": False}


class DiscordStandIn(People):
    """The stand-in; `violations` names everything the real Discord would have refused."""

    def __init__(self, token: str = TOKEN) -> None:
        state = State(token)
        super().__init__(state, Gateway(state))
        self._rest = Rest(state, self.gateway)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=BIGGEST_REQUEST)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/attachments/{channel}/{message}/{name}", self._rest.file)
        app.router.add_route("*", API + "/{path:.*}", self._rest.handle)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.state.base_url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.gateway.drop()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        return self.state.base_url

    @property
    def token(self) -> str:
        return self.state.token

    @property
    def guilds(self) -> list[Guild]:
        return self.state.guilds

    @property
    def requests(self) -> list[Request]:
        return self.state.requests

    @property
    def violations(self) -> list[str]:
        return self.state.violations

    @property
    def intents(self) -> list[int]:
        """The intents of each IDENTIFY, refused ones too."""
        return self.gateway.intents

    @property
    def syncs(self) -> list[int | None]:
        """Where commands were registered, in order: a server's id, or None for everywhere."""
        return self.state.syncs

    @property
    def commands(self) -> dict[int | None, list[Json]]:
        return self.state.commands

    def add_guild(
        self, name: str, bot_permissions: discord.Permissions | None = None, guild_id: int | None = None
    ) -> Guild:
        """A server with the bot in it; the bot learns of it when it connects, or by `join`."""
        guild = Guild(name, self.state.bot, self.state.owner, id=guild_id or new_id())
        guild.bot_permissions = bot_permissions or guild.bot_permissions
        self.state.guilds.append(guild)
        return guild

    async def join(self, guild: Guild) -> None:
        """Tells a connected bot of a server added since."""
        joined = {key: value for key, value in guild.json().items() if key != "unavailable"}
        await self.gateway.dispatch("GUILD_CREATE", joined)

    async def leave(self, guild: Guild) -> None:
        """Removes the bot from the server."""
        self.state.guilds.remove(guild)
        await self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)})

    async def drop(self, shard: int | None = None) -> None:
        """Cuts the gateway, or one shard of it, without a word; the bot should resume."""
        await self.gateway.drop(shard)

    async def invalidate(self) -> None:
        """Ends the gateway session; the bot should identify anew."""
        await self.gateway.invalidate()

    async def ask_to_reconnect(self) -> None:
        await self.gateway.ask_to_reconnect()

    def fail_next(
        self,
        method: str,
        path: str,
        status: int | None,
        body: Any = None,
        headers: dict[str, str] | None = None,
        times: int = 1,
        *,
        late: bool = False,
    ) -> None:
        """Answers the next calls whose path (after `/api/v10`) has the pattern so; None cuts the line.

        With `late` the call is carried out first, and only its answer is lost.
        """
        if body is None:
            body = TOO_MANY if status == 429 else {"message": "Injected", "code": 0}
        self.state.faults.append(Fault(method, re.compile(path), status, body, headers or {}, times, late))

    def channel_messages(self, channel: Channel | int) -> list[Message]:
        """What everybody in the channel sees, oldest first."""
        wanted = channel if isinstance(channel, int) else channel.id
        return [
            message
            for message in self.state.messages
            if message.channel.id == wanted and not (message.ephemeral or message.deleted or message.loading)
        ]

    def dms(self, user: User | int) -> list[Message]:
        """The bot's direct messages to a person."""
        channel = self.state.direct_channels.get(user if isinstance(user, int) else user.id)
        return [] if channel is None else self.channel_messages(channel)

    async def wait_connected(self, timeout_s: float = 20) -> None:
        """Until a bot has a gateway session on a live connection."""
        await self.state.bell.until(
            lambda: self.gateway.is_connected, timeout_s, lambda: "a bot on the gateway"
        )

    async def wait_ready(self, timeout_s: float = 20) -> None:
        """Until a bot is connected and has registered its commands."""
        await self.wait_connected(timeout_s)
        await self.state.bell.until(lambda: bool(self.syncs), timeout_s, lambda: "commands registered")

    async def wait_resumed(self, times: int = 1, timeout_s: float = 20) -> None:
        await self.state.bell.until(lambda: self.gateway.resumed >= times, timeout_s, lambda: "a resume")

    async def wait_identified(self, times: int, timeout_s: float = 20) -> None:
        await self.state.bell.until(
            lambda: self.gateway.identified >= times, timeout_s, lambda: "an identify"
        )

    async def wait_messages(
        self,
        channel: Channel,
        count: int,
        timeout_s: float = 20,
    ) -> list[Message]:
        """Until the channel shows that many messages."""
        await self.state.bell.until(
            lambda: len(self.channel_messages(channel)) >= count,
            timeout_s,
            lambda: f"{count} messages in {channel.name}",
        )
        return self.channel_messages(channel)
