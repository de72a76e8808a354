"""First imports: as many of the newest posts as asked for, once, and nothing lost when they go wrong."""

import asyncio
from datetime import timedelta

import pytest

from core.domain.errors import SourceDownError
from core.domain.terms import Outcome, Platform
from core.services import syncs, watch_rounds
from core.services.app import App
from tests.core.services.odd_listings import ReelsListing, days_pass, on_instagram, rows, watch_reels
from tests.core.services.syncing import card, ids, of, pass_by, watch
from tests.fakes import NOON, FixedClock
from tests.simulated import PlayedAccount, PlayedSource

HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)


async def test_a_burst_after_a_first_sync_that_failed_comes_in_whole(
    watching: App, anna: PlayedAccount, listing: PlayedSource, clock: FixedClock
) -> None:
    for number in range(1, 11):
        anna.publish(NOON - number * DAY)
    listing.trouble = SourceDownError("down")
    await watch(watching, 5)
    burst = [anna.publish(NOON + number * HOUR) for number in range(1, 9)]
    listing.trouble = None

    await pass_by(watching, clock, 10)

    assert await ids(watching) == of(*burst)
    assert (await card(watching)).since_at == NOON


@pytest.mark.parametrize("trouble", ["is_empty", "is_unreadable"])
async def test_a_first_listing_that_shows_nothing_leaves_the_import_open(
    app: App, clock: FixedClock, trouble: str
) -> None:
    anna = PlayedAccount(Platform.INSTAGRAM)
    listing = ReelsListing(anna)
    watching = await on_instagram(app, listing)
    old = [anna.publish(NOON - number * HOUR) for number in range(1, 11)]
    setattr(listing, trouble, True)
    added = await watch_reels(watching, 5)
    setattr(listing, trouble, False)

    await days_pass(watching, clock, Platform.INSTAGRAM)

    assert (added.card.imported, added.card.since_at) == (0, None)
    assert await ids(watching) == of(*old[:5])


async def test_pinned_posts_that_are_not_marked_take_no_newer_posts_place(
    watching: App, anna: PlayedAccount, listing: PlayedSource, clock: FixedClock
) -> None:
    listing.page_size, listing.says_pinned = 6, False
    for number in range(3):
        anna.publish(NOON - 300 * DAY - number * DAY, is_pinned=True)
    recent = [anna.publish(NOON - number * HOUR * 6) for number in range(1, 60)]
    await watch(watching, 5)

    await days_pass(watching, clock)

    assert (await card(watching)).since_at == recent[4].at
    assert set(await rows(watching)) == of(*recent[:5])


@pytest.mark.parametrize("has_reel", [True, False])
async def test_reels_are_not_looked_for_behind_ever_more_photos(
    app: App, clock: FixedClock, *, has_reel: bool
) -> None:
    anna = PlayedAccount(Platform.INSTAGRAM)
    listing = PlayedSource(anna, page_size=4)
    watching = await on_instagram(app, listing)
    known = [anna.publish(NOON - HOUR)] if has_reel else []
    for number in range(2, 4 * syncs.FIRST_PAGES + 20):
        anna.publish(NOON - number * HOUR, is_reel=False)
    added = await watch_reels(watching, 5)
    pages = len(listing.asked)
    new = anna.publish(NOON + HOUR)

    await days_pass(watching, clock, Platform.INSTAGRAM)

    assert pages == syncs.FIRST_PAGES
    assert added.card.since_at == (NOON - HOUR if has_reel else NOON)
    assert await ids(watching) == of(new, *known)


async def test_the_loop_leaves_the_first_sync_to_the_command(
    watching: App, anna: PlayedAccount, listing: PlayedSource, clock: FixedClock
) -> None:
    for number in range(1, 20):
        anna.publish(NOON - number * HOUR)
    under_way, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        under_way.set()
        await go_on.wait()

    listing.under_way = wait
    adding = asyncio.create_task(watch(watching, 5))
    await under_way.wait()
    clock.advance(seconds=30)
    passed = asyncio.create_task(watch_rounds.run(watching, Platform.TIKTOK))
    await asyncio.wait([passed], timeout=5)
    go_on.set()
    added = await adding

    assert (await passed).due == 0
    assert (len(listing.asked), added.card.imported) == (1, 5)


async def test_of_two_first_syncs_at_once_one_imports(
    watching: App, anna: PlayedAccount, listing: PlayedSource, clock: FixedClock
) -> None:
    old = [anna.publish(NOON - number * HOUR) for number in range(1, 20)]
    listing.trouble = SourceDownError("down")
    added = await watch(watching, 5)
    listing.trouble = None
    under_way, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        if not under_way.is_set():
            under_way.set()
            await go_on.wait()

    listing.under_way = wait
    slow = asyncio.create_task(syncs.sync(watching, added.card.id))
    await under_way.wait()
    new = [anna.publish(NOON + SECOND), anna.publish(NOON + 2 * SECOND)]
    clock.advance(seconds=30)
    quick = await syncs.sync(watching, added.card.id)
    go_on.set()
    late = await slow

    assert quick is not None
    assert late is not None
    assert (quick.imported, late.imported, late.outcome) == (5, 0, Outcome.OK)
    assert await ids(watching) == of(*new, *old[:3])
