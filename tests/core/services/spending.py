"""What tests of budgets do again and again."""

from datetime import timedelta

from core.domain.budget import Spending
from core.domain.errors import UserError
from core.domain.terms import Platform, PostRef
from core.services import budgets, campaigns, creators, submissions
from core.services.app import App
from core.services.shown import Submitted
from db.models import Campaign
from tests.conftest import ADMIN, ANNA
from tests.fakes import NOON, FakeSource, reading, tiktok

END = NOON + timedelta(days=7)
ONE = 250_00
"""What a post costs at most, in cents."""


async def summer_with(app: App, budget: str | None, *, cpm: str | None = "0.50") -> None:
    """Make a campaign in which each post costs up to 250.00 USD, and its creator."""
    cap = None if cpm is None else 500_000
    await campaigns.create(app, ADMIN, name="Summer", cpm=cpm, cap=cap, budget=budget)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)


def ref(serial: int) -> PostRef:
    return tiktok(NOON, serial)


async def submit(
    app: App, source: FakeSource, serial: int, views: int | None = 5_000
) -> Submitted | UserError:
    """Hand in Anna's so many-th post, as she does."""
    source.tell(ref(serial), reading(ref(serial), views, published_at=NOON))
    return (await submissions.submit(app, ANNA, ref(serial).url)).rows[0].result


async def taken(app: App, source: FakeSource, serial: int, views: int | None = 5_000) -> str:
    """As `submit`, when it is taken in."""
    done = await submit(app, source, serial, views)
    assert isinstance(done, Submitted), done
    return f"#{done.post_id}"


async def spent(app: App) -> Spending:
    async with app.reads() as session:
        home = await session.get_one(Campaign, 1)
        return (await budgets.of_campaigns(session, [home]))[1]
