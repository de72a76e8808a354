"""(f) Jobs with one, two and four workers, each a process, beside a bare loop with as many requests at once.

The source answers after 100 ms and a vendor is asked so many things at once by a process, so that neither the
source nor a pace is the limit. `python -m tests.bench_workers URL SOURCE` is one of the workers.
"""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import discord
import httpx
from httpx_aiohttp import AiohttpTransport
from sqlalchemy import text

from bot import queue, worker
from bot.building import shared_gates, stop_signal
from bot.clock import utc_now
from bot.queue import Pulse
from core.domain.jobs import JOB_POSTS
from core.domain.terms import Platform
from core.services import jobs
from core.services.app import App, Pacing
from db.engine import Database, libpq, open_database
from providers.build import IN_FLIGHT, Config, build
from tests.bench_postgres import migrated, postgres
from tests.bench_posts import fill
from tests.bench_source import refs, source
from tests.bench_table import Row, Size, at_least_times
from tests.conftest import on_postgres, postgres_url
from tests.fakes import FakeLinks
from tests.standins.process import ROOT

KEY = "test-key"
LATENCY_S = 0.1
REPEATS = 3
AT_ONCE = 4
GOAL = 1.8
PULSE = Pulse(look_s=0.5, beat_s=5, stalled_s=30)
UNLIMITED = Pacing(50, 0, 3_600, rate=1_000_000, in_flight=1_000)
NAMES = count()
NUMBERS = (1, 2, 4)
TEMPLATE = "empty"


@dataclass(frozen=True)
class Took:
    """One run: posts a second, and CPU seconds of each process that worked."""

    posts_s: float
    cpu_s: Sequence[float]


async def run(folder: Path, size: Size) -> Sequence[Row]:
    posts = size.pick(400, 3_000)
    async with postgres(folder) as server, source(LATENCY_S) as address:
        await migrated(server, TEMPLATE)
        ours = {number: await repeated(workers, server, address, posts, number) for number in NUMBERS}
        bare = {number: await repeated(bare_loop, server, address, posts, number) for number in NUMBERS}
    speed = {number: [took.posts_s for took in ours[number]] for number in NUMBERS}
    rows = [
        Row(
            f"posts read and written, workers: {number}",
            speed[number],
            "posts/s",
            [took.posts_s for took in bare[number]],
            note=cpu(ours[number], bare[number]),
        )
        for number in NUMBERS
    ]
    return [
        *rows,
        Row("two workers beside one", speed[2], "posts/s", speed[1], at_least_times(GOAL)),
        Row("four workers beside one", speed[4], "posts/s", speed[1]),
        *(Row(f"jobs, workers: {number}", jobs_s(speed[number]), "jobs/s") for number in NUMBERS),
    ]


async def repeated(
    work: Callable[[str, str, int, int], Awaitable[Took]], server: str, address: str, posts: int, number: int
) -> list[Took]:
    return [await work(server, address, posts, number) for _ in range(REPEATS)]


def jobs_s(speed: Sequence[float]) -> list[float]:
    return [posts_s / JOB_POSTS for posts_s in speed]


