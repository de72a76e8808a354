"""Which days a report is about: what may be typed, and the moments it stands for."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import ReportDateError, ReportError, ReportRangeError
from core.domain.report_days import DEFAULT_DAYS, EARLIEST, MOST_DAYS, Days, read_days
from tests.fakes import NOON

TODAY = NOON.date()  # 2026-11-02
UTC_ZONE = ZoneInfo("UTC")
NEW_YORK = ZoneInfo("America/New_York")


def read(first: str | None, last: str | None) -> tuple[str, str]:
    days = read_days(first, last, now=NOON, zone=UTC_ZONE)
    return days.first.isoformat(), days.last.isoformat()


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (None, None, ("2026-10-04", "2026-11-02")),  # thirty days, today among them
        ("2026-11-01", None, ("2026-11-01", "2026-11-02")),
        (None, "2026-10-31", ("2026-10-02", "2026-10-31")),
        ("2026-11-02", "2026-11-02", ("2026-11-02", "2026-11-02")),
        (" 2026-11-01 ", "2026-11-02\n", ("2026-11-01", "2026-11-02")),
        ("2026-11-01", "2026-11-03", ("2026-11-01", "2026-11-02")),  # cut to today
        (None, "9999-12-31", ("2026-10-04", "2026-11-02")),
        ("2024-02-29", "2024-02-29", ("2024-02-29", "2024-02-29")),
        ("2021-11-02", "2026-11-02", ("2021-11-02", "2026-11-02")),  # 1,827 days
        ("2010-01-01", "2010-01-01", ("2010-01-01", "2010-01-01")),
        (None, "2010-01-01", ("2010-01-01", "2010-01-01")),
    ],
)
def test_days_as_they_are_typed(first: str | None, last: str | None, days: tuple[str, str]) -> None:
    assert read(first, last) == days


@pytest.mark.parametrize(
    "text",
    [
        *("", "yesterday", "2026-11-1", "01.11.2026", "11/01/2026", "20261101", "2026-W44-1", "2026-305"),
        *(
            "2026-02-29",
            "2026-13-01",
            "0000-01-01",
            "2026-11-01T00:00",
            "\uff12\uff10\uff12\uff16-11-01",
            "-2026-11-01",
        ),
    ],
)
def test_what_is_no_day_is_refused_with_the_option(text: str) -> None:
    with pytest.raises(ReportDateError) as first:
        read(text, None)
    with pytest.raises(ReportDateError) as last:
        read(None, text)

    assert (first.value.name, first.value.text, first.value.example) == ("from", text, TODAY)
    assert last.value.name == "to"


@pytest.mark.parametrize(
    ("first", "last", "problem", "limit"),
    [
        ("2026-11-02", "2026-11-01", "backwards", date(2026, 11, 1)),
        ("2026-11-03", None, "future", TODAY),
        ("2026-11-03", "2026-11-04", "future", TODAY),
        ("2021-11-01", "2026-11-02", "long", MOST_DAYS),
        ("0001-01-01", None, "long", MOST_DAYS),
        ("2009-12-31", "2009-12-31", "early", EARLIEST),
        (None, "0001-01-01", "early", EARLIEST),
        ("2026-11-01", "0001-01-01", "backwards", date(1, 1, 1)),
    ],
)
def test_which_days_cannot_be_reported_on(
    first: str | None, last: str | None, problem: str, limit: date | int
) -> None:
    with pytest.raises(ReportRangeError) as refused:
        read(first, last)

    assert (refused.value.problem, refused.value.limit) == (problem, limit)


def test_today_is_the_zones() -> None:
    evening = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)

    assert read_days(None, None, now=evening, zone=NEW_YORK).last == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("day", "begins", "ends", "hours"),
    [
        (date(2026, 11, 1), "2026-11-01T04:00:00+00:00", "2026-11-02T05:00:00+00:00", 25),
        (date(2026, 3, 8), "2026-03-08T05:00:00+00:00", "2026-03-09T04:00:00+00:00", 23),
        (date(2026, 7, 1), "2026-07-01T04:00:00+00:00", "2026-07-02T04:00:00+00:00", 24),
    ],
)
def test_a_day_is_as_long_as_the_zone_has_it(day: date, begins: str, ends: str, hours: int) -> None:
    since, until = Days(day, day).bounds(NEW_YORK)

    assert (since.isoformat(), until.isoformat()) == (begins, ends)
    assert until - since == timedelta(hours=hours)


@given(st.text() | st.dates().map(str), st.none() | st.dates().map(str), st.integers(-14, 12))
def test_whatever_is_typed_is_days_or_a_refusal(first: str, last: str | None, hours: int) -> None:
    zone = ZoneInfo(f"Etc/GMT{hours:+}" if hours else "UTC")
    try:
        days = read_days(first, last, now=NOON, zone=zone)
    except ReportError:
        return

    since, until = days.bounds(zone)
    assert EARLIEST - timedelta(days=MOST_DAYS) <= days.first <= days.last <= NOON.astimezone(zone).date()
    assert until - since == timedelta(days=(days.last - days.first).days + 1)


def test_the_default_is_thirty_days() -> None:
    days = read_days(None, None, now=NOON, zone=UTC_ZONE)

    assert (days.last - days.first).days + 1 == DEFAULT_DAYS == 30
