"""Budgets of requests: what posts want is stretched until it fits, and no further."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.adaptive import FARTHEST, LONGEST, Pace, interval
from core.domain.request_budgets import RESERVE, Alike, Demand, fitted, percentile, regular_looks

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
POSTS = st.lists(
    st.builds(Alike, st.integers(0, 10**6), st.floats(0, 1), st.none() | st.integers(0, 10**9)), max_size=9
)


def test_a_budget_that_is_enough_stretches_nothing() -> None:
    demand = Demand([Alike(100, 0, 1_000)])  # 400 looks a day, of 450 that are not kept back

    assert fitted(demand, 500) == Pace()
    assert fitted(Demand(), 0) == Pace()


def test_half_the_room_is_twice_the_wait() -> None:
    demand = Demand([Alike(100, 0, 1_000)])

    pace = fitted(demand, 223)  # 200.7 looks

    assert interval(0, 1_000, pace).total_seconds() == pytest.approx(100 / 200.7 * 86_400)


def test_what_is_made_anyway_is_taken_off_first() -> None:
    free, burdened = Demand([Alike(100, 0, 1_000)]), Demand([Alike(100, 0, 1_000)], 80, 15, 5)

    assert burdened.fixed == 100
    assert fitted(burdened, 1_000).stretch == 1
    assert fitted(burdened, 300).stretch > fitted(free, 300).stretch == pytest.approx(400 / 270)


def test_a_budget_that_is_too_small_makes_those_wait_longer_that_grow_less() -> None:
    demand = Demand([Alike(50, 0, 10**9), Alike(50, 1, 0)], ends=10)

    pace = fitted(demand, 100)  # 100 posts; 80 looks beside those at ends, 10 of them in the days before

    assert pace.longest / DAY == pytest.approx((100 / 70) ** 2)
    assert interval(1, 0, pace) == pace.longest
    assert interval(0, 10**9, pace) < 0.6 * pace.longest
    assert fitted(demand, 10).longest == fitted(demand, 0).longest == fitted(demand, 23).longest == FARTHEST


def test_hardly_too_small_is_a_day() -> None:
    assert fitted(Demand([Alike(90, 0, 0)], daily=1), 100).longest > LONGEST
    assert fitted(Demand([Alike(90, 0, 0)]), 100).longest == LONGEST


@given(POSTS, st.integers(0, 10**7), st.integers(0, 10**5), st.integers(0, 10**5))
def test_what_is_planned_fits_into_the_budget(
    posts: list[Alike], per_day: int, daily: int, ends: int
) -> None:
    demand = Demand(posts, daily, ends)

    pace = fitted(demand, per_day)

    room = per_day * (1 - RESERVE) - demand.fixed
    assert pace.longest == FARTHEST or regular_looks(posts, pace) <= max(room, 0) * (1 + 1e-6)
    assert pace.stretch == 1 or pace.longest > LONGEST or regular_looks(posts, pace) >= room * (1 - 1e-6)


@given(POSTS, st.integers(1, 10**6))
def test_a_greater_budget_never_waits_longer(posts: list[Alike], per_day: int) -> None:
    small, great = fitted(Demand(posts), per_day), fitted(Demand(posts), per_day * 2)

    assert great.longest <= small.longest
    assert small.longest > LONGEST or great.stretch <= small.stretch


def test_the_documented_schedule_looks_at_all_alike() -> None:
    demand = Demand([Alike(10, 0, 5), Alike(20, 1, None)], daily=7, ends=2, listings=4)

    assert demand.documented(6 * HOUR) == 133


@pytest.mark.parametrize(
    ("counted", "part", "hours"),
    [
        ({}, 0.5, None),
        ({HOUR: 0}, 0.5, None),
        ({HOUR: 4}, 0.5, 0.5),
        ({HOUR: 4, 3 * HOUR: 4}, 0.5, 1),
        ({3 * HOUR: 4, HOUR: 4}, 0.75, 2),
        ({HOUR: 4, 2 * HOUR: 0, 4 * HOUR: 4}, 1, 4),
    ],
)
def test_percentiles_of_classes(counted: dict[timedelta, int], part: float, hours: float | None) -> None:
    assert percentile(counted, part) == (None if hours is None else hours * HOUR)
