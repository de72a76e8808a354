"""What tests of appeals do again and again."""

from datetime import timedelta

from sqlalchemy import select

from core.domain.access import Caller, Role
from core.domain.appeals import Offered
from core.services import (
    appeals,
    verdicts,
)
from core.services.app import App
from core.services.shown_appeals import Appealed
from db.appeal_rows import Appeal
from db.records import AuditEntry
from tests.conftest import ANNA, EDITOR, HOME
from tests.core.services.acting import END, confirmed, look
from tests.fakes import FakeSource, FixedClock

BEN = Caller(HOME, 100_000_000_000_000_014)


OTHER = Caller(HOME, 100_000_000_000_000_015, Role.EDITOR)


AWAY = 200_000_000_000_000_002


TEXT = "These views are real, please look at the attached statistics."


PICTURE = Offered("stats.png", "image/png", 1_000)


async def reject(app: App, by: Caller = EDITOR) -> None:
    await confirmed(app, by, await verdicts.plan_reject(app, by, "#1", "bought views"))


async def appeal(app: App, by: Caller = ANNA) -> Appealed:
    await reject(app)
    return await appeals.make(app, by, 1, TEXT)


async def over(app: App, source: FakeSource, clock: FixedClock, views: int = 5_000) -> None:
    """The window is over, with a reading at its end."""
    clock.now = END + timedelta(minutes=1)
    await look(app, source, views)


async def kept(app: App) -> Appeal:
    async with app.reads() as session:
        return (await session.scalars(select(Appeal))).one()


async def traces(app: App) -> list[tuple[int | None, str, str | None, str | None, str]]:
    async with app.reads() as session:
        rows = await session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(row.actor, row.action, row.before, row.after, row.reason) for row in rows]
