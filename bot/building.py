"""What every way of running the program begins with: the end it may be told, the database, the App."""

import asyncio
import logging
import signal
import threading
from collections.abc import Coroutine, Mapping
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from bot.clock import utc_now
from bot.line import StartError
from bot.settings import EXTERNAL, Settings
from bot.turns import alone
from bot.wiring import pacing
from core.domain.ports import Gate
from core.domain.refresh import Schedule
from core.domain.request_budgets import RequestBudget
from core.domain.terms import Platform
from core.services.app import App, Pacing
from db.engine import Database, libpq, open_database
from db.gates import PacedGate, RatedGate
from db.upgrade import upgrade
from providers.build import Sources
from providers.heartbeat import Heartbeat

if TYPE_CHECKING:
    from bot.queue import PostgresQueue

log = logging.getLogger("bot")

Result = TypeVar("Result")

GOODBYE_S = 2.0
"""How long Discord may take when told to stop."""
LATEST_S = 9
"""Who is still here so many whole seconds after being told to stop is ended; nothing is lost by it."""


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


def monitor(settings: Settings, stack: AsyncExitStack) -> Heartbeat | None:
    """Return what tells a monitor outside of each finished refresh, None when there is none."""
    if settings.heartbeat_url is None:
        return None
    heartbeat = Heartbeat(httpx.AsyncClient(), settings.heartbeat_url.get_secret_value())
    stack.push_async_callback(heartbeat.close)
    return heartbeat


async def queue_of(settings: Settings, stack: AsyncExitStack, name: str) -> "PostgresQueue | None":
    """Open the queue of jobs; None when this process does the work itself.

    Args:
        name: what its connections call themselves.
    """
    if settings.workers != EXTERNAL:
        return None
    from bot import queue  # noqa: PLC0415  a quarter of a second, which a bot alone need not wait

    address = libpq(settings.database_url.get_secret_value())
    try:
        return await stack.enter_async_context(
            queue.opened(address, queue.Pulse.of(settings.loop_beat), name)
        )
    except queue.UNUSABLE as error:
        cause = next(iter(str(error).splitlines()), type(error).__name__)
        raise StartError(f"The queue of jobs cannot be opened: {cause}") from error


def make_app(
    settings: Settings,
    database: Database,
    sources: Sources,
    heartbeat: Heartbeat | None,
    jobs: "PostgresQueue | None" = None,
) -> App:
    """Return the program that loops and commands share, and workers with them."""
    for note in sources.notes:
        log.info("%s", note)
    pace = pacing(settings, sources.rates)
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
        pacing=pace,
        gates={} if jobs is None else shared_gates(database, pace),
        queue=jobs,
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


def shared_gates(database: Database, pacing: Mapping[Platform, Pacing]) -> Mapping[Platform, Gate]:
    """Return gates that all processes on the database share."""
    return {platform: shared_gate(database, platform, pace) for platform, pace in pacing.items()}


def shared_gate(database: Database, platform: Platform, pace: Pacing) -> Gate:
    """Return the platform's gate, which keeps a rate or the documented batches and pauses."""
    if pace.rate is None:
        return PacedGate(database.engine, platform, pace.pause_s)
    return RatedGate(database.engine, platform, pace.rate, pace.in_flight)
