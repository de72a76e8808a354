"""Views so long after publication, medians, rates and groups."""

from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median as exact_median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.comparison import (
    MOST_ACCOUNTS,
    ByDay,
    Compared,
    Group,
    Metric,
    Seen,
    Side,
    average,
    engagement,
    figures,
    grouped,
    median,
)
from core.domain.terms import MAX_COUNT, Counts, Platform
from tests.fakes import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)
TIKTOK, INSTAGRAM = Platform


def seen(after: timedelta, views: int, metric: str = "play_count", *, is_exact: bool = True) -> Seen:
    return Seen(NOON + after, views, metric, is_exact)


def by_day(readings: list[Seen], days: int = 7, published_at: datetime | None = NOON) -> list[int | None]:
    found = ByDay(published_at, days)
    for reading in readings:
        found.add(reading)
    return [None if each is None else each.views for each in found.readings]


def post(
    views: int | None = 100,
    *,
    handle: str | None = "bob",
    author_id: str | None = None,
    platform: Platform = TIKTOK,
    own: bool = False,
    likes: int | None = 3,
    comments: int | None = 2,
    shares: int | None = 1,
    metric: str | None = "play_count",
    is_exact: bool = True,
    days: tuple[Seen | None, ...] = (None,),
) -> Compared:
    counts = Counts(views, likes, comments, shares)
    return Compared(platform, own, handle, author_id, counts, metric, is_exact, days)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (7 * DAY, 5),
        (7 * DAY - 12 * HOUR, 5),
        (7 * DAY - 12 * HOUR - SECOND, None),
        (7 * DAY + 12 * HOUR, 5),
        (7 * DAY + 12 * HOUR + SECOND, None),
    ],
)
def test_a_reading_stands_for_a_moment_up_to_twelve_hours_away(
    after: timedelta, expected: int | None
) -> None:
    assert by_day([seen(after, 5)])[6] == expected


def test_the_nearest_reading_counts_and_a_tie_goes_to_the_later() -> None:
    before, after = seen(DAY - 3 * HOUR, 1), seen(DAY + 3 * HOUR, 2)

    assert by_day([before, after, seen(DAY - 4 * HOUR, 3)])[0] == 2
    assert by_day([after, before])[0] == 2
    assert by_day([after, seen(DAY - 2 * HOUR, 4)])[0] == 4


def test_a_reading_half_way_between_two_days_stands_for_both() -> None:
    assert by_day([seen(36 * HOUR, 5)], days=3) == [5, 5, None]


def test_nothing_is_said_of_days_without_a_reading() -> None:
    assert by_day([seen(DAY, 1), seen(4 * DAY, 7)], days=5) == [1, None, None, 7, None]


def test_nothing_is_said_when_nobody_knows_the_publication() -> None:
    assert by_day([seen(DAY, 1)], days=2, published_at=None) == [None, None]


def test_readings_from_before_publication_and_after_the_last_day_say_nothing() -> None:
    assert by_day([seen(-DAY, 1), seen(HOUR, 2), seen(9 * DAY, 3)], days=2) == [None, None]


minutes = st.integers(-2 * 24 * 60, 12 * 24 * 60)


@given(st.lists(st.tuples(minutes, st.integers(0, MAX_COUNT)), max_size=30), st.integers(1, 10))
def test_every_day_has_the_reading_that_is_nearest_of_all(told: list[tuple[int, int]], days: int) -> None:
    readings = [seen(timedelta(minutes=after), views) for after, views in told]
    found = ByDay(NOON, days)
    for reading in readings:
        found.add(reading)

    for day, chosen in enumerate(found.readings, 1):
        moment = NOON + day * DAY
        away = [abs(reading.at - moment) for reading in readings]
        if chosen is None:
            assert min(away, default=13 * HOUR) > 12 * HOUR
        else:
            nearest = [each for each, gap in zip(readings, away, strict=True) if gap == min(away)]
            assert min(away) <= 12 * HOUR
            assert chosen.at == max(each.at for each in nearest)
            assert chosen in readings


@pytest.mark.parametrize(
    ("values", "middle", "mean"),
    [([], None, None), ([0], 0, 0), ([1, 2], 2, 2), ([1, 1, 9], 1, 4), ([4, 1], 3, 3), ([1, 1, 2], 1, 1)],
)
def test_median_and_average_round_half_up(values: list[int], middle: int | None, mean: int | None) -> None:
    assert (median(values), average(values)) == (middle, mean)


@given(st.lists(st.integers(0, 2**40), min_size=1))
def test_median_and_average_are_what_they_are_called(values: list[int]) -> None:
    middle, mean = median(values), average(values)

    assert middle is not None
    assert mean is not None
    assert 0 <= middle - exact_median(values) <= Decimal("0.5")
    assert abs(mean * len(values) - sum(values)) * 2 <= len(values)


