"""The queue on PostgreSQL: each job is in it once, and comes back when its worker dies."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.queue import LOST_S, MADE_BY, MOST_DEATHS, SCHEMA, PostgresQueue, Pulse
from core.domain.jobs import Job, Kind, Urgency
from core.domain.terms import Platform
from db.engine import Database
from db.upgrade import is_current
from tests.bot.queueing import QUICK, opened

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

LOOK = Job(Kind.REFRESH, Platform.TIKTOK, "abc", ("1", "2"))
TELL = Job(Kind.NOTICES, None, "7", told={"name": "Sunny", "language": "de"}, urgency=Urgency.TOLD)
PATIENT = Pulse(look_s=0.05, beat_s=30, stalled_s=60)


@pytest.fixture
async def held(database_url: str) -> AsyncIterator[PostgresQueue]:
    async with opened(database_url) as held:
        yield held


async def begin(held: PostgresQueue) -> int:
    """A worker takes a job, and is not heard of again; the job's number."""
    manager = held.tasks.job_manager
    row = await manager.fetch_job(None, await manager.register_worker())
    assert row is not None
    assert row.id is not None
    return row.id


async def until_revived(held: PostgresQueue) -> None:
    async with asyncio.timeout(30):
        while not await held.revive():  # noqa: ASYNC110  what is waited for is time itself
            await asyncio.sleep(0.05)


async def test_what_comes_out_is_what_was_put_in(held: PostgresQueue) -> None:
    await held.put([LOOK, TELL])

    assert await held.jobs(LOOK.lane, TELL.lane) == [
        replace(LOOK, is_running=False),
        replace(TELL, is_running=False),
    ]
    assert await held.jobs("watch tiktok") == []


async def test_of_many_at_once_one_is_in_the_queue(database_url: str, held: PostgresQueue) -> None:
    async with opened(database_url) as other:
        added = await asyncio.gather(*(each.put([LOOK, LOOK, TELL]) for each in [held, other] * 5))

        assert sum(added) == 2
        assert len(await other.jobs(LOOK.lane, TELL.lane)) == 2


async def test_what_runs_is_not_put_in_again(held: PostgresQueue) -> None:
    await held.put([LOOK])
    await begin(held)

    assert await held.put([LOOK]) == 0
    assert [job.is_running for job in await held.jobs(LOOK.lane)] == [True]


async def test_what_is_urgent_is_begun_first(held: PostgresQueue) -> None:
    await held.put([LOOK, replace(LOOK, subject="ended", urgency=Urgency.WINDOW_ENDED)])

    await begin(held)

    assert [(job.subject, job.is_running) for job in await held.jobs(LOOK.lane)] == [
        ("abc", False),
        ("ended", True),
    ]


async def test_the_job_of_a_worker_that_is_not_heard_of_waits_again(held: PostgresQueue) -> None:
    await held.put([LOOK])
    await begin(held)

    await until_revived(held)

    assert [job.is_running for job in await held.jobs(LOOK.lane)] == [False]
    assert (await held.state()).workers == 0


async def test_a_worker_that_is_heard_of_keeps_its_job(database_url: str) -> None:
    async with opened(database_url, PATIENT) as held:
        await held.put([LOOK])
        await begin(held)

        assert await held.revive() == 0
        assert [job.is_running for job in await held.jobs(LOOK.lane)] == [True]


async def test_of_a_living_worker_a_job_that_never_ends_waits_again(database_url: str) -> None:
    async with opened(database_url, PATIENT) as held, opened(database_url, PATIENT) as other:
        await held.put([LOOK])
        await begin(held)
        await held.tasks.connector.execute_query_async(
            "UPDATE procrastinate_events SET at = at - make_interval(secs => %(lost_s)s)", lost_s=LOST_S
        )

        assert sorted(await asyncio.gather(held.revive(), other.revive())) == [0, 1]
        assert [job.is_running for job in await held.jobs(LOOK.lane)] == [False]


async def test_a_job_that_ends_its_workers_is_dropped(held: PostgresQueue) -> None:
    await held.put([LOOK])
    for _ in range(MOST_DEATHS - 1):
        await begin(held)
        await until_revived(held)
    await begin(held)

    async with asyncio.timeout(30):
        while await held.jobs(LOOK.lane):
            await held.revive()

    assert await held.put([LOOK]) == 1


async def test_the_state_counts_what_waits_and_runs(held: PostgresQueue) -> None:
    empty = await held.state()
    await held.put([LOOK, replace(LOOK, subject="other"), TELL])
    await begin(held)

    state = await held.state()

    assert (empty.waiting, empty.running, empty.oldest_at, empty.is_stuck) == ({}, {}, None, False)
    assert (state.waiting, state.running) == ({"refresh tiktok": 2}, {"notices": 1})
    assert state.oldest_at is not None
    assert state.untold_since is None  # somebody is at it
    assert state.is_stuck
    await until_revived(held)
    assert (await held.state()).untold_since is not None


async def test_two_that_start_at_once_make_one_schema_which_alembic_does_not_see(
    database: Database, database_url: str
) -> None:
    async def start() -> int:
        async with opened(database_url) as held:
            return await held.put([LOOK])

    assert sum(await asyncio.gather(start(), start(), start())) == 1
    assert await is_current(database)


async def test_a_schema_of_another_version_is_made_anew(database: Database, database_url: str) -> None:
    async with opened(database_url, QUICK) as held:
        await held.put([LOOK])
    async with database.engine.begin() as connection:
        await connection.execute(text(f"COMMENT ON SCHEMA {SCHEMA} IS 'procrastinate 1.0'"))

    async with opened(database_url, QUICK) as held:
        assert await held.jobs(LOOK.lane) == []
    async with opened(database_url, QUICK) as held:
        assert await held.put([LOOK]) == 1
    async with database.engine.begin() as connection:
        query = text(f"SELECT obj_description('{SCHEMA}'::regnamespace, 'pg_namespace')")
        assert await connection.scalar(query) == MADE_BY
