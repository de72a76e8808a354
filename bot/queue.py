"""The queue of jobs: procrastinate's tables, in a schema of their own in our database.

Nothing is kept there alone: what is due is in our own tables, so the schema may be dropped at any time.
"""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any

import procrastinate
import procrastinate.exceptions
import psycopg
from procrastinate.jobs import Job as Row
from procrastinate.jobs import Status
from procrastinate.schema import SchemaManager
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from bot.clock import utc_now
from core.domain.jobs import Job, Kind, QueueState
from core.domain.terms import Platform

log = logging.getLogger(__name__)

UNUSABLE = (psycopg.Error, PoolTimeout, procrastinate.exceptions.ConnectorException)
"""What is raised when the queue cannot be used now."""

SCHEMA = "viewledger_jobs"
MADE_BY = f"procrastinate {version('procrastinate')}"
"""What the schema says of itself; one that another version made is made anew."""
KEY = 0x6A_6F_62_73
"""The number of the lock that lets one process make the schema, or add jobs, at a time."""
MOST_DEATHS = 5
"""A job whose workers died so often is dropped; what it is about is due as before."""
LONGEST_NAME = 60
"""PostgreSQL cuts longer names of connections."""
REACHED_S = 10.0
"""How long the database may take to let the pool in, in seconds."""

IN_QUEUE = """
SELECT queue_name, args, status FROM procrastinate_jobs
WHERE status IN ('todo', 'doing') AND queue_name = ANY(%(lanes)s) ORDER BY id
"""
KEYS = """
SELECT queueing_lock FROM procrastinate_jobs
WHERE status IN ('todo', 'doing') AND queueing_lock = ANY(%(keys)s)
"""
TELLING = {Kind.NOTICES.value, Kind.LETTERS.value}
"""The lanes of what is told in Discord."""
LOST_S = 3_600
"""A job that runs for so many seconds hangs, or its end could not be written: posts take it five minutes."""
ABANDONED = """
SELECT job.id, queue_name AS lane, attempts FROM procrastinate_jobs AS job
LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
WHERE status = 'doing' AND (
    worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %(stalled_s)s)
    OR (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id AND type = 'started')
        < now() - make_interval(secs => %(lost_s)s))
"""
COUNTED = """
SELECT queue_name, status = 'doing' AS is_running, count(*) AS jobs, min(at) AS since
FROM procrastinate_jobs LEFT JOIN LATERAL (
    SELECT at FROM procrastinate_events WHERE job_id = procrastinate_jobs.id ORDER BY id LIMIT 1
) AS first ON true
WHERE status IN ('todo', 'doing') GROUP BY 1, 2
"""
NAME = "viewledger worker "
"""What the connections of workers call themselves, and then their name."""
ALIVE = """
SELECT least(
    (SELECT count(*) FROM procrastinate_workers
     WHERE last_heartbeat >= now() - make_interval(secs => %(stalled_s)s)),
    (SELECT count(DISTINCT application_name) FROM pg_stat_activity
     WHERE datname = current_database() AND starts_with(application_name, %(name)s))
) AS workers
"""
"""How many processes are heard of; one of them beats once for each line that it works at."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """How soon workers look for jobs and are missed, in seconds."""

    look_s: float
    beat_s: float
    stalled_s: float

    @classmethod
    def of(cls, loop_beat: timedelta) -> "Pulse":
        """Return what goes with a beat of the loops: at 15 s a worker is missed after 30 s."""
        every_s = loop_beat.total_seconds()
        stalled_s = min(max(2 * every_s, 3.0), 60.0)
        return cls(look_s=min(max(every_s / 3, 0.05), 5.0), beat_s=stalled_s / 3, stalled_s=stalled_s)


class PostgresQueue:
    """Holds jobs in PostgreSQL until a worker takes them.

    Args:
        tasks: the program of procrastinate on which workers register what they do; it must be open.
    """

    def __init__(self, tasks: procrastinate.App, pool: AsyncConnectionPool[Any], pulse: Pulse) -> None:
        self.tasks = tasks
        self.pulse = pulse
        self._pool = pool

    async def jobs(self, *lanes: str) -> Sequence[Job]:
        """Return what waits or runs in these lanes."""
        rows = await self.tasks.connector.execute_query_all_async(IN_QUEUE, lanes=list(lanes))
        return [replace(read(row["args"]), is_running=row["status"] == Status.DOING.value) for row in rows]

    async def put(self, jobs: Sequence[Job]) -> int:
        """Add jobs, but none whose key waits or runs already; return how many were added.

        One process adds at a time, so that a job that is tried again finds no other in its place.
        """
        if not jobs:
            return 0
        async with self._pool.connection() as connection:
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", (KEY,))
            known = await keys_among(connection, jobs)
            new = {job.key: job for job in jobs if job.key not in known}
            rows = [as_row(job) for job in new.values()]
            if rows:
                await self.tasks.job_manager.batch_defer_jobs_async(rows, connection)
        return len(new)

    async def revive(self) -> int:
        """Let what died with its worker, or never ends, wait again; return how many jobs did."""
        manager, stalled_s, revived = self.tasks.job_manager, self.pulse.stalled_s, 0
        given = {"stalled_s": stalled_s, "lost_s": LOST_S}
        for row in await self.tasks.connector.execute_query_all_async(ABANDONED, **given):
            with suppress(procrastinate.exceptions.ConnectorException):  # it has ended meanwhile
                if row["attempts"] + 1 >= MOST_DEATHS:
                    what = "Job %s of %s ended %s workers; it is dropped"
                    log.error(what, row["id"], row["lane"], MOST_DEATHS)
                    await manager.finish_job_by_id_async(row["id"], Status.FAILED, delete_job=True)
                    continue
                await manager.retry_job_by_id_async(row["id"], utc_now())
                revived += 1
        await manager.prune_stalled_workers(stalled_s)
        if revived:
            log.warning("A worker is not heard of any more, or hangs; %s of its jobs wait again", revived)
        return revived

    async def state(self) -> QueueState:
        """Return how the queue is doing."""
        connector = self.tasks.connector
        counted = await connector.execute_query_all_async(COUNTED)
        alive = await connector.execute_query_one_async(ALIVE, stalled_s=self.pulse.stalled_s, name=NAME)
        waiting = [row for row in counted if not row["is_running"]]
        return QueueState(
            waiting={row["queue_name"]: row["jobs"] for row in waiting},
            running={row["queue_name"]: row["jobs"] for row in counted if row["is_running"]},
            oldest_at=min((row["since"] for row in waiting if row["since"]), default=None),
            workers=alive["workers"],
            untold_since=_untold_since(counted),
        )


def _untold_since(counted: Sequence[Mapping[str, Any]]) -> datetime | None:
    """Return since when something waits to be told while no worker tells anything."""
    telling = [row for row in counted if row["queue_name"] in TELLING]
    if any(row["is_running"] for row in telling):
        return None
    return min((row["since"] for row in telling), default=None)


@asynccontextmanager
async def opened(address: Mapping[str, str], pulse: Pulse, name: str) -> AsyncIterator[PostgresQueue]:
    """Open the queue, and make its schema where there is none of this version.

    Args:
        address: of the database, in the words of libpq.
        name: what the connections call themselves.
    """
    options = f"-c search_path={SCHEMA}"
    conninfo = make_conninfo(**address, application_name=name[:LONGEST_NAME], options=options)
    await make_schema(conninfo)
    pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
        conninfo, min_size=1, max_size=10, open=False, check=AsyncConnectionPool.check_connection
    )
    await pool.open(wait=True, timeout=REACHED_S)
    try:
        connector = procrastinate.PsycopgConnector()
        await connector.open_async(pool)
        yield PostgresQueue(procrastinate.App(connector=connector), pool, pulse)
    finally:
        await pool.close()


async def make_schema(conninfo: str) -> None:
    """Make the tables if they are not there, or are another version's; one process at a time does."""
    async with await psycopg.AsyncConnection.connect(conninfo) as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (KEY,))
        found = await connection.execute(
            "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s", (SCHEMA,)
        )
        row = await found.fetchone()
        if row is not None and row[0] == MADE_BY:
            return
        await connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(SCHEMA)))
        await connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(SCHEMA)))
        await connection.execute(SchemaManager.get_schema())
        comment = sql.SQL("COMMENT ON SCHEMA {} IS {}")
        await connection.execute(comment.format(sql.Identifier(SCHEMA), sql.Literal(MADE_BY)))


