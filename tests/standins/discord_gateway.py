"""Discord's websocket: sessions, heartbeats, events, and what was missed while the line was down."""

import json
import zlib
from dataclasses import dataclass, field
from typing import Any

import discord
from aiohttp import web

from tests.standins.discord_state import State
from tests.standins.payloads import Guild, Json, new_id

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = (
    0,
    1,
    2,
    6,
    7,
    9,
    10,
    11,
)
AUTHENTICATION_FAILED, INVALID_VERSION, DISALLOWED_INTENTS = 4004, 4012, 4014
PRIVILEGED = discord.Intents(members=True, presences=True, message_content=True).value


@dataclass(eq=False)
class Connection:
    """One websocket. With `zlib-stream` all its messages are one compressed stream, flushed after each."""

    socket: web.WebSocketResponse
    request: web.Request
    stream: "zlib._Compress | None"

    async def send(self, frame: Json) -> None:
        text = json.dumps(frame)
        if self.stream is None:
            await self.socket.send_str(text)
            return
        data = self.stream.compress(text.encode()) + self.stream.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(data)

    def cut(self) -> None:
        if self.request.transport is not None:
            self.request.transport.abort()


@dataclass(eq=False)
class Session:
    """What outlives a connection: the events sent, so that a resume can replay them.

    A bot has one for each shard. Of several bots with the same token every one hears everything.
    """

    id: str
    intents: int
    shard: tuple[int, int] = (0, 1)
    frames: list[Json] = field(default_factory=list)
    connection: Connection | None = None

    def hears_of(self, guild_id: int | None) -> bool:
        """Whether the server, or for None a direct message, is of this shard."""
        number, count = self.shard
        return number == (0 if guild_id is None else (guild_id >> 22) % count)

    async def send(self, event: str, data: Json) -> None:
        """Sends an event; without a connection it waits for a resume."""
        sent = frame(DISPATCH, data, event, len(self.frames) + 1)
        self.frames.append(sent)
        if self.connection is not None:
            await self.connection.send(sent)


class Gateway:
    def __init__(self, state: State) -> None:
        self.state = state
        self.sessions: list[Session] = []
        self.shards = 1  # as many as are recommended
        self.down: set[int] = set()  # shards whose connections are cut when they resume
        self.connections: set[Connection] = set()
        self.intents: list[int] = []
        self.identified = 0
        self.resumed = 0
        self.heartbeats = 0
        self.heartbeat_interval_s = 41.25

    @property
    def url(self) -> str:
        return self.state.base_url.replace("http", "ws", 1) + "/gateway"

    @property
    def is_connected(self) -> bool:
        return any(session.connection is not None for session in self.sessions)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        stream = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        connection = Connection(socket, request, stream)
        if request.query.get("v") != "10" or request.query.get("encoding") != "json":
            await socket.close(code=INVALID_VERSION)
            return socket
        self.connections.add(connection)
        try:
            await connection.send(frame(HELLO, {"heartbeat_interval": int(self.heartbeat_interval_s * 1000)}))
            async for message in socket:
                await self._receive(connection, json.loads(message.data))
        except ConnectionError:
            pass
        finally:
            self._forget(connection)
        return socket

    async def dispatch(self, event: str, data: Json, intents: int = 0) -> None:
        """Sends an event to every session that wants such and is of the server's shard."""
        named = data["id"] if event.startswith("GUILD_") else data.get("guild_id")
        for session in self.sessions[:]:
            if (
                session.hears_of(None if named is None else int(named))
                and session.intents & intents == intents
            ):
                await session.send(event, data)

    async def drop(self, shard: int | None = None) -> None:
        """Cuts every connection, or those of one shard, without a word, as a failing network does."""
        of_shard = {session.connection for session in self.sessions if session.shard[0] == shard}
        for connection in list(self.connections):
            if shard is None or connection in of_shard:
                connection.cut()
                self._forget(connection)

    async def ask_to_reconnect(self) -> None:
        for session in self.sessions:
            if session.connection is not None:
                await session.connection.send(frame(RECONNECT, None))

    async def invalidate(self) -> None:
        """Ends every session: the bot must identify anew."""
        ended, self.sessions = self.sessions, []
        for session in ended:
            if session.connection is not None:
                await session.connection.send(frame(INVALID_SESSION, data=False))

    async def _receive(self, connection: Connection, received: Json) -> None:
        op = received["op"]
        if op == HEARTBEAT:
            self.heartbeats += 1
            await connection.send(frame(HEARTBEAT_ACK, None))
        elif op == IDENTIFY:
            await self._identify(connection, received["d"])
        elif op == RESUME:
            await self._resume(connection, received["d"])

    async def _identify(self, connection: Connection, asked: Json) -> None:
        self.intents.append(asked["intents"])
        if asked["token"] != self.state.token:
            await connection.socket.close(code=AUTHENTICATION_FAILED, message=b"Authentication failed.")
            return
        if asked["intents"] & PRIVILEGED:
            await connection.socket.close(code=DISALLOWED_INTENTS, message=b"Disallowed intent(s).")
            return
        number, count = asked.get("shard", (0, 1))
        session = Session(f"session-{new_id()}", asked["intents"], (number, count), connection=connection)
        self.sessions = [one for one in self.sessions if one.connection or one.shard != session.shard]
        self.sessions.append(session)
        await session.send("READY", self._ready(session))
        for guild in self.state.guilds:
            await self._send_guild(session, guild)
        self.identified += 1
        self.state.bell.ring()

    async def _resume(self, connection: Connection, asked: Json) -> None:
        if asked["token"] != self.state.token:
            await connection.socket.close(code=AUTHENTICATION_FAILED, message=b"Authentication failed.")
            return
        session = next((one for one in self.sessions if one.id == asked["session_id"]), None)
        if session is None:
            await connection.send(frame(INVALID_SESSION, data=False))
            return
        if session.shard[0] in self.down:
            connection.cut()
            return
        position = asked["seq"] or 0
        while position < len(session.frames):
            await connection.send(session.frames[position])
            position += 1
        session.connection = connection
        await session.send("RESUMED", {"_trace": []})
        self.resumed += 1
        self.state.bell.ring()

    async def _send_guild(self, session: Session, guild: Guild) -> None:
        if session.hears_of(guild.id) and session.intents & discord.Intents(guilds=True).value:
            await session.send("GUILD_CREATE", guild.json())

    def _ready(self, session: Session) -> Json:
        return {
            "v": 10,
            "user": self.state.bot.json() | {"verified": True, "mfa_enabled": True, "email": None},
            "guilds": [
                {"id": str(guild.id), "unavailable": True}
                for guild in self.state.guilds
                if session.hears_of(guild.id)
            ],
            "shard": list(session.shard),
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": self.url,
            "application": {"id": str(self.state.application_id), "flags": 0},
            "private_channels": [],
            "relationships": [],
            "user_settings": {},
            "_trace": [],
        }

    def _forget(self, connection: Connection) -> None:
        self.connections.discard(connection)
        for session in self.sessions:
            if session.connection is connection:
                session.connection = None
        self.state.bell.ring()


def frame(
    op: int, data: Any, event: str | None = None, number: int | None = None
) -> Json:  # false is a payload of Discord's
    return {"op": op, "d": data, "s": number, "t": event}
