"""Reading values out of answers: what is absent stays unknown, what cannot be is refused."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from core.domain.errors import MalformedError
from core.domain.terms import MAX_COUNT

TEXT_LIMIT = 4000
LINK = re.compile(r"https?://[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]{1,5})?(?:[/?#][!-~]*)?")
LINK_LIMIT = 2048
LARGEST_ID = 2**64 - 1
UNSHOWN = re.compile(r"\.hei[cf](?:[?#]|$)", re.IGNORECASE)
"""Pictures that Discord does not show."""
EARLIEST, LATEST = 1_262_304_000, 4_102_444_800  # 2010 and 2100


def dig(body: Any, *path: str | int) -> Any:
    """Return what lies at the path, None when any part of it is absent."""
    for step in path:
        if isinstance(body, Mapping):
            body = body.get(step)
        elif isinstance(body, Sequence) and not isinstance(body, str) and isinstance(step, int):
            body = body[step] if -len(body) <= step < len(body) else None
        else:
            return None
    return body


def need(body: Any, *path: str | int) -> Any:
    """Return what lies at the path; raise `MalformedError` when it is absent."""
    found = dig(body, *path)
    if found is None:
        raise MalformedError(f"{'.'.join(map(str, path))} is missing")
    return found


def mapping(body: Any, *path: str | int) -> Mapping[str, Any]:
    """Return the object at the path; raise `MalformedError` when there is none."""
    found = need(body, *path)
    if not isinstance(found, Mapping):
        raise MalformedError(f"{'.'.join(map(str, path))} is no object")
    return found


def count(value: Any, name: str) -> int | None:
    """Return a counter. Absent or negative (vendors write -1 for hidden) is unknown.

    Raises `MalformedError` for what can be no counter: text, fractions, 2^63 and more.
    """
    if isinstance(value, str) and value.isascii() and value.removeprefix("-").isdecimal() and len(value) < 25:
        value = int(value)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value > MAX_COUNT:
        raise MalformedError(f"{name} is no count")
    return value if value >= 0 else None


def text(value: Any, limit: int = TEXT_LIMIT) -> str | None:
    """Return a text that holds something, cut at the limit; None for anything else.

    NUL and halves of surrogate pairs are left out: JSON may carry them, databases take neither.
    """
    if not isinstance(value, str):
        return None
    return value[:limit].replace("\x00", "").encode(errors="ignore").decode() or None


def bio(value: Any) -> str | None:
    """Return a profile's text, as `text` reads it; an empty one is said to be empty, and None is unknown."""
    return "" if value == "" else text(value)


def words(value: Any, limit: int) -> str:
    """Return a text as one line for the log, cut at the limit; empty for anything else."""
    if not isinstance(value, str):
        return ""
    shown = "".join(char if char.isprintable() else " " for char in value[: 4 * limit])
    return " ".join(shown.split())[:limit]


def identity(value: Any) -> str | None:
    """Return an id as text; vendors write them as text or as numbers, and 0 where they know none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if 0 < value <= LARGEST_ID else None
    return written_id(value)


def written_id(value: Any) -> str | None:
    """Return an id that is written as text; for vendors whose numbers are cut short."""
    found = text(value, 64)
    return None if found is None or found.strip() in {"", "0"} else found.strip()


def handle(value: Any) -> str | None:
    """Return a handle in lower case."""
    found = text(value, 64)
    return None if found is None else found.strip().lower() or None


def link(value: Any) -> str | None:
    """Return a web address, None for anything else; a longer one is none, for half an address is useless."""
    if not isinstance(value, str) or len(value) > LINK_LIMIT or not LINK.fullmatch(value):
        return None
    return value


def picture(value: Any) -> str | None:
    """Return the address of a picture that Discord may show, None for anything else."""
    found = link(value)
    return None if found is None or UNSHOWN.search(found) else found


def utc(value: Any) -> datetime | None:
    """Return a time of Unix seconds, None when it is not believable."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 15:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not EARLIEST <= value < LATEST:
        return None
    return datetime.fromtimestamp(value, UTC)
