"""What tests of receipts do again and again."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from core.services.app import App
from tests.core.services.acting import END, hand_in, look
from tests.fakes import FakeSource, FixedClock


async def change(app: App, table: Any, row_id: int, **values: Any) -> None:
    """Change what nobody may change, as somebody with the database in hand could."""
    async with app.sessions.begin() as session:
        await session.execute(update(table).where(table.id == row_id).values(**values))


async def finalized(app: App, source: FakeSource, clock: FixedClock, views: int = 450_000) -> str:
    post = await hand_in(app, source, 1_000)
    clock.now = END - timedelta(hours=5)
    await look(app, source, views - 10_000)
    clock.now = END + timedelta(minutes=37)
    await look(app, source, views)
    return post
