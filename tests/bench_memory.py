"""The most memory `python -m bot` takes while it works through what is due: a thousand posts, or a million.

All its loops run; only Discord is left out. The same number of looks is made however many posts there are.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from sqlalchemy import func, select

from db.engine import Database, open_database
from db.models import Snapshot
from db.upgrade import upgrade
from tests.bench_postgres import migrated, postgres
from tests.bench_posts import fill_many
from tests.bench_source import KEY, source
from tests.bench_table import Row, Size, at_most_times
from tests.standins.process import BotProcess, free_port

GOAL = 1.3
PATIENCE_S = 900
LOOK_EVERY_S = 0.5
MB = 1024
"""Of the kernel's unit, which is kB."""


async def run(folder: Path, size: Size) -> list[Row]:
    counts = size.pick([1_000, 20_000, 100_000], [1_000, 100_000, 1_000_000])
    looks = size.pick(2_000, 10_000)
    rows = await on_sqlite(folder, counts, looks)
    if size is Size.FULL:
        rows += await on_postgresql(folder, counts, looks)
    return rows


async def on_sqlite(folder: Path, counts: Sequence[int], looks: int) -> list[Row]:
    paths = {each: folder / f"due-{each}.db" for each in (0, *counts)}
    return await rows_of(
        "SQLite", {each: f"sqlite+aiosqlite:///{path}" for each, path in paths.items()}, looks
    )


async def on_postgresql(folder: Path, counts: Sequence[int], looks: int) -> list[Row]:
    async with postgres(folder) as server:
        urls = {each: await migrated(server, f"due_{each}") for each in (0, *counts)}
        return await rows_of("PostgreSQL", urls, looks)


async def rows_of(database: str, urls: dict[int, str], looks: int) -> list[Row]:
    """A row for each number of posts, beside the least of them; first the process that has nothing to do."""
    peaks: dict[int, float] = {}
    async with source() as source_url:
        for posts, url in urls.items():
            peaks[posts] = await peak(url, source_url, posts, looks if posts else 0)
    idle, (fewest, *_) = peaks.pop(0), peaks
    rows = [Row(f"{database}, nothing due", [idle], "MB", [peaks[fewest]])]
    for posts, most in peaks.items():
        goal = None if posts == fewest else at_most_times(GOAL)
        rows.append(Row(f"{database}, {posts:,} posts due", [most], "MB", [peaks[fewest]], goal))
    return rows


async def peak(url: str, source_url: str, posts: int, looks: int) -> float:
    """Megabytes the process had resident at most, until so many looks were stored and its pages read."""
    async with AsyncExitStack() as stack:
        database = open_database(url)
        stack.push_async_callback(database.close)
        await upgrade(database)
        if posts:
            await fill_many(database, posts, datetime.now(UTC))
        env = environment(url, source_url)
        bot = await stack.enter_async_context(BotProcess(env))
        await bot.wait_line("status on http", 60)
        await stored(database, bot, looks)
        await ask_pages(env["STATUS_PORT"])
        return resident_kb(bot.pid or 0) / MB


def environment(url: str, source_url: str) -> dict[str, str]:
    """The settings of a process without Discord that looks at every post as soon as it can."""
    return {
        "DATABASE_URL": url,
        "STATUS_PORT": str(free_port()),
        "TIKTOK_SOURCES": "scrapecreators",
        "SCRAPECREATORS_API_KEY": KEY,
        "SCRAPECREATORS_BASE_URL": source_url,
        "TIKTOK_BASE_URL": source_url,
        "TIKTOK_BATCH_PAUSE": "1ms",
        "REFRESH_INTERVAL": "5s",
        "LOOP_BEAT": "1s",
    }


async def stored(database: Database, bot: BotProcess, looks: int) -> None:
    """Until so many readings are in the database, which belongs to another process."""
    query = select(func.coalesce(func.max(Snapshot.id), 0))
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with database.reads() as session:
                if (await session.scalar(query) or 0) >= looks:
                    return
            assert bot.returncode is None, bot.text
            await asyncio.sleep(LOOK_EVERY_S)


async def ask_pages(port: str) -> None:
    """What monitors and people ask for."""
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        for page in ("/health", "/metrics", "/"):
            async with session.get(page) as answer:
                await answer.read()


def resident_kb(pid: int) -> int:
    """The most the process has had in memory since it began, as the kernel counts it."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))
