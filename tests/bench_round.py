"""A round's work for each post, beside a bare loop that makes the same requests and writes the same rows."""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx
from httpx_aiohttp import AiohttpTransport

from core.domain.terms import Platform, PostRef
from core.services import refresh
from core.services.app import App, Pacing
from db.engine import open_database
from db.upgrade import upgrade
from providers.build import IN_FLIGHT, Config, build
from tests.bench_posts import fill
from tests.bench_source import refs, source
from tests.fakes import FakeLinks

POSTS, PACED = 1_000, 200
LATENCY_S = 0.05
SIDE_BY_SIDE = 10
GOAL_CPU, GOAL_WALL = 4.0, 1.05
KEY = "test-key"


async def run(folder: Path) -> None:
    print(f"A round of {POSTS:,} posts, the source in another process")
    async with source(POSTS) as url:
        plain = await cpu_ms(lambda: fetch(url, lambda ref, body: None, httpx.AsyncHTTPTransport()))
        fetched = await cpu_ms(lambda: fetch(url, lambda ref, body: None, AiohttpTransport()))
        bare = await cpu_ms(lambda: bare_loop(url, folder / "bare.sqlite"))
        ours = await cpu_ms(await prepared(url, folder / "round.db", Pacing(SIDE_BY_SIDE, 0, 600)))
    own = ours - fetched
    print(f"  the requests alone, httpx's own transport  {plain:6.2f} ms CPU a post")
    print(f"  the requests alone, aiohttp's (as it runs) {fetched:6.2f} ms CPU a post")
    print(f"  bare loop: requests and rows by sqlite3    {bare:6.2f} ms CPU a post   1.00 x")
    print(f"  viewledger: requests, reading, writing     {ours:6.2f} ms CPU a post  {ours / bare:5.2f} x")
    print(f"  its reading and writing alone              {own:6.2f} ms CPU a post  {own / bare:5.2f} x")
    print(f"  at most {GOAL_CPU:.0f} x the bare loop: {'yes' if own <= GOAL_CPU * bare else 'NO'}")
    await paced(folder)


async def paced(folder: Path) -> None:
    pacing = Pacing(SIDE_BY_SIDE, 0.5, 600)
    batches = PACED / SIDE_BY_SIDE
    waves = -(-SIDE_BY_SIDE // IN_FLIGHT)  # a vendor is asked so many things at once, no more
    least = batches * waves * LATENCY_S + (batches - 1) * pacing.pause_s
    async with source(PACED, LATENCY_S) as url:
        work = await prepared(url, folder / "paced.db", pacing, PACED)
        started = time.perf_counter()
        await work()
        took = time.perf_counter() - started
    verdict = "yes" if took <= GOAL_WALL * least else "NO"
    print(f"A paced round: {PACED} posts, {SIDE_BY_SIDE} at a time, 0.5 s between, {IN_FLIGHT} in flight")
    print(f"  took {took:.2f} s; pace and answers after {LATENCY_S} s need {least:.2f}: {took / least:.3f} x")
    print(f"  at most {GOAL_WALL} x: {verdict}\n")


async def cpu_ms(work: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds of this process for each post."""
    started = time.process_time()
    await work()
    return (time.process_time() - started) / POSTS * 1_000


async def prepared(
    url: str, path: Path, pacing: Pacing, posts: int = POSTS
) -> Callable[[], Awaitable[object]]:
    """A round of the real program over the real client, ready to go."""
    now = datetime.now(UTC)
    database = open_database(f"sqlite+aiosqlite:///{path}")
    await upgrade(database)
    await fill(database, posts, now, refs=refs(posts))
    order = {Platform.TIKTOK: ["scrapecreators"], Platform.INSTAGRAM: list[str]()}
    sources = build(Config(order, KEY, url, None, url, None, url, url, url), lambda: datetime.now(UTC))
    app = App(
        database,
        sources.chains,
        FakeLinks(),
        lambda: datetime.now(UTC),
        pacing=dict.fromkeys(Platform, pacing),
    )

    async def work() -> None:
        tally = await refresh.run_round(app, Platform.TIKTOK)
        assert tally.read == posts, tally
        await sources.close()
        await database.close()

    return work


async def fetch(
    url: str, take: Callable[[PostRef, bytes], None], transport: httpx.AsyncBaseTransport
) -> None:
    headers = {"x-api-key": KEY}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=35, transport=transport) as client:
        wanted = refs(POSTS)
        for start in range(0, POSTS, SIDE_BY_SIDE):
            batch = wanted[start : start + SIDE_BY_SIDE]
            answers = await asyncio.gather(
                *(client.get("/v2/tiktok/video", params={"url": ref.url}) for ref in batch)
            )
            for ref, answer in zip(batch, answers, strict=True):
                take(ref, answer.content)


async def bare_loop(url: str, path: Path) -> None:
    """What nobody could do with less: the requests, and the same rows, with no thought in between."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE posts (id TEXT PRIMARY KEY, body BLOB, read_at TEXT)")
        database.execute("CREATE TABLE snapshots (id INTEGER PRIMARY KEY, post TEXT, body BLOB)")
        database.executemany(
            "INSERT INTO posts (id) VALUES (?)", [(r.platform_post_id,) for r in refs(POSTS)]
        )
        rows: list[tuple[bytes, str]] = []

        def take(ref: PostRef, body: bytes) -> None:
            rows.append((body, ref.platform_post_id))
            if len(rows) == refresh.WRITE_BATCH:
                database.execute("BEGIN IMMEDIATE")
                database.executemany("INSERT INTO snapshots (body, post) VALUES (?, ?)", rows)
                database.executemany("UPDATE posts SET body = ?, read_at = 'now' WHERE id = ?", rows)
                database.execute("COMMIT")
                rows.clear()

        await fetch(url, take, AiohttpTransport())
