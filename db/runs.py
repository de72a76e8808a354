"""Runs of the loops, and what waits for them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import case, delete, func, select

from core.domain.lifecycle import UNDECIDED
from core.domain.refresh import CLOCK_AHEAD
from core.domain.retention import RUNS_KEPT
from core.domain.terms import Availability, Outcome, Platform, PostStatus
from db.counting import IS_OPEN
from db.engine import Session
from db.models import Post
from db.records import Run

TROUBLE = [outcome for outcome in Outcome if outcome.is_trouble]


def record(
    session: Session, loop: str, started_at: datetime, finished_at: datetime, tally: dict[str, Any]
) -> None:
    """Add a run."""
    session.add(Run(loop=loop, started_at=started_at, finished_at=finished_at, tally=tally))


async def last(session: Session, loop: str) -> Run | None:
    """Return the loop's newest run that had something to do."""
    query = select(Run).where(Run.loop == loop).order_by(Run.started_at.desc(), Run.id.desc())
    found: Run | None = await session.scalar(query.limit(1))
    return found


async def is_ahead(session: Session, loop: str, now: datetime) -> bool:
    """Whether the loop's newest run is of a time to come, by a clock that was wrong."""
    newest = await last(session, loop)
    return newest is not None and newest.started_at > now + CLOCK_AHEAD


async def forget(session: Session, now: datetime) -> None:
    """Drop runs nobody will ask about."""
    await session.execute(delete(Run).where(Run.started_at < now - RUNS_KEPT))


async def overdue(session: Session, now: datetime) -> Mapping[Platform, tuple[int, datetime | None]]:
    """Return, by platform, how many posts are due and since when the oldest is."""
    query = (
        select(Post.platform, func.count(), func.min(Post.next_check_at))
        .where(Post.platform.in_(list(Platform)), Post.next_check_at <= now)  # all, as the index is asked
        .group_by(Post.platform)
    )
    return {row[0]: (row[1], row[2]) for row in await session.execute(query)}


async def heard(session: Session) -> Mapping[Platform, tuple[datetime | None, datetime]]:
    """Return, by platform, when a post that counts now was last heard about, and since when one is in.

    Trouble of a source is no answer; posts that are gone or wait for a person are not asked for so often.
    """
    answered_at = case((Post.last_outcome.not_in(TROUBLE), Post.checked_at))
    is_counting = Post.status.in_(sorted(UNDECIDED)) & (Post.availability != Availability.GONE)
    query = (
        select(Post.platform, func.max(answered_at), func.min(Post.submitted_at))
        .where(IS_OPEN, is_counting, Post.needs_person.is_(False), Post.next_check_at.is_not(None))
        .group_by(Post.platform)
    )
    return {row[0]: (row[1], row[2]) for row in await session.execute(query)}


async def waiting(session: Session) -> Mapping[PostStatus, int]:
    """Return how many posts that count wait for a reading or for terms."""
    query = (
        select(Post.status, func.count())
        .where(IS_OPEN, Post.status.in_([PostStatus.AWAITING_MEASUREMENT, PostStatus.PENDING_CPM]))
        .group_by(Post.status)
    )
    return {row[0]: row[1] for row in await session.execute(query) if row[0] is not None}
