"""What does not add up is found, and nothing else."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.earnings import earnings_minor
from core.domain.lifecycle import GoodReading
from core.domain.receipts import Difference, Entered, Mismatch, Stored, chosen_then, differences
from core.domain.terms import Terms
from tests.fakes import NOON

TERMS = Terms(Decimal("0.50"), 500_000)
STORED = Stored(
    is_frozen=True,
    currency="USD",
    snapshot_id=7,
    reading_views=450_000,
    counted_views=450_000,
    terms=TERMS,
    earned_minor=22_500,
)
ENTERED = Entered(22_500, "USD", 7, TERMS)
GRACE = timedelta(hours=48)
BEFORE = GoodReading(1, NOON - timedelta(hours=1), 10)
AFTER = GoodReading(2, NOON + timedelta(minutes=5), 11)
LATER = GoodReading(3, NOON + timedelta(minutes=1), 12)
M = Mismatch


@pytest.mark.parametrize(
    ("stored", "entered", "found"),
    [
        ({}, {}, []),
        ({"counted_views": 9}, {}, [M.VIEWS, M.EARNED]),
        ({"reading_views": None}, {}, [M.VIEWS]),
        ({"earned_minor": 22_501}, {}, [M.EARNED, M.LEDGER_AMOUNT]),
        ({"terms": None}, {}, [M.EARNED, M.LEDGER_TERMS]),
        ({"counted_views": None, "reading_views": None}, {}, [M.EARNED]),
        ({}, {"amount_minor": 1}, [M.LEDGER_AMOUNT]),
        ({}, {"currency": "EUR"}, [M.LEDGER_CURRENCY]),
        ({}, {"terms": Terms(Decimal(1), 500_000)}, [M.LEDGER_TERMS]),
        ({}, {"snapshot_id": None}, [M.LEDGER_READING]),
        ({"is_frozen": False, "earned_minor": None}, {}, []),
        ({"is_frozen": False, "counted_views": 1}, {}, [M.VIEWS]),
    ],
)
def test_each_fault_is_named(stored: dict[str, Any], entered: dict[str, Any], found: list[Mismatch]) -> None:
    told = differences(replace(STORED, **stored), replace(ENTERED, **entered))

    assert [each.what for each in told] == found


def test_frozen_without_an_entry_is_a_fault() -> None:
    assert differences(STORED, None) == [Difference(M.LEDGER_MISSING, None, 22_500)]
    assert differences(replace(STORED, is_frozen=False), None) == []


@given(st.integers(0, 10**12), st.decimals("0.0001", "1000000", places=4), st.integers(1, 10**11))
def test_what_the_formula_gave_never_differs(views: int, cpm: Decimal, cap: int) -> None:
    terms = Terms(cpm, cap)
    earned = earnings_minor(views, terms, "USD")
    stored = replace(STORED, counted_views=views, reading_views=views, terms=terms, earned_minor=earned)

    assert differences(stored, Entered(earned, "USD", 7, terms)) == []


@pytest.mark.parametrize(
    ("moments", "counted", "found"),
    [
        ([NOON + timedelta(minutes=5)], 3, None),
        ([NOON + timedelta(minutes=5)], 2, Difference(M.READING, 2, 3)),
        ([NOON + timedelta(minutes=1)], 3, None),
        ([NOON], 1, Difference(M.READING, 1, None)),
        ([NOON + GRACE], 1, Difference(M.READING, 1, 3)),
        ([NOON + timedelta(minutes=1), NOON + GRACE], 3, None),
        ([], 1, None),
    ],
)
def test_the_rule_asked_again_sees_what_was_there_then(
    moments: list[Any], counted: int, found: Difference | None
) -> None:
    again = chosen_then([BEFORE, AFTER, LATER], moments, counted, window_ends_at=NOON, grace=GRACE)

    assert again == found
