"""How many requests platforms got: by the hour, so that a day and the last 24 hours can be told."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from core.domain.terms import Platform
from db.engine import Session, insert_for
from db.records import RequestCount

KEPT = timedelta(days=8)


async def add(session: Session, platform: Platform, now: datetime, requests: int) -> None:
    """Add requests to those of the hour, and forget hours nobody will ask about."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    insert = insert_for(session, RequestCount).values(platform=platform, hour=hour, requests=requests)
    await session.execute(
        insert.on_conflict_do_update(
            index_elements=["platform", "hour"], set_={"requests": RequestCount.requests + requests}
        )
    )
    await session.execute(delete(RequestCount).where(RequestCount.hour < now - KEPT))


async def since(session: Session, platform: Platform, start: datetime) -> int:
    """Return how many requests were made in the hours that began at `start` or later."""
    query = select(func.sum(RequestCount.requests)).where(
        RequestCount.platform == platform, RequestCount.hour >= start
    )
    return int(await session.scalar(query) or 0)


async def first_hour(session: Session, platform: Platform) -> datetime | None:
    """Return the first hour that is known; None when there is none."""
    query = select(func.min(RequestCount.hour)).where(RequestCount.platform == platform)
    found: datetime | None = await session.scalar(query)
    return found
