"""The database's promises: exact values, writers in turn, readers that never wait."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from core.domain.access import Caller
from core.domain.terms import Platform
from core.services import campaigns, creators
from core.services.app import App
from db import trail
from db.engine import Database, libpq
from db.models import Campaign, Post
from tests.conftest import ADMIN, HOME
from tests.fakes import NOON


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
