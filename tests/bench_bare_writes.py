"""Bare drivers that write finished rows, read beforehand where the program has written them."""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import asyncpg  # type: ignore[import-untyped]  # it ships no types

from db.copies import LOOK, SHOWN, SNAPSHOT_WRITTEN

POST = ("id", *LOOK, *SHOWN, "thumbnail_url")
POSTS = f"SELECT {', '.join(POST)}, platform_post_id FROM posts ORDER BY id"
GIVEN = f"SELECT {', '.join(POST)} FROM posts LIMIT 0"
SNAPSHOTS = f"SELECT id, {', '.join(SNAPSHOT_WRITTEN)} FROM snapshots"
SINCE = f"{SNAPSHOTS} WHERE id > {{}}"
ALL = (POSTS, f"{SNAPSHOTS} ORDER BY post_id, taken_at")

Batch = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]
"""Rows of snapshots and of posts."""


def batches(
    order: Sequence[str], size: int, posts: Sequence[Sequence[Any]], snapshots: Sequence[Sequence[Any]]
) -> list[Batch]:
    """Return the rows in the order in which the program wrote them."""
    post_of = {row[-1]: tuple(row[:-1]) for row in posts}
    snapshot_of = {row[1]: tuple(row[1:]) for row in snapshots}
    rows = [(snapshot_of[post_of[each][0]], post_of[each]) for each in order]
    parts = (rows[start : start + size] for start in range(0, len(rows), size))
    return [([each[0] for each in part], [each[1] for each in part]) for part in parts]


class BareSqlite:
    """The standard library's driver on a copy of the program's file."""

    def __init__(self, ours: Path, bare: Path) -> None:
        self.ours, self.bare = (sqlite3.connect(path, isolation_level=None) for path in (ours, bare))

    def __enter__(self) -> Self:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self.bare.execute(f"PRAGMA {pragma}")
        self.last = self.newest()
        return self

    def __exit__(self, *_: object) -> None:
        self.ours.close()
        self.bare.close()

    def newest(self) -> int:
        return int(self.ours.execute("SELECT max(id) FROM snapshots").fetchone()[0])

    async def prepare(self, order: Sequence[str], size: int) -> list[Batch]:
        posts = self.ours.execute(POSTS).fetchall()
        snapshots = self.ours.execute(SINCE.format(self.last)).fetchall()
        self.last = self.newest()
        return batches(order, size, posts, snapshots)

    async def write(self, rows: Sequence[Batch]) -> float:
        """Write them; return the seconds it took."""
        marks = ", ".join("?" * len(SNAPSHOT_WRITTEN))
        insert = f"INSERT INTO snapshots ({', '.join(SNAPSHOT_WRITTEN)}) VALUES ({marks})"
        changes = ", ".join(f"{name} = ?{number}" for number, name in enumerate(POST, 1) if name != "id")
        update = f"UPDATE posts SET {changes} WHERE id = ?1"
        started = time.perf_counter()
        for snapshots, posts in rows:
            self.bare.execute("BEGIN IMMEDIATE")
            self.bare.executemany(insert, snapshots)
            self.bare.executemany(update, posts)
            self.bare.execute("COMMIT")
        return time.perf_counter() - started

    async def check(self) -> None:
        for query in ALL:
            ours, bare = self.ours.execute(query).fetchall(), self.bare.execute(query).fetchall()
            assert [row[1:] for row in ours] == [row[1:] for row in bare]


class BarePostgres:
    """asyncpg on a copy of the program's database: COPY, and one UPDATE from a table that was copied into."""

    def __init__(self, server: str, ours: str, bare: str) -> None:
        self.server, self.names = server, (ours, bare)

    async def __aenter__(self) -> Self:
        self.ours, self.bare = [
            await asyncpg.connect(user="postgres", database=name, host=self.server) for name in self.names
        ]
        await self.bare.execute(f"CREATE TEMPORARY TABLE given ON COMMIT DELETE ROWS AS {GIVEN}")
        self.last = await self.newest()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.ours.close()
        await self.bare.close()

    async def newest(self) -> int:
        return int(await self.ours.fetchval("SELECT max(id) FROM snapshots"))

    async def prepare(self, order: Sequence[str], size: int) -> list[Batch]:
        posts = await self.ours.fetch(POSTS)
        snapshots = await self.ours.fetch(SINCE.format(self.last))
        self.last = await self.newest()
        return batches(order, size, posts, snapshots)

    async def write(self, rows: Sequence[Batch]) -> float:
        """Write them; return the seconds it took."""
        changes = ", ".join(f"{name} = given.{name}" for name in POST if name != "id")
        update = f"UPDATE posts SET {changes} FROM given WHERE posts.id = given.id"
        started = time.perf_counter()
        for snapshots, posts in rows:
            async with self.bare.transaction():
                await self.bare.copy_records_to_table(
                    "snapshots", records=snapshots, columns=SNAPSHOT_WRITTEN
                )
                await self.bare.copy_records_to_table("given", records=posts, columns=POST)
                await self.bare.execute(update)
        return time.perf_counter() - started

    async def check(self) -> None:
        for query in ALL:
            ours, bare = await self.ours.fetch(query), await self.bare.fetch(query)
            assert [tuple(row)[1:] for row in ours] == [tuple(row)[1:] for row in bare]
