"""Posts that have earned, payments, and books that somebody meddles with."""

from datetime import datetime, timedelta

from sqlalchemy import select, text

from core.domain.ledger import LedgerKind
from core.domain.replay import FaultKind
from core.domain.terms import Platform, PostStatus
from core.services import campaigns, creators, ledger
from core.services.app import App
from core.services.verification import verify
from db.models import Campaign, Post
from db.money import LedgerEntry, Payout
from tests.conftest import ADMIN
from tests.core.services.acting import END, hand_in, look
from tests.fakes import NOON, FakeSource, FixedClock, tiktok


async def campaign(app: App) -> None:
    """A campaign that pays 1.00 per thousand views, and its creator."""
    await campaigns.create(app, ADMIN, name="Summer", cpm="1", cap=1_000_000)
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK)


async def earned(
    app: App, source: FakeSource, clock: FixedClock, *, views: int = 5_000, serial: int = 0
) -> str:
    """A post that is finalized: 5.00 by default."""
    now, ref = clock.now, tiktok(NOON + timedelta(seconds=serial))
    clock.now = NOON + timedelta(minutes=1)
    post = await hand_in(app, source, views, ref)
    clock.now = max(now, END + timedelta(minutes=1))
    await look(app, source, views, ref)
    return post


async def pay(app: App, post_id: int, amount_minor: int, now: datetime = END) -> int:
    """Pay so much for a post, and return the paid row's id."""
    async with app.sessions.begin() as session:
        row = await session.get_one(Post, post_id)
        home = await session.get_one(Campaign, row.campaign_id)
        payout = Payout(
            campaign_id=home.id,
            creator_id=row.creator_id or 0,
            currency=home.currency,
            amount_minor=amount_minor,
            paid_at=now,
            paid_by=1,
        )
        session.add(payout)
        await session.flush()
        row.status, row.payout_id = PostStatus.PAID, payout.id
        entry = await ledger.append(
            session,
            kind=LedgerKind.PAID,
            home=home,
            creator_id=payout.creator_id,
            post=row,
            amount_minor=-amount_minor,
            actor=1,
            reason=f"payout #{payout.id}",
            now=now,
            payout_id=payout.id,
        )
        return entry.id


async def void(app: App, paid_id: int, now: datetime = END) -> None:
    """Take a payment back."""
    async with app.sessions.begin() as session:
        paid = await session.get_one(LedgerEntry, paid_id)
        row = await session.get_one(Post, paid.post_id)
        payout = await session.get_one(Payout, paid.payout_id)
        payout.voided_at, payout.voided_by, payout.void_reason = now, 1, "bounced"
        row.status, row.payout_id = PostStatus.FINALIZED, None
        await ledger.append(
            session,
            kind=LedgerKind.VOIDED,
            home=await session.get_one(Campaign, row.campaign_id),
            creator_id=paid.creator_id,
            post=row,
            amount_minor=-paid.amount_minor,
            actor=1,
            reason="bounced",
            now=now,
            payout_id=paid.payout_id,
            refers_to=paid.id,
        )


async def meddle(app: App, *statements: str) -> None:
    """Change the database behind the program's back, foreign keys or not."""
    async with app.database.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        off = "PRAGMA foreign_keys=OFF" if is_sqlite else "SET session_replication_role = replica"
        on = "PRAGMA foreign_keys=ON" if is_sqlite else "SET session_replication_role = DEFAULT"
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        for statement in (off, *statements, on):
            await raw.driver_connection.execute(statement)
        if is_sqlite:
            await raw.driver_connection.commit()


async def faults(app: App) -> set[FaultKind]:
    return {fault.kind for fault in (await verify(app.database)).faults}


async def entries(app: App) -> list[LedgerEntry]:
    async with app.reads() as session:
        return list(await session.scalars(select(LedgerEntry).order_by(LedgerEntry.id)))


async def rows_of(app: App, query: str) -> list[tuple[object, ...]]:
    async with app.reads() as session:
        return [tuple(row) for row in await session.execute(text(query))]
