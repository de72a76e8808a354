"""Readiness and health rest on a database that answers: on SQLite and on PostgreSQL."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from bot.building import threads_end
from core.domain.terms import Platform
from core.services import campaigns, creators, submissions
from core.services.app import App
from db import runs
from db.engine import open_database
from db.models import Post
from tests.bot.endpoint import BEATING, Endpoint, served
from tests.conftest import ADMIN
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok
from tests.standins.process import free_port

OK = {"status": "pass", "failing": [], "degraded": []}
SECOND = timedelta(seconds=1)


@pytest.fixture
async def endpoint(app: App) -> AsyncIterator[Endpoint]:
    async with served(app) as running:
        yield running


async def execute(app: App, *statements: str) -> None:
    async with app.sessions.begin() as session:
        for statement in statements:
            await session.execute(text(statement))


async def read_at_noon(app: App, source: FakeSource, due_at: datetime) -> None:
    """Leave one TikTok post that was last heard of at noon."""
    ref = tiktok(NOON - timedelta(hours=1))
    source.tell(ref, reading(ref, 1))
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    await submissions.track(app, ADMIN, ref.url)
    async with app.sessions.begin() as session:
        await session.execute(update(Post).values(next_check_at=due_at))


async def test_all_is_well(endpoint: Endpoint) -> None:
    live, ready, health = [await endpoint.ask(path) for path in ("/livez", "/readyz", "/health")]

    assert (live.status, live.body) == (200, {"status": "pass"})
    assert (ready.status, ready.body) == (200, OK)
    assert (health.status, health.body["status"]) == (200, "pass")
    assert health.headers["Content-Type"].startswith("application/health+json")
    assert health.body["checks"] == {"database": "pass", "migrations": "pass", "ledger": None}


READ_ONLY = {
    "sqlite": "PRAGMA query_only = ON",
    "postgresql": "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
}


@pytest.mark.parametrize(
    "broken",
    [
        "read only",
        "ALTER TABLE command_trees RENAME TO lost",
        "UPDATE alembic_version SET version_num = '0000'",
        "DELETE FROM alembic_version",
        "DROP TABLE alembic_version",
    ],
)
async def test_a_database_that_cannot_be_used_is_no_readiness(
    app: App, endpoint: Endpoint, broken: str
) -> None:
    await execute(app, READ_ONLY[app.database.engine.dialect.name] if broken == "read only" else broken)

    live, ready, health = [await endpoint.ask(path) for path in ("/livez", "/readyz", "/health")]

    assert live.status == 200
    assert (ready.status, ready.body) == (503, {"status": "fail", "failing": ["database"], "degraded": []})
    assert (health.status, health.body["status"]) == (503, "fail")
    assert health.body["checks"] == {"database": "fail", "migrations": "fail", "ledger": None}
    assert [loop["status"] for loop in health.body["loops"]] == ["pass", "pass"]


@pytest.mark.parametrize("kind", ["no server", "no folder"])
async def test_a_database_that_is_not_there_is_no_readiness(
    app: App, kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    server = f"postgresql+asyncpg://u@127.0.0.1:{free_port()}/n"
    database = open_database(server if kind == "no server" else f"sqlite+aiosqlite:///{tmp_path}/no/x.db")
    async with served(replace(app, database=database)) as endpoint:
        first, second, health = [await endpoint.ask(path) for path in ("/readyz", "/readyz", "/health")]
    await database.close()
    await threads_end()

    assert (first.status, second.status, health.status) == (503, 503, 503)
    assert first.body["failing"] == ["database"]
    assert health.body["status"] == "fail"
    assert len([line for line in caplog.messages if line.startswith("The database cannot be asked")]) <= 1
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_a_database_that_hangs_is_no_readiness_until_it_goes_on(app: App) -> None:
    database = app.database
    lock = "LOCK TABLE command_trees" if database.engine.dialect.name == "postgresql" else "SELECT 1"
    async with served(app, patience_s=0.2) as endpoint:
        async with database.engine.begin() as held:
            await held.execute(text(lock))
            ready, health, *more = await asyncio.gather(
                *(endpoint.ask(path) for path in ("/readyz", "/health", *["/readyz"] * 30))
            )
            live = await endpoint.ask("/livez")

        assert (live.status, ready.status, health.status) == (200, 503, 503)
        assert {answer.status for answer in more} == {503}
        async with asyncio.timeout(10):
            while (await endpoint.ask("/readyz")).status == 503:
                pass


async def test_the_endpoint_stops_while_the_database_hangs(app: App) -> None:
    lock = "LOCK TABLE command_trees" if app.database.engine.dialect.name == "postgresql" else "SELECT 1"
    async with app.database.engine.begin() as held:
        await held.execute(text(lock))
        async with asyncio.timeout(5):
            async with served(app, patience_s=0.1) as endpoint:
                await endpoint.ask("/readyz")


async def test_posts_that_are_overdue_are_told(app: App, source: FakeSource, clock: FixedClock) -> None:
    await read_at_noon(app, source, due_at=NOON)
    told, backlog = [], []
    async with served(app) as endpoint:
        for seconds in (7 * 3600, 7 * 3600 + 1, 13 * 3600, 13 * 3600 + 1):
            clock.now = NOON + seconds * SECOND
            endpoint.loops = [replace(BEATING, beat_at=clock.now)]
            ready, health = [await endpoint.ask(path) for path in ("/readyz", "/health")]
            assert ready.body == OK
            told.append((health.status, health.body["status"]))
            backlog = health.body["backlog"]

    assert told == [(200, "pass"), (200, "warn"), (200, "warn"), (503, "fail")]
    assert backlog == [
        {
            "platform": "tiktok",
            "posts": 1,
            "oldest_at": "2026-11-02T12:00:00+00:00",
            "answered_at": "2026-11-02T12:00:00+00:00",
            "grade": "fail",
        },
        {"platform": "instagram", "posts": 0, "oldest_at": None, "answered_at": None, "grade": "pass"},
    ]


async def test_a_platform_that_is_not_heard_of_is_told_though_nothing_is_due(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    await read_at_noon(app, source, due_at=NOON + timedelta(days=2))
    told = []
    async with served(app) as endpoint:
        for seconds in (7 * 3600, 7 * 3600 + 1, 13 * 3600, 13 * 3600 + 1):
            clock.now = NOON + seconds * SECOND
            endpoint.loops = [replace(BEATING, beat_at=clock.now)]
            health = await endpoint.ask("/health")
            told.append((health.status, health.body["status"]))

    assert told == [(200, "pass"), (200, "warn"), (200, "warn"), (503, "fail")]


async def test_the_last_and_the_next_run_are_told(app: App, endpoint: Endpoint) -> None:
    async with app.sessions.begin() as session:
        for hours in (2, 1):
            began = NOON - timedelta(hours=hours)
            runs.record(session, "refresh tiktok", began, began + SECOND, {"due": hours})

    first, second = (await endpoint.ask("/health")).body["loops"]

    assert first == {
        "name": "refresh tiktok",
        "every_s": 15,
        "running_since": None,
        "beat_at": "2026-11-02T12:00:00+00:00",
        "ok_at": "2026-11-02T11:59:00+00:00",
        "next_at": "2026-11-02T12:00:15+00:00",
        "error": None,
        "is_standby": False,
        "status": "pass",
        "last_run": {
            "started_at": "2026-11-02T11:00:00+00:00",
            "finished_at": "2026-11-02T11:00:01+00:00",
            "tally": {"due": 1},
        },
    }
    assert (second["name"], second["last_run"]) == ("decisions", None)
