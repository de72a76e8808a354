"""What tests of forgetting do again and again."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import select, text

from core.domain.access import Caller
from core.domain.terms import AccountPage, AccountRef
from core.services import (
    campaigns,
    confirmations,
    creator_edits,
    creators,
    forgetting,
    notes,
    watches,
)
from core.services.app import App
from core.services.shown_privacy import Forgotten
from db.base import Base
from tests.conftest import ADMIN, ANNA, EDITOR
from tests.core.services.acting import END, hand_in, look
from tests.core.services.linking_stage import TIKTOK, linked
from tests.core.services.paying import pay
from tests.fakes import FakeAccounts, FakeSource, FixedClock


class SlowAccounts(FakeAccounts):
    """Accounts while whose pages are asked for something else happens."""

    def __init__(self, source: FakeSource, meanwhile: Callable[[], Awaitable[object]]) -> None:
        super().__init__(source)
        self.meanwhile = meanwhile

    async def fetch_page(self, account: AccountRef, cursor: str | None = None) -> AccountPage:
        await self.meanwhile()
        return await super().fetch_page(account, cursor)


async def take_part(app: App, source: FakeSource, clock: FixedClock) -> App:
    """Let Anna link her account, hand in a post, be watched and noted about, and be owed 2.50 USD."""
    await campaigns.create(app, ADMIN, name="Summer", cpm="0.50", cap=500_000)
    await creators.add(app, ADMIN, handle="anna", platform=TIKTOK)
    await watches.add(app, ADMIN, handle="anna", platform=TIKTOK)
    app = await linked(app, clock)
    await hand_in(app, source, 5_000)
    await creator_edits.edit(app, ADMIN, "anna", discord_id=ANNA.discord_id, minimum_views=500)
    await notes.write_creator(app, EDITOR, await notes.of_creator(app, EDITOR, "anna"), "Anna lives in Bonn")
    await notes.write_post(app, EDITOR, await notes.of_post(app, EDITOR, "#1"), "filmed in Bonn")
    return app


async def be_paid(app: App, source: FakeSource, clock: FixedClock) -> None:
    clock.now = END
    await look(app, source, 5_000)
    await pay(app)


async def forget(app: App, by: Caller = ANNA) -> Forgotten:
    plan = await forgetting.plan_forget(app, by)
    done = await confirmations.confirm(app, by, plan.prompt_id)
    assert isinstance(done, Forgotten)
    return done


async def everything(app: App) -> dict[str, str]:
    """Return all that is stored, by table, as text."""
    found = {}
    async with app.reads() as session:
        for table in Base.metadata.sorted_tables:
            rows = await session.execute(select(table))
            found[table.name] = "\n".join(str(tuple(row)) for row in rows)
    return found


async def ledger(app: App) -> list[tuple[Any, ...]]:
    async with app.reads() as session:
        return [tuple(row) for row in await session.execute(text("SELECT * FROM ledger_entries ORDER BY id"))]


async def of(app: App, table: type[Any]) -> list[Any]:
    async with app.reads() as session:
        return list(await session.scalars(select(table).order_by(table.id)))
