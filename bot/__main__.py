"""`python -m bot`: the whole program in one process."""

import asyncio
import logging
import signal
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import discord

from bot.client import Client
from bot.clock import utc_now
from bot.log import set_up
from bot.settings import Settings, SettingsError, load
from bot.status import Status
from cogs.refresh import Loops
from core.domain.refresh import Schedule
from core.domain.terms import Platform
from core.services.app import App, Pacing
from db.engine import Database, open_database
from db.upgrade import upgrade
from providers.build import Config, Sources, build

log = logging.getLogger("bot")

BAD_SETTINGS, FAILED = 2, 1
RECONNECT_S = (5, 300)
"""First and longest pause between attempts to reach Discord, in seconds."""


class StartError(Exception):
    """The program cannot start; the text is the one line that says why."""


def main() -> int:
    """Run until told to stop; return the exit code."""
    try:
        settings = load()
    except SettingsError as error:
        print("\n".join(error.faults), file=sys.stderr)  # noqa: T201  there is no log yet
        return BAD_SETTINGS
    set_up(settings.log_level, settings.log_format, settings.secrets())
    try:
        return asyncio.run(run(settings))
    except StartError as error:
        log.error("%s", error)  # noqa: TRY400  one line is enough
        return FAILED
    except KeyboardInterrupt:
        return FAILED


async def run(settings: Settings) -> int:
    """Build everything once, wait for the end, close in reverse."""
    stop = stop_signal()
    async with AsyncExitStack() as stack:
        database = await opened(settings.database_url.get_secret_value())
        stack.push_async_callback(database.close)
        sources = build(source_config(settings), utc_now)
        stack.push_async_callback(sources.close)
        app = make_app(settings, database, sources)
        client = None if settings.discord_token is None else Client(app, settings.discord_test_guild_id)
        loops = Loops(app, settings.loop_beat.total_seconds())
        await serve(stack, settings, app, loops, client)
        loops.start()
        stack.push_async_callback(loops.stop)
        await live(settings, client, stop)
        log.info("stopping")
    return 0


def stop_signal() -> asyncio.Event:
    """Return what is set by SIGTERM or the first SIGINT; a second SIGINT ends the process at once."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def told() -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told)
    return stop


async def opened(url: str) -> Database:
    """Return the database with every migration, before anything else starts."""
    try:
        database = open_database(url)
        await upgrade(database)
    except Exception as error:
        cause = str(error).splitlines()[0]
        raise StartError(f"The database cannot be opened or upgraded: {cause}") from error
    return database


async def serve(
    stack: AsyncExitStack, settings: Settings, app: App, loops: Loops, client: Client | None
) -> None:
    """Open the endpoint for monitors."""
    token = None if settings.status_token is None else settings.status_token.get_secret_value()
    status = Status(app, loops=loops.states, gateway=lambda: gateway_state(client), token=token)
    try:
        port = await status.start(settings.status_host, settings.status_port)
    except OSError as error:
        where = f"{settings.status_host}:{settings.status_port}"
        raise StartError(f"The status endpoint cannot listen on {where}: {error.strerror}") from error
    stack.push_async_callback(status.stop)
    log.info("status on http://%s:%s", settings.status_host, port)


async def live(settings: Settings, client: Client | None, stop: asyncio.Event) -> None:
    """Stay until told to stop, with Discord if there is a token."""
    if client is None or settings.discord_token is None:
        log.info("DISCORD_TOKEN is not set: running without Discord (loops and status only)")
        await stop.wait()
        return
    talking = asyncio.create_task(talk(client, settings.discord_token.get_secret_value()))
    waiting = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({talking, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if talking.done():
            talking.result()
    finally:
        await client.close()
        for task in (talking, waiting):
            task.cancel()
        await asyncio.gather(talking, waiting, return_exceptions=True)


async def talk(client: Client, token: str) -> None:
    """Stay connected to Discord; while it cannot be reached the rest goes on."""
    pause_s, longest_s = RECONNECT_S
    try:
        while not await logged_in(client, token):
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, longest_s)
        await client.connect(reconnect=True)
    except discord.LoginFailure as error:
        raise StartError("Discord refuses DISCORD_TOKEN; make a new one in the developer portal") from error
    except discord.PrivilegedIntentsRequired as error:
        raise StartError("Discord refuses the connection: an intent is not granted") from error


async def logged_in(client: Client, token: str) -> bool:
    """Log in; False when Discord cannot be reached now."""
    try:
        await client.login(token)
    except (OSError, aiohttp.ClientError, discord.DiscordServerError, TimeoutError) as error:
        log.warning("Discord cannot be reached (%s); trying again", type(error).__name__)
        return False
    return True


def gateway_state(client: Client | None) -> dict[str, Any]:
    """Return how the connection to Discord is doing."""
    if client is None:
        return {"configured": False}
    latency = client.latency
    return {
        "configured": True,
        "connected": client.is_ready() and not client.is_closed(),
        "latency_s": round(latency, 3) if latency == latency and latency < 1e6 else None,  # noqa: PLR0124  NaN
        "servers": len(client.guilds),
    }


def make_app(settings: Settings, database: Database, sources: Sources) -> App:
    """Return the program that loops and commands share."""
    for note in sources.notes:
        log.info("%s", note)
    return App(
        database=database,
        sources=sources.chains,
        links=sources.links,
        clock=utc_now,
        schedule=Schedule(
            refresh=settings.refresh_interval,
            final=settings.post_final_interval,
            horizon=settings.refresh_horizon,
            grace=settings.measurement_grace,
        ),
        pacing=pacing(settings),
        manual_refreshes_per_day=settings.max_manual_refreshes_per_day,
    )


def pacing(settings: Settings) -> Mapping[Platform, Pacing]:
    """Return how fast each platform is asked."""
    return {
        Platform.TIKTOK: Pacing(settings.tiktok_batch_size, settings.tiktok_batch_pause.total_seconds()),
        Platform.INSTAGRAM: Pacing(1, settings.instagram_pause.total_seconds()),
    }


def source_config(settings: Settings) -> Config:
    """Return what the sources need to know."""

    def key(secret: Any) -> str | None:
        return None if secret is None else str(secret.get_secret_value())

    return Config(
        order={Platform.TIKTOK: settings.tiktok_sources, Platform.INSTAGRAM: settings.instagram_sources},
        scrapecreators_key=key(settings.scrapecreators_api_key),
        scrapecreators_url=settings.scrapecreators_base_url,
        hikerapi_key=key(settings.hikerapi_api_key),
        hikerapi_url=settings.hikerapi_base_url,
        tikwm_key=key(settings.tikwm_api_key),
        tikwm_url=settings.tikwm_base_url,
        tiktok_url=settings.tiktok_base_url,
        instagram_url=settings.instagram_base_url,
    )


if __name__ == "__main__":
    sys.exit(main())
