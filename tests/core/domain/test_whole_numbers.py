"""Whole numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import NumberFormatError
from core.domain.whole_numbers import parse_whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("1000", 1_000),
        ("  1000\n", 1_000),
        ("007", 7),
        ("1 000", 1_000),
        ("1,000", 1_000),
        ("12,000", 12_000),
        ("-1,234,567", -1_234_567),
        ("12\u202f345\u00a0678", 12_345_678),
        ("-5", -5),
        ("\u22125", -5),
    ],
)
def test_digits_are_read(text: str, number: int) -> None:
    assert parse_whole("views", text) == number


@pytest.mark.parametrize(
    ("text", "example"),
    [
        ("abc", "1000"),
        ("", "1000"),
        ("1e6", "1000"),
        ("1,00", "1000"),
        ("1,0000", "1000"),
        ("1000,000", "1000"),
        (",000", "1000"),
        ("1,000 000", "1000000"),
        ("1,000.000", "1000000"),
        ("1.234.567", "1234567"),
        ("12'000", "12000"),
        ("1,5", "1000"),
        ("10 00", "1000"),
        ("1 000 00", "1000"),
        ("+5", "1000"),
        ("5 views", "1000"),
        ("12k", "1000"),
        ("\u0663", "1000"),
        ("9" * 31, "1000"),
    ],
)
def test_what_could_be_misread_is_refused_with_a_right_form(text: str, example: str) -> None:
    with pytest.raises(NumberFormatError) as caught:
        parse_whole("views", text)

    assert (caught.value.name, caught.value.text, caught.value.example) == ("views", text, example)


@given(st.integers(-(10**29), 10**29))
def test_every_number_is_read_back_however_its_thousands_are_parted(number: int) -> None:
    assert parse_whole("views", str(number)) == number
    assert parse_whole("views", f"{number:,}") == number
    assert parse_whole("views", f"{number:,}".replace(",", " ")) == number
