"""What is due to be looked at, stretch by stretch: each query reads what it returns, however much is due."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import ColumnElement, tuple_

from core.domain.refresh import CLOCK_AHEAD
from core.domain.terms import Platform
from db.engine import Session
from db.models import ENDING, Post
from db.posts import Due, due_of


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
) -> Stretch:
    """Return what is due by `now`, so many rows at most.

    Args:
        was_ahead: the clock was; what was looked at by that clock is due too.
    """
    order, condition = _stage(place.stage, now, was_ahead=was_ahead)
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
