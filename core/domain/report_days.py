"""The days a shared report is about: from what was typed to the moments they begin and end."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.domain.errors import ReportDateError, ReportRangeError
from core.domain.metrics import midnight
from core.domain.names import plain

DEFAULT_DAYS = 30
MOST_DAYS = 1827
"""Five years, leap days and all."""
EARLIEST = date(2010, 1, 1)
"""Neither platform has an older post."""
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days, both ends inclusive."""

    first: date
    last: date

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the moments, in UTC, at which the days begin in the zone (inclusive) and end (exclusive)."""
        return midnight(self.first, zone), midnight(self.last + timedelta(days=1), zone)


def read_days(first: str | None, last: str | None, *, now: datetime, zone: ZoneInfo) -> Days:
    """Return the days from `first` to `last` as they were typed, such as `2026-11-01`.

    Without `last` they end today, and a later one is cut to today; without `first` they are thirty.

    Raises:
        ReportDateError: one of them is no day.
        ReportRangeError: they run backwards, begin after today or before any post, or are too many.
    """
    today = now.astimezone(zone).date()
    to = today if last is None else min(_day("to", last, today), today)
    since = _before(to) if first is None else _day("from", first, today)
    return _checked(since, to, today)


def _day(name: str, typed: str, today: date) -> date:
    text = plain(typed)
    if not DAY.fullmatch(text):
        raise ReportDateError(name, typed, today)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ReportDateError(name, typed, today) from error


def _before(last: date) -> date:
    return last - timedelta(days=DEFAULT_DAYS - 1) if last > EARLIEST else last


def _checked(first: date, last: date, today: date) -> Days:
    if first > today:
        raise ReportRangeError("future", first, last, today)
    if first > last:
        raise ReportRangeError("backwards", first, last, last)
    if last < EARLIEST:
        raise ReportRangeError("early", first, last, EARLIEST)
    if (last - first).days >= MOST_DAYS:
        raise ReportRangeError("long", first, last, MOST_DAYS)
    return Days(first, last)
