"""What was read of a post over time, as it leaves the services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Point:
    """One reading of a post, or views that a person typed in (`is_manual`); None: a count is unknown.

    Flat, for a long history has many: the garbage collector goes through one thing for each, not two.
    """

    at: datetime
    views: int | None
    likes: int | None
    comments: int | None
    shares: int | None
    source: str
    metric: str | None
    is_exact: bool
    is_manual: bool


@dataclass(frozen=True, slots=True)
class History:
    """Everything that was read of a post, oldest first; nothing is known from before the first point.

    Attributes:
        counted: the reading the decision rests on; None while there is none.
        finalized_at: set on finalized and paid posts only.
        every: how often the post is looked at while it is undecided, or has no status.
        slow_every: how often it is looked at from `slow_from` on.
        slow_from: when it was decided or went; None: looks are as frequent as ever.
    """

    post_id: int
    points: Sequence[Point]
    published_at: datetime | None
    window_ends_at: datetime | None
    counted: Point | None
    finalized_at: datetime | None
    every: timedelta
    slow_every: timedelta
    slow_from: datetime | None
    now: datetime

    def is_gap(self, before: Point, after: Point) -> bool:
        """Whether so long passed between two readings that looks in between failed or were not made."""
        is_slow = self.slow_from is not None and after.at > self.slow_from
        return after.at - before.at > 2 * (self.slow_every if is_slow else self.every)
