"""What tests of a post's life do again and again."""

from datetime import timedelta

from sqlalchemy import func, select

from core.domain.access import Caller
from core.domain.terms import PostRef
from core.services import confirmations, posts, refresh, submissions
from core.services.app import App
from core.services.shown import PostCard, PostChanged, PostPlan, Submitted
from db.models import Snapshot
from db.money import LedgerEntry
from db.records import AuditEntry
from tests.conftest import ADMIN, ANNA
from tests.fakes import NOON, FakeSource, reading, tiktok

REF = tiktok(NOON)
END = NOON + timedelta(days=7)


async def hand_in(app: App, source: FakeSource, views: int | None, ref: PostRef = REF) -> str:
    source.tell(ref, reading(ref, views, published_at=NOON))
    intake = await submissions.submit(app, ANNA, ref.url)
    done = intake.rows[0].result
    assert isinstance(done, Submitted), done
    return f"#{done.post_id}"


async def look(app: App, source: FakeSource, views: int | None, ref: PostRef = REF) -> None:
    source.tell(ref, reading(ref, views, published_at=NOON))
    await refresh.run_round(app, ref.platform)


async def card(app: App, post: str) -> PostCard:
    return await posts.show(app, ADMIN, post)


async def confirmed(app: App, by: Caller, asked: PostChanged | PostPlan) -> PostChanged:
    """What came of an action that asked first."""
    assert isinstance(asked, PostPlan)
    done = await confirmations.confirm(app, by, asked.prompt_id)
    assert isinstance(done, PostChanged)
    return done


async def count(app: App, table: type[AuditEntry | LedgerEntry | Snapshot]) -> int:
    async with app.reads() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0