async def keys_among(connection: psycopg.AsyncConnection[Any], jobs: Sequence[Job]) -> set[str]:
    """Return which of these jobs' keys wait or run already."""
    found = await connection.execute(KEYS, {"keys": [job.key for job in jobs]})
    return {row[0] for row in await found.fetchall()}


def as_row(job: Job) -> Row:
    """Return the job as procrastinate keeps it; of one key none waits twice, nor runs twice at a time."""
    return Row(
        queue=job.lane,
        task_name=job.kind.value,
        priority=job.urgency,
        lock=job.key,
        queueing_lock=job.key,
        task_kwargs=written(job),
    )


def written(job: Job) -> dict[str, Any]:
    """Return the job as JSON takes it."""
    return {
        "kind": job.kind.value,
        "platform": None if job.platform is None else job.platform.value,
        "subject": job.subject,
        "posts": list(job.posts),
        "told": dict(job.told),
        "urgency": job.urgency,
    }


def read(args: Mapping[str, Any]) -> Job:
    """Return the job that was written so."""
    return Job(
        kind=Kind(args["kind"]),
        platform=None if args["platform"] is None else Platform(args["platform"]),
        subject=args["subject"],
        posts=tuple(args["posts"]),
        told=args["told"],
        urgency=args["urgency"],
    )
