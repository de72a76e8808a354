"""Logging to standard error, as text or JSON, with every secret taken out."""

import json
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

QUIET = ("httpx", "httpcore", "aiosqlite", "alembic", "discord", "asyncio")
"""Libraries whose ordinary lines say nothing to the person who runs the bot, or hold addresses with keys."""
HIDDEN = "***"


def set_up(level: str, form: Literal["text", "json"], secrets: Sequence[str]) -> None:
    """Send every record to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter((JsonFormatter if form == "json" else TextFormatter)(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))


class TextFormatter(logging.Formatter):
    """A line a record, secrets hidden in message and traceback alike."""

    def __init__(self, secrets: Sequence[str]) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text without secrets."""
        return self.hide(super().format(record))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802  logging's name
        """Return the record's time, UTC."""
        return f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%S}Z"

    def hide(self, text: str) -> str:
        """Return the text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return text


class JsonFormatter(TextFormatter):
    """A JSON object a record."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as JSON without secrets."""
        entry = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return self.hide(json.dumps(entry, ensure_ascii=False))
