"""The real program for histories: one event loop and one database, taken back to its beginning each time."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import closing, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self, TypeVar

import aiosqlite

from core.domain.errors import UserError
from core.domain.terms import Platform, PostRef, TrackingMode
from core.services import campaigns, creators, deals, watches
from core.services.app import App, Pacing
from db.engine import open_database
from tests.conftest import ADMIN
from tests.fakes import FakeAccounts, FakeLinks, FakeSource, FixedClock

Done = TypeVar("Done")
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Beginning:
    """Where a history begins: everything stored, the time, what the source answers, and the model's words."""

    stored: sqlite3.Connection
    now: datetime
    answers: dict[PostRef, Any]
    told: Any


Action = Callable[[App], Coroutine[Any, Any, Any]]

WATCH = 1
HANDLES = ("anna", "ben", "cleo")


class World:
    """A campaign of three creators: Anna has no deal, Ben has one, Cleo has tiers and is watched."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.loop = asyncio.new_event_loop()
        self.books = sqlite3.connect(path, isolation_level=None)
        self.beginnings: dict[str, Beginning] = {}
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'alembic_version'"
        self.columns = {
            name: [row[1] for row in self.books.execute(f"PRAGMA table_info({name})")]
            for (name,) in self.books.execute(tables).fetchall()
        }
        self.open()

    def open(self) -> None:
        """Start the program; what it had in memory is gone."""
        self.source, self.clock = FakeSource(), FixedClock()
        url = f"sqlite+aiosqlite:///{self.path}"
        self.app = App(
            database=open_database(url),
            sources=dict.fromkeys(Platform, self.source),
            links=FakeLinks(),
            clock=self.clock,
            pacing=dict.fromkeys(Platform, Pacing(batch_size=10, pause_s=0)),
            accounts={Platform.TIKTOK: FakeAccounts(self.source)},
        )

    def close(self) -> None:
        self.run(self.app.database.close())
        self.loop.close()
        self.books.close()
        for beginning in self.beginnings.values():
            beginning.stored.close()

    def run(self, doing: Awaitable[Done]) -> Done:
        return self.loop.run_until_complete(doing)

    def attempt(self, action: Action) -> Any:
        """Return what came of it, a refusal too."""
        try:
            return self.run(action(self.app))
        except UserError as refusal:
            return refusal

    def restart(self) -> None:
        """End the program and start it on the same database, at the same time in the same world."""
        self.run(self.app.database.close())
        now, told = self.clock.now, self.source.told
        self.open()
        self.clock.now, self.source.told = now, told

    def keep(self, name: str, told: Any) -> None:
        """Remember how things are now as a beginning of histories."""
        stored = sqlite3.connect(":memory:")
        self.books.backup(stored)
        self.beginnings[name] = Beginning(stored, self.clock.now, dict(self.source.told), deepcopy(told))

    def begin(self, name: str) -> Any:
        """Take everything back to a beginning; return the model's words for it."""
        beginning = self.beginnings[name]
        beginning.stored.backup(self.books)
        self.clock.now, self.source.told, self.source.asked = beginning.now, dict(beginning.answers), []
        return deepcopy(beginning.told)

    def asked(self) -> list[PostRef]:
        """Return what the source was asked for since this was called last."""
        asked, self.source.asked = self.source.asked, []
        return asked

    def tables(self) -> dict[str, Rows]:
        """Return everything that is stored."""
        return {name: self.books.execute(f"SELECT * FROM {name}").fetchall() for name in self.columns}

    def named(self, table: str, rows: Rows) -> list[dict[str, Any]]:
        """Return rows by column."""
        return [dict(zip(self.columns[table], row, strict=True)) for row in rows]

    async def prepare(self) -> None:
        app = self.app
        await campaigns.create(app, ADMIN, name="Summer")
        await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
        await creators.add(app, ADMIN, handle="ben", platform=Platform.TIKTOK, cpm="0.50", cap=500_000)
        mode = TrackingMode.SELECTIVE
        await creators.add(app, ADMIN, handle="cleo", platform=Platform.TIKTOK, mode=mode)
        for name, cpm in (("Base", "0.20"), ("High", "0.60")):
            await deals.add_tier(app, ADMIN, "cleo", name=name, cpm=cpm, cap=600_000)
        await watches.add(app, ADMIN, handle="cleo", platform=Platform.TIKTOK)

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator[Self]:
        with closing(cls(path)) as world:
            world.run(world.prepare())
            yield world


def spare_the_thread() -> None:
    """Let SQLite answer at once in this process, not by a thread: one step at a time takes half as long."""

    async def at_once(self: aiosqlite.Connection, do: Callable[..., Done], *args: Any, **named: Any) -> Done:
        return do(*args, **named)

    assert hasattr(aiosqlite.Connection, "_execute")
    aiosqlite.Connection._execute = at_once  # type: ignore[assignment, method-assign]  # no thread
