"""One process on a SQLite file; on both databases, who has not the turn waits for it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.client import Client
from bot.line import StartError
from bot.turns import alone, turn_comes, turn_goes
from core.services.app import App
from db.engine import Database, open_database
from tests.bot.running import Bot


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url)
    yield opened
    await opened.close()


async def test_a_second_process_on_a_sqlite_file_waits_for_the_first_and_is_refused() -> None:
    async with Bot() as first:
        await first.ask("/livez")
        url = f"sqlite+aiosqlite:///{first.folder / 'viewledger.db'}"
        async with Bot(DATABASE_URL=url) as second:
            assert await second.wait_end(60) == 1
            waited, refused = second.lines
        async with Bot(DATABASE_URL=url) as third:
            await third.wait_line("waiting for its end")
            assert await first.terminate() == 0
            assert await third.ask("/livez") == (200, {"status": "pass"})

    assert waited.endswith("INFO bot: Another process uses the database; waiting for its end")
    assert " ERROR bot: Another process uses the database; stop it first" in refused


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_file_is_refused_only_after_the_patience(app: App, other: Database) -> None:
    await alone(other)
    with pytest.raises(StartError, match="a SQLite file is for one"):
        await alone(app.database, patience_s=0.1)

    waiting = asyncio.create_task(alone(app.database))
    await other.turn.give_up()
    await waiting

    assert not await other.turn.held()


async def test_who_has_not_the_turn_waits_for_it(
    app: App, other: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="bot")
    client = Client(app, None)
    await other.turn.held()
    waiting = asyncio.create_task(turn_comes(client, app, look_s=0.01))
    while not client.is_standby:  # noqa: ASYNC110  nobody rings when it is seen
        await asyncio.sleep(0.01)

    await other.turn.give_up()
    await waiting

    assert not client.is_standby
    assert [line for line in caplog.messages if "turn" in line] == [
        "standing by: another process on this database has the turn",
        "this process has the turn now",
    ]


async def test_who_loses_the_turn_leaves(app: App, other: Database) -> None:
    await app.has_turn()
    staying = asyncio.create_task(turn_goes(app, look_s=0.5))
    await asyncio.wait({staying}, timeout=0.05)
    assert not staying.done()

    while not await other.turn.held():  # the first one takes it again as long as it can
        await app.database.turn.give_up()

    with pytest.raises(StartError, match="has taken the turn over"):
        await staying


async def test_a_database_that_does_not_tell_is_no_reason_to_leave(app: App, tmp_path: Path) -> None:
    unreachable = open_database(f"sqlite+aiosqlite:///{tmp_path / 'missing' / 'views.db'}")
    staying = asyncio.create_task(turn_goes(replace(app, database=unreachable), look_s=0.01))

    await asyncio.wait({staying}, timeout=0.1)

    assert not staying.done()
    await ended(staying)
    await unreachable.close()


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})
