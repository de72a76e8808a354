"""Receipts: payments, holds, and what does not add up."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.domain.ledger import LedgerKind
from core.domain.receipts import Mismatch
from core.domain.terms import Platform, PostStatus, Terms
from core.services import campaigns, creators, decisions, explaining
from core.services.app import App
from db.models import Post, Snapshot
from db.money import LedgerEntry, Payout
from tests.conftest import ADMIN, EDITOR
from tests.core.services.acting import END, hand_in, look
from tests.core.services.paying import pay, void
from tests.core.services.receipts import change, finalized
from tests.fakes import FakeSource, FixedClock


@pytest.fixture(autouse=True)
async def campaign(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer Launch")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, cpm="0.50", cap=500_000)


async def test_paying_and_taking_back_leave_who_decided(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await finalized(app, source, clock)
    decided_at = clock.now
    clock.advance(hours=1)
    await pay(app)
    paid = await explaining.explain(app, EDITOR, post)
    clock.advance(hours=1)
    await void(app, "#1")

    again = await explaining.explain(app, EDITOR, post)

    assert (paid.post.status, again.post.status) == (PostStatus.PAID, PostStatus.FINALIZED)
    for receipt in (paid, again):
        assert receipt.decided is not None
        assert (receipt.decided.actor, receipt.decided.at) == (None, decided_at)
        assert receipt.decided.reason == "450,000 views counted"
        assert list(receipt.differences) == []


async def test_another_grace_since_then_is_no_difference(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await hand_in(app, source, 1_000)
    clock.now = END - timedelta(hours=20)
    await look(app, source, 440_000)
    clock.now = END + timedelta(hours=48)
    await decisions.decide_due(app)

    for hours in (1, 48, 96):
        other = replace(app, schedule=replace(app.schedule, grace=timedelta(hours=hours)))
        receipt = await explaining.explain(other, EDITOR, post)
        assert (receipt.post.counted_views, list(receipt.differences)) == (440_000, [])


async def test_hold_and_payouts_are_told(app: App, source: FakeSource, clock: FixedClock) -> None:
    post = await finalized(app, source, clock)
    async with app.sessions.begin() as session:
        session.add(
            Payout(
                campaign_id=1,
                creator_id=1,
                currency="USD",
                amount_minor=22_500,
                method="bank",
                reference="INV-7",
                paid_at=clock.now,
                paid_by=EDITOR.discord_id,
            )
        )
        await session.flush()
        row = await session.get_one(Post, 1)
        row.payout_id, row.hold_reason, row.held_by, row.held_at = 1, "fraud?", EDITOR.discord_id, clock.now

    receipt = await explaining.explain(app, ADMIN, post)

    assert receipt.hold is not None
    assert (receipt.hold.reason, receipt.hold.by) == ("fraud?", EDITOR.discord_id)
    (payout,) = receipt.payouts
    assert (payout.id, payout.method, payout.reference, payout.voided_at) == (1, "bank", "INV-7", None)


@pytest.mark.parametrize(
    ("table", "row_id", "values", "expected"),
    [
        (Post, 1, {"earned_minor": 1}, [Mismatch.EARNED, Mismatch.LEDGER_AMOUNT]),
        (Post, 1, {"counted_views": 450_001}, [Mismatch.VIEWS]),
        (Post, 1, {"cap_views": 500_001}, [Mismatch.LEDGER_TERMS]),
        (Post, 1, {"counted_snapshot_id": 2}, [Mismatch.VIEWS, Mismatch.LEDGER_READING, Mismatch.READING]),
        (LedgerEntry, 1, {"amount_minor": 22_501}, [Mismatch.LEDGER_AMOUNT]),
        (LedgerEntry, 1, {"currency": "EUR"}, [Mismatch.LEDGER_CURRENCY]),
        (LedgerEntry, 1, {"kind": LedgerKind.ADJUSTED}, [Mismatch.LEDGER_MISSING]),
        (Snapshot, 3, {"views": 9}, [Mismatch.VIEWS]),
        (Snapshot, 3, {"views": None}, [Mismatch.VIEWS, Mismatch.READING]),
    ],
)
async def test_what_does_not_add_up_is_told(
    app: App,
    source: FakeSource,
    clock: FixedClock,
    table: Any,
    row_id: int,
    values: dict[str, Any],
    expected: list[Mismatch],
) -> None:
    post = await finalized(app, source, clock)
    await change(app, table, row_id, **values)

    receipt = await explaining.explain(app, ADMIN, post)

    assert [each.what for each in receipt.differences] == expected


async def test_terms_of_the_ledger_are_told_as_terms(app: App, source: FakeSource, clock: FixedClock) -> None:
    post = await finalized(app, source, clock)
    await change(app, LedgerEntry, 1, cap_views=7)

    (difference,) = (await explaining.explain(app, ADMIN, post)).differences

    assert difference.stored == Terms(Decimal("0.50"), 7)