async def fresh(server: str) -> str:
    """The address of an empty database of its own, with every migration."""
    name = f"work{next(NAMES)}"
    await on_postgres(server, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    return postgres_url(server, name)


def cpu(ours: Sequence[Took], bare: Sequence[Took]) -> str:
    each = ", ".join(f"{seconds:.1f}" for seconds in ours[-1].cpu_s)
    least = sum(bare[-1].cpu_s)
    asked = f"{IN_FLIGHT} requests at once a worker"
    return f"CPU seconds of each worker {each}; of the bare loop {least:.1f}; {asked}"


async def workers(server: str, address: str, posts: int, number: int) -> Took:
    """Let so many workers read all posts; the time counts from the moment all of them wait for jobs."""
    url = await fresh(server)
    database = open_database(url)
    try:
        async with AsyncExitStack() as stack:
            held = await stack.enter_async_context(queue.opened(libpq(url), PULSE, "bench"))
            entering = (stack.enter_async_context(hired(url, address)) for _ in range(number))
            crew = await asyncio.gather(*entering)
            await fill(database, posts, utc_now(), refs=refs(posts))
            app = program(database, address)
            started = time.perf_counter()
            enqueueing = asyncio.create_task(keep_enqueueing(app, held))
            await until_read(database)
            took = time.perf_counter() - started
            enqueueing.cancel()
            return Took(posts / took, [await dismissed(each) for each in crew])
    finally:
        await database.close()


async def keep_enqueueing(app: App, held: queue.PostgresQueue) -> None:
    while True:
        await jobs.enqueue(app, held)
        await asyncio.sleep(1)


async def until_read(database: Database) -> None:
    query = text("SELECT count(*) FROM posts WHERE checked_at IS NULL")
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        while await connection.scalar(query):  # noqa: ASYNC110  the server rings no bell
            await asyncio.sleep(0.05)


@asynccontextmanager
async def hired(url: str, address: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench_workers", url, address),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def dismissed(process: asyncio.subprocess.Process) -> float:
    """End a worker; the CPU seconds it has used since it was ready."""
    process.terminate()
    assert process.stdout is not None
    return float(await process.stdout.readline())


def program(database: Database, address: str) -> App:
    config = Config(
        order={Platform.TIKTOK: ("scrapecreators",), Platform.INSTAGRAM: ()},
        scrapecreators_key=KEY,
        scrapecreators_url=address,
        hikerapi_key=None,
        hikerapi_url=address,
        tikwm_key=None,
        tikwm_url=address,
        tiktok_url=address,
        instagram_url=address,
    )
    sources = build(config, utc_now)
    app = App(
        database=database,
        sources=sources.chains,
        links=FakeLinks(),
        clock=utc_now,
        pacing=dict.fromkeys(Platform, UNLIMITED),
    )
    return replace(app, gates=shared_gates(database, app.pacing))


async def work(url: str, address: str) -> None:
    """Be a worker until told to stop."""
    stop, database = stop_signal(), open_database(url)
    async with queue.opened(libpq(url), PULSE, queue.NAME + "bench") as held:
        client = discord.Client(intents=discord.Intents.none())
        lines = worker.at_work(program(database, address), held, client, "bench", AT_ONCE)
        before = time.process_time()
        print("ready", flush=True)
        await worker.go_on(stop, lines)
        print(time.process_time() - before, flush=True)
    await database.close()


async def bare_loop(server: str, address: str, posts: int, number: int) -> Took:
    """Ask and store with no thought in between, in one process, with as many requests at once."""
    url = await fresh(server)
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute("CREATE TABLE rows (id text, body bytea, read_at timestamptz DEFAULT now())")
    wanted, rows = list(refs(posts)), list[tuple[str, bytes]]()
    line = asyncio.Lock()

    async def store() -> None:
        async with line:
            batch = [rows.pop() for _ in range(len(rows))]
            await connection.copy_records_to_table("rows", records=batch, columns=("id", "body"))

    async def ask(client: httpx.AsyncClient) -> None:
        while wanted:
            ref = wanted.pop()
            answer = await client.get("/v2/tiktok/video", params={"url": ref.url})
            rows.append((ref.platform_post_id, answer.raise_for_status().content))
            if len(rows) >= 50:
                await store()

    transport = AiohttpTransport()
    headers = {"x-api-key": KEY}
    started, before = time.perf_counter(), time.process_time()
    async with httpx.AsyncClient(
        base_url=address, headers=headers, timeout=35, transport=transport
    ) as client:
        await asyncio.gather(*(ask(client) for _ in range(IN_FLIGHT * number)))
    await store()
    took = Took(posts / (time.perf_counter() - started), [time.process_time() - before])
    await connection.close()
    return took


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:]))
