"""Exact sums, averages, rates and days."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain import metrics
from core.domain.metrics import Change, Part, Share, Summary
from core.domain.terms import Platform, PostStatus

BERLIN = ZoneInfo("Europe/Berlin")
PLAIN = ZoneInfo("UTC")


def part(
    creator_id: int | None = 1,
    platform: Platform = Platform.TIKTOK,
    status: PostStatus = PostStatus.ACTIVE,
    posts: int = 1,
    known: int = 1,
    views: int | None = 1_000,
    reactions: int = 0,
    rated_views: int = 0,
) -> Part:
    return Part(creator_id, platform, status, posts, known, views, reactions, rated_views)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], Summary(0, 0, None, 0, None, None)),
        ([part(posts=2, known=0, views=None)], Summary(2, 1, None, 2, None, None)),
        ([part(views=0, rated_views=0, reactions=3)], Summary(1, 1, 0, 0, 0, None)),
        (
            [part(posts=3, known=2, views=3_001, reactions=151, rated_views=3_001)],
            Summary(3, 1, 3_001, 1, 1_501, Decimal("5.03")),
        ),
        (
            [
                part(1, views=1_000, reactions=100, rated_views=1_000),
                part(1, status=PostStatus.PAID, views=500),
                part(2, posts=1, known=0, views=None),
                part(None, views=7),
            ],
            Summary(4, 2, 1_507, 1, 502, Decimal("10.00")),
        ),
    ],
)
def test_what_posts_come_to_together(parts: list[Part], expected: Summary) -> None:
    assert metrics.summary(parts) == expected


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (150, 100, "50.00"),
        (50, 100, "-50.00"),
        (100, 100, "0.00"),
        (1_123, 1_000, "12.30"),
        (2, 3, "-33.33"),
        (5, 3, "66.67"),
        (20_001, 20_000, "0.01"),  # exactly half a hundredth, away from zero either way
        (19_999, 20_000, "-0.01"),
        (5, 0, None),
        (0, 0, None),
        (None, 3, None),
        (3, None, None),
        (Decimal("5.03"), Decimal("2.00"), "151.50"),
    ],
)
def test_growth_is_percent_of_what_was_before(
    now: int | Decimal | None, before: int | Decimal | None, expected: str | None
) -> None:
    assert metrics.growth(now, before) == (None if expected is None else Decimal(expected))


def test_the_first_day_and_a_day_after_an_unknown_one_have_no_growth() -> None:
    grown = metrics.daily_growth([100, 150, None, 60, 0, 5])

    assert grown == [None, Decimal(50), None, None, Decimal(-100), None]


def test_the_change_of_every_figure() -> None:
    now, before = Summary(4, 2, 1_500, 0, 375, Decimal("4.00")), Summary(2, 2, 1_000, 0, 500, None)

    assert metrics.change(now, before) == Change(Decimal(100), Decimal(0), Decimal(50), Decimal(-25), None)


def test_shares_come_with_the_most_views_first_and_the_unknown_last() -> None:
    parts = [
        part(1, posts=2, known=0, views=None),
        part(2, views=10),
        part(3, Platform.INSTAGRAM, views=30),
        part(2, status=PostStatus.FINALIZED, views=25),
        part(None, views=99),
    ]

    assert metrics.by_creator(parts) == [Share(2, 2, 35), Share(3, 1, 30), Share(1, 2, None)]
    assert metrics.by_platform(parts) == [Share(Platform.TIKTOK, 5, 134), Share(Platform.INSTAGRAM, 1, 30)]


def test_statuses_come_in_the_order_of_a_posts_life() -> None:
    parts = [part(status=PostStatus.PAID, views=9), part(), part(status=PostStatus.FINALIZED, views=None)]

    assert [share.key for share in metrics.by_status(parts)] == [
        PostStatus.ACTIVE,
        PostStatus.FINALIZED,
        PostStatus.PAID,
    ]


def test_ten_series_are_told_apart_and_the_rest_is_one() -> None:
    ten = [Share(number, 1, 100 - number) for number in range(10)]

    assert metrics.leading(ten) == ten
    assert metrics.leading([*ten, Share(10, 2, 5), Share(11, 3, None)]) == [*ten, Share(None, 5, 5)]
    assert metrics.leading([*ten, Share(10, 2, None)]) == [*ten, Share(None, 2, None)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], []), ([9], [1]), ([9, 5, 5, 5, 1], [1, 2, 2, 2, 5]), ([0, 0], [1, 1]), ([3, 2, 1], [1, 2, 3])],
)
def test_equals_share_a_rank(values: list[int], expected: list[int]) -> None:
    assert metrics.ranks(values) == expected


PARTS = st.lists(
    st.builds(
        lambda creator, platform, status, posts, views: part(
            creator, platform, status, posts, posts if views is not None else 0, views
        ),
        st.integers(1, 30),
        st.sampled_from(Platform),
        st.sampled_from(PostStatus),
        st.integers(1, 9),
        st.none() | st.integers(0, 10**12),
    )
)


@given(PARTS, st.integers(1, 12))
def test_whatever_is_told_apart_adds_up_to_the_total(parts: list[Part], most: int) -> None:
    total = metrics.summary(parts)

    creators = metrics.by_creator(parts)
    leading = metrics.leading(creators, most)
    for each in (creators, leading, metrics.by_platform(parts), metrics.by_status(parts)):
        assert metrics.added(share.views for share in each) == total.views
        assert sum(share.posts for share in each) == total.videos
    assert len(leading) <= most + 1


@given(st.integers(0, 10**15), st.integers(1, 10**15))
def test_a_percentage_is_the_nearest_hundredth(part: int, whole: int) -> None:
    found = metrics.percent(part, whole)

    assert found is not None
    above, below = found.as_integer_ratio()
    assert 2 * abs(above * whole - 100 * part * below) * 100 <= whole * below


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 2), 24)],
)
def test_days_are_as_long_as_the_zone_makes_them(day: date, hours: int) -> None:
    start = metrics.midnight(day, BERLIN)

    found = metrics.spans(start, start + timedelta(hours=hours), BERLIN)

    assert [(span.first, span.last) for span in found] == [(day, day)]
    assert found[0].end - found[0].start == timedelta(hours=hours)


def test_a_moment_after_midnight_begins_another_day() -> None:
    midnight = metrics.midnight(date(2026, 11, 3), BERLIN)
    assert midnight == datetime(2026, 11, 2, 23, tzinfo=UTC)

    before = metrics.spans(midnight - timedelta(hours=1), midnight, BERLIN)
    after = metrics.spans(midnight - timedelta(hours=1), midnight + timedelta(microseconds=1), BERLIN)

    assert [span.first.day for span in before] == [2]
    assert [span.first.day for span in after] == [2, 3]


def test_a_day_that_a_zone_left_out_is_no_day() -> None:
    apia = ZoneInfo("Pacific/Apia")  # it went from 29 to 31 December 2011

    found = metrics.spans(
        datetime(2011, 12, 29, 12, tzinfo=UTC), datetime(2011, 12, 31, 12, tzinfo=UTC), apia
    )

    assert [span.first.day for span in found] == [29, 31, 1]
    assert all(span.end == after.start for span, after in pairwise(found))


def test_where_clocks_skip_midnight_the_day_begins_when_they_do() -> None:
    cairo = ZoneInfo("Africa/Cairo")  # 28 April 2023 began at one o'clock

    assert metrics.midnight(date(2023, 4, 28), cairo) == datetime(2023, 4, 27, 22, tzinfo=UTC)


def test_more_days_than_can_be_shown_are_put_together() -> None:
    start = datetime(2025, 1, 1, tzinfo=UTC)

    found = metrics.spans(start, start + timedelta(days=400), PLAIN)

    assert len(found) == 134
    assert [(span.last - span.first).days + 1 for span in found] == [3] * 133 + [1]


@given(
    st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  the zone comes beside
    st.integers(1, 10**8),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Kathmandu"]),
    st.integers(1, 200),
)
def test_spans_hold_the_whole_time_without_gaps(since: datetime, seconds: int, zone: str, most: int) -> None:
    until = since + timedelta(seconds=seconds)

    found = metrics.spans(since, until, ZoneInfo(zone), most)

    assert found[0].start <= since < until <= found[-1].end
    assert all(span.end == after.start for span, after in pairwise(found))
    assert len(found) <= most
