"""The ledger: one way in, one unbroken chain a campaign, whatever happens at once or breaks in between."""

import asyncio
from typing import Any

import pytest

from core.domain.ledger import LedgerKind
from core.domain.replay import FaultKind
from core.domain.terms import Platform
from core.services import campaigns, creators, ledger
from core.services.app import App
from core.services.verification import verify
from db.models import Campaign, Post
from db.money import LedgerEntry
from tests.conftest import ADMIN
from tests.core.services import money
from tests.core.services.acting import count
from tests.fakes import NOON, FakeSource, FixedClock

SIMULTANEOUS = 100


@pytest.fixture
async def post(app: App, source: FakeSource, clock: FixedClock) -> int:
    """The id of a post that earned 5.00."""
    await money.campaign(app)
    return int((await money.earned(app, source, clock))[1:])


async def adjust(
    app: App, amount_minor: int, post_id: int | None, home_id: int = 1, **other: Any
) -> LedgerEntry:
    async with app.sessions.begin() as session:
        row = None if post_id is None else await session.get_one(Post, post_id)
        home = await session.get_one(Campaign, home_id)
        facts: dict[str, Any] = {"kind": LedgerKind.ADJUSTED, "creator_id": home_id} | other
        return await ledger.append(
            session,
            home=home,
            post=row,
            amount_minor=amount_minor,
            actor=1,
            reason="a bonus",
            now=NOON,
            **facts,
        )


async def test_finalizing_enters_what_the_amount_rests_on(app: App, post: int) -> None:
    (entry,) = await money.entries(app)

    assert (entry.kind, entry.amount_minor, entry.currency, entry.post_id) == ("earned", 500, "USD", post)
    assert (str(entry.cpm), entry.cap_views, entry.snapshot_id, entry.actor) == ("1", 1_000_000, 2, None)
    assert (entry.previous_hash, len(entry.hash)) == ("", 64)
    assert await money.faults(app) == set()


async def test_each_row_carries_the_hash_of_the_one_before_it_in_its_campaign(app: App, post: int) -> None:
    await campaigns.create(app, ADMIN, name="Winter")
    await creators.add(app, ADMIN, handle="bob", platform=Platform.TIKTOK, campaign="Winter")
    other = await adjust(app, 7, None, home_id=2)
    last = await adjust(app, 5, post)

    first = (await money.entries(app))[0]
    assert (other.previous_hash, last.previous_hash) == ("", first.hash)
    found = await verify(app.database)
    assert (found.entries, found.campaigns, found.balances, found.faults) == (3, 2, {"USD": 512}, [])


async def test_balances_are_sums(app: App, post: int) -> None:
    await adjust(app, -100, post)
    paid = await money.pay(app, post, 400)

    async with app.reads() as session:
        assert await ledger.balances_of_posts(session, [post, 99]) == {post: 0, 99: 0}
        await session.rollback()
    await money.void(app, paid)
    async with app.reads() as session:
        assert await ledger.balances_of_posts(session, [post]) == {post: 400}
        assert await ledger.balances_of_creators(session, [1, 2]) == {1: 400, 2: 0}
        assert await ledger.balances_of_campaigns(session, [1]) == {1: 400}
    assert await money.faults(app) == set()


async def test_a_hundred_at_once_make_one_unbroken_chain(app: App, post: int) -> None:
    await asyncio.gather(*(adjust(app, number + 1, post) for number in range(SIMULTANEOUS)))

    found = await verify(app.database)
    assert (found.entries, found.faults) == (SIMULTANEOUS + 1, [])
    assert found.balances == {"USD": 500 + sum(range(SIMULTANEOUS + 1))}
    assert await money.rows_of(app, "SELECT entries FROM ledger_heads") == [(SIMULTANEOUS + 1,)]


async def test_the_first_rows_of_a_campaign_may_come_at_once(app: App) -> None:
    await money.campaign(app)

    await asyncio.gather(*(adjust(app, 1, None) for _ in range(10)))

    assert (await verify(app.database)).faults == []
    assert await money.rows_of(app, "SELECT entries FROM ledger_heads") == [(10,)]


async def test_what_breaks_in_between_leaves_nothing(app: App, post: int) -> None:
    async def broken() -> None:
        async with app.sessions.begin() as session:
            home = await session.get_one(Campaign, 1)
            await ledger.append(
                session,
                kind=LedgerKind.ADJUSTED,
                home=home,
                creator_id=1,
                post=None,
                amount_minor=9,
                actor=1,
                reason="a bonus",
                now=NOON,
            )
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        await broken()

    assert (await count(app, LedgerEntry), await money.faults(app)) == (1, set())
    await adjust(app, 5, post)
    assert (await count(app, LedgerEntry), await money.faults(app)) == (2, set())


