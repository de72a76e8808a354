"""The decision at the window's end, boundary by boundary."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.lifecycle import (
    COUNTED_BEFORE,
    Decision,
    GoodReading,
    Verdict,
    at_window_end,
    counted_reading,
    window_ends,
)
from core.domain.terms import Terms

END = datetime(2026, 11, 9, 12, tzinfo=UTC)
GRACE = timedelta(hours=48)
TERMS = Terms(Decimal("0.50"), 500_000)
SECOND = timedelta(seconds=1)


def at(hours: float, views: int = 1, *, manual: bool = False, exact: bool = True) -> GoodReading:
    return GoodReading(int(hours * 3600), END + timedelta(hours=hours), views, manual, exact)


@pytest.mark.parametrize(
    ("readings", "now", "counted"),
    [
        ([], 0, None),
        ([at(-1)], 0, None),  # one at or after the end may still come
        ([at(-1)], 47.9, None),
        ([at(-1)], 48, at(-1)),  # the grace is over
        ([at(0)], 0, at(0)),
        ([at(-1), at(2)], 2, at(-1)),  # the nearest
        ([at(-2), at(2)], 2, at(2)),  # a tie goes to the later
        ([at(2), at(-2)], 2, at(2)),
        ([at(-24)], 48, at(-24)),
        ([at(-24.001)], 48, None),
        ([at(48)], 48, at(48)),
        ([at(48.001)], 49, None),
        ([at(-25), at(49)], 50, None),
        ([at(-3, manual=True)], 48, at(-3, manual=True)),
        ([at(-3, manual=True), at(-2)], 48, at(-2)),  # what a person typed gives way to a later reading
        ([at(-3), at(-2, manual=True)], 48, at(-2, manual=True)),
        ([at(100, manual=True)], 100, at(100, manual=True)),  # a person was asked
        ([at(-5), at(100, manual=True)], 100, at(-5)),
        ([at(0, exact=False)], 47.9, None),  # an exact one may still come
        ([at(0, exact=False), at(6)], 6, at(6)),
        ([at(-1), at(0, exact=False)], 1, None),
        ([at(0, exact=False)], 48, at(0, exact=False)),
        ([at(-20), at(0, exact=False)], 48, at(0, exact=False)),
    ],
)
def test_the_counted_reading(readings: list[GoodReading], now: float, counted: GoodReading | None) -> None:
    found = counted_reading(readings, window_ends_at=END, now=END + timedelta(hours=now), grace=GRACE)
    assert found == counted


@pytest.mark.parametrize(
    ("views", "verdict", "reason"),
    [
        (1_800_000, Verdict.FINALIZE, "about 1,800,000 views (rounded by the source) counted"),
        (900, Verdict.REJECT, "about 900 views (rounded by the source), 1,000 needed"),
    ],
)
def test_a_decision_on_a_rounded_count_says_so(views: int, verdict: Verdict, reason: str) -> None:
    decision = decide(at(0, views, exact=False), END + GRACE)

    assert (decision.verdict, decision.reason) == (verdict, reason)


def decide(
    counted: GoodReading | None, now: datetime, *, spared: bool = False, terms: Terms | None = TERMS
) -> Decision:
    return at_window_end(
        counted, minimum=1_000, terms=terms, window_ends_at=END, now=now, grace=GRACE, is_spared=spared
    )


def test_window_end_is_exclusive() -> None:
    assert decide(at(0, 5), END - SECOND).verdict is Verdict.KEEP
    assert decide(at(0, 5), END).verdict is Verdict.REJECT


def test_without_a_reading_the_post_waits_and_then_asks() -> None:
    early, late = decide(None, END + GRACE - SECOND), decide(None, END + GRACE)
    assert (early.verdict, early.needs_person) == (Verdict.AWAIT, False)
    assert (late.verdict, late.needs_person) == (Verdict.AWAIT, True)


@pytest.mark.parametrize(
    ("views", "verdict", "reason"),
    [
        (0, Verdict.REJECT, "0 views, 1,000 needed"),
        (812, Verdict.REJECT, "812 views, 1,000 needed"),
        (999, Verdict.REJECT, "999 views, 1,000 needed"),
        (1_000, Verdict.FINALIZE, "1,000 views counted"),
    ],
)
def test_the_minimum_is_inclusive(views: int, verdict: Verdict, reason: str) -> None:
    decision = decide(at(0, views), END)
    assert (decision.verdict, decision.reason, decision.counted) == (verdict, reason, at(0, views))


def test_a_spared_post_is_not_rejected_again() -> None:
    assert decide(at(0, 5), END, spared=True).verdict is Verdict.FINALIZE


def test_missing_terms_pend_with_the_views_fixed() -> None:
    decision = decide(at(0, 5_000), END, terms=None)
    assert (decision.verdict, decision.counted) == (Verdict.PEND, at(0, 5_000))


def test_an_unknown_publication_counts_from_submission() -> None:
    assert window_ends(None, END, 7) == END + timedelta(days=7)
    assert window_ends(END - SECOND, END, 7) == END - SECOND + timedelta(days=7)


HOURS = st.floats(-200, 200, allow_nan=False)


@given(st.lists(st.builds(at, HOURS, st.integers(0, 10**6))), st.floats(0, 400))
def test_what_counts_is_near_the_end_and_nothing_later_changes_that(
    readings: list[GoodReading], now: float
) -> None:
    moment = END + timedelta(hours=now)
    known = [reading for reading in readings if reading.taken_at <= moment]
    counted = counted_reading(known, window_ends_at=END, now=moment, grace=GRACE)
    decision = decide(counted, moment)
    assert (counted is None) == (decision.verdict is Verdict.AWAIT)
    if counted is not None:
        assert -COUNTED_BEFORE <= counted.taken_at - END <= GRACE


TICK, HOUR = timedelta(microseconds=1), timedelta(hours=1)


def taken(after_end: timedelta, views: int = 5000, *, manual: bool = False) -> GoodReading:
    return GoodReading(1, END + after_end, views, is_manual=manual)


def counted(readings: list[GoodReading], now: timedelta) -> GoodReading | None:
    return counted_reading(readings, window_ends_at=END, now=END + now, grace=GRACE)


@pytest.mark.parametrize(
    ("offsets", "now", "chosen"),
    [
        ([], 72 * HOUR, None),
        ([timedelta(0)], timedelta(0), timedelta(0)),
        ([-HOUR], timedelta(0), None),
        ([-HOUR], GRACE - TICK, None),
        ([-HOUR], GRACE, -HOUR),
        ([-HOUR, 5 * HOUR], 5 * HOUR, -HOUR),
        ([-6 * HOUR, 5 * HOUR], 5 * HOUR, 5 * HOUR),
        ([-HOUR, HOUR], HOUR, HOUR),
        ([HOUR, -HOUR], HOUR, HOUR),
        ([-COUNTED_BEFORE], GRACE, -COUNTED_BEFORE),
        ([-COUNTED_BEFORE - TICK], GRACE, None),
        ([GRACE], GRACE, GRACE),
        ([GRACE + TICK], GRACE + TICK, None),
        ([-20 * HOUR, GRACE + TICK], GRACE + TICK, -20 * HOUR),
        ([2 * HOUR, 30 * HOUR, HOUR], 30 * HOUR, HOUR),
    ],
)
def test_both_bounds_are_inclusive_to_the_microsecond(
    offsets: list[timedelta], now: timedelta, chosen: timedelta | None
) -> None:
    found = counted([taken(offset) for offset in offsets], now)
    assert found == (None if chosen is None else taken(chosen))


@pytest.mark.parametrize(
    ("readings", "now", "chosen"),
    [
        ([taken(HOUR, 7, manual=True)], HOUR, 7),
        ([taken(10 * GRACE, 7, manual=True)], 10 * GRACE, 7),
        ([taken(-HOUR, 7, manual=True)], HOUR, None),
        ([taken(-HOUR, 7, manual=True)], GRACE, 7),
        ([taken(-COUNTED_BEFORE - TICK, 7, manual=True)], GRACE, None),
        ([taken(HOUR, 7, manual=True), taken(2 * HOUR, 9)], 2 * HOUR, 9),
        ([taken(-HOUR, 7, manual=True), taken(2 * HOUR, 9)], 2 * HOUR, 9),
        ([taken(HOUR, 7, manual=True), taken(HOUR, 9)], HOUR, 9),
        ([taken(-2 * HOUR, 9), taken(HOUR, 7, manual=True)], HOUR, 7),
        ([taken(-5 * GRACE, 9), taken(3 * GRACE, 7, manual=True)], 3 * GRACE, 7),
    ],
)
def test_what_a_person_typed_gives_way_to_a_later_look(
    readings: list[GoodReading], now: timedelta, chosen: int | None
) -> None:
    found = counted(readings, now)
    assert (found and found.views) == chosen


@pytest.mark.parametrize(("views", "verdict"), [(999, Verdict.REJECT), (1000, Verdict.PEND)])
def test_too_few_views_are_rejected_before_terms_are_asked_for(views: int, verdict: Verdict) -> None:
    assert decide(taken(HOUR, views), END + HOUR, terms=None).verdict is verdict


OFFSETS = st.timedeltas(-timedelta(days=4), timedelta(days=9))
LOOKS = st.builds(taken, OFFSETS, st.integers(0, 10**9))
TYPED_LOOKS = st.builds(lambda look: GoodReading(1, look.taken_at, look.views, is_manual=True), LOOKS)
READINGS = st.lists(LOOKS | TYPED_LOOKS)


@given(st.lists(LOOKS, min_size=1), OFFSETS)
def test_looks_after_the_grace_change_nothing(looks: list[GoodReading], now: timedelta) -> None:
    before = [look for look in looks if look.taken_at <= END + GRACE]
    assert counted(looks, GRACE + abs(now)) == counted(before, GRACE + abs(now))


@given(st.lists(LOOKS, min_size=1), OFFSETS)
def test_no_qualifying_look_is_nearer(looks: list[GoodReading], now: timedelta) -> None:
    found = counted(looks, now)
    near = [look for look in looks if -COUNTED_BEFORE <= look.taken_at - END <= GRACE]
    if found is not None:
        assert abs(found.taken_at - END) == min(abs(look.taken_at - END) for look in near)


@given(READINGS, OFFSETS, st.sampled_from([TERMS, None]), st.booleans())
def test_nothing_is_decided_without_a_counted_reading(
    readings: list[GoodReading], now: timedelta, terms: Terms | None, spared: bool
) -> None:
    found = counted(readings, now)
    decision = decide(found, END + now, spared=spared, terms=terms)
    is_decided = decision.verdict in {Verdict.REJECT, Verdict.PEND, Verdict.FINALIZE}
    assert is_decided == (decision.counted is not None) == (found is not None and now >= timedelta(0))
