"""The time."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the current time, aware UTC."""
    return datetime.now(UTC)  # noqa: TID251  the only place that asks the machine
