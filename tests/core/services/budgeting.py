"""What tests of budgets of requests do again and again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select, update

from core.domain.ports import SourceState
from core.domain.request_budgets import RequestBudget
from core.domain.terms import Platform, PostRef, Reading
from core.services import campaigns, creators, submissions
from core.services.app import App
from db.models import Post
from tests.conftest import ADMIN
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok

DAY = timedelta(days=1)


class CountingSource(FakeSource):
    """Counts what it is asked, as sources do."""

    def states(self) -> Sequence[SourceState]:
        return [SourceState(Platform.TIKTOK, "fake", False, len(self.asked), 0, None, None, None)]

    async def fetch_post(self, ref: PostRef) -> Reading:
        return await super().fetch_post(ref)


@dataclass(frozen=True)
class Stage:
    """A program whose TikTok posts have a budget."""

    app: App
    source: CountingSource
    clock: FixedClock

    @property
    def budget(self) -> RequestBudget:
        return self.app.schedule.budgets[Platform.TIKTOK]

    def again(self, per_day: int | None = None) -> "Stage":
        """The program started anew on the same database, perhaps with another budget."""
        budgets = {Platform.TIKTOK: RequestBudget(per_day or self.budget.per_day)}
        source = CountingSource()
        source.told = self.source.told
        app = replace(
            self.app,
            schedule=replace(self.app.schedule, budgets=budgets),
            sources={**self.app.sources, Platform.TIKTOK: source},
        )
        return Stage(app, source, self.clock)

    async def track(self, number: int, *, days_old: float = 0, first: int = 1) -> list[PostRef]:
        """Have posts tracked that were published so long ago, 10 views each."""
        at = self.clock() - timedelta(days=days_old)
        refs = [tiktok(at, serial) for serial in range(first, first + number)]
        for ref in refs:
            self.source.tell(ref, reading(ref, 10, published_at=at))
        for start in range(0, number, 60):
            await submissions.track(self.app, ADMIN, "\n".join(ref.url for ref in refs[start : start + 60]))
        return refs

    async def row(self, ref: PostRef) -> Post:
        async with self.app.reads() as session:
            return (
                await session.scalars(select(Post).where(Post.platform_post_id == ref.platform_post_id))
            ).one()

    async def put(self, ref: PostRef, **values: object) -> None:
        async with self.app.sessions.begin() as session:
            await session.execute(
                update(Post).where(Post.platform_post_id == ref.platform_post_id).values(values)
            )


async def staged(app: App, clock: FixedClock, per_day: int) -> Stage:
    source = CountingSource()
    stage = Stage(
        replace(
            app,
            schedule=replace(app.schedule, budgets={Platform.TIKTOK: RequestBudget(per_day)}),
            sources={**app.sources, Platform.TIKTOK: source},
        ),
        source,
        clock,
    )
    await campaigns.create(stage.app, ADMIN, name="Summer")
    await creators.add(stage.app, ADMIN, handle="anna", platform=Platform.TIKTOK)
    assert clock() == NOON
    return stage
