"""Reading the values of settings: from what a person typed to what the program uses, or a plain sentence."""

import re
from collections.abc import Callable, Collection
from datetime import timedelta
from urllib.parse import SplitResult, unquote, urlsplit

UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
PART = r"([0-9]{1,9}(?:\.[0-9]{1,6})?)(ms|s|m|h|d)"
SHORTEST, LONGEST = timedelta(milliseconds=1), timedelta(days=3650)
SQLITE, POSTGRESQL = "sqlite+aiosqlite:///", "postgresql+asyncpg://"
LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,62})"
HOST = re.compile(rf"(?i){LABEL}(?:\.{LABEL})*|[0-9a-f:.]*:[0-9a-f:.]*")
POSTGRESQL_ADDRESS = re.compile(
    rf"{re.escape(POSTGRESQL)}(?:[^:/@]*(?::[^@]*)?@)?"
    r"(?:[\w.-]*|\[[0-9a-fA-F:.]+\])(?::[0-9]{1,5})?(?:/[^/?@]*)?(?:\?[^@]*)?"
)
PASSWORD = re.compile(r"(?i)//[^:/@]*:([^@]*)@|[?&]password=([^&]*)")
"""A password in an address, read as SQLAlchemy reads it: up to the first @, whatever is in it."""
NO_ADDRESS = "is not an address like https://example.org"
RATE = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,6})?")
LOWEST_RATE, HIGHEST_RATE = 0.001, 1000.0
SHOWN = 30
"""A longer text is not shown in a sentence: it may be a key that was pasted into the wrong line."""


def shown(typed: object) -> str:
    """Return the text between quotes, on one line; of a long one only how long it is."""
    text = str(typed)
    if len(text) > SHOWN:
        return f"what is set ({len(text)} characters)"
    return '"' + "".join(letter if letter.isprintable() else "?" for letter in text) + '"'


def duration(typed: object) -> timedelta:
    """Return a time span written like `6h`, `30s`, `500ms` or `1h30m`."""
    if isinstance(typed, timedelta):
        return typed
    text = str(typed).lower()
    if not re.fullmatch(rf"(?:{PART}\s*)+", text):
        raise ValueError(f"{shown(typed)} is not a time span; write it like 6h, 30s, 500ms or 1h30m")
    try:
        span = sum((float(number) * UNITS[unit] for number, unit in re.findall(PART, text)), timedelta())
    except OverflowError:
        span = timedelta.max
    if not SHORTEST <= span <= LONGEST:
        raise ValueError(f"{shown(typed)} is not between 1ms and {LONGEST.days}d")
    return span


def whole(lowest: int, highest: int) -> Callable[[object], int]:
    """Return a reader of whole numbers, both ends included."""

    def read(typed: object) -> int:
        text = str(typed)
        if not re.fullmatch(r"-?[0-9]{1,19}", text) or not lowest <= int(text) <= highest:
            raise ValueError(f"{shown(typed)} is not a whole number from {lowest} to {highest}")
        return int(text)

    return read


def shards(typed: object) -> int | str:
    """Read how many connections to Discord there are to be: a number, or `auto` for what it recommends."""
    if str(typed).lower() == "auto":
        return "auto"
    try:
        return whole(1, 1_000)(typed)
    except ValueError as error:
        raise ValueError(f"{error}, nor auto") from None


def one_of(*known: str) -> Callable[[object], str]:
    """Return a reader of one of these words, in any case."""

    def read(typed: object) -> str:
        for word in known:
            if word.lower() == str(typed).lower():
                return word
        raise ValueError(f"{shown(typed)} is not one of {', '.join(known)}")

    return read


def names(known: Collection[str]) -> Callable[[object], tuple[str, ...]]:
    """Return a reader of known names, separated by commas, each at most once."""

    def read(typed: object) -> tuple[str, ...]:
        if isinstance(typed, tuple):
            return typed
        found = tuple(name.strip().lower() for name in str(typed).split(",") if name.strip())
        for name in found:
            if name not in known:
                raise ValueError(f"{shown(name)} is not one of {', '.join(known)}")
        if not found or len(set(found)) < len(found):
            raise ValueError(f"name each of {', '.join(known)} at most once, and one at least")
        return found

    return read


def secret(typed: object) -> object:
    """Return a key or token, unless it has characters that none has; the sentence never shows it."""
    if isinstance(typed, str) and not re.fullmatch(r"[!#-&(-~]+", typed):
        raise ValueError(
            "has a space, a quote or a character that no key has; paste it again, without any prefix"
        )
    return typed


def secrets(typed: object) -> object:
    """Return keys that are separated by commas, without the spaces between them; no sentence shows one."""
    if not isinstance(typed, str):
        return typed
    keys = [key.strip() for key in typed.split(",")]
    for key in keys:
        if not key:
            raise ValueError("has a comma with no key before or after it")
        secret(key)
    if len(set(keys)) < len(keys):
        raise ValueError("holds the same key twice")
    return ",".join(keys)


def rate(typed: object) -> float:
    """Return requests a second, written like `5` or `0.5`."""
    text = str(typed)
    if not RATE.fullmatch(text) or not LOWEST_RATE <= float(text) <= HIGHEST_RATE:
        limits = f"{LOWEST_RATE:g} to {HIGHEST_RATE:g}"
        raise ValueError(f"{shown(typed)} is not a number of requests a second from {limits}, like 5 or 0.5")
    return float(text)


def host(typed: object) -> str:
    """Return the name or number of a machine."""
    text = str(typed)
    if len(text) > 253 or not HOST.fullmatch(text):
        raise ValueError(f"{shown(typed)} is not a host name or address like 127.0.0.1")
    return text


def web_address(typed: object) -> str:
    """Return a bare http(s) address without a slash at the end; the sentence never shows it."""
    text = str(typed)
    parts = _web_parts(text)
    if "@" in parts.netloc or "?" in text or "#" in text:
        raise ValueError("holds more than an address like https://example.org: no password, ? or #")
    return text.rstrip("/")


def secret_address(typed: object) -> object:
    """Return an http(s) address that is kept as a secret, just as it was typed."""
    if isinstance(typed, str):
        _web_parts(typed)
    return typed


def _web_parts(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        is_good = parts.scheme in {"http", "https"} and parts.port != 0
    except ValueError:
        raise ValueError(NO_ADDRESS) from None
    if not is_good or not HOST.fullmatch(parts.hostname or "") or re.search(r"[\s\x00-\x1f]", text):
        raise ValueError(NO_ADDRESS)
    return parts


def database_url(typed: object) -> object:
    """Return the address of a database that is supported and outlives the process."""
    if not isinstance(typed, str):
        return typed
    if not typed.startswith((SQLITE, POSTGRESQL)):
        raise ValueError(f"must begin with {SQLITE} or {POSTGRESQL}")
    if typed.startswith(SQLITE):
        name = typed.removeprefix(SQLITE).partition("?")[0]
        if not name or ":memory:" in typed or "mode=memory" in typed:
            raise ValueError(f"needs a file, like {SQLITE}viewledger.db")
    elif not POSTGRESQL_ADDRESS.fullmatch(typed):
        raise ValueError(f"is not like {POSTGRESQL}USER:PASSWORD@HOST/NAME; write an @ in a password as %40")
    return typed


def passwords(address: str) -> set[str]:
    """Return the passwords in an address, as they are written and as they are meant."""
    written = {part for parts in PASSWORD.findall(address) for part in parts if part}
    return written | {unquote(password) for password in written}
