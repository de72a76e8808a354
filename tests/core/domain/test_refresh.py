"""When to look again, and whether a post is still there."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.adaptive import Pace
from core.domain.refresh import GONE_AFTER, Presence, Schedule, Tracked, next_check, presence_after, shows
from core.domain.request_budgets import RequestBudget
from core.domain.terms import Availability, Outcome, Platform, PostKind, PostStatus, TrackingStatus

NOW = datetime(2026, 11, 9, 12, tzinfo=UTC)
PLAN = Schedule()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIVE = Presence(Availability.LIVE, None, None)


def due(
    status: PostStatus | None,
    *,
    kind: PostKind = PostKind.INTERNAL,
    tracking: TrackingStatus = TrackingStatus.DIRECT_ADD,
    availability: Availability = Availability.LIVE,
    published_at: datetime = NOW - DAY,
    end: datetime | None = NOW + 6 * DAY,
    gone_at: datetime | None = None,
    failures: int = 0,
    looked_at: datetime = NOW,
    needs_person: bool = False,
    jitter: float = 0,
    growth: int | None = None,
    pace: Pace | None = None,
) -> datetime | None:
    post = Tracked(
        kind=kind,
        status=status,
        tracking=tracking,
        availability=availability,
        needs_person=needs_person,
        published_at=published_at,
        window_ends_at=end,
        looked_at=looked_at,
        gone_at=gone_at,
        failures=failures,
        growth=growth,
    )
    return next_check(post, now=NOW, schedule=PLAN, jitter=jitter, pace=pace)


ACTIVE, AWAITING, PENDING = PostStatus.ACTIVE, PostStatus.AWAITING_MEASUREMENT, PostStatus.PENDING_CPM
TICK = timedelta(microseconds=1)


def test_active_posts_are_due_every_six_hours_whatever_their_age() -> None:
    assert due(ACTIVE) == NOW + 6 * HOUR
    assert due(ACTIVE, published_at=NOW - 90 * DAY) == NOW + 6 * HOUR
    assert due(ACTIVE, end=NOW) == NOW + 6 * HOUR


def test_jitter_adds_a_twentieth_at_most() -> None:
    assert due(ACTIVE, jitter=1) == NOW + 6.3 * HOUR


@given(st.floats(0, 1, exclude_max=True), st.floats(0.001, 6))
def test_the_windows_end_is_exact(jitter: float, hours: float) -> None:
    end = NOW + timedelta(hours=hours)
    assert due(ACTIVE, end=end, jitter=jitter) == end


def test_failing_posts_are_tried_sooner_and_then_more_patiently() -> None:
    found = [due(ACTIVE, failures=failures) for failures in (1, 2, 3, 4, 5, 99)]
    assert found == [NOW + hours * HOUR for hours in (0.5, 1, 2, 4, 6, 6)]


@pytest.mark.parametrize(("since_end", "hours"), [(0, 0.5), (1, 0.5), (2, 1), (6, 3), (12, 6), (47, 6)])
def test_awaiting_posts_are_tried_soon_and_then_more_patiently(since_end: float, hours: float) -> None:
    assert due(AWAITING, end=NOW - since_end * HOUR) == NOW + hours * HOUR


def test_awaiting_posts_whose_source_fails_are_tried_no_sooner_than_others() -> None:
    assert due(AWAITING, end=NOW - HOUR, failures=3) == NOW + 2 * HOUR


def test_posts_that_wait_for_a_person_are_due_daily() -> None:
    assert due(AWAITING, end=NOW - 3 * DAY, needs_person=True, failures=1) == NOW + DAY


@pytest.mark.parametrize("status", [PostStatus.ACTIVE, PostStatus.AWAITING_MEASUREMENT, PostStatus.REJECTED])
def test_an_end_that_passed_between_look_and_writing_is_due_at_once(status: PostStatus) -> None:
    assert due(status, end=NOW - HOUR, looked_at=NOW - HOUR - TICK) == NOW - HOUR


@pytest.mark.parametrize(
    ("since_end", "failures", "hours"), [(1, 1, 0.5), (1, 0, None), (48, 1, None), (47.9, 2, 1)]
)
def test_a_rejected_post_that_could_not_be_read_at_its_end_is_tried_through_the_grace(
    since_end: float, failures: int, hours: float | None
) -> None:
    at = None if hours is None else NOW + hours * HOUR
    assert due(PostStatus.REJECTED, end=NOW - since_end * HOUR, failures=failures) == at


@pytest.mark.parametrize("status", [PENDING, PostStatus.FINALIZED, PostStatus.PAID])
def test_decided_posts_are_due_daily_until_thirty_days(status: PostStatus) -> None:
    assert due(status) == NOW + DAY
    assert due(status, published_at=NOW - 30 * DAY + HOUR) == NOW + DAY
    assert due(status, published_at=NOW - 30 * DAY) is None


def test_reference_posts_are_due_every_six_hours_until_thirty_days() -> None:
    assert due(None, kind=PostKind.REFERENCE, end=None) == NOW + 6 * HOUR
    assert due(None, kind=PostKind.REFERENCE, end=None, published_at=NOW - 30 * DAY) is None


def test_excluded_posts_are_never_due_and_rejected_ones_at_their_windows_end() -> None:
    assert due(ACTIVE, tracking=TrackingStatus.EXCLUDED) is None
    assert due(PostStatus.REJECTED) == NOW + 6 * DAY
    assert due(PostStatus.REJECTED, end=NOW) is None


@pytest.mark.parametrize("status", [ACTIVE, AWAITING])
def test_posts_nobody_reviewed_are_due_like_others_until_their_grace_is_over(status: PostStatus) -> None:
    pending = TrackingStatus.PENDING_REVIEW
    assert due(ACTIVE, tracking=pending) == NOW + 6 * HOUR
    assert due(ACTIVE, tracking=pending, end=NOW - 47.9 * HOUR) == NOW + 6 * HOUR
    assert due(status, tracking=pending, end=NOW - 48 * HOUR) == NOW + DAY
    assert due(status, tracking=pending, end=NOW - 48 * HOUR, failures=1) == NOW + DAY
    assert due(status, end=NOW - 48 * HOUR) == NOW + 6 * HOUR


def test_posts_nobody_reviewed_are_due_within_the_horizon_only() -> None:
    pending, end = TrackingStatus.PENDING_REVIEW, NOW - 3 * DAY
    assert due(ACTIVE, tracking=pending, end=end, published_at=NOW - 30 * DAY + TICK) == NOW + DAY
    assert due(ACTIVE, tracking=pending, end=end, published_at=NOW - 30 * DAY) is None
    assert due(ACTIVE, tracking=pending, end=NOW - HOUR, published_at=NOW - 30 * DAY) == NOW + 6 * HOUR


def test_gone_posts_are_due_daily_for_thirty_days_and_at_their_windows_end() -> None:
    gone = Availability.GONE
    assert due(ACTIVE, availability=gone, gone_at=NOW) == NOW + DAY
    assert due(ACTIVE, availability=gone, gone_at=NOW, end=NOW + HOUR) == NOW + HOUR
    assert due(ACTIVE, availability=gone, gone_at=NOW - 30 * DAY) == NOW + 6 * DAY
    assert due(ACTIVE, availability=gone, gone_at=NOW - 30 * DAY, end=NOW) is None


def test_regular_looks_follow_growth_and_age_where_there_is_a_pace() -> None:
    new, pace = NOW - TICK, Pace()
    assert due(ACTIVE, pace=pace, published_at=NOW, growth=4_000) == NOW + 3 * HOUR
    assert due(ACTIVE, pace=Pace(2), published_at=NOW, growth=4_000, jitter=1) == NOW + 6.3 * HOUR
    assert due(ACTIVE, pace=pace, published_at=NOW - 7 * DAY, end=NOW, growth=0) == NOW + DAY
    assert due(None, kind=PostKind.REFERENCE, end=None, published_at=NOW - 15 * DAY, growth=0, pace=pace) == (
        NOW + 15 * HOUR
    )
    assert due(ACTIVE, pace=None, published_at=new, growth=36_000) == NOW + 6 * HOUR


def test_only_platforms_with_a_budget_have_a_pace() -> None:
    plan = Schedule(budgets={Platform.TIKTOK: RequestBudget(100, Pace(2))})

    assert (plan.pace_of(Platform.TIKTOK), plan.pace_of(Platform.INSTAGRAM)) == (Pace(2), None)
    assert PLAN.pace_of(Platform.TIKTOK) is None


@pytest.mark.parametrize("growth", [None, 0, 10**9])
@pytest.mark.parametrize("pace", [Pace(), Pace(50), Pace(1e9, 3 * DAY)])
def test_no_pace_moves_any_other_look(pace: Pace, growth: int | None) -> None:
    gone, waiting = Availability.GONE, TrackingStatus.PENDING_REVIEW
    end, old = NOW - 3 * DAY, NOW - 10 * DAY
    assert due(ACTIVE, end=NOW + HOUR / 2, pace=pace, growth=growth) == NOW + HOUR / 2
    assert due(ACTIVE, failures=1, pace=pace, growth=growth) == NOW + HOUR / 2
    assert due(AWAITING, end=NOW, pace=pace, growth=growth) == NOW + HOUR / 2
    assert due(ACTIVE, availability=gone, gone_at=NOW, pace=pace, growth=growth) == NOW + DAY
    assert due(PENDING, pace=pace, growth=growth) == NOW + DAY
    long_over = due(AWAITING, end=end, published_at=old, needs_person=True, pace=pace, growth=growth)
    assert long_over == NOW + DAY
    long_waiting = due(ACTIVE, end=end, published_at=old, tracking=waiting, pace=pace, growth=growth)
    assert long_waiting == NOW + DAY
    assert due(ACTIVE, tracking=TrackingStatus.EXCLUDED, pace=pace, growth=growth) is None


def test_one_miss_is_a_doubt() -> None:
    doubted = Presence(Availability.DOUBTED, NOW, None)
    for outcome in (Outcome.NOT_FOUND, Outcome.DELETED, Outcome.PRIVATE):
        assert presence_after(LIVE, outcome, confirmed=False, now=NOW) == doubted


@pytest.mark.parametrize(
    ("outcome", "confirmed", "after", "availability"),
    [
        (Outcome.NOT_FOUND, True, HOUR, Availability.GONE),
        (Outcome.NOT_FOUND, False, GONE_AFTER, Availability.GONE),
        (Outcome.NOT_FOUND, False, GONE_AFTER - timedelta(seconds=1), Availability.DOUBTED),
        (Outcome.PRIVATE, True, 9 * DAY, Availability.DOUBTED),
        (Outcome.OK, False, DAY, Availability.LIVE),
        (Outcome.HIDDEN, False, DAY, Availability.LIVE),
        (Outcome.UNAVAILABLE, False, 9 * DAY, Availability.DOUBTED),
        (Outcome.REGION_LOCKED, False, 9 * DAY, Availability.DOUBTED),
    ],
)
def test_a_doubt_is_confirmed_or_lifted(
    outcome: Outcome,
    confirmed: bool,
    after: timedelta,
    availability: Availability,
) -> None:
    doubted = Presence(Availability.DOUBTED, NOW, None)
    found = presence_after(doubted, outcome, confirmed=confirmed, now=NOW + after)
    assert found.availability is availability
    assert (found.gone_at is not None) == (availability is Availability.GONE)


def test_a_gone_post_keeps_its_time_until_it_returns() -> None:
    gone = Presence(Availability.GONE, NOW - 2 * DAY, NOW)
    assert presence_after(gone, Outcome.NOT_FOUND, confirmed=True, now=NOW + DAY) == gone
    assert presence_after(gone, Outcome.OK, confirmed=False, now=NOW + DAY) == LIVE


@pytest.mark.parametrize(
    ("current", "new", "shown"), [(None, None, True), (None, 0, True), (5, 3, True), (5, None, False)]
)
def test_a_reading_without_views_hides_nothing(current: int | None, new: int | None, shown: bool) -> None:
    assert shows(current, new) is shown


@pytest.mark.parametrize(
    ("end", "hours"),
    [(TICK, TICK), (6 * HOUR - TICK, 6 * HOUR - TICK), (6 * HOUR, 6 * HOUR), (6 * HOUR + TICK, 6 * HOUR)],
)
def test_an_end_within_the_interval_is_when_a_post_is_due(end: timedelta, hours: timedelta) -> None:
    assert due(ACTIVE, end=NOW + end) == NOW + hours
    assert due(ACTIVE, end=NOW + end, tracking=TrackingStatus.PENDING_REVIEW) == NOW + hours
    assert due(ACTIVE, end=NOW + end, failures=99) == NOW + hours


@pytest.mark.parametrize("kind", PostKind)
def test_the_horizons_are_exclusive(kind: PostKind) -> None:
    status = PostStatus.PAID if kind is PostKind.INTERNAL else None
    assert due(status, kind=kind, end=None, published_at=NOW - 30 * DAY + TICK) is not None
    assert due(status, kind=kind, end=None, published_at=NOW - 30 * DAY) is None
    gone, long_ago = Availability.GONE, NOW - 300 * DAY
    for gone_at, at in ((NOW - 30 * DAY + TICK, NOW + DAY), (NOW - 30 * DAY, None)):
        assert (
            due(status, kind=kind, end=None, published_at=long_ago, availability=gone, gone_at=gone_at) == at
        )


def test_a_private_post_is_never_gone() -> None:
    gone = Presence(Availability.GONE, NOW - 2 * DAY, NOW - DAY)
    for before in (LIVE, Presence(Availability.DOUBTED, NOW - 9 * DAY, None), gone):
        found = presence_after(before, Outcome.PRIVATE, confirmed=True, now=NOW)
        assert found == Presence(Availability.DOUBTED, before.doubted_at or NOW, None)


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if not outcome.doubts_existence])
def test_trouble_of_a_source_says_nothing_of_a_post(outcome: Outcome) -> None:
    is_seen = outcome in {Outcome.OK, Outcome.HIDDEN}
    for before in (
        LIVE,
        Presence(Availability.DOUBTED, NOW - 9 * DAY, None),
        Presence(Availability.GONE, NOW - 2 * DAY, NOW - DAY),
    ):
        assert presence_after(before, outcome, confirmed=True, now=NOW) == (LIVE if is_seen else before)


@given(
    st.sampled_from(PostStatus),
    st.sampled_from(Availability),
    st.none() | st.timedeltas(-40 * DAY, 40 * DAY),
    st.timedeltas(timedelta(0), 90 * DAY),
    st.integers(0, 30),
    st.floats(0, 1, exclude_max=True),
)
def test_jitter_spreads_but_passes_no_end(
    status: PostStatus,
    availability: Availability,
    end: timedelta | None,
    age: timedelta,
    failures: int,
    jitter: float,
) -> None:
    end_at = None if end is None else NOW + end
    calm, spread = (
        due(
            status,
            availability=availability,
            end=end_at,
            published_at=NOW - age,
            gone_at=NOW - age / 2,
            failures=failures,
            jitter=amount,
        )
        for amount in (0, jitter)
    )
    if calm is None or spread is None:
        assert calm is spread is None
        return
    assert NOW < calm <= spread <= NOW + (calm - NOW) * 1.05 + TICK
    if status is ACTIVE and end_at is not None and end_at > NOW:
        assert spread <= end_at
