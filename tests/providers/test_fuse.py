"""A fuse: when it blows, who tries whether the source works again, and what counts as an answer."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import SourceBusyError, SourceError
from providers.fuse import FIRST_PAUSE, KEY_PAUSE, STRIKES, Fuse
from tests.fakes import NOON, FixedClock
from tests.providers.scripted import BUSY, DOWN, REFUSED, SHAPE

MINUTE = timedelta(minutes=1)


def fuse(clock: FixedClock, chance: float = 0) -> Fuse:
    return Fuse(clock, lambda: chance)


def call(one: Fuse, result: SourceError | None) -> bool:
    """Make a call that ends at once; return whether it was let through."""
    permit = one.enter()
    if permit is None:
        return False
    if result is None:
        one.worked(permit)
    else:
        one.failed(permit, result)
    one.leave(permit)
    return True


@pytest.mark.parametrize(
    ("script", "pause"),
    [
        ([DOWN] * (STRIKES - 1), None),
        ([DOWN] * STRIKES, FIRST_PAUSE),
        ([SHAPE] * STRIKES, FIRST_PAUSE),
        ([DOWN, SHAPE, DOWN, SHAPE, DOWN], FIRST_PAUSE),
        ([*[DOWN] * (STRIKES - 1), None, DOWN], None),
        ([*[DOWN] * (STRIKES - 1), SourceBusyError("busy", 0)], None),
        ([*[DOWN] * (STRIKES - 1), SourceBusyError("busy", 0), DOWN], FIRST_PAUSE),
        ([BUSY], MINUTE),
        ([SourceBusyError("busy", 7)], timedelta(seconds=7)),
        ([REFUSED], KEY_PAUSE),
    ],
)
def test_what_leaves_a_source_alone_and_for_how_long(
    script: list[SourceError | None], pause: timedelta | None
) -> None:
    one = fuse(FixedClock())

    let_through = [call(one, result) for result in script]

    assert all(let_through)
    assert one.closed_until == (pause and NOON + pause)


def test_five_minutes_are_over_at_five_minutes() -> None:
    clock = FixedClock()
    one = fuse(clock)
    for _ in range(STRIKES):
        call(one, DOWN)

    clock.now = NOON + FIRST_PAUSE - timedelta(microseconds=1)
    before = one.enter()
    clock.now = NOON + FIRST_PAUSE
    after = one.enter()

    assert before is None
    assert after is not None


@pytest.mark.parametrize("script", [[DOWN] * STRIKES, [REFUSED]])
def test_one_at_a_time_tries_and_all_may_ask_once_it_worked(script: list[SourceError]) -> None:
    clock = FixedClock()
    one = fuse(clock)
    for result in script:
        call(one, result)
    clock.advance(hours=1)

    trial, other = one.enter(), one.enter()
    assert trial is not None
    is_news = one.worked(trial)
    one.leave(trial)

    assert other is None
    assert is_news
    assert one.enter()
    assert one.enter()
    assert (one.is_blown, one.is_refused) == (False, False)


@pytest.mark.parametrize("script", [[BUSY], [SourceBusyError("busy", 7)]])
def test_a_pause_the_source_asked_for_ends_without_a_trial(script: list[SourceError]) -> None:
    clock = FixedClock()
    one = fuse(clock)
    for result in script:
        call(one, result)
    clock.advance(minutes=1)

    assert one.enter()
    assert one.enter()


@pytest.mark.parametrize(
    ("chance", "minutes"),
    [
        (0, [5, 10, 20, 40, 60, 60]),
        (0.5, [5, 9, 18, 36, 54, 54]),
        (1, [5, 8, 16, 32, 48, 48]),
    ],
)
def test_each_trial_that_fails_doubles_the_pause_up_to_an_hour(chance: float, minutes: list[int]) -> None:
    clock = FixedClock()
    one = fuse(clock, chance)
    for _ in range(STRIKES - 1):
        call(one, DOWN)

    pauses = []
    for _ in minutes:
        call(one, DOWN)
        assert one.closed_until
        pauses.append((one.closed_until - clock.now) / MINUTE)
        clock.now = one.closed_until

    assert pauses == minutes


def test_after_a_success_the_pauses_begin_short_again() -> None:
    clock = FixedClock()
    one = fuse(clock)
    pauses = []
    for result in [*[DOWN] * (STRIKES + 2), None, *[DOWN] * (STRIKES + 1)]:
        call(one, result)
        if one.closed_until is not None:
            pauses.append((one.closed_until - clock.now) / MINUTE)
            clock.now = one.closed_until

    assert pauses == [5, 10, 20, 5, 10]


@pytest.mark.parametrize(
    ("result", "pause", "is_refused"),
    [(BUSY, MINUTE, False), (REFUSED, KEY_PAUSE, True), (SHAPE, 2 * FIRST_PAUSE, False)],
)
def test_a_trial_that_is_refused_or_put_off_stays_a_trial(
    result: SourceError, pause: timedelta, *, is_refused: bool
) -> None:
    clock = FixedClock()
    one = fuse(clock)
    for _ in range(STRIKES):
        call(one, DOWN)
    clock.now += FIRST_PAUSE

    call(one, result)

    assert one.closed_until == clock.now + pause
    assert one.is_refused is is_refused
    clock.now += pause
    assert one.enter()
    assert one.enter() is None


@pytest.mark.parametrize("late", [None, DOWN, SHAPE])
def test_what_was_asked_before_the_fuse_blew_says_nothing_about_now(late: SourceError | None) -> None:
    clock = FixedClock()
    one = fuse(clock)
    old = one.enter()
    assert old is not None
    for _ in range(STRIKES):
        call(one, DOWN)
    clock.now += FIRST_PAUSE
    trial = one.enter()

    is_news = one.worked(old) if late is None else one.failed(old, late)
    one.leave(old)

    assert trial is not None
    assert not is_news
    assert one.is_blown
    assert one.closed_until is None
    assert one.enter() is None, "the trial is still under way"


def test_a_wait_is_kept_whenever_it_was_asked_for() -> None:
    clock = FixedClock()
    one = fuse(clock)
    old = one.enter()
    assert old is not None
    for _ in range(STRIKES):
        call(one, DOWN)

    one.failed(old, SourceBusyError("busy", 900))

    assert one.closed_until == NOON + timedelta(minutes=15)


def test_a_trial_that_is_given_up_makes_room_for_the_next() -> None:
    clock = FixedClock()
    one = fuse(clock)
    call(one, REFUSED)
    clock.now += KEY_PAUSE
    trial = one.enter()
    assert trial is not None

    one.leave(trial)

    assert one.enter()


@given(st.lists(st.sampled_from([None, DOWN, SHAPE, BUSY, REFUSED]), max_size=60))
def test_one_after_the_other_a_source_is_let_in_again_at_the_end_of_its_pause(
    script: list[SourceError | None],
) -> None:
    clock = FixedClock()
    one = fuse(clock)

    for result in script:
        assert call(one, result)
        if one.closed_until is not None:
            assert not call(one, None)
            clock.now = one.closed_until

    assert call(one, None)
    assert not one.is_blown
