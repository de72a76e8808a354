"""What goes into a payout, and whether it is enough."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import MoneyFormatError
from core.domain.payouts import Offset, Owed, Share, Standing, offsets, parse_minimum, share_of, standing
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
        (replace(READY, balance_minor=-1), Share.DEDUCTION),
        (replace(READY, is_on_hold=True), None),
        (replace(READY, has_frozen_count=False), None),
        (replace(READY, has_terms=False), None),
        (replace(READY, kind=PostKind.REFERENCE, status=None), None),
        (replace(READY, kind=PostKind.REFERENCE), None),
        (replace(PAID, balance_minor=0), None),
        (replace(PAID, balance_minor=1), Share.REMAINDER),
        (replace(PAID, balance_minor=-1), Share.DEDUCTION),
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
        (0, None, Standing.NOTHING),
        (-1, None, Standing.NOTHING),
        (4_999, 5_000, Standing.BELOW_MINIMUM),
        (5_000, 5_000, Standing.READY),
        (0, 5_000, Standing.NOTHING),
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


def test_what_is_taken_back_is_covered_in_the_order_of_the_posts() -> None:
    assert offsets({3: 50, 1: -70, 2: 40, 4: -10}) == [Offset(1, 2, 40), Offset(1, 3, 30), Offset(4, 3, 10)]


def test_nothing_taken_back_needs_no_cover() -> None:
    assert offsets({1: 10, 2: 20}) == []


@given(st.dictionaries(st.integers(1, 50), st.integers(-(10**9), 10**9), max_size=20))
def test_after_the_offsets_nothing_is_below_zero_and_nothing_is_lost(balances: dict[int, int]) -> None:
    total = sum(balances.values())
    if total <= 0:
        balances[99], total = 1 - total, 1

    left = dict(balances)
    for one in offsets(balances):
        assert one.amount_minor > 0
        left[one.taken_back_from] += one.amount_minor
        left[one.covered_by] -= one.amount_minor

    assert min(left.values()) >= 0
    assert sum(left.values()) == total
    assert all(left[post] == 0 for post, minor in balances.items() if minor < 0)
