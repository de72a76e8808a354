"""Money as typed and shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import CurrencyError, MoneyFormatError
from core.domain.money import (
    CODES,
    NO_DIGITS,
    THREE_DIGITS,
    format_cpm,
    format_money,
    minor_digits,
    parse_amount,
    parse_cpm,
    parse_currency,
    parse_signed,
)

CURRENCIES = st.sampled_from(["USD", "JPY", "KWD"])


@pytest.mark.parametrize(
    ("text", "cpm"),
    [
        ("0.50", "0.5"),
        ("$0.50", "0.5"),
        ("0.50 USD", "0.5"),
        ("usd 0.5", "0.5"),
        (".5", "0.5"),
        (" 0.5000 ", "0.5"),
        ("$ 0.50", "0.5"),
        ("0.50$", "0.5"),
        ("00.50", "0.5"),
        ("1\n", "1"),
    ],
)
def test_forms_of_a_cpm(text: str, cpm: str) -> None:
    assert parse_cpm(text, "USD") == Decimal(cpm)


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


@pytest.mark.parametrize(
    ("text", "problem", "example"),
    [
        ("", "empty", "0.50"),
        ("  ", "empty", "0.50"),
        (" \n", "empty", "0.50"),
        ("0,50", "comma", "0.50"),
        ("0,500", "comma", "0.500"),
        ("1,000.00", "comma", "1000.00"),
        ("1.000,50", "comma", "1000.50"),
        ("1.000.000,5", "comma", "0.50"),
        ("100.000,5", "comma", "100000.5"),
        ("1,5 EUR", "currency", "0.50 USD"),
        ("1,000", "comma", "1000"),
        ("1,000,000", "comma", "1000000"),
        ("1,0000", "comma", "1.0000"),
        ("12,5 USD", "comma", "12.5"),
        (",", "shape", "0.50"),
        ("9,999,999", "comma", "0.50"),
        ("-1", "sign", "1"),
        ("- 1", "sign", "1"),
        ("-$1", "sign", "1"),
        ("$-1", "sign", "1"),
        ("\u22121", "sign", "1"),
        ("\u20131", "sign", "1"),
        ("-0", "sign", "0.50"),
        ("+1", "shape", "0.50"),
        ("NaN", "shape", "0.50"),
        ("nan", "shape", "0.50"),
        ("inf", "shape", "0.50"),
        ("Infinity", "shape", "0.50"),
        ("-Infinity", "shape", "0.50"),
        ("1e5", "shape", "0.50"),
        ("0x10", "shape", "0.50"),
        ("0x1abc", "shape", "0.50"),
        ("１", "shape", "0.50"),  # noqa: RUF001  a full-width digit
        ("٣", "shape", "0.50"),
        ("1 2", "shape", "0.50"),
        ("1 000", "shape", "0.50"),
        ("1_000", "shape", "0.50"),
        ("5%", "shape", "0.50"),
        ("1.", "shape", "0.50"),
        (".", "shape", "0.50"),
        ("1.2.3", "shape", "0.50"),
        ("USD", "shape", "0.50"),
        ("half", "shape", "0.50"),
        ("1" * 31, "shape", "0.50"),
        ("9" * 31, "shape", "0.50"),
        ("1" + " " * 99 + "$", "shape", "0.50"),
        ("€1", "currency", "1 USD"),
        ("€0.50", "currency", "0.50 USD"),
        ("1 EUR", "currency", "1 USD"),
        ("0.50 EUR", "currency", "0.50 USD"),
        ("$0.50 EUR", "currency", "0.50 USD"),
        ("XYZ 1", "currency", "1 USD"),
        ("1 EU", "shape", "0.50"),
        ("0", "zero", "0.50"),
        ("0.0000", "zero", "0.50"),
        ("$0.0000", "zero", "0.50"),
        ("0.00001", "decimals", "0.50"),
        ("0.12345", "decimals", "0.1234"),
        ("1000000.0001", "large", "0.50"),
        ("1" * 30, "large", "0.50"),
    ],
)
def test_every_other_cpm_is_refused_with_a_right_form(text: str, problem: str, example: str) -> None:
    with pytest.raises(MoneyFormatError) as caught:
        parse_cpm(text, "USD")
    assert (caught.value.text, caught.value.problem, caught.value.example) == (text[:100], problem, example)


@pytest.mark.parametrize(
    ("text", "currency", "problem", "example"),
    [
        ("0.001", "USD", "decimals", "10.00"),
        ("1.005", "USD", "decimals", "1.00"),
        ("0.5", "JPY", "decimals", "10"),
        ("7.5", "JPY", "decimals", "7"),
        ("7,5", "JPY", "comma", "10"),
        ("0.0001", "BHD", "decimals", "10.000"),
        ("0", "USD", "zero", "10.00"),
        ("-1", "USD", "sign", "1"),
        ("1" + "0" * 14, "USD", "large", "10.00"),
        ("10000000000000.01", "USD", "large", "10.00"),
        ("1000000000000001", "JPY", "large", "10"),
        ("2,000,000.50", "USD", "comma", "2000000.50"),
        ("$5", "EUR", "currency", "5 EUR"),
    ],
)
def test_amounts_keep_to_the_currency(text: str, currency: str, problem: str, example: str) -> None:
    with pytest.raises(MoneyFormatError) as caught:
        parse_amount(text, currency)
    assert (caught.value.problem, caught.value.example) == (problem, example)


def test_no_more_decimals_are_kept_than_were_asked_for() -> None:
    assert str(parse_cpm(f"0.5{'0' * 29}", "USD")) == "0.5000"
    assert parse_amount("100.00", "JPY") == 100
    assert parse_amount("10000000000000", "USD") == 10**15
    assert parse_cpm("¥1", "CNY") == parse_cpm("¥1", "JPY") == parse_cpm("1000000", "JPY") / 1_000_000


TYPED = st.text() | st.text("0123456789.,-+ $€USD\u2212e", max_size=12)


@given(TYPED, CURRENCIES)
def test_a_refusal_shows_what_would_be_taken(text: str, currency: str) -> None:
    for parse in (parse_cpm, parse_amount):
        try:
            assert parse(text, currency) > 0
        except MoneyFormatError as refusal:
            assert parse(refusal.example, currency) > 0  # noqa: PT017  the other branch is a claim too


@given(st.integers(1, 10**10), CURRENCIES)
def test_a_shown_cpm_can_be_typed(ten_thousandths: int, currency: str) -> None:
    cpm = Decimal(ten_thousandths) / 10_000
    assert parse_cpm(format_cpm(cpm, currency).replace(",", ""), currency) == cpm


@pytest.mark.parametrize("text", ["", "US", "USDT", "BTC", "XXX", "XAU", "HRK", "$", "ＵＳＤ", "x" * 50])  # noqa: RUF001  full width
def test_every_other_currency_is_refused(text: str) -> None:
    with pytest.raises(CurrencyError) as caught:
        parse_currency(text)
    assert caught.value.text == text[:20]


def test_currencies_have_their_decimals() -> None:
    assert {code: minor_digits(code) for code in ("USD", "JPY", "KRW", "BHD", "IQD")} == {
        "USD": 2,
        "JPY": 0,
        "KRW": 0,
        "BHD": 3,
        "IQD": 3,
    }
    assert {len(code) for code in CODES} == {3}
    assert not NO_DIGITS & THREE_DIGITS


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("-5.00", -500),
        ("+5", 500),
        (" + 5.5 ", 550),
        ("\u22125", -500),
        ("\u20130.01 USD", -1),
        ("-$5", -500),
        ("+1000000", 100_000_000),
    ],
)
def test_forms_of_an_amount_with_its_sign(text: str, minor: int) -> None:
    assert parse_signed(text, "USD") == minor


@pytest.mark.parametrize(
    ("text", "problem", "example"),
    [
        ("5", "unsigned", "+5"),
        ("-0,50", "comma", "-0.50"),
        ("+1,000.00", "comma", "+1000.00"),
        ("-5 EUR", "currency", "-5 USD"),
        ("+0", "zero", "+10.00"),
        ("-0.001", "decimals", "-10.00"),
        ("+-5", "shape", "-10.00"),
        ("--5", "shape", "-10.00"),
        ("-", "shape", "-10.00"),
        ("", "empty", "-10.00"),
        ("$-5", "sign", "-5"),
        ("+9999999999999999", "large", "+10.00"),
    ],
)
def test_other_forms_are_refused_with_a_right_one(text: str, problem: str, example: str) -> None:
    with pytest.raises(MoneyFormatError) as caught:
        parse_signed(text, "USD")

    assert (caught.value.text, caught.value.problem, caught.value.example) == (text, problem, example)
    assert parse_signed(caught.value.example, "USD")


@given(st.integers(-(10**15), 10**15).filter(bool), CURRENCIES)
def test_a_signed_amount_is_read_as_it_was_written(minor: int, currency: str) -> None:
    written = format_money(minor, currency).replace(",", "")

    assert parse_signed(written if minor < 0 else f"+{written}", currency) == minor
