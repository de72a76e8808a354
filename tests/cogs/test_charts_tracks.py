"""A line joins only what may be compared, and never passes over what is not known."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from cogs.charts_tracks import last_known, metric_switches, source_switches, track
from core.domain.terms import Counts
from core.services.shown_history import History, Point
from tests.fakes import NOON
from tests.pictures import history, point, typed


def read(hours: float, views: int | None, **changes: object) -> Point:
    made = point(hours, Counts(views, likes=5))
    return replace(made, **changes)  # type: ignore[arg-type]  # the fields are the test's to name


def runs(made: History, name: str = "views") -> list[list[int]]:
    return [[count for _, count in run] for run in track(made, name).runs]


def hours(moments: Sequence[object]) -> list[float]:
    return [(moment - NOON) / timedelta(hours=1) for moment in moments]  # type: ignore[operator]  # none is None


def test_regular_readings_are_one_run() -> None:
    made = history([read(0, 1), read(6, 2), read(12, 2)])

    assert runs(made) == [[1, 2, 2]]
    assert track(made, "views").gaps == []


def test_nothing_read_for_long_is_a_gap() -> None:
    made = track(history([read(0, 1), read(12, 2), read(24.5, 3)]), "views")

    assert [len(run) for run in made.runs] == [2, 1]
    assert [(before[1], after[1]) for before, after in made.gaps] == [(2, 3)]


def test_after_the_decision_a_day_without_a_reading_is_none() -> None:
    made = replace(history([read(0, 1), read(24, 2), read(73, 3)]), slow_from=NOON + timedelta(hours=1))

    assert runs(made) == [[1, 2], [3]]


def test_an_unknown_count_interrupts_and_is_bridged_by_nothing() -> None:
    made = history([read(0, 1), read(6, None), read(30, 3)])

    assert runs(made) == [[1], [3]]
    assert track(made, "views").gaps == []
    assert runs(made, "shares") == []


def test_another_metric_starts_anew_for_views_alone() -> None:
    made = history([read(0, 1), read(6, None, metric=None), read(12, 2), read(18, 9, metric="plays")])

    assert runs(made) == [[1], [2], [9]]
    assert runs(made, "likes") == [[5, 5, 5, 5]]
    assert hours(metric_switches(made)) == [18]


def test_rounded_numbers_are_not_joined_to_exact_ones() -> None:
    made = history([read(0, 1), read(6, 2, is_exact=False), read(12, 3)])

    assert runs(made) == [[1], [2], [3]]
    assert runs(made, "likes") == [[5], [5], [5]]
    assert hours(metric_switches(made)) == [6, 12]


def test_another_source_of_the_same_metric_is_marked_and_joined() -> None:
    made = history([read(0, 1), read(6, 2, source="tikwm"), read(12, 3)])

    assert runs(made) == [[1, 2, 3]]
    assert hours(source_switches(made)) == [6, 12]


def test_typed_views_are_marks_of_their_own() -> None:
    made = history([read(0, 1), typed(3, 700), read(6, 2)])

    assert runs(made) == [[1, 2]]
    assert [views for _, views in track(made, "views").typed] == [700]
    assert track(made, "likes").typed == []
    assert source_switches(made) == metric_switches(made) == []


def test_a_fall_is_known_within_a_run_only() -> None:
    made = history([read(0, 10), read(6, 7), read(12, 5, metric="plays"), read(18, 5)])

    assert [(before[1], after[1]) for before, after in track(made, "views").falls] == [(10, 7)]


def test_the_newest_known_number_is_not_always_the_last_reading() -> None:
    made = history([read(0, 10), read(6, None)])

    assert last_known(made, "views") == made.points[0]
    assert last_known(made, "shares") is None
