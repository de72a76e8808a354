"""A post is booked on the creator who published it, whoever else's page it is on, and waits when in doubt."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.domain.terms import Author, Platform, PostKind, PostStatus, TrackingStatus
from core.domain.tracking import Review
from core.services import creators, decisions, refresh, reviews, submissions, syncs, watches
from core.services.app import App
from core.services.shown import Submitted
from db.models import Snapshot
from db.records import AuditEntry
from tests.conftest import ADMIN, ANNA, EDITOR
from tests.core.services.odd_listings import SharedListing, rows
from tests.core.services.syncing import found, pass_by, watch
from tests.fakes import NOON, FakeSource, FixedClock, reading
from tests.simulated import PlayedAccount, PlayedSource, Published

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AUTO, PENDING = TrackingStatus.AUTO_TRACKED, TrackingStatus.PENDING_REVIEW


async def shared_with_ben(
    app: App, anna: PlayedAccount, coauthors: tuple[Author, ...], *, is_anna_watched: bool
) -> App:
    """Watch Ben, who is paid more, and on whose page is a post that Anna published."""
    ben = PlayedAccount(Platform.TIKTOK, "ben", "1002")
    listing = SharedListing(anna, ben)
    listing.coauthors = coauthors
    watching = replace(app, accounts={Platform.TIKTOK: listing})
    await creators.add(watching, ADMIN, handle="ben", platform=Platform.TIKTOK, cpm="9", cap=500_000)
    await watches.add(watching, ADMIN, handle="ben", platform=Platform.TIKTOK)
    if is_anna_watched:
        await watch(watching)
    ben.posts.append(anna.publish(NOON + HOUR, author=Author("anna", "1001")))
    return watching


async def follow_rival(app: App, listing: PlayedSource, source: FakeSource) -> Published:
    """Follow a competitor with one post that was read once, and make the competitor a creator."""
    rival = PlayedAccount(Platform.TIKTOK, "rival", "3003")
    listing.accounts.append(rival)
    post = rival.publish(NOON - HOUR)
    source.tell(post.ref, reading(post.ref, 5_000, handle="rival", user_id="3003", published_at=post.at))
    await watches.add(app, ADMIN, handle="rival", platform=Platform.TIKTOK, first_import=5, competitor=True)
    await refresh.run_round(app, Platform.TIKTOK)
    await watches.remove(app, ADMIN, "rival")
    await creators.add(app, ADMIN, handle="rival", platform=Platform.TIKTOK, cpm="0.75", cap=400_000)
    return post


async def is_the_creators(app: App, published: Published) -> None:
    """Check that the one post is the second creator's in every respect."""
    (post,) = (await rows(app)).values()
    assert (post.kind, post.creator_id, post.status) == (PostKind.INTERNAL, 2, PostStatus.ACTIVE)
    assert (post.cpm, post.cap_views, post.deal_id is not None) == (Decimal("0.75"), 400_000, True)
    assert (post.window_days, post.window_ends_at) == (7, published.at + 7 * DAY)
    assert post.next_check_at is not None


async def views_kept(app: App) -> list[int | None]:
    async with app.reads() as session:
        return list(await session.scalars(select(Snapshot.views).order_by(Snapshot.id)))


async def trail_of_posts(app: App) -> list[tuple[str, str | None, int | None]]:
    async with app.reads() as session:
        query = select(AuditEntry).where(AuditEntry.post_id.is_not(None)).order_by(AuditEntry.id)
        return [(entry.action, entry.after, entry.creator_id) for entry in await session.scalars(query)]


@pytest.mark.parametrize("is_anna_watched", [False, True])
async def test_a_paused_creators_post_comes_in_from_no_page(
    watching: App, anna: PlayedAccount, clock: FixedClock, *, is_anna_watched: bool
) -> None:
    watching = await shared_with_ben(watching, anna, (), is_anna_watched=is_anna_watched)
    await creators.pause(watching, ADMIN, "anna")

    await pass_by(watching, clock)
    assert await rows(watching) == {}
    await creators.resume(watching, ADMIN, "anna")
    await pass_by(watching, clock)

    (post,) = (await rows(watching)).values()
    assert post.creator_id == 1


