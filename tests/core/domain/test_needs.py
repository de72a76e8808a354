"""Needs are in buttons that hang in channels for months: their words stay."""

from core.domain.needs import Need


def test_the_words_of_needs_never_change() -> None:
    assert [need.value for need in Need] == ["undecided", "unpriced", "held"]
