"""Logging to stderr, with secrets kept out."""

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

HIDDEN = "***"
QUIET = {
    "httpx": logging.WARNING,  # it logs whole addresses
    "httpcore": logging.WARNING,
    "discord": logging.WARNING,
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "sqlalchemy": logging.WARNING,
}
LIKE_SECRETS = re.compile(
    r"""(?ix)
    ( [?&](?:[\w-]*(?:token|secret|signature|password|api_?key)|key|auth)=
    | \b(?:authorization|x-api-key|x-access-key|x-rapidapi-key)["']?\s*[:=]\s*["']?
      (?:(?:bearer|bot|basic)\s+)?
    | /(?:webhooks|interactions)/\d+/
    ) [^\s"'&,;})/]+"""
)
"""Keys and tokens in addresses and headers, whoever they belong to; what stands before them is kept."""


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
        forms = {form for secret in secrets if secret for form in (secret, quote(secret, safe=""))}
        longest_first = sorted(forms, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def __call__(self, text: str) -> str:
        """Return the text without them."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        return LIKE_SECRETS.sub(rf"\g<1>{HIDDEN}", text)


class TextLines(logging.Formatter):
    """One line for each event, then its traceback."""

    def __init__(self, cleaner: Cleaner) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")
        self._cleaner = cleaner

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802  logging's
        return _time(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's name
        """Return the line; a message with line breaks in it cannot forge another."""
        record.message = record.message.replace("\r", "\\r").replace("\n", "\\n")
        return super().formatMessage(record)

    def format(self, record: logging.LogRecord) -> str:
        return self._cleaner(super().format(record))


class JsonLines(logging.Formatter):
    """One JSON object for each event."""

    def __init__(self, cleaner: Cleaner) -> None:
        super().__init__()
        self._cleaner = cleaner

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "message": self._cleaner(record.getMessage()),
        }
        if record.exc_info:
            told["error"] = self._cleaner(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _is_news(record: logging.LogRecord) -> bool:
    """Whether discord.py says something that the bot does not log itself, once."""
    return not record.getMessage().startswith("Attempting a reconnect")
