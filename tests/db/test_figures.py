"""Sums over posts: what counts, what is unknown, and what was gained from day to day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.domain import metrics
from core.domain.ledger import LedgerKind
from core.domain.metrics import TopBy
from core.domain.terms import Platform, PostKind, PostStatus, TrackingStatus
from core.services.app import App
from db import figures, gains
from db.figures import Scope
from tests.db.counted import added, adjusted, campaign, creator, read
from tests.fakes import NOON

DAY = timedelta(days=1)
UTC_ZONE = ZoneInfo("UTC")


async def test_only_posts_that_count_are_summed(app: App) -> None:
    home = await campaign(app)
    anna, bob = await creator(app, home, "anna"), await creator(app, home, "bob")
    await added(app, home, anna, views=1_000, likes=50, comments=5, shares=1)
    await added(app, home, anna, views=None, likes=9, comments=9, shares=9)
    await added(app, home, anna, views=500, likes=None, comments=9, shares=9)
    await added(app, home, bob, platform=Platform.INSTAGRAM, views=200, likes=10, comments=0)
    await added(app, home, bob, status=PostStatus.REJECTED, views=7_000)
    await added(app, home, bob, tracking=TrackingStatus.PENDING_REVIEW, views=7_000)
    await added(app, home, bob, tracking=TrackingStatus.EXCLUDED, views=7_000)
    await added(app, home, None, kind=PostKind.REFERENCE, status=None, views=7_000)

    async with app.reads() as session:
        parts = await figures.parts(session, Scope([home]))

    total = metrics.summary(parts)
    assert (total.videos, total.creators, total.views, total.unknown) == (4, 2, 1_700, 1)
    assert total.average == 567
    assert total.engagement == metrics.percent(66, 1_200)  # the post without likes is in neither sum
    assert [(each.key, each.posts, each.views) for each in metrics.by_creator(parts)] == [
        (anna, 3, 1_500),
        (bob, 1, 200),
    ]


async def test_a_range_is_half_open_and_unknown_publication_is_when_it_came_in(app: App) -> None:
    home = await campaign(app)
    anna = await creator(app, home, "anna")
    for moment in (
        NOON - timedelta(microseconds=1),
        NOON,
        NOON + DAY - timedelta(microseconds=1),
        NOON + DAY,
    ):
        await added(app, home, anna, published_at=moment)
    await added(app, home, anna, published_at=None, submitted_at=NOON + timedelta(hours=1))

    async with app.reads() as session:
        inside = metrics.summary(await figures.parts(session, Scope([home], NOON, NOON + DAY)))
        whole = metrics.summary(await figures.parts(session, Scope([home])))
        first = await figures.born_first(session, Scope([home]))
        nobody = await figures.born_first(session, Scope([home], until=NOON - DAY))

    assert (inside.videos, whole.videos) == (3, 5)
    assert (first, nobody) == (NOON - timedelta(microseconds=1), None)


async def test_a_scope_may_be_one_creator_or_platform_and_never_another_campaign(app: App) -> None:
    home, other = await campaign(app), await campaign(app, "Winter")
    anna, bob = await creator(app, home, "anna"), await creator(app, home, "bob")
    await added(app, home, anna)
    await added(app, home, bob, platform=Platform.INSTAGRAM)
    await added(app, other, await creator(app, other, "anna"))

    async with app.reads() as session:
        scopes = [
            Scope([home]),
            Scope([home], creator_id=bob),
            Scope([home], platform=Platform.TIKTOK),
            Scope([home], creator_id=bob, platform=Platform.TIKTOK),
            Scope([home, other]),
            Scope([]),
        ]
        found = [metrics.summary(await figures.parts(session, scope)).videos for scope in scopes]

    assert found == [2, 1, 1, 0, 3, 0]


async def test_the_age_is_that_of_the_oldest_reading(app: App) -> None:
    home = await campaign(app)
    anna = await creator(app, home, "anna")
    await added(app, home, anna, read_at=NOON + DAY)
    await added(app, home, anna, read_at=NOON)
    await added(app, home, anna, read_at=None, views=None)

    async with app.reads() as session:
        age = await figures.age(session, Scope([home]))
        nothing = await figures.age(session, Scope([home], since=NOON + 9 * DAY))

    assert (age.oldest_at, age.unread) == (NOON, 1)
    assert (nothing.oldest_at, nothing.unread) == (None, 0)


READINGS: Sequence[tuple[float, int | None]] = [
    (2, 100),  # from nothing: history starts here
    (8, 250),
    (12, 400),  # midnight belongs to the day that begins
    (30, None),  # unknown: as if nobody had looked
    (70, 1_000),  # the day before without a reading
    (80, 900),  # a drop counts as it is
    (90, 900),
]


async def test_views_gained_are_those_of_one_day_end_less_the_one_before(app: App) -> None:
    home = await campaign(app)
    anna = await creator(app, home, "anna")
    post = await added(app, home, anna, views=900)
    await read(app, post, READINGS)

    async with app.reads() as session:
        spans = metrics.spans(NOON, NOON + 5 * DAY, UTC_ZONE)
        gained = await gains.gained(session, Scope([home]), spans)
        none = await gains.gained(session, Scope([home]), [])

    assert [span.first.day for span in spans] == [2, 3, 4, 5, 6, 7]
    assert gained == [250, 150, None, 500, 0, None]
    assert none == []


async def test_readings_before_the_first_day_are_what_it_starts_from(app: App) -> None:
    home = await campaign(app)
    post = await added(app, home, await creator(app, home, "anna"))
    await read(app, post, READINGS)

    async with app.reads() as session:
        spans = metrics.spans(NOON + timedelta(hours=12), NOON + timedelta(hours=75), UTC_ZONE)
        gained = await gains.gained(session, Scope([home]), spans)

    assert gained == [150, None, 500]
    assert spans[-1].end == datetime(2026, 11, 6, tzinfo=UTC)


async def test_days_of_several_posts_add_up_to_their_views(app: App) -> None:
    home = await campaign(app)
    anna = await creator(app, home, "anna")
    last = []
    for number in range(4):
        post = await added(app, home, anna, views=number * 700 + 90)
        await read(app, post, [(7 * at + number, at * 100 * number + 90) for at in range(8)])
        last.append(number * 700 + 90)

    async with app.reads() as session:
        spans = metrics.spans(NOON, NOON + 3 * DAY, ZoneInfo("Asia/Kathmandu"))
        gained = await gains.gained(session, Scope([home]), spans)
        total = metrics.summary(await figures.parts(session, Scope([home])))

    assert metrics.added(gained) == sum(last) == total.views


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
async def test_days_with_a_change_of_clocks_hold_all_their_hours(app: App, day: date, hours: int) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    home, start = await campaign(app), metrics.midnight(day, berlin)
    post = await added(app, home, await creator(app, home, "anna"), published_at=start - DAY)
    offset = (start - NOON) / timedelta(hours=1)
    await read(app, post, [(offset + at, 10 + at) for at in range(-1, 27)])

    async with app.reads() as session:
        spans = metrics.spans(start - timedelta(hours=1), start + timedelta(hours=26), berlin)
        gained = await gains.gained(session, Scope([home]), spans)

    assert gained == [9, hours, 27 - hours]


async def test_top_posts_by_each_measure(app: App) -> None:
    home = await campaign(app)
    anna = await creator(app, home, "anna")
    now = NOON + 5 * DAY
    fresh = {"read_at": now - timedelta(hours=1)}
    grows = await added(app, home, anna, views=1_000, likes=10, comments=0, shares=0, **fresh)
    await read(app, grows, [(24, 300), (24 * 5 - 1, 1_000)])
    big = await added(app, home, anna, views=9_000, likes=20, comments=0, shares=0, **fresh)
    await read(app, big, [(24, 9_000), (24 * 5 - 1, 9_000)])
    new = await added(
        app, home, anna, views=400, likes=300, comments=1, shares=0, published_at=now - DAY / 2, **fresh
    )
    late = await added(app, home, anna, views=5_000_000, likes=None, comments=0, shares=0, **fresh)
    stale = await added(app, home, anna, views=20, likes=1, comments=0, shares=0, read_at=NOON)
    await read(app, stale, [(0, 20)])
    await added(app, home, anna, views=None, likes=None, read_at=None)

    async with app.reads() as session:
        found = {
            by: [
                (post.id, gain) for post, gain in await figures.top_posts(session, Scope([home]), by, now, 3)
            ]
            for by in TopBy
        }

    assert found[TopBy.DAILY] == [(grows, 700), (new, 400), (big, 0)]
    assert found[TopBy.VIEWS] == [(late, None), (big, None), (grows, None)]
    assert found[TopBy.LIKES] == [(new, None), (big, None), (grows, None)]
    assert found[TopBy.ENGAGEMENT] == [(new, None), (stale, None), (grows, None)]


async def test_earnings_are_what_was_earned_and_adjusted_in_each_currency(app: App) -> None:
    home, euros = await campaign(app), await campaign(app, "Winter", currency="EUR")
    anna, bob = await creator(app, home, "anna"), await creator(app, home, "bob")
    carla = await creator(app, euros, "carla")
    posts = [await added(app, home, anna), await added(app, home, anna), await added(app, home, bob)]
    old = await added(app, home, bob, published_at=NOON - DAY)
    abroad = await added(app, euros, carla)
    for post, amount in zip([*posts, old, abroad], (500, 300, 900, 10_000, 70), strict=True):
        await adjusted(app, post, amount, LedgerKind.EARNED)
    await adjusted(app, posts[2], -200, LedgerKind.ADJUSTED)
    await adjusted(app, posts[0], -500, LedgerKind.PAID)

    async with app.reads() as session:
        found = await figures.earned(session, Scope([home, euros], since=NOON))
        handles = await figures.handles(session, [anna, carla])

    assert [(each.creator_id, each.currency, each.amount_minor) for each in found] == [
        (carla, "EUR", 70),
        (anna, "USD", 800),
        (bob, "USD", 700),
    ]
    assert handles == {anna: "anna", carla: "carla"}
