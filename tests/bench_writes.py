"""(a) Storing what was read: the program's writer, beside bare drivers that are given the finished rows.

Both write the same rows of the same tables, with the same indexes and constraints, in batches of one durable
commit each; in the end both databases are compared. Each repetition is a new look at every post, with other
views and another address of the thumbnail, as platforms sign them anew each time. The bare drivers are told
what to write: they neither read what stands there nor work anything out.
"""

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from core.domain.terms import Platform, PostRef
from core.services import refresh
from core.services.app import App
from core.services.readings import Answer
from db.engine import Database, open_database
from tests.bench_bare_writes import BarePostgres, BareSqlite
from tests.bench_postgres import migrated, postgres
from tests.bench_posts import fill
from tests.bench_table import Goal, Row, Size, at_most_times
from tests.conftest import migrate, on_postgres, postgres_url
from tests.fakes import FakeLinks, FakeSource, reading

REPETITIONS = 5
BATCH = refresh.WRITE_BATCH
GOAL_SQLITE, GOAL_POSTGRES = at_most_times(4), at_most_times(3)

Bare = BareSqlite | BarePostgres


async def run(folder: Path, size: Size) -> Sequence[Row]:
    """Measure both databases, one after the other."""
    posts = size.pick(5_000, 20_000)
    return [*await on_sqlite(folder, posts), *await on_the_server(folder, posts)]


async def on_sqlite(folder: Path, posts: int) -> Sequence[Row]:
    ours, bare = folder / "ours.db", folder / "bare.db"
    url = f"sqlite+aiosqlite:///{ours}"
    await migrate(url)
    refs = await looked_at_once(url, posts)
    bare.write_bytes(ours.read_bytes())
    with BareSqlite(ours, bare) as beside:
        return await measured("SQLite, plain sqlite3", url, refs, beside, GOAL_SQLITE)


async def on_the_server(folder: Path, posts: int) -> Sequence[Row]:
    async with postgres(folder) as server:
        url = await migrated(server, "ours")
        refs = await looked_at_once(url, posts)
        await on_postgres(server, "CREATE DATABASE bare TEMPLATE ours")
        async with BarePostgres(server, "ours", "bare") as beside:
            return await measured(
                "PostgreSQL, asyncpg COPY", postgres_url(server, "ours"), refs, beside, GOAL_POSTGRES
            )


async def looked_at_once(url: str, posts: int) -> list[PostRef]:
    """Fill the database and store a first look at every post; return them in the order of looks."""
    database = open_database(url)
    refs = await fill(database, posts, datetime.now(UTC))
    Random(1).shuffle(refs)  # noqa: S311  what is due together does not lie together
    await store(database, refs, 1)
    await database.close()
    return refs


async def measured(what: str, url: str, refs: Sequence[PostRef], bare: Bare, goal: Goal) -> Sequence[Row]:
    database = open_database(url)
    ours, cpu, plain, plain_cpu = list[float](), list[float](), list[float](), list[float]()
    for number in range(2, 2 + REPETITIONS):
        began = time.process_time()
        ours.append(await store(database, refs, number))
        cpu.append((time.process_time() - began) / len(refs) * 1e6)
        batches = await bare.prepare([ref.platform_post_id for ref in refs], BATCH)
        began = time.process_time()
        plain.append(await bare.write(batches) / len(refs) * 1e6)
        plain_cpu.append((time.process_time() - began) / len(refs) * 1e6)
    await bare.check()
    await database.close()
    name, baseline = what.split(", ")
    note = f"the baseline is {baseline}, given the finished rows; both in batches of {BATCH}"
    return [
        Row(f"{name}: storing a reading", ours, "µs", plain, goal, note),
        Row(f"{name}: this process's CPU time for that", cpu, "µs", plain_cpu),
    ]


async def store(database: Database, refs: Sequence[PostRef], number: int) -> float:
    """Store a look at every post; return the microseconds it took for each."""
    app = App(database, dict.fromkeys(Platform, FakeSource()), FakeLinks(), lambda: datetime.now(UTC))
    now = datetime.now(UTC)
    thumbnail = f"https://p16.tiktokcdn.com/{'a' * 40}?signature={number}"
    answers = [Answer(ref, now, now, reading(ref, 1_000 + number, thumbnail_url=thumbnail)) for ref in refs]
    started = time.perf_counter()
    for start in range(0, len(answers), BATCH):
        await refresh.write(app, Platform.TIKTOK, answers[start : start + BATCH])
    return (time.perf_counter() - started) / len(refs) * 1e6
