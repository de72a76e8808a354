"""What tests of what members are told do again and again."""

from collections.abc import Sequence

from sqlalchemy import select

from core.domain.terms import Platform
from core.services import campaigns, creators
from core.services.app import App
from db.records import Notice
from tests.conftest import ADMIN, ANNA


async def bound(app: App) -> App:
    """A campaign of 0.50 USD per 1,000 views with Anna, whose account is bound to her."""
    await campaigns.create(app, ADMIN, name="Summer")
    await creators.add(
        app,
        ADMIN,
        handle="anna",
        platform=Platform.TIKTOK,
        cpm="0.50",
        cap=500_000,
        discord_id=ANNA.discord_id,
    )
    return app


async def notices(app: App) -> Sequence[Notice]:
    async with app.reads() as session:
        return (await session.scalars(select(Notice).order_by(Notice.id))).all()


async def told(app: App) -> list[str]:
    """Return the topics of what was written for members."""
    return [each.topic for each in await notices(app)]
