"""Earnings: exact to the minor unit, never above the cap, never less for more views."""

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.earnings import complete_terms, earnings_minor
from core.domain.money import minor_digits
from core.domain.terms import MAX_COUNT, Terms

VIEWS = st.integers(0, MAX_COUNT)
CPMS = st.integers(1, 10**10).map(lambda units: Decimal(units).scaleb(-4))
TERMS = st.builds(Terms, CPMS, st.integers(1, MAX_COUNT))
CURRENCIES = st.sampled_from(["USD", "JPY", "BHD", "KWD"])


@pytest.mark.parametrize(
    ("views", "cpm", "cap", "minor"),
    [
        (450_000, "0.50", 500_000, 225_00),
        (600_000, "0.50", 500_000, 250_00),
        (320_000, "0.50", 500_000, 160_00),
        (1_200_000, "0.50", 500_000, 250_00),
        (800_000, "0.15", 1_000_000, 120_00),
        (600_000, "0.20", 600_000, 120_00),
        (600_000, "0.40", 600_000, 240_00),
        (600_000, "0.60", 600_000, 360_00),
        (700_000, "0.60", 600_000, 360_00),
        (0, "0.50", 500_000, 0),
        (499_999, "0.50", 500_000, 250_00),
        (500_001, "0.50", 500_000, 250_00),
        (1, "4.9999", 1, 0),
        (1, "5", 1, 1),  # half a cent goes up
    ],
)
def test_the_examples_of_the_contract(views: int, cpm: str, cap: int, minor: int) -> None:
    assert earnings_minor(views, Terms(Decimal(cpm), cap), "USD") == minor


@pytest.mark.parametrize(
    ("views", "cpm", "currency", "minor"),
    [
        (9, "0.50", "USD", 0),  # 0.45 cents
        (10, "0.50", "USD", 1),  # 0.5 cents: half goes up
        (29, "0.50", "USD", 1),  # 1.45
        (30, "0.50", "USD", 2),  # 1.5: not to the even neighbour
        (50, "0.50", "USD", 3),  # 2.5
        (499, "1", "JPY", 0),
        (500, "1", "JPY", 1),
        (1, "0.4999", "BHD", 0),
        (1, "0.5", "BHD", 1),
    ],
)
def test_half_a_minor_unit_goes_up(views: int, cpm: str, currency: str, minor: int) -> None:
    assert earnings_minor(views, Terms(Decimal(cpm), 1_000_000), currency) == minor


def test_the_largest_numbers_stay_exact() -> None:
    terms = Terms(Decimal("999999.9999"), MAX_COUNT)
    assert earnings_minor(MAX_COUNT, terms, "USD") == 922337203593243860331452


@given(VIEWS, VIEWS, TERMS, CURRENCIES)
def test_more_views_never_earn_less(some: int, others: int, terms: Terms, currency: str) -> None:
    fewer, more = sorted((some, others))
    assert earnings_minor(fewer, terms, currency) <= earnings_minor(more, terms, currency)


@given(VIEWS, TERMS, CURRENCIES)
def test_never_above_the_cap(views: int, terms: Terms, currency: str) -> None:
    assert 0 <= earnings_minor(views, terms, currency) <= earnings_minor(terms.cap_views, terms, currency)


@given(VIEWS, TERMS, CURRENCIES)
def test_equal_to_exact_fractions_rounded_once(views: int, terms: Terms, currency: str) -> None:
    exact = min(views, terms.cap_views) * Fraction(terms.cpm) / 1000 * 10 ** minor_digits(currency)
    assert earnings_minor(views, terms, currency) == floor(exact + Fraction(1, 2))


@pytest.mark.parametrize(
    ("cpm", "cap", "terms"),
    [
        (None, None, None),
        (Decimal(1), None, None),
        (None, 1000, None),
        (Decimal(1), 1000, Terms(Decimal(1), 1000)),
    ],
)
def test_terms_need_both_halves(cpm: Decimal | None, cap: int | None, terms: Terms | None) -> None:
    assert complete_terms(cpm, cap) == terms
