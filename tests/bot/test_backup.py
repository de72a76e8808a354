"""`python -m bot backup`: what is saved is of one moment, adds up, and can be put back."""

import asyncio
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from bot import verify
from bot.arguments import Backup, read
from bot.backup import run as save
from bot.one_off import CommandError
from bot.settings import Settings
from core.services.app import App
from core.services.verification import verify as replayed
from db.engine import open_database
from tests.bot.checking import PROGRAM, Ended, end_of
from tests.core.services import money
from tests.fakes import FakeSource, FixedClock
from tests.standins.process import ROOT

BALANCE = "1 entry in 1 campaign, balance 5.00 USD: all as it should be"


@pytest.fixture
def database_url(sqlite_only: str) -> str:
    return sqlite_only


@pytest.fixture
async def books(app: App, source: FakeSource, clock: FixedClock) -> App:
    """A post that earned 5.00."""
    await money.campaign(app)
    await money.earned(app, source, clock)
    return app


async def backup(url: str, file: Path, keep: int | None = None) -> int:
    return await save(Backup(file, keep), Settings(_env_file=None, database_url=SecretStr(url)))


async def balance(file: Path) -> list[str]:
    opened = open_database(f"sqlite+aiosqlite:///{file}")
    try:
        return verify.lines(await replayed(opened))
    finally:
        await opened.close()


async def as_a_child(url: str, folder: Path, *arguments: str) -> Ended:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATABASE_URL": url}
    child = await asyncio.create_subprocess_exec(
        *PROGRAM,
        "backup",
        *arguments,
        cwd=folder,
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    return await end_of(child)


def names(folder: Path) -> set[str]:
    """What is in the folder, but for the database that is saved."""
    return {path.name for path in folder.iterdir() if not path.name.startswith("test.db")}


def replace(lost: Path, saved: Path) -> None:
    for file in lost.parent.glob(f"{lost.name}*"):
        file.unlink()
    shutil.copy(saved, lost)


def damage(file: Path) -> None:
    with file.open("r+b") as there:
        there.seek(8_192)
        there.write(b"\xff" * 40_000)


async def test_a_copy_is_made_while_another_writes(books: App, database_url: str, tmp_path: Path) -> None:
    async with books.sessions.begin() as writing:
        await writing.execute(text("UPDATE campaigns SET name = 'not yet'"))
        ended = await as_a_child(database_url, tmp_path, "copy.db")

    copy = tmp_path / "copy.db"
    assert (ended.code, ended.err) == (0, "")
    assert ended.lines == [BALANCE, f"Saved copy.db ({copy.stat().st_size:,} bytes)"]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == {"copy.db"}
    with sqlite3.connect(copy) as there:
        assert there.execute("SELECT count(*) FROM campaigns WHERE name = 'not yet'").fetchone() == (0,)


async def test_it_can_be_put_back(books: App, database_url: str, tmp_path: Path) -> None:
    assert await backup(database_url, tmp_path / "copy.db") == 0
    await books.database.close()
    lost = Path(database_url.removeprefix(verify.SQLITE))
    replace(lost, tmp_path / "copy.db")

    assert await balance(lost) == [BALANCE]


async def test_nothing_is_written_over(books: App, database_url: str, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")

    with pytest.raises(CommandError, match=r"copy\.db is there already, and stays as it is\."):
        await backup(database_url, tmp_path / "copy.db")

    assert (tmp_path / "copy.db").read_text() == "precious"


async def test_the_newest_are_kept_and_nothing_else_is_deleted(
    books: App, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = [f"copy-2026010{day}T000000Z.db" for day in range(1, 4)]
    others = ["copy-mine.db", "copy.db", "other-20260101T000000Z.db", "copy-20260101T000000Z.db.gz"]
    for name in old + others:
        (tmp_path / name).touch()

    assert await backup(database_url, tmp_path / "copy.db", 2) == 0

    left = names(tmp_path)
    assert left & set(old) == {old[-1]}
    assert left >= set(others)
    assert len(left - set(others)) == 2  # the newest of the old ones, and this one
    told = capsys.readouterr().out.splitlines()
    assert told[2:] == [f"Deleted {tmp_path / name}" for name in old[:2]]


async def test_a_ledger_that_does_not_add_up_is_saved_and_told(
    books: App, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await money.meddle(books, "UPDATE posts SET counted_views = 7")

    assert await backup(database_url, tmp_path / "copy.db") == 4

    assert (tmp_path / "copy.db").exists()
    assert capsys.readouterr().out.splitlines()[-2].endswith("1 fault")


async def test_a_place_that_is_not_there_is_told_in_a_line(
    books: App, database_url: str, tmp_path: Path
) -> None:
    with pytest.raises(CommandError, match="The backup could not be made: "):
        await backup(database_url, tmp_path / "no" / "where.db")


async def test_a_damaged_database_is_not_saved(books: App, database_url: str, tmp_path: Path) -> None:
    await books.database.close()
    file = Path(database_url.removeprefix(verify.SQLITE))
    damage(file)

    with pytest.raises(CommandError, match=r"damaged|could not be made"):
        await backup(database_url, tmp_path / "copy.db")

    assert names(tmp_path) == set()


async def test_postgresql_has_a_tool_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"pg_dump --format=custom --file=copy\.dump"):
        await backup("postgresql+asyncpg://me:very-secret@127.0.0.1/x", Path("copy.dump"))


async def test_without_a_database_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no database yet\."):
        await backup(f"{verify.SQLITE}{tmp_path}/none.db", tmp_path / "copy.db")

    assert names(tmp_path) == set()


def test_what_is_typed(capsys: pytest.CaptureFixture[str]) -> None:
    assert read(["backup", "a.db"]) == Backup(Path("a.db"), None)
    assert read(["backup", "a.db", "--keep", "7"]) == Backup(Path("a.db"), 7)
    for wrong in ("0", "-1", "x", "1001", "²"):
        with pytest.raises(SystemExit):
            read(["backup", "a.db", "--keep", wrong])
        assert "is not a number from 1 to 1000" in capsys.readouterr().err
