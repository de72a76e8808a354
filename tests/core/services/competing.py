"""What tests of competitors' posts do again and again."""

from datetime import timedelta

from core.domain.access import Caller, Role
from core.domain.errors import (
    UserError,
)
from core.domain.terms import (
    PostRef,
)
from core.services import intel
from core.services.app import App
from core.services.shown_intel import Referenced
from db.models import Post
from tests.conftest import EDITOR, HOME
from tests.fakes import NOON, FakeSource, instagram, reading, tiktok

FOREIGN = Caller(HOME + 1, 100_000_000_000_000_021, Role.ADMIN)
BOB = tiktok(NOON - timedelta(days=1), 1, "bob")
REEL = instagram(NOON - timedelta(days=2))
DAY = timedelta(days=1)


def tell(
    source: FakeSource, ref: PostRef, views: int | None = 500, handle: str = "bob", **more: object
) -> None:
    source.tell(ref, reading(ref, views, handle=handle, user_id=f"id-{handle}", **more))  # type: ignore[arg-type]  # by name


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
