"""Days are summed up when they are over for an hour, in the server's zone, some at a time."""

from datetime import UTC, datetime, timedelta

from core.domain.rollups import LAG, MOST_DAYS, begins_days, is_ahead, over, target
from core.domain.zones import zone_of

UTC_ZONE, BERLIN = zone_of("UTC"), zone_of("Europe/Berlin")
MIDNIGHT = datetime(2026, 11, 2, tzinfo=UTC)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def test_a_day_is_over_an_hour_after_its_end_inclusive() -> None:
    assert over(MIDNIGHT + LAG - SECOND, UTC_ZONE) == MIDNIGHT - DAY
    assert over(MIDNIGHT + LAG, UTC_ZONE) == MIDNIGHT
    assert over(MIDNIGHT, BERLIN) == MIDNIGHT - timedelta(hours=1)


def test_so_many_days_come_next_and_none_that_is_not_over() -> None:
    now = MIDNIGHT + 2 * LAG
    assert target(MIDNIGHT - 900 * DAY, now, UTC_ZONE) == MIDNIGHT - (900 - MOST_DAYS) * DAY
    assert target(MIDNIGHT - 2 * DAY, now, UTC_ZONE) == MIDNIGHT
    assert target(MIDNIGHT, now, UTC_ZONE) == MIDNIGHT
    assert target(MIDNIGHT + DAY, now, UTC_ZONE) == MIDNIGHT + DAY


def test_days_to_come_are_summed_up_only_by_a_wrong_clock() -> None:
    assert is_ahead(MIDNIGHT + DAY, MIDNIGHT + LAG, UTC_ZONE)
    assert not is_ahead(MIDNIGHT, MIDNIGHT - LAG, UTC_ZONE)  # clocks of machines differ a little
    assert not is_ahead(MIDNIGHT, MIDNIGHT + LAG, UTC_ZONE)


def test_only_midnights_of_the_zone_begin_days() -> None:
    assert begins_days([], UTC_ZONE)
    assert begins_days([MIDNIGHT, MIDNIGHT + DAY], UTC_ZONE)
    assert not begins_days([MIDNIGHT, MIDNIGHT + SECOND], UTC_ZONE)
    assert not begins_days([MIDNIGHT], BERLIN)
