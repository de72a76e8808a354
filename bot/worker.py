"""`python -m bot worker`: carries out jobs without listening to Discord; any number of them may run."""

import asyncio
import logging
import os
import socket
from collections.abc import Awaitable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, assert_never

import discord
from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.jobs import Job as Row

from bot import collector, queue
from bot.arguments import Work
from bot.building import GOODBYE_S, make_app, monitor, opened, queue_of, stop_signal, unless
from bot.clock import utc_now
from bot.line import NEVER_BACK, RECONNECT_S, UNREACHABLE, StartError, logged_in
from bot.queue import PostgresQueue
from bot.settings import Settings
from bot.wiring import source_config
from cogs import tracing
from cogs.errors import NOBODY
from cogs.letters import Letters
from cogs.notices import Notices
from core.domain.jobs import Job, Kind
from core.domain.terms import Platform
from core.services import jobs, outages, request_budgets
from core.services.app import App
from providers.build import build

log = logging.getLogger("bot")

GRACE_S = 4.0
"""How long jobs at hand may take when told to stop; then they wait for another worker."""
AGAIN_S = 2.0
"""Pause before a line of work that broke off, as when the database was gone, begins anew, in seconds."""
MOST_TRIES = 4
"""A job that fails so often gives way; what it is about is due as before."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 5, 300


class BackOff(BaseRetryStrategy):
    """Tries a job that failed again, each time later; one that was broken off, at once."""

    def get_retry_decision(self, *, exception: BaseException, job: Row) -> RetryDecision:
        """Return when the job is tried again."""
        return RetryDecision(retry_in={"seconds": self.pause_s(exception, job.attempts)})

    @staticmethod
    def pause_s(error: BaseException, attempts: int) -> int:
        """Return how long it waits, in whole seconds, after it failed so often before."""
        if not isinstance(error, Exception):
            return 0
        times: int = 4 ** min(attempts, 10)
        return min(FIRST_PAUSE_S * times, LONGEST_PAUSE_S)


@dataclass(frozen=True, slots=True)
class Hands:
    """What carries out jobs; `notices` and `letters` work once Discord lets the client in."""

    app: App
    notices: Notices
    letters: Letters

    async def carry_out(self, context: JobContext, /, **args: Any) -> None:
        """Do what a job says; one that fails again and again is told once, and gives way."""
        tracing.begin()
        job = queue.read(args)
        try:
            await self._do(job)
        except Exception as error:
            tries = context.job.attempts + 1
            if tries < MOST_TRIES:
                log.warning("Job %s of %s failed (%r); it is tried again", context.job.id, job.lane, error)
                raise
            log.exception("Job %s of %s failed %s times and gives way", context.job.id, job.lane, tries)

    async def _do(self, job: Job) -> None:
        match job.kind:
            case Kind.REFRESH:
                await jobs.look(self.app, asked(job), job.posts)
            case Kind.WATCH:
                await jobs.sync(self.app, asked(job), int(job.subject))
            case Kind.NOTICES:
                await self.notices.send_in(jobs.place_in(job))
            case Kind.LETTERS:
                await self.letters.send_in(jobs.place_in(job))
            case _:
                assert_never(job.kind)


async def run(command: Work, settings: Settings) -> int:
    """Build everything once, work until told to stop, close in reverse."""
    stop, name = stop_signal(), command.name or f"{socket.gethostname()[:30]}-{os.getpid()}"
    async with AsyncExitStack() as stack:
        database = await unless(stop, opened(settings.database_url.get_secret_value()))
        if database is None:
            return 0
        stack.push_async_callback(database.close)
        held = await queue_of(settings, stack, queue.NAME + name)
        assert held is not None
        sources = build(source_config(settings), utc_now)
        stack.push_async_callback(sources.close)
        app = make_app(settings, database, sources, monitor(settings, stack), held)
        stack.push_async_callback(request_budgets.settle, app)
        client = discord.Client(intents=discord.Intents.none(), allowed_mentions=NOBODY)
        stack.push_async_callback(client.close)
        lines = at_work(app, held, client, name, command.concurrency)
        lines.append(look_after_sources(app, settings.loop_beat))
        if settings.discord_token is None:
            log.info("DISCORD_TOKEN is not set: nothing is told in Discord from here")
        else:
            tells = keep_at(held, [Kind.NOTICES.value, Kind.LETTERS.value], name, command.concurrency)
            lines.append(once_logged_in(client, settings.discord_token.get_secret_value(), tells))
        log.info("worker %s: up to %s jobs of each platform at once", name, command.concurrency)
        await go_on(stop, lines)
        log.info("stopping")
    return 0


def at_work(
    app: App, held: PostgresQueue, client: discord.Client, name: str, at_once: int
) -> list[Awaitable[None]]:
    """Return a line of work for each platform, side by side, so that a slow one delays no other."""
    hands = Hands(app, Notices(app, client, UNREACHABLE), Letters(app, client, UNREACHABLE))
    for kind in Kind:
        held.tasks.task(name=kind.value, pass_context=True, retry=BackOff())(hands.carry_out)
    return [
        keep_at(held, [f"{kind} {platform}" for kind in (Kind.REFRESH, Kind.WATCH)], name, at_once)
        for platform in Platform
    ]


async def go_on(stop: asyncio.Event, lines: Sequence[Awaitable[None]]) -> None:
    """Go on until told to stop, or until one of these ends in an error."""
    collector.begin()
    tasks = [asyncio.ensure_future(each) for each in lines]
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({waiting, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    for task in (waiting, *tasks):
        task.cancel()
    await asyncio.wait(tasks, timeout=GRACE_S + GOODBYE_S)
    for task in tasks:
        if task.done() and not task.cancelled():
            task.result()


async def keep_at(held: PostgresQueue, lanes: Sequence[str], name: str, at_once: int) -> None:
    """Carry out the jobs of some lanes; whatever ends that, it begins anew."""
    pulse = held.pulse
    while True:
        try:
            await held.tasks.run_worker_async(
                queues=lanes,
                name=name,
                concurrency=at_once,
                fetch_job_polling_interval=pulse.look_s,
                update_heartbeat_interval=pulse.beat_s,
                stalled_worker_timeout=pulse.stalled_s,
                shutdown_graceful_timeout=GRACE_S,
                install_signal_handlers=False,
                delete_jobs="always",
            )
        except queue.UNUSABLE as error:
            log.warning("The queue cannot be asked for jobs (%s); trying again", type(error).__name__)
        await asyncio.sleep(AGAIN_S)


async def once_logged_in(client: discord.Client, token: str, tells: Awaitable[None]) -> None:
    """Tell people things once Discord lets the client in."""
    pause_s, longest_s = RECONNECT_S
    try:
        while not await logged_in(client, token):
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, longest_s)
    except discord.LoginFailure as error:
        raise StartError(f"Discord {NEVER_BACK[4004]}") from error
    await tells


async def look_after_sources(app: App, every: timedelta) -> None:
    """Have people told when a platform cannot be read from here for long, and when it can be again."""
    while True:
        tracing.begin()
        await outages.watch(app)
        await asyncio.sleep(every.total_seconds())


def asked(job: Job) -> Platform:
    """Return the platform that the job asks."""
    assert job.platform is not None
    return job.platform
