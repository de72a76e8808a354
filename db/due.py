"""What is due to be looked at, stretch by stretch: each query reads what it returns, however much is due."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnElement, or_, tuple_

from core.domain.lifecycle import COUNTED_BEFORE, UNDECIDED
from core.domain.refresh import CLOCK_AHEAD
from core.domain.terms import Platform
from db.engine import Session
from db.indexes import ENDING
from db.models import Post
from db.posts import Due, due_of, each_once


class Stage(IntEnum):
    """What a round goes through, in this order."""

    ENDED = 0  # posts whose window has ended, for they are to be decided; first those that ended first
    OVERDUE = 1  # all that is due, the longest overdue first
    AHEAD = 2  # what was looked at by a clock that was ahead


@dataclass(frozen=True, slots=True)
class Place:
    """How far a round has come: the stage, and its last post's time and id (None: none yet)."""

    stage: Stage = Stage.ENDED
    after: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some posts that are due, each row of each campaign, and where the round goes on (None: nowhere)."""

    rows: Sequence[Due]
    next: Place | None


async def stretch(
    session: Session,
    platform: Platform,
    now: datetime,
    limit: int,
    place: Place = Place(),
    *,
    was_ahead: bool = False,
    only_urgent: bool = False,
) -> Stretch:
    """Return what is due by `now`, so many rows at most.

    Args:
        was_ahead: the clock was; what was looked at by that clock is due too.
        only_urgent: leave out what can wait for the next day.
    """
    order, condition = _stage(place.stage, now, was_ahead=was_ahead)
    if only_urgent:
        condition &= _cannot_wait(now)
    query = due_of(*order).where(Post.platform == platform, condition).order_by(*order).limit(limit)
    if place.after is not None:
        query = query.where(tuple_(*order) > place.after)
    rows = (await session.execute(query)).all()
    found = [Due.of(platform, row) for row in rows]
    if len(rows) == limit:
        return Stretch(found, Place(place.stage, tuple(rows[-1][3:])))
    last = Stage.AHEAD if was_ahead else Stage.OVERDUE
    return Stretch(found, None if place.stage is last else Place(Stage(place.stage + 1)))


async def of_authors(
    session: Session, platform: Platform, handles: Collection[str], now: datetime, limit: int
) -> Sequence[Due]:
    """Return what else is due of these authors, so many rows at most, whichever come first."""
    wanted = (Post.platform == platform, Post.author_handle.in_(handles), Post.next_check_at <= now)
    return [Due.of(platform, row) for row in await session.execute(due_of().where(*wanted).limit(limit))]


async def among(
    session: Session, platform: Platform, ids: Collection[str], now: datetime, *, only_urgent: bool = False
) -> Sequence[Due]:
    """Return which of these platform ids are due, each once, the longest overdue first.

    What was looked at by a clock that was ahead is due too.

    Args:
        only_urgent: leave out what can wait for the next day.
    """
    is_ahead = Post.next_check_at.is_not(None) & (Post.checked_at > now + CLOCK_AHEAD)
    is_due = (Post.next_check_at <= now) | is_ahead
    if only_urgent:
        is_due &= _cannot_wait(now)
    query = due_of().where(Post.platform == platform, Post.platform_post_id.in_(ids), is_due)
    rows = await session.execute(query.order_by(Post.next_check_at, Post.id))
    return each_once([Due.of(platform, row) for row in rows])


def _cannot_wait(now: datetime) -> ColumnElement[bool]:
    """The condition for first looks, for those of a window's end, and for those of the last day before it.

    Whoever was looked at in the last 12 hours before the last 12 was so in the last 24 before the end.
    """
    half = COUNTED_BEFORE / 2
    is_undecided = Post.status.in_(UNDECIDED) & Post.needs_person.is_(False)
    return or_(
        Post.checked_at.is_(None),
        (Post.window_ends_at <= now) & (Post.checked_at < Post.window_ends_at),
        is_undecided & (Post.window_ends_at <= now),
        is_undecided & (Post.window_ends_at <= now + half) & (Post.checked_at < now - half),
    )


def _stage(stage: Stage, now: datetime, *, was_ahead: bool) -> tuple[tuple[Any, ...], ColumnElement[bool]]:
    """Return what a stage is ordered by, and which posts belong to it."""
    is_overdue = Post.next_check_at <= now
    is_ahead = Post.next_check_at.is_not(None) & (Post.checked_at > now + CLOCK_AHEAD)
    match stage:
        case Stage.ENDED:
            is_due = is_overdue | is_ahead if was_ahead else is_overdue
            return (Post.window_ends_at, Post.id), ENDING & (Post.window_ends_at <= now) & is_due
        case Stage.OVERDUE:
            return (Post.next_check_at, Post.id), is_overdue
        case Stage.AHEAD:  # no index helps to find them: asked then only, and the table is read once
            return (Post.id,), is_ahead
