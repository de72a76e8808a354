"""How often a post is worth a look: by how fast it grows and how old it is, within a budget of requests.

Off unless a platform has a budget. It moves the regular looks at undecided posts and at reference posts, and
no others: never the look at a window's end, never retries, never the daily looks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

from core.domain.lifecycle import COUNTED_BEFORE

SHORTEST, LONGEST = timedelta(hours=1), timedelta(hours=24)
"""Between these a post is looked at again; a longer time only while the budget is too small for it."""
FARTHEST = timedelta(days=7)
"""The longest time between two looks, however small the budget is."""
ORDINARY, ORDINARY_GROWTH = timedelta(hours=6), 1_000
"""A new post that gains so many views a day wants a look so often; unknown growth counts as this much."""
MEASURED_OVER = timedelta(minutes=10)
"""Two readings nearer to each other tell nothing of how fast a post grows."""
MOST_GROWTH = 10**15
"""More views a day than this are a fault of a source; the figure has to fit into 64 bits."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Measured:
    """Views that were shown at a moment; None is not known.

    Attributes:
        metric: what was counted; views of two metrics tell no growth.
        is_exact: not rounded by the source; rounded views tell no growth.
    """

    views: int | None
    at: datetime | None
    metric: str | None
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Pace:
    """How a platform's wanted looks are brought into its budget.

    Attributes:
        stretch: by which wanted times are multiplied, 1 at least.
        longest: the longest time between two looks; above `LONGEST` only when the budget is too small.
    """

    stretch: float = 1.0
    longest: timedelta = LONGEST


def growth_after(kept: int | None, before: Measured, after: Measured) -> int | None:
    """Return how many views a day a post gains between the last two known readings; None: not known.

    Unknown is not zero: readings of two metrics, rounded ones, and views that fell tell nothing.

    Args:
        kept: the growth known before; it stands when the two readings are too near to each other to tell.
    """
    if before.views is None or after.views is None or before.at is None or after.at is None:
        return None
    if before.metric != after.metric or not (before.is_exact and after.is_exact):
        return None
    if after.at - before.at < MEASURED_OVER:
        return kept
    gained = after.views - before.views
    return None if gained < 0 else min(MOST_GROWTH, round(gained * (DAY / (after.at - before.at))))


def wanted(share: float, growth: int | None) -> timedelta:
    """Return how long the next look at a post may be away, were there no budget; it may be under `SHORTEST`.

    The views that are shown are off by half of what a post gains between two looks. For a given number of
    looks that is least in sum when the time between them goes with one over the root of the growth. A young
    post may take off at any time, so its age sets a limit however flat it is.

    Args:
        share: how much of its window, or of the horizon, is over: 0 at publication, 1 from its end on.
        growth: views a day, 0 at least; None: not known.
    """
    by_age = ORDINARY + (LONGEST - ORDINARY) * share
    views = ORDINARY_GROWTH if growth is None else growth
    if views <= 0:
        return by_age
    return min(ORDINARY * sqrt(ORDINARY_GROWTH / views) * (1 + share), by_age)


def share_over(published_at: datetime, end: datetime, now: datetime) -> float:
    """Return how much of a window is over, from 0 to 1."""
    if now >= end or published_at >= end:
        return 1.0
    return max(0.0, (now - published_at) / (end - published_at))


def interval(share: float, growth: int | None, pace: Pace) -> timedelta:
    """Return the time to the next look within the budget: what is wanted, stretched, within its limits."""
    return timedelta(seconds=interval_s(wanted(share, growth).total_seconds(), pace))


def interval_s(wanted_s: float, pace: Pace) -> float:
    """Return a wanted time stretched, in seconds, within its limits."""
    return min(max(wanted_s * pace.stretch, SHORTEST.total_seconds()), pace.longest.total_seconds())


def due_after(now: datetime, wait: timedelta, spread: float, end: datetime | None) -> datetime:
    """Return when the next regular look is due.

    A post whose window ends is looked at in the last 24 hours before, whatever the budget: from then on the
    counted reading may be taken.

    Args:
        spread: what is added to the wait, as a share of it; never beyond 24 hours.
        end: of the window; None: it has none, or is over.
    """
    if wait <= LONGEST:
        return now + min(wait * (1 + spread), LONGEST)
    at = now + wait * (1 + spread)
    return at if end is None else min(at, max(end - COUNTED_BEFORE, now + LONGEST))
