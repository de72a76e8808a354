"""What a report says: which posts, which figures, and what stays inside."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.domain.ledger import LedgerKind
from core.domain.terms import Availability, Counts, Platform, PostKind, PostStatus, TrackingStatus
from core.services import reports
from core.services.app import App
from core.services.shown_reports import Paid, Report
from tests.conftest import ADMIN
from tests.db.counted import added, adjusted, campaign, creator, read
from tests.fakes import NOON, FixedClock

COUNTS = {"views": 1_000, "likes": 80, "comments": 15, "shares": 5}


@pytest.fixture
async def summer(app: App) -> int:
    return await campaign(app)


async def opened(app: App, home: int, limit: int = 500, **options: Any) -> Report:
    shared = await reports.create(app, ADMIN, campaign=f"#{home}", **options)
    report = await reports.by_token(app, shared.url.rpartition("/")[2], limit)
    assert report is not None
    return report


async def test_figures_are_those_of_the_definitions_and_unknown_is_a_count(app: App, summer: int) -> None:
    anna, bob = await creator(app, summer, "anna"), await creator(app, summer, "bob", Platform.INSTAGRAM)
    await added(app, summer, anna, **COUNTS, read_at=NOON - timedelta(hours=5))
    await added(app, summer, anna, **COUNTS | {"views": 500})
    reel = {"platform": Platform.INSTAGRAM, "likes": 10, "comments": 1, "shares": None}
    await added(app, summer, bob, **reel, views=201)
    await added(app, summer, bob, **reel | {"views": None})

    report = await opened(app, summer)

    figures = report.figures
    assert (figures.videos, figures.creators, figures.views, figures.unknown) == (4, 2, 1_701, 1)
    assert (figures.average, figures.engagement) == (567, Decimal("12.40"))  # 211 of 1,701
    assert [(each.platform, each.figures.views) for each in report.platforms] == [
        (Platform.TIKTOK, 1_500),
        (Platform.INSTAGRAM, 201),
    ]
    assert [(each.handle, each.figures.videos, each.figures.unknown) for each in report.creators] == [
        ("anna", 2, 0),
        ("bob", 2, 1),
    ]
    assert report.oldest_at == NOON - timedelta(hours=5)
    assert [post.counts.views for post in report.top] == [1_000, 500, 201]


LEFT_OUT: list[dict[str, Any]] = [
    {"status": PostStatus.REJECTED},
    {"tracking": TrackingStatus.PENDING_REVIEW},
    {"tracking": TrackingStatus.EXCLUDED},
    {"published_at": datetime(2026, 9, 30, 23, 59, 59, tzinfo=UTC)},
    {"published_at": datetime(2026, 11, 1, tzinfo=UTC)},
    {"published_at": None, "submitted_at": datetime(2026, 11, 1, tzinfo=UTC)},
]


@pytest.mark.parametrize("values", LEFT_OUT, ids=str)
async def test_what_does_not_take_part_is_nowhere(app: App, summer: int, values: dict[str, Any]) -> None:
    anna = await creator(app, summer, "anna")
    inside = {"published_at": datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)}
    post = await added(app, summer, anna, **inside | values)
    await read(app, post, [(0, 100)])
    await added(app, summer, None, **inside, kind=PostKind.REFERENCE, status=None)
    await added(app, await campaign(app, "Winter"), anna, **inside)

    report = await opened(app, summer, first="2026-10-01", last="2026-10-31", include_payouts=True)

    assert (report.figures.videos, report.figures.views, report.figures.engagement) == (0, None, None)
    assert not any([report.posts, report.top, report.creators, report.platforms, report.bars])
    assert (report.payouts, report.more, report.oldest_at) == ([], 0, None)


async def test_both_ends_of_the_days_belong_to_them(app: App, summer: int) -> None:
    anna = await creator(app, summer, "anna")
    ends = [datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC)]
    for at in ends:
        await added(app, summer, anna, published_at=at)
    await added(app, summer, anna, published_at=None, submitted_at=ends[0])

    report = await opened(app, summer, first="2026-10-01", last="2026-10-31")

    days = [date(2026, 10, 31), None, date(2026, 10, 1)]
    assert [post.published_on for post in report.posts] == days  # one is unknown, and not made up


STANDS: Mapping[str, tuple[dict[str, Any], tuple[int | None, date | None]]] = {
    "running": ({"window_ends_at": NOON + timedelta(days=2)}, (None, date(2026, 11, 4))),
    "over": ({"window_ends_at": NOON}, (None, None)),
    "awaiting": (
        {"status": PostStatus.AWAITING_MEASUREMENT, "window_ends_at": NOON - timedelta(days=1)},
        (None, None),
    ),
    "without terms": ({"status": PostStatus.PENDING_CPM, "counted_views": 900}, (900, None)),
    "finalized": ({"status": PostStatus.FINALIZED, "counted_views": 900}, (900, None)),
    "paid": ({"status": PostStatus.PAID, "counted_views": 900}, (900, None)),
    "taken back": (
        {"counted_views": 900, "window_ends_at": NOON + timedelta(days=1)},
        (None, date(2026, 11, 3)),
    ),
}


@pytest.mark.parametrize("case", STANDS)
async def test_a_post_says_what_the_platform_shows_and_what_is_final(
    app: App, summer: int, case: str
) -> None:
    values, stands = STANDS[case]
    anna = await creator(app, summer, "anna")
    await added(app, summer, anna, **COUNTS, **values, author_handle="anna.old", caption="look")

    (post,) = (await opened(app, summer)).posts

    assert (post.counted_views, post.counts_until) == stands
    assert post.counts == Counts(1_000, 80, 15, 5)
    assert (post.handle, post.caption, post.is_gone, post.read_at) == ("anna", "look", False, NOON)
    assert post.ref.url.startswith("https://www.tiktok.com/@anna.old/video/")


async def test_a_post_that_is_gone_keeps_its_numbers_and_says_so(app: App, summer: int) -> None:
    anna = await creator(app, summer, "anna")
    await added(app, summer, anna, availability=Availability.GONE)

    (post,) = (await opened(app, summer)).posts

    assert (post.is_gone, post.counts.views) == (True, 100)


async def test_bars_add_up_to_the_views_and_end_with_the_last_reading(
    app: App, summer: int, clock: FixedClock
) -> None:
    anna = await creator(app, summer, "anna")
    post = await added(app, summer, anna, views=950)
    await read(app, post, [(1, 100), (20, 700), (24, None), (50, 1_000), (70, 950)])
    clock.advance(days=30)

    report = await opened(app, summer, first="2026-11-01", last="2026-11-02")

    days = [(bar.first.day, bar.views) for bar in report.bars]
    assert days == [(1, None), (2, 100), (3, 600), (4, 300), (5, -50)]
    assert sum(bar.views or 0 for bar in report.bars) == report.figures.views


async def test_a_list_says_how_many_more_there_are(app: App, summer: int) -> None:
    anna = await creator(app, summer, "anna")
    for number in range(5):
        await added(app, summer, anna, views=number, published_at=NOON - timedelta(hours=number))

    report = await opened(app, summer, limit=2)

    assert ([post.counts.views for post in report.posts], report.more) == ([0, 1], 3)
    assert (report.figures.videos, report.figures.views) == (5, 10)


async def test_payouts_are_there_when_asked_for_only(app: App, summer: int) -> None:
    anna, bob = await creator(app, summer, "anna"), await creator(app, summer, "bob")
    first, second = await added(app, summer, anna), await added(app, summer, bob)
    before = await added(app, summer, bob, published_at=NOON - timedelta(days=90))
    for post, kind, minor in [
        (first, LedgerKind.EARNED, 500),
        (first, LedgerKind.ADJUSTED, -100),
        (second, LedgerKind.EARNED, 900),
        (second, LedgerKind.PAID, -900),
        (second, LedgerKind.ADJUSTED, -50),
        (before, LedgerKind.EARNED, 7),
    ]:
        await adjusted(app, post, minor, kind)

    told = await opened(app, summer, include_payouts=True)
    silent = await opened(app, summer)

    assert told.currency == "USD"
    assert told.payouts == [
        Paid("bob", Platform.TIKTOK, 850, 900, -50),
        Paid("anna", Platform.TIKTOK, 400, 0, 400),
    ]
    assert silent.payouts is None


async def test_nothing_that_is_internal_leaves(app: App, summer: int) -> None:
    anna = await creator(app, summer, "anna")
    secret = "for-the-team-only"
    inside = {"notes": secret, "status_reason": secret, "hold_reason": secret, "last_error": secret}
    people = {"held_by": 987_654_321, "submitted_by": 987_654_321, "reviewed_by": 987_654_321}
    await added(app, summer, anna, **inside, **people, held_at=NOON, tier=secret, cpm=Decimal("9.8765"))

    report = await opened(app, summer, include_payouts=True)

    said = str(asdict(report))
    assert "for-the-team" not in said
    assert "987654321" not in said
    assert "9.8765" not in said
    assert str(ADMIN.discord_id) not in said
