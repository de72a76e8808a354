"""Discord's HTTP API as far as a bot of commands uses it: one table of routes, one way through it."""

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import BodyPartReader, web

from tests.standins.discord_callbacks import Callbacks
from tests.standins.discord_gateway import Gateway
from tests.standins.discord_rules import refusals_of_commands, refusals_of_message, refusals_of_shape
from tests.standins.discord_state import ApiError, Request, State
from tests.standins.messages import Message
from tests.standins.payloads import Channel, Json, new_id

API = "/api/v10"
Answer = Json | list[Json] | None
Handler = Callable[..., Awaitable[Answer]]


class Rest:
    def __init__(self, state: State, gateway: Gateway) -> None:
        self.state = state
        self.gateway = gateway
        callbacks = Callbacks(state)
        self.routes: list[tuple[str, re.Pattern[str], Handler]] = [
            (method, re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", path)), handler)
            for method, path, handler in (
                ("GET", "/gateway", self._gateway),
                ("GET", "/gateway/bot", self._gateway),
                ("GET", "/users/@me", self._me),
                ("POST", "/users/@me/channels", self._open_direct),
                ("GET", "/users/{user}", self._user),
                ("GET", "/applications/@me", self._application),
                ("GET", "/oauth2/applications/@me", self._application),
                ("GET", "/applications/{app}/commands", self._commands),
                ("PUT", "/applications/{app}/commands", self._sync),
                ("GET", "/applications/{app}/guilds/{guild}/commands", self._commands),
                ("PUT", "/applications/{app}/guilds/{guild}/commands", self._sync),
                ("GET", "/guilds/{guild}", self._guild),
                ("GET", "/guilds/{guild}/members/{user}", self._member),
                ("GET", "/channels/{channel}", self._channel),
                ("POST", "/channels/{channel}/messages", self._create),
                ("GET", "/channels/{channel}/messages/{message}", self._read),
                ("PATCH", "/channels/{channel}/messages/{message}", self._edit),
                ("DELETE", "/channels/{channel}/messages/{message}", self._delete),
                ("POST", "/interactions/{interaction}/{token}/callback", callbacks.callback),
                ("POST", "/webhooks/{app}/{token}", callbacks.follow_up),
                ("GET", "/webhooks/{app}/{token}/messages/{message}", callbacks.read),
                ("PATCH", "/webhooks/{app}/{token}/messages/{message}", callbacks.edit),
                ("DELETE", "/webhooks/{app}/{token}/messages/{message}", callbacks.delete),
            )
        ]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        asked = await read(request)
        self.state.requests.append(asked)
        fault = next((fault for fault in self.state.faults if fault.fits(asked)), None)
        try:
            if fault is not None:
                fault.times -= 1
                if fault.is_late:
                    await self._answer(asked)
                return self._fail(request, asked, fault.status, fault.body, fault.headers)
            body = await self._answer(asked)
        except ApiError as error:
            return self._send(asked, error.status, error.body)
        finally:
            self.state.bell.ring()
        return self._send(asked, 204 if body is None else 200, body)

    async def file(self, request: web.Request) -> web.Response:
        """An attachment's bytes, as Discord's file servers give them."""
        message = self.state.message(int(request.match_info["message"]))
        return web.Response(body=message.files[request.match_info["name"]])

    async def _answer(self, asked: Request) -> Answer:
        for method, path, handler in self.routes:
            found = path.fullmatch(asked.path)
            if method == asked.method and found:
                self._check_token(asked)
                return await handler(asked, **found.groupdict())
        self.state.violations.append(f"{asked.method} {asked.path}: no such route here")
        raise ApiError(404, 0, "404: Not Found")

    def _check_token(self, asked: Request) -> None:
        if asked.path.startswith(("/interactions/", "/webhooks/")) or asked.path == "/gateway":
            return
        if asked.authorization != f"Bot {self.state.token}":
            raise ApiError(401, 0, "401: Unauthorized")

    def _fail(
        self, request: web.Request, asked: Request, status: int | None, body: Any, headers: dict[str, str]
    ) -> web.Response:
        if status is None:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if isinstance(body, str):
            asked.status = status
            return web.Response(status=status, text=body, headers=headers)
        return self._send(asked, status, body, headers)

    def _send(
        self, asked: Request, status: int, body: Any, headers: dict[str, str] | None = None
    ) -> web.Response:
        asked.status = status
        if status == 204:
            return web.Response(status=204)
        text = json.dumps(body)
        return web.Response(
            status=status,
            body=text.encode(),
            headers={"Content-Type": "application/json", "Via": "1.1 google"} | (headers or {}),
        )

    async def _gateway(self, asked: Request) -> Json:
        limit = {"total": 1000, "remaining": 999, "reset_after": 14400000, "max_concurrency": 1}
        return {"url": self.gateway.url, "shards": self.gateway.shards, "session_start_limit": limit}

    async def _me(self, asked: Request) -> Json:
        return self.state.bot.json()

    async def _user(self, asked: Request, user: str) -> Json:
        return self.state.user(int(user)).json()

    async def _application(self, asked: Request) -> Json:
        return self.state.application()

    async def _commands(self, asked: Request, app: str, guild: str | None = None) -> list[Json]:
        return self.state.commands.get(int(guild) if guild else None, [])

    async def _sync(self, asked: Request, app: str, guild: str | None = None) -> list[Json]:
        self.state.refuse(asked, refusals_of_commands(asked.json))
        where = self.state.guild(int(guild)).id if guild else None
        known = {command["name"]: command["id"] for command in self.state.commands.get(where, [])}
        self.state.commands[where] = [
            {"type": 1, "description": "", "options": [], "version": str(new_id()), "nsfw": False}
            | command
            | {"id": known.get(command["name"], str(new_id())), "application_id": app}
            | ({"guild_id": str(where)} if where else {})
            for command in asked.json
        ]
        self.state.syncs.append(where)
        return self.state.commands[where]

    async def _guild(self, asked: Request, guild: str) -> Json:
        return self.state.guild(int(guild)).json()

    async def _member(self, asked: Request, guild: str, user: str) -> Json:
        member = self.state.guild(int(guild)).member(int(user))
        if member is None:
            raise ApiError(404, 10007, "Unknown Member")
        return member.json()

    async def _open_direct(self, asked: Request) -> Json:
        self.state.refuse(asked, refusals_of_shape("POST /users/@me/channels", asked.json))
        user = self.state.user(int(asked.json["recipient_id"]))
        channel = self.state.direct_channels.setdefault(user.id, Channel(user.name, recipient=user))
        return channel.json()

    async def _channel(self, asked: Request, channel: str) -> Json:
        return self._reachable(channel).json()

    async def _create(self, asked: Request, channel: str) -> Json:
        self.state.refuse(asked, refusals_of_message("MessageCreateRequest", asked.json))
        where = self._reachable(channel)
        if where.recipient is not None and not where.recipient.accepts_dms:
            raise ApiError(403, 50007, "Cannot send messages to this user")
        if not any(asked.json.get(key) for key in ("content", "embeds", "components")) and not asked.files:
            raise ApiError(400, 50006, "Cannot send an empty message")
        if asked.json.get("enforce_nonce") and (known := self.state.nonces.get(str(asked.json["nonce"]))):
            return known.json()
        message = Message(where, self.state.bot)
        self.state.write(asked, message)
        self.state.messages.append(message)
        if asked.json.get("nonce") is not None:
            self.state.nonces[str(asked.json["nonce"])] = message
        return message.json()

    async def _read(self, asked: Request, channel: str, message: str) -> Json:
        return self._visible(channel, message).json()

    async def _edit(self, asked: Request, channel: str, message: str) -> Json:
        self.state.refuse(asked, refusals_of_message("MessageEditRequestPartial", asked.json))
        edited = self._visible(channel, message)
        self.state.write(asked, edited)
        for reply in self.state.replies.values():
            if reply.source is edited or edited in reply.messages:
                reply.show(edited)
        return edited.json()

    async def _delete(self, asked: Request, channel: str, message: str) -> None:
        self._visible(channel, message).deleted = True

    def _reachable(self, channel: str) -> Channel:
        found = self.state.channel(int(channel))
        if found.closed:
            raise ApiError(403, 50001, "Missing Access")
        return found

    def _visible(self, channel: str, message: str) -> Message:
        """A message of the channel; what only one person sees cannot be reached by this road."""
        self._reachable(channel)
        found = self.state.message(int(message))
        if found.ephemeral:
            raise ApiError(404, 10008, "Unknown Message")
        return found


async def read(request: web.Request) -> Request:
    """The request with its JSON, alone or as `payload_json` beside files."""
    body: Any = None
    files: dict[str, bytes] = {}
    parts: dict[str, str] = {}
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            data = bytes(await part.read())
            if part.name == "payload_json":
                body = json.loads(data)
            elif part.filename:
                files[part.filename] = data
                parts[part.name or ""] = part.filename
        body = body or {}
    elif request.can_read_body:
        body = json.loads(await request.read())
    return Request(
        request.method,
        request.path.removeprefix(API),
        body,
        files,
        dict(request.query),
        request.headers.get("Authorization"),
        parts,
    )
