"""Lists of posts, and how many posts creators and campaigns are said to have."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from core.domain.terms import Platform, PostStatus, TrackingStatus
from core.services import campaigns, creators, posts, submissions
from core.services.app import App
from db.models import Post
from tests.conftest import ADMIN
from tests.fakes import NOON, FakeSource, reading, tiktok

HOUR = timedelta(hours=1)


@pytest.fixture
async def summer(app: App) -> App:
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    return app


async def track(app: App, source: FakeSource, number: int) -> None:
    """Take in so many posts; all were published at noon."""
    refs = [tiktok(NOON, serial) for serial in range(number)]
    for ref in refs:
        source.tell(ref, reading(ref, 10, published_at=NOON))
    await submissions.track(app, ADMIN, " ".join(ref.url for ref in refs))


async def change(app: App, post_id: int, **values: object) -> None:
    async with app.sessions.begin() as session:
        await session.execute(update(Post).where(Post.id == post_id).values(**values))


async def listed(app: App) -> list[int]:
    first = await posts.listing(app, ADMIN)
    rest = [await posts.listing(app, ADMIN, page=page) for page in range(2, first.pages + 1)]
    return [card.id for page in [first, *rest] for card in page.items]


async def test_posts_are_listed_by_publication_and_never_twice(summer: App, source: FakeSource) -> None:
    await track(summer, source, 13)
    await change(summer, 2, published_at=NOON + HOUR)
    await change(summer, 12, published_at=NOON - HOUR)
    await change(summer, 5, published_at=None, submitted_at=NOON + 2 * HOUR)

    assert await listed(summer) == [5, 2, 13, 11, 10, 9, 8, 7, 6, 4, 3, 1, 12]


async def test_suggestions_come_newest_first(summer: App, source: FakeSource) -> None:
    await track(summer, source, 3)
    await change(summer, 1, published_at=NOON + HOUR)

    assert [choice.value for choice in await posts.choices(summer, ADMIN, "anna")] == ["#1", "#3", "#2"]


async def test_every_post_is_counted_where_it_stands(summer: App, source: FakeSource) -> None:
    await creators.add(summer, ADMIN, handle="ben", platform=Platform.TIKTOK)
    await track(summer, source, 7)
    await change(summer, 1, tracking=TrackingStatus.PENDING_REVIEW)
    await change(summer, 2, tracking=TrackingStatus.PENDING_REVIEW)
    await change(summer, 3, tracking=TrackingStatus.EXCLUDED, earned_minor=99)
    await change(summer, 4, status=PostStatus.REJECTED, earned_minor=99)
    await change(summer, 5, status=PostStatus.FINALIZED, earned_minor=250)

    anna, ben = (await creators.listing(summer, ADMIN, None)).items
    campaign = await campaigns.show(summer, ADMIN, None)

    assert (anna.posts, anna.waiting, anna.excluded, anna.rejected, anna.earned_minor) == (3, 2, 1, 1, 250)
    assert (ben.posts, ben.waiting, ben.excluded, ben.rejected, ben.earned_minor) == (0, 0, 0, 0, 0)
    assert campaign.posts == {PostStatus.ACTIVE: 2, PostStatus.FINALIZED: 1, PostStatus.REJECTED: 1}
    assert (campaign.waiting, campaign.excluded, campaign.earned_minor) == (2, 1, 250)
