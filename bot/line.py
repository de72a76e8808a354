"""The line to Discord: connected, kept up, and how it is doing."""

import asyncio
import logging
from typing import Any

import aiohttp
import discord

from bot.client import Client

log = logging.getLogger("bot")

RECONNECT_S = (5, 300)
"""First and longest pause between attempts to reach Discord, in seconds."""
UNREACHABLE = (
    OSError,
    aiohttp.ClientError,
    discord.HTTPException,
    discord.GatewayNotFound,
    TimeoutError,
)
"""What is raised when Discord refuses, or cannot be reached now."""
NEVER_BACK = {4004: "refuses DISCORD_TOKEN; make a new one in the developer portal"}
"""Codes with which Discord ends the connection for good, and what to do."""


class StartError(Exception):
    """The program cannot start; the text is the one line that says why."""


async def talk(client: Client, token: str) -> None:
    """Stay connected to Discord; while it cannot be reached the rest goes on."""
    pause_s, longest_s = RECONNECT_S
    try:
        while not await logged_in(client, token):
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, longest_s)
        await client.connect(reconnect=True)
    except discord.LoginFailure as error:
        raise StartError(f"Discord {NEVER_BACK[4004]}") from error
    except discord.PrivilegedIntentsRequired as error:
        raise StartError("Discord refuses the connection: an intent is not granted") from error
    except discord.ConnectionClosed as error:
        why = NEVER_BACK.get(error.code, f"ended the connection for good (code {error.code})")
        raise StartError(f"Discord {why}") from error


async def logged_in(client: discord.Client, token: str) -> bool:
    """Log in; False when Discord cannot be reached now."""
    try:
        await client.login(token)
    except UNREACHABLE as error:
        log.warning("Discord cannot be reached (%s); trying again", type(error).__name__)
        await client.http.close()
        client.http.connector = discord.utils.MISSING  # it was closed with the session
        return False
    return True


def gateway_state(client: Client | None) -> dict[str, Any]:
    """Return how the connection to Discord is doing."""
    if client is None:
        return {"configured": False}
    latency = client.latency
    return {
        "configured": True,
        "connected": client.is_connected,
        "is_standby": client.is_standby,
        "latency_s": round(latency, 3) if latency == latency and latency < 1e6 else None,  # noqa: PLR0124  NaN
        "servers": len(client.guilds),
    } | (
        {} if client.shards_up is None else dict(zip(("shards_up", "shards"), client.shards_up, strict=True))
    )
