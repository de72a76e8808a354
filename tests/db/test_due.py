"""What is due is read stretch by stretch, in its order, through indexes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from core.domain.terms import Platform, PostKind, PostRef, PostStatus, TrackingStatus
from core.services.app import App
from db import due, posts
from db.due import Place
from db.models import Post
from db.posts import Due
from tests.db.counted import HOUR, added, campaign, creator
from tests.db.plans import plans, scans, sorts, uses
from tests.fakes import NOON

TIKTOK = Platform.TIKTOK
DAY = timedelta(days=1)
MANY = 4_000


@pytest.fixture
async def many(app: App) -> App:
    """Posts of which a tenth is due, and whose windows end over two months."""
    home = await campaign(app)
    async with app.sessions.begin() as session:
        await session.execute(insert(Post), [row(home, number) for number in range(MANY)])
    return app


def row(home: int, number: int) -> dict[str, Any]:
    status = PostStatus.FINALIZED if number % 2 else PostStatus.ACTIVE
    return {
        "campaign_id": home,
        "kind": PostKind.INTERNAL,
        "platform": TIKTOK if number % 5 else Platform.INSTAGRAM,
        "platform_post_id": f"{number:09}",
        "author_handle": f"anna{number % 200}",
        "tracking": TrackingStatus.DIRECT_ADD,
        "status": status,
        "status_reason": "made",
        "status_at": NOON,
        "came_in_by": "post track",
        "submitted_by": 1,
        "submitted_at": NOON,
        "window_days": 7,
        "minimum_views": 1_000,
        "window_ends_at": NOON + timedelta(minutes=20 * (number - 200)),
        "next_check_at": NOON + timedelta(minutes=number - MANY // 10),
    }


async def all_due(app: App, limit: int, **how: bool) -> list[Due]:
    found: list[Due] = []
    place: Place | None = Place()
    async with app.reads() as session:
        while place is not None:
            stretch = await due.stretch(session, TIKTOK, NOON, limit, place, **how)
            found += stretch.rows
            place = stretch.next
    return found


@pytest.mark.parametrize("limit", [7, 100, 1_000])
async def test_stretches_give_everything_however_long_they_are(many: App, limit: int) -> None:
    found = [each.ref.platform_post_id for each in await all_due(many, limit)]

    ended = [f"{number:09}" for number in range(0, 201, 2) if number % 5]
    overdue = [f"{number:09}" for number in range(401) if number % 5]
    assert found == ended + overdue


async def test_a_stretch_reads_what_it_returns(many: App) -> None:
    async with plans(many, in_order=True) as found:
        await all_due(many, 50)

    assert len(found) >= 8
    for plan in found:
        assert uses(plan, ["ix_posts_ending", "ix_posts_due"]), plan
        assert not sorts(plan), plan
        assert not scans(plan), plan


async def test_the_rest_of_an_account_and_named_posts_are_found_by_indexes(many: App) -> None:
    async with plans(many) as found, many.reads() as session:
        others = await due.of_authors(session, TIKTOK, ["anna1", "anna2"], NOON, 3)
        named = await due.among(session, TIKTOK, ["000000001", "000000005", "000003999"], NOON)

    assert {each.ref.handle for each in others} <= {"anna1", "anna2"}
    assert len(others) == 3
    assert [each.ref.platform_post_id for each in named] == ["000000001"]
    assert uses(found[0], ["ix_posts_author"]), found[0]
    assert uses(found[1], ["ix_posts_identity"]), found[1]


async def test_what_is_decided_is_read_in_order_of_windows_ends(many: App) -> None:
    async with plans(many, in_order=True) as found, many.reads() as session:
        first = await posts.to_decide(session, PostStatus.ACTIVE, NOON, 30)
        then = await posts.to_decide(session, PostStatus.ACTIVE, NOON, 500, first[-1])

    ends = [end for end, _ in [*first, *then]]
    assert ends == sorted(ends)
    assert len({post_id for _, post_id in [*first, *then]}) == len(ends) == 101
    for plan in found:
        assert uses(plan, ["ix_posts_open"]), plan
        assert not sorts(plan), plan


async def test_what_a_clock_that_was_ahead_looked_at_is_due_when_asked_for(app: App) -> None:
    home = await campaign(app)
    anna = await creator(app, home, "anna")
    times = {"next_check_at": NOON + 30 * DAY, "checked_at": NOON + 29 * DAY}
    await added(app, home, anna, platform_post_id="far", **times)
    await added(app, home, anna, platform_post_id="ended", window_ends_at=NOON - HOUR, **times)
    await added(app, home, anna, platform_post_id="due", next_check_at=NOON - HOUR, checked_at=NOON - DAY)
    await added(app, home, anna, platform_post_id="later", next_check_at=NOON + HOUR, checked_at=NOON)

    usual = [each.ref.platform_post_id for each in await all_due(app, 10)]
    after = posts.each_once(await all_due(app, 10, was_ahead=True))

    assert usual == ["due"]
    assert [each.ref.platform_post_id for each in after] == ["ended", "due", "far"]


async def test_a_post_that_waits_for_a_person_is_not_hurried(app: App) -> None:
    home = await campaign(app)
    anna = await creator(app, home, "anna")
    over = {"window_ends_at": NOON - 3 * DAY, "status": PostStatus.AWAITING_MEASUREMENT}
    await added(app, home, anna, platform_post_id="person", needs_person=True, next_check_at=NOON, **over)
    await added(app, home, anna, platform_post_id="early", next_check_at=NOON - HOUR)
    await added(app, home, anna, platform_post_id="grace", next_check_at=NOON, **over)

    found = posts.each_once(await all_due(app, 2))

    assert [each.ref.platform_post_id for each in found] == ["grace", "early", "person"]


def test_each_post_comes_once_with_what_any_row_knows() -> None:
    bare, named = PostRef(TIKTOK, "1"), PostRef(TIKTOK, "1", "anna")
    other = PostRef(TIKTOK, "2", "ben")

    once = posts.each_once([Due(bare, None), Due(other, None), Due(named, "1001"), Due(bare, None)])

    assert once == [Due(named, "1001"), Due(other, None)]
