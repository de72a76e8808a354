"""What nobody could do with less: the requests of a round, and its rows, with no thought in between."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
from httpx_aiohttp import AiohttpTransport

from core.domain.terms import PostRef
from core.services import refresh
from tests.bench_source import KEY, refs

SIDE_BY_SIDE = 10

Take = Callable[[PostRef, bytes], None]


async def fetch(
    url: str,
    posts: int,
    take: Take = lambda ref, body: None,
    *,
    transport: httpx.AsyncBaseTransport,
    pause_s: float = 0,
) -> None:
    """Ask for every post, so many side by side with a pause after them, and hand over what came."""
    headers = {"x-api-key": KEY}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=35, transport=transport) as client:
        wanted = refs(posts)
        for start in range(0, posts, SIDE_BY_SIDE):
            batch = wanted[start : start + SIDE_BY_SIDE]
            answers = await asyncio.gather(
                *(client.get("/v2/tiktok/video", params={"url": ref.url}) for ref in batch)
            )
            for ref, answer in zip(batch, answers, strict=True):
                take(ref, answer.raise_for_status().content)
            if start + SIDE_BY_SIDE < posts:
                await asyncio.sleep(pause_s)


async def bare_loop(url: str, path: Path, posts: int) -> None:
    """Ask, and store what came as it came, durably, in batches as large as ours."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE posts (id TEXT PRIMARY KEY, body BLOB, read_at TEXT)")
        database.execute("CREATE TABLE snapshots (id INTEGER PRIMARY KEY, post TEXT, body BLOB)")
        database.executemany(
            "INSERT INTO posts (id) VALUES (?)", [(ref.platform_post_id,) for ref in refs(posts)]
        )
        rows: list[tuple[bytes, str]] = []

        def take(ref: PostRef, body: bytes) -> None:
            rows.append((body, ref.platform_post_id))
            if len(rows) == refresh.WRITE_BATCH:
                write(database, rows)

        await fetch(url, posts, take, transport=AiohttpTransport())
        write(database, rows)


def write(database: sqlite3.Connection, rows: list[tuple[bytes, str]]) -> None:
    database.execute("BEGIN IMMEDIATE")
    database.executemany("INSERT INTO snapshots (body, post) VALUES (?, ?)", rows)
    database.executemany("UPDATE posts SET body = ?, read_at = 'now' WHERE id = ?", rows)
    database.execute("COMMIT")
    rows.clear()
