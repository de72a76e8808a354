"""What goes into a payout, and whether it is enough."""

from dataclasses import replace

import pytest

from core.domain.errors import MoneyFormatError
from core.domain.payouts import Owed, Share, Standing, parse_minimum, share_of, standing
from core.domain.terms import PostKind, PostStatus, TrackingStatus

READY = Owed(
    kind=PostKind.INTERNAL,
    tracking=TrackingStatus.DIRECT_ADD,
    status=PostStatus.FINALIZED,
    is_on_hold=False,
    has_frozen_count=True,
    has_terms=True,
    balance_minor=22_500,
)
PAID = replace(READY, status=PostStatus.PAID)


@pytest.mark.parametrize(
    ("owed", "share"),
    [
        (READY, Share.NEW),
        (replace(READY, balance_minor=1), Share.NEW),
        (replace(READY, balance_minor=0), None),
        (replace(READY, balance_minor=-1), None),
        (replace(READY, is_on_hold=True), None),
        (replace(READY, has_frozen_count=False), None),
        (replace(READY, has_terms=False), None),
        (replace(READY, kind=PostKind.REFERENCE, status=None), None),
        (replace(READY, kind=PostKind.REFERENCE), None),
        (replace(PAID, balance_minor=0), None),
        (replace(PAID, balance_minor=1), Share.REMAINDER),
        (replace(PAID, balance_minor=-1), None),
        (replace(PAID, is_on_hold=True), None),
    ],
)
def test_share(owed: Owed, share: Share | None) -> None:
    assert share_of(owed) is share


@pytest.mark.parametrize("status", [status for status in PostStatus if status not in {"finalized", "paid"}])
def test_what_is_not_decided_or_rejected_is_not_paid(status: PostStatus) -> None:
    assert share_of(replace(READY, status=status)) is None


@pytest.mark.parametrize("tracking", [TrackingStatus.EXCLUDED, TrackingStatus.PENDING_REVIEW])
def test_what_does_not_count_is_not_paid(tracking: TrackingStatus) -> None:
    assert share_of(replace(READY, tracking=tracking)) is None


@pytest.mark.parametrize(
    ("amount", "minimum", "said"),
    [
        (1, None, Standing.READY),
        (4_999, 5_000, Standing.BELOW_MINIMUM),
        (5_000, 5_000, Standing.READY),
    ],
)
def test_standing(amount: int, minimum: int | None, said: Standing) -> None:
    assert standing(amount, minimum) is said


@pytest.mark.parametrize(
    ("text", "minor"), [("50", 5_000), ("$0.50", 50), ("none", None), (" None ", None), ("0", None)]
)
def test_minimum(text: str, minor: int | None) -> None:
    assert parse_minimum(text, "USD") == minor


@pytest.mark.parametrize("text", ["", "0,50", "-5", "0.001", "all"])
def test_what_is_no_minimum(text: str) -> None:
    with pytest.raises(MoneyFormatError):
        parse_minimum(text, "USD")
