"""`python -m bot`: the whole program in one process."""

import asyncio
import gc
import logging
import signal
import sys
import threading
from collections.abc import Coroutine, Mapping
from contextlib import AsyncExitStack
from typing import Any, TypeVar

import httpx

from bot import arguments, backup, check_sources, invite, move, verify
from bot.client import Client, make_client
from bot.clock import utc_now
from bot.line import UNREACHABLE, StartError, gateway_state
from bot.log import Cleaner, set_up
from bot.one_off import carry_out
from bot.settings import Settings, SettingsError, load
from bot.turns import alone, talk_in_turn
from bot.web.status import Status
from bot.wiring import source_config
from cogs.appeal_messages import AppealMessages
from cogs.boards import Boards
from cogs.digests import Digests
from cogs.letters import Letters
from cogs.linking import Endings
from cogs.notices import Notices
from cogs.refresh import Loops, Pass
from core.domain.refresh import Schedule
from core.domain.request_budgets import RequestBudget
from core.domain.terms import Platform
from core.services.app import App, Pacing, Site
from db.engine import Database, open_database
from db.upgrade import upgrade
from providers.build import Sources, build
from providers.heartbeat import Heartbeat

log = logging.getLogger("bot")

Result = TypeVar("Result")

BAD_SETTINGS, FAILED = 2, 1
GOODBYE_S, LOOPS_S = 2.0, 5.0
"""How long Discord, and then the passes at hand, may take when told to stop."""
LATEST_S = 9
"""Who is still here so many whole seconds after being told to stop is ended; nothing is lost by it."""


def main() -> int:
    """Do what the arguments say, without any run until told to stop; return the exit code."""
    command = arguments.read(sys.argv[1:])
    try:
        settings = load()
    except SettingsError as error:
        print("\n".join(error.faults), file=sys.stderr)  # noqa: T201  there is no log yet
        return BAD_SETTINGS
    if command is not None:
        return one_off(command, settings)
    set_up(settings.log_level, settings.log_format, settings.secrets())
    try:
        return asyncio.run(run(settings))
    except StartError as error:
        log.error("%s", error)  # noqa: TRY400  one line is enough
    except KeyboardInterrupt:
        pass
    except Exception:
        log.exception("Ended by a bug")  # by the log, which keeps secrets to itself
    return FAILED


def one_off(command: arguments.Command, settings: Settings) -> int:
    """Do the one thing, and return the exit code."""
    match command:
        case arguments.Check():
            return check_sources.main(command, settings)
        case arguments.Verify():
            return carry_out(settings, verify.run(command, settings))
        case arguments.Backup():
            return carry_out(settings, backup.run(command, settings))
        case arguments.Move():
            return carry_out(settings, move.run(command))
        case arguments.Invite():
            return carry_out(settings, invite.run(settings))


async def run(settings: Settings) -> int:
    """Build everything once, wait for the end, close in reverse."""
    stop = stop_signal()
    async with AsyncExitStack() as stack:
        database = await unless(stop, opened(settings.database_url.get_secret_value()))
        if database is None:
            log.info("stopping")
            return 0
        stack.push_async_callback(database.close)
        sources = build(source_config(settings), utc_now)
        stack.push_async_callback(sources.close)
        app = make_app(settings, database, sources, monitor(settings, stack))
        client = client_of(settings, app)
        loops = Loops(app, settings.loop_beat.total_seconds(), with_discord(app, client))
        if client is not None:
            client.loop_states = loops.states
        await serve(stack, settings, app, loops, client)
        spare_the_collector()
        loops.start()
        stack.push_async_callback(loops.stop, LOOPS_S)
        await live(settings, client, app, stop)
        log.info("stopping")
    return 0


def client_of(settings: Settings, app: App) -> Client | None:
    """Return the bot as Discord is to see it; None without a token."""
    if settings.discord_token is None:
        return None
    return make_client(app, settings.discord_test_guild_id, settings.discord_shards)


def with_discord(app: App, client: Client | None) -> Mapping[str, Pass]:
    """Return the loops that need Discord; none without a token."""
    if client is None:
        return {}
    return {
        "boards": Boards(app, client, UNREACHABLE).keep,
        "digests": Digests(app, client, UNREACHABLE).send,
        "notices": Notices(app, client, UNREACHABLE).send,
        "letters": Letters(app, client, UNREACHABLE).send,
        "appeals": AppealMessages(app, client, UNREACHABLE).renew,
        "linked": Endings(app, client, UNREACHABLE).tell,
    }


