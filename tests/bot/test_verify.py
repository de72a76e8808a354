"""`python -m bot verify`: what it says of books that add up, and of others."""

import asyncio
import json
import os
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import verify
from bot.arguments import Verify, read
from core.services.app import App
from core.services.verification import verify as replayed
from tests.bot.checking import PROGRAM, Ended, end_of
from tests.core.services import money
from tests.fakes import FakeSource, FixedClock
from tests.standins.process import ROOT


@pytest.fixture
async def books(app: App, source: FakeSource, clock: FixedClock) -> App:
    """A post that earned 5.00."""
    await money.campaign(app)
    await money.earned(app, source, clock)
    return app


async def test_books_that_add_up_are_told_in_a_line(books: App) -> None:
    found = await replayed(books.database)

    assert verify.lines(found) == ["1 entry in 1 campaign, balance 5.00 USD: all as it should be"]
    assert verify.as_json(found) == {
        "entries": 1,
        "campaigns": 1,
        "balances_minor": {"USD": 500},
        "faults": [],
    }


async def test_every_fault_is_a_line_with_ids_and_sums(books: App) -> None:
    await money.meddle(books, "UPDATE posts SET counted_views = 7, status = 'paid'")

    found = await replayed(books.database)

    assert verify.lines(found) == [
        "campaign 1, post 1: status differs from the ledger (expected finalized, found paid)",
        "campaign 1, post 1: frozen values differ from the ledger (expected 5000, found 7)",
        "1 entry in 1 campaign, balance 5.00 USD: 2 faults",
    ]
    (status, _) = verify.as_json(found)["faults"]
    assert (status["kind"], status["post_id"], status["said"]) == (
        "status differs from the ledger",
        1,
        verify.lines(found)[0],
    )


async def test_an_empty_ledger_is_as_it_should_be(app: App) -> None:
    found = await replayed(app.database)

    assert verify.lines(found) == ["0 entries in 0 campaigns, balance nothing: all as it should be"]


def test_arguments() -> None:
    assert read(["verify"]) == Verify(as_json=False)
    assert read(["verify", "--json"]) == Verify(as_json=True)


def left_in(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def run(folder: Path, url: str, *options: str) -> Ended:
    """How the program itself ends in an empty folder."""
    child = await asyncio.create_subprocess_exec(
        *PROGRAM,
        "verify",
        *options,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT), "DATABASE_URL": url},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    return await end_of(child)


async def test_the_program_ends_with_nought_or_four(books: App, database_url: str, tmp_path: Path) -> None:
    fine = await run(tmp_path, database_url)
    await money.meddle(books, "DELETE FROM ledger_entries")
    wrong, told = await asyncio.gather(run(tmp_path, database_url), run(tmp_path, database_url, "--json"))

    assert (fine.code, fine.err) == (0, "")
    assert fine.lines == ["1 entry in 1 campaign, balance 5.00 USD: all as it should be"]
    assert (wrong.code, wrong.err) == (4, "")
    assert wrong.lines[0] == "campaign 1: missing head (expected 0, found 1)"
    assert wrong.lines[-1] == "0 entries in 0 campaigns, balance nothing: 3 faults"
    assert told.code == 4
    assert [fault["said"] for fault in json.loads(told.out)["faults"]] == wrong.lines[:-1]


async def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    ended = await run(tmp_path, "sqlite+aiosqlite:///gone.db")

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "There is no database yet. Start the bot once, which makes it.\n"
    assert left_in(tmp_path) == []


async def test_a_database_of_another_version_is_left_alone(
    app: App, database_url: str, tmp_path: Path
) -> None:
    async with app.database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))

    ended = await run(tmp_path, database_url)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("The database is of another version.")


async def test_a_database_that_does_not_answer_is_told_in_a_line(tmp_path: Path) -> None:
    url = f"postgresql+asyncpg://viewledger:very-secret-password@/viewledger?host={tmp_path}"

    ended = await run(tmp_path, url)

    assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
    assert ended.err.startswith("The database cannot be read: ")
