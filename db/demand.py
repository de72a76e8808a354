"""What a platform's posts want in a day: counted by classes in the database, so that no post is loaded."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select

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
LAST_DAY = 1
"""The class of windows that end within a day."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of a platform's posts, as `Demand` has it; ages by the upper ends of their classes."""

    posts: Sequence[Alike]
    ends: int
    daily: int
    ages: Mapping[timedelta, int]


@dataclass(frozen=True, slots=True)
class Row:
    """Posts of one class of time left, window in days, growth, and age of what is shown; None: not shown.

    `growth` is their sum, None when none is known; `due` of them are looked at within a day.
    """

    left: int
    days: int
    age: int | None
    posts: int
    growth: int | None
    due: int


async def measured(session: Session, platform: Platform, now: datetime, schedule: Schedule) -> Wanted:
    """Return what the platform's posts want, and how old what is shown of them is.

    Posts that run and competitors' posts are gone through once each, by the index of undecided posts; the
    looks of the others are counted in the index of due ones.
    """
    horizon = schedule.horizon
    active = await _classes(session, _active(now, schedule), Post.window_ends_at, platform, now, timedelta())
    theirs = await _classes(session, _reference(), BORN, platform, now, horizon)
    due = await _due(session, platform, now)
    ages: Counter[timedelta] = Counter()
    for row in active:
        if row.age is not None:
            ages[[*AGES, OLDEST][row.age]] += row.posts
    return Wanted(
        posts=[
            *_merged((row, timedelta(days=row.days)) for row in active),
            *_merged((row, horizon) for row in theirs),
        ],
        ends=sum(row.posts for row in active if row.left == LAST_DAY),
        daily=max(0, due - sum(row.due for row in (*active, *theirs))),
        ages=ages,
    )


async def watched(session: Session, platform: Platform) -> int:
    """Return how many accounts are synced."""
    query = select(func.count()).select_from(WatchedAccount)
    return await session.scalar(is_synced(query, platform)) or 0


async def _due(session: Session, platform: Platform, now: datetime) -> int:
    """Return how many looks are due within a day, the further tries of windows' ends among them."""
    looks = select(func.count()).where(Post.platform == platform, Post.next_check_at <= now + DAY)
    waits = select(func.count()).where(
        Post.status == PostStatus.AWAITING_MEASUREMENT,
        Post.platform == platform,
        Post.needs_person.is_(False),
    )
    return (await session.scalar(looks) or 0) + (RETRIES - 1) * (await session.scalar(waits) or 0)


def _active(now: datetime, schedule: Schedule) -> ColumnElement[bool]:
    """The condition for posts that run, as the rule has it for single ones."""
    return and_(
        Post.status == PostStatus.ACTIVE,
        Post.needs_person.is_(False),
        Post.window_ends_at > now - schedule.grace,
        *_is_there(),
    )


def _reference() -> ColumnElement[bool]:
    return and_(Post.status.is_(None), Post.kind == PostKind.REFERENCE, *_is_there())


def _is_there() -> Sequence[ColumnElement[bool]]:
    return (
        Post.availability != Availability.GONE,
        Post.tracking != TrackingStatus.EXCLUDED,
        Post.next_check_at.is_not(None),
    )


async def _classes(
    session: Session,
    which: ColumnElement[bool],
    at: Any,
    platform: Platform,
    now: datetime,
    later: timedelta,
) -> Sequence[Row]:
    """Return the posts by classes; a post's window ends so much later than `at`."""
    left = _class(DAYS, lambda span: at <= now - later + span)
    grows = case((Post.growth.is_(None), -1), else_=_class(GROWTHS, lambda end: Post.growth < end))
    is_shown = taking_part(Use.MONEY) & Post.read_at.is_not(None) & Post.views.is_not(None)
    age = case((is_shown, _class(AGES, lambda age: Post.read_at >= now - age)))
    query = (
        select(
            left,
            Post.window_days,
            age,
            func.count(),
            func.sum(Post.growth),
            func.sum(case((Post.next_check_at <= now + DAY, 1), else_=0)),
        )
        .where(Post.platform == platform, which)
        .group_by(left, Post.window_days, age, grows)
    )
    return [
        Row(row[0], row[1], row[2], row[3], _whole(row[4]), int(row[5]))
        for row in await session.execute(query)
    ]


def _class(
    ends: Sequence[Any], is_within: Callable[[Any], ColumnElement[bool]], first: int = 0
) -> ColumnElement[int]:
    """Return the number of the first class that a post is in, the last being open; found by halving."""
    if not ends:
        return literal(first)
    middle = len(ends) // 2
    lower = _class(ends[:middle], is_within, first)
    upper = _class(ends[middle + 1 :], is_within, first + middle + 1)
    return case((is_within(ends[middle]), lower), else_=upper)


def _whole(total: Any) -> int | None:
    return None if total is None else int(total)


def _merged(rows: Iterable[tuple[Row, timedelta]]) -> Iterable[Alike]:
    """Return the classes of the rows; posts stand in the middle of the time that is left."""
    for row, window in rows:
        upper = DAYS[row.left] if row.left < len(DAYS) else window
        lower = DAYS[row.left - 1] if row.left else upper
        share = min(1.0, max(0.0, 1 - (lower + upper) / 2 / window))
        yield Alike(row.posts, share, None if row.growth is None else round(row.growth / row.posts))
