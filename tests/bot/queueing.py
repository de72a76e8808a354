"""A queue of jobs on a test's own PostgreSQL database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot import queue
from bot.queue import PostgresQueue, Pulse
from db.engine import libpq

QUICK = Pulse(look_s=0.05, beat_s=0.1, stalled_s=0.3)
"""A worker that says nothing for so long is missed: enough for tests in which none lives."""


@asynccontextmanager
async def opened(database_url: str, pulse: Pulse = QUICK, name: str = "test") -> AsyncIterator[PostgresQueue]:
    async with queue.opened(libpq(database_url), pulse, name) as held:
        yield held
