"""When to look at a post again, and whether it is still there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.domain.terms import Availability, Outcome, PostKind, PostStatus, TrackingStatus

GONE_AFTER = timedelta(hours=36)
"""A post missed twice so far apart is gone; one miss proves nothing."""
GONE_WATCH = timedelta(days=30)
"""How long a gone post is still looked for."""
JITTER = 0.05
"""Most of an interval that is added to spread looks."""
FIRST_RETRY = 12
"""The first retry comes after this part of the interval, each later one after twice as long."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often posts are looked at."""

    refresh: timedelta = timedelta(hours=6)
    final: timedelta = timedelta(days=1)
    horizon: timedelta = timedelta(days=30)
    grace: timedelta = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether the platform has the post, since when it is doubted, since when it is gone."""

    availability: Availability
    doubted_at: datetime | None
    gone_at: datetime | None


def next_check(
    *,
    kind: PostKind,
    status: PostStatus | None,
    tracking: TrackingStatus,
    availability: Availability,
    published_at: datetime,
    window_ends_at: datetime | None,
    gone_at: datetime | None,
    failures: int,
    now: datetime,
    schedule: Schedule,
    jitter: float,
) -> datetime | None:
    """Return when the post is due, None when never again.

    Args:
        published_at: the time of submission when publication is unknown.
        failures: looks without a reading since the last good one.
        jitter: from 0 (inclusive) to 1 (exclusive); spreads looks, but moves no check at a window's end.
    """
    if tracking is TrackingStatus.EXCLUDED:
        return None
    end = window_ends_at if window_ends_at is not None and window_ends_at > now else None
    if status is PostStatus.REJECTED:
        return end
    until = _horizon(kind, status, availability, published_at, gone_at, schedule)
    regular = now + _interval(kind, status, availability, failures, schedule) * (1 + JITTER * jitter)
    is_over = until is not None and now >= until
    if status is PostStatus.ACTIVE and end is not None:
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


def _interval(
    kind: PostKind, status: PostStatus | None, availability: Availability, failures: int, schedule: Schedule
) -> timedelta:
    if availability is Availability.GONE:
        return schedule.final
    if kind is PostKind.INTERNAL and (status is None or not status.is_undecided):
        return schedule.final
    if failures == 0 and status is not PostStatus.AWAITING_MEASUREMENT:
        return schedule.refresh
    times: int = 2 ** min(max(failures - 1, 0), 10)
    return min(schedule.refresh, schedule.refresh / FIRST_RETRY * times)


def _horizon(
    kind: PostKind,
    status: PostStatus | None,
    availability: Availability,
    published_at: datetime,
    gone_at: datetime | None,
    schedule: Schedule,
) -> datetime | None:
    """Return the time from which the post is looked at no more, None when there is none."""
    if availability is Availability.GONE and gone_at is not None:
        return gone_at + GONE_WATCH
    if kind is PostKind.INTERNAL and status is not None and status.is_undecided:
        return None
    return published_at + schedule.horizon
