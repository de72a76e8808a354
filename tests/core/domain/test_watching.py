"""How far back syncs go, what they take in, and when they are due."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.terms import Counts, CreatorState, Listed, Platform, PostRef, Reading, WatchState
from core.domain.watching import (
    Progress,
    first_import,
    has_passed,
    has_reached,
    is_sweep,
    is_synced,
    is_wanted,
    next_sync,
    published_at,
    reaches_to,
)
from tests.fakes import NOON, instagram, tiktok

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG_AGO = NOON - 90 * DAY


def listed(at: datetime, *, pinned: bool = False, ref: PostRef | None = None, reel: bool = True) -> Listed:
    return Listed(Reading(ref or tiktok(at), "fake", Counts(), published_at=at), pinned, reel)


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        (Progress(LONG_AGO), LONG_AGO),
        (Progress(NOON - DAY), NOON - DAY),
        (Progress(LONG_AGO, known_to=NOON - HOUR), NOON - 30 * DAY),
        (Progress(LONG_AGO, known_to=NOON - HOUR, swept_at=NOON - DAY), NOON - 30 * DAY),
        (Progress(LONG_AGO, known_to=NOON - HOUR, swept_at=NOON - DAY + HOUR), NOON - HOUR),
        (Progress(NOON - HOUR, known_to=NOON - DAY, swept_at=NOON), NOON - HOUR),
        (Progress(LONG_AGO, known_to=None, swept_at=NOON), LONG_AGO),
        (Progress(LONG_AGO, known_to=NOON - 60 * DAY), NOON - 60 * DAY),
        (Progress(LONG_AGO, known_to=NOON - 60 * DAY, swept_at=NOON), NOON - 60 * DAY),
        (Progress(LONG_AGO, known_to=NOON + DAY, swept_at=NOON), NOON),
    ],
)
def test_how_far_back_a_sync_goes(progress: Progress, expected: datetime) -> None:
    assert reaches_to(progress, NOON) == expected


def test_a_sweep_goes_as_far_back_as_posts_may_count() -> None:
    progress = Progress(LONG_AGO, known_to=NOON)

    assert reaches_to(progress, NOON, 62 * DAY) == NOON - 62 * DAY
    assert reaches_to(progress, NOON, 9 * DAY) == NOON - 30 * DAY


@pytest.mark.parametrize(
    ("ages", "pinned", "passed"),
    [
        ([], [], False),
        ([2, 1], [], True),
        ([2, 0], [], False),
        ([-1, 2], [], False),
        ([], [5], False),
        ([1], [5], True),
    ],
)
def test_a_sweep_ends_with_a_page_that_is_older_as_a_whole(
    ages: list[int], pinned: list[int], passed: bool
) -> None:
    page = [listed(NOON - age * HOUR, pinned=True) for age in pinned]

    assert has_passed([*page, *(listed(NOON - age * HOUR) for age in ages)], NOON) is passed


def test_the_first_sync_goes_by_number() -> None:
    with pytest.raises(ValueError, match="by number"):
        reaches_to(Progress(), NOON)


@pytest.mark.parametrize(
    ("swept_at", "expected"),
    [
        (None, True),
        (NOON + HOUR, True),
        (NOON - DAY, True),
        (NOON - DAY + timedelta(seconds=1), False),
        (NOON, False),
    ],
)
def test_one_sync_a_day_is_a_sweep(swept_at: datetime | None, expected: bool) -> None:
    assert is_sweep(Progress(NOON, NOON, swept_at), NOON) is expected


@pytest.mark.parametrize(
    ("page", "reached"),
    [
        ([], False),
        ([listed(NOON)], False),
        ([listed(NOON - timedelta(seconds=1))], True),
        ([listed(NOON + HOUR), listed(NOON - HOUR)], True),
        ([listed(NOON + 2 * HOUR), listed(NOON + HOUR)], False),
        ([listed(LONG_AGO, pinned=True), listed(NOON + HOUR)], False),
        ([listed(LONG_AGO, pinned=True)], False),
        ([listed(LONG_AGO), listed(NOON + HOUR)], False),
        ([listed(NOON - HOUR, ref=PostRef(Platform.TIKTOK, "12"))], True),
    ],
)
def test_where_a_sync_ends(page: list[Listed], reached: bool) -> None:
    assert has_reached(page, NOON) is reached


def test_a_time_nobody_tells_reaches_nothing() -> None:
    nameless = Reading(PostRef(Platform.TIKTOK, "12"), "fake", Counts())

    assert published_at(nameless) is None
    assert not has_reached([Listed(nameless)], NOON)


def test_the_id_tells_when_the_source_cannot_be_right() -> None:
    told = Reading(tiktok(NOON), "fake", Counts(), published_at=NOON - 400 * DAY)

    assert published_at(told) == NOON
    assert published_at(replace(told, published_at=NOON + HOUR)) == NOON + HOUR


@pytest.mark.parametrize(
    ("ref", "reel", "wanted"),
    [(tiktok(NOON), False, True), (instagram(NOON), True, True), (instagram(NOON), False, False)],
)
def test_on_instagram_reels_only(ref: PostRef, reel: bool, wanted: bool) -> None:
    assert is_wanted(listed(NOON, ref=ref, reel=reel)) is wanted


@given(ages=st.lists(st.integers(0, 1000), unique=True), number=st.integers(0, 30))
def test_the_newest_come_in_first(ages: list[int], number: int) -> None:
    seen = [listed(NOON - age * HOUR, pinned=age % 7 == 0) for age in ages]

    chosen = first_import(seen, number)

    assert [published_at(each.reading) for each in chosen] == [
        NOON - age * HOUR for age in sorted(ages)[:number]
    ]


@pytest.mark.parametrize(
    ("failures", "pause"),
    [(0, 6 * HOUR), (1, HOUR / 2), (2, HOUR), (3, 2 * HOUR), (5, 6 * HOUR), (5_000, 6 * HOUR)],
)
def test_a_failed_sync_is_tried_sooner(failures: int, pause: timedelta) -> None:
    assert next_sync(NOON, 6 * HOUR, failures, 0) == NOON + pause
    assert NOON + pause < next_sync(NOON, 6 * HOUR, failures, 0.999) < NOON + pause * 1.05


@pytest.mark.parametrize(
    ("state", "creator", "expected"),
    [
        (WatchState.ACTIVE, None, True),
        (WatchState.ACTIVE, CreatorState.ACTIVE, True),
        (WatchState.ACTIVE, CreatorState.PAUSED, False),
        (WatchState.ACTIVE, CreatorState.REMOVED, False),
        (WatchState.PAUSED, CreatorState.ACTIVE, False),
        (WatchState.PAUSED, None, False),
        (WatchState.REMOVED, None, False),
    ],
)
def test_either_pause_stops_syncs(state: WatchState, creator: CreatorState | None, expected: bool) -> None:
    assert is_synced(state, creator) is expected
