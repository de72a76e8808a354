"""A round's work for each post beside a bare loop, and its time beside the least that its pace allows."""

import time
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from httpx_aiohttp import AiohttpTransport

from core.domain.terms import Platform
from core.services import refresh
from core.services.app import App, Pacing
from db.engine import open_database
from db.upgrade import upgrade
from providers.build import IN_FLIGHT, Config, Sources, build
from tests.bench_bare import bare_loop, fetch
from tests.bench_posts import fill
from tests.bench_source import KEY, refs, source
from tests.bench_table import Row, Size, at_most_times
from tests.fakes import FakeLinks

LATENCY_S = 0.3
"""How soon the stand-in answers at the documented pace; the vendors take longer."""
DOCUMENTED = Pacing(10, 0.5, 3_600)
FACTOR = 10
"""So many times as fast are the pauses and the answers of the shortened pace."""
SHORTENED = Pacing(10, DOCUMENTED.pause_s / FACTOR, 3_600)
UNPACED = Pacing(10, 0, 3_600)
RATE = 100
"""Requests a second, as a plan of a source may allow."""
HAS_RATE = "rate" in {field.name for field in fields(Pacing)}
LIMITS = httpx.Limits(max_connections=IN_FLIGHT)
GOAL_WALL, GOAL_CPU = 1.02, 4.0


async def run(folder: Path, size: Size) -> list[Row]:
    works = await each_post(folder, size.pick(500, 2_000), size.pick(2, 5))
    told = await documented(folder, size.pick(100, 1_000))
    short = await shortened(folder, size.pick(1_000, 10_000))
    rated = await at_a_rate(folder, size.pick(1_000, 10_000)) if HAS_RATE else []
    return [*works, *told, *short, *rated]


async def each_post(folder: Path, posts: int, times: int) -> list[Row]:
    """CPU time of this process for each post: of the bare requests, of the bare loop, of ours."""
    fetched, bare, ours = list[float](), list[float](), list[float]()
    async with source() as url:
        for turn in range(times):
            fetched.append(await cpu_ms(posts, fetch(url, posts, transport=AiohttpTransport())))
            bare.append(await cpu_ms(posts, bare_loop(url, folder / f"bare-{turn}.sqlite", posts)))
            async with AsyncExitStack() as stack:
                app = await program(stack, url, folder / f"ours-{turn}.db", UNPACED, posts)
                ours.append(await cpu_ms(posts, whole_round(app, posts)))
    own = [our - one for our, one in zip(ours, fetched, strict=True)]
    unit = "ms CPU a post"
    return [
        Row("the requests alone", fetched, unit, bare),
        Row("requests, reading, deciding, writing", ours, unit, bare),
        Row("without its requests", own, unit, bare, at_most_times(GOAL_CPU)),
    ]


async def documented(folder: Path, posts: int) -> list[Row]:
    """A round at the pace that is documented, beside the least that it takes."""
    took = await seconds(folder, DOCUMENTED, posts, LATENCY_S)
    least, formula = least_s(DOCUMENTED, posts, LATENCY_S)
    goal = at_most_times(GOAL_WALL)
    return [Row(f"{posts:,} posts, documented pace", [took], "s", [least], goal, formula)]


async def shortened(folder: Path, posts: int) -> list[Row]:
    """A long round at a faster pace, beside the least, and beside the bare requests at the same pace."""
    latency_s = LATENCY_S / FACTOR
    async with source(latency_s) as url:
        started = time.perf_counter()
        await fetch(url, posts, transport=AiohttpTransport(limits=LIMITS), pause_s=SHORTENED.pause_s)
        bare = time.perf_counter() - started
    took = await seconds(folder, SHORTENED, posts, latency_s)
    least, formula = least_s(SHORTENED, posts, latency_s)
    what = f"{posts:,} posts, pace shortened {FACTOR} times"
    return [
        Row(f"the bare requests of {posts:,} posts, shortened", [bare], "s", [least]),
        Row(what, [took], "s", [least], None, formula),
        Row(f"{what}, beside the bare requests", [took], "s", [bare], at_most_times(GOAL_WALL)),
    ]


def least_s(pacing: Pacing, posts: int, latency_s: float) -> tuple[float, str]:
    """The least that a round takes, and of what: the answers of all batches, and the pauses between them."""
    batches = -(-posts // pacing.batch_size)
    waves = -(-pacing.batch_size // IN_FLIGHT)  # a vendor is asked so many things at once, no more
    formula = (
        f"{batches:,} x {waves} x {latency_s * 1000:g} ms of answers,"
        f" {batches - 1:,} x {pacing.pause_s * 1000:g} ms between them"
    )
    return batches * waves * latency_s + (batches - 1) * pacing.pause_s, formula


async def at_a_rate(folder: Path, posts: int) -> list[Row]:
    """A round at so many requests a second, beside the least: the posts by the rate."""
    options: dict[str, Any] = {"rate": RATE, "in_flight": IN_FLIGHT}
    latency_s = IN_FLIGHT / RATE / 2  # the source itself could do twice as much
    took = await seconds(folder, Pacing(10, 0, 3_600, **options), posts, latency_s)
    what, formula = f"{posts:,} posts at {RATE} requests a second", f"{posts:,} / {RATE} a second"
    return [Row(what, [took], "s", [posts / RATE], at_most_times(GOAL_WALL), formula)]


async def seconds(folder: Path, pacing: Pacing, posts: int, latency_s: float) -> float:
    async with source(latency_s) as url, AsyncExitStack() as stack:
        path = folder / f"{posts}-{pacing.pause_s}-{latency_s}.db"
        app = await program(stack, url, path, pacing, posts)
        started = time.perf_counter()
        await whole_round(app, posts)
        return time.perf_counter() - started


async def cpu_ms(posts: int, work: Awaitable[object]) -> float:
    """Milliseconds of this process for each post."""
    started = time.process_time()
    await work
    return (time.process_time() - started) / posts * 1_000


async def program(stack: AsyncExitStack, url: str, path: Path, pacing: Pacing, posts: int) -> App:
    """The real program over the real client, with so many posts due; it ends with the stack."""
    database = open_database(f"sqlite+aiosqlite:///{path}")
    stack.push_async_callback(database.close)
    await upgrade(database)
    await fill(database, posts, datetime.now(UTC), refs=refs(posts))
    sources = sources_at(url)
    stack.push_async_callback(sources.close)
    return App(
        database,
        sources.chains,
        FakeLinks(),
        lambda: datetime.now(UTC),
        pacing=dict.fromkeys(Platform, pacing),
    )


def sources_at(url: str) -> Sources:
    """The real client of the vendor whose stand-in is at this address."""
    order = {Platform.TIKTOK: ["scrapecreators"], Platform.INSTAGRAM: list[str]()}
    return build(Config(order, KEY, url, None, url, None, url, url, url), lambda: datetime.now(UTC))


async def whole_round(app: App, posts: int) -> None:
    """Rounds until so many posts have been read: one, or more where a round has a limit."""
    read = 0
    while read < posts:
        tally = await refresh.run_round(app, Platform.TIKTOK)
        assert tally.read, tally
        read += tally.read
