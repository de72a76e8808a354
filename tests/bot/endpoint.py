"""The endpoint on a free port, with the parts of the bot it looks at in the hands of a test."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import aiohttp

from bot.web.status import Status
from core.services.app import App
from core.services.health import LoopState
from tests.fakes import NOON

BEATING = LoopState(
    name="refresh tiktok",
    every_s=15,
    running_since=None,
    beat_at=NOON,
    ok_at=NOON - timedelta(minutes=1),
    next_at=NOON + timedelta(seconds=15),
    error=None,
)
TOKEN = "status-token"
FROM_ELSEWHERE = {"X-Forwarded-For": "192.0.2.1"}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)


@dataclass
class Endpoint:
    """What it is told is `loops` and `gateway`."""

    loops: list[LoopState] = field(default_factory=lambda: [BEATING, replace(BEATING, name="decisions")])
    gateway: dict[str, Any] = field(default_factory=lambda: {"configured": True, "connected": True})
    port: int = 0
    session: aiohttp.ClientSession = field(init=False)

    async def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        url = f"http://127.0.0.1:{self.port}{path}"
        async with self.session.request(method, url, headers=headers) as response:
            return Answer(response.status, dict(response.headers), await response.text())

    async def ask_raw(self, request: bytes) -> Answer:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(request)
            head, _, text = (await reader.read()).decode().partition("\r\n\r\n")
        finally:
            writer.close()
        status, *lines = head.split("\r\n")
        return Answer(int(status.split()[1]), dict(line.split(": ", 1) for line in lines), text)


@asynccontextmanager
async def served(
    app: App, *, token: str | None = TOKEN, patience_s: float = 20, **more: Any
) -> AsyncIterator[Endpoint]:
    """Serve the endpoint of the program."""
    endpoint = Endpoint()
    status = Status(
        app,
        loops=lambda: endpoint.loops,
        gateway=lambda: endpoint.gateway,
        token=token,
        patience_s=patience_s,
        **more,
    )
    endpoint.port = await status.start("127.0.0.1", 0)
    async with aiohttp.ClientSession() as endpoint.session:
        yield endpoint
    await status.stop()
