"""Competitors' posts: how they come in, what they never do, and how they compare."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, insert, select

from core.domain.access import Caller, Role
from core.domain.comparison import Metric, Side
from core.domain.errors import (
    AlreadyTrackedError,
    CampaignArchivedError,
    CampaignUnknownError,
    CompetitorIsCreatorError,
    FaultError,
    NotALinkError,
    NumberRangeError,
    PostGoneError,
    SourceDownError,
    TooManyLinksError,
    UserError,
)
from core.domain.terms import (
    Author,
    Availability,
    CampaignState,
    Outcome,
    Platform,
    PostKind,
    PostRef,
    TrackingStatus,
    WatchState,
)
from core.services import campaigns, creators, decisions, intel, posts, references, refresh, submissions
from core.services.app import App
from core.services.shown_intel import Comparison, GroupCard, Referenced
from db import campaigns as campaign_rows
from db.models import Post, Snapshot, WatchedAccount
from db.money import LedgerEntry
from db.records import AuditEntry
from tests.conftest import ADMIN, ANNA, EDITOR, HOME
from tests.core.services.acting import count
from tests.fakes import NOON, FakeLinks, FakeSource, FixedClock, instagram, reading, tiktok

FOREIGN = Caller(HOME + 1, 100_000_000_000_000_021, Role.ADMIN)
BOB = tiktok(NOON - timedelta(days=1), 1, "bob")
REEL = instagram(NOON - timedelta(days=2))
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
async def summer(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer", cpm="0.50", cap=500_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)


def tell(
    source: FakeSource, ref: PostRef, views: int | None = 500, handle: str = "bob", **more: object
) -> None:
    source.tell(ref, reading(ref, views, handle=handle, user_id=f"id-{handle}", **more))  # type: ignore[arg-type]


async def track(app: App, *refs: PostRef) -> list[Referenced | UserError]:
    rows = await intel.track(app, EDITOR, "\n".join(ref.url for ref in refs))
    return [row.result for row in rows]


async def tracked(app: App, ref: PostRef) -> Referenced:
    (done,) = await track(app, ref)
    assert isinstance(done, Referenced), done
    return done


async def row(app: App, post_id: int) -> Post:
    async with app.reads() as session:
        return await session.get_one(Post, post_id)


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


@pytest.mark.parametrize("by_id", [False, True])
async def test_a_creators_post_is_refused_as_a_competitors(
    app: App, source: FakeSource, *, by_id: bool
) -> None:
    mine = tiktok(NOON, 5, "anna")
    tell(source, mine, handle="anna")
    await submissions.track(app, ADMIN, mine.url)  # the creator's id is known now
    other = tiktok(NOON, 6, "renamed" if by_id else "anna")
    source.tell(
        other, reading(other, 5, handle="renamed", user_id="id-anna") if by_id else SourceDownError("down")
    )

    (refused,) = await track(app, other)

    assert isinstance(refused, CompetitorIsCreatorError)
    assert (await intel.listing(app, EDITOR)).total == 0


async def test_a_creator_among_several_authors_is_refused(app: App, source: FakeSource) -> None:
    await creators.add(app, ADMIN, handle="anna.ig", platform=Platform.INSTAGRAM)
    tell(source, REEL, coauthors=(Author("anna.ig"),))

    (refused,) = await track(app, REEL)

    assert isinstance(refused, CompetitorIsCreatorError)
    assert refused.handle == "anna.ig"


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


async def test_more_than_a_hundred_links_are_refused(app: App, source: FakeSource) -> None:
    with pytest.raises(TooManyLinksError):
        await track(app, *(tiktok(NOON, serial, "bob") for serial in range(101)))
    assert source.asked == []


async def test_a_post_is_followed_once(app: App, source: FakeSource) -> None:
    tell(source, BOB)

    together = await asyncio.gather(*(track(app, BOB) for _ in range(10)))

    kinds = [type(done) for (done,) in together]
    assert (kinds.count(Referenced), kinds.count(AlreadyTrackedError)) == (1, 9)
    assert await count(app, Snapshot) == 1


async def test_handing_in_a_competitors_post_names_no_status(app: App, source: FakeSource) -> None:
    tell(source, BOB)
    done = await tracked(app, BOB)
    await creators.add(app, ADMIN, handle="bob", platform=Platform.TIKTOK)

    by_creator = (await submissions.submit(app, ANNA, BOB.url)).rows[0].result
    by_editor = (await submissions.track(app, EDITOR, BOB.url)).rows[0].result

    for refused in (by_creator, by_editor):
        assert isinstance(refused, AlreadyTrackedError)
        assert (refused.post_id, refused.status) == (done.post_id, None)


async def test_following_a_post_that_counts_tells_its_status(app: App, source: FakeSource) -> None:
    mine = tiktok(NOON, 5, "anna")
    tell(source, mine, handle="anna")
    await submissions.track(app, ADMIN, mine.url)

    (refused,) = await track(app, mine)

    assert isinstance(refused, AlreadyTrackedError)
    assert refused.status is not None


async def test_an_archived_campaign_takes_in_nothing(app: App, source: FakeSource) -> None:
    async def archive() -> None:
        async with app.sessions.begin() as session:
            (await campaign_rows.by_id(session, 1)).state = CampaignState.ARCHIVED

    tell(source, BOB)
    parsed_before = await submissions.open_campaign(app, EDITOR, None)
    await archive()

    with pytest.raises(CampaignArchivedError):
        await track(app, BOB)
    with pytest.raises(CampaignArchivedError):
        await intel._take_one(app, EDITOR, BOB.url, parsed_before)
    assert (await intel.listing(app, EDITOR)).total == 0


async def test_another_servers_campaigns_are_unknown(app: App, source: FakeSource) -> None:
    await campaigns.create(app, FOREIGN, name="Theirs")
    tell(source, BOB)
    await tracked(app, BOB)

    for act in (intel.listing, intel.show):
        with pytest.raises(CampaignUnknownError):
            await act(app, FOREIGN, "Summer")
    with pytest.raises(CampaignUnknownError):
        await intel.track(app, FOREIGN, BOB.url, "Summer")
    assert (await intel.listing(app, FOREIGN)).total == 0
    assert (await intel.show(app, FOREIGN)).groups == []


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
    listed = reading(ref, 500, **{"handle": "bob", "user_id": "id-bob"} | told)  # type: ignore[arg-type]
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


async def test_the_list_is_paged_latest_published_first(app: App, source: FakeSource) -> None:
    refs = [tiktok(NOON - number * DAY, number, "bob") for number in range(12)]
    for ref in reversed(refs):
        tell(source, ref)
    await track(app, *reversed(refs))

    first, second = [await intel.listing(app, EDITOR, "Summer", page) for page in (1, 2)]

    assert (first.total, first.pages) == (12, 2)
    assert [card.ref for card in (*first.items, *second.items)] == refs
    card = first.items[0]
    assert str(card.engagement) == "2.6"  # 13 of 500
    assert (card.source, card.metric, card.read_at, card.is_watched) == ("fake", "play_count", NOON, False)


async def test_excluded_posts_are_left_out(app: App, source: FakeSource) -> None:
    tell(source, BOB)
    done = await tracked(app, BOB)
    async with app.sessions.begin() as session:
        (await session.get_one(Post, done.post_id)).tracking = TrackingStatus.EXCLUDED

    assert (await intel.listing(app, EDITOR)).total == 0
    assert (await intel.show(app, EDITOR)).groups == []


def group(done: Comparison, handle: str | None) -> GroupCard:
    (found,) = [each for each in done.groups if each.handle == handle]
    return found


async def look(
    app: App, source: FakeSource, clock: FixedClock, at: datetime, views: dict[PostRef, int]
) -> None:
    clock.now = at
    for ref, seen in views.items():
        tell(source, ref, seen, ref.handle or "bob")
        await posts.look_now(app, await by_ref(app, ref))


async def by_ref(app: App, ref: PostRef) -> Post:
    async with app.reads() as session:
        found = await session.scalar(select(Post).where(Post.platform_post_id == ref.platform_post_id))
    assert found is not None
    return found


async def test_own_posts_are_compared_with_competitors_at_the_same_age(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    own, theirs = tiktok(NOON, 1, "anna"), tiktok(NOON + DAY, 2, "bob")
    tell(source, own, 10, "anna")
    await submissions.track(app, ADMIN, own.url)
    clock.now = NOON + DAY
    tell(source, theirs, 20)
    await tracked(app, theirs)
    await look(app, source, clock, NOON + 2 * DAY, {own: 200, theirs: 300})
    await look(app, source, clock, NOON + 3 * DAY, {own: 210, theirs: 400})

    done = await intel.show(app, EDITOR, days=2)

    ours, bobs = group(done, None), group(done, "bob")
    assert (ours.side, bobs.side, bobs.platform) == (Side.OWN, Side.ACCOUNT, Platform.TIKTOK)
    assert ours.figures.by_day[:4] == [None, 200, 210, None]
    assert bobs.figures.by_day[:4] == [300, 400, None, None]
    assert (ours.figures.median, bobs.figures.median) == (210, 400)
    assert (done.posts, done.read, done.days) == (2, 2, 2)
    assert len(ours.figures.by_day) == intel.CHART_DAYS


async def test_the_days_asked_for_are_told_day_by_day(app: App, source: FakeSource) -> None:
    tell(source, BOB)
    await tracked(app, BOB)

    done = await intel.show(app, EDITOR, days=30)

    assert len(group(done, "bob").figures.by_day) == 30
    assert (done.read, done.posts) == (0, 1)


@pytest.mark.parametrize("days", [0, 31])
async def test_days_beyond_the_horizon_are_refused(app: App, days: int) -> None:
    with pytest.raises(NumberRangeError):
        await intel.show(app, EDITOR, days=days)


async def test_only_posts_that_count_are_own_posts(app: App, source: FakeSource) -> None:
    refs = [tiktok(NOON - timedelta(hours=1), serial, "anna") for serial in range(3)]
    for ref in refs:
        tell(source, ref, 100, "anna")
    await submissions.track(app, ADMIN, "\n".join(ref.url for ref in refs))
    async with app.sessions.begin() as session:
        (await session.get_one(Post, 1)).tracking = TrackingStatus.PENDING_REVIEW
        (await session.get_one(Post, 2)).tracking = TrackingStatus.EXCLUDED

    done = await intel.show(app, EDITOR)

    assert group(done, None).figures.posts == 1
    assert not done.has_competitors


async def test_views_typed_by_hand_are_a_metric_of_their_own(app: App, source: FakeSource) -> None:
    tell(source, BOB)
    done = await tracked(app, BOB)
    async with app.sessions.begin() as session:
        session.add(
            Snapshot(post_id=done.post_id, taken_at=NOON, source="manual", is_exact=True, views=9, actor=1)
        )

    bobs = group(await intel.show(app, EDITOR, days=1), "bob")

    assert bobs.figures.by_day[0] == 500
    async with app.sessions.begin() as session:
        (await session.get_one(Snapshot, 1)).views = None
    bobs = group(await intel.show(app, EDITOR, days=1), "bob")
    assert bobs.figures.by_day[0] == 9
    assert bobs.figures.metrics == [
        Metric(Platform.TIKTOK, "manual"),
        Metric(Platform.TIKTOK, "play_count"),
    ]


async def test_a_thousand_posts_take_as_many_queries_as_one(app: App, source: FakeSource) -> None:
    tell(source, BOB)
    await tracked(app, BOB)
    few = await queries(app)
    async with app.sessions.begin() as session:
        template = {
            column.name: getattr(await session.get_one(Post, 1), column.name)
            for column in Post.__table__.columns
        }
        rows = [
            template
            | {"id": number, "platform_post_id": str(number)}
            | {"author_handle": f"h{number % 20}", "author_id": None}
            for number in range(2, 1_002)
        ]
        await session.execute(insert(Post), rows)
        taken = [
            {
                "post_id": number,
                "taken_at": NOON + day * DAY,
                "source": "fake",
                "is_exact": True,
                "views": day,
            }
            for number in range(2, 1_002)
            for day in range(1, 6)
        ]
        await session.execute(insert(Snapshot), taken)

    assert await queries(app) == few
    done = await intel.show(app, EDITOR)
    assert done.posts == 1_001
    assert [each.side for each in done.groups] == [Side.ACCOUNT] * 9 + [Side.OTHER]


async def queries(app: App) -> list[str]:
    said: list[str] = []
    engine = app.database.reader.sync_engine

    def hear(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    await intel.show(app, EDITOR)
    event.remove(engine, "before_cursor_execute", hear)
    return said
