"""Ticks are round, labels short and true, and thinning leaves the line as it is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.charts_scales import (
    compact,
    moment,
    spaced,
    thinned,
    time_labels,
    time_note,
    time_scale,
    value_scale,
    widened,
)
from core.domain.terms import MAX_COUNT
from tests.fakes import NOON

DAY = timedelta(days=1)
counts = st.lists(st.integers(0, MAX_COUNT).map(float), min_size=1, max_size=50)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.25, "0.25"),
        (-1_500, "-1.5K"),
        (950, "950"),
        (999, "999"),
        (1_000, "1K"),
        (1_200, "1.2K"),
        (447_500, "447.5K"),
        (999_940, "999.9K"),
        (999_960, "1M"),
        (1_200_000, "1.2M"),
        (3_000_000_000, "3B"),
        (MAX_COUNT, "9.223Qi"),
    ],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert compact(value) == text


@pytest.mark.parametrize(
    ("values", "about", "ticks"),
    [
        ([], 4, [0, 1]),
        ([0, 0], 4, [0, 1]),
        ([3], 4, [0, 1, 2, 3]),
        ([812, 812], 4, [0, 250, 500, 750, 1_000]),
        ([40_000, 951_859], 4, [0, 250_000, 500_000, 750_000, 1_000_000]),
        ([310_000, 420_000], 4, [300_000, 350_000, 400_000, 450_000]),
        ([5_000, 10_000], 2, [0, 5_000, 10_000]),
        ([1_249_860, 1_249_955], 4, [1_245_000, 1_250_000]),
        ([-30, 20], 4, [-40, -20, 0, 20]),
        ([-30, -20], 3, [-30, -20, -10, 0]),
    ],
)
def test_ticks_are_round_and_hold_every_value(values: list[float], about: int, ticks: list[float]) -> None:
    scale = value_scale(values, about)

    assert (scale.ticks, scale.low, scale.high) == (ticks, ticks[0], ticks[-1])


def test_a_share_has_ticks_between_whole_numbers() -> None:
    assert value_scale([0.5, 2.2], 5, whole=False).ticks == [0, 0.5, 1, 1.5, 2, 2.5]


@given(counts, st.integers(1, 6))
def test_every_value_is_on_its_scale_and_every_label_differs(values: list[float], about: int) -> None:
    scale = value_scale(values, about)

    assert all(0 <= scale.part(value) <= 1 for value in values)
    labels = [compact(tick) for tick in scale.ticks]
    assert len(set(labels)) == len(labels) <= about + 3
    assert max(map(len, labels)) <= 8


@pytest.mark.parametrize(
    ("span", "labels", "note"),
    [
        (timedelta(hours=4), ["12:00", "13:00", "14:00", "15:00", "16:00"], "Nov 2, 2026, UTC"),
        (timedelta(hours=15), ["12:00", "15:00", "18:00", "21:00", "Nov 3", "03:00"], "2026, UTC"),
        (5 * DAY, ["Nov 3", "Nov 4", "Nov 5", "Nov 6", "Nov 7"], "2026, UTC"),
        (90 * DAY, ["Nov 3", "Dec 3", "Jan 2"], "2026 to 2027, UTC"),
    ],
)
def test_times_are_round_in_utc(span: timedelta, labels: list[str], note: str) -> None:
    scale = time_scale(NOON, NOON + span)

    assert (time_labels(scale), time_note(scale)) == (labels, note)


@given(st.integers(4, 24 * 365 * 30))
def test_a_span_of_any_length_has_a_few_ticks_within_it(hours: int) -> None:
    scale = time_scale(NOON, NOON + timedelta(hours=hours))

    assert 1 <= len(scale.ticks) <= 6
    assert all(scale.low <= tick <= scale.high for tick in scale.ticks)


def test_a_moment_is_written_in_utc() -> None:
    assert moment(datetime.fromisoformat("2026-11-02T01:30+02:00")) == "Nov 1, 23:30"


def test_a_short_span_is_widened_and_a_long_one_left() -> None:
    assert widened(NOON, NOON) == (NOON - timedelta(hours=2), NOON + timedelta(hours=2))
    assert widened(NOON, NOON + DAY) == (NOON, NOON + DAY)
    assert NOON.tzinfo is UTC


@given(
    st.lists(st.tuples(st.floats(0, 1e6), st.floats(-1e6, 1e6)), min_size=1, max_size=300), st.integers(1, 40)
)
def test_thinning_keeps_ends_and_extremes_in_order(marks: list[tuple[float, float]], columns: int) -> None:
    marks.sort(key=lambda mark: mark[0])

    kept = thinned(marks, columns)

    assert (kept[0], kept[-1]) == (marks[0], marks[-1])
    for extreme in (min, max):
        assert extreme(y for _, y in kept) == extreme(y for _, y in marks)
    left = iter(marks)
    assert all(mark in left for mark in kept), "in the same order, none invented"
    assert len(kept) <= max(columns, 4 * (columns + 1))


def test_few_marks_are_all_kept_and_many_are_thinned() -> None:
    marks = [(float(number), float(number % 7)) for number in range(10_000)]

    assert thinned(marks[:180], 180) == marks[:180]
    assert len(thinned(marks, 180)) <= 4 * 181
    assert thinned([(5.0, 1.0)] * 3, 2) == [(5.0, 1.0)] * 2


def test_marks_of_one_kind_keep_their_distance() -> None:
    assert spaced([30.0, 1.0, 2.0, 14.0, 15.0], 12) == [1.0, 14.0, 30.0]
