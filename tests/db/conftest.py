"""What tests of several processes on one database share."""

from collections.abc import AsyncIterator

import pytest

from db.engine import Database, open_database


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Database]:
    """The same database, as another process has it open."""
    opened = open_database(database_url)
    yield opened
    await opened.close()
