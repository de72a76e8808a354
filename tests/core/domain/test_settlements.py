"""A payout and its rows tell the same."""

from dataclasses import replace

import pytest

from core.domain.ledger import LedgerKind
from core.domain.replay import FaultKind
from core.domain.replay_posts import payout_faults
from core.domain.settlements import RecordedPayout, Voucher, payout_said
from tests.core.domain.bookkeeping import Books, kinds
from tests.fakes import NOON

ROWS = Voucher(1, 2, "USD", NOON, None, "")
STANDS, VOIDED = RecordedPayout(10, 400, ROWS, None), RecordedPayout(9, 400, ROWS, ROWS)


@pytest.mark.parametrize(
    ("payout", "is_right"),
    [
        (STANDS, True),
        (VOIDED, True),
        (replace(VOIDED, voided=None), False),
        (replace(STANDS, voided=ROWS), False),
        (replace(STANDS, amount_minor=401), False),
        (replace(STANDS, id=11), False),
        (replace(STANDS, paid=replace(ROWS, campaign_id=2)), False),
        (replace(STANDS, paid=replace(ROWS, creator_id=3)), False),
        (replace(STANDS, paid=replace(ROWS, currency="EUR")), False),
        (replace(STANDS, paid=replace(ROWS, at=None)), False),
        (replace(STANDS, paid=replace(ROWS, actor=5)), False),
        (replace(STANDS, paid=replace(ROWS, reason="cash")), False),
        (replace(VOIDED, voided=replace(ROWS, actor=5)), False),
        (replace(VOIDED, voided=replace(ROWS, reason="because")), False),
    ],
)
def test_a_payout_is_paid_in_full_and_voided_in_full_or_not_at_all(
    payout: RecordedPayout, *, is_right: bool
) -> None:
    replay, _ = Books.kept_well().replayed()

    faults = list(payout_faults(payout, replay.payouts.get(payout.id)))

    assert kinds(faults) == (set() if is_right else {FaultKind.PAYOUT_DIFFERS})


@pytest.mark.parametrize("other", [{"actor": 7}, {"reason": "cash"}, {"currency": "EUR"}])
def test_all_rows_of_a_payout_tell_the_same(other: dict[str, object]) -> None:
    books = Books()
    first = books.add(LedgerKind.PAID, -100, payout_id=10)
    second = books.add(LedgerKind.PAID, -300, payout_id=10, **other)
    replay, _ = books.replayed()
    last = Voucher.of(second)

    (mixed,) = payout_faults(replace(STANDS, paid=last), replay.payouts[10])

    assert (mixed.payout_id, mixed.found) == (10, "rows of several")
    books.add(LedgerKind.VOIDED, 100, payout_id=10, refers_to=first.id)
    books.add(LedgerKind.VOIDED, 300, payout_id=10, refers_to=second.id, **other)
    assert books.replayed()[0].payouts[10].voided == last


def test_a_payout_is_told_by_what_there_is_of_it() -> None:
    assert payout_said(3, "PayPal", "TX-1") == "payout #3, PayPal, TX-1"
    assert payout_said(3, None, None) == "payout #3"
