"""Databases that are copied as they are, so that a story is told from the same page again and again."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

from tests.conftest import on_postgres, postgres_url


class Place(Protocol):
    """Where databases are kept, by name; nobody uses one while it is copied."""

    async def copy(self, name: str, new: str) -> str:
        """Keep a copy under another name; return its address."""

    async def drop(self, name: str) -> None:
        """Forget a database."""


class Folder:
    """SQLite files in a folder, which begins with a copy of an empty one."""

    def __init__(self, folder: Path, empty: Path) -> None:
        self._folder = folder
        shutil.copy(empty, folder / "empty.db")

    async def copy(self, name: str, new: str) -> str:
        path = self._folder / f"{new}.db"
        await asyncio.to_thread(shutil.copy, self._folder / f"{name}.db", path)
        return f"sqlite+aiosqlite:///{path}"

    async def drop(self, name: str) -> None:
        for path in self._folder.glob(f"{name}.db*"):
            path.unlink()


class Server:
    """Databases of a PostgreSQL server, which is found by its socket folder."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    async def copy(self, name: str, new: str) -> str:
        await on_postgres(self._folder, f"CREATE DATABASE {new} TEMPLATE {name} STRATEGY FILE_COPY")
        return postgres_url(self._folder, new)

    async def drop(self, name: str) -> None:
        await on_postgres(self._folder, f"DROP DATABASE {name} WITH (FORCE)")


NUMBERS = count()


@asynccontextmanager
async def copied(place: Place, name: str) -> AsyncIterator[tuple[str, str]]:
    """Name and address of a copy that lives as long as it is needed."""
    new = f"copy_{next(NUMBERS)}"
    try:
        yield new, await place.copy(name, new)
    finally:
        await place.drop(new)
