"""What a post's history holds, and for whom."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, insert

from core.domain.errors import PostUnknownError
from core.domain.terms import Platform, PostStatus
from core.services import campaigns, creators, histories, verdicts
from core.services.app import App
from core.services.shown_history import Point
from db.models import Post, Snapshot
from tests.conftest import ADMIN, ANNA
from tests.core.services.acting import END, card, confirmed, hand_in, look
from tests.fakes import NOON, FakeSource, FixedClock

pytestmark = pytest.mark.usefixtures("anna")
HOUR = timedelta(hours=1)


@pytest.fixture
async def anna(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer", cpm="0.50", cap=500_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)


async def test_a_history_starts_with_tracking_and_is_oldest_first(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    clock.advance(hours=3)
    post = await hand_in(app, source, 100)
    clock.advance(hours=7)
    await look(app, source, None)
    clock.advance(hours=7)
    await look(app, source, 90)

    history = await histories.of_post(app, ADMIN, post)

    assert [(point.at - NOON, point.views) for point in history.points] == [
        (3 * HOUR, 100),
        (10 * HOUR, None),
        (17 * HOUR, 90),
    ]
    assert history.points[0] == Point(
        NOON + 3 * HOUR, 100, 10, 2, 1, "fake", "play_count", is_exact=True, is_manual=False
    )
    assert (history.published_at, history.window_ends_at, history.now) == (NOON, END, clock())
    assert (history.counted, history.finalized_at, history.slow_from) == (None, None, None)


async def test_a_finalized_history_says_when_and_on_what(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await hand_in(app, source, 100)
    clock.now = END + HOUR
    await look(app, source, 2_000)
    clock.advance(days=2)
    await look(app, source, 3_000)

    history = await histories.of_post(app, ADMIN, post)

    assert history.counted == history.points[1]
    assert history.finalized_at == history.slow_from == END + HOUR


async def test_a_paid_post_was_finalized_when_the_trail_says(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await hand_in(app, source, 2_000)
    await confirmed(app, ADMIN, await verdicts.plan_finalize(app, ADMIN, post, "closing"))
    clock.advance(days=9)
    async with app.sessions.begin() as session:
        row = await session.get_one(Post, int(post[1:]))
        row.status, row.status_at = PostStatus.PAID, clock()

    assert (await histories.of_post(app, ADMIN, post)).finalized_at == NOON


async def test_a_rejected_post_has_no_finalization(app: App, source: FakeSource, clock: FixedClock) -> None:
    post = await hand_in(app, source, 100)
    clock.now = END + HOUR
    await look(app, source, 900)

    history = await histories.of_post(app, ADMIN, post)

    assert (await card(app, post)).status is PostStatus.REJECTED
    assert (history.finalized_at, history.slow_from) == (None, END + HOUR)


async def test_typed_views_are_told_apart(app: App, source: FakeSource) -> None:
    post = await hand_in(app, source, None)
    await verdicts.set_views(app, ADMIN, post, 5_000, "screenshot")

    points = (await histories.of_post(app, ADMIN, post)).points

    assert [(point.is_manual, point.views) for point in points] == [(False, None), (True, 5_000)]


async def test_another_server_has_no_history(app: App, source: FakeSource) -> None:
    post = await hand_in(app, source, 100)
    stranger = replace(ADMIN, guild_id=ADMIN.guild_id + 1)
    await campaigns.create(app, stranger, name="Theirs")

    for asked in (histories.of_post(app, stranger, post), histories.of_id(app, stranger, int(post[1:]))):
        with pytest.raises(PostUnknownError):
            await asked
    assert len((await histories.of_id(app, ADMIN, int(post[1:]))).points) == 1


async def test_ten_thousand_snapshots_are_one_query_and_all_there(app: App, source: FakeSource) -> None:
    post = await hand_in(app, source, 0)
    rows = [
        {
            "post_id": int(post[1:]),
            "taken_at": NOON + timedelta(minutes=number),
            "source": "fake",
            "metric": "play_count",
            "is_exact": True,
            "views": number,
        }
        for number in range(1, 10_000)
    ]
    async with app.sessions.begin() as session:
        await session.execute(insert(Snapshot), rows)
    asked: list[str] = []
    event.listen(
        app.database.reader.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: asked.append(statement),
    )

    history = await histories.of_post(app, ADMIN, post)

    assert [point.views for point in history.points] == list(range(10_000))
    assert sum("FROM snapshots" in statement for statement in asked) == 1


@pytest.mark.parametrize(
    ("hours", "slow_from", "is_gap"),
    [(12, None, False), (12.1, None, True), (48, 0, False), (48.1, 0, True), (20, 19, False), (20, 20, True)],
)
async def test_a_gap_is_longer_than_two_intervals(
    app: App, source: FakeSource, hours: float, slow_from: float | None, *, is_gap: bool
) -> None:
    known = await histories.of_post(app, ANNA, await hand_in(app, source, 1))
    decided_at = None if slow_from is None else NOON + slow_from * HOUR
    after = replace(known.points[0], at=NOON + hours * HOUR)

    assert replace(known, slow_from=decided_at).is_gap(known.points[0], after) is is_gap
