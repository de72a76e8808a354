"""Syncs take in what an account publishes, once, and say what went wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.terms import Author, Outcome, Platform, PostStatus, TrackingMode, TrackingStatus
from core.services import campaigns, creators, refresh, submissions, watches
from core.services.app import App
from db import watches as rows
from tests.conftest import ADMIN
from tests.core.services.syncing import found, ids, of, pass_by, watch
from tests.fakes import NOON, FakeSource, FixedClock, reading
from tests.simulated import PlayedAccount, PlayedSource

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def test_by_itself_nothing_old_comes_in_and_everything_new_does(
    watching: App, anna: PlayedAccount, clock: FixedClock
) -> None:
    anna.publish(NOON - DAY)
    added = await watch(watching)
    assert (added.synced and added.synced.outcome, await ids(watching)) == (Outcome.OK, set())
    new = anna.publish(NOON + HOUR)

    await pass_by(watching, clock)

    (post,) = await found(watching)
    assert (post.tracking, post.status) == (TrackingStatus.AUTO_TRACKED, PostStatus.ACTIVE)
    assert {post.ref.platform_post_id} == of(new)
    assert post.window_ends_at == new.at + 7 * DAY
    assert (post.counts.views, post.next_check_at, post.caption) == (None, clock.now, "hello")
    assert (post.cpm is not None, post.cap_views) == (True, 500_000)


async def test_what_came_in_is_read_next(
    watching: App, anna: PlayedAccount, clock: FixedClock, source: FakeSource
) -> None:
    await watch(watching)
    new = anna.publish(NOON + HOUR)
    source.tell(new.ref, reading(new.ref, 4_321))
    await pass_by(watching, clock)

    await refresh.run_round(watching, Platform.TIKTOK)

    assert [post.counts.views for post in await found(watching)] == [4_321]


@pytest.mark.parametrize("wanted", [5, 10, 15, 30])
async def test_the_first_import_takes_the_newest_posts_whatever_is_pinned(
    watching: App, anna: PlayedAccount, wanted: int
) -> None:
    published = [anna.publish(NOON - number * DAY / 8, is_pinned=number == 60) for number in range(1, 70)]

    added = await watch(watching, wanted)

    assert added.synced is not None
    assert added.synced.imported == added.card.imported == wanted
    assert added.card.since_at == published[wanted - 1].at
    async with watching.reads() as session:
        all_ids = of(*published)
        assert await rows.known_ids(session, 1, Platform.TIKTOK, all_ids) == of(*published[:wanted])


async def test_posts_whose_window_and_grace_are_over_come_in_late(watching: App, anna: PlayedAccount) -> None:
    for days in (1, 8, 9, 10, 40):  # the window is seven days, the grace two: nine are over
        anna.publish(NOON - days * DAY)

    added = await watch(watching, 5)

    assert added.synced is not None
    assert (added.synced.imported, added.synced.late, added.synced.waiting) == (5, 3, 3)


async def test_a_short_account_is_imported_whole(watching: App, anna: PlayedAccount) -> None:
    published = [anna.publish(NOON - number * HOUR) for number in range(1, 4)]

    await watch(watching, 30)

    assert await ids(watching) == of(*published)


async def test_a_burst_over_many_pages_comes_in_whole(
    watching: App, anna: PlayedAccount, clock: FixedClock, listing: PlayedSource
) -> None:
    listing.page_size = 3
    await watch(watching)
    burst = [anna.publish(NOON + number * timedelta(minutes=1)) for number in range(1, 10)]

    await pass_by(watching, clock)

    assert await ids(watching) == of(*burst)


async def test_a_sync_stops_where_the_last_one_began(
    watching: App, anna: PlayedAccount, clock: FixedClock, listing: PlayedSource
) -> None:
    listing.page_size = 3
    for number in range(1, 9):
        anna.publish(NOON - number * HOUR)
    await watch(watching, 5)
    listing.asked.clear()
    anna.publish(NOON + HOUR)

    await pass_by(watching, clock)

    assert len(listing.asked) == 1


@pytest.mark.parametrize("says_pinned", [True, False])
async def test_pinned_posts_stop_no_sync(
    watching: App, anna: PlayedAccount, clock: FixedClock, listing: PlayedSource, says_pinned: bool
) -> None:
    listing.page_size, listing.says_pinned = 4, says_pinned
    for number in range(1, 4):
        anna.publish(NOON - number * DAY, is_pinned=True)
    await watch(watching)
    new = [anna.publish(NOON + number * HOUR / 10) for number in range(1, 20)]

    await pass_by(watching, clock)

    async with watching.reads() as session:
        assert await rows.known_ids(session, 1, Platform.TIKTOK, of(*new)) == of(*new)


async def test_on_instagram_only_reels_come_in(app: App, clock: FixedClock, listing: PlayedSource) -> None:
    reels = PlayedAccount(Platform.INSTAGRAM)
    watching = replace(app, accounts={Platform.INSTAGRAM: PlayedSource(reels)})
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.INSTAGRAM)
    for number in range(8):
        reels.publish(NOON - number * HOUR, is_reel=number % 2 == 0)

    await watches.add(watching, ADMIN, handle="anna", platform=Platform.INSTAGRAM, first_import=30)

    assert await ids(watching) == of(*(post for post in reels.posts if post.is_reel))


async def test_selective_creators_posts_wait_for_review_and_are_never_decided(
    watching: App, anna: PlayedAccount, clock: FixedClock, source: FakeSource
) -> None:
    await creators.add(watching, ADMIN, handle="ben", platform=Platform.TIKTOK, mode=TrackingMode.SELECTIVE)
    anna.handle, anna.user_id = "ben", "1002"
    new = anna.publish(NOON - HOUR)
    source.tell(new.ref, reading(new.ref, 50_000, handle="ben", user_id="1002"))

    added = await watches.add(watching, ADMIN, handle="ben", platform=Platform.TIKTOK, first_import=5)
    assert added.synced is not None
    assert added.synced.waiting == 1
    for _ in range(40):
        clock.advance(hours=6)
        await refresh.run_round(watching, Platform.TIKTOK)

    (post,) = await found(watching)
    assert (post.tracking, post.status) == (TrackingStatus.PENDING_REVIEW, PostStatus.ACTIVE)
    assert post.earned_minor is None


async def test_a_post_somebody_else_published_waits_for_a_person(watching: App, anna: PlayedAccount) -> None:
    anna.publish(NOON - HOUR, author=Author("stranger", "999"))
    anna.publish(NOON - 2 * HOUR)

    await watch(watching, 5)

    waiting = {post.tracking: post.status_reason for post in await found(watching)}
    assert "published by @stranger" in waiting[TrackingStatus.PENDING_REVIEW]
    assert TrackingStatus.AUTO_TRACKED in waiting


async def test_a_post_that_was_handed_in_stays_as_it_is(
    watching: App, anna: PlayedAccount, source: FakeSource
) -> None:
    post = anna.publish(NOON - HOUR)
    source.tell(post.ref, reading(post.ref, 100))
    await submissions.track(watching, ADMIN, post.ref.url)

    await watch(watching, 5)

    assert [one.tracking for one in await found(watching)] == [TrackingStatus.DIRECT_ADD]
