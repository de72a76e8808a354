"""The database's promises: exact values, writers in turn, readers that never wait."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from core.domain.access import Caller
from core.domain.terms import Platform
from core.services import campaigns, creators
from core.services.app import App
from db import trail
from db.engine import Database, libpq, open_database
from db.models import Campaign, Post
from tests.conftest import ADMIN, HOME, on_postgres
from tests.fakes import NOON

ON_POSTGRES = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


async def campaign(app: App) -> int:
    return (await campaigns.create(app, ADMIN, name="Summer", cpm="0.1234", cap=10**11)).card.id


async def test_values_come_back_exactly(app: App) -> None:
    campaign_id = await campaign(app)

    async with app.reads() as session:
        row = await session.get_one(Campaign, campaign_id)
    assert (row.default_cpm, row.default_cap_views) == (Decimal("0.1234"), 10**11)
    assert row.created_at == NOON
    assert row.created_at.tzinfo is UTC


async def test_a_time_of_another_zone_is_kept_as_utc(app: App) -> None:
    campaign_id = await campaign(app)
    elsewhere = NOON.astimezone(timezone(timedelta(hours=5)))
    async with app.sessions.begin() as session:
        (await session.get_one(Campaign, campaign_id)).created_at = elsewhere

    async with app.reads() as session:
        assert (await session.get_one(Campaign, campaign_id)).created_at == NOON


async def test_a_time_without_zone_is_refused(app: App) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        async with app.reads() as session:
            await session.scalars(select(Campaign).where(Campaign.created_at > datetime(2026, 1, 1)))  # noqa: DTZ001  the point


async def test_foreign_keys_hold(app: App) -> None:
    with pytest.raises(IntegrityError):
        async with app.sessions.begin() as session:
            trail.note(session, at=NOON, guild_id=HOME, actor=1, action="x", reason="y", campaign_id=99)


async def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    async with database.sessions.begin() as writer:
        await writer.execute(text("UPDATE campaigns SET name = 'x'"))
        async with asyncio.timeout(5), database.reads() as reader:
            assert (await reader.scalars(select(Post))).all() == []


async def test_writers_take_turns(app: App) -> None:
    async def refresh() -> int | None:
        async with app.sessions.begin() as session:
            return await trail.count_refresh(session, HOME, NOON, limit=10)

    left = await asyncio.gather(*(refresh() for _ in range(50)))

    assert sorted(value for value in left if value is not None) == list(range(10))


async def test_the_same_creator_twenty_times_at_once_is_one(app: App) -> None:
    await campaign(app)

    results = await asyncio.gather(
        *(creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK) for _ in range(20)),
        return_exceptions=True,
    )

    assert sum(not isinstance(result, BaseException) for result in results) == 1
    assert (await creators.listing(app, Caller(HOME, 1), None)).total == 1


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql+asyncpg://h/n", {"host": "h", "dbname": "n"}),
        (
            "postgresql+asyncpg://u:p%40ss%20word@h:5433/n?ssl=require",
            {
                "host": "h",
                "port": "5433",
                "user": "u",
                "password": "p@ss word",
                "dbname": "n",
                "sslmode": "require",
            },
        ),
        ("postgresql+asyncpg://u@/n?host=/run/pg", {"host": "/run/pg", "user": "u", "dbname": "n"}),
    ],
)
def test_an_address_in_the_words_of_other_drivers(url: str, words: dict[str, str]) -> None:
    assert libpq(url) == words


@ON_POSTGRES
async def test_a_connection_that_was_cut_is_not_used(database: Database, postgres: str) -> None:
    cut = await process(database)
    async with database.engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
    await on_postgres(postgres, f"SELECT pg_terminate_backend({cut})")
    async with asyncio.timeout(10):
        while not driver.is_closed():  # noqa: ASYNC110  no event tells of it
            await asyncio.sleep(0.01)

    assert await process(database) != cut


@ON_POSTGRES
@pytest.mark.parametrize(("after_s", "tries"), [(0.0, 1), (3600.0, 0)])
async def test_a_connection_is_tried_after_a_while(database_url: str, after_s: float, tries: int) -> None:
    tried: list[object] = []

    async with opened(database_url, after_s, tried.append) as database:
        await process(database)  # over a new connection, which needs no trial
        await process(database)

    assert len(tried) == tries


@ON_POSTGRES
async def test_one_that_does_not_answer_is_not_used(database_url: str) -> None:
    """As after a firewall has forgotten it: nobody has told that it is gone."""

    def silence(_connection: object) -> None:
        raise database.engine.dialect.loaded_dbapi.InterfaceError("gone")

    async with opened(database_url, 0.0, silence) as database:
        silent = await process(database)

        assert await process(database) != silent


@asynccontextmanager
async def opened(url: str, tried_after_s: float, tried: Callable[[object], None]) -> AsyncIterator[Database]:
    """The database; whenever a connection is tried, somebody is told before."""
    database = open_database(url, tried_after_s=tried_after_s)
    dialect = database.engine.dialect
    really = dialect.do_ping

    def ping(connection: Any) -> bool:
        tried(connection)
        return really(connection)

    dialect.do_ping = ping  # type: ignore[method-assign, assignment]  # its own, for this test alone
    yield database
    await database.close()


async def process(database: Database) -> int:
    """The server's process at the other end of the connection that is given out."""
    async with database.reads() as session:
        return int(await session.scalar(text("SELECT pg_backend_pid()")) or 0)
