"""Many rows, without holding the event loop up."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select

from db.engine import Session

PART = 250
"""So many rows are unpacked at a stretch: the event loop runs between two of them."""


async def all_rows(session: Session, query: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return all rows."""
    found: list[Row[*tuple[Any, ...]]] = []
    async for part in (await session.stream(query)).partitions(PART):
        found += part
    return found
