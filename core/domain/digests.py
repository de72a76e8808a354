"""When a weekly digest is due, and which weeks it is about, in the hours and days of a time zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.domain import metrics
from core.domain.metrics import Span

WEEKDAY, HOUR = 0, 9
"""Mondays at nine, unless a server chooses otherwise."""
LATEST = timedelta(hours=24)
"""A digest that is so late, or later, is not sent any more."""
WEEK = 7


def next_due(after: datetime, weekday: int, hour: int, zone: ZoneInfo) -> datetime:
    """Return the first such hour of such a day, 0 being Monday, after a moment, in UTC.

    An hour that clocks leave out is the one they show instead; one that they show twice is the first of both.
    """
    today = after.astimezone(zone).date()
    wait = (weekday - today.weekday()) % WEEK
    due = _moment(today + timedelta(wait), hour, zone)
    return due if due > after else _moment(today + timedelta(wait + WEEK), hour, zone)


def is_missed(due_at: datetime, now: datetime) -> bool:
    """Whether it is too late for a digest that was due."""
    return now - due_at >= LATEST


def weeks(due_at: datetime, zone: ZoneInfo) -> list[Span]:
    """Return the week before last and the last one: whole days up to the one before the digest's own."""
    return _before(due_at, zone, 2)


def days(due_at: datetime, zone: ZoneInfo) -> list[Span]:
    """Return the days of both weeks."""
    return _before(due_at, zone, 2 * WEEK)


def _before(due_at: datetime, zone: ZoneInfo, count: int) -> list[Span]:
    own = due_at.astimezone(zone).date()
    first = metrics.midnight(own - timedelta(2 * WEEK), zone)
    return metrics.spans(first, metrics.midnight(own, zone), zone, count)


def _moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)
