"""When to look at a post again, and whether it is still there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.domain.adaptive import Pace, due_after, interval, share_over
from core.domain.request_budgets import RequestBudget
from core.domain.terms import Availability, Outcome, Platform, PostKind, PostStatus, TrackingStatus
from core.domain.tracking import counts

GONE_AFTER = timedelta(hours=36)
"""A post missed twice so far apart is gone; one miss proves nothing."""
GONE_WATCH = timedelta(days=30)
"""How long a gone post is still looked for."""
CLOCK_AHEAD = timedelta(hours=1)
"""What is dated further ahead than this was dated by a clock that was wrong; machines differ by less."""
JITTER = 0.05
"""Most of an interval that is added to spread looks."""
FIRST_RETRY = 12
"""The first retry comes after this part of the interval, each later one after twice as long."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often posts are looked at.

    Attributes:
        budgets: of the platforms whose regular looks follow growth and age; the others have one interval.
    """

    refresh: timedelta = timedelta(hours=6)
    final: timedelta = timedelta(days=1)
    horizon: timedelta = timedelta(days=30)
    grace: timedelta = timedelta(hours=48)
    budgets: Mapping[Platform, RequestBudget] = field(default_factory=dict)

    def pace_of(self, platform: Platform) -> Pace | None:
        """Return how the platform's regular looks follow growth and age; None: they do not."""
        budget = self.budgets.get(platform)
        return None if budget is None else budget.pace


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether the platform has the post, since when it is doubted, since when it is gone."""

    availability: Availability
    doubted_at: datetime | None
    gone_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """What the time of a post's next check depends on.

    `published_at` is the time of submission when publication is unknown; `looked_at` is when the platform
    was last asked; `failures` counts looks without a reading since the last good one; `growth` is in views a
    day, None when it is not known.
    """

    kind: PostKind
    status: PostStatus | None
    tracking: TrackingStatus
    availability: Availability
    needs_person: bool
    published_at: datetime
    window_ends_at: datetime | None
    looked_at: datetime
    gone_at: datetime | None
    failures: int
    growth: int | None = None


def next_check(
    post: Tracked, *, now: datetime, schedule: Schedule, jitter: float, pace: Pace | None = None
) -> datetime | None:
    """Return when the post is due, None when never again; a window's end without a look is due at once.

    Args:
        jitter: from 0 (inclusive) to 1 (exclusive); spreads looks, but moves no check at a window's end.
        pace: how regular looks follow growth and age; None: all have the schedule's one interval.
    """
    if post.tracking is TrackingStatus.EXCLUDED:
        return None
    end = post.window_ends_at
    end = end if end is not None and end > post.looked_at else None
    if post.status is PostStatus.REJECTED:
        return end or _last_try(post, now, schedule)
    until = _horizon(post, now, schedule)
    regular = _regular(post, now, schedule, JITTER * jitter, pace)
    is_over = until is not None and now >= until
    if post.status is not None and post.status.is_undecided and end is not None:
        return end if is_over else min(regular, end)
    return None if is_over else regular


def presence_after(before: Presence, outcome: Outcome, *, confirmed: bool, now: datetime) -> Presence:
    """Return what a look makes of a post's presence.

    Args:
        confirmed: a second source, or the account itself, says it is gone.

    A private post is there, so it is never gone.
    """
    if outcome in {Outcome.OK, Outcome.HIDDEN}:
        return Presence(Availability.LIVE, None, None)
    if not outcome.doubts_existence:
        return before
    doubted_at = before.doubted_at or now
    if outcome is Outcome.PRIVATE:
        return Presence(Availability.DOUBTED, doubted_at, None)
    if before.availability is Availability.GONE:
        return before
    if confirmed or now - doubted_at >= GONE_AFTER:
        return Presence(Availability.GONE, doubted_at, now)
    return Presence(Availability.DOUBTED, doubted_at, None)


def shows(current_views: int | None, reading_views: int | None) -> bool:
    """Whether a reading replaces the numbers that are shown: one without views never hides known views."""
    return reading_views is not None or current_views is None


def _regular(post: Tracked, now: datetime, schedule: Schedule, spread: float, pace: Pace | None) -> datetime:
    """Return when the post is due if no window ends before."""
    if pace is None or not _is_adaptive(post, now, schedule):
        return now + _interval(post, now, schedule) * (1 + spread)
    end = post.window_ends_at
    share = share_over(post.published_at, end or post.published_at + schedule.horizon, now)
    return due_after(
        now, interval(share, post.growth, pace), spread, None if end is None or now >= end else end
    )


def _is_adaptive(post: Tracked, now: datetime, schedule: Schedule) -> bool:
    """Whether growth and age say when the next look is due, where they do for the platform."""
    if post.failures or post.availability is Availability.GONE or post.needs_person:
        return False
    is_regular = post.kind is PostKind.REFERENCE or post.status is PostStatus.ACTIVE
    return is_regular and not _is_idle(post, now, schedule)


def _interval(post: Tracked, now: datetime, schedule: Schedule) -> timedelta:
    if post.availability is Availability.GONE or post.needs_person or _is_idle(post, now, schedule):
        return schedule.final
    if post.kind is PostKind.INTERNAL and (post.status is None or not post.status.is_undecided):
        return schedule.final
    if post.status is PostStatus.AWAITING_MEASUREMENT and post.window_ends_at is not None:
        patience = (now - post.window_ends_at) / 2
        return min(schedule.refresh, max(patience, _retry(max(post.failures, 1), schedule)))
    return schedule.refresh if post.failures == 0 else _retry(post.failures, schedule)


def _retry(failures: int, schedule: Schedule) -> timedelta:
    times: int = 2 ** min(failures - 1, 10)
    return min(schedule.refresh, schedule.refresh / FIRST_RETRY * times)


def _last_try(post: Tracked, now: datetime, schedule: Schedule) -> datetime | None:
    """Return when a rejected post is tried again whose look at the window's end failed."""
    is_over = post.window_ends_at is None or now >= post.window_ends_at + schedule.grace
    return None if is_over or post.failures == 0 else now + _retry(post.failures, schedule)


def _is_idle(post: Tracked, now: datetime, schedule: Schedule) -> bool:
    """Whether nobody let the post count before its window and grace were over."""
    end = post.window_ends_at
    return end is not None and now >= end + schedule.grace and not counts(post.tracking)


def _horizon(post: Tracked, now: datetime, schedule: Schedule) -> datetime | None:
    """Return the time from which the post is looked at no more, None when there is none."""
    if post.availability is Availability.GONE and post.gone_at is not None:
        return post.gone_at + GONE_WATCH
    is_undecided = post.status is not None and post.status.is_undecided
    if post.kind is PostKind.INTERNAL and is_undecided and not _is_idle(post, now, schedule):
        return None
    return post.published_at + schedule.horizon
