"""Logging to stderr, with secrets kept out."""

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, quote_plus

from cogs import tracing

HIDDEN = "***"
QUIET = {
    "httpx": logging.WARNING,  # it logs whole addresses
    "httpcore": logging.WARNING,
    "discord": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "procrastinate": logging.WARNING,
    "psycopg": logging.WARNING,
}
LIKE_SECRETS = re.compile(
    r"""(?ix)
    ( [?&](?:[\w-]*(?:token|secret|signature|password|api_?key)|key|auth)=
    | \b(?:authorization|x-api-key|x-access-key|x-rapidapi-key)["']?\s*[:=,]\s*(?:b(?=["']))?["']?
      (?:(?:bearer|bot|basic)\s+)?
    | /(?:webhooks|interactions)/\d+/
    ) [^\s"'&,;})/]+
    | (://[^\s:/@"']*:) [^\s/@]+ (?=@)"""
)
"""Keys and tokens in addresses and headers, whoever they belong to; what stands before them is kept."""
UNSEEN = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
"""Line breaks of every kind, and what steers a terminal."""


def set_up(level: str, style: str, secrets: Iterable[str]) -> None:
    """Send the log to stderr as `text` or `json`, without these secrets."""
    handler = logging.StreamHandler(sys.stderr)
    cleaner = Cleaner(secrets)
    handler.setFormatter(JsonLines(cleaner) if style == "json" else TextLines(cleaner))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(max(least, logging.getLogger().level))
    logging.getLogger("discord.client").addFilter(_is_news)


class Cleaner:
    """Replaces secrets, and what looks like one, by asterisks."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets if secret for form in forms_of(secret)}
        longest_first = sorted(forms, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def __call__(self, text: str) -> str:
        """Return the text without them."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        return LIKE_SECRETS.sub(rf"\g<1>\g<2>{HIDDEN}", text)


class TextLines(logging.Formatter):
    """One line for each event, then its traceback, set in so that it cannot be taken for an event."""

    def __init__(self, cleaner: Cleaner) -> None:
        super().__init__()
        self._cleaner = cleaner

    def format(self, record: logging.LogRecord) -> str:
        reference = tracing.current()
        mark = "" if reference is None else f" [{reference}]"
        line = f"{_time(record)} {record.levelname} {record.name}{mark}: {one_line(_message(record))}"
        error = _error(record)
        below = "".join(f"\n    {one_line(part)}" for part in error.split("\n")) if error else ""
        return self._cleaner(line + below)


class JsonLines(logging.Formatter):
    """One JSON object for each event, in ASCII."""

    def __init__(self, cleaner: Cleaner) -> None:
        super().__init__()
        self._cleaner = cleaner

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": self._cleaner(_message(record)),
        }
        reference = tracing.current()
        if reference is not None:
            told["reference"] = reference
        error = _error(record)
        if error:
            told["error"] = self._cleaner(error)
        return json.dumps(told)


def forms_of(secret: str) -> set[str]:
    """Return the ways in which a secret is written: as it is, in addresses, in program text, in JSON."""
    quoted = {quote(secret, safe=""), quote(secret), quote_plus(secret)}
    return quoted | {secret, repr(secret)[1:-1], json.dumps(secret)[1:-1]}


def one_line(text: str) -> str:
    """Return the text with line breaks and steering characters written out."""
    return UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # noqa: BLE001  logging would print the arguments as they are, secrets and all
        return f"{record.msg} {record.args!r}"


def _error(record: logging.LogRecord) -> str:
    return logging.Formatter().formatException(record.exc_info) if record.exc_info else ""


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _is_news(record: logging.LogRecord) -> bool:
    """Whether discord.py says something that concerns this bot, and that it does not log itself, once."""
    said = record.getMessage()
    return not (said.startswith("Attempting a reconnect") or said.endswith("voice will NOT be supported"))
