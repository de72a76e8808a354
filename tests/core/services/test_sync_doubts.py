"""Syncs believe no single post out of its order, no empty page, no name, and not their own past clock."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from core.domain.terms import Author, Outcome, Platform
from core.services import creators, submissions, syncs, watch_rounds, watches
from core.services.app import App
from tests.conftest import ADMIN, ANNA
from tests.core.services.odd_listings import (
    UNWRITABLE,
    ArrangedAccount,
    ArrangedListing,
    ReelsListing,
    SpoiledListing,
    days_pass,
    on_instagram,
    rows,
    watch_reels,
)
from tests.core.services.syncing import card, ids, of, pass_by, watch
from tests.fakes import NOON, FakeSource, FixedClock, reading
from tests.simulated import PlayedAccount, PlayedSource

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)


async def watch_ben(app: App) -> None:
    await creators.add(app, ADMIN, handle="ben", platform=Platform.TIKTOK)
    await watches.add(app, ADMIN, handle="ben", platform=Platform.TIKTOK)


async def test_a_stray_old_post_at_a_pages_end_ends_no_sweep(watching: App, clock: FixedClock) -> None:
    anna = ArrangedAccount(Platform.TIKTOK)
    listing = ArrangedListing(anna, page_size=4)
    watching = replace(watching, accounts={Platform.TIKTOK: listing})
    stray, *old = [anna.publish(NOON - number * DAY) for number in (50, 51, 52)]
    await watch(watching)
    new = [anna.publish(NOON + number * MINUTE) for number in range(7, 0, -1)]
    anna.posts = [*new[:3], stray, *new[3:], *old]

    await days_pass(watching, clock)

    assert await ids(watching) == of(*new)


async def test_a_pause_of_sixty_days_loses_nothing(
    watching: App, anna: PlayedAccount, clock: FixedClock
) -> None:
    await watch(watching)
    first = anna.publish(NOON + HOUR)
    await pass_by(watching, clock)
    await watches.pause(watching, ADMIN, "anna")
    meanwhile = [anna.publish(NOON + day * DAY) for day in range(1, 60)]
    clock.now = NOON + 60 * DAY
    await watches.resume(watching, ADMIN, "anna")

    await days_pass(watching, clock)

    assert set(await rows(watching)) == of(first, *meanwhile)


async def test_an_empty_page_after_known_posts_fails_though_none_was_imported(
    app: App, clock: FixedClock
) -> None:
    anna = PlayedAccount(Platform.INSTAGRAM)
    listing = ReelsListing(anna)
    watching = await on_instagram(app, listing)
    anna.publish(NOON - HOUR)
    await watch_reels(watching, 0)
    listing.is_empty = True

    clock.advance(hours=7)
    await watch_rounds.run(watching, Platform.INSTAGRAM)

    after = await card(watching)
    assert (after.last_outcome, after.synced_at) == (Outcome.UNAVAILABLE, NOON)
    assert "the profile counts 1 posts" in (after.last_error or "")


async def test_a_stranger_who_takes_the_handle_is_not_the_creator(
    watching: App, anna: PlayedAccount, listing: PlayedSource, clock: FixedClock, source: FakeSource
) -> None:
    await watch(watching)
    handed_in = anna.publish(NOON + HOUR)
    source.tell(handed_in.ref, reading(handed_in.ref, 5_000))
    await submissions.submit(watching, ANNA, handed_in.ref.url)
    anna.handle = "anna.new"
    stranger = PlayedAccount(Platform.TIKTOK, "anna", "6666")
    listing.accounts.append(stranger)
    stranger.publish(NOON + 2 * HOUR)
    new = anna.publish(NOON + 3 * HOUR)

    await days_pass(watching, clock)

    assert await ids(watching) == of(handed_in, new)
    assert (await watches.show(watching, ADMIN, "anna.new")).creator == "anna.new"


async def test_a_clock_that_was_a_year_ahead_stops_neither_syncs_nor_sweeps(
    watching: App, anna: PlayedAccount, listing: PlayedSource, clock: FixedClock
) -> None:
    listing.page_size = 2
    await watch(watching)
    clock.now = NOON + 400 * DAY
    await watch_rounds.run(watching, Platform.TIKTOK)
    clock.now = NOON + 7 * HOUR
    hidden = anna.publish(NOON + HOUR, is_hidden=True)
    new = [anna.publish(NOON + number * HOUR) for number in range(2, 6)]
    await pass_by(watching, clock)
    assert await ids(watching) == of(*new)
    hidden.is_hidden = False

    await days_pass(watching, clock)

    assert await ids(watching) == of(hidden, *new)


async def test_an_account_paused_after_it_was_found_due_is_not_asked(
    watching: App, anna: PlayedAccount, listing: PlayedSource, clock: FixedClock
) -> None:
    added = await watch(watching)
    clock.advance(hours=7)
    await watches.pause(watching, ADMIN, "anna")
    before = await card(watching)
    anna.publish(NOON + HOUR)
    listing.asked.clear()

    await syncs.sync(watching, added.card.id)

    assert listing.asked == []
    assert await card(watching) == before


async def test_a_sync_that_cannot_be_kept_holds_up_no_other_account(
    watching: App, anna: PlayedAccount, listing: PlayedSource, clock: FixedClock
) -> None:
    ben = PlayedAccount(Platform.TIKTOK, "ben", "1002")
    listing.accounts.append(ben)
    await watch(watching)
    clock.advance(hours=1)
    await watch_ben(watching)
    anna.publish(NOON + HOUR, author=Author("anna", "1001", UNWRITABLE))
    new = ben.publish(NOON + 2 * HOUR)

    await pass_by(watching, clock, 7)

    assert await ids(watching) == of(new)
    after = await card(watching)
    assert (after.last_outcome, after.failures, after.tried_at) == (Outcome.UNAVAILABLE, 1, clock.now)
    assert clock.now < after.next_sync_at < clock.now + HOUR
    assert "a fault of ours" in (after.last_error or "")


async def test_a_post_that_cannot_be_written_costs_itself_only(
    watching: App, anna: PlayedAccount, clock: FixedClock
) -> None:
    listing = SpoiledListing(anna)
    watching = replace(watching, accounts={Platform.TIKTOK: listing})
    await watch(watching)
    first, listing.spoiled, last = [anna.publish(NOON + number * HOUR) for number in range(1, 4)]

    await pass_by(watching, clock)

    assert await ids(watching) == of(first, last)
    after = await card(watching)
    assert (after.imported, after.last_outcome) == (2, Outcome.MALFORMED)
    assert after.last_error == "1 listed post could not be read"


async def test_a_bad_name_of_the_creator_costs_no_post_behind_it(
    watching: App, anna: PlayedAccount, clock: FixedClock
) -> None:
    await watch(watching)
    anna.publish(NOON + HOUR, author=Author("anna", "1001", UNWRITABLE))
    strangers = anna.publish(NOON + 2 * HOUR, author=Author("stranger", "999"))
    good = anna.publish(NOON + 3 * HOUR)

    await pass_by(watching, clock)

    assert await ids(watching) == of(strangers, good)


async def test_accounts_that_list_the_same_posts_in_opposite_order_both_come_in(
    watching: App, clock: FixedClock
) -> None:
    anna, ben = (
        ArrangedAccount(Platform.TIKTOK, handle, user_id)
        for handle, user_id in (("anna", "1001"), ("ben", "1002"))
    )
    listing = ArrangedListing(anna, ben, page_size=50)
    watching = replace(watching, accounts={Platform.TIKTOK: listing})
    await watch(watching)
    await watch_ben(watching)
    shared = [anna.publish(NOON + number * HOUR) for number in range(1, 41)]
    ben.posts = list(reversed(shared))
    clock.advance(hours=50)

    done = await asyncio.gather(*(syncs.sync(watching, watch_id) for watch_id in (1, 2)))

    assert [(one.outcome, one.error) for one in done if one] == [(Outcome.OK, None)] * 2
    assert sum(one.imported for one in done if one) == len(shared)
    assert set(await rows(watching)) == of(*shared)
