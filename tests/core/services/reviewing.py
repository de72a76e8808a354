"""What tests of reviewing do again and again."""

from datetime import timedelta

from sqlalchemy import select

from core.domain.access import Caller, Role
from core.domain.terms import Platform, TrackingStatus
from core.domain.tracking import Review
from core.services import (
    inbox,
    refresh,
    watches,
)
from core.services.app import App
from db.models import Post
from db.records import AuditEntry
from tests.conftest import ADMIN, EDITOR, HOME
from tests.fakes import NOON, FakeSource, FixedClock, reading
from tests.simulated import PlayedAccount

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OTHER = Caller(HOME, 100_000_000_000_000_019, Role.EDITOR)
STRANGER = Caller(200_000_000_000_000_002, 21, Role.ADMIN)
INCLUDE, EXCLUDE = Review
PENDING, INCLUDED, EXCLUDED = (
    TrackingStatus.PENDING_REVIEW,
    TrackingStatus.INCLUDED,
    TrackingStatus.EXCLUDED,
)
WINDOW_END = NOON - HOUR + 7 * DAY


async def find(app: App, anna: PlayedAccount, source: FakeSource, views: list[int | None]) -> list[str]:
    """Let Anna publish a post for each count, an hour ago and earlier; return those found, newest first."""
    for number, one in enumerate(views):
        ref = anna.publish(NOON - HOUR - number * timedelta(minutes=1)).ref
        source.tell(ref, reading(ref, one, user_id=None))
    await watches.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, first_import=30)
    await refresh.run_round(app, Platform.TIKTOK)
    return [f"#{item.post_id}" for item in (await inbox.screen(app, EDITOR)).page.items]


async def at_the_end(app: App, clock: FixedClock, minutes: float = 5) -> None:
    """Let the window end, and look at every post then."""
    clock.now = WINDOW_END + timedelta(minutes=minutes)
    await refresh.run_round(app, Platform.TIKTOK)


async def row(app: App, post: str) -> Post:
    async with app.reads() as session:
        return await session.get_one(Post, int(post[1:]))


async def tracked(app: App, posts: list[str]) -> list[TrackingStatus]:
    return [(await row(app, post)).tracking for post in posts]


async def trail(app: App, action: str) -> list[tuple[int | None, str | None, str | None]]:
    async with app.reads() as session:
        query = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id)
        return [(entry.actor, entry.before, entry.after) for entry in await session.scalars(query)]
