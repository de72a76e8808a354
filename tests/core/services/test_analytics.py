"""What posts come to: only those that count, of this server, by its days, against the time before."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core.domain.access import Caller, Role
from core.domain.errors import CampaignUnknownError, CreatorUnknownError, NoCampaignError
from core.domain.ledger import LedgerKind
from core.domain.metrics import Share, TopBy
from core.domain.terms import Platform, PostKind, PostStatus, TrackingStatus
from core.services import analytics, campaigns, servers
from core.services.app import App
from core.services.shown_analytics import Analytics, AnalyticsWanted, Earner, Range
from tests.conftest import ADMIN, EDITOR
from tests.core.services.paying import STRANGER
from tests.db.counted import added, adjusted, campaign, creator, read
from tests.fakes import NOON, FixedClock

DAY = timedelta(days=1)


async def shown(app: App, **asked: object) -> Analytics:
    return await analytics.show(app, EDITOR, await analytics.wanted(app, EDITOR, **asked))  # type: ignore[arg-type]  # the options are the test's to name


async def test_what_does_not_count_is_in_no_figure(app: App) -> None:
    home = await campaign(app)
    anna, bob = await creator(app, home, "anna"), await creator(app, home, "bob")
    counted = await added(app, home, anna, views=1_000, likes=40, comments=9, shares=1)
    await read(app, counted, [(0, 1_000)])
    for left_out in (
        {"status": PostStatus.REJECTED},
        {"tracking": TrackingStatus.PENDING_REVIEW},
        {"tracking": TrackingStatus.EXCLUDED},
    ):
        post = await added(app, home, bob, views=5_000, **left_out)
        await read(app, post, [(0, 5_000)])
        await adjusted(app, post, 700, LedgerKind.EARNED)
    await added(app, home, None, kind=PostKind.REFERENCE, status=None, views=5_000)

    found = await shown(app)

    assert (found.now.videos, found.now.creators, found.now.views) == (1, 1, 1_000)
    assert found.now.engagement == Decimal("5.00")
    assert found.gained[-1] == 1_000
    assert found.creators == [Share("anna", 1, 1_000)]
    assert found.platforms == [Share(Platform.TIKTOK, 1, 1_000)]
    assert found.statuses == [Share(PostStatus.ACTIVE, 1, 1_000)]
    assert [post.id for post in (await analytics.show(app, EDITOR, _by(TopBy.VIEWS))).top] == [counted]
    assert found.earners == {}


async def test_unknown_views_stay_unknown(app: App) -> None:
    home = await campaign(app)
    await added(app, home, await creator(app, home, "anna"), views=None, read_at=None)

    found = await shown(app)

    assert (found.now.videos, found.now.views, found.now.unknown) == (1, None, 1)
    assert (found.now.average, found.now.engagement) == (None, None)
    assert (found.oldest_at, found.unread) == (None, 1)
    assert set(found.gained) == {None}
    assert (found.top, found.creators) == ([], [Share("anna", 1, None)])


async def test_figures_are_held_against_the_same_time_before(app: App, clock: FixedClock) -> None:
    home = await campaign(app)
    anna = await creator(app, home, "anna")
    clock.now = NOON + timedelta(hours=6)
    begins = datetime(2026, 10, 27, tzinfo=UTC)  # seven days, today as the last
    before = begins - (clock.now - begins)
    await added(app, home, anna, published_at=before - timedelta(microseconds=1), views=9_999)
    await added(app, home, anna, published_at=before, views=400)
    await added(app, home, anna, published_at=begins - timedelta(microseconds=1), views=400)
    await added(app, home, anna, published_at=begins, views=600)
    await added(app, home, anna, published_at=clock.now, views=600)
    await added(app, home, anna, published_at=clock.now, views=600)

    week = await shown(app, range_=Range.WEEK)
    whole = await shown(app, range_=Range.ALL)

    assert (week.since, week.now.videos, week.now.views) == (begins, 3, 1_800)
    assert week.change is not None
    assert (week.change.videos, week.change.views) == (Decimal("50.00"), Decimal("125.00"))
    assert (week.change.creators, week.change.average) == (Decimal(0), Decimal("50.00"))
    assert week.change.engagement is None
    assert (whole.since, whole.change, whole.now.videos) == (None, None, 6)


async def test_days_are_those_of_the_servers_time_zone(app: App, clock: FixedClock) -> None:
    home = await campaign(app)
    post = await added(app, home, await creator(app, home, "anna"), views=900)
    await read(app, post, [(0, 100), (11.5, 900)])  # half past eleven in the evening, UTC
    clock.now = NOON + timedelta(hours=13)

    in_utc = await shown(app, range_=Range.WEEK)
    await servers.choose_zone(app, ADMIN, "Europe/Berlin")
    in_berlin = await shown(app, range_=Range.WEEK)

    assert (in_utc.zone, in_utc.gained[-2:]) == ("UTC", [900, None])
    assert (in_berlin.zone, in_berlin.gained[-2:]) == ("Europe/Berlin", [100, 800])
    assert len(in_utc.gained) == len(in_berlin.gained) == 7


async def test_one_campaign_creator_or_platform_may_be_asked_for(app: App) -> None:
    home, other = await campaign(app), await campaign(app, "Winter")
    anna, bob = await creator(app, home, "anna"), await creator(app, home, "bob", Platform.INSTAGRAM)
    await added(app, home, anna)
    await added(app, home, bob, platform=Platform.INSTAGRAM)
    await added(app, other, await creator(app, other, "carla"))

    every = await shown(app)
    summer = await shown(app, campaign="summer")
    annas = await shown(app, campaign="Summer", creator="@anna")
    photos = await shown(app, platform=Platform.INSTAGRAM)

    assert [each.now.videos for each in (every, summer, annas, photos)] == [3, 2, 1, 1]
    assert (every.name, summer.name, annas.handle, photos.handle) == (None, "Summer", "anna", None)


async def test_of_more_than_ten_creators_the_rest_is_one(app: App) -> None:
    home = await campaign(app)
    for number in range(12):
        await added(app, home, await creator(app, home, f"c{number}"), views=1_000 - number)

    found = await shown(app)

    assert [share.key for share in found.creators] == [*(f"c{number}" for number in range(10)), None]
    assert found.creators[-1] == Share(None, 2, 990 + 989)
    assert sum(share.views or 0 for share in found.creators) == found.now.views


async def test_sums_of_several_currencies_are_never_one(app: App) -> None:
    home, euros = await campaign(app), await campaign(app, "Winter", currency="EUR")
    for place, handle, amount in ((home, "anna", 500), (home, "bob", 900), (euros, "anna", 70)):
        post = await added(app, place, await creator(app, place, handle))
        await adjusted(app, post, amount, LedgerKind.EARNED)

    found = await shown(app)

    assert found.earners == {
        "EUR": [Earner("anna", "EUR", 70)],
        "USD": [Earner("bob", "USD", 900), Earner("anna", "USD", 500)],
    }


async def test_leading_posts_carry_their_numbers(app: App) -> None:
    home = await campaign(app)
    anna = await creator(app, home, "anna")
    post = await added(
        app,
        home,
        anna,
        views=1_000,
        likes=50,
        comments=5,
        shares=5,
        read_at=NOON + DAY / 2,
        author_handle="anna",
    )

    (top,) = (await shown(app)).top

    assert (top.id, top.handle, top.counts.views, top.engagement) == (post, "anna", 1_000, Decimal("6.00"))
    assert top.gained == 1_000  # it is not a day old


async def test_what_belongs_to_another_server_is_unknown(app: App) -> None:
    home = await campaign(app)
    anna = await creator(app, home, "anna")

    with pytest.raises(NoCampaignError):
        await analytics.show(app, STRANGER, AnalyticsWanted(Range.ALL, campaign_id=home))
    elsewhere = Caller(STRANGER.guild_id, 5, Role.ADMIN)
    await campaign_of(app, elsewhere)
    with pytest.raises(CampaignUnknownError):
        await analytics.show(app, elsewhere, AnalyticsWanted(Range.ALL, campaign_id=home))
    with pytest.raises(CreatorUnknownError):
        await analytics.show(app, elsewhere, AnalyticsWanted(Range.ALL, creator_id=anna))


async def test_a_server_without_posts_has_figures_all_the_same(app: App) -> None:
    await campaign(app)

    found = await shown(app, range_=Range.ALL)

    assert (found.now.videos, found.now.views, found.gained) == (0, None, [])


def _by(top: TopBy) -> AnalyticsWanted:
    return AnalyticsWanted(Range.MONTH, by=top)


async def campaign_of(app: App, by: Caller) -> None:
    await campaigns.create(app, by, name="Theirs")
