"""Leaderboards: who may see which, who counts, ties, and amounts only where they are shown."""

import pytest

from core.domain.access import Caller, Role
from core.domain.errors import AmountsHiddenError, CampaignUnknownError, NoCampaignError
from core.domain.ledger import LedgerKind
from core.domain.terms import Platform, PostKind, PostStatus, TrackingStatus
from core.services import campaigns, leaderboards
from core.services.app import App
from core.services.shown_analytics import Leaderboard, RankedBy
from tests.conftest import ADMIN, ANNA
from tests.db.counted import added, adjusted, campaign, creator

ALLOWED = Caller(200_000_000_000_000_002, 31, Role.CREATOR)


async def board(app: App, home: int, ranked: RankedBy = RankedBy.VIEWS, page: int = 1) -> Leaderboard:
    return await leaderboards.screen(app, ANNA, home, ranked, page)


def ranked(found: Leaderboard) -> list[tuple[int, str]]:
    return [(place.rank, place.handle) for place in found.page.items]


async def test_creators_are_ranked_by_posts_that_count_and_equals_share_a_rank(app: App) -> None:
    home = await campaign(app)
    for handle, views in (("anna", 500), ("bob", 900), ("carla", 500), ("dora", 10)):
        await added(app, home, await creator(app, home, handle), views=views)
    emil = await creator(app, home, "emil")
    await added(app, home, emil, views=9_000, status=PostStatus.REJECTED)
    await added(app, home, emil, views=9_000, tracking=TrackingStatus.PENDING_REVIEW)
    await added(app, home, emil, views=9_000, tracking=TrackingStatus.EXCLUDED)
    await added(app, home, None, kind=PostKind.REFERENCE, status=None, views=9_000)

    found = await board(app, home)

    assert ranked(found) == [(1, "bob"), (2, "anna"), (2, "carla"), (4, "dora")]
    assert found.unranked == 0
    assert {place.earned_minor for place in found.page.items} == {None}


async def test_the_unknown_have_no_rank_and_no_zero(app: App) -> None:
    home = await campaign(app)
    anna, bob = await creator(app, home, "anna"), await creator(app, home, "bob")
    await added(app, home, anna, views=0, likes=1, comments=1, shares=1)
    await added(app, home, anna, views=None)
    await added(app, home, bob, views=None)

    by_views = await board(app, home)
    by_posts = await board(app, home, RankedBy.POSTS)
    by_engagement = await board(app, home, RankedBy.ENGAGEMENT)

    assert (ranked(by_views), by_views.unranked) == ([(1, "anna")], 1)
    assert (by_views.page.items[0].views, by_views.page.items[0].unknown) == (0, 1)
    assert ranked(by_posts) == [(1, "anna"), (2, "bob")]
    assert (ranked(by_engagement), by_engagement.unranked) == ([], 2)


async def test_engagement_ranks_by_rate(app: App) -> None:
    home = await campaign(app)
    for handle, views in (("anna", 1_000), ("bob", 100)):
        one = await creator(app, home, handle, Platform.INSTAGRAM)
        await added(app, home, one, platform=Platform.INSTAGRAM, views=views, likes=9, comments=1)

    assert ranked(await board(app, home, RankedBy.ENGAGEMENT)) == [(1, "bob"), (2, "anna")]


async def test_amounts_are_hidden_until_the_campaign_shows_them(app: App) -> None:
    home = await campaign(app)
    anna, bob = await creator(app, home, "anna"), await creator(app, home, "bob")
    await adjusted(app, await added(app, home, anna), 500, LedgerKind.EARNED)
    await added(app, home, bob)

    for asked in (
        leaderboards.wanted(app, ADMIN, None, RankedBy.EARNINGS),
        board(app, home, RankedBy.EARNINGS),
    ):
        with pytest.raises(AmountsHiddenError) as refused:
            await asked
        assert refused.value.name == "Summer"
    await campaigns.edit(app, ADMIN, campaign=None, shows_amounts=True)
    shown = await board(app, home, RankedBy.EARNINGS)

    assert [(place.rank, place.handle, place.earned_minor) for place in shown.page.items] == [
        (1, "anna", 500),
        (2, "bob", 0),
    ]


async def test_it_is_seen_where_posts_may_be_handed_in_and_nowhere_else(app: App) -> None:
    home = await campaign(app)
    await added(app, home, await creator(app, home, "anna"))

    with pytest.raises(NoCampaignError):
        await leaderboards.wanted(app, ALLOWED, None, RankedBy.VIEWS)
    await campaigns.allow_server(app, ADMIN, server_id=str(ALLOWED.guild_id))
    assert await leaderboards.wanted(app, ALLOWED, None, RankedBy.VIEWS) == home
    assert ranked(await leaderboards.screen(app, ALLOWED, home, RankedBy.VIEWS)) == [(1, "anna")]
    assert [choice.value for choice in await campaigns.usable_choices(app, ALLOWED, "sum")] == [f"#{home}"]
    other = await campaign(app, "Winter")
    with pytest.raises(CampaignUnknownError):
        await leaderboards.screen(app, ALLOWED, other, RankedBy.VIEWS)


async def test_pages_go_on_with_the_ranks(app: App) -> None:
    home = await campaign(app)
    for number in range(12):
        await added(app, home, await creator(app, home, f"c{number:02}"), views=1_000 - number)

    second = await board(app, home, page=2)

    assert ranked(second) == [(11, "c10"), (12, "c11")]
    assert (second.page.pages, second.page.total) == (2, 12)
