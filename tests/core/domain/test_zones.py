"""Time zones as people type them."""

from zoneinfo import ZoneInfo

import pytest

from core.domain.errors import ZoneUnknownError
from core.domain.zones import matching, parse_zone, zone_of


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" europe / berlin", "Europe/Berlin"),
        ("america/new york", "America/New_York"),
        ("AMERICA/PORT-AU-PRINCE", "America/Port-au-Prince"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_found_however_it_is_written(typed: str, name: str) -> None:
    assert parse_zone(typed) == name


@pytest.mark.parametrize(
    "typed",
    ["", " ", "Europe", "Berlin", "../../etc/passwd", "/etc/localtime", "UTC+2", "\0", "Z" * 5_000, "é"],
)
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(ZoneUnknownError):
        parse_zone(typed)


def test_a_zone_that_is_not_chosen_or_not_known_any_more_is_utc() -> None:
    assert zone_of(None) == zone_of("Atlantis/Sunk") == ZoneInfo("UTC")
    assert zone_of("Asia/Kathmandu") == ZoneInfo("Asia/Kathmandu")


def test_what_begins_with_the_typed_comes_first() -> None:
    assert matching("berl", 5) == ["Europe/Berlin"]
    assert matching("new_york", 5)[0] == "America/New_York"
    assert matching("europe/b", 3) == ["Europe/Belfast", "Europe/Belgrade", "Europe/Berlin"]
    assert matching("lond", 3)[0] == "Europe/London"
    assert matching("nowhere", 3) == []