@pytest.mark.parametrize(
    ("amount", "facts"),
    [
        (0, {}),
        (-1, {"kind": LedgerKind.EARNED}),
        (1, {"kind": LedgerKind.PAID}),
        (-1, {"kind": LedgerKind.VOIDED, "refers_to": 1}),
        (1, {"kind": LedgerKind.VOIDED}),
        (1, {"refers_to": 1}),
    ],
)
async def test_a_row_that_means_nothing_does_not_come_in(
    app: App, post: int, amount: int, facts: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="row"):
        await adjust(app, amount, post, **facts)

    assert await count(app, LedgerEntry) == 1


CHANGES = [
    "id = 9",
    "at = '2020-01-01 00:00:00'",
    "kind = 'nonsense'",
    "amount_minor = amount_minor + 1",
    "currency = 'EUR'",
    "campaign_id = 2",
    "creator_id = 2",
    "post_id = 2",
    "snapshot_id = 1",
    "cpm = '1.0'",
    "cpm = 'much'",
    "cap_views = 17",
    "deal_id = 1",
    "payout_id = 99",
    "refers_to = 1",
    "actor = 17",
    "reason = 'because'",
    "previous_hash = 'x'",
    "hash = 'x'",
]


@pytest.mark.parametrize("change", CHANGES)
async def test_tampering_with_any_column_of_any_row_is_found(app: App, post: int, change: str) -> None:
    await adjust(app, -100, post)
    await money.void(app, await money.pay(app, post, 400))
    await money.meddle(app, "CREATE TABLE kept AS SELECT * FROM ledger_entries")

    for number in range(1, 5):
        await money.meddle(app, f"UPDATE ledger_entries SET {change} WHERE id = {number}")
        assert FaultKind.HASH_MISMATCH in await money.faults(app), number
        await money.meddle(app, "DELETE FROM ledger_entries", "INSERT INTO ledger_entries SELECT * FROM kept")
    assert await money.faults(app) == set()


@pytest.mark.parametrize("number", [1, 2, 3, 4])
async def test_a_row_that_is_gone_is_found_the_last_one_too(app: App, post: int, number: int) -> None:
    await adjust(app, -100, post)
    await money.void(app, await money.pay(app, post, 400))

    await money.meddle(app, f"DELETE FROM ledger_entries WHERE id = {number}")

    assert FaultKind.HEAD_MISMATCH in await money.faults(app)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE ledger_heads SET hash = 'x'", FaultKind.HEAD_MISMATCH),
        ("UPDATE ledger_heads SET entries = 7", FaultKind.HEAD_MISMATCH),
        ("DELETE FROM ledger_heads", FaultKind.MISSING_HEAD),
        ("DELETE FROM ledger_entries", FaultKind.MISSING_HEAD),
        ("UPDATE posts SET status = 'paid'", FaultKind.STATUS_DIFFERS),
        ("UPDATE posts SET status = 'active'", FaultKind.STATUS_DIFFERS),
        ("UPDATE posts SET earned_minor = 501", FaultKind.FROZEN_DIFFERS),
        ("UPDATE posts SET counted_views = 1", FaultKind.FROZEN_DIFFERS),
        ("UPDATE posts SET cpm = '2'", FaultKind.FROZEN_DIFFERS),
        ("UPDATE posts SET payout_id = 3", FaultKind.PAYOUT_DIFFERS),
        ("UPDATE snapshots SET views = views + 1000", FaultKind.RECOMPUTED),
        ("DELETE FROM snapshots", FaultKind.RECOMPUTED),
        ("DELETE FROM posts", FaultKind.STATUS_DIFFERS),
        ("UPDATE campaigns SET currency = 'EUR'", FaultKind.OTHER_CURRENCY),
        ("DELETE FROM campaigns", FaultKind.OTHER_CURRENCY),
    ],
)
async def test_what_posts_and_readings_say_is_held_against_the_ledger(
    app: App, post: int, change: str, fault: FaultKind
) -> None:
    await money.meddle(app, change)

    assert fault in await money.faults(app)


@pytest.mark.parametrize(
    "change", ["UPDATE payouts SET amount_minor = 1", "UPDATE payouts SET voided_at = paid_at"]
)
async def test_what_payouts_say_is_held_against_the_ledger(app: App, post: int, change: str) -> None:
    await money.pay(app, post, 500)
    assert await money.faults(app) == set()

    await money.meddle(app, change)

    assert await money.faults(app) == {FaultKind.PAYOUT_DIFFERS}
