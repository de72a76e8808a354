"""The time."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the current time; everything else is handed it."""
    return datetime.now(UTC)  # noqa: TID251  the one place that asks
