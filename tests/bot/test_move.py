"""`python -m bot migrate-database`: everything arrives, whatever interrupts it."""

from collections.abc import AsyncIterator
from itertools import count

import pytest
from sqlalchemy import select, update

from bot import move, verify
from bot.arguments import Move, read
from bot.one_off import CommandError
from core.services import campaigns
from core.services.app import App
from db import moving
from db.engine import Database, open_database
from db.models import Post, Server
from db.moving import NotEmptyError
from db.records import Notice
from db.upgrade import UnfinishedMoveError, upgrade
from tests.conftest import ADMIN, HOME, on_postgres, postgres_url
from tests.core.services import paying
from tests.fakes import NOON, FakeSource, FixedClock

NAMES = count()


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    """Where it moves from."""
    return sqlite_only


@pytest.fixture
async def target_url(postgres: str) -> AsyncIterator[str]:
    """An empty database on PostgreSQL."""
    name = f"moved_{next(NAMES)}"
    await on_postgres(postgres, f"CREATE DATABASE {name}")
    yield postgres_url(postgres, name)
    await on_postgres(postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def target(target_url: str) -> AsyncIterator[Database]:
    opened = open_database(target_url)
    yield opened
    await opened.close()


@pytest.fixture
async def books(app: App, source: FakeSource, clock: FixedClock) -> App:
    """Posts that earned, one payment, and something of the other tables."""
    await paying.three_posts(app, source, clock)
    await paying.pay(app)
    await paying.finalized(app, source, clock, [450_000], handle="bob", first=9)
    async with app.sessions.begin() as session:
        session.add(
            Notice(
                guild_id=HOME,
                channel="admin",
                topic="x",
                args={"näme": "💸", "n": [1, None]},
                made_at=NOON,
            )
        )
    return app


class PowerCutError(Exception):
    """The process ends here."""


async def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    async with database.reader.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in await connection.execute(select(table))), key=repr)
            for table in moving.tables()
        }


async def test_every_row_arrives_and_the_books_go_on(
    books: App, database_url: str, target_url: str, target: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await move.run(Move(database_url, target_url)) == 0

    before, after = await rows(books.database), await rows(target)
    assert before == after
    assert sum(map(len, before.values())) > 20
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith(
        f"{sum(map(len, before.values())):,} rows in {len(before)} tables, each the same"
    )
    assert said[1].endswith("balance 225.00 USD: all as it should be")

    moved = App(
        database=target, sources=books.sources, links=books.links, clock=books.clock, pacing=books.pacing
    )
    await upgrade(target)  # as the bot does at its start
    await campaigns.create(moved, ADMIN, name="Winter")  # ids go on after the highest
    assert verify.lines(await verify.verified(target))[-1].endswith("all as it should be")


async def copied(books: App, target: Database, told: moving.Told) -> None:
    async with books.database.reader.connect() as connection:
        for table in moving.tables():
            await moving.copy(connection, target, table, told)


def quietly(table: str, done: int, total: int) -> None:
    pass


@pytest.mark.parametrize("step", [0, 3, 9, 14])
async def test_an_interrupted_move_goes_on_and_no_bot_starts_before_its_end(
    books: App, target: Database, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    monkeypatch.setattr(moving, "BATCH", 2)
    left = iter(range(step))

    def until_then(table: str, done: int, total: int) -> None:
        if done and next(left, None) is None:
            raise PowerCutError

    assert not await moving.begin(target, "here")
    with pytest.raises(PowerCutError):
        await copied(books, target, until_then)
    with pytest.raises(UnfinishedMoveError, match="has not ended"):
        await upgrade(target)
    with pytest.raises(NotEmptyError):
        await moving.begin(target, "elsewhere")

    assert await moving.begin(target, "here")
    await copied(books, target, quietly)
    await moving.finish(target)

    assert await rows(books.database) == await rows(target)
    await upgrade(target)


async def test_rows_that_are_there_already_are_not_mixed_with(
    books: App, database_url: str, target_url: str, target: Database
) -> None:
    await upgrade(target)
    async with target.sessions.begin() as session:
        session.add(Server(guild_id=HOME, timezone="UTC"))

    with pytest.raises(CommandError, match="has rows already"):
        await move.run(Move(database_url, target_url))


async def test_a_difference_is_found_and_no_bot_starts(
    books: App,
    database_url: str,
    target_url: str,
    target: Database,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await moving.begin(target, database_url)
    await copied(books, target, quietly)
    async with target.sessions.begin() as session:
        await session.execute(update(Post).where(Post.id == 2).values(counted_views=7))

    assert await move.run(Move(database_url, target_url)) == 4

    said = capsys.readouterr().out
    assert "posts: a row differs" in said
    assert "no bot starts on it" in said
    with pytest.raises(UnfinishedMoveError):
        await upgrade(target)


async def test_a_bot_at_work_is_told_to_stop_first(books: App, database_url: str, target_url: str) -> None:
    assert await books.database.turn.held()

    with pytest.raises(CommandError, match=r"A bot works on FROM\. Stop it first"):
        await move.run(Move(database_url, target_url))


async def test_it_moves_back_to_sqlite_too(
    books: App, database_url: str, target_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    back = f"{verify.SQLITE}{tmp_path_factory.mktemp('back')}/back.db"
    assert await move.run(Move(database_url, target_url)) == 0

    assert await move.run(Move(target_url, back)) == 0

    opened = open_database(back)
    assert await rows(books.database) == await rows(opened)
    await opened.close()


@pytest.mark.parametrize(
    ("source", "target", "said"),
    [
        ("mysql://x", "same", "FROM must begin with"),
        ("same", "sqlite+aiosqlite:///", "TO needs a file"),
        ("same", "same", "the same database"),
        ("sqlite+aiosqlite:////nowhere/x.db", "same", "There is no database yet"),
        ("same", "postgresql+asyncpg://me:pass@127.0.0.1:1/x", "TO cannot be opened"),
    ],
)
async def test_what_cannot_be_moved_is_told_in_a_line(
    database_url: str, source: str, target: str, said: str
) -> None:
    typed = [database_url if each == "same" else each for each in (source, target)]

    with pytest.raises(CommandError, match=said):
        await move.run(Move(*typed))


def test_what_is_typed() -> None:
    assert read(["migrate-database", "a", "b"]) == Move("a", "b")
    with pytest.raises(SystemExit):
        read(["migrate-database", "a"])
