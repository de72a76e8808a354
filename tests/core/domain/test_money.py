"""Money as typed and shown, and the one formula."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.earnings import complete_terms, earnings_minor, worst_case_minor
from core.domain.errors import CurrencyError, MoneyFormatError
from core.domain.money import (
    format_cpm,
    format_money,
    minor_digits,
    parse_amount,
    parse_cpm,
    parse_currency,
)
from core.domain.terms import MAX_COUNT, Terms

VIEWS = st.integers(0, MAX_COUNT)
TERMS = st.builds(
    Terms,
    st.decimals(Decimal("0.0001"), Decimal(1_000_000), places=4),
    st.integers(1, MAX_COUNT),
)
CURRENCIES = st.sampled_from(["USD", "JPY", "KWD"])


@pytest.mark.parametrize(
    ("views", "cpm", "cap", "earned"),
    [
        (450_000, "0.50", 500_000, 22_500),
        (600_000, "0.50", 500_000, 25_000),
        (320_000, "0.50", 500_000, 16_000),
        (1_200_000, "0.50", 500_000, 25_000),
        (800_000, "0.15", 1_000_000, 12_000),
        (600_000, "0.20", 600_000, 12_000),
        (600_000, "0.40", 600_000, 24_000),
        (600_000, "0.60", 600_000, 36_000),
        (0, "0.50", 500_000, 0),
        (1, "4.9999", 1, 0),
        (1, "5", 1, 1),  # half a cent goes up
    ],
)
def test_documented_earnings_are_exact(views: int, cpm: str, cap: int, earned: int) -> None:
    assert earnings_minor(views, Terms(Decimal(cpm), cap), "USD") == earned


@given(VIEWS, VIEWS, TERMS, CURRENCIES)
def test_more_views_never_earn_less_nor_more_than_the_cap(
    views: int, more: int, terms: Terms, currency: str
) -> None:
    low, high = sorted((views, more))
    earned = earnings_minor(low, terms, currency)
    assert earned <= earnings_minor(high, terms, currency) <= worst_case_minor(terms, currency)


@given(VIEWS, TERMS, CURRENCIES)
def test_the_formula_is_exact_up_to_half_a_unit(views: int, terms: Terms, currency: str) -> None:
    exact = Fraction(min(views, terms.cap_views)) * Fraction(terms.cpm) / 1000 * 10 ** minor_digits(currency)
    assert -Fraction(1, 2) <= exact - earnings_minor(views, terms, currency) < Fraction(1, 2)


def test_terms_need_both_halves() -> None:
    assert complete_terms(Decimal(1), 2) == Terms(Decimal(1), 2)
    assert complete_terms(Decimal(1), None) is None
    assert complete_terms(None, 2) is None


@pytest.mark.parametrize(
    "text", ["0.50", "$0.50", "0.50 USD", "usd 0.5", ".5", " 0.5000 ", "$ 0.50", "0.50$", "00.50"]
)
def test_forms_of_a_cpm(text: str) -> None:
    assert parse_cpm(text, "USD") == Decimal("0.5")


@pytest.mark.parametrize(
    ("text", "problem", "example"),
    [
        ("", "empty", "0.50"),
        ("  ", "empty", "0.50"),
        ("0,50", "comma", "0.50"),
        ("1,000.00", "comma", "1000.00"),
        ("1,000", "comma", "1000"),
        ("1,000,000", "comma", "1000000"),
        ("-1", "sign", "1"),
        ("\u22121", "sign", "1"),
        ("+1", "shape", "0.50"),
        ("1e5", "shape", "0.50"),
        ("nan", "shape", "0.50"),
        ("Infinity", "shape", "0.50"),
        ("0x10", "shape", "0.50"),
        ("\uff11", "shape", "0.50"),
        ("1 2", "shape", "0.50"),
        ("1\n", None, ""),
        ("€1", "currency", "1 USD"),
        ("1 EUR", "currency", "1 USD"),
        ("0", "zero", "0.50"),
        ("0.0000", "zero", "0.50"),
        ("0.12345", "decimals", "0.1234"),
        ("1000000.0001", "large", "0.50"),
        ("9" * 31, "shape", "0.50"),
    ],
)
def test_what_is_no_cpm_is_named(text: str, problem: str | None, example: str) -> None:
    if problem is None:
        assert parse_cpm(text, "USD") == 1
        return
    with pytest.raises(MoneyFormatError) as caught:
        parse_cpm(text, "USD")
    assert (caught.value.problem, caught.value.example) == (problem, example)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12.34", "USD", 1234),
        ("£5", "GBP", 500),
        ("500", "JPY", 500),
        ("¥500", "JPY", 500),
        ("1.234", "KWD", 1234),
        ("$3", "CAD", 300),
    ],
)
def test_amounts_become_minor_units(text: str, currency: str, minor: int) -> None:
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "problem"),
    [
        ("0.001", "USD", "decimals"),
        ("0.5", "JPY", "decimals"),
        ("1" + "0" * 14, "USD", "large"),
        ("$5", "EUR", "currency"),
    ],
)
def test_what_is_no_amount_is_named(text: str, currency: str, problem: str) -> None:
    with pytest.raises(MoneyFormatError) as caught:
        parse_amount(text, currency)
    assert caught.value.problem == problem


@given(st.text(max_size=40), CURRENCIES)
def test_any_text_is_a_cpm_or_a_refusal(text: str, currency: str) -> None:
    try:
        assert 0 < parse_cpm(text, currency) <= 1_000_000
    except MoneyFormatError as refusal:
        assert refusal.problem  # noqa: PT017  either way is right


@given(st.integers(1, 10**15), CURRENCIES)
def test_what_is_shown_can_be_typed(minor: int, currency: str) -> None:
    assert parse_amount(format_money(minor, currency).replace(",", ""), currency) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (123450, "USD", "1,234.50 USD"),
        (-100, "USD", "-1.00 USD"),
        (5, "EUR", "0.05 EUR"),
        (1234, "JPY", "1,234 JPY"),
        (1, "KWD", "0.001 KWD"),
    ],
)
def test_money_is_shown(minor: int, currency: str, text: str) -> None:
    assert format_money(minor, currency) == text


@pytest.mark.parametrize(
    ("cpm", "currency", "text"),
    [
        ("0.5", "USD", "0.50 USD"),
        ("0.1234", "USD", "0.1234 USD"),
        ("1200", "USD", "1,200.00 USD"),
        ("3", "JPY", "3 JPY"),
        ("0.5", "JPY", "0.5 JPY"),
    ],
)
def test_cpm_is_shown(cpm: str, currency: str, text: str) -> None:
    assert format_cpm(Decimal(cpm), currency) == text


def test_currencies_are_iso_codes() -> None:
    assert parse_currency(" eur ") == "EUR"
    for text in ("EURO", "XXX", "", "$"):
        with pytest.raises(CurrencyError):
            parse_currency(text)
