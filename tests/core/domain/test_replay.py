"""Replaying rows: whatever people do, the sum is what is owed; whatever is tampered with is found."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.ledger import Entry, Head, LedgerKind, balance
from core.domain.replay import Basis, Earned, Fault, FaultKind, Replay
from core.domain.replay_posts import FrozenPost, post_faults
from core.domain.terms import PostStatus
from tests.core.domain.bookkeeping import READ, Books, kinds
from tests.fakes import NOON


@pytest.fixture
def books() -> Books:
    return Books.kept_well()


STEPS = st.tuples(
    st.sampled_from(["earn", "adjust", "pay", "void"]), st.integers(1, 3), st.integers(-900, 900)
)


@given(st.lists(STEPS, max_size=40))
def test_whatever_people_do_the_sum_is_the_balance_and_the_replay_the_state(
    steps: list[tuple[str, int, int]],
) -> None:
    books, owed, paid = Books(), dict[int, int](), dict[int, Entry]()
    bases: dict[int, Basis] = {}
    for step, post_id, amount in steps:
        creator_id = campaign_id = 1 + post_id % 2
        where = {"post_id": post_id, "creator_id": creator_id, "campaign_id": campaign_id}
        if step == "earn" and post_id not in owed:
            entry = books.add(LedgerKind.EARNED, abs(amount), **where)
            bases[entry.id] = Basis("USD", post_id, abs(amount) * 10)
            owed[post_id] = abs(amount)
        elif step == "adjust" and post_id in owed and amount and owed[post_id] + amount >= 0:
            books.add(LedgerKind.ADJUSTED, amount, **where)
            owed[post_id] += amount
        elif step == "pay" and owed.get(post_id) and post_id not in paid:
            paid[post_id] = books.add(LedgerKind.PAID, -owed[post_id], payout_id=post_id, **where)
            owed[post_id] = 0
        elif step == "void" and post_id in paid:
            taken = paid.pop(post_id)
            books.add(LedgerKind.VOIDED, -taken.amount_minor, payout_id=post_id, refers_to=taken.id, **where)
            owed[post_id] -= taken.amount_minor

    replay, faults = books.replayed(bases)

    assert faults == []
    assert {post_id: account.balance_minor for post_id, account in replay.posts.items()} == owed
    assert sum(account.balance_minor for account in replay.creators.values()) == sum(owed.values())
    assert replay.balances.get("USD", 0) == balance(books.entries) == sum(owed.values())
    assert {post_id for post_id, account in replay.posts.items() if account.payments} == set(paid)
    assert sum(head.entries for head in replay.heads.values()) == replay.entries == len(books.entries)


def test_books_that_are_kept_well_have_no_faults(books: Books) -> None:
    replay, faults = books.replayed()

    assert faults == []
    account = replay.posts[3]
    assert (account.earned_minor, account.adjusted_minor, account.paid_minor) == (500, -100, 400)
    assert (account.balance_minor, account.payments) == (0, {5: 10})
    assert list(replay.end(replay.heads)) == []


CHANGES = [
    ("id", 99),
    ("at", NOON.replace(hour=3)),
    ("kind", "nonsense"),
    ("amount_minor", 501),
    ("currency", "EUR"),
    ("campaign_id", 2),
    ("creator_id", 9),
    ("post_id", None),
    ("snapshot_id", 99),
    ("cpm", "1.0"),
    ("cpm", "much"),
    ("cap_views", 9_999),
    ("deal_id", 1),
    ("payout_id", 1),
    ("refers_to", 1),
    ("actor", 1),
    ("reason", "because"),
    ("previous_hash", "0"),
    ("hash", "0"),
]


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize(("name", "value"), CHANGES)
def test_a_changed_row_is_found(books: Books, number: int, name: str, value: Any) -> None:
    books.entries[number] = replace(books.entries[number], **{name: value})

    _, faults = books.replayed()

    assert FaultKind.HASH_MISMATCH in kinds(faults)


@pytest.mark.parametrize("number", range(5))
def test_a_row_that_is_gone_is_found(books: Books, number: int) -> None:
    head = {1: Head(5, books.entries[-1].hash)}
    del books.entries[number]

    replay, faults = books.replayed()

    assert FaultKind.BROKEN_CHAIN in kinds(faults) or number == 4
    assert kinds(list(replay.end(head))) == {FaultKind.HEAD_MISMATCH}


def test_a_chain_that_is_gone_altogether_or_has_no_head_is_found(books: Books) -> None:
    replay, _ = books.replayed()

    missing = list(replay.end({2: Head(3, "abc")}))

    assert [(fault.kind, fault.campaign_id) for fault in missing] == [
        (FaultKind.MISSING_HEAD, 1),
        (FaultKind.MISSING_HEAD, 2),
    ]
    assert list(Replay().end({3: Head()})) == []


@pytest.mark.parametrize(
    ("kind", "amount", "facts", "fault"),
    [
        (LedgerKind.EARNED, 500, {}, FaultKind.EARNED_TWICE),
        (LedgerKind.PAID, -1, {"payout_id": 11}, FaultKind.OVERPAID),
        (LedgerKind.PAID, -1, {"payout_id": 11, "post_id": None}, FaultKind.OVERPAID),
        (LedgerKind.ADJUSTED, -1, {}, FaultKind.OVERPAID),
        (LedgerKind.ADJUSTED, 0, {}, FaultKind.WRONG_AMOUNT),
        (LedgerKind.ADJUSTED, 5, {"currency": "EUR"}, FaultKind.OTHER_CURRENCY),
        (LedgerKind.ADJUSTED, 5, {"creator_id": 8}, FaultKind.OTHER_OWNER),
        (LedgerKind.ADJUSTED, 5, {"campaign_id": 8}, FaultKind.OTHER_OWNER),
        (LedgerKind.VOIDED, 400, {"payout_id": 9, "refers_to": 3}, FaultKind.VOIDED_ALONE),
        (LedgerKind.VOIDED, 400, {"payout_id": 9, "refers_to": 2}, FaultKind.VOIDED_ALONE),
        (LedgerKind.VOIDED, 399, {"payout_id": 10, "refers_to": 5}, FaultKind.VOIDED_ALONE),
        (LedgerKind.VOIDED, 400, {"payout_id": 11, "refers_to": 5}, FaultKind.VOIDED_ALONE),
        (LedgerKind.VOIDED, 400, {"payout_id": 10, "refers_to": 5, "creator_id": 8}, FaultKind.VOIDED_ALONE),
    ],
)
def test_a_row_that_cannot_be_is_found_though_its_hash_is_right(
    books: Books, kind: LedgerKind, amount: int, facts: dict[str, Any], fault: FaultKind
) -> None:
    books.add(kind, amount, **facts)

    _, faults = books.replayed()

    assert [found.entry_id for found in faults] == [6] * len(faults)
    assert fault in kinds(faults)


@pytest.mark.parametrize(
    ("facts", "basis"),
    [
        ({}, Basis("USD", 3, 5_001 + 9)),
        ({}, Basis("USD", 3, None)),
        ({}, Basis("USD", 4, 5_000)),
        ({}, Basis("USD")),
        ({"post_id": None}, Basis("USD", None, 5_000)),
        ({"cpm": None}, READ),
        ({"cpm": "NaN"}, READ),
        ({"cpm": "much"}, READ),
        ({"cap_views": None}, READ),
        ({"cap_views": 100}, READ),
    ],
)
def test_earnings_are_computed_again_from_views_and_terms(facts: dict[str, Any], basis: Basis) -> None:
    books = Books()
    books.add(LedgerKind.EARNED, 500, **facts)

    _, faults = books.replayed({1: basis})

    assert FaultKind.RECOMPUTED in kinds(faults)


PAID = FrozenPost(3, 1, 2, PostStatus.PAID, Earned(500, 4, "1", 10_000, None), 5_000, 5_000, 10)


@pytest.mark.parametrize(
    ("post", "fault"),
    [
        (PAID, None),
        (replace(PAID, status=PostStatus.FINALIZED), FaultKind.STATUS_DIFFERS),
        (replace(PAID, status=PostStatus.REJECTED), FaultKind.STATUS_DIFFERS),
        (replace(PAID, status=None), FaultKind.STATUS_DIFFERS),
        (replace(PAID, status="nonsense"), FaultKind.STATUS_DIFFERS),
        (replace(PAID, campaign_id=2), FaultKind.OTHER_OWNER),
        (replace(PAID, creator_id=3), FaultKind.OTHER_OWNER),
        (replace(PAID, payout_id=None), FaultKind.PAYOUT_DIFFERS),
        (replace(PAID, payout_id=9), FaultKind.PAYOUT_DIFFERS),
        (replace(PAID, counted_views=4_999), FaultKind.FROZEN_DIFFERS),
        (replace(PAID, snapshot_views=4_999), FaultKind.FROZEN_DIFFERS),
        (replace(PAID, earned=replace(PAID.earned, amount_minor=501)), FaultKind.FROZEN_DIFFERS),
        (replace(PAID, earned=replace(PAID.earned, snapshot_id=5)), FaultKind.FROZEN_DIFFERS),
        (replace(PAID, earned=replace(PAID.earned, cpm="2")), FaultKind.FROZEN_DIFFERS),
        (replace(PAID, earned=replace(PAID.earned, cap_views=1)), FaultKind.FROZEN_DIFFERS),
        (replace(PAID, earned=replace(PAID.earned, deal_id=1)), FaultKind.FROZEN_DIFFERS),
    ],
)
def test_a_post_must_say_what_the_ledger_says(
    books: Books, post: FrozenPost, fault: FaultKind | None
) -> None:
    replay, _ = books.replayed()

    faults = list(post_faults(post, replay.posts[3]))

    assert kinds(faults) == ({fault} if fault else set())


NEW = FrozenPost(8, 1, 2, PostStatus.ACTIVE, Earned(None, None, "1", 10, None), None, None, None)


@pytest.mark.parametrize(
    ("post", "fault"),
    [
        (NEW, None),
        (replace(NEW, status=PostStatus.FINALIZED), FaultKind.STATUS_DIFFERS),
        (replace(NEW, status=PostStatus.PAID), FaultKind.STATUS_DIFFERS),
        (replace(NEW, counted_views=5), FaultKind.FROZEN_DIFFERS),
        (replace(NEW, payout_id=9), FaultKind.PAYOUT_DIFFERS),
        (replace(NEW, earned=replace(NEW.earned, amount_minor=0)), FaultKind.FROZEN_DIFFERS),
    ],
)
def test_a_post_without_rows_has_earned_nothing(post: FrozenPost, fault: FaultKind | None) -> None:
    assert kinds(list(post_faults(post, None))) == ({fault} if fault else set())


def test_a_payment_of_what_was_never_earned_is_found() -> None:
    books = Books()
    books.add(LedgerKind.ADJUSTED, 5, post_id=8)
    books.add(LedgerKind.PAID, -5, post_id=8, payout_id=9)
    replay, _ = books.replayed()

    faults = list(post_faults(replace(NEW, payout_id=9), replay.posts[8]))

    assert kinds(faults) == {FaultKind.STATUS_DIFFERS}


def test_a_fault_is_told_in_a_line_with_its_ids() -> None:
    told = Fault(FaultKind.OVERPAID, 1, entry_id=7, post_id=3, expected=400, found=401).said

    assert told == "campaign 1, entry 7, post 3: paid more than owed (expected 400, found 401)"
    assert Fault(FaultKind.MISSING_HEAD, 2, expected=0).said.endswith("(expected 0, found nothing)")
