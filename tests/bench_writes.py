"""Storing what was read: batches, a commit for each post, and SQLite with no program around it."""

import sqlite3
import time
from collections.abc import Callable, Coroutine
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from core.domain.terms import Platform
from core.services import refresh
from core.services.app import App
from core.services.readings import Answer
from db.engine import Database, open_database
from db.upgrade import upgrade
from tests.bench_posts import fill
from tests.fakes import FakeLinks, FakeSource, reading

POSTS = 2_000
BATCH = refresh.WRITE_BATCH


async def run(folder: Path) -> None:
    print(f"Storing {POSTS:,} readings on SQLite, durably")
    plain_one, plain_batch = plain(folder / "one.sqlite", 1), plain(folder / "batch.sqlite", BATCH)
    one, commits_one = await stored(folder / "one.db", 1)
    batch, commits_batch = await stored(folder / "batch.db", BATCH)
    row("plain sqlite3, a commit for each", plain_one, POSTS, plain_one)
    row(f"plain sqlite3, batches of {BATCH}", plain_batch, POSTS // BATCH, plain_one)
    row("viewledger, a commit for each", one, commits_one, plain_one)
    row(f"viewledger, batches of {BATCH} (as it runs)", batch, commits_batch, plain_one)
    print(f"  batches are {batch / one:.1f} times as fast as a commit for each post\n")


def row(what: str, rate: float, commits: int, baseline: float) -> None:
    print(f"  {what:<44}{rate:>10,.0f} posts/s{commits:>7,} commits{rate / baseline:>8.2f} x the first")


async def stored(path: Path, size: int) -> tuple[float, int]:
    """Posts a second through the program's own writer, and its commits."""
    now = datetime.now(UTC)
    database = open_database(f"sqlite+aiosqlite:///{path}")
    await upgrade(database)
    refs = await fill(database, POSTS, now)
    app = App(database, dict.fromkeys(Platform, FakeSource()), FakeLinks(), lambda: datetime.now(UTC))
    since = now + timedelta(seconds=1)
    answers = [Answer(ref, since, since, reading(ref, 5)) for ref in refs]
    commits = counter(database)

    async def work() -> None:
        for start in range(0, POSTS, size):
            await refresh.write(app, Platform.TIKTOK, answers[start : start + size])

    rate = await timed(work)
    await database.close()
    return rate, commits()


async def timed(work: Callable[[], Coroutine[Any, Any, None]]) -> float:
    started = time.perf_counter()
    await work()
    return POSTS / (time.perf_counter() - started)


def counter(database: Database) -> Callable[[], int]:
    seen: list[object] = []
    event.listen(database.engine.sync_engine, "commit", seen.append)
    return lambda: len(seen)


def plain(path: Path, size: int) -> float:
    """Posts a second when SQLite is given one insert and one update for each, and nothing else is done."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE posts (id INTEGER PRIMARY KEY, views INTEGER, read_at TEXT)")
        database.execute("CREATE TABLE snapshots (id INTEGER PRIMARY KEY, post_id INTEGER, views INTEGER)")
        database.executemany("INSERT INTO posts (id) VALUES (?)", [(post,) for post in range(POSTS)])
        started = time.perf_counter()
        for start in range(0, POSTS, size):
            database.execute("BEGIN IMMEDIATE")
            for post in range(start, start + size):
                database.execute("INSERT INTO snapshots (post_id, views) VALUES (?, 5)", (post,))
                database.execute("UPDATE posts SET views = 5, read_at = 'now' WHERE id = ?", (post,))
            database.execute("COMMIT")
        return POSTS / (time.perf_counter() - started)
