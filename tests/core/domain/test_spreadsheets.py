"""Nothing in a cell is calculated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.spreadsheets import FORMULA_STARTS, defused


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ('=HYPERLINK("http://evil.example","pay")', '\'=HYPERLINK("http://evil.example","pay")'),
        ("+49 30", "'+49 30"),
        ("-5.00", "'-5.00"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("", ""),
        ("a=1", "a=1"),
        ("'=1", "'=1"),
        ("1,234 views", "1,234 views"),
    ],
)
def test_what_would_be_calculated_gets_an_apostrophe(text: str, cell: str) -> None:
    assert defused(text) == cell


@given(st.text())
def test_no_text_begins_a_formula_and_none_is_lost(text: str) -> None:
    cell = defused(text)

    assert not cell.startswith(FORMULA_STARTS)
    assert cell in {text, f"'{text}"}
