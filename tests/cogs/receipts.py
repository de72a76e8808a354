"""A receipt, and one of a post that still runs."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from cogs import render_explain
from core.domain.ledger import LedgerKind
from core.domain.lifecycle import Verdict
from core.domain.terms import PostKind, PostStatus, TrackingStatus
from core.services.shown_explained import (
    Considered,
    DecidedLine,
    LedgerLine,
    Outlook,
    PayoutLine,
    PostLine,
    ReadingLine,
    Receipt,
    TermsFrom,
    TermsLine,
)
from tests.cogs.cards import REF
from tests.fakes import NOON

END = NOON + timedelta(days=7)


COUNTED = ReadingLine(
    5, END + timedelta(minutes=37), timedelta(minutes=37), 450_000, True, "tikwm", "play_count", None, None
)


OTHER = replace(COUNTED, snapshot_id=4, from_end=-timedelta(hours=5, minutes=22), views=449_000)


TERMS = TermsLine(Decimal("0.50"), 500_000, TermsFrom.DEAL, version=2, by=11, at=NOON)


POST = PostLine(
    id=12,
    ref=REF,
    campaign="Summer Launch",
    currency="USD",
    handle="anna",
    kind=PostKind.INTERNAL,
    status=PostStatus.FINALIZED,
    status_reason="450,000 views counted",
    status_at=END,
    needs_person=False,
    tracking=TrackingStatus.DIRECT_ADD,
    reviewed_by=None,
    reviewed_at=None,
    came_in_by="submit-post",
    submitted_by=13,
    submitted_at=NOON,
    published_at=NOON,
    window_days=7,
    window_ends_at=END,
    minimum_views=1_000,
    is_spared=False,
    counted_views=450_000,
    earned_minor=22_500,
)


ENTRY = LedgerLine(
    3, END, LedgerKind.EARNED, 22_500, "USD", None, "450,000 views counted", None, None, "ab12cd34" * 8
)


RECEIPT = Receipt(
    post=POST,
    counted=COUNTED,
    considered=Considered(14, timedelta(hours=24), timedelta(hours=48), [OTHER]),
    terms=TERMS,
    decided=DecidedLine(None, END, "450,000 views counted"),
    outlook=None,
    hold=None,
    payouts=[],
    ledger=[ENTRY],
    balance_minor=22_500,
    differences=[],
)


AHEAD = Outlook(END, False, timedelta(hours=24), timedelta(hours=48), COUNTED, Verdict.FINALIZE, "x", 22_500)


RUNNING = replace(
    RECEIPT,
    post=replace(
        POST, status=PostStatus.ACTIVE, status_reason="handed in", counted_views=None, earned_minor=None
    ),
    counted=None,
    considered=None,
    decided=None,
    outlook=AHEAD,
    ledger=[],
)


PAID = PayoutLine(7, END, 11, "bank", "INV-7", None, None, None)


def told(receipt: Receipt) -> dict[str, str]:
    made, _ = render_explain.receipt(receipt)
    return {"": made.description or "", **{field.name or "": field.value or "" for field in made.fields}}
