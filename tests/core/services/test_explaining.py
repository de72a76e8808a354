"""Receipts: everything a post's money rests on, as it is stored."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from core.domain.ledger import LedgerKind
from core.domain.lifecycle import Verdict
from core.domain.receipts import Mismatch
from core.domain.terms import Platform, PostKind, PostStatus, Terms, TrackingStatus
from core.services import campaigns, creators, decisions, explaining, intel, submissions, verdicts
from core.services.app import App
from core.services.shown_explained import TermsFrom
from db.models import Post, Snapshot
from db.money import LedgerEntry, Payout
from tests.conftest import ADMIN, EDITOR
from tests.core.services.acting import END, confirmed, hand_in, look
from tests.core.services.paying import pay, void
from tests.fakes import NOON, FakeSource, FixedClock, reading, tiktok


@pytest.fixture(autouse=True)
async def campaign(app: App) -> None:
    await campaigns.create(app, ADMIN, name="Summer Launch")
    await creators.add(app, ADMIN, handle="anna", platform=Platform.TIKTOK, cpm="0.50", cap=500_000)


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


async def test_a_finalized_post_tells_all_it_rests_on(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await finalized(app, source, clock)

    receipt = await explaining.explain(app, EDITOR, post)

    assert (receipt.post.status, receipt.post.earned_minor) == (PostStatus.FINALIZED, 22_500)
    assert receipt.counted is not None
    assert receipt.counted.from_end == timedelta(minutes=37)
    assert (receipt.counted.views, receipt.counted.source, receipt.counted.metric) == (
        450_000,
        "fake",
        "play_count",
    )
    assert receipt.considered is not None
    assert receipt.considered.good == 2
    assert [each.views for each in receipt.considered.others] == [440_000]
    terms = receipt.terms
    assert (terms.cpm, terms.cap_views, terms.origin) == (Decimal("0.50"), 500_000, TermsFrom.DEAL)
    assert (terms.version, terms.by, terms.at) == (1, ADMIN.discord_id, NOON)
    assert receipt.decided is not None
    assert (receipt.decided.actor, receipt.decided.reason) == (None, "450,000 views counted")
    (entry,) = receipt.ledger
    assert (entry.kind, entry.amount_minor, entry.actor) == (LedgerKind.EARNED, 22_500, None)
    assert len(entry.hash) == 64
    assert receipt.balance_minor == 22_500
    assert (receipt.outlook, receipt.hold, list(receipt.payouts), list(receipt.differences)) == (
        None,
        None,
        [],
        [],
    )


async def test_a_running_post_tells_what_would_decide_it(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await hand_in(app, source, 320_000)
    clock.advance(hours=2)

    receipt = await explaining.explain(app, EDITOR, post)

    ahead = receipt.outlook
    assert ahead is not None
    assert (ahead.decided_at, ahead.is_over, ahead.verdict) == (END, False, Verdict.FINALIZE)
    assert ahead.estimate_minor == 16_000
    assert ahead.reading is not None
    assert ahead.reading.at == NOON
    assert (receipt.counted, receipt.decided, list(receipt.ledger)) == (None, None, [])


@pytest.mark.parametrize(
    ("views", "verdict", "reason"),
    [(999, Verdict.REJECT, "999 views, 1,000 needed"), (None, None, "handed in")],
)
async def test_too_few_or_unknown_views_promise_nothing(
    app: App, source: FakeSource, views: int | None, verdict: Verdict | None, reason: str
) -> None:
    post = await hand_in(app, source, views)

    ahead = (await explaining.explain(app, EDITOR, post)).outlook

    assert ahead is not None
    assert (ahead.verdict, ahead.reason, ahead.estimate_minor) == (verdict, reason, None)


async def test_without_terms_nothing_is_promised(app: App, source: FakeSource) -> None:
    await creators.add(app, ADMIN, handle="ben", platform=Platform.TIKTOK)
    ref = tiktok(NOON, 2, "ben")
    source.tell(ref, reading(ref, 5_000, handle="ben", user_id="2002"))
    await submissions.track(app, EDITOR, ref.url)

    receipt = await explaining.explain(app, EDITOR, "#1")

    assert receipt.terms.origin is TermsFrom.NOWHERE
    assert receipt.outlook is not None
    assert (receipt.outlook.verdict, receipt.outlook.estimate_minor) == (Verdict.PEND, None)


async def test_after_the_window_the_grace_is_told(app: App, source: FakeSource, clock: FixedClock) -> None:
    post = await hand_in(app, source, 5_000)
    clock.now = END + timedelta(hours=1)
    await decisions.decide_due(app)

    receipt = await explaining.explain(app, EDITOR, post)

    assert receipt.post.status is PostStatus.AWAITING_MEASUREMENT
    assert receipt.outlook is not None
    assert (receipt.outlook.is_over, receipt.outlook.decided_at) == (True, END + timedelta(hours=48))


async def test_a_rejected_post_tells_the_rules_sentence(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await finalized(app, source, clock, 812)

    receipt = await explaining.explain(app, EDITOR, post)

    assert receipt.post.status is PostStatus.REJECTED
    assert receipt.decided is not None
    assert (receipt.decided.actor, receipt.decided.reason) == (None, "812 views, 1,000 needed")
    assert receipt.counted is not None
    assert (receipt.counted.views, list(receipt.differences)) == (812, [])


async def test_undoing_a_rejection_leaves_nothing_that_does_not_add_up(
    app: App, source: FakeSource, clock: FixedClock
) -> None:
    post = await finalized(app, source, clock, 812)
    clock.advance(hours=3)
    await look(app, source, 2_000_000)
    asked = await verdicts.unreject(app, EDITOR, post, "was fine")
    await confirmed(app, EDITOR, asked)

    receipt = await explaining.explain(app, EDITOR, post)

    assert (receipt.post.status, receipt.post.counted_views) == (PostStatus.FINALIZED, 812)
    assert receipt.post.is_spared
    assert list(receipt.differences) == []


async def test_own_terms_tell_who_set_them(app: App, source: FakeSource, clock: FixedClock) -> None:
    post = await hand_in(app, source, 5_000)
    clock.advance(hours=1)
    await verdicts.set_cpm(app, EDITOR, post, "2", 10)

    terms = (await explaining.explain(app, ADMIN, post)).terms

    assert (terms.cpm, terms.cap_views, terms.origin) == (Decimal(2), 10, TermsFrom.OWN)
    assert (terms.by, terms.at) == (EDITOR.discord_id, clock.now)


async def test_the_campaigns_terms_tell_so(app: App, source: FakeSource) -> None:
    await campaigns.edit(app, ADMIN, campaign=None, cpm="0.10", cap=100)
    await creators.add(app, ADMIN, handle="ben", platform=Platform.TIKTOK)
    ref = tiktok(NOON, 2, "ben")
    source.tell(ref, reading(ref, 5_000, handle="ben", user_id="2002"))
    await submissions.track(app, EDITOR, ref.url)

    assert (await explaining.explain(app, EDITOR, "#1")).terms.origin is TermsFrom.CAMPAIGN


async def test_typed_views_tell_who_typed_them(app: App, source: FakeSource, clock: FixedClock) -> None:
    post = await hand_in(app, source, None)
    clock.now = END + timedelta(hours=1)
    await confirmed(app, EDITOR, await verdicts.set_views(app, EDITOR, post, 5_000, "from her screen"))

    receipt = await explaining.explain(app, ADMIN, post)

    assert receipt.counted is not None
    assert (receipt.counted.actor, receipt.counted.note) == (EDITOR.discord_id, "from her screen")
    assert list(receipt.differences) == []


async def test_finalized_by_hand_tells_the_person(app: App, source: FakeSource, clock: FixedClock) -> None:
    post = await hand_in(app, source, 5_000)
    clock.advance(hours=1)
    await look(app, source, 6_000)
    plan = await verdicts.plan_finalize(app, ADMIN, post, "she leaves")
    await confirmed(app, ADMIN, plan)

    receipt = await explaining.explain(app, ADMIN, post)

    assert receipt.decided is not None
    assert (receipt.decided.actor, receipt.decided.reason) == (ADMIN.discord_id, "she leaves")
    assert list(receipt.differences) == []


@pytest.mark.parametrize("tracking", [TrackingStatus.PENDING_REVIEW, TrackingStatus.EXCLUDED])
async def test_what_does_not_count_has_no_outlook(
    app: App, source: FakeSource, tracking: TrackingStatus
) -> None:
    post = await hand_in(app, source, 5_000)
    await change(app, Post, 1, tracking=tracking)

    receipt = await explaining.explain(app, EDITOR, post)

    assert (receipt.post.tracking, receipt.outlook) == (tracking, None)


async def test_a_competitors_post_has_no_money(app: App, source: FakeSource) -> None:
    ref = tiktok(NOON, 3, "rival")
    source.tell(ref, reading(ref, 5_000, handle="rival", user_id="3003"))
    await intel.track(app, EDITOR, ref.url)

    receipt = await explaining.explain(app, EDITOR, "#1")

    assert (receipt.post.kind, receipt.outlook, receipt.counted) == (PostKind.REFERENCE, None, None)


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
