"""Syncs that fail, are stopped, or meet: the account stays, says why, and loses nothing."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from core.domain.errors import NobodyAskedError, SourceBusyError
from core.domain.terms import Outcome, Platform
from core.services import creators, syncs, watches
from core.services.app import App
from tests.conftest import ADMIN
from tests.core.services.syncing import card, ids, of, pass_by, watch
from tests.fakes import NOON, FixedClock
from tests.simulated import PlayedAccount, PlayedSource

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


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
