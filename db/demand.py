"""What a platform's posts want in a day: counted by classes in the database, so that no post is loaded."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select

from core.domain.refresh import Schedule
from core.domain.request_budgets import Alike
from core.domain.terms import Availability, Platform, PostKind, PostStatus, TrackingStatus
from core.domain.tracking import Use
from db.counting import taking_part
from db.engine import Session
from db.models import Post, WatchedAccount
from db.reviews import BORN
from db.watches import is_synced

DAY = timedelta(days=1)
GROWTHS = [4**power for power in range(15)]
"""Upper ends of the classes of growth, in views a day; their means stand for them."""
DAYS = [timedelta(days=days) for days in (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 14, 21, 30, 45, 60, 90)]
"""Upper ends of the classes of time that a window or the horizon still lasts."""
AGES = [
    *(timedelta(minutes=30 * number) for number in range(1, 13)),
    *(timedelta(hours=hours) for hours in (*range(7, 25), 36, 48, 72, 168)),
]
"""Upper ends of the classes of age of what is shown."""
OLDEST = timedelta(days=30)
"""What stands for the upper end of the last of these."""
RETRIES = 4
"""Looks in a day at a post that waits for a reading of its window's end."""


async def alike(session: Session, platform: Platform, now: datetime, schedule: Schedule) -> Sequence[Alike]:
    """Return the posts whose regular looks follow growth and age, by classes of both."""
    internal = await _classes(
        session, _active(now, schedule), Post.window_ends_at, Post.window_days, platform, now
    )
    horizon = schedule.horizon
    references = await _classes(session, _reference(), BORN, None, platform, now - horizon)
    return [
        *(_alike(number, left, timedelta(days=days), growth) for left, days, number, growth in internal),
        *(_alike(number, left, horizon, growth) for left, _, number, growth in references),
    ]


async def ends(session: Session, platform: Platform, now: datetime) -> int:
    """Return how many windows end within a day."""
    query = select(func.count()).where(
        Post.platform == platform,
        Post.next_check_at.is_not(None),
        Post.window_ends_at > now,
        Post.window_ends_at <= now + DAY,
    )
    return await session.scalar(query) or 0


async def daily(session: Session, platform: Platform, now: datetime, schedule: Schedule) -> int:
    """Return how many looks within a day do not follow growth and age."""
    waits = (Post.status == PostStatus.AWAITING_MEASUREMENT) & Post.needs_person.is_(False)
    looks = case((or_(_active(now, schedule), _reference()), 0), (waits, RETRIES), else_=1)
    query = select(func.sum(looks)).where(Post.platform == platform, Post.next_check_at <= now + DAY)
    return int(await session.scalar(query) or 0)


async def watched(session: Session, platform: Platform) -> int:
    """Return how many accounts are synced."""
    query = select(func.count()).select_from(WatchedAccount)
    return await session.scalar(is_synced(query, platform)) or 0


async def shown_ages(session: Session, platform: Platform, now: datetime) -> Counter[timedelta]:
    """Return how many posts that count and run show views of what age, by the class's upper end."""
    older = case(*((Post.read_at >= now - age, number) for number, age in enumerate(AGES)), else_=len(AGES))
    query = (
        select(older, func.count())
        .where(Post.platform == platform, Post.status == PostStatus.ACTIVE, taking_part(Use.MONEY))
        .where(Post.read_at.is_not(None), Post.views.is_not(None))
        .group_by(older)
    )
    uppers = [*AGES, OLDEST]
    return Counter({uppers[row[0]]: row[1] for row in await session.execute(query)})


def _active(now: datetime, schedule: Schedule) -> ColumnElement[bool]:
    """The condition for posts that run, as the rule has it for single ones."""
    return and_(
        Post.status == PostStatus.ACTIVE,
        Post.needs_person.is_(False),
        Post.window_ends_at > now - schedule.grace,
        *_is_there(),
    )


def _reference() -> ColumnElement[bool]:
    return and_(Post.kind == PostKind.REFERENCE, *_is_there())


def _is_there() -> Sequence[ColumnElement[bool]]:
    return (
        Post.availability != Availability.GONE,
        Post.tracking != TrackingStatus.EXCLUDED,
        Post.next_check_at.is_not(None),
    )


async def _classes(
    session: Session, which: ColumnElement[bool], at: Any, days: Any, platform: Platform, now: datetime
) -> Sequence[tuple[int, int, int, int | None]]:
    """Return, by class of time left, window in days and class of growth: posts, and their mean growth."""
    left = case(*((at <= now + span, number) for number, span in enumerate(DAYS)), else_=len(DAYS))
    grows = case(
        (Post.growth.is_(None), -1),
        *((Post.growth < end, number) for number, end in enumerate(GROWTHS)),
        else_=len(GROWTHS),
    )
    parts = [left, grows] if days is None else [left, days, grows]
    query = (
        select(left, literal(0) if days is None else days, func.count(), func.avg(Post.growth))
        .where(Post.platform == platform, which)
        .group_by(*parts)
    )
    rows = await session.execute(query)
    return [(row[0], row[1], row[2], None if row[3] is None else round(row[3])) for row in rows]


def _alike(posts: int, left: int, window: timedelta, growth: int | None) -> Alike:
    """Return the class, its posts standing in the middle of the time that is left to them."""
    upper = DAYS[left] if left < len(DAYS) else window
    lower = DAYS[left - 1] if left else upper
    return Alike(posts, min(1.0, max(0.0, 1 - (lower + upper) / 2 / window)), growth)