@pytest.mark.parametrize("coauthors", [(), (Author("ben", "1002"),)])
async def test_a_post_on_anothers_page_is_its_owners_and_waits_for_a_person(
    watching: App, anna: PlayedAccount, clock: FixedClock, coauthors: tuple[Author, ...]
) -> None:
    watching = await shared_with_ben(watching, anna, coauthors, is_anna_watched=False)

    await pass_by(watching, clock)

    (post,) = (await rows(watching)).values()
    assert (post.creator_id, post.cpm, post.tracking) == (1, Decimal("0.50"), PENDING)
    assert post.status_reason == "found on the page of @ben, published by @anna"


@pytest.mark.parametrize("coauthors", [(), (Author("ben", "1002"),)])
async def test_a_post_on_anothers_page_is_left_to_its_owners_when_that_is_watched_too(
    watching: App, anna: PlayedAccount, clock: FixedClock, coauthors: tuple[Author, ...]
) -> None:
    watching = await shared_with_ben(watching, anna, coauthors, is_anna_watched=True)
    clock.advance(hours=7)

    for watch_id in (1, 2):
        await syncs.sync(watching, watch_id)

    (post,) = (await rows(watching)).values()
    assert (post.creator_id, post.cpm, post.tracking) == (1, Decimal("0.50"), AUTO)
    assert post.status_reason == "found on the page of @anna"


async def test_a_competitors_post_becomes_the_creators_when_handed_in(
    watching: App, listing: PlayedSource, source: FakeSource, clock: FixedClock
) -> None:
    post = await follow_rival(watching, listing, source)
    clock.advance(hours=1)

    (row,) = (await submissions.submit(watching, ANNA, post.ref.url)).rows

    assert isinstance(row.result, Submitted), row.result
    await is_the_creators(watching, post)
    assert [one.tracking for one in await found(watching)] == [TrackingStatus.DIRECT_ADD]
    assert await views_kept(watching) == [5_000, 5_000]
    assert await trail_of_posts(watching) == [("watch", "reference", None), ("submit-post", "active", 2)]


async def test_a_competitors_post_becomes_the_creators_when_found_on_their_page(
    watching: App, listing: PlayedSource, source: FakeSource
) -> None:
    post = await follow_rival(watching, listing, source)

    await watches.add(watching, ADMIN, handle="rival", platform=Platform.TIKTOK, first_import=5)

    await is_the_creators(watching, post)
    assert [one.tracking for one in await found(watching)] == [AUTO]
    assert await views_kept(watching) == [5_000]
    assert await trail_of_posts(watching) == [("watch", "reference", None), ("watch", "auto_tracked", 2)]


async def test_a_post_whose_window_and_grace_are_over_at_import_waits_in_auto_mode(
    watching: App, anna: PlayedAccount, source: FakeSource
) -> None:
    for age in (8 * DAY, 10 * DAY):
        ref = anna.publish(NOON - age).ref
        source.tell(ref, reading(ref, 5_000))

    await watch(watching, 5)
    await refresh.run_round(watching, Platform.TIKTOK)
    await decisions.decide_due(watching)

    seen = {NOON - post.published_at: post for post in await found(watching) if post.published_at}
    assert (seen[8 * DAY].tracking, seen[10 * DAY].tracking) == (AUTO, PENDING)
    assert seen[10 * DAY].status_reason.endswith("after its counting window was over")
    assert (seen[10 * DAY].status, seen[10 * DAY].needs_person) == (PostStatus.ACTIVE, False)


async def test_a_decision_puts_off_no_first_look(
    watching: App, anna: PlayedAccount, source: FakeSource
) -> None:
    ref = anna.publish(NOON - 10 * DAY).ref
    source.tell(ref, reading(ref, 5_000))
    await watch(watching, 5)
    await reviews.review_all(watching, EDITOR, Review.INCLUDE, ["#1"])

    await decisions.decide_due(watching)
    await refresh.run_round(watching, Platform.TIKTOK)

    (post,) = await found(watching)
    assert (post.status, post.counts.views) == (PostStatus.AWAITING_MEASUREMENT, 5_000)