def spare_the_collector() -> None:
    """Leave what lives as long as the process out of garbage collections: a full one held all up 0.1 s."""
    gc.collect()
    gc.freeze()


def stop_signal() -> asyncio.Event:
    """Return what is set by SIGTERM or the first SIGINT; a second SIGINT, or time, ends the process."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def told() -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.alarm(LATEST_S)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told)
    return stop


async def unless(stop: asyncio.Event, work: Coroutine[Any, Any, Result]) -> Result | None:
    """Return what the work ends in, or None when told to stop before."""
    working, waiting = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if working.done():
        return working.result()
    working.cancel()
    await asyncio.wait({working}, timeout=GOODBYE_S)
    return None


async def opened(url: str) -> Database:
    """Return the database with every migration, before anything else starts."""
    try:
        database = open_database(url)
        await alone(database)
        await upgrade(database)
    except StartError:
        raise
    except Exception as error:
        await threads_end()
        cause = next(iter(str(error).splitlines()), type(error).__name__)
        raise StartError(f"The database cannot be opened or upgraded: {cause}") from error
    return database


async def threads_end() -> None:
    """Let the SQLite driver's threads end; one that found the event loop gone would say so at length."""
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, 1)


async def serve(
    stack: AsyncExitStack, settings: Settings, app: App, loops: Loops, client: Client | None
) -> None:
    """Open the endpoint for monitors."""
    token = None if settings.status_token is None else settings.status_token.get_secret_value()
    status = Status(
        app,
        loops=loops.states,
        gateway=lambda: gateway_state(client),
        token=token,
        clean=Cleaner(settings.secrets()),
    )
    try:
        port = await status.start(settings.status_host, settings.status_port)
    except OSError as error:
        where = f"{settings.status_host}:{settings.status_port}"
        raise StartError(f"The status endpoint cannot listen on {where}: {error.strerror}") from error
    stack.push_async_callback(status.stop)
    name_site(app.site, settings, port)
    log.info("status on http://%s:%s", settings.status_host, port)


def name_site(site: Site, settings: Settings, port: int) -> None:
    """Say where people reach the pages: at `PUBLIC_URL`, else where the endpoint listens."""
    host = settings.status_host
    here = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    site.address, site.is_public = settings.public_url or here, settings.public_url is not None


async def live(settings: Settings, client: Client | None, app: App, stop: asyncio.Event) -> None:
    """Stay until told to stop, with Discord if there is a token."""
    if client is None or settings.discord_token is None:
        log.info("DISCORD_TOKEN is not set: running without Discord (loops and status only)")
        await stop.wait()
        return
    talking = asyncio.create_task(talk_in_turn(client, settings.discord_token.get_secret_value(), app))
    waiting = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({talking, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if talking.done():
            talking.result()
    finally:
        for task in (talking, waiting):
            task.cancel()
        await asyncio.wait({talking, waiting, asyncio.create_task(client.close())}, timeout=GOODBYE_S)


def monitor(settings: Settings, stack: AsyncExitStack) -> Heartbeat | None:
    """Return what tells a monitor outside of each finished refresh, None when there is none."""
    if settings.heartbeat_url is None:
        return None
    heartbeat = Heartbeat(httpx.AsyncClient(), settings.heartbeat_url.get_secret_value())
    stack.push_async_callback(heartbeat.close)
    return heartbeat


def make_app(settings: Settings, database: Database, sources: Sources, heartbeat: Heartbeat | None) -> App:
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
            budgets=request_budgets(settings),
        ),
        pacing=pacing(settings),
        manual_refreshes_per_day=settings.max_manual_refreshes_per_day,
        heartbeat=heartbeat,
        accounts=sources.accounts,
        pages=sources.pages,
        watch_interval=settings.watch_interval,
        source_notes=sources.notes,
    )


def request_budgets(settings: Settings) -> Mapping[Platform, RequestBudget]:
    """Return the budgets of requests that are set; a platform without one has the schedule as it is."""
    per_day = {
        Platform.TIKTOK: settings.tiktok_requests_per_day,
        Platform.INSTAGRAM: settings.instagram_requests_per_day,
    }
    return {platform: RequestBudget(number) for platform, number in per_day.items() if number is not None}


def pacing(settings: Settings) -> Mapping[Platform, Pacing]:
    """Return how fast each platform is asked."""
    return {
        Platform.TIKTOK: Pacing(settings.tiktok_batch_size, settings.tiktok_batch_pause.total_seconds()),
        Platform.INSTAGRAM: Pacing(1, settings.instagram_pause.total_seconds()),
    }


if __name__ == "__main__":
    sys.exit(main())
