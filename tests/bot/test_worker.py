"""A worker: what it needs to start, how it ends, and what becomes of jobs that fail."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

import discord
import pytest
from procrastinate.jobs import Job as Row

from bot.arguments import BAD_USAGE, Work, read
from bot.queue import NAME, PostgresQueue, as_row
from bot.worker import FIRST_PAUSE_S, MOST_TRIES, BackOff, at_work, go_on
from core.domain.jobs import Job, Kind
from core.domain.terms import Platform
from core.services.app import App
from tests.bot.queueing import opened
from tests.standins.process import BotProcess

LOOK = Job(Kind.REFRESH, Platform.TIKTOK, "abc", ("1", "2"))
BROKEN = Job(Kind.WATCH, Platform.TIKTOK, "no number")
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
async def held(database_url: str) -> AsyncIterator[PostgresQueue]:
    async with opened(database_url, name=NAME + "test") as held:
        yield held


@contextlib.asynccontextmanager
async def working(app: App, held: PostgresQueue) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """A worker in this process, and what ends it as SIGTERM does."""
    stop = asyncio.Event()
    client = discord.Client(intents=discord.Intents.none())
    going_on = asyncio.create_task(go_on(stop, at_work(app, held, client, "test", 2)))

    async def end() -> None:
        stop.set()
        await going_on

    yield end
    await end()


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Until it is so; it comes about over another connection, which rings no bell."""
    async with asyncio.timeout(60):
        while not await is_so():  # noqa: ASYNC110  as said
            await asyncio.sleep(0.02)


async def attempt(held: PostgresQueue, job: Job, attempts: int) -> None:
    """Put a job in that was tried so often."""
    await held.put([job])
    query = "UPDATE procrastinate_jobs SET attempts = %(attempts)s"
    await held.tasks.connector.execute_query_async(query, attempts=attempts)


@on_postgresql
async def test_a_job_that_failed_is_tried_again_later(
    app: App, held: PostgresQueue, caplog: pytest.LogCaptureFixture
) -> None:
    async def failed_once() -> bool:
        return any("tried again" in entry.getMessage() for entry in caplog.records)

    async with working(app, held):
        await held.put([BROKEN])
        await until(failed_once)

    (waiting,) = await held.jobs(BROKEN.lane)
    assert not waiting.is_running
    assert not [entry for entry in caplog.records if entry.levelno >= logging.ERROR]


@on_postgresql
async def test_a_job_that_keeps_failing_is_told_once_and_gives_way(
    app: App, held: PostgresQueue, caplog: pytest.LogCaptureFixture
) -> None:
    async def is_over() -> bool:
        return not await held.jobs(BROKEN.lane)

    await attempt(held, BROKEN, MOST_TRIES - 1)

    async with working(app, held):
        await until(is_over)

    (told,) = [entry.getMessage() for entry in caplog.records if entry.levelno >= logging.ERROR]
    assert told.endswith(f"of watch tiktok failed {MOST_TRIES} times and gives way")
    assert await held.put([BROKEN]) == 1


@on_postgresql
async def test_a_worker_is_counted_while_it_lives(app: App, held: PostgresQueue) -> None:
    async def is_counted() -> bool:
        return (await held.state()).workers == 1

    async def is_missed() -> bool:  # once the server has seen that its connection ended
        return (await held.state()).workers == 0

    assert await is_missed()
    async with working(app, held):
        await until(is_counted)

    await until(is_missed)


@pytest.mark.parametrize(
    ("attempts", "error", "pause_s"),
    [
        (0, ValueError(), FIRST_PAUSE_S),
        (1, ValueError(), 4 * FIRST_PAUSE_S),
        (50, ValueError(), 300),
        (3, asyncio.CancelledError(), 0),
    ],
)
def test_each_time_a_job_waits_longer_but_not_when_the_worker_ends(
    attempts: int, error: BaseException, pause_s: int
) -> None:
    row: Row = as_row(LOOK).evolve(attempts=attempts)

    assert BackOff.pause_s(error, row.attempts) == pause_s
    assert BackOff().get_retry_decision(exception=error, job=row).retry_at is not None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ([], Work(None, 4)),
        (["--name", "left", "--concurrency", "8"], Work("left", 8)),
    ],
)
def test_what_is_typed_is_read(typed: list[str], meant: Work) -> None:
    assert read(["worker", *typed]) == meant


@pytest.mark.parametrize(
    "typed", [["--concurrency", "0"], ["--concurrency", "101"], ["--name", ""], ["--name", "a\nb"], ["more"]]
)
def test_what_makes_no_sense_is_told(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        read(["worker", *typed])

    assert ended.value.code == BAD_USAGE
    assert len(capsys.readouterr().err.splitlines()) == 1


async def test_without_a_queue_there_is_nothing_to_do() -> None:
    async with BotProcess({}, arguments=["worker"]) as alone:
        assert await alone.wait_end(60) == 2

    assert alone.lines == ["WORKERS: is not external: the bot does the work itself; set it for both"]


async def test_a_database_for_one_process_is_refused() -> None:
    async with BotProcess({"WORKERS": "external"}, arguments=["worker"]) as alone:
        assert await alone.wait_end(60) == 2

    (line,) = alone.lines
    assert line.startswith("WORKERS: external needs PostgreSQL; set DATABASE_URL to postgresql+asyncpg://")
