"""When digests are due, clocks changing or not, and which days they are about."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.digests import LATEST, days, is_missed, next_due, weeks

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo"]
MONDAY, SUNDAY = 0, 6
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  the zone comes beside them


def utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "weekday", "hour", "due"),
    [
        (utc(11, 3, 12), MONDAY, 9, utc(11, 9, 8)),
        (utc(11, 9, 7, 59), MONDAY, 9, utc(11, 9, 8)),
        (utc(11, 9, 8), MONDAY, 9, utc(11, 16, 8)),  # that very moment is over
        (utc(3, 23, 9), MONDAY, 9, utc(3, 30, 7)),  # an hour earlier in UTC from the 29th on
        (utc(10, 19, 9), MONDAY, 9, utc(10, 26, 8)),
        (utc(3, 28, 12), SUNDAY, 2, utc(3, 29, 1)),  # the clocks show three then
        (utc(3, 29, 1), SUNDAY, 2, utc(4, 5, 0)),
        (utc(10, 24, 12), SUNDAY, 2, utc(10, 25, 0)),  # the first of two
        (utc(10, 25, 0, 30), SUNDAY, 2, utc(11, 1, 1)),  # and not the second
        (utc(11, 8, 22, 59), MONDAY, 0, utc(11, 8, 23)),  # Monday begins in Berlin while it is Sunday in UTC
    ],
)
def test_it_is_due_at_the_zones_own_hour(after: datetime, weekday: int, hour: int, due: datetime) -> None:
    assert next_due(after, weekday, hour, BERLIN) == due


@given(
    MOMENTS,
    st.integers(0, 6),
    st.integers(0, 23),
    st.sampled_from(ZONES),
)
def test_it_comes_once_a_week_and_never_at_once(after: datetime, weekday: int, hour: int, name: str) -> None:
    zone = ZoneInfo(name)
    due = next_due(after, weekday, hour, zone)
    following = next_due(due, weekday, hour, zone)

    assert after < due <= after + timedelta(days=7, hours=2)
    assert due.astimezone(zone).weekday() == weekday
    assert abs(following - due - timedelta(days=7)) <= timedelta(hours=1)


@given(MOMENTS, st.sampled_from(ZONES))
def test_weeks_are_whole_days_that_meet(due: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    before, last = weeks(due, zone)
    single = days(due, zone)

    assert before.end == last.start
    assert (single[0].start, single[7].start, single[-1].end) == (before.start, last.start, last.end)
    assert len(single) == 14
    assert last.end <= due
    assert last.last == due.astimezone(zone).date() - timedelta(1)


def test_a_week_may_be_an_hour_longer() -> None:
    _, last = weeks(utc(10, 26, 8), BERLIN)

    assert (last.first, last.last) == (date(2026, 10, 19), date(2026, 10, 25))
    assert last.end - last.start == timedelta(days=7, hours=1)


def test_a_day_late_is_too_late() -> None:
    due = utc(11, 9, 8)

    assert not is_missed(due, due + LATEST - timedelta(microseconds=1))
    assert is_missed(due, due + LATEST)
