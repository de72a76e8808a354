"""How often a post is worth a look: never less for more growth, never more for more age."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.adaptive import (
    FARTHEST,
    LONGEST,
    MOST_GROWTH,
    SHORTEST,
    Measured,
    Pace,
    due_after,
    growth_after,
    interval,
    share_over,
    wanted,
)

NOW = datetime(2026, 11, 9, 12, tzinfo=UTC)
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
SHARES = st.floats(0, 1)
GROWTHS = st.integers(0, MOST_GROWTH)
PACES = st.builds(Pace, st.floats(1, 1e9), st.timedeltas(LONGEST, FARTHEST))


@pytest.mark.parametrize(
    ("share", "growth", "hours"),
    [
        (0, 1_000, 6),
        (0, None, 6),  # unknown is ordinary
        (0, 0, 6),  # a new post may take off
        (0, 10, 6),
        (0, 4_000, 3),
        (0, 36_000, 1),
        (0, 10**9, 1),
        (0.5, 1_000, 9),
        (0.5, None, 9),
        (0.5, 0, 15),
        (1, 1_000, 12),
        (1, 36_000, 2),
        (1, 1, 24),
        (1, 0, 24),
    ],
)
def test_what_is_wanted_without_a_budget(share: float, growth: int | None, hours: float) -> None:
    assert interval(share, growth, Pace()) == hours * HOUR


@given(SHARES, GROWTHS, GROWTHS, PACES)
def test_more_growth_never_waits_longer(share: float, one: int, other: int, pace: Pace) -> None:
    assert interval(share, max(one, other), pace) <= interval(share, min(one, other), pace)


@given(SHARES, SHARES, st.none() | GROWTHS, PACES)
def test_older_never_waits_shorter(one: float, other: float, growth: int | None, pace: Pace) -> None:
    assert interval(max(one, other), growth, pace) >= interval(min(one, other), growth, pace)


@given(SHARES, st.none() | GROWTHS, PACES)
def test_waits_are_within_their_limits(share: float, growth: int | None, pace: Pace) -> None:
    assert SHORTEST <= interval(share, growth, pace) <= pace.longest


@given(SHARES, st.none() | GROWTHS, st.floats(1, 1e6), st.floats(1, 1e6))
def test_more_stretch_never_waits_shorter(share: float, growth: int | None, one: float, other: float) -> None:
    assert interval(share, growth, Pace(max(one, other))) >= interval(share, growth, Pace(min(one, other)))


@given(st.floats(0.01, 1))
def test_unknown_growth_is_not_taken_for_none(share: float) -> None:
    assert wanted(share, None) == wanted(share, 1_000) < wanted(share, 0)


def test_how_much_of_a_window_is_over() -> None:
    assert share_over(NOW - DAY, NOW + 3 * DAY, NOW) == 0.25
    assert share_over(NOW + HOUR, NOW + DAY, NOW) == 0
    assert share_over(NOW - DAY, NOW, NOW) == 1
    assert share_over(NOW - DAY, NOW - HOUR, NOW) == 1
    assert share_over(NOW + DAY, NOW + DAY, NOW) == 1


def shown(
    views: int | None, at: datetime | None, metric: str = "play_count", *, exact: bool = True
) -> Measured:
    return Measured(views, at, metric, is_exact=exact)


@pytest.mark.parametrize(
    ("before", "after", "growth"),
    [
        (shown(100, NOW - DAY), shown(600, NOW), 500),
        (shown(100, NOW - 6 * HOUR), shown(600, NOW), 2_000),
        (shown(100, NOW - DAY), shown(100, NOW), 0),
        (shown(100, NOW - DAY), shown(99, NOW), None),
        (shown(None, None), shown(600, NOW), None),
        (shown(100, NOW - DAY), shown(None, NOW), None),
        (shown(100, NOW - DAY), shown(600, NOW, "video_play_count"), None),
        (shown(100, NOW - DAY, exact=False), shown(600, NOW), None),
        (shown(100, NOW - DAY), shown(600, NOW, exact=False), None),
        (shown(100, NOW - 10 * MINUTE), shown(101, NOW), 144),
        (shown(100, NOW - 9.9 * MINUTE), shown(600, NOW), 7),  # as it was known before
        (shown(100, NOW + HOUR), shown(600, NOW), 7),
        (shown(0, NOW - 10 * MINUTE), shown(2**63 - 1, NOW), MOST_GROWTH),
    ],
)
def test_growth_between_two_readings(before: Measured, after: Measured, growth: int | None) -> None:
    assert growth_after(7, before, after) == growth


def test_a_wait_is_spread_but_not_beyond_a_day() -> None:
    assert due_after(NOW, 6 * HOUR, 0.05, None) == NOW + 6.3 * HOUR
    assert due_after(NOW, LONGEST, 0.05, None) == NOW + DAY
    assert due_after(NOW, 3 * DAY, 0.05, None) == NOW + 3.15 * DAY


@pytest.mark.parametrize(
    ("days_left", "days"), [(10, 3), (4.1, 3), (3.5, 2.5), (2, 1), (1.5, 1), (1, 1), (0.5, 1)]
)
def test_a_long_wait_leaves_a_look_in_the_last_day(days_left: float, days: float) -> None:
    assert due_after(NOW, 3 * DAY, 0, NOW + days_left * DAY) == NOW + days * DAY


@given(st.floats(0.1, 30), st.timedeltas(SHORTEST, FARTHEST), st.floats(0, 0.05))
def test_every_window_has_a_look_in_the_last_day_before_its_end(
    days: float, wait: timedelta, spread: float
) -> None:
    end, looks = NOW + days * DAY, [NOW]
    while looks[-1] < end:
        looks.append(min(end, due_after(looks[-1], wait, spread, end)))

    assert any(end - DAY <= look < end for look in looks)
    assert all(later - look <= max(LONGEST, wait * 1.05) for look, later in pairwise(looks))
