"""Competitors' posts: how they come in, what they never do, and how they compare."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, insert, select

from core.domain.access import Caller, Role
from core.domain.comparison import Metric, Side
from core.domain.errors import (
    NumberRangeError,
)
from core.domain.terms import (
    Platform,
    PostRef,
    TrackingStatus,
)
from core.services import campaigns, creators, intel, posts, submissions
from core.services.app import App
from core.services.shown_intel import Comparison, GroupCard
from db.models import Post, Snapshot
from tests.conftest import ADMIN, EDITOR, HOME
from tests.core.services.competing import tell, track, tracked
from tests.fakes import NOON, FakeSource, FixedClock, instagram, tiktok

FOREIGN = Caller(HOME + 1, 100_000_000_000_000_021, Role.ADMIN)
BOB = tiktok(NOON - timedelta(days=1), 1, "bob")
REEL = instagram(NOON - timedelta(days=2))
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
async def summer(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer", cpm="0.50", cap=500_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)


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
