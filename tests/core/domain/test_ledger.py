"""What a row's hash tells, and which amounts a row may carry."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest

from core.domain.ledger import Entry, LedgerKind, balance, check, has_right_sign, hash_of, sealed
from tests.fakes import NOON

ENTRY = Entry(
    id=7,
    at=NOON,
    kind=LedgerKind.EARNED,
    amount_minor=500,
    currency="USD",
    campaign_id=1,
    creator_id=2,
    post_id=3,
    snapshot_id=4,
    cpm="0.50",
    cap_views=1_000,
    deal_id=None,
    actor=None,
    reason="5,000 views counted",
)
OTHER: dict[type, Any] = {int: 99, str: "other"}


@pytest.mark.parametrize("name", [field.name for field in fields(Entry) if field.name != "hash"])
def test_the_hash_tells_every_field(name: str) -> None:
    value = getattr(ENTRY, name)
    other = value + timedelta(microseconds=1) if name == "at" else OTHER.get(type(value), 99)

    assert hash_of(replace(ENTRY, **{name: other})) != hash_of(ENTRY)


def test_the_hash_is_what_it_was_when_the_first_rows_were_written() -> None:
    assert hash_of(ENTRY) == "3e201fab05c9e8d98ea30214ade1d3c7b3b33ac5968623b869a96bd29f1bf26f"


def test_nothing_is_not_the_same_as_an_empty_text_or_zero() -> None:
    hashes = {hash_of(replace(ENTRY, actor=actor)) for actor in (None, 0)}
    hashes |= {hash_of(replace(ENTRY, cpm=cpm)) for cpm in (None, "", "0", "0.5")}

    assert len(hashes) == 6


def test_a_sealed_row_carries_its_hash_and_is_hashed_alike() -> None:
    row = sealed(ENTRY)

    assert row.hash == hash_of(ENTRY) == hash_of(row)


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("earned", [0, 1], [-1]),
        ("adjusted", [-1, 1], [0]),
        ("paid", [-1, 0], [1]),
        ("voided", [0, 1], [-1]),
        ("given", [], [-1, 0, 1]),
    ],
)
def test_each_kind_has_its_sign(kind: str, right: list[int], wrong: list[int]) -> None:
    assert [amount for amount in right + wrong if has_right_sign(kind, amount)] == right


@pytest.mark.parametrize(
    "entry",
    [
        replace(ENTRY, amount_minor=-1),
        replace(ENTRY, refers_to=6),
        replace(ENTRY, kind=LedgerKind.VOIDED, refers_to=None),
    ],
)
def test_a_row_that_means_nothing_is_refused(entry: Entry) -> None:
    with pytest.raises(ValueError, match="row"):
        check(entry)


def test_a_row_that_means_something_is_let_through() -> None:
    check(ENTRY)
    check(replace(ENTRY, kind=LedgerKind.VOIDED, refers_to=6))


def test_the_balance_is_the_sum() -> None:
    assert balance([ENTRY, replace(ENTRY, kind=LedgerKind.PAID, amount_minor=-200)]) == 300
    assert balance([]) == 0
