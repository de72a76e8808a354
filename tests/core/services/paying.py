"""What tests of payouts do again and again."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from core.domain.access import Caller, Role
from core.domain.ledger import LedgerKind
from core.domain.terms import Platform, PostRef, PostStatus
from core.services import (
    campaigns,
    confirmations,
    creators,
    dues,
    ledger,
    payouts,
    refresh,
    submissions,
    verification,
)
from core.services.app import App
from core.services.shown import Submitted
from core.services.shown_payouts import Due, PayoutChanged
from db.models import Campaign, Post
from db.money import LedgerEntry, Payout
from tests.conftest import ADMIN, EDITOR, HOME
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok

END = NOON + timedelta(days=7)
OTHER_ADMIN = Caller(HOME, 100_000_000_000_000_018, Role.ADMIN)
STRANGER = Caller(200_000_000_000_000_002, 21, Role.ADMIN)


async def campaign_with(app: App, *handles: str, name: str = "Summer", currency: str = "USD") -> None:
    """Make a campaign whose creators earn 0.50 per 1,000 views, up to 500,000."""
    await campaigns.create(app, ADMIN, name=name, currency=currency, cpm="0.50", cap=500_000)
    for handle in handles:
        await creators.add(app, ADMIN, handle=handle, platform=Platform.TIKTOK, campaign=name)


async def three_posts(app: App, source: FakeSource, clock: FixedClock) -> list[str]:
    """Return three finalized posts of Anna's, of 225.00, 250.00 and 160.00 USD."""
    await campaign_with(app, "anna", "bob")
    return await finalized(app, source, clock, [450_000, 600_000, 320_000])


async def finalized(
    app: App,
    source: FakeSource,
    clock: FixedClock,
    views: Sequence[int],
    *,
    handle: str = "anna",
    first: int = 1,
    campaign: str = "Summer",
) -> list[str]:
    """Take in a post of the creator for each count, and let their windows end."""
    clock.now = NOON
    refs = [tiktok(NOON, first + number, handle) for number in range(len(views))]
    posts = [await _take_in(app, source, ref, campaign) for ref in refs]
    clock.now = END
    for ref, count in zip(refs, views, strict=True):
        source.tell(ref, reading(ref, count, handle=handle, user_id=None))
    await refresh.run_round(app, Platform.TIKTOK)
    assert {(await row(app, post)).status for post in posts} == {PostStatus.FINALIZED}
    return posts


async def _take_in(app: App, source: FakeSource, ref: PostRef, campaign: str) -> str:
    source.tell(ref, reading(ref, 1, handle=ref.handle or "", user_id=None))
    done = (await submissions.track(app, ADMIN, ref.url, campaign)).rows[0].result
    assert isinstance(done, Submitted), done
    return f"#{done.post_id}"


async def adjust(app: App, post: str, amount_minor: int) -> None:
    """Correct what is owed for a post, as `/post adjust` does in the end."""
    async with app.sessions.begin() as session:
        found = await session.get_one(Post, int(post[1:]), with_for_update=True)
        await ledger.append(
            session,
            kind=LedgerKind.ADJUSTED,
            home=await session.get_one(Campaign, found.campaign_id),
            creator_id=found.creator_id or 0,
            post=found,
            amount_minor=amount_minor,
            actor=ADMIN.discord_id,
            reason="a correction",
            now=app.clock(),
        )


async def pay(app: App, creator: str = "anna", by: Caller = EDITOR) -> PayoutChanged:
    """Mark what is ready as paid."""
    plan = await payouts.plan_mark_paid(app, by, creator, "PayPal", "TX-1")
    return await confirmed(app, by, plan.prompt_id)


async def due_of(app: App, campaign_id: int = 1) -> list[Due]:
    """What the next payouts hold, post by post; the sums that people are shown agree with it."""
    async with app.reads() as session:
        found = await dues.of(session, [campaign_id])
    told = (await dues.ready(app, EDITOR, f"#{campaign_id}")).page.items
    assert [(each.payee, each.posts, each.amount_minor, each.standing) for each in told] == [
        (each.payee, len(each.posts), each.amount_minor, each.standing) for each in found
    ]
    return found


async def void(app: App, payout: str, by: Caller = ADMIN) -> PayoutChanged:
    """Take a payout back."""
    plan = await payouts.plan_void(app, by, payout, "sent to the wrong account")
    return await confirmed(app, by, plan.prompt_id)


async def confirmed(app: App, by: Caller, prompt_id: int) -> PayoutChanged:
    done = await confirmations.confirm(app, by, prompt_id)
    assert isinstance(done, PayoutChanged)
    return done


async def all_at_once(app: App, asked: Sequence[tuple[Caller, int]]) -> list[str]:
    """Confirm all these questions at the same time; return what came of each, by name."""
    results = await asyncio.gather(
        *(confirmations.confirm(app, by, prompt_id) for by, prompt_id in asked), return_exceptions=True
    )
    return sorted(type(result).__name__ for result in results)


async def assert_sound(app: App) -> None:
    """Hold every post and payout against the replayed ledger."""
    assert [fault.said for fault in (await verification.verify(app.database)).faults] == []


async def row(app: App, post: str) -> Post:
    async with app.reads() as session:
        return await session.get_one(Post, int(post[1:]))


async def entries(app: App) -> list[tuple[str, str, int]]:
    """Return kind, post and amount of every ledger row."""
    async with app.reads() as session:
        rows = await session.scalars(select(LedgerEntry).order_by(LedgerEntry.id))
        return [(entry.kind.value, f"#{entry.post_id}", entry.amount_minor) for entry in rows]


async def recorded(app: App) -> list[Payout]:
    async with app.reads() as session:
        return list(await session.scalars(select(Payout).order_by(Payout.id)))
