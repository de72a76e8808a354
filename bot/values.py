"""Reading the values of settings: from what a person typed to what the program uses, or a plain sentence."""

import re
from collections.abc import Callable, Collection
from datetime import timedelta
from urllib.parse import urlsplit

UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
PART = r"([0-9]{1,9}(?:\.[0-9]{1,6})?)(ms|s|m|h|d)"
LONGEST = timedelta(days=3650)
DATABASES = ("sqlite+aiosqlite:///", "postgresql+asyncpg://")


def duration(typed: object) -> timedelta:
    """Return a time span written like `6h`, `30s`, `500ms` or `1h30m`."""
    if isinstance(typed, timedelta):
        return typed
    text = str(typed).lower()
    if not re.fullmatch(rf"(?:{PART}\s*)+", text):
        raise ValueError(f'"{typed}" is not a time span; write it like 6h, 30s, 500ms or 1h30m')
    parts = [float(number) * UNITS[unit] for number, unit in re.findall(PART, text)]
    span = sum(parts, timedelta())
    if not timedelta() < span <= LONGEST:
        raise ValueError(f'"{typed}" is not between 1ms and {LONGEST.days}d')
    return span


def whole(lowest: int, highest: int) -> Callable[[object], int]:
    """Return a reader of whole numbers, both ends included."""

    def read(typed: object) -> int:
        text = str(typed)
        if not re.fullmatch(r"-?[0-9]{1,19}", text) or not lowest <= int(text) <= highest:
            raise ValueError(f'"{typed}" is not a whole number from {lowest} to {highest}')
        return int(text)

    return read


def one_of(*known: str) -> Callable[[object], str]:
    """Return a reader of one of these words, in any case."""

    def read(typed: object) -> str:
        for word in known:
            if word.lower() == str(typed).lower():
                return word
        raise ValueError(f'"{typed}" is not one of {", ".join(known)}')

    return read


def names(known: Collection[str]) -> Callable[[object], tuple[str, ...]]:
    """Return a reader of known names, separated by commas, each at most once."""

    def read(typed: object) -> tuple[str, ...]:
        if isinstance(typed, tuple):
            return typed
        found = tuple(name.strip().lower() for name in str(typed).split(",") if name.strip())
        for name in found:
            if name not in known:
                raise ValueError(f'"{name}" is not one of {", ".join(known)}')
        if not found or len(set(found)) < len(found):
            raise ValueError(f"name each of {', '.join(known)} at most once, and one at least")
        return found

    return read


def secret(typed: object) -> object:
    """Return a key or token, unless it has characters that none has; the sentence never shows it."""
    if isinstance(typed, str) and not re.fullmatch(r"[!-~]+", typed):
        raise ValueError("has a space or a character that no key has; paste it again, without any prefix")
    return typed


def web_address(typed: object) -> str:
    """Return an http(s) address without a slash at the end; the sentence never shows it."""
    text = str(typed)
    try:
        parts = urlsplit(text)
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good or re.search(r"\s", text):
        raise ValueError("is not an address like https://example.org")
    return text.rstrip("/")


def secret_address(typed: object) -> object:
    """Return an http(s) address that is kept as a secret."""
    return web_address(typed) if isinstance(typed, str) else typed


def database_url(typed: object) -> object:
    """Return the address of a database that is supported and outlives the process."""
    if not isinstance(typed, str):
        return typed
    if not typed.startswith(DATABASES):
        raise ValueError("must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://")
    in_memory = ":memory:" in typed or "mode=memory" in typed or typed == DATABASES[0]
    if typed.startswith("sqlite") and in_memory:
        raise ValueError("needs a file, like sqlite+aiosqlite:///viewledger.db")
    return typed
