"""Many rows come whole and in order."""

from sqlalchemy import select

from core.domain.terms import Platform
from core.services import campaigns
from core.services.app import App
from db import rows
from db.models import Creator
from tests.conftest import ADMIN
from tests.fakes import NOON


async def test_all_rows_come_in_order(app: App) -> None:
    home = (await campaigns.create(app, ADMIN, name="Summer", cpm="1", cap=1000)).card.id
    handles = [f"creator{number:04}" for number in range(2 * rows.PART + 1)]
    async with app.sessions.begin() as session:
        session.add_all(
            Creator(campaign_id=home, platform=Platform.TIKTOK, handle=handle, created_at=NOON, created_by=1)
            for handle in handles
        )

    async with app.reads() as session:
        found = await rows.all_rows(session, select(Creator).order_by(Creator.handle.desc()))

    assert [row[0].handle for row in found] == handles[::-1]
