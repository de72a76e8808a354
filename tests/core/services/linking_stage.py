"""What tests of linking do again and again."""

from dataclasses import replace

from sqlalchemy import select

from core.domain.access import Caller, Role
from core.domain.terms import Platform
from core.services import linking, proving
from core.services.app import App
from core.services.shown_linking import LinkCard
from db.models import Creator
from db.proof_rows import Proof
from db.records import AuditEntry
from tests.conftest import ANNA, HOME
from tests.fakes import FakeProfiles, FixedClock

TIKTOK = Platform.TIKTOK
BOB = Caller(HOME, 100_000_000_000_000_019, Role.CREATOR)


async def ask(app: App, by: Caller = ANNA, handle: str = "anna") -> LinkCard:
    return await linking.start(app, by, handle=handle, platform=TIKTOK)


async def pass_by(app: App, clock: FixedClock, seconds: float = 20) -> None:
    clock.advance(seconds=seconds)
    await proving.run(app, TIKTOK)


async def owners(app: App) -> list[tuple[str, int | None, str | None]]:
    """Return handle, member and platform user id of every creator."""
    async with app.reads() as session:
        rows = await session.scalars(select(Creator).order_by(Creator.id))
        return [(row.handle, row.discord_id, row.platform_user_id) for row in rows]


async def proofs_of(app: App) -> list[Proof]:
    async with app.reads() as session:
        return list(await session.scalars(select(Proof).order_by(Proof.id)))


async def traces(app: App) -> list[AuditEntry]:
    async with app.reads() as session:
        query = select(AuditEntry).where(AuditEntry.action == "my link").order_by(AuditEntry.id)
        return list(await session.scalars(query))


async def linked(app: App, clock: FixedClock) -> App:
    """Let Anna link her account; return the program with profiles to look at."""
    profiles = FakeProfiles()
    linking_app = replace(app, accounts={TIKTOK: profiles})
    profiles.tell("anna", (await ask(linking_app)).code)
    await pass_by(linking_app, clock)
    return linking_app
