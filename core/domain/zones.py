"""Time zones by their IANA names, as the machine or the packaged tables know them."""

import functools
from collections.abc import Mapping
from zoneinfo import ZoneInfo, available_timezones

from core.domain.errors import ZoneUnknownError

UTC = "UTC"
LONGEST = 100
"""Characters of the longest name that is looked up."""


def parse_zone(typed: str) -> str:
    """Return the zone's name as it is written: `europe/berlin` and `Europe / Berlin` mean `Europe/Berlin`.

    Raises `ZoneUnknownError`.
    """
    found = _names().get(_plain(typed[:LONGEST]))
    if found is None:
        raise ZoneUnknownError(typed[:LONGEST])
    return found


def zone_of(name: str | None) -> ZoneInfo:
    """Return the zone; UTC when none was chosen, or when this machine does not know it any more."""
    try:
        return ZoneInfo(name or UTC)
    except (LookupError, ValueError, OSError):
        return ZoneInfo(UTC)


def matching(typed: str, limit: int) -> list[str]:
    """Return zones whose names contain what was typed, those that begin with it or their city first."""
    wanted = _plain(typed[:LONGEST])
    found = [name for plain, name in _names().items() if wanted in plain]
    return sorted(found, key=lambda name: (not _begins(name, wanted), name))[:limit]


def _begins(name: str, wanted: str) -> bool:
    return _plain(name).startswith(wanted) or _plain(name.rpartition("/")[2]).startswith(wanted)


@functools.cache
def _names() -> Mapping[str, str]:
    """Return the names as they are written, by their plain form; read once, for that opens every table.

    It takes a tenth of a second, so the first to ask should not be the event loop.
    """
    return {_plain(name): name for name in sorted(available_timezones() | {UTC})}


def _plain(name: str) -> str:
    return "".join(name.split()).replace("_", "").casefold()
