"""The real program as a child, asked over its endpoint; nothing that it says may have a secret in it."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from tests.standins.discord_server import DiscordStandIn
from tests.standins.process import BotProcess

SECRETS = {
    "STATUS_TOKEN": "very-secret-status",
    "SCRAPECREATORS_API_KEY": "very-secret-scrapecreators",
    "HIKERAPI_API_KEY": "very-secret-hikerapi",
    "TIKWM_API_KEY": "very-secret-tikwm",
    "HEARTBEAT_URL": "https://hc.example.org/very-secret-heartbeat",
}
QUIET = {"LOG_LEVEL": "INFO", "STATUS_PORT": "0"}


class Bot(BotProcess):
    """The program; nothing that it says has a secret in it."""

    def __init__(self, discord: DiscordStandIn | None = None, **env: str) -> None:
        token = {} if discord is None else {"DISCORD_TOKEN": discord.token}
        super().__init__(QUIET | SECRETS | token | env, discord)

    async def __aexit__(self, *_: object) -> None:
        await super().__aexit__()
        assert "very-secret" not in self.text
        assert "stand-in-token" not in self.text

    async def ask(self, path: str, *, after: int = 0) -> tuple[int, Any]:
        """What the endpoint answers, once it is there."""
        return await ask(self, path, after=after)

    async def until_health(self, **gateway: object) -> dict[str, Any]:
        """What /health says as soon as it says this of the gateway."""
        return await until_health(self, **gateway)

    def interrupt(self) -> None:
        assert self.pid is not None
        os.killpg(self.pid, signal.SIGINT)

    def events(self, *levels: str) -> list[str]:
        """The lines of these levels, and whatever is no event at all."""
        told = [line.split(" ", 2) for line in self.lines]
        return [
            " ".join(parts) for parts in told if len(parts) < 3 or parts[1] in levels or parts[1].islower()
        ]


async def ask(bot: BotProcess, path: str, *, after: int = 0) -> tuple[int, Any]:
    """What the endpoint of a process answers in JSON, once it is there."""
    line = await bot.wait_line(r"status on http", after=after)
    address = line.rpartition("status on ")[2]
    async with aiohttp.ClientSession(address) as session, session.get(path) as answer:
        return answer.status, await answer.json(content_type=None)


async def until_health(bot: BotProcess, **gateway: object) -> dict[str, Any]:
    """What /health says as soon as it says this of the gateway."""
    async with asyncio.timeout(30):
        while True:
            _, health = await ask(bot, "/health")
            if gateway.items() <= health["gateway"].items():
                return dict(health)
            await asyncio.sleep(0.05)  # nobody rings when the client's own view changes


@asynccontextmanager
async def ends_at_start(**env: str) -> AsyncIterator[Bot]:
    """A program that cannot start, at its end."""
    async with Bot(None, **env) as bot:
        await bot.wait_end()
        yield bot
