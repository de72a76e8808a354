"""Names, texts and numbers as people type them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.errors import NumberRangeError, TextLengthError
from core.domain.names import check_range, check_text, is_pseudonym, plain, slugify


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Summer Launch", "summer-launch"),
        ("  Summer -- Launch!  ", "summer-launch"),
        ("Été à Zürich", "ete-a-zurich"),
        ("  Été à Paris!! ", "ete-a-paris"),
        ("a--b__c", "a-b-c"),
        ("Launch 2026", "launch-2026"),
        ("ﬁne", "fine"),
        ("a" * 51, "a" * 50),
        ("x" * 60, "x" * 50),
        ("a" * 49 + " bc", "a" * 49),
        ("夏", "campaign-8482432c"),
        ("🔥", "campaign-ed8d8305"),
    ],
)
def test_names_become_slugs(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(st.text())
def test_a_slug_is_short_stable_and_plain(name: str) -> None:
    slug = slugify(name)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= 50
    assert slugify(slug) == slug


def test_half_a_pair_has_a_slug_too() -> None:
    assert slugify("\ud83d").startswith("campaign-")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("x", "x"),
        ("  a b\n", "a b"),
        ("a\nb\tc", "a\nb\tc"),
        ("a\x00b\x1b[31m\x7f\x85\r", "ab[31m"),
        (" a\x00b\nc\x07 ", "ab\nc"),
        ("a\ud83d", "a"),
        ("1234567890", "1234567890"),
        (" 1234567890 \x00", "1234567890"),
    ],
)
def test_texts_lose_what_nobody_sees(text: str, kept: str) -> None:
    assert check_text("note", text, 10) == kept


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), (" \n", 0), ("\x00", 0), (" \x00 ", 0), ("12345678901", 11)]
)
def test_texts_that_are_empty_or_too_long_are_refused(text: str, length: int) -> None:
    with pytest.raises(TextLengthError) as caught:
        check_text("note", text, 10)
    assert (caught.value.name, caught.value.length, caught.value.limit) == ("note", length, 10)


@pytest.mark.parametrize("value", [1, 2, 30])
def test_a_number_within_its_range_is_returned(value: int) -> None:
    assert check_range("window_days", value, 1, 30) == value


@pytest.mark.parametrize("value", [-5, 0, 31])
def test_a_number_out_of_its_range_is_refused(value: int) -> None:
    with pytest.raises(NumberRangeError) as caught:
        check_range("window_days", value, 1, 30)
    assert vars(caught.value) == {"name": "window_days", "value": value, "low": 1, "high": 30}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" #12 ", "#12"), ("a\x00b", "ab"), ("\ud800x\n", "x"), ("Ünï 😀", "Ünï 😀"), ("\t", "")],
)
def test_what_is_looked_for_has_no_control_characters(typed: str, kept: str) -> None:
    assert plain(typed) == kept


@pytest.mark.parametrize(("discord_id", "is_so"), [(None, False), (0, False), (-1, True), (2**62, False)])
def test_what_is_below_zero_stands_for_a_forgotten_member(discord_id: int | None, is_so: bool) -> None:
    assert is_pseudonym(discord_id) is is_so
