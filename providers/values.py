"""Reading values out of answers: what is absent stays unknown, what cannot be is refused."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from core.domain.errors import MalformedError
from core.domain.terms import MAX_COUNT

TEXT_LIMIT = 4000
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
    """Return a text that holds something, cut at the limit and without NUL; None for anything else."""
    if not isinstance(value, str):
        return None
    return value.replace("\x00", "")[:limit] or None


def identity(value: Any) -> str | None:
    """Return an id as text; vendors write them as text or as numbers."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return text(value, 64)


def handle(value: Any) -> str | None:
    """Return a handle in lower case."""
    found = text(value, 64)
    return None if found is None else found.lower()


def link(value: Any) -> str | None:
    """Return a web address, None for anything else."""
    found = text(value, 2048)
    return found if found and found.startswith(("https://", "http://")) else None


def utc(value: Any) -> datetime | None:
    """Return a time of Unix seconds, None when it is not believable."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 15:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not EARLIEST <= value < LATEST:
        return None
    return datetime.fromtimestamp(value, UTC)
