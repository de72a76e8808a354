"""Syncs take in what an account publishes, once, and say what went wrong."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.errors import NobodyAskedError, SourceBusyError
from core.domain.terms import Author, Outcome, Platform, PostStatus, TrackingMode, TrackingStatus
from core.services import campaigns, creators, posts, refresh, submissions, syncs, watches
from core.services.app import App
from core.services.shown import PostCard
from core.services.shown_watches import WatchCard, WatchChanged
from db import watches as rows
from tests.conftest import ADMIN
from tests.fakes import NOON, FakeSource, FixedClock, reading
from tests.simulated import PlayedAccount, PlayedSource, Published

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def anna() -> PlayedAccount:
    return PlayedAccount(Platform.TIKTOK)


@pytest.fixture
def listing(anna: PlayedAccount) -> PlayedSource:
    return PlayedSource(anna)


@pytest.fixture
async def watching(app: App, listing: PlayedSource) -> App:
    """The program with a campaign whose creator is Anna; her account can be listed."""
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, cpm="0.50", cap=500_000)
    return replace(app, accounts=dict.fromkeys(Platform, listing))


async def watch(app: App, first_import: int = 0) -> WatchChanged:
    return await watches.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, first_import=first_import)


async def found(app: App) -> list[PostCard]:
    page = await posts.listing(app, ADMIN)
    assert page.pages == 1
    return list(page.items)


async def ids(app: App) -> set[str]:
    return {card.ref.platform_post_id for card in await found(app)}


def of(*published: Published) -> set[str]:
    return {post.ref.platform_post_id for post in published}


async def pass_by(app: App, clock: FixedClock, hours: float = 6.5) -> None:
    clock.advance(hours=hours)
    await syncs.run_syncs(app, Platform.TIKTOK)


async def card(app: App) -> WatchCard:
    return await watches.show(app, ADMIN, "anna")


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


async def test_what_a_failing_source_cut_off_comes_in_later(
    watching: App, anna: PlayedAccount, clock: FixedClock, listing: PlayedSource
) -> None:
    listing.page_size = 2
    await watch(watching)
    burst = [anna.publish(NOON + number * timedelta(minutes=1)) for number in range(1, 7)]
    listing.breaks_after = 1
    await pass_by(watching, clock)
    assert await ids(watching) == of(*burst[-2:])
    assert (await card(watching)).last_outcome is Outcome.UNAVAILABLE
    burst.append(anna.publish(clock.now + timedelta(minutes=1)))
    listing.breaks_after = None

    await pass_by(watching, clock, 1)

    assert await ids(watching) == of(*burst)
    after = await card(watching)
    assert (after.last_outcome, after.last_error, after.failures) == (Outcome.OK, None, 0)


async def test_a_post_that_was_hidden_is_found_when_it_is_back(
    watching: App, anna: PlayedAccount, clock: FixedClock, listing: PlayedSource
) -> None:
    listing.page_size = 2
    await watch(watching)
    hidden = anna.publish(NOON + HOUR, is_hidden=True)
    others = [anna.publish(NOON + number * HOUR) for number in range(2, 6)]
    await pass_by(watching, clock)
    assert await ids(watching) == of(*others)
    hidden.is_hidden = False

    await pass_by(watching, clock, 25)

    assert await ids(watching) == of(hidden, *others)


@pytest.mark.parametrize(
    ("spoil", "outcome", "said"),
    [
        (
            lambda source, anna: setattr(source, "is_empty", True),
            Outcome.UNAVAILABLE,
            "profile counts 1 posts",
        ),
        (lambda source, anna: setattr(anna, "is_private", True), Outcome.PRIVATE, "private"),
        (lambda source, anna: setattr(anna, "handle", "other"), Outcome.NOT_FOUND, "no such account"),
        (
            lambda source, anna: setattr(source, "trouble", SourceBusyError("slow", 60)),
            Outcome.RATE_LIMITED,
            "slow",
        ),
        (
            lambda source, anna: setattr(source, "trouble", ValueError("x")),
            Outcome.UNAVAILABLE,
            "fault of ours",
        ),
    ],
)
async def test_a_failed_sync_keeps_the_account_and_says_why(
    watching: App,
    anna: PlayedAccount,
    listing: PlayedSource,
    clock: FixedClock,
    spoil: Callable[[PlayedSource, PlayedAccount], None],
    outcome: Outcome,
    said: str,
) -> None:
    anna.publish(NOON - HOUR)
    spoil(listing, anna)

    added = await watch(watching, 5)

    assert added.synced is not None
    assert (added.synced.outcome, added.synced.imported) == (outcome, 0)
    shown = await card(watching)
    assert shown.last_outcome is outcome
    assert said in (shown.last_error or "")
    assert (shown.synced_at, shown.failures, await ids(watching)) == (None, 1, set())
    assert clock.now < shown.next_sync_at < clock.now + HOUR


async def test_a_renamed_account_is_followed_by_its_id(
    watching: App, anna: PlayedAccount, clock: FixedClock
) -> None:
    first = anna.publish(NOON - HOUR)
    await watch(watching, 5)
    anna.handle = "anna.new"
    second = anna.publish(NOON + HOUR)

    await pass_by(watching, clock)

    assert await ids(watching) == of(first, second)
    assert (await watches.show(watching, ADMIN, "anna.new")).creator == "anna.new"


async def test_an_account_that_truly_has_no_posts_is_fine(watching: App) -> None:
    added = await watch(watching, 5)

    assert added.synced is not None
    assert (added.synced.outcome, added.card.last_error) == (Outcome.OK, None)


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


async def test_syncs_at_once_take_each_post_in_once(watching: App, anna: PlayedAccount) -> None:
    added = await watch(watching)
    for number in range(1, 20):
        anna.publish(NOON + number * timedelta(seconds=1))
    done = await asyncio.gather(*(syncs.sync(watching, added.card.id) for _ in range(5)))

    assert sum(one.imported for one in done if one) == (await card(watching)).imported == 19


async def test_pauses_of_the_watch_and_of_the_creator_both_stop_it(
    watching: App, anna: PlayedAccount, clock: FixedClock, listing: PlayedSource
) -> None:
    await watch(watching)
    for pause, resume in ((watches.pause, watches.resume), (creators.pause, creators.resume)):
        await pause(watching, ADMIN, "anna")
        listing.asked.clear()
        anna.publish(clock.now + HOUR)
        await pass_by(watching, clock)
        assert listing.asked == []

        await resume(watching, ADMIN, "anna")
        await pass_by(watching, clock, 0.1)
        assert listing.asked != []

    assert await ids(watching) == of(*anna.posts)


async def test_an_account_removed_in_mid_sync_takes_in_nothing_more(
    watching: App, anna: PlayedAccount, listing: PlayedSource
) -> None:
    added = await watch(watching)
    anna.publish(NOON + HOUR)
    under_way, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        under_way.set()
        await go_on.wait()

    listing.under_way = wait
    syncing = asyncio.create_task(syncs.sync(watching, added.card.id))
    await under_way.wait()
    await watches.remove(watching, ADMIN, "anna")
    go_on.set()
    await syncing

    assert await ids(watching) == set()


async def test_while_no_source_may_be_asked_accounts_stay_due(
    watching: App, clock: FixedClock, listing: PlayedSource
) -> None:
    await watch(watching)
    listing.trouble = NobodyAskedError("left alone", 60)
    before = await card(watching)

    await pass_by(watching, clock)

    assert await card(watching) == before


async def test_one_bad_account_costs_only_itself(
    watching: App, anna: PlayedAccount, clock: FixedClock, listing: PlayedSource
) -> None:
    await creators.add(watching, ADMIN, handle="ben", platform=Platform.TIKTOK)
    ben = PlayedAccount(Platform.TIKTOK, "ben", "1002")
    listing.accounts.append(ben)
    await watch(watching)
    await watches.add(watching, ADMIN, handle="ben", platform=Platform.TIKTOK)
    anna.is_private = True
    new = ben.publish(NOON + HOUR)

    await pass_by(watching, clock)

    assert await ids(watching) == of(new)
    assert (await card(watching)).last_outcome is Outcome.PRIVATE
