"""Competitors' posts come in once, without terms, and are only looked at."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.domain.access import Caller, Role
from core.domain.errors import (
    AlreadyTrackedError,
    CompetitorIsCreatorError,
    FaultError,
    NotALinkError,
    PostGoneError,
    SourceDownError,
)
from core.domain.terms import (
    Author,
    Availability,
    Outcome,
    Platform,
    PostKind,
    PostRef,
    PostStatus,
    TrackingStatus,
    WatchState,
)
from core.services import campaigns, creators, decisions, intel, references, refresh, submissions
from core.services.app import App
from core.services.shown import Submitted
from core.services.shown_intel import Referenced
from db import campaigns as campaign_rows
from db.models import Snapshot, WatchedAccount
from db.money import LedgerEntry
from db.records import AuditEntry
from tests.conftest import ADMIN, ANNA, EDITOR, HOME
from tests.core.services.acting import count
from tests.core.services.competing import row, tell, track, tracked
from tests.fakes import NOON, FakeLinks, FakeSource, FixedClock, instagram, reading, tiktok

FOREIGN = Caller(HOME + 1, 100_000_000_000_000_021, Role.ADMIN)
BOB = tiktok(NOON - timedelta(days=1), 1, "bob")
REEL = instagram(NOON - timedelta(days=2))
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
async def summer(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer", cpm="0.50", cap=500_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)


async def test_a_competitors_post_comes_in_with_its_first_snapshot_and_no_terms(
    app: App, source: FakeSource
) -> None:
    tell(source, BOB)

    done = await tracked(app, BOB)

    assert (done.handle, done.counts.views, done.trouble) == ("bob", 500, None)
    post = await row(app, done.post_id)
    assert (post.kind, post.status, post.creator_id, post.window_ends_at) == (
        PostKind.REFERENCE,
        None,
        None,
        None,
    )
    assert (post.cpm, post.cap_views, post.deal_id, post.came_in_by) == (None, None, None, "intel track")
    assert (post.submitted_by, post.tracking) == (EDITOR.discord_id, TrackingStatus.DIRECT_ADD)
    assert await count(app, Snapshot) == 1
    async with app.reads() as session:
        entry = await session.scalar(select(AuditEntry).where(AuditEntry.post_id == post.id))
    assert entry is not None
    assert (entry.action, entry.after, entry.actor) == ("intel track", "reference", EDITOR.discord_id)


async def test_it_is_looked_at_again_within_the_horizon_and_never_decided(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    tell(source, BOB)
    done = await tracked(app, BOB)
    for days in (3, 10, 20):
        clock.now = NOON + days * DAY
        tell(source, BOB, 500 + days)
        await refresh.run_round(app, Platform.TIKTOK)
        await decisions.decide_due(app)
    clock.now = NOON + 31 * DAY
    tell(source, BOB, 9_999)
    await refresh.run_round(app, Platform.TIKTOK)

    post = await row(app, done.post_id)

    assert (post.status, post.views, post.next_check_at) == (None, 9_999, None)
    assert await count(app, LedgerEntry) == 0
    assert await count(app, AuditEntry) == 3  # campaign, creator, post: no decision


async def test_an_author_that_cannot_be_read_is_no_hindrance(app: App, source: FakeSource) -> None:
    source.tell(REEL, SourceDownError("timed out"))

    done = await tracked(app, REEL)

    assert (done.handle, done.counts.views, done.trouble) == (None, None, Outcome.UNAVAILABLE)
    post = await row(app, done.post_id)
    assert (post.author_handle, post.views, post.read_at) == (None, None, None)
    assert (post.failures, post.last_error) == (1, "timed out")
    assert post.next_check_at is not None
    assert post.next_check_at < NOON + timedelta(hours=1)


async def test_the_name_in_an_instagram_link_is_not_taken_for_the_author(
    app: App, source: FakeSource
) -> None:
    source.tell(REEL, SourceDownError("timed out"))

    (only,) = await intel.track(app, EDITOR, f"https://instagram.com/bob/reel/{REEL.platform_post_id}/")

    assert isinstance(only.result, Referenced)
    assert only.result.handle is None


async def test_views_that_are_not_public_are_unknown(app: App, source: FakeSource) -> None:
    tell(source, BOB, None)

    done = await tracked(app, BOB)

    assert (done.counts.views, done.counts.likes, done.trouble) == (None, 10, Outcome.HIDDEN)


async def test_a_post_that_is_not_found_is_followed_and_doubted(app: App) -> None:
    done = await tracked(app, BOB)

    post = await row(app, done.post_id)
    assert (done.trouble, post.availability) == (Outcome.NOT_FOUND, Availability.DOUBTED)


async def test_each_link_has_its_own_outcome_in_its_order(
    app: App, source: FakeSource, links: FakeLinks
) -> None:
    short, mine = tiktok(NOON, 2, "zoe"), tiktok(NOON, 3, "anna")
    broken = tiktok(NOON, 4, "bob")
    tell(source, BOB)
    tell(source, short, handle="zoe")
    tell(source, mine, handle="anna")
    links.known["https://vm.tiktok.com/ZMabc123/"] = short.url
    source.tell(broken, PostGoneError("no such post"))
    seen: list[tuple[int, int]] = []

    async def progress(done: int, total: int) -> None:
        seen.append((done, total))

    text = f"look here\n{BOB.url} {mine.url}\nhttps://vm.tiktok.com/ZMabc123/\n{broken.url}\nhttps://vm.tiktok.com/X/"
    rows = await intel.track(app, EDITOR, text, None, progress)

    assert [type(each.result) for each in rows] == [
        NotALinkError,
        Referenced,
        CompetitorIsCreatorError,
        Referenced,
        Referenced,
        FaultError,
    ]
    assert seen == [(5, 6), (6, 6)]
    assert rows[1].link == BOB.url


async def test_a_post_is_followed_once(app: App, source: FakeSource) -> None:
    tell(source, BOB)

    together = await asyncio.gather(*(track(app, BOB) for _ in range(10)))

    kinds = [type(done) for (done,) in together]
    assert (kinds.count(Referenced), kinds.count(AlreadyTrackedError)) == (1, 9)
    assert await count(app, Snapshot) == 1


async def test_a_competitors_post_becomes_its_creators_when_it_is_handed_in(
    app: App, source: FakeSource
) -> None:
    tell(source, BOB)
    done = await tracked(app, BOB)
    await creators.add(app, ADMIN, handle="bob", platform=Platform.TIKTOK)

    by_creator = (await submissions.submit(app, ANNA, BOB.url)).rows[0].result
    by_editor = (await submissions.track(app, EDITOR, BOB.url)).rows[0].result

    assert isinstance(by_creator, Submitted)
    assert by_creator.post_id == done.post_id
    assert isinstance(by_editor, AlreadyTrackedError)
    assert (by_editor.post_id, by_editor.status) == (done.post_id, PostStatus.ACTIVE)


async def test_following_a_post_that_counts_tells_its_status(app: App, source: FakeSource) -> None:
    mine = tiktok(NOON, 5, "anna")
    tell(source, mine, handle="anna")
    await submissions.track(app, ADMIN, mine.url)

    (refused,) = await track(app, mine)

    assert isinstance(refused, AlreadyTrackedError)
    assert refused.status is not None


async def watched(app: App, handle: str = "bob") -> int:
    async with app.sessions.begin() as session:
        watch = WatchedAccount(
            campaign_id=1,
            platform=Platform.TIKTOK,
            handle=handle,
            state=WatchState.ACTIVE,
            first_import=5,
            next_sync_at=NOON,
            created_at=NOON,
            created_by=7,
        )
        session.add(watch)
        await session.flush()
        return watch.id


async def found(app: App, watch_id: int, ref: PostRef, **told: object) -> int | None:
    listed = reading(ref, 500, **{"handle": "bob", "user_id": "id-bob"} | told)  # type: ignore[arg-type]  # by name
    async with app.sessions.begin() as session:
        home = await campaign_rows.held(session, 1)
        watch = await session.get_one(WatchedAccount, watch_id)
        post = await references.from_page(session, app, home, watch, listed)
        return None if post is None else post.id


async def test_a_post_of_a_watched_competitor_is_due_at_once_and_its_numbers_are_read_then(
    app: App, source: FakeSource
) -> None:
    watch_id = await watched(app)

    post_id = await found(app, watch_id, BOB)

    assert post_id is not None
    post = await row(app, post_id)
    assert (post.came_in_by, post.submitted_by, post.tracking) == ("watch", 7, TrackingStatus.AUTO_TRACKED)
    assert (post.author_handle, post.author_id, post.caption) == ("bob", "id-bob", "look at this")
    assert (post.views, post.next_check_at) == (None, NOON)
    assert await found(app, watch_id, BOB) is None
    tell(source, BOB, 700)
    await refresh.run_round(app, Platform.TIKTOK)
    (card,) = (await intel.listing(app, EDITOR)).items
    assert (card.counts.views, card.is_watched) == (700, True)


async def test_a_creators_post_on_a_competitors_page_is_left_out(app: App) -> None:
    watch_id = await watched(app)

    assert await found(app, watch_id, BOB, coauthors=(Author("anna"),)) is None
    assert (await intel.listing(app, EDITOR)).total == 0
