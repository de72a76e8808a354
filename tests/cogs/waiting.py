"""Posts that wait for review, as tests of the inbox need them."""

from datetime import timedelta
from typing import Any

from core.domain.access import Caller, Role
from core.domain.terms import TrackingStatus
from core.services import submissions
from core.services.app import App
from db.models import Post
from tests.conftest import HOME
from tests.fakes import NOON, FakeSource, reading, tiktok

PENDING, INCLUDED, EXCLUDED = (
    TrackingStatus.PENDING_REVIEW,
    TrackingStatus.INCLUDED,
    TrackingStatus.EXCLUDED,
)
START = NOON - timedelta(hours=3)
COLLEAGUE = Caller(HOME, 100_000_000_000_000_019, Role.EDITOR)
FOREIGN = Caller(200_000_000_000_000_002, 21, Role.ADMIN)


async def fill(app: App, by: Caller, source: FakeSource, count: int, **facts: Any) -> None:
    """Have posts wait, each published a minute after the one before."""
    first = tiktok(START, 0)
    source.tell(first, reading(first, 5_000, user_id=None))
    await submissions.track(app, by, first.url)
    async with app.sessions.begin() as session:
        post = await session.get_one(Post, 1)
        post.tracking = PENDING
        for name, value in facts.items():
            setattr(post, name, value)
        for number in range(1, count):
            at = START + number * timedelta(minutes=1)
            session.add(copied(post, published_at=at, platform_post_id=tiktok(at, number).platform_post_id))
            await session.flush()


def copied(post: Post, **changes: Any) -> Post:
    columns = {column.name: getattr(post, column.name) for column in Post.__table__.columns}
    return Post(**columns | {"id": None} | changes)


async def tracked(app: App, count: int) -> list[TrackingStatus]:
    async with app.reads() as session:
        return [(await session.get_one(Post, number)).tracking for number in range(1, count + 1)]