@pytest.mark.parametrize(
    ("posts", "expected"),
    [
        ([], None),
        ([post(100)], "6.00"),
        ([post(0)], None),
        ([post(None)], None),
        ([post(100), post(None, likes=50)], "6.00"),
        ([post(100, likes=0, comments=0, shares=0)], "0.00"),
        ([post(100, shares=None)], None),  # unknown on TikTok
        ([post(100, shares=None, platform=INSTAGRAM)], "5.00"),  # there are none on Instagram
        ([post(100, likes=None), post(200)], "3.00"),
        ([post(300), post(100, likes=0, comments=0, shares=0)], "1.50"),
        ([post(7, likes=1, comments=0, shares=0)], "14.29"),
    ],
)
def test_engagement_is_of_posts_whose_counts_are_all_known(
    posts: list[Compared], expected: str | None
) -> None:
    assert engagement(posts) == (None if expected is None else Decimal(expected))


def test_engagement_of_the_largest_counts_is_a_number() -> None:
    largest = post(1, likes=MAX_COUNT, comments=MAX_COUNT, shares=MAX_COUNT)

    assert engagement([largest] * 1_000) == Decimal(MAX_COUNT) * 300


def names(groups: list[Group]) -> list[tuple[Side, str | None, int]]:
    return [(group.side, group.handle, len(group.posts)) for group in groups]


def test_own_posts_come_first_and_accounts_by_handle() -> None:
    posts = [post(handle="zoe"), post(own=True, handle="anna"), post(handle="bob"), post(handle="zoe")]

    assert names(grouped(posts)) == [
        (Side.OWN, None, 1),
        (Side.ACCOUNT, "bob", 1),
        (Side.ACCOUNT, "zoe", 2),
    ]
    assert grouped([]) == []


def test_a_handle_on_two_platforms_is_two_accounts() -> None:
    groups = grouped([post(), post(platform=INSTAGRAM)])

    assert [(group.handle, group.platform) for group in groups] == [("bob", INSTAGRAM), ("bob", TIKTOK)]


def test_an_account_that_changed_its_handle_is_one_by_its_latest_name() -> None:
    posts = [
        post(handle="new", author_id="7"),
        post(handle="old", author_id="7"),
        post(handle="old"),
        post(handle="old", author_id="8"),
    ]

    assert names(grouped(posts)) == [(Side.ACCOUNT, "new", 3), (Side.ACCOUNT, "old", 1)]


def test_posts_whose_author_nobody_knows_are_a_group_of_their_own() -> None:
    assert names(grouped([post(handle=None), post()])) == [
        (Side.ACCOUNT, None, 1),
        (Side.ACCOUNT, "bob", 1),
    ]


def test_accounts_with_the_fewest_posts_are_told_together() -> None:
    posts = [post(handle=f"h{number:02}") for number in range(12)] + [post(handle="h11"), post(own=True)]

    groups = grouped(posts)

    assert len(groups) == 1 + MOST_ACCOUNTS + 1
    assert groups[MOST_ACCOUNTS].handle == "h11"
    assert names(groups)[-1] == (Side.OTHER, None, 3)
    assert sum(len(group.posts) for group in groups) == len(posts)


def test_figures_say_what_they_rest_on() -> None:
    day1, day2 = seen(DAY, 10), seen(2 * DAY, 30)
    group = Group(
        Side.OWN, [post(100, days=(day1, day2)), post(300, days=(None, day1)), post(None, days=(None,) * 2)]
    )

    had = figures(group, 2)

    assert (had.posts, had.known, had.median, had.average) == (3, 2, 200, 200)
    assert (had.by_day, had.read_by_day) == ([10, 20], [1, 2])
    assert had.engagement == Decimal("3.00")
    assert had.metrics == [Metric(TIKTOK, "play_count")]
    assert had.is_exact


def test_figures_of_nothing_known_are_unknown_and_no_zero() -> None:
    had = figures(Group(Side.OWN, [post(None, metric=None)]), 1)

    assert (had.median, had.average, had.engagement) == (None, None, None)
    assert (had.by_day, had.read_by_day, had.metrics) == ([None], [0], [])


def test_different_metrics_are_told_apart_by_platform_and_over_time() -> None:
    early = seen(DAY, 5, "video_play_count")
    posts = [
        post(metric="play_count"),
        post(platform=INSTAGRAM, metric="play_count", days=(early,)),
        post(metric=None),
    ]

    assert figures(Group(Side.OWN, posts), 1).metrics == [
        Metric(INSTAGRAM, "play_count"),
        Metric(INSTAGRAM, "video_play_count"),
        Metric(TIKTOK, None),
        Metric(TIKTOK, "play_count"),
    ]


@pytest.mark.parametrize(
    "rounded", [post(is_exact=False), post(days=(seen(DAY, 5, is_exact=False),)), post(0, is_exact=False)]
)
def test_one_rounded_count_makes_a_group_rounded(rounded: Compared) -> None:
    assert not figures(Group(Side.OWN, [post(), rounded]), 1).is_exact
    assert figures(Group(Side.OWN, [post(), post(None, is_exact=False)]), 1).is_exact
