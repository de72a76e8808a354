"""Cursors: they come back as they went, to their own list only."""

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.cursors import cursor_of, read_cursor

IDS = st.integers(1, 2**63 - 1)


@given(IDS, st.text())
def test_a_cursor_tells_its_list_where_to_go_on(last_id: int, of: str) -> None:
    assert read_cursor(cursor_of(last_id, of), of) == last_id


@given(IDS)
def test_a_cursor_of_another_list_is_none(last_id: int) -> None:
    cursor = cursor_of(last_id, "videos 1")

    assert read_cursor(cursor, "videos 2") is None
    assert read_cursor(cursor, "videos 1 ") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MQ==",
        "1",
        *("A" * length for length in (23, 24, 25, 10_000)),
        "!" * 24,
        "\u0661" * 24,
        "A" * 23 + "\n",
        "\x00" * 24,
        "' OR 1=1 --",
        "../../etc/passwd",
    ],
)
def test_other_text_is_no_cursor(text: str) -> None:
    assert read_cursor(text, "videos 1") is None


@given(st.binary(min_size=18, max_size=18))
def test_made_up_cursors_lead_nowhere(told: bytes) -> None:
    assert read_cursor(urlsafe_b64encode(told).decode(), "videos 1") is None


@pytest.mark.parametrize("last_id", [0, 2**63])
def test_ids_that_no_row_has_are_none(last_id: int) -> None:
    assert read_cursor(cursor_of(last_id, "videos 1"), "videos 1") is None
