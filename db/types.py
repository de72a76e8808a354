"""Column types that give back exactly what was put in, on SQLite and PostgreSQL alike."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, String, TypeDecorator
from sqlalchemy.types import TypeEngine

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""A primary key: 64 bits everywhere (SQLite's INTEGER is; only that name counts up by itself there)."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time; a naive one is refused, for it could mean anything."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        utc = value.astimezone(UTC)
        return utc if dialect.name == "postgresql" else utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


class ReadableUtc(TypeDecorator[datetime]):
    """A time that may have been tampered with: None for what SQLite keeps and is no time."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(DateTime(timezone=True) if dialect.name == "postgresql" else String())

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        try:
            found = datetime.fromisoformat(value) if isinstance(value, str) else value
            return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
        except (ValueError, AttributeError, TypeError, OverflowError):
            return None


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal kept as text: SQLite would make a float of it."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


def stored_as_text(enum: type[StrEnum]) -> Enum:
    """Return a column type that keeps the enum's value as text."""
    return Enum(enum, native_enum=False, length=32, values_callable=_values, validate_strings=True)


def _values(enum: Any) -> list[str]:
    return [member.value for member in enum]
