"""Many rows, without holding the event loop up."""

import asyncio
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select

from db.engine import Session

PART = 250
"""So many rows are unpacked at a stretch: the event loop runs between two of them."""


async def all_rows(session: Session, query: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return all rows, which are asked for at once and unpacked bit by bit."""
    found: list[Row[*tuple[Any, ...]]] = []
    for part in (await session.execute(query)).partitions(PART):
        found += part
        await asyncio.sleep(0)
    return found
